from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.strategies import json_values
from turbodesk import settings
from turbodesk.settings import ALL, ENTER_SENDS, SCROLLING, TEXT_PERCENT, THEME, Scrolling, Setting, ThemeChoice

every = pytest.mark.parametrize("setting", ALL, ids=lambda setting: setting.key)


def test_every_declared_setting_is_in_all() -> None:
    declared = [value for value in vars(settings).values() if isinstance(value, Setting)]
    assert declared == list(ALL)
    assert len({setting.key for setting in ALL}) == len(ALL)


@every
def test_every_setting_says_what_it_is(setting: Setting[str]) -> None:
    is_offered = setting.section is not None
    assert bool(setting.label) == is_offered
    assert setting.help.endswith(".") == is_offered


@every
@given(raw=json_values)
def test_reading_never_fails_and_never_leaves_the_type(setting: Setting[str], raw: object) -> None:
    value = setting.parse(raw)
    assert type(value) is type(setting.default)
    assert not setting.choices or value in [choice for choice, _ in setting.choices]


@every
def test_a_value_survives_the_settings_file(setting: Setting[str]) -> None:
    for value in [setting.default, *(choice for choice, _ in setting.choices)]:
        stored = json.loads(json.dumps({setting.key: value}))
        assert setting.read(stored) == value
        assert type(setting.read(stored)) is type(value)


@given(st.integers())
def test_a_text_size_out_of_range_is_the_default(percent: int) -> None:
    assert TEXT_PERCENT.parse(percent) == (percent if 60 <= percent <= 250 else 100)


@pytest.mark.parametrize(
    ("setting", "raw", "value"),
    [
        (THEME, "dark", ThemeChoice.DARK),
        (THEME, "pink", ThemeChoice.SYSTEM),
        (THEME, None, ThemeChoice.SYSTEM),
        (SCROLLING, "off", Scrolling.OFF),
        (ENTER_SENDS, False, False),
        (ENTER_SENDS, 0, True),
        (ENTER_SENDS, "false", True),
        (TEXT_PERCENT, True, 100),
        (TEXT_PERCENT, 120.0, 100),
    ],
)
def test_what_does_not_fit_is_the_default(setting: Setting[str], raw: object, value: object) -> None:
    assert setting.parse(raw) is value or setting.parse(raw) == value


def test_a_missing_value_is_the_default() -> None:
    assert ENTER_SENDS.read({}) is True
