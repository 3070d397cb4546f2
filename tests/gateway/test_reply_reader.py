"""What the events of one reply mean in their order: whole characters, nothing lost, an end."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat import reduce
from turbodesk.chat.message import Message, empty_reply
from turbodesk.chat.parts import Opaque, Part, Text, Thinking, ToolUse
from turbodesk.gateway import reply_reader
from turbodesk.gateway.reply_reader import ReplyReader, ReplyTooLarge
from turbodesk.gateway.wire import Fault, GarbledValue

TEXT, THOUGHT = {"type": "text", "text": ""}, {"type": "thinking", "thinking": "", "signature": ""}
CALL = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": {}}


def start(block: object, index: int = 0) -> dict[str, object]:
    return {"type": "content_block_start", "index": index, "content_block": block}


def said(text: str, index: int = 0) -> dict[str, object]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": "text_delta", "text": text}}


def thought(text: str, index: int = 0) -> dict[str, object]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": "thinking_delta", "thinking": text}}


def given_(text: str, index: int = 0) -> dict[str, object]:
    return {"type": "content_block_delta", "index": index, "delta": {"type": "input_json_delta", "partial_json": text}}


def stop(index: int = 0) -> dict[str, object]:
    return {"type": "content_block_stop", "index": index}


END: dict[str, object] = {"type": "message_stop"}


def reply(*events: object) -> Message:
    """What a stream comes to. Each event goes through JSON, which escapes what is no character."""
    reader, message = ReplyReader(), empty_reply("m", "p")
    for payload in events:
        for event in reader.read(json.dumps(payload)):
            assert not isinstance(event, Fault)
            message = reduce.apply(message, event)
    return message


def parts(*events: object) -> tuple[Part, ...]:
    return reply(*events).parts


class TestACharacterCutBetweenTwoEvents:
    def test_of_a_text_is_whole(self) -> None:
        assert parts(start(TEXT), said("party \ud83c"), said("\udf89 time")) == (Text("party 🎉 time"),)

    def test_of_a_text_that_begins_with_its_first_half_is_whole(self) -> None:
        assert parts(start({**TEXT, "text": "\ud83c"}), said("\udf89")) == (Text("🎉"),)

    def test_of_a_thought_is_whole(self) -> None:
        assert parts(start(THOUGHT), thought("\ud83c"), thought("\udf89")) == (Thinking("🎉"),)

    def test_of_a_tools_arguments_is_whole(self) -> None:
        found = parts(start(CALL), given_('{"a": "\ud83c'), given_('\udf89"}'), stop())
        assert found == (ToolUse("toolu_1", "look", '{"a": "🎉"}'),)

    def test_of_two_blocks_at_once_is_whole_in_each(self) -> None:
        events = (start(TEXT), start(TEXT, 1), said("\ud83c"), said("\ud83d", 1), said("\udf89"), said("\ude00", 1))
        assert parts(*events) == (Text("🎉"), Text("😀"))

    @pytest.mark.parametrize("end", [stop(), END])
    def test_without_its_other_half_is_told_as_lost(self, end: object) -> None:
        assert parts(start(TEXT), said("a\ud83c"), end) == (Text("a\ufffd"),)
        assert parts(start(TEXT), said("a\ud83c"), said("b"), end) == (Text("a\ufffdb"),)

    @given(st.lists(st.text(st.characters(categories=["Cs", "Ll", "So"]), max_size=3), max_size=8))
    def test_all_cuts_come_to_the_same(self, pieces: list[str]) -> None:
        cut = reply(start(TEXT), *(said(piece) for piece in pieces), END).text
        assert cut == reply(start(TEXT), said("".join(pieces)), END).text


class TestNothingIsLost:
    def test_of_a_block_whose_fields_are_null_or_absent(self) -> None:
        assert parts(start({"type": "text", "text": None}), said("So.")) == (Text("So."),)
        assert parts(start({"type": "thinking"}), thought("Hm")) == (Thinking("Hm"),)
        call = {"type": "tool_use", "id": "toolu_1", "name": "look", "input": None}
        assert parts(start(call), given_("{}")) == (ToolUse("toolu_1", "look", "{}"),)

    def test_of_words_for_a_block_of_another_kind(self) -> None:
        assert parts(start(THOUGHT), thought("Hm"), said("So."), said(" Yes.")) == (Thinking("Hm"), Text("So. Yes."))
        news = {"type": "news"}
        assert parts(start(news), said("So.")) == (Opaque(news), Text("So."))

    def test_of_blocks_that_are_all_called_by_one_number(self) -> None:
        events = (start(THOUGHT), thought("Hm"), stop(), start(TEXT), said("So."), stop(), start(CALL), given_("{}"))
        assert parts(*events, stop()) == (Thinking("Hm"), Text("So."), ToolUse("toolu_1", "look", "{}"))

    def test_of_a_block_whose_place_one_of_those_has_taken(self) -> None:
        events = (start(TEXT), said("a"), start(TEXT), said("b"), start(TEXT, 1), said("c", 1), said("d"))
        assert parts(*events) == (Text("a"), Text("bd"), Text("c"))

    def test_and_nothing_told_twice(self) -> None:
        assert parts(start(CALL), start(CALL), given_("{}"), stop()) == (ToolUse("toolu_1", "look", "{}"),)
        begun = {"type": "message_start", "message": {"content": [{"type": "text", "text": "So."}]}}
        assert parts(begun, start(TEXT), said("So."), stop()) == (Text("So."),)

    def test_but_a_delta_that_no_block_takes_is_garbled(self) -> None:
        with pytest.raises(GarbledValue):
            parts(start(TEXT), given_("{}"))
        seal = {"type": "content_block_delta", "index": 0, "delta": {"type": "signature_delta", "signature": "s"}}
        with pytest.raises(GarbledValue):
            parts(start(TEXT), seal)
        assert parts(seal) == (Thinking("", "s"),)

    def test_and_a_stop_of_a_block_that_never_began_stops_none(self) -> None:
        message = reply(start(TEXT), said("a"), start(TEXT), said("b"), stop(1))
        assert [block.closed for block in message.blocks] == [False, False]


class TestAnEnd:
    def test_of_a_reply_of_too_many_blocks(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(reply_reader, "MOST_BLOCKS", 3)
        events = [start(TEXT, index) for index in range(4)]
        assert len(parts(*events[:3])) == 3
        with pytest.raises(ReplyTooLarge):
            parts(*events)
        with pytest.raises(ReplyTooLarge):
            ReplyReader().read_whole(json.dumps({"type": "message", "content": [TEXT] * 4}))

    @pytest.mark.parametrize("delta", [said("x" * 60), thought("x" * 60), given_("x" * 60)])
    def test_of_a_reply_of_too_many_letters(self, monkeypatch: pytest.MonkeyPatch, delta: object) -> None:
        monkeypatch.setattr(reply_reader, "MOST_CHARACTERS", 100)
        parts(delta)
        with pytest.raises(ReplyTooLarge):
            parts(delta, delta)
