"""Turns the events of a reply into compact JSON for the journal and back, losing nothing on the way.

An event is a list: its kind, then its values. Runs of deltas of one block are joined first, for a reply of a thousand
short deltas is one text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import assert_never

from turbodesk.chat.errors import FailureNote
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
    Interrupted,
    SignatureDelta,
    Started,
    Stopped,
    StopReasonGiven,
    TextDelta,
    ThinkingDelta,
    Waiting,
)
from turbodesk.chat.sent_prefix import SentPrefix
from turbodesk.store.row_mapping import json_from_part, part_from_json


def joined(events: Iterable[Event]) -> list[Event]:
    """Join neighbouring deltas of one block; applying the result makes the same message."""
    result: list[Event] = []
    for event in events:
        match result[-1] if result else None, event:
            case TextDelta(index=index, text=text), TextDelta() if index == event.index:
                result[-1] = replace(event, text=text + event.text)
            case ThinkingDelta(index=index, text=text), ThinkingDelta() if index == event.index:
                result[-1] = replace(event, text=text + event.text)
            case InputDelta(index=index, partial_json=text), InputDelta() if index == event.index:
                result[-1] = replace(event, partial_json=text + event.partial_json)
            case _:
                result.append(event)
    return result


def json_from_event(event: Event) -> list[object] | None:
    """Write one event; None for one that grows no reply."""
    match event:
        case Started():
            told = [event.cache_miss] if event.cache_miss else []
            return ["started", event.wire_id, event.model, event.usage, *told]
        case SentPrefix():
            return ["sent", event.to_json()]
        case BlockStarted():
            return ["block", event.index, json_from_part(event.part)]
        case TextDelta():
            return ["text", event.index, event.text]
        case ThinkingDelta():
            return ["thinking", event.index, event.text]
        case SignatureDelta():
            return ["signature", event.index, event.signature]
        case InputDelta():
            return ["input", event.index, event.partial_json]
        case CitationDelta():
            return ["citation", event.index, event.citation]
        case FieldsSet():
            return ["fields", event.index, event.fields]
        case BlockStopped():
            return ["closed", event.index]
        case StopReasonGiven():
            return ["ending", event.stop_reason, event.stop_sequence, event.stop_details, event.usage]
        case Adjusted():
            return ["adjusted", event.parameter, event.reason]
        case Failed():
            return ["failed", event.failure.to_json()]
        case Finished():
            return ["finished"]
        case Stopped():
            return ["stopped"]
        case Interrupted():
            return ["interrupted"]
        case Waiting():
            return None
        case _:
            assert_never(event)


def event_from_json(stored: object) -> Event | None:
    """Read what `json_from_event` wrote; None for what this version does not know."""
    match stored:
        case [_, int(index), *_] if isinstance(index, bool) or index < 0:
            return None  # there is no such place
        case ["started", str() | None as wire_id, str() | None as model, Mapping() as usage]:
            return Started(wire_id, model, usage)
        case ["started", str() | None as wire_id, str() | None as model, Mapping() as usage, str(cache_miss)]:
            return Started(wire_id, model, usage, cache_miss)
        case ["sent", Mapping() as prefix]:
            return SentPrefix.from_json(prefix)
        case ["block", int(index), Mapping() as entry]:
            return BlockStarted(index, part_from_json(entry))
        case ["text", int(index), str(text)]:
            return TextDelta(index, text)
        case ["thinking", int(index), str(text)]:
            return ThinkingDelta(index, text)
        case ["signature", int(index), str(text)]:
            return SignatureDelta(index, text)
        case ["input", int(index), str(text)]:
            return InputDelta(index, text)
        case ["citation", int(index), Mapping() as citation]:
            return CitationDelta(index, citation)
        case ["fields", int(index), Mapping() as fields]:
            return FieldsSet(index, fields)
        case ["closed", int(index)]:
            return BlockStopped(index)
        case ["ending", str() | None as reason, str() | None as sequence, details, Mapping() as usage]:
            return StopReasonGiven(reason, sequence, details if isinstance(details, Mapping) else None, usage)
        case ["adjusted", str(parameter), str(reason)]:
            return Adjusted(parameter, reason)
        case ["failed", Mapping() as note]:
            return Failed(FailureNote.from_json(note))
        case [str(kind)]:
            return _ENDS.get(kind)
    return None


_ENDS: dict[str, Event] = {"finished": Finished(), "stopped": Stopped(), "interrupted": Interrupted()}
