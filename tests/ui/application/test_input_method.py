"""Qt is led to ibus where the desktop wishes for an input method that Qt's wheels cannot reach, and nowhere else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.ui.application.input_method import reachable, wished

NAMES = st.sampled_from(["fcitx", "fcitx5", "xim", "wayland", "ibus", "compose", "simple", "none", ""])


@pytest.mark.parametrize(
    ("several", "one", "expected"),
    [
        ("", "", []),
        ("", "ibus", []),
        ("", "compose", []),
        ("", "none", []),
        ("", "fcitx", ["fcitx", "wayland", "ibus"]),
        ("wayland;fcitx", "fcitx", ["wayland", "fcitx", "ibus"]),
        ("wayland;fcitx;ibus", "fcitx", []),
        ("none", "fcitx", []),
    ],
)
def test_what_is_tried_instead(several: str, one: str, expected: list[str]) -> None:
    assert wished(several, one) == expected


@given(st.none() | st.lists(NAMES, max_size=4).map(";".join), st.none() | NAMES)
def test_the_desktops_wishes_come_first_and_stand_again_afterwards(several: str | None, one: str | None) -> None:
    given = {"QT_IM_MODULES": several, "QT_IM_MODULE": one}
    before = {name: value for name, value in given.items() if value is not None}
    environment = dict(before)
    with reachable(environment):
        tried = [wish for wish in environment.get("QT_IM_MODULES", "").split(";") if wish]
        wishes = [wish for wish in (several or "").split(";") if wish] or [wish for wish in [one] if wish]
        assert (tried or wishes)[: len(wishes)] == wishes
        assert not wishes or {"ibus", "compose", "simple", "none"}.intersection(tried or wishes)
    assert environment == before
