"""A reply grows to the same message however its stream was cut, interleaved or closed."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.errors import Busy
from turbodesk.chat.events import (
    Adjusted,
    BlockStarted,
    BlockStopped,
    CitationDelta,
    Event,
    Failed,
    Finished,
    InputDelta,
    Interrupted,
    SignatureDelta,
    Started,
    Stopped,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
    Waiting,
)
from turbodesk.chat.message import Message, Status, Usage, empty_reply
from turbodesk.chat.parts import Opaque, Part, Text, Thinking, ToolUse
from turbodesk.chat.reduce import apply

REPLY = empty_reply("m", "parent")


def grown(events: list[Event], message: Message = REPLY) -> Message:
    for event in events:
        message = apply(message, event)
    return message


def timeless(message: Message) -> Message:
    return replace(message, first_part_at=None, finished_at=None)


def pieces(data: st.DataObject, text: str) -> list[str]:
    at = sorted(data.draw(st.lists(st.integers(0, len(text)), max_size=8)))
    return [text[a:b] for a, b in zip([0, *at], [*at, len(text)], strict=True)]


PARTS = st.one_of(
    st.text(max_size=30).map(Text),
    st.tuples(st.text(max_size=30), st.text(max_size=9)).map(lambda pair: Thinking(*pair)),
    st.text(max_size=30).map(lambda text: ToolUse("toolu_1", "look", text)),
    st.just(Opaque({"type": "news", "x": 1})),
)


def stream_of(data: st.DataObject, index: int, part: Part) -> list[Event]:
    """A block's own events, in some pieces."""
    match part:
        case Text():
            deltas: list[Event] = [TextDelta(index, piece) for piece in pieces(data, part.text)]
            return [BlockStarted(index, Text()), *deltas]
        case Thinking():
            deltas = [ThinkingDelta(index, piece) for piece in pieces(data, part.text)]
            return [BlockStarted(index, Thinking()), *deltas, SignatureDelta(index, part.signature)]
        case ToolUse():
            deltas = [InputDelta(index, piece) for piece in pieces(data, part.input_json)]
            return [BlockStarted(index, ToolUse("toolu_1", "look")), *deltas]
        case _:
            return [BlockStarted(index, part)]


@given(st.lists(PARTS, max_size=5), st.data())
def test_any_interleaving_of_any_pieces_gives_the_same_message(parts: list[Part], data: st.DataObject) -> None:
    streams = [stream_of(data, index, part) for index, part in enumerate(parts)]
    stops: list[Event] = [BlockStopped(index) for index in range(len(parts))]
    events: list[Event] = [Started("msg_1", "m")]
    while any(streams):
        at = data.draw(st.sampled_from([index for index, one in enumerate(streams) if one]))
        events.append(streams[at].pop(0))
    given_stops = [stop for stop in data.draw(st.permutations(stops)) if data.draw(st.booleans())]
    events += [*given_stops, StopReasonGiven("end_turn"), Finished()]
    message = grown(events)
    assert message.parts == tuple(parts)
    assert all(block.closed for block in message.blocks)
    assert [block.index for block in message.blocks] == list(range(len(parts)))
    assert message.status is Status.COMPLETE
    in_order = [event for index, part in enumerate(parts) for event in stream_of(data, index, part)]
    assert timeless(message) == timeless(
        grown([Started("msg_1", "m"), *in_order, StopReasonGiven("end_turn"), Finished()])
    )


def test_searches_of_a_reply_that_was_stopped_are_counted_by_what_they_found() -> None:
    contents: tuple[object, ...] = ([], {"error_code": "unavailable"})
    found, failed = ({"type": "web_search_tool_result", "tool_use_id": "s", "content": one} for one in contents)
    begun: list[Event] = [Started("msg_1", "m", {"input_tokens": 5, "output_tokens": 1})]
    searched: list[Event] = [BlockStarted(at, Opaque(one)) for at, one in enumerate((found, failed, found))]
    assert grown([*begun, *searched, Stopped()]).usage.web_searches == 2
    assert grown([*begun, Stopped()]).usage.web_searches == 0
    told = StopReasonGiven("end_turn", usage={"server_tool_use": {"web_search_requests": 1}})
    assert grown([*begun, *searched, told, Finished()]).usage.web_searches == 1, "who counts knows best"


def test_a_block_stopped_late_may_have_grown_after_its_successor_began() -> None:
    message = grown(
        [
            BlockStarted(0, Text()),
            TextDelta(0, "first"),
            BlockStarted(1, Text()),
            TextDelta(1, "second"),
            TextDelta(0, " block"),
            BlockStopped(1),
            BlockStopped(0),
        ]
    )
    assert message.text == "first block\n\nsecond"


def test_a_delta_opens_a_block_nobody_started() -> None:
    message = grown([TextDelta(1, "b"), ThinkingDelta(0, "hm"), SignatureDelta(0, "s"), CitationDelta(1, {"url": "x"})])
    assert message.parts == (Thinking("hm", "s"), Text("b", ({"url": "x"},)))


def test_a_delta_for_a_block_of_another_kind_is_ignored() -> None:
    message = grown([BlockStarted(0, Opaque({"type": "news"})), TextDelta(0, "x")])
    assert message.parts == (Opaque({"type": "news"}),)
    assert grown([BlockStopped(7)]).blocks == ()


def test_a_block_of_any_kind_may_get_arguments() -> None:
    events: list[Event] = [
        BlockStarted(0, Opaque({"type": "server_tool_use", "input": None})),
        InputDelta(0, '{"q": 1}'),
    ]
    assert grown(events).parts == (Opaque({"type": "server_tool_use", "input": None}, '{"q": 1}'),)
    assert grown([*events, BlockStopped(0)]).parts == (Opaque({"type": "server_tool_use", "input": {"q": 1}}),)


def test_a_signature_replaces_an_earlier_one() -> None:
    assert grown([SignatureDelta(0, "a"), SignatureDelta(0, "b")]).parts == (Thinking("", "b"),)


def test_usage_is_merged_key_by_key() -> None:
    message = grown(
        [
            Started(usage={"input_tokens": 10, "cache_read_input_tokens": 90, "output_tokens": 1, "service_tier": "x"}),
            StopReasonGiven(usage={"output_tokens": 5}),
            StopReasonGiven(
                "end_turn", usage={"output_tokens": 9, "input_tokens": None, "cache_creation_input_tokens": 0}
            ),
        ]
    )
    assert message.usage == Usage(10, 9, 0, 90, {"service_tier": "x"})
    assert message.usage.total_input == 100


def test_a_later_ending_keeps_what_an_earlier_one_said() -> None:
    message = grown([StopReasonGiven("stop_sequence", "END"), StopReasonGiven(usage={"output_tokens": 1})])
    assert (message.stop_reason, message.stop_sequence) == ("stop_sequence", "END")


@pytest.mark.parametrize(
    ("end", "status"),
    [
        (Finished(), Status.COMPLETE),
        (Stopped(), Status.STOPPED),
        (Interrupted(), Status.INTERRUPTED),
        (Failed(Busy().note), Status.FAILED),
    ],
)
def test_every_end_keeps_what_has_come_and_is_the_last_word(end: Event, status: Status) -> None:
    message = grown([BlockStarted(0, Text()), TextDelta(0, "kept"), end])
    assert (message.status, message.text, message.is_final) == (status, "kept", True)
    assert message.finished_at is not None
    assert grown([TextDelta(0, " more"), BlockStarted(1, Text()), Finished(), Failed(Busy().note)], message) is message


BEGUN = Started("w", "m", {"input_tokens": 100, "output_tokens": 1})
WORDS = "word " * 370
EARLY = [Stopped(), Interrupted(), Failed(Busy("busy").note)]


@pytest.mark.parametrize("end", EARLY)
def test_what_arrived_of_a_reply_that_ended_early_is_counted(end: Event) -> None:
    usage = grown([BEGUN, ThinkingDelta(0, WORDS), TextDelta(1, WORDS), end]).usage
    assert usage.is_output_estimated
    assert usage.output_tokens == pytest.approx(2 * len(WORDS) / 3.7 * 1.3, abs=2), "as a model since 4.7 counts"
    older = replace(REPLY, model="claude-sonnet-4-6")
    assert grown([BEGUN, TextDelta(0, WORDS), end], older).usage.output_tokens == pytest.approx(500, abs=2)


@pytest.mark.parametrize("end", EARLY)
def test_what_the_gateway_came_to_say_is_exact(end: Event) -> None:
    said = StopReasonGiven("end_turn", None, None, {"output_tokens": 321})
    usage = grown([BEGUN, TextDelta(0, WORDS), said, end]).usage
    assert (usage.output_tokens, usage.is_output_estimated) == (321, False)


@pytest.mark.parametrize("end", EARLY)
def test_nothing_is_estimated_where_nothing_was_begun(end: Event) -> None:
    assert grown([end]).usage == Usage()
    assert grown([BEGUN, end]).usage.output_tokens == 0, "the 1 a reply begins with is no count"


def test_a_finished_reply_is_never_estimated() -> None:
    assert not grown([BEGUN, TextDelta(0, WORDS), Finished()]).usage.is_output_estimated


def test_waiting_changes_nothing_and_time_starts_with_the_first_part() -> None:
    assert apply(REPLY, Waiting(1, 2.0, Busy().note)) is REPLY
    assert apply(REPLY, Started()).first_part_at is None
    assert apply(REPLY, TextDelta(0, "x")).first_part_at is not None


def test_what_was_left_out_of_the_request_is_told_with_the_reply() -> None:
    message = grown([Adjusted("top_k", "no top_k"), Adjusted("effort"), TextDelta(0, "x"), Finished()])
    assert message.adjusted == (Adjusted("top_k", "no top_k"), Adjusted("effort"))


def test_a_request_sent_again_may_begin_again() -> None:
    message = grown([Started("msg_1", "m"), Waiting(1, 0.5, Busy().note), Started("msg_2", "m"), TextDelta(0, "x")])
    assert (message.wire_id, message.text) == ("msg_2", "x")


def test_a_part_keeps_when_it_came_whatever_comes_after_it() -> None:
    events: list[tuple[int, Event]] = [
        (100, BlockStarted(0, Thinking())),
        (400, ThinkingDelta(0, "Hm.")),
        (900, SignatureDelta(0, "sealed")),
        (1000, TextDelta(1, "So")),
        (5000, BlockStopped(0)),
    ]
    message = REPLY
    for at, event in events:
        message = apply(message, event, at=at)
    thought = message.blocks[0]
    assert (thought.began_at, thought.ended_at, thought.closed) == (100, 900, True)
    assert message.first_part_at == 100


def test_the_arguments_of_a_servers_tool_are_put_in_their_place() -> None:
    call = {"type": "server_tool_use", "id": "srvtoolu_1", "name": "web_search", "input": {}, "new": 1}
    message = REPLY
    for event in (BlockStarted(0, Opaque(call)), InputDelta(0, '{"query": '), InputDelta(0, '"qubits"}')):
        message = apply(message, event)
    cut_off = apply(apply(REPLY, BlockStarted(0, Opaque(call))), InputDelta(0, '{"qu'))
    assert apply(message, BlockStopped(0)).parts == (Opaque({**call, "input": {"query": "qubits"}}),)
    assert apply(cut_off, Stopped()).parts == (Opaque(call, '{"qu'),)


class Counted(int):
    """A block's index that counts how often it is compared."""

    seen = 0

    def __lt__(self, other: int) -> bool:
        Counted.seen += 1
        return int(self) < int(other)

    def __eq__(self, other: object) -> bool:
        Counted.seen += 1
        return isinstance(other, int) and int(self) == int(other)

    __hash__ = int.__hash__


def test_a_block_is_found_without_looking_at_all_others() -> None:
    """Ten thousands of them are allowed; looking at each for each made a reply stand still."""
    Counted.seen, message = 0, REPLY
    count = 500
    for index in range(count):
        message = apply(message, BlockStarted(Counted(index), Text("")))
        message = apply(message, TextDelta(Counted(index), str(index)))
    message = apply(message, TextDelta(Counted(0), "!"))
    assert Counted.seen < count * 40
    assert [one.part for one in message.blocks] == [Text("0!"), *(Text(str(index)) for index in range(1, count))]
