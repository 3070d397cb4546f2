"""Why a cached beginning was lost, in words: one cause at a time."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from tests.store.strategies import json_values
from turbodesk.chat.cache_loss import asks_about, cache_words, is_lost, is_unexplained, kept_tokens
from turbodesk.chat.cost import cost_facts
from turbodesk.chat.message import Message, Usage, empty_reply
from turbodesk.chat.reply_status import message_details
from turbodesk.chat.sent_prefix import CacheMark, PrefixPart, SentPrefix

KEPT = SentPrefix(mark=CacheMark.FIVE_MINUTES, is_first=False, expected=2_000)
MISSED, FOUND = Usage(2_100, 10, 0, 0), Usage(100, 10, 100, 2_000)


def reply(sent: SentPrefix | None, usage: Usage = MISSED, wire_id: str = "msg_01abc") -> Message:
    return replace(empty_reply("claude-opus-4-7", "question"), sent=sent, usage=usage, wire_id=wire_id)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (PrefixPart.GATEWAY, "this question went to another gateway"),
        (PrefixPart.MODEL, "another model was asked"),
        (PrefixPart.SPEED, "the speed was changed"),
        (PrefixPart.TOOLS, "the tools were changed"),
        (PrefixPart.SYSTEM, "the instructions were changed"),
        (PrefixPart.THINKING, "thinking or its effort was changed"),
        (PrefixPart.TOOL_CHOICE, "the choice of a tool was changed"),
        (PrefixPart.FIRST, "the oldest messages are no longer sent as they were"),
        (PrefixPart.FILES, "earlier files are no longer sent as they were"),
        (PrefixPart.THOUGHTS, "earlier thinking of the model is no longer sent"),
        (PrefixPart.WORDS, "earlier messages are no longer sent as they were"),
    ],
)
def test_what_was_changed_is_named(part: PrefixPart, words: str) -> None:
    later = () if part is PrefixPart.WORDS else (PrefixPart.WORDS,)
    said = reply(replace(KEPT, changed=(part, *later)))
    assert cache_words(said) == f"The beginning was paid for anew: {words}.", "the first in order is the cause"


def test_every_part_has_words() -> None:
    for part in PrefixPart:
        assert cache_words(reply(replace(KEPT, changed=(part,))))


def test_time_is_named_where_nothing_was_changed() -> None:
    late, later = replace(KEPT, lapsed=CacheMark.FIVE_MINUTES), replace(KEPT, lapsed=CacheMark.ONE_HOUR)
    assert cache_words(reply(late)) == "The beginning was paid for anew: more than five minutes had passed."
    assert cache_words(reply(later)) == "The beginning was paid for anew: more than an hour had passed."


@pytest.mark.parametrize(
    ("mark", "lost", "usual"),
    [
        (CacheMark.OFF, "caching was switched off", "Off: every question is paid for whole."),
        (
            CacheMark.REFUSED,
            "the gateway no longer keeps it",
            "This gateway keeps nothing ready: every question is paid for whole.",
        ),
    ],
)
def test_what_is_not_kept_says_why(mark: CacheMark, lost: str, usual: str) -> None:
    assert cache_words(reply(replace(KEPT, mark=mark))) == f"The beginning was paid for anew: {lost}."
    assert cache_words(reply(replace(KEPT, mark=mark, expected=0))) == usual


def test_a_short_beginning_is_none() -> None:
    assert cache_words(reply(SentPrefix(mark=CacheMark.SHORT))) == "What was sent is too short to be kept ready."


def test_the_first_question_has_lost_nothing() -> None:
    first = SentPrefix(mark=CacheMark.FIVE_MINUTES)
    assert cache_words(reply(first, Usage(10, 10, 2_000, 0))).startswith("The first question")
    assert cache_words(reply(first, Usage(10, 10))) == "", "a gateway that tells nothing of its cache"


def test_nothing_is_said_where_all_was_found() -> None:
    assert cache_words(reply(KEPT, FOUND)) == ""
    assert not is_lost(reply(replace(KEPT, changed=(PrefixPart.SYSTEM,)), FOUND)), "the count decides"
    assert cache_words(reply(None)) == ""
    assert cache_words(reply(KEPT, Usage())) == "", "nothing was counted"


def test_a_part_that_was_found_is_told() -> None:
    said = reply(replace(KEPT, changed=(PrefixPart.THINKING,)), Usage(1_500, 10, 0, 600))
    assert cache_words(said) == "Part of the beginning was paid for anew: thinking or its effort was changed."


@pytest.mark.parametrize("told", ["model_changed", "system_changed", "tools_changed", "messages_changed"])
def test_the_provider_is_believed_where_nothing_was_changed_here(told: str) -> None:
    assert "the gateway " in cache_words(reply(replace(KEPT, told=told)))
    assert not is_unexplained(reply(replace(KEPT, told=told)))
    changed = replace(KEPT, told=told, changed=(PrefixPart.TOOLS,))
    assert cache_words(reply(changed)).endswith("the tools were changed.")


@pytest.mark.parametrize("told", ["", "previous_message_not_found", "unavailable", "news"])
def test_a_riddle_is_called_one_and_the_provider_is_asked(told: str) -> None:
    riddle = reply(replace(KEPT, told=told))
    assert "although nothing was changed here" in cache_words(riddle)
    assert is_unexplained(riddle)
    assert asks_about(riddle) == "msg_01abc"


def test_the_provider_is_asked_only_where_it_can_help() -> None:
    assert asks_about(None) == ""
    assert asks_about(reply(KEPT, FOUND)) == ""
    assert asks_about(reply(replace(KEPT, changed=(PrefixPart.MODEL,)))) == ""
    assert asks_about(reply(replace(KEPT, asks=True), FOUND)) == "msg_01abc", "it answers the second time"
    for other in ("msg_bdrk_01abc", "msg_vrtx_01abc", "msg_demo_1", "chatcmpl-1"):
        assert asks_about(reply(KEPT, wire_id=other)) == "", "a cloud that has no such question"


def test_what_is_ready_is_what_was_read_and_what_was_put_there() -> None:
    assert kept_tokens(reply(KEPT, FOUND)) == 2_100
    assert kept_tokens(reply(replace(KEPT, mark=CacheMark.OFF), FOUND)) == 0
    assert kept_tokens(reply(None, FOUND)) == 0


def test_it_stands_on_the_card_and_in_the_details() -> None:
    said = reply(replace(KEPT, changed=(PrefixPart.SYSTEM,)))
    words = "The beginning was paid for anew: the instructions were changed."
    assert ("Cache", words) in cost_facts(said, None)
    assert f"Cache: {words}" in message_details(said).splitlines()


@given(json_values)
def test_anything_can_be_read_as_a_prefix(raw: object) -> None:
    SentPrefix.from_json(raw)
    for field in ("counts", "mark", "at", "changed", "expected", "lapsed", "told"):
        assert SentPrefix.from_json({"hashes": raw, field: raw}) is None or isinstance(raw, dict)
        found = SentPrefix.from_json({"hashes": {"model": raw}, field: raw})
        assert found is not None
        assert SentPrefix.from_json(found.to_json()) == found
