"""Whatever stands in one of the small files: the program starts, and what is sound in it is there."""

from __future__ import annotations

import datetime as dt
import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.hostile import changed
from turbodesk.app.model_choices import ModelChoice
from turbodesk.app.services import Services, start_services
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.cost import cost, dollars
from turbodesk.chat.errors import Failure
from turbodesk.chat.keys import ApiKey
from turbodesk.chat.message import MOST_TOKENS, Usage
from turbodesk.settings import ALL
from turbodesk.store.secrets import Secrets

FILES: dict[str, dict[str, object]] = {
    "settings.json": {one.key: one.default for one in ALL},
    "gateways.json": {
        "profiles": [
            {"id": "default", "name": "TheTurbo", "url": ""},
            {"id": "mine", "name": "Mine", "url": "https://mine.example", "needs_key": False},
        ],
        "new_chats": "mine",
        "learned": {
            "mine": {
                "url": "https://mine.example",
                "models": ["m-1"],
                "listed": [{"id": "m-1", "display_name": "M", "max_tokens": 8_000, "capabilities": {"thinking": {}}}],
                "count_tokens": True,
                "refused": {"m-1": ["temperature"]},
            }
        },
        "keys_for": {"mine": ["https://mine.example"]},
        "older_keys": {"mine": "https://mine.example"},
    },
    "models.json": {"models": [{"id": "claude-sonnet-4-6", "max_output": 9_000}, {"id": "own", "context": 5_000_000}]},
    "presets.json": {
        "presets": [{"id": "p", "name": "Brief", "model": "m-1", "parameters": {"system": "Be brief.", "top_k": 4}}],
        "new_chats": "p",
    },
}


def report(name: str, error: BaseException) -> None:
    raise AssertionError(name) from error


@st.composite
def damaged(draw: st.DrawFn) -> tuple[str, bytes]:
    """One of the files, with one value of it replaced, or some of its bytes."""
    name = draw(st.sampled_from(sorted(FILES)))
    content = draw(changed(FILES[name]))
    text = json.dumps(content).encode()
    if draw(st.integers(0, 4)) == 0:
        begin, cut = draw(st.integers(0, len(text))), draw(st.integers(0, 5))
        text = text[:begin] + draw(st.binary(max_size=5)) + text[begin + cut :]
    return name, text


@given(damaged())
async def test_one_hostile_value_in_a_small_file_stops_nothing(
    tmp_path_factory: pytest.TempPathFactory, given: tuple[str, bytes]
) -> None:
    folder = tmp_path_factory.mktemp("files")
    for name, content in FILES.items():
        (folder / name).write_text(json.dumps(content))
    (folder / given[0]).write_bytes(given[1])
    async with start_services(folder, report=report, secrets=Secrets(environment={})) as services:
        await everything_is_asked_for(services)
        for preset in services.presets.all():
            services.presets.rename(preset.id, "Renamed")
        services.profiles.rename(services.profiles.default_id, "Renamed")
    async with start_services(folder, report=report, secrets=Secrets(environment={})) as services:
        assert services.profiles.default.name.startswith("Renamed")


async def everything_is_asked_for(services: Services) -> None:
    """Ask for all that the files hold, as the window does."""
    today = dt.date(2026, 11, 28)
    usage = Usage(MOST_TOKENS, MOST_TOKENS, MOST_TOKENS, MOST_TOKENS)
    assert services.model_registry.mistakes is not None
    for profile in services.profiles.all():
        assert profile.name.encode()
        assert services.profiles.keys(profile.id).origin is not None
        services.profiles.facts(profile.id).left_out_for("m-1")
        entries: tuple[ModelChoice, ...] = services.model_registry.entries(profile.id, today)
        for entry in entries:
            json.dumps(entry.model.name, ensure_ascii=False).encode()
            amount = cost(usage, entry.model.prices)
            assert amount is None or "inf" not in dollars(amount)
            assert 0 < entry.model.max_output < 2**31
    for preset in services.presets.all():
        assert preset.name.encode()
        assert preset.parameters.to_json() is not None
    assert services.workspace.new_chat(demo=False).model.id
    with suppress(Failure):  # an address or a proxy that is none is told when it is used
        await services.gateways.of(new_conversation(gateway_id=services.profiles.default_id))


@pytest.mark.parametrize("text", ["sk\nx", "sk-ключ", "sk\ud800", "sk\0", "", "a b"])
def test_what_can_be_no_header_is_no_key(text: str) -> None:
    with pytest.raises(ValueError, match="key"):
        ApiKey(text)
