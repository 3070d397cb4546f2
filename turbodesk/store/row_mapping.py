"""Turns conversations and messages into rows of the database and back, losing nothing on the way.

`message.blocks` is versioned JSON: `{"v": 1, "blocks": [entry, ...]}`, where an entry is
`{"i": index, "b": content block as the gateway knows it}`, with `"open": true` while it has not ended, and with
`"json": text` where a tool call's arguments do not come back from parsed JSON as they were streamed (a reply cut off
inside them), and with `"began"` and `"ended"`, in milliseconds, for thinking and for results of tools. Beside "blocks"
stands, where there is one, the list of what the gateway refused of the request: `"adjusted": [[parameter, reason],
...]`, and how that began: `"sent": {...}` (`SentPrefix.to_json`); and `"gap": true` where something above was removed.
`message.text` is the plain text for searching. A row of a newer form, or a damaged one, becomes one `Opaque` block
holding what was found: shown as unreadable, never guessed at.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from turbodesk.chat.codec import block_from_part, part_from_block
from turbodesk.chat.conversation import (
    Conversation,
    Edit,
    Fork,
    Queued,
    ReadingPlace,
    ReplyPair,
    kept_title,
    shown_title,
)
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.ids import made_at, now_ms
from turbodesk.chat.message import Block, Message, Role, Status, Usage
from turbodesk.chat.moments import is_moment
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import UNREADABLE, JsonObject, Opaque, Part, RedactedThinking, Thinking, ToolResult, ToolUse
from turbodesk.store.cells import LONGEST_NAME, Cells
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.chat.events import Adjusted
    from turbodesk.chat.sent_prefix import SentPrefix
    from turbodesk.chat.summary import TurnSummary

Row = Mapping[str, object]
Cell = str | int | None

BLOCKS_VERSION = 1
DAMAGED_CHAT = _("This chat is damaged")
"""Stands for a title that cannot be read."""
_FARTHEST = 10_000_000  # pixels of one message; Qt's widgets end at 16,777,215


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
    if message.sent is not None:
        made_of["sent"] = message.sent.to_json()
    if message.follows_gap:
        made_of["gap"] = True
    return made_of


def message_from_cells(cells: Cells) -> Message:
    """Read a message; what could not be read is named in `cells`, and its content is told as damaged, not guessed."""
    text = cells.text("blocks")
    blocks, adjusted, sent, follows_gap, is_whole = _content(text)
    role = cells.choice("role", tuple(Role), Role.USER)
    if "role" in cells.damaged:  # words of nobody are put into nobody's mouth
        blocks = _damaged(text)
    if not is_whole:
        cells.damaged.append("blocks")
    id_, failure = cells.text("id"), cells.json_object_or_none("failure")
    return Message(
        id=id_,
        parent_id=cells.text_or_none("parent_id"),
        role=role,
        blocks=blocks,
        status=cells.choice("status", tuple(Status), Status.COMPLETE),
        model=cells.text_or_none("model", longest=LONGEST_NAME),
        reported_model=cells.text_or_none("reported_model", longest=LONGEST_NAME),
        wire_id=cells.text_or_none("wire_id", longest=LONGEST_NAME),
        usage=Usage().merged(cells.json_object("usage")),
        stop_reason=cells.text_or_none("stop_reason", longest=LONGEST_NAME),
        stop_sequence=cells.text_or_none("stop_sequence"),
        stop_details=cells.json_object_or_none("stop_details"),
        failure=None if failure is None else FailureNote.from_json(failure),
        adjusted=adjusted,
        sent=sent,
        follows_gap=follows_gap,
        created_at=cells.moment("created_at", made_at(id_)),
        first_part_at=cells.moment_or_none("first_part_at"),
        finished_at=cells.moment_or_none("finished_at"),
    )


def text_of_blocks(stored: str) -> str:
    """Return the text of a message from its column `blocks`."""
    return Message("", None, Role.USER, _content(stored)[0], created_at=0).text


def damaged_message(id_: str, parent_id: str | None, role: Role) -> Message:
    """Make what stands where a message must have been that is not there, or cannot be found by its id."""
    return Message(id_, parent_id, role, _damaged(""), created_at=made_at(id_))


def conversation_row(conversation: Conversation) -> dict[str, Cell]:
    """Return the columns of `conversation`, all but `deleted_at`."""
    place = conversation.place
    return {
        "id": conversation.id,
        "title": storable(conversation.title if conversation.titled_by_hand else kept_title(conversation.title)),
        "titled_by_hand": int(conversation.titled_by_hand),
        "pinned": int(conversation.pinned),
        "project_id": _storable_or_none(conversation.project_id),
        "model": _storable_or_none(conversation.model),
        "parameters": dump(conversation.parameters.to_json()),
        "preset_id": conversation.preset_id,
        "ending_told": conversation.ending_told,
        "gateway_id": conversation.gateway_id,
        "wire_id": conversation.wire_id,
        "leaf_id": conversation.leaf_id,
        "sent_from": conversation.sent_from,
        "summaries": dump([one.to_json() for one in conversation.summaries]),
        "starred": dump(list(conversation.starred)),
        "unsent": dump(list(conversation.unsent)),
        "pairs": dump([[one.left, one.right] for one in conversation.pairs]),
        "second_model": _storable_or_none(conversation.second_model),
        "forked_from": conversation.fork.conversation_id if conversation.fork else None,
        "forked_at": conversation.fork.message_id if conversation.fork else None,
        "allowed_tools": dump(list(conversation.allowed_tools)),
        "seen_files": dump(list(conversation.seen_files)),
        "draft": storable(conversation.draft),
        "draft_parts": parts_text(conversation.draft_parts),
        "queue": dump([_queued_json(one) for one in conversation.queue]),
        **edit_row(conversation.edit),
        "place_message_id": place.message_id if place else None,
        "place_offset": place.offset if place else 0,
        "created_at": conversation.created_at,
        "active_at": conversation.updated_at,
        "updated_at": now_ms(),
    }


def conversation_from_row(row: Row) -> Conversation:
    """Read what `conversation_row` wrote, whatever became of it."""
    return conversation_from_cells(Cells(row))


def conversation_from_cells(cells: Cells) -> Conversation:
    """Read a conversation; what could not be read is named in `cells`."""
    at, offset = cells.text_or_none("place_message_id"), cells.whole("place_offset", most=_FARTHEST)
    id_ = cells.text("id")
    created_at = cells.moment("created_at", made_at(id_))
    title, titled_by_hand = cells.text("title", DAMAGED_CHAT, longest=LONGEST_NAME), cells.flag("titled_by_hand")
    return Conversation(
        id=id_,
        title=title if titled_by_hand else shown_title(title),
        titled_by_hand=titled_by_hand,
        pinned=cells.flag("pinned"),
        project_id=cells.text_or_none("project_id", longest=LONGEST_NAME),
        model=cells.text_or_none("model", longest=LONGEST_NAME),
        parameters=_parameters(cells.json_object("parameters")),
        preset_id=cells.text_or_none("preset_id", longest=LONGEST_NAME),
        ending_told=cells.text_or_none("ending_told", longest=LONGEST_NAME),
        gateway_id=cells.text("gateway_id", longest=LONGEST_NAME),
        wire_id=cells.header("wire_id"),
        leaf_id=cells.text_or_none("leaf_id"),
        sent_from=cells.text_or_none("sent_from"),
        summaries=_summaries(cells.json_list("summaries")),
        starred=_ids(cells.json_list("starred")),
        unsent=_ids(cells.json_list("unsent")),
        pairs=_pairs(cells.json_list("pairs")),
        second_model=cells.text_or_none("second_model", longest=LONGEST_NAME),
        fork=_fork(cells.text_or_none("forked_from"), cells.text_or_none("forked_at")),
        allowed_tools=_texts(cells.json_list("allowed_tools")),
        seen_files=_texts(cells.json_list("seen_files")),
        draft=cells.text("draft"),
        draft_parts=_parts(cells),
        queue=_queue(cells),
        edit=_edit(cells.text_or_none("edited_id"), cells.text_or_none("edit_text")),
        place=ReadingPlace(at, offset) if at else None,
        created_at=created_at,
        updated_at=cells.moment("active_at", created_at),
    )


def edit_row(edit: Edit | None) -> dict[str, Cell]:
    """Return the columns of a conversation that say what is being edited in it."""
    return {
        "edited_id": None if edit is None else edit.message_id,
        "edit_text": None if edit is None else storable(edit.text),
    }


def _texts(entries: Iterable[object]) -> tuple[str, ...]:
    return tuple(one for one in entries if isinstance(one, str))


def _ids(entries: Iterable[object]) -> tuple[str, ...]:
    """Read ids, each once."""
    return tuple(dict.fromkeys(_texts(entries)))


def _pairs(entries: Iterable[object]) -> tuple[ReplyPair, ...]:
    """Read pairs of ids; what is none is left out."""
    found = (_ids(one) for one in entries if isinstance(one, list))
    return tuple(ReplyPair(*ids) for ids in found if len(ids) == 2)


def _edit(message_id: str | None, text: str | None) -> Edit | None:
    return None if message_id is None or text is None else Edit(message_id, text)


def _fork(conversation_id: str | None, message_id: str | None) -> Fork | None:
    return None if conversation_id is None or message_id is None else Fork(conversation_id, message_id)


def entry_from_block(block: Block) -> dict[str, object]:
    """Write one block with its index and state."""
    entry = {"i": block.index, **json_from_part(block.part), **({} if block.closed else {"open": True})}
    if isinstance(block.part, Thinking | RedactedThinking | ToolResult):
        times = {"began": block.began_at, "ended": block.ended_at}
        entry.update((name, at) for name, at in times.items() if at is not None)
    return entry


def block_from_entry(entry: JsonObject) -> Block:
    """Read what `entry_from_block` wrote.

    Raises:
        ValueError: it is no such entry.
    """
    index = entry.get("i")
    if not isinstance(index, int) or isinstance(index, bool) or index < 0:
        raise ValueError("a stored block without its index")
    part, is_closed = part_from_json(entry), entry.get("open") is not True
    began, ended = entry.get("began"), entry.get("ended")
    return Block(index, part, is_closed, began if is_moment(began) else None, ended if is_moment(ended) else None)


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


def _parts(cells: Cells) -> tuple[Part, ...]:
    parts = _parts_in(cells.json_list("draft_parts"))
    if parts is None:
        cells.damaged.append("draft_parts")
    return parts or ()


def _parts_in(entries: object) -> tuple[Part, ...] | None:
    """Read a list of what `json_from_part` wrote; None: it is none."""
    try:
        return tuple(part_from_json(entry) for entry in entries)  # type: ignore[attr-defined]
    except (TypeError, ValueError, AttributeError, RecursionError):  # an entry that is no object has no `get`
        return None


def _queued_json(queued: Queued) -> dict[str, object]:
    return {"id": queued.id, "text": queued.text, "parts": [json_from_part(part) for part in queued.parts]}


def _queue(cells: Cells) -> tuple[Queued, ...]:
    found = [_queued(entry) for entry in cells.json_list("queue")]
    if None in found:
        cells.damaged.append("queue")
    return tuple(queued for queued in found if queued is not None)


def _queued(entry: object) -> Queued | None:
    if not isinstance(entry, Mapping):
        return None
    id_, text, parts = entry.get("id"), entry.get("text"), _parts_in(entry.get("parts"))
    if isinstance(id_, str) and isinstance(text, str) and parts is not None:
        return Queued(text, parts, id_)
    return None


def dump(value: object) -> str:
    """Write compact JSON that SQLite can hold: a lone half of a surrogate pair stays an escape."""
    text = _ENCODE(value)
    try:
        text.encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":"))
    return text


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def storable(text: str) -> str:
    """Return `text` as SQLite can hold it: pairs of surrogates joined, a lone half replaced."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def _content(text: str) -> tuple[tuple[Block, ...], tuple[Adjusted, ...], SentPrefix | None, bool, bool]:
    """Return blocks, what was refused of the request, how that began, whether it follows a gap, and all was read."""
    try:
        stored = json.loads(text)
        if not isinstance(stored, dict) or stored.get("v") != BLOCKS_VERSION:
            raise ValueError("another form")  # and so to be kept like damage
        blocks = tuple(block_from_entry(entry) for entry in stored["blocks"])
        if len({block.index for block in blocks}) < len(blocks):
            raise ValueError("two blocks in one place")
        adjusted, sent = _adjusted(stored.get("adjusted", ())), _sent(stored.get("sent"))
        return tuple(sorted(blocks, key=lambda one: one.index)), adjusted, sent, stored.get("gap") is True, True
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return _damaged(text), (), None, False, False


def _damaged(text: str) -> tuple[Block, ...]:
    return (Block(0, Opaque({"type": UNREADABLE, "stored": text})),)


def _adjusted(stored: Iterable[Sequence[object]]) -> tuple[Adjusted, ...]:
    if not stored:
        return ()
    from turbodesk.chat.events import Adjusted

    return tuple(Adjusted(str(name), str(why)) for name, why in stored)


def _sent(stored: object) -> SentPrefix | None:
    if stored is None:
        return None
    from turbodesk.chat.sent_prefix import SentPrefix

    return SentPrefix.from_json(stored)


def _summaries(stored: list[object]) -> tuple[TurnSummary, ...]:
    if not stored:
        return ()
    from turbodesk.chat.summary import summaries_from

    return summaries_from(stored)


def _parameters(stored: Mapping[str, object]) -> Parameters:
    return Parameters.from_json(stored) if stored else _NOTHING_TUNED


_NOTHING_TUNED = Parameters()  # shared by most conversations, which are read all at once


def _usage_json(usage: Usage) -> dict[str, object]:
    counts = {
        "input_tokens": usage.input_tokens,
        "output_tokens": usage.output_tokens,
        "cache_creation_input_tokens": usage.cache_creation_input_tokens,
        "cache_read_input_tokens": usage.cache_read_input_tokens,
    }
    return {**usage.extra, **{name: count for name, count in counts.items() if count is not None}}


def _storable_or_none(text: str | None) -> str | None:
    return None if text is None else storable(text)
