"""What a gateway refused, in words."""

from __future__ import annotations

from turbodesk.chat.left_out import lines, words
from turbodesk.chat.profile import GatewayFacts
from turbodesk.gateway.parameter_fallback import OPTIONAL


def test_every_parameter_that_can_be_left_out_has_its_words() -> None:
    assert all(words(one.name) != one.name for one in OPTIONAL if one.name not in ("temperature", "thinking", "tools"))


def test_a_version_is_told_by_its_day() -> None:
    assert words("web_search.20260318") == "web search as of 2026-03-18"
    assert words("web_fetch.20250910") == "reading pages of the web as of 2025-09-10"
    assert words("web_search.place") == "where you are"


def test_a_line_for_each_model() -> None:
    refused = {"m2": frozenset({"top_k", "cache_control"}), "m1": frozenset({"news"}), "m3": frozenset()}
    facts = GatewayFacts(refused=refused)
    assert lines(facts, {"m2": "Haiku 4.5"}) == ["m1: news", "Haiku 4.5: caching, top k"]
    assert lines(GatewayFacts(cache_marker=False), {}) == ["Every model: caching"]
