"""The models a person wants first stay in the person's order, whatever a gateway calls them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.app.favourites import MOST, Favourites
from turbodesk.app.model_choices import ModelChoice, favourites_first
from turbodesk.app.services import Services, start_services
from turbodesk.chat.model import Model
from turbodesk.settings import FAVOURITES


def no_report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@pytest.fixture
async def services(tmp_path: Path) -> AsyncIterator[Services]:
    async with start_services(tmp_path, report=no_report) as services:
        yield services


async def test_they_keep_their_order_and_survive(services: Services) -> None:
    favourites = Favourites(services.preferences)
    assert favourites.toggle("us.anthropic.claude-opus-4-7-v1:0")
    assert favourites.toggle("my own model")
    assert Favourites(services.preferences).ids() == ("claude-opus-4-7", "my own model")
    assert favourites.move("my own model", -1)
    assert not favourites.move("my own model", -1)
    assert not favourites.move("strange", 1)
    assert favourites.ids() == ("my own model", "claude-opus-4-7")
    assert not favourites.toggle("claude-opus-4-7"), "another spelling of it"
    assert favourites.ids() == ("my own model",)


async def test_whatever_the_setting_holds_there_are_few_and_each_once(services: Services) -> None:
    favourites = Favourites(services.preferences)
    for damaged in ("[", "{}", "7", "[" * 100_000):
        services.preferences.set(FAVOURITES, damaged)
        assert favourites.ids() == ()
    services.preferences.set(FAVOURITES, '["a", "a", 7, null, " b"]')
    assert favourites.ids() == ("a", " b")
    for number in range(2 * MOST):
        favourites.toggle(f"model-{number}")
    assert len(favourites.ids()) == MOST


CHOICES = st.lists(
    st.builds(
        ModelChoice,
        st.sampled_from("abcdef").map(lambda id_: Model(id_, id_)),
        is_unlisted=st.booleans(),
        is_aside=st.booleans(),
    ),
    unique_by=lambda one: one.model.id,
)


@given(CHOICES, st.lists(st.sampled_from("abcdefgh"), unique=True))
def test_favourites_come_first_and_nothing_is_lost(choices: list[ModelChoice], ids: list[str]) -> None:
    found = favourites_first(choices, ids)
    assert sorted(one.model.id for one in found) == sorted(one.model.id for one in choices)
    first = [one.model.id for one in found if one.is_favourite]
    assert first == [id_ for id_ in ids if id_ in first]
    assert [one.model.id for one in found[: len(first)]] == first
    assert not any(one.is_favourite and (one.is_unlisted or one.is_aside) for one in found)
    rest = [one.model.id for one in found if not one.is_favourite]
    assert rest == [one.model.id for one in choices if one.model.id in rest]
