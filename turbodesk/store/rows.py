"""Turns conversations and messages into rows of the database and back, losing nothing on the way.

`message.blocks` is versioned JSON: `{"v": 1, "blocks": [entry, ...]}`, where an entry is
`{"i": index, "b": content block as the gateway knows it}`, with `"open": true` while it has not ended, and with
`"json": text` where a tool call's arguments do not come back from parsed JSON as they were streamed (a reply cut off
inside them), and with `"began"` and `"ended"`, in milliseconds, for thinking. Beside "blocks" stands, where there is
one, the list of what the gateway refused of the request: `"adjusted": [[parameter, reason], ...]`. `message.text` is
the plain text for searching. A row of a newer form, or a damaged one, becomes one `Opaque` block holding what was
found: shown as unreadable, never guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from turbodesk.chat.codec import block_from_part, part_from_block
from turbodesk.chat.conversation import Conversation, Edit, Place
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Block, Message, Role, Status, Usage
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import JsonObject, Opaque, Part, RedactedThinking, Thinking, ToolUse

if TYPE_CHECKING:
    from turbodesk.chat.events import Adjusted

Row = Mapping[str, object]
Cell = str | int | None

BLOCKS_VERSION = 1


def message_row(conversation_id: str, message: Message) -> dict[str, Cell]:
    """Return the columns of `message`, all but `rowid` and `deleted_at`."""
    text = storable(message.text)
    return {
        "id": message.id,
        "conversation_id": conversation_id,
        "parent_id": message.parent_id,
        "role": message.role.value,
        "status": message.status.value,
        "model": _storable_or_none(message.model),
        "reported_model": _storable_or_none(message.reported_model),
        "wire_id": _storable_or_none(message.wire_id),
        "blocks": dump(_made_of(message)),
        "text": text,
        "chars": len(text),
        "usage": dump(_usage_json(message.usage)),
        "stop_reason": _storable_or_none(message.stop_reason),
        "stop_sequence": _storable_or_none(message.stop_sequence),
        "stop_details": None if message.stop_details is None else dump(message.stop_details),
        "failure": None if message.failure is None else dump(message.failure.to_json()),
        "created_at": message.created_at,
        "first_part_at": message.first_part_at,
        "finished_at": message.finished_at,
        "updated_at": now_ms(),
    }


def _made_of(message: Message) -> dict[str, object]:
    made_of: dict[str, object] = {
        "v": BLOCKS_VERSION,
        "blocks": [entry_from_block(block) for block in message.blocks],
    }
    if message.adjusted:
        made_of["adjusted"] = [[one.parameter, one.reason] for one in message.adjusted]
    return made_of


def message_from_row(row: Row) -> Message:
    """Read what `message_row` wrote, whatever became of it."""
    blocks, adjusted = _content(str(row["blocks"]))
    return Message(
        id=str(row["id"]),
        parent_id=_text(row["parent_id"]),
        role=Role.ASSISTANT if row["role"] == Role.ASSISTANT else Role.USER,
        blocks=blocks,
        status=_status(row["status"]),
        model=_text(row["model"]),
        reported_model=_text(row["reported_model"]),
        wire_id=_text(row["wire_id"]),
        usage=Usage().merged(_object(row["usage"])),
        stop_reason=_text(row["stop_reason"]),
        stop_sequence=_text(row["stop_sequence"]),
        stop_details=None if row["stop_details"] is None else _object(row["stop_details"]),
        failure=None if row["failure"] is None else FailureNote.from_json(_object(row["failure"])),
        adjusted=adjusted,
        created_at=_whole(row["created_at"]) or 0,
        first_part_at=_whole(row["first_part_at"]),
        finished_at=_whole(row["finished_at"]),
    )


def conversation_row(conversation: Conversation) -> dict[str, Cell]:
    """Return the columns of `conversation`, all but `deleted_at`."""
    place = conversation.place
    return {
        "id": conversation.id,
        "title": storable(conversation.title),
        "titled_by_hand": int(conversation.titled_by_hand),
        "pinned": int(conversation.pinned),
        "folder": _storable_or_none(conversation.folder),
        "model": _storable_or_none(conversation.model),
        "parameters": dump(conversation.parameters.to_json()),
        "gateway_id": conversation.gateway_id,
        "wire_id": conversation.wire_id,
        "leaf_id": conversation.leaf_id,
        "sent_from": conversation.sent_from,
        "allowed_tools": dump(list(conversation.allowed_tools)),
        "draft": storable(conversation.draft),
        "draft_parts": parts_text(conversation.draft_parts),
        **edit_row(conversation.edit),
        "place_message_id": place.message_id if place else None,
        "place_offset": place.offset if place else 0,
        "created_at": conversation.created_at,
        "active_at": conversation.updated_at,
        "updated_at": now_ms(),
    }


def conversation_from_row(row: Row) -> Conversation:
    """Read what `conversation_row` wrote, whatever became of it."""
    at = _text(row["place_message_id"])
    return Conversation(
        id=str(row["id"]),
        title=str(row["title"]),
        titled_by_hand=bool(row["titled_by_hand"]),
        pinned=bool(row["pinned"]),
        folder=_text(row["folder"]),
        model=_text(row["model"]),
        parameters=_parameters(row["parameters"]),
        gateway_id=str(row["gateway_id"]),
        wire_id=str(row["wire_id"]),
        leaf_id=_text(row["leaf_id"]),
        sent_from=_text(row["sent_from"]),
        allowed_tools=_names(row["allowed_tools"]),
        draft=str(row["draft"]),
        draft_parts=_parts(row["draft_parts"]),
        edit=_edit(row["edited_id"], row["edit_text"]),
        place=Place(at, _whole(row["place_offset"]) or 0) if at else None,
        created_at=_whole(row["created_at"]) or 0,
        updated_at=_whole(row["active_at"]) or 0,
    )


def edit_row(edit: Edit | None) -> dict[str, Cell]:
    """Return the columns of a conversation that say what is being edited in it."""
    return {
        "edited_id": None if edit is None else edit.message_id,
        "edit_text": None if edit is None else storable(edit.text),
    }


def _edit(message_id: object, text: object) -> Edit | None:
    return Edit(message_id, text) if isinstance(message_id, str) and isinstance(text, str) else None


def entry_from_block(block: Block) -> dict[str, object]:
    """Write one block with its index and state."""
    entry = {"i": block.index, **json_from_part(block.part), **({} if block.closed else {"open": True})}
    if isinstance(block.part, Thinking | RedactedThinking):
        times = {"began": block.began_at, "ended": block.ended_at}
        entry.update((name, at) for name, at in times.items() if at is not None)
    return entry


def block_from_entry(entry: JsonObject) -> Block:
    """Read what `entry_from_block` wrote.

    Raises:
        ValueError: it is no such entry.
    """
    index = entry.get("i")
    if not isinstance(index, int):
        raise ValueError("a stored block without its index")
    part, is_closed = part_from_json(entry), entry.get("open") is not True
    return Block(index, part, is_closed, _whole(entry.get("began")), _whole(entry.get("ended")))


def json_from_part(part: Part) -> dict[str, object]:
    """Write one part as `{"b": block}`, with `"json"` where the block alone would not bring it back."""
    if isinstance(part, Opaque) and part.input_json:
        return {"b": block_from_part(part), "json": part.input_json}
    if not isinstance(part, ToolUse):
        return {"b": block_from_part(part)}
    try:
        block = block_from_part(part)
        if part_from_block(block) == part:
            return {"b": block}
    except (ValueError, RecursionError):  # cut off inside its arguments, or nested absurdly deep
        pass
    return {"b": block_from_part(replace(part, input_json="")), "json": part.input_json}


def part_from_json(entry: JsonObject) -> Part:
    """Read what `json_from_part` wrote.

    Raises:
        ValueError: it is no such entry.
    """
    block = entry.get("b")
    if not isinstance(block, Mapping):
        raise ValueError("a stored block without its content")
    part = part_from_block(block)
    text = entry.get("json")
    return replace(part, input_json=text) if isinstance(part, ToolUse | Opaque) and isinstance(text, str) else part


def parts_text(parts: Iterable[Part]) -> str:
    """Write parts outside a message, such as a draft's."""
    return dump([json_from_part(part) for part in parts])


def _parts(cell: object) -> tuple[Part, ...]:
    if cell == "[]":
        return ()  # nearly always; all conversations are read at once
    try:
        return tuple(part_from_json(entry) for entry in json.loads(str(cell)))
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ()


def dump(value: object) -> str:
    """Write compact JSON that SQLite can hold: a lone half of a surrogate pair stays an escape."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


def storable(text: str) -> str:
    """Return `text` as SQLite can hold it: pairs of surrogates joined, a lone half replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _content(text: str) -> tuple[tuple[Block, ...], tuple[Adjusted, ...]]:
    try:
        stored = json.loads(text)
        if not isinstance(stored, dict) or stored.get("v") != BLOCKS_VERSION:
            raise ValueError("another form")  # and so to be kept like damage
        blocks = tuple(block_from_entry(entry) for entry in stored["blocks"])
        return blocks, _adjusted(stored.get("adjusted", ()))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return (Block(0, Opaque({"type": "unreadable", "stored": text})),), ()


def _adjusted(stored: Iterable[Sequence[object]]) -> tuple[Adjusted, ...]:
    if not stored:
        return ()
    from turbodesk.chat.events import Adjusted

    return tuple(Adjusted(str(name), str(why)) for name, why in stored)


def _parameters(cell: object) -> Parameters:
    return _NOTHING_TUNED if cell == "{}" else Parameters.from_json(_object(cell))


_NOTHING_TUNED = Parameters()  # shared by most conversations, which are read all at once


def _usage_json(usage: Usage) -> dict[str, object]:
    counts = {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_creation_input_tokens": usage.cache_creation_input_tokens,
        "cache_read_input_tokens": usage.cache_read_input_tokens,
    }
    return {**usage.extra, **{name: count for name, count in counts.items() if count is not None}}


def _object(cell: object) -> dict[str, object]:
    try:
        value = json.loads(cell) if isinstance(cell, str) else {}
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _names(cell: object) -> tuple[str, ...]:
    try:
        value = json.loads(cell) if isinstance(cell, str) and cell != "[]" else []
    except (ValueError, RecursionError):
        return ()
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list) else ()


def _status(cell: object) -> Status:
    return next((status for status in Status if status == cell), Status.COMPLETE)


def _text(cell: object) -> str | None:
    return cell if isinstance(cell, str) else None


def _whole(cell: object) -> int | None:
    return cell if isinstance(cell, int) else None


def _storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)
