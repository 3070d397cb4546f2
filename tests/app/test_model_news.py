"""Signed news of models count only when they are ours, sound, for this program and newer; a person's own go before."""

from __future__ import annotations

import base64
import copy
import datetime as dt
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from tests.gateway.test_releases import good, served
from turbodesk.app import model_news
from turbodesk.app.model_news import AHEAD_S, AS_SHIPPED, FORM, MOST_BYTES, MOST_MODELS, ModelNewsStore, read, to_json
from turbodesk.app.services import Services, start_services
from turbodesk.app.updates import NewsSource, Updates, signed_object
from turbodesk.chat.model import Model
from turbodesk.gateway import catalogue, releases
from turbodesk.settings import NEWS, NEWS_MODELS, News

OURS, FOREIGN = (Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32) for number in (1, 3))
KEYS = (OURS.public_key().public_bytes_raw(),)
MADE = dt.datetime(2026, 12, 1, 12, tzinfo=dt.UTC)
NOW_S = MADE.timestamp() + 3_600
SHIPPED = catalogue.load()
IDS = {model.id for model in SHIPPED}
SONNET = next(model for model in SHIPPED if model.id == "claude-sonnet-4-6")
PRICES = SONNET.prices
assert PRICES is not None
DEARER = replace(SONNET, prices=replace(PRICES, output=99.0), context=900_000)
NEXT = replace(SONNET, id="claude-sonnet-7", name="Sonnet 7", good_at="Tomorrow’s work", context=3_000_000)
TODAY = dt.date(2026, 12, 1)


def signed(content: bytes, by: Ed25519PrivateKey = OURS) -> bytes:
    return base64.b64encode(by.sign(content)) + b"\n"


def news_file(*models: Model, made: dt.datetime = MADE, version: str = "9.0", **changes: object) -> bytes:
    told = {**to_json(models or (DEARER, NEXT), made), **changes}
    return json.dumps({"version": version, "page": "https://example.org/", "models": told}).encode()


@dataclass
class Place:
    """Services on one folder, with what a window would give them to keep news."""

    services: Services
    store: ModelNewsStore
    clock: Callable[[], float]

    @property
    def path(self) -> Path:
        return self.services.model_news_file

    def model(self, model_id: str) -> Model:
        return self.services.model_registry.model(model_id)

    async def take(self, content: bytes, signature: bytes | None = None) -> None:
        await self.store.take(content, signed(content) if signature is None else signature)

    @property
    def is_shipped(self) -> bool:
        return self.services.model_registry.models == SHIPPED


@asynccontextmanager
async def place(folder: Path, *, version: str = "9.0", now_s: float = NOW_S) -> AsyncIterator[Place]:
    """A start of the program on `folder`."""

    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    async with start_services(folder, report=report) as services:
        clock = partial(float, now_s)
        store = ModelNewsStore(
            services.model_news_file,
            source=NewsSource("https://example.org/latest.json", KEYS),
            registry=services.model_registry,
            preferences=services.preferences,
            version=version,
            is_wanted=lambda: services.preferences.get(NEWS) is not News.OFF,
            clock=clock,
        )
        await store.renew()
        yield Place(services, store, clock)


async def test_what_they_say_counts_at_once_and_after_a_restart(tmp_path: Path) -> None:
    async with place(tmp_path) as first:
        assert first.store.told == AS_SHIPPED
        told: list[None] = []
        first.services.model_registry.changed.connect(told.append)
        await first.take(news_file())
        assert told == [None]
        assert first.store.told == "as in the signed news of 1 December 2026"
    async with place(tmp_path) as second:
        assert second.store.told == "as in the signed news of 1 December 2026"
        sonnet = second.model("claude-sonnet-4-6")
        assert (sonnet.context, sonnet.prices and sonnet.prices.output) == (900_000, 99.0)
        # One that the program does not ship is chosen, counted and bounded as those it ships.
        assert second.model("claude-sonnet-7") == NEXT
        gateway_id = second.services.profiles.default_id
        shown = [one.model for one in second.services.model_registry.entries(gateway_id, TODAY)]
        assert NEXT in shown
        assert {model.id for model in second.services.model_registry.models} == IDS | {NEXT.id}
        assert second.model("claude-sonnet-7-5").assumed_as == "Sonnet 7"


async def test_the_persons_own_values_go_before_them(tmp_path: Path) -> None:
    async with place(tmp_path) as first:
        registry = first.services.model_registry
        assert registry.set_values(replace(SONNET, max_output=100_000)) == ""
        assert registry.set_values(replace(registry.model("mine"), name="Mine", known=True)) == ""
        await first.take(news_file(DEARER, NEXT, replace(NEXT, id="mine")))
        sonnet = first.model("claude-sonnet-4-6")
        assert (sonnet.max_output, sonnet.context) == (100_000, 900_000)
        assert first.model("mine").name == "Mine"
        # Where theirs leave no room for the person's, the shipped ones do.
        small = replace(SONNET, context=50_000, max_output=40_000)
        await first.take(news_file(small, made=MADE + dt.timedelta(minutes=1)))
        sonnet = first.model("claude-sonnet-4-6")
        assert (sonnet.max_output, sonnet.context) == (100_000, SONNET.context)
        assert registry.mistakes == {}
        assert registry.reset("claude-sonnet-4-6") is not None
        assert first.model("claude-sonnet-4-6") == small
    async with place(tmp_path) as second:
        assert second.model("mine").name == "Mine"


async def test_a_list_of_a_gateway_changes_of_them_what_it_may_of_the_shipped_ones(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        await here.take(news_file(replace(NEXT, assumed=("max_output",)), DEARER))
        listed = ({"id": NEXT.id, "context": 5_000, "max_output": 90_000},)
        here.services.profiles.learn(here.services.profiles.default_id, models=(NEXT.id,), listed=listed)
        model = here.model(NEXT.id)
        assert (model.context, model.max_output) == (NEXT.context, 90_000)


async def test_older_news_and_earlier_ones_again_change_nothing(tmp_path: Path) -> None:
    before = news_file(replace(DEARER, context=800_000), made=MADE - dt.timedelta(seconds=1))
    async with place(tmp_path) as first:
        await first.take(news_file())
        kept = first.path.read_bytes()
        await first.take(before)
        assert first.path.read_bytes() == kept
        assert first.model("claude-sonnet-4-6").context == 900_000
        await first.take(news_file())  # the same again is no step back
        assert first.path.read_bytes() == kept
    # Neither is an earlier file believed that somebody puts in its place, or the news without the file.
    first.path.write_bytes(signed(before) + before)
    async with place(tmp_path) as second:
        assert second.is_shipped
        assert (
            second.store.told
            == f"{AS_SHIPPED}; the news kept here are not used: they are older than what was known before"
        )
        second.path.unlink()
        await second.take(before)
        assert second.is_shipped
        assert not second.path.exists()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (news_file(made=MADE + dt.timedelta(days=2)), "from the future"),
        (news_file(form=FORM + 1), "for a newer TurboDesk"),
        (news_file(version="8.9.9"), "older than this TurboDesk"),
        (news_file(version=""), "older than this TurboDesk"),
        (news_file(form=True), "no form"),
        (news_file(form=0), "no form"),
        (news_file(made=MADE, model={}), "name no models"),
        (news_file(model=[]), "name no models"),
        (news_file(model=[7]), "no object"),
        (news_file(*(replace(NEXT, id=f"m{number}") for number in range(MOST_MODELS + 1))), "more than 100"),
        (news_file(NEXT, NEXT), "twice"),
        (news_file(replace(NEXT, replacement="nobody")), "not in the catalogue"),
        (news_file(replace(NEXT, replacement=NEXT.id)), "follow itself"),
        (news_file(replace(NEXT, prices=None)), "without a price"),
        (news_file(replace(NEXT, assumed=("context",) * 41)), "more than 40 words"),
        (news_file(replace(NEXT, retires=dt.date(2027, 1, 2))).replace(b"2027-01-02", b"2027-01-02 or so"), "a date"),
        (news_file(replace(NEXT, name="Two\nlines")), "name must be one line"),
        (news_file(replace(NEXT, name="Turned \u202eround")), "name must be one line"),
        (news_file(replace(NEXT, about="a" * 601)), "about must be one line"),
        (news_file(replace(NEXT, context=2**31)), "context must not be above"),
        (news_file(replace(NEXT, max_output=NEXT.context + 1)), "must not decrease"),
        (news_file(replace(NEXT, prices=replace(PRICES, input=float("nan")))), "price input"),
        (news_file(replace(NEXT, prices=replace(PRICES, input=float("inf")))), "price input"),
        (news_file(replace(NEXT, prices=replace(PRICES, input=-1.0))), "price input"),
        (news_file(made=MADE).replace(b'"2026-12-01T12:00:00Z"', b'"2026-13-41T12:00:00Z"'), ""),
        (news_file(made=MADE).replace(b'"2026-12-01T12:00:00Z"', b"1764590400"), "when they were made"),
        (b'{"version": "9.0", "page": "https://example.org/", "models": []}', "no object"),
        (b'{"models": ' + b"[" * 30_000 + b"]" * 30_000 + b"}", "nested"),
        (b'{"version": 1' + b"0" * 5_000 + b"}", ""),
        (b"[]", "names nothing"),
        (news_file() + b" " * MOST_BYTES, "longer than 131072"),
        (b"\xff\xfe", ""),
    ],
)
async def test_what_is_signed_and_yet_no_such_news_is_refused(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, content: bytes, why: str
) -> None:
    async with place(tmp_path) as here:
        await here.take(content)
        assert here.is_shipped
        assert not here.path.exists()
        assert here.services.preferences.get(NEWS_MODELS) == 0
        assert why in caplog.text
        # Nor is it believed as a file that was there before the program began.
        here.path.write_bytes(signed(content) + content)
        await here.store.renew()
        assert here.is_shipped
        assert "not used" in here.store.told


async def test_news_that_say_nothing_of_models_leave_what_is_known(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        await here.take(news_file())
        await here.take(b'{"version": "9.1", "page": "https://example.org/"}')
        assert here.model(NEXT.id) == NEXT


async def test_fields_of_a_later_program_are_left_out(tmp_path: Path) -> None:
    raw = json.loads(news_file(replace(NEXT, assumed=("context",))))
    raw["models"]["later"] = {"any": "thing"}
    entry = raw["models"]["model"][0]
    entry |= {"cleverness": [1, {"a": 2}], "assumed": ["context", "cleverness"]}
    entry["efforts"].append("endless")
    entry["thinking"].insert(0, "in_dreams")
    entry["prices"]["night"] = 0.1
    async with place(tmp_path) as here:
        await here.take(json.dumps(raw).encode())
        assert here.model(NEXT.id) == replace(NEXT, assumed=("context",))


WHOLE = signed(news_file()) + news_file()
SIGNATURE_LENGTH = len(signed(b""))


@pytest.mark.parametrize("at", [0, 40, 87, SIGNATURE_LENGTH - 1, SIGNATURE_LENGTH, SIGNATURE_LENGTH + 20, -200, -1])
@pytest.mark.parametrize("change", ["flip", "cut", "insert"])
async def test_a_file_edited_on_disk_is_refused(tmp_path: Path, at: int, change: str) -> None:
    at %= len(WHOLE)
    rest = {"flip": bytes([WHOLE[at] ^ 1]) + WHOLE[at + 1 :], "cut": b"", "insert": b"0" + WHOLE[at:]}[change]
    async with place(tmp_path) as here:
        here.path.write_bytes(WHOLE[:at] + rest)
        await here.store.renew()
        assert here.is_shipped
        assert here.store.told.startswith(f"{AS_SHIPPED}; the news kept here are not used: ")
        here.path.write_bytes(WHOLE)
        await here.store.renew()
        assert here.model(NEXT.id) == NEXT


@given(st.integers(0, len(WHOLE) - 1), st.integers(1, 255))
def test_no_byte_of_them_can_be_another(at: int, by: int) -> None:
    changed = WHOLE[:at] + bytes([WHOLE[at] ^ by]) + WHOLE[at + 1 :]
    signature, _, content = changed.partition(b"\n")
    try:
        signed_object(content, signature, KEYS)
    except ValueError:
        return
    assert content == news_file()  # as blanks around a signature are none of it


@pytest.mark.parametrize("signature", [b"", b"!!", signed(news_file(), FOREIGN), signed(news_file(NEXT))])
async def test_what_nobody_of_us_signed_is_refused(tmp_path: Path, signature: bytes) -> None:
    async with place(tmp_path) as here:
        await here.take(news_file(), signature)
        assert here.is_shipped
        assert not here.path.exists()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)


@given(st.sampled_from([*catalogue.entry_of(NEXT), "form", "made", "model", "version"]), JSON)
def test_any_value_in_them_is_read_or_refused_and_never_worse(name: str, value: object) -> None:
    raw: dict[str, Any] = copy.deepcopy(json.loads(news_file()))
    place = (
        raw if name == "version" else raw["models"] if name in ("form", "made", "model") else raw["models"]["model"][1]
    )
    place[name] = value
    try:
        told = read(raw, version="9.0", now_s=NOW_S, shipped=IDS)
    except ValueError:
        return
    assert told is not None
    for model in told.models:
        assert model.prices is not None
        assert 0 < model.default_max_tokens <= model.max_output <= model.context < 2**31
        assert len(model.name) <= 80


@given(st.sets(st.sampled_from(SHIPPED), min_size=1))
def test_what_is_signed_is_what_is_read(models: set[Model]) -> None:
    ordered = tuple(model for model in SHIPPED if model in models)
    raw = json.loads(json.dumps({"version": "9.0", "models": to_json(ordered, MADE)}))
    told = read(raw, version="9.0", now_s=NOW_S, shipped=IDS)
    assert told is not None
    assert told.models == ordered
    assert told.made_s == MADE.timestamp()


async def test_switched_off_the_shipped_data_serve(tmp_path: Path) -> None:
    async with place(tmp_path) as first:
        await first.take(news_file())
        first.services.preferences.set(NEWS, News.OFF)
        await first.store.renew()
        assert first.is_shipped
        assert first.store.told == AS_SHIPPED
        await first.take(news_file(made=MADE + dt.timedelta(seconds=1)))  # was on its way
        assert first.is_shipped
    async with place(tmp_path) as second:
        assert second.is_shipped
        second.services.preferences.set(NEWS, News.ON)
        await second.store.renew()
        assert second.model(NEXT.id) == NEXT


async def test_a_later_program_ships_newer_data(tmp_path: Path) -> None:
    async with place(tmp_path) as first:
        await first.take(news_file())
    async with place(tmp_path, version="9.0.1") as later:
        assert later.is_shipped
        assert later.store.told.endswith("they are older than this TurboDesk")
        await later.take(news_file(version="9.0.1", made=MADE + dt.timedelta(seconds=1)))
        assert later.model(NEXT.id) == NEXT


async def test_a_clock_set_back_refuses_them_and_forgets_nothing(tmp_path: Path) -> None:
    async with place(tmp_path) as first:
        await first.take(news_file())
    async with place(tmp_path, now_s=NOW_S - 3 * AHEAD_S) as wrong:
        assert wrong.is_shipped
        assert "clock is wrong" in wrong.store.told
    async with place(tmp_path) as right:
        assert right.model(NEXT.id) == NEXT


async def test_a_day_of_the_settings_that_cannot_be_does_not_shut_them_out(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        here.services.preferences.set(NEWS_MODELS, 2**60)
        await here.take(news_file())
        assert here.model(NEXT.id) == NEXT
        assert here.services.preferences.get(NEWS_MODELS) == MADE.timestamp()


@pytest.mark.skipif(os.name != "posix", reason="a folder or a pipe in its place")
async def test_what_is_no_file_is_no_news(tmp_path: Path) -> None:
    async with place(tmp_path) as here:
        os.mkfifo(here.path)
        await here.store.renew()
        assert here.store.told == AS_SHIPPED
        here.path.unlink()
        here.path.mkdir()
        await here.take(news_file())  # cannot be kept, so it is not used either: the next start would not know it
        assert here.is_shipped


async def test_they_come_from_a_server_once_a_day_and_serve_from_then_on(tmp_path: Path) -> None:
    content = news_file(version="9.1")

    def answer(path: str) -> bytes:
        return good(signed(content) if path.endswith(".sig") else content)

    async with place(tmp_path) as here, served(answer) as (address, asked):
        updates = Updates(
            here.services.preferences,
            "9.1",
            source=NewsSource(address, KEYS),
            is_kept=False,
            take=here.store.take,
            clock=here.clock,
        )
        assert await updates.look() is None  # no newer version, and models nevertheless
        assert here.model(NEXT.id) == NEXT
        assert await updates.look() is None
        assert asked == ["/latest.json", "/latest.json.sig"]
    async with place(tmp_path) as again:
        assert again.model(NEXT.id) == NEXT


def test_they_are_bounded_alike_on_their_way_and_on_disk() -> None:
    assert releases.MOST_BYTES == model_news.MOST_BYTES
