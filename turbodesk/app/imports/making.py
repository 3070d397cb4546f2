"""Makes rows of chats: what is written of each, in pieces small enough for one transaction, and what is told of it."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from uuid import uuid4

from turbodesk.app.imports.chats import SourceChat, SourceProject
from turbodesk.app.imports.messages import Made, MessageMaker, without_odd
from turbodesk.app.imports.projects import origin_id, project_rows
from turbodesk.app.imports.recognition import SourceArchive
from turbodesk.app.imports.report import ImportReport
from turbodesk.app.imports.tree import Plan, PlannedMessage, planned
from turbodesk.app.titles import title_from
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message, Role, Status
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Text
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.imported_chats import GROWING, ChatRows
from turbodesk.store.origins import KnownChat, KnownMessage
from turbodesk.store.row_mapping import conversation_row, message_row
from turbodesk.translation import _

ROWS, ROW_BYTES = 200, 4 * 1024 * 1024
"""Rows written in one transaction, and about how many bytes of them."""
_LONGEST_TITLE = 200


@dataclass(frozen=True, slots=True)
class ImportPlace:
    """Where imported chats go and what they go on with."""

    gateway_id: str
    project_id: str | None = None
    has_model: Callable[[str], bool] = lambda _: False
    """Whether the gateway has a model, by its id."""


def title_of(chat: SourceChat, plan: Plan) -> str:
    """Return a chat's title on one line; one made of its first words where it has none."""
    if title := one_line(chat.title or "")[:_LONGEST_TITLE]:
        return title
    words = (
        part.text
        for turn in plan.turns
        if turn.role is Role.USER
        for node in turn.nodes
        for part in node.parts
        if isinstance(part, Text)
    )
    sound = (without_odd(text).replace("\ufffd", "") for text in words)
    return next((title for text in sound if (title := title_from(text))), _("Imported chat"))


class ChatRowMaker:
    """Makes rows of chats. Everything but what it is made with belongs to the import's thread."""

    def __init__(
        self, archive: SourceArchive, messages: MessageMaker, place: ImportPlace, report: ImportReport
    ) -> None:
        self._archive, self._messages, self._place, self._report = archive, messages, place, report
        self._new: set[str] = set()
        """Chats that this import brought first: what a second copy of one adds is no growth."""
        self._told: set[str] = set()
        """Chats that are counted."""
        self._project_ids: dict[str, str] = {}
        """The projects this import makes, by their origin."""

    def projects(self, projects: Sequence[SourceProject], known: dict[str, KnownChat]) -> list[ChatRows]:
        """Return the rows of projects that were never brought; their chats go into them."""
        made = list(project_rows(self._archive.key, projects, known, self._messages))
        self._project_ids = {one.chat_id: one.conversation_id for one in made}
        self._report.projects = len(made)
        return made

    def rows(self, chats: Sequence[SourceChat], known: dict[str, KnownChat]) -> list[list[ChatRows]]:
        """Return the rows of chats in portions, each small enough for one transaction."""
        portions: list[list[ChatRows]] = [[]]
        count = size = 0
        for chat in chats:
            time.sleep(0)  # lets the window's thread go on at once, where it waits for its turn
            for piece in self._pieces(chat, known.get(chat.id)):
                if portions[-1] and (count + piece.count > ROWS or size > ROW_BYTES):
                    portions.append([])
                    count = size = 0
                portions[-1].append(piece)
                count += piece.count
                size += sum(_size(row) for row in piece.messages) + sum(_size(file) for file in piece.attachments)
        return [portion for portion in portions if portion]

    def _pieces(self, chat: SourceChat, known: KnownChat | None) -> Iterator[ChatRows]:
        if known is not None and known.is_deleted:
            self._count(chat, "deleted")
            return
        plan = planned(self._archive.key, chat, known, now=now_ms())
        if plan is None:
            self._count(chat, "empty")
            return
        made = Made()
        rows = ChatRows(chat.id, plan.conversation_id, plan.updated_at)
        for turn in plan.turns:
            self._put_turn(turn, rows, known, made)
        rows.attachments = made.files
        rows.origins = plan.origins
        if known is None:
            rows.conversation = self._conversation(chat, plan)
        else:
            rows.told_before = known.told_at
            rows.origins_before = {id_: known.nodes.get(id_) for id_ in plan.origins}
            if plan.updated_at > known.told_at or rows.messages:
                rows.changes = _changes(chat, plan, known)
        self._report_on(chat, plan, rows, made, is_new=known is None)
        if known is None or rows.has_any or plan.updated_at > known.told_at:
            yield from _cut(rows)

    def _put_turn(self, turn: PlannedMessage, rows: ChatRows, known: KnownChat | None, made: Made) -> None:
        message = self._messages.message(turn, made)
        row = message_row(rows.conversation_id, message)
        if turn.adds == "all":
            rows.messages.append(row)
        elif turn.adds == "more":
            rows.grown.append({name: row[name] for name in (*GROWING, "id", "updated_at")} | {"goes_on": 1})
        elif known is not None and _says_more(message, row, known.messages[turn.id]):
            rows.grown.append({name: row[name] for name in (*GROWING, "id", "updated_at")})

    def _conversation(self, chat: SourceChat, plan: Plan) -> dict[str, str | int | None]:
        model = one_line(chat.model or "")
        return conversation_row(
            Conversation(
                plan.conversation_id,
                title=title_of(chat, plan),
                pinned=chat.pinned,
                project_id=self._place.project_id or self._project_ids.get(origin_id(chat.project_id or "")),
                model=model if model and self._place.has_model(model) else None,
                parameters=Parameters(system=without_odd(chat.system or "").strip()),
                gateway_id=self._place.gateway_id,
                wire_id=str(uuid4()),  # random and nothing else: it must tell nobody anything
                leaf_id=plan.leaf_id,
                created_at=plan.created_at,
                updated_at=plan.updated_at,
            )
        )

    def _count(self, chat: SourceChat, name: str) -> None:
        if chat.id not in self._told:
            self._told.add(chat.id)
            setattr(self._report, name, getattr(self._report, name) + 1)

    def _report_on(self, chat: SourceChat, plan: Plan, rows: ChatRows, made: Made, *, is_new: bool) -> None:
        report = self._report
        report.messages += len(rows.messages)
        report.finished += len(rows.grown)
        report.files += made.kept
        report.missing += made.missing
        report.left_out.update(plan.left_out)
        if is_new:
            self._new.add(chat.id)
            self._count(chat, "chats")
            report.archived += chat.archived
            report.in_folders += bool(chat.folder) and self._place.project_id is None
        elif rows.messages or rows.grown:
            if rows.messages and chat.id not in self._new:
                self._count(chat, "grown")
        else:
            self._count(chat, "unchanged")


def _says_more(message: Message, row: dict[str, str | int | None], here: KnownMessage) -> bool:
    """Whether a reply that was not finished is longer now, or finished without being shorter."""
    chars = row["chars"]
    assert isinstance(chars, int)
    is_finished = message.status is Status.COMPLETE and here.status is not Status.COMPLETE
    return chars > here.chars or (is_finished and chars == here.chars)


def _changes(chat: SourceChat, plan: Plan, known: KnownChat) -> dict[str, str | int | None]:
    """Return what of a known conversation follows the source, where the person did not touch it."""
    is_newer = plan.updated_at > known.told_at
    title = one_line(chat.title or "")[:_LONGEST_TITLE] or None
    return {
        "title": title if is_newer else None,
        "leaf_id": plan.leaf_id if is_newer and not known.is_continued else None,
        "leaf_before": known.leaf_id,
        "active_at": plan.updated_at,
    }


def _cut(rows: ChatRows) -> Iterator[ChatRows]:
    """Yield a chat in pieces small enough for one transaction: files first, what is remembered after its messages."""
    piece = ChatRows(rows.chat_id, rows.conversation_id, rows.told_at, rows.conversation, told_before=rows.told_before)
    size = 0
    for kind in ("attachments", "messages", "grown", "origins"):
        records = rows.origins.items() if kind == "origins" else getattr(rows, kind)
        for record in records:
            more = _size(record) if kind in ("attachments", "messages") else 0
            if piece.count >= ROWS or (size and size + more > ROW_BYTES):
                yield piece
                # what is taken back of this one leaves the chat known by those before it
                piece, size = ChatRows(rows.chat_id, rows.conversation_id, rows.told_at, told_before=rows.told_at), 0
            size += more
            if kind == "origins":
                node_id, origin = record
                piece.origins[node_id] = origin
                piece.origins_before[node_id] = rows.origins_before.get(node_id)
            else:
                getattr(piece, kind).append(record)
    piece.changes = rows.changes
    yield piece


def _size(record: Any) -> int:
    """Return about how many bytes a message or a file is."""
    if isinstance(record, Mapping):
        return len(str(record["text"]))
    return sum(len(cell) for cell in record if isinstance(cell, bytes))
