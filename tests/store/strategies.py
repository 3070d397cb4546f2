"""Messages, conversations and events of every kind, for properties."""

from __future__ import annotations

from dataclasses import fields

from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from turbodesk.chat.codec import part_from_block
from turbodesk.chat.conversation import Conversation, Fork, Queued, ReadingPlace, ReplyPair
from turbodesk.chat.errors import FailureNote, Remedy
from turbodesk.chat.events import (
    Adjusted,
    BlockStarted,
    BlockStopped,
    CitationDelta,
    Event,
    Failed,
    FieldsSet,
    Finished,
    InputDelta,
    SignatureDelta,
    Started,
    Stopped,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
    Waiting,
)
from turbodesk.chat.json_values import is_sound
from turbodesk.chat.message import Block, Message, Role, Status, Usage
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Part, Text, Thinking, ToolUse
from turbodesk.chat.sent_prefix import CacheMark, PrefixPart, SentPrefix
from turbodesk.chat.summary import TurnSummary

texts = st.text(max_size=20)  # every character but lone surrogates, which are tested by name
names = st.text(min_size=1, max_size=8)
scalars = st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.floats(allow_nan=False) | texts
json_values = st.recursive(
    scalars, lambda one: st.lists(one, max_size=3) | st.dictionaries(texts, one, max_size=3), max_leaves=6
)
json_objects = st.dictionaries(texts, json_values, max_size=3)
times = st.integers(0, 2**42)
counts = st.none() | st.integers(0, 10**9)


def block_objects() -> SearchStrategy[dict[str, object]]:
    """Content blocks as a gateway may send them: known kinds, unknown ones, and known ones with strange fields."""
    kinds: list[dict[str, SearchStrategy[object]]] = [
        {"type": st.just("text"), "text": texts},
        {"type": st.just("text"), "text": texts, "citations": st.lists(json_objects, min_size=1, max_size=2)},
        {"type": st.just("thinking"), "thinking": texts, "signature": names},
        {"type": st.just("redacted_thinking"), "data": texts},
        {"type": st.just("image"), "source": json_objects},
        {"type": st.just("document"), "source": json_objects, "title": names},
        {"type": st.just("tool_use"), "id": names, "name": names, "input": json_objects},
        {"type": st.just("tool_result"), "tool_use_id": names, "content": json_values},
        {"type": texts, "anything": json_values},
    ]
    extra = st.dictionaries(st.sampled_from(["cache_control", "x", "漢"]), json_values, max_size=1)
    return st.tuples(st.one_of([st.fixed_dictionaries(kind) for kind in kinds]), extra).map(lambda two: two[0] | two[1])


def parts() -> SearchStrategy[Part]:
    streamed = st.builds(ToolUse, names, names, texts) | st.builds(Thinking, texts) | st.builds(Text, texts)
    return block_objects().map(part_from_block) | streamed


def failures() -> SearchStrategy[FailureNote]:
    filled = st.none() | names
    statuses = st.none() | st.integers(100, 599)
    return st.builds(FailureNote, names, names, texts, st.sampled_from(Remedy), statuses, filled, filled, texts)


def usages() -> SearchStrategy[Usage]:
    own = {one.name for one in fields(Usage)}  # which `extra` never holds
    extra = json_objects.map(lambda found: {key: value for key, value in found.items() if key not in own})
    return st.builds(Usage, counts, counts, counts, counts, extra)


def prefixes() -> SearchStrategy[SentPrefix]:
    return st.builds(
        SentPrefix,
        st.dictionaries(st.sampled_from(PrefixPart), names, max_size=3),
        st.dictionaries(st.sampled_from(PrefixPart), st.integers(0, 10**6), max_size=3),
        mark=st.sampled_from(CacheMark),
        at=times,
        is_first=st.booleans(),
        changed=st.sets(st.sampled_from(PrefixPart)).map(
            lambda found: tuple(one for one in PrefixPart if one in found)
        ),
        expected=st.integers(0, 10**9),
        lapsed=st.none() | st.sampled_from(CacheMark),
        asks=st.booleans(),
        told=texts,
    )


def messages() -> SearchStrategy[Message]:
    def blocks(content: list[tuple[Part, bool]]) -> tuple[Block, ...]:
        return tuple(Block(index, part, closed) for index, (part, closed) in enumerate(content))

    text = st.none() | texts
    return st.builds(
        Message,
        id=st.uuids().map(str),
        parent_id=st.none() | st.uuids().map(str),
        role=st.sampled_from(Role),
        blocks=st.lists(st.tuples(parts(), st.booleans()), max_size=4).map(blocks),
        status=st.sampled_from(Status),
        model=text,
        reported_model=text,
        wire_id=text,
        usage=usages(),
        stop_reason=text,
        stop_sequence=text,
        stop_details=st.none() | json_objects,
        failure=st.none() | failures(),
        sent=st.none() | prefixes(),
        adjusted=st.lists(st.builds(Adjusted, texts, texts), max_size=2).map(tuple),
        created_at=times,
        first_part_at=st.none() | times,
        finished_at=st.none() | times,
    )


def queued() -> SearchStrategy[Queued]:
    return st.builds(Queued, texts, st.lists(parts(), max_size=2).map(tuple), names)


def summaries() -> SearchStrategy[TurnSummary]:
    block = json_objects.map(lambda found: {**found, "type": "compaction"}).filter(is_sound)  # as JSON can hold it
    words = texts.filter(lambda text: bool(text.strip()))
    flag, count = st.booleans(), st.integers(0, 10**6)
    return st.builds(TurnSummary, names, names, words, count, texts, times, st.none() | block, flag, flag, flag)


def conversations() -> SearchStrategy[Conversation]:
    return st.builds(
        Conversation,
        id=st.uuids().map(str),
        title=texts,
        titled_by_hand=st.booleans(),
        pinned=st.booleans(),
        project_id=st.none() | texts,
        seen_files=st.lists(names, max_size=2).map(tuple),
        model=st.none() | texts,
        parameters=st.builds(
            Parameters,
            system=texts,
            temperature=st.none() | st.floats(0, 1),
            top_p=st.none() | st.floats(0, 1),
            thinking=st.booleans(),
            max_tokens=st.none() | st.integers(1, 10**6),
            tools=st.lists(names, max_size=2).map(tuple),
            stream=st.booleans(),
        ),
        preset_id=st.none() | st.uuids().map(str),
        ending_told=st.none() | texts,
        leaf_id=st.none() | st.uuids().map(str),
        sent_from=st.none() | st.uuids().map(str),
        summaries=st.lists(summaries(), max_size=2, unique_by=lambda one: one.id).map(tuple),
        starred=st.lists(st.uuids().map(str), max_size=3, unique=True).map(tuple),
        unsent=st.lists(st.uuids().map(str), max_size=3, unique=True).map(tuple),
        pairs=st.lists(st.builds(ReplyPair, st.uuids().map(str), st.uuids().map(str)), max_size=2).map(tuple),
        second_model=st.none() | names,
        fork=st.none() | st.builds(Fork, st.uuids().map(str), st.uuids().map(str)),
        allowed_tools=st.lists(names, max_size=2).map(tuple),
        draft=texts,
        queue=st.lists(st.builds(Queued, texts, st.lists(parts(), max_size=2).map(tuple), names), max_size=2).map(
            tuple
        ),
        place=st.none() | st.builds(ReadingPlace, names, st.integers(-(10**6), 10**6)),
        created_at=times,
        updated_at=times,
    )


def events() -> SearchStrategy[Event]:
    """What may happen to a reply, in any order at all."""
    index = st.integers(0, 3)
    text = st.none() | texts
    usage = st.dictionaries(st.sampled_from(["input_tokens", "output_tokens", "server_tool_use"]), st.integers(0, 99))
    return st.one_of(
        st.builds(Started, text, text, usage),
        st.builds(Started, text, text, usage, names),
        prefixes(),
        st.builds(BlockStarted, index, parts()),
        st.builds(TextDelta, index, texts),
        st.builds(TextDelta, index, texts),
        st.builds(ThinkingDelta, index, texts),
        st.builds(InputDelta, index, texts),
        st.builds(SignatureDelta, index, texts),
        st.builds(CitationDelta, index, json_objects),
        st.builds(BlockStopped, index),
        st.builds(FieldsSet, index, json_objects),
        st.builds(StopReasonGiven, text, text, st.none() | json_objects, usage),
        st.builds(Adjusted, texts, texts),
        st.builds(Waiting, st.integers(1, 5), st.floats(0, 60), failures()),
    )


def endings() -> SearchStrategy[Event]:
    return st.just(Finished()) | st.just(Stopped()) | st.builds(Failed, failures())
