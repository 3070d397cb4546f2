"""The catalogue holds what the protocol says of the seven models, and tells its own mistakes."""

from __future__ import annotations

import datetime as dt
import re
import subprocess
import sys
from pathlib import Path
from typing import get_args

import anthropic.types
import pytest
from anthropic._data.deprecated_models import DEPRECATED_MODELS

from turbodesk import resources
from turbodesk.chat.model import Sampling, Stage
from turbodesk.chat.model_line import plain_id
from turbodesk.gateway import catalogue

SHIPPED = resources.path("models.toml").read_text("utf-8")
TODAY = dt.date(2026, 11, 22)
ALL = {model.id: model for model in catalogue.load()}
DOCUMENTED = {id_: model for id_, model in ALL.items() if not model.listed_only}
"""Those that the gateway's documentation names."""


def test_it_ships_the_seven_models_of_the_gateway() -> None:
    models = DOCUMENTED
    assert set(models) == {
        "claude-sonnet-4-20250514",
        "claude-sonnet-4-5-20250929",
        "claude-haiku-4-5-20251001",
        "claude-opus-4-5-20251101",
        "claude-opus-4-6",
        "claude-sonnet-4-6",
        "claude-opus-4-7",
    }
    large = {"claude-opus-4-6", "claude-sonnet-4-6", "claude-opus-4-7"}
    for id_, model in models.items():
        limits = (1_000_000, 128_000) if id_ in large else (200_000, 64_000)
        assert (model.context, model.max_output) == limits
        assert model.prices is not None
        assert model.prices.cache_read == pytest.approx(model.prices.input / 10)
        assert model.prices.cache_write == pytest.approx(model.prices.input * 1.25)
        assert model.prices.cache_write_1h == pytest.approx(model.prices.input * 2)
        assert model.prices.output == model.prices.input * 5
    sampling = {id_: model.sampling for id_, model in models.items()}
    assert [id_ for id_, one in sampling.items() if one is Sampling.NONE] == ["claude-opus-4-7"]
    assert [id_ for id_, one in sampling.items() if one is Sampling.BOTH] == ["claude-sonnet-4-20250514"]


def test_it_knows_every_model_the_clients_name_and_says_what_is_assumed() -> None:
    named = {plain_id(id_) for id_ in get_args(get_args(anthropic.types.Model)[0])}
    assert named <= {plain_id(id_) for id_ in ALL}
    for id_, model in ALL.items():
        assert model.prices is not None, id_
        assert model.listed_only == ("prices" in model.assumed) == bool(model.prices.note), id_
        assert (model.source != "") == model.listed_only, id_
        if model.listed_only:
            assert {"context", "max_output", "thinking", "efforts", "prices"} <= set(model.assumed), id_
            assert model.prices.note.startswith("assumed"), id_
            assert model.assumed_as == "" or model.assumed_as in {one.name for one in ALL.values()}, id_


def test_the_last_days_are_those_the_client_gives() -> None:
    for id_, told in DEPRECATED_MODELS.items():
        day = dt.datetime.strptime(re.sub(r"(?<=\d)(st|nd|rd|th)", "", told), "%B %d, %Y").date()
        model = next(model for model in ALL.values() if plain_id(model.id) == plain_id(id_))
        assert model.retires == day, id_
        assert model.replacement is not None, id_


def test_what_each_model_takes_is_what_the_protocol_says() -> None:
    models = DOCUMENTED
    budget, both, adaptive = ["enabled"], ["adaptive", "enabled"], ["adaptive"]
    table = {  # the protocol's table, 6.2: thinking, levels of effort, prefill, cache minimum, edge of a picture
        "claude-sonnet-4-20250514": (budget, [], True, 1024, 1568),
        "claude-sonnet-4-5-20250929": (budget, [], True, 1024, 1568),
        "claude-haiku-4-5-20251001": (budget, [], True, 4096, 1568),
        "claude-opus-4-5-20251101": (budget, ["low", "medium", "high"], True, 4096, 1568),
        "claude-opus-4-6": (both, ["low", "medium", "high", "max"], False, 4096, 1568),
        "claude-sonnet-4-6": (both, ["low", "medium", "high", "max"], False, 1024, 1568),
        "claude-opus-4-7": (adaptive, ["low", "medium", "high", "xhigh", "max"], False, 2048, 2576),
    }
    for id_, model in models.items():
        taken = (list(model.thinking), list(model.efforts), model.prefill, model.cache_minimum, model.image_edge)
        assert taken == table[id_], id_
        assert model.pdf_pages == model.images == (600 if model.context == 1_000_000 else 100)
    assert [id_ for id_, model in models.items() if model.asks_for_summary] == ["claude-opus-4-7"]


def test_lifecycles_are_computed_from_dates() -> None:
    models = {model.id: model for model in catalogue.load()}
    sonnet_4, sonnet_45 = models["claude-sonnet-4-20250514"], models["claude-sonnet-4-5-20250929"]
    assert (sonnet_4.stage(TODAY), sonnet_4.lifecycle(TODAY)) == (Stage.RETIRED, "retired 15 Jun 2026")
    assert (sonnet_45.stage(TODAY), sonnet_45.lifecycle(TODAY)) == (Stage.RETIRING, "retires 30 Nov 2026")
    assert sonnet_4.replacement == sonnet_45.replacement == "claude-sonnet-4-6"
    assert {model.stage(TODAY) for model in models.values() if model.retires is None} == {Stage.ACTIVE}


def test_it_reads_a_file_as_well_as_text(tmp_path: Path) -> None:
    file = tmp_path / "models.toml"
    file.write_text(SHIPPED, "utf-8")
    assert catalogue.load(file) == catalogue.load(SHIPPED) == catalogue.load()
    assert catalogue.load("") == ()


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ('name = "Sonnet 4.6"', "", "claude-sonnet-4-6: name must be text"),
        ('name = "Sonnet 4.6"', 'name = " "', "name must be text"),
        ("context = 1_000_000", "context = true", "context must be a whole number above 0"),
        ("context = 1_000_000", "context = 0", "context must be"),
        ("context = 1_000_000", "context = 100", "must not decrease"),
        ("context = 1_000_000", "context = 3_000_000_000", "context must not be above 2,147,483,647"),
        ("fast_price = 2.0", "fast_price = -1", "fast_price must be a number from 0 to 100"),
        ("fast_price = 2.0", "fast_price = true", "fast_price must be a number from 0 to 100"),
        ("long_price = 5.0", "long_price = 101", "long_price must be a number from 0 to 100"),
        ('thinking_off = "never"', 'thinking_off = "seldom"', "'seldom' is not a valid ThinkingOff"),
        ("forced_tools = false", "forced_tools = 0", "forced_tools must be true or false"),
        ("cache_read = 0.30", "cache_read = 1e300", "the price cache_read must be a number from 0 to 1,000,000"),
        ('sampling = "one"', 'sampling = "some"', "some"),
        ("retires = 2026-11-30", 'retires = "soon"', "retires must be a date"),
        ("retires = 2026-11-30", "retires = 2026-11-30T00:00:00Z", "retires must be a date"),
        (", cache_read = 0.30 }", " }", "prices must be exactly"),
        ("cache_read = 0.30", "cache_read = -1", "the price cache_read"),
        ('replacement = "claude-opus-4-7"', 'replacement = "nobody"', "nobody is not in the catalogue"),
        ('id = "claude-opus-4-6"', 'id = "claude-opus-4-7"', "twice"),
        ('good_at = "', 'cleverness = 1\ngood_at = "', "unknown field cleverness"),
        ("[[model]]", "[model]", "Cannot"),
    ],
)
def test_a_mistake_in_it_is_told(old: str, new: str, complaint: str) -> None:
    assert old in SHIPPED
    with pytest.raises(ValueError, match=complaint):
        catalogue.load(SHIPPED.replace(old, new, 1))


def test_a_file_without_a_list_is_told() -> None:
    with pytest.raises(ValueError, match="no list of models"):
        catalogue.load("model = 7")


def test_neither_it_nor_the_seam_needs_the_network_client() -> None:
    """The first window must not wait for httpx, a tenth of a second."""
    modules = "turbodesk.gateway.base, turbodesk.gateway.catalogue, turbodesk.gateway.address"
    code = f"import sys, {modules}; sys.exit('httpx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_rules_of_the_newer_models_are_those_the_provider_tells() -> None:
    """Which think unless told not to, and how that is told; which have a fast mode; which refuse forced tools."""
    off: dict[str, set[str]] = {}
    for id_, model in ALL.items():
        off.setdefault(model.thinking_off, set()).add(id_.removeprefix("claude-"))
    assert off["disabled"] == {"opus-5", "sonnet-5", "haiku-5-5"}
    assert off["between_tools"] == {"sonnet-5-5"}
    always = {one for one in off["never"] if not one.startswith(("fable", "mythos"))}
    assert always == {"opus-5-5"}
    assert {id_ for id_, one in ALL.items() if one.fast_price} == {
        "claude-opus-5-5",
        "claude-fable-5-2",
        "claude-mythos-5-2",
    }
    assert all(one.prices is not None and one.prices.fast == (one.fast_price or 1.0) for one in ALL.values())
    assert {id_: one.long_price for id_, one in ALL.items() if one.long_price} == {"claude-haiku-5-5": 5.0}
    assert all(one.prices is not None and one.prices.long == (one.long_price or 1.0) for one in ALL.values())
    free = {id_ for id_, one in ALL.items() if not one.forced_tools}
    assert free == {f"claude-{one}" for one in ("opus-5-5", "sonnet-5-5", "fable-5-1", "fable-5-2")} | {
        "claude-mythos-5-1",
        "claude-mythos-5-2",
    }
    assert {id_ for id_, one in ALL.items() if one.usual_effort != "high"} == {"claude-opus-5-5", "claude-haiku-5-5"}
    assert [id_ for id_, one in ALL.items() if not one.structured] == ["claude-sonnet-4-20250514"]
