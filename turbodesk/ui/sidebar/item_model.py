"""The sidebar's rows as Qt's model: headings, conversations that fit the words looked for, and messages that have them.

Why not a proxy for the filter: headings come and go with their members, so the rows are made anew from the groups and
the difference is told to the view. That keeps its selection, its place and an open editor through any change.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from turbodesk.chat.conversation import Conversation
from turbodesk.chat.one_line import one_line
from turbodesk.ui.sidebar.grouping import grouped, matches, moment
from turbodesk.ui.widgets.plain import plain_tip

if TYPE_CHECKING:
    from turbodesk.chat.found import FoundMessage

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class DayHeading:
    """The row above a group."""

    name: str

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return f"heading:{self.name}"


@dataclass(frozen=True, slots=True)
class ChatItem:
    """The row of one conversation."""

    conversation: Conversation

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return self.conversation.id


@dataclass(frozen=True, slots=True)
class Hit:
    """The row of a message with the words looked for."""

    found: FoundMessage
    title: str
    """The conversation's, as it is called now."""
    when: str
    is_first: bool = True
    """Whether it is the first of its conversation; the others stand beneath it without the title."""

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return f"message:{self.found.message_id}"


Row = DayHeading | ChatItem | Hit

IN_MESSAGES = "In messages"
"""The heading above messages that were found."""
WITHOUT_SIGNS = "In messages, without the signs"
"""The same, where none has what was typed but for its signs."""

_MOST_STEPS = 20
"""Beyond this many removals and insertions the view starts afresh; each step costs it a look at all rows."""


class ChatItemModel(QAbstractListModel):
    """Headings and entries in the order they are shown."""

    renamed = Signal(str, str)
    """An editor was closed with another title: id and title. The row changes once the conversation does."""

    def __init__(self, today: Callable[[], dt.date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._conversations: dict[str, Conversation] = {}
        self._words: Sequence[str] = ()
        self._found: Sequence[FoundMessage] = ()
        self._rows: list[Row] = []
        self._places: dict[str, int] = {}
        self._replying: frozenset[str] = frozenset()
        self._unread: set[str] = set()

    # What the sidebar tells.

    def set_conversations(self, conversations: Iterable[Conversation]) -> None:
        """Show these and no others."""
        self._conversations = {conversation.id: conversation for conversation in conversations}
        self._unread &= self._conversations.keys()
        self.arrange()

    def put(self, conversation: Conversation) -> None:
        """Add a conversation or show its new state."""
        self._conversations[conversation.id] = conversation
        self.arrange()

    def set_filter(self, text: str) -> None:
        """Show only titles in which every word of `text` occurs."""
        self._words = tuple(text.casefold().split())
        self.arrange()

    def set_found(self, found: Sequence[FoundMessage]) -> None:
        """Show these messages beneath the conversations; those of conversations that are not there stay out."""
        if found or self._found:
            self._found = found
            self.arrange()

    def set_replying(self, ids: Iterable[str], *, current: str | None) -> None:
        """Mark the conversations that are replying; one that ends out of sight becomes unread."""
        before, self._replying = self._replying, frozenset(ids)
        self._unread |= (before - self._replying - {current}) & self._conversations.keys()
        self._unread -= self._replying
        self._repaint(before ^ self._replying)

    def mark_read(self, id_: str) -> None:
        """Its new reply has been seen."""
        self._unread.discard(id_)
        self._repaint({id_})

    # What the delegate and the view ask.

    def row(self, index: Index) -> Row | None:
        """Return the row at an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def conversation(self, index: Index) -> Conversation | None:
        """Return the conversation at an index; None for a heading."""
        row = self.row(index)
        return row.conversation if isinstance(row, ChatItem) else None

    def hit(self, index: Index) -> Hit | None:
        """Return the message at an index; None for everything else."""
        row = self.row(index)
        return row if isinstance(row, Hit) else None

    def find(self, id_: str | None) -> QModelIndex:
        """Return where a conversation stands; invalid when it is not shown."""
        at = self._places.get(id_) if id_ is not None else None
        return QModelIndex() if at is None else self.index(at)

    def is_replying(self, id_: str) -> bool:
        """Return whether a reply is on its way."""
        return id_ in self._replying

    def is_unread(self, id_: str) -> bool:
        """Return whether a reply ended that nobody has seen."""
        return id_ in self._unread

    def replying_indexes(self) -> list[QModelIndex]:
        """Return the rows with a reply on its way."""
        return [self.index(self._places[one]) for one in self._replying if one in self._places]

    def titles(self) -> list[str]:
        """Return the titles shown, from top to bottom, headings left out."""
        return [row.conversation.title for row in self._rows if isinstance(row, ChatItem)]

    def ids(self) -> list[str]:
        """Return the ids of the conversations shown, from top to bottom."""
        return [row.conversation.id for row in self._rows if isinstance(row, ChatItem)]

    def hits(self) -> list[Hit]:
        """Return the messages shown, from top to bottom."""
        return [row for row in self._rows if isinstance(row, Hit)]

    @property
    def is_filtered(self) -> bool:
        """Whether words are looked for."""
        return bool(self._words)

    @property
    def has_conversations(self) -> bool:
        """Whether there are any at all, shown or filtered out."""
        return bool(self._conversations)

    # Qt's side.

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def flags(self, index: Index) -> Qt.ItemFlag:
        if self.hit(index) is not None:
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.conversation(index) is None:
            return Qt.ItemFlag.NoItemFlags  # arrow keys pass over headings
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = self.row(index)
        if row is None:
            return None
        if isinstance(row, DayHeading):
            return row.name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
        if isinstance(row, Hit):
            return _of_hit(row, role)
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.conversation.title
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.conversation.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                return self._spoken(row.conversation)
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        conversation = self.conversation(index)
        title = one_line(str(value))
        if conversation is None or role != Qt.ItemDataRole.EditRole or title in ("", conversation.title):
            return False
        self.renamed.emit(conversation.id, title)
        return True

    def arrange(self) -> None:
        """Sort and group anew; call it too when the day has changed."""
        shown = [
            conversation for conversation in self._conversations.values() if matches(conversation.title, self._words)
        ]
        rows: list[Row] = []
        for group in grouped(shown, today=self._today()):
            rows.append(DayHeading(group.name))
            rows.extend(ChatItem(conversation) for conversation in group.conversations)
        self._become([*rows, *self._hit_rows()])

    def _hit_rows(self) -> list[Row]:
        """Return what was found, that of one conversation together, in the place of the best of it."""
        known, today = self._conversations, self._today()
        of_chats: dict[str, list[Row]] = {}
        for found in self._found:
            if (conversation := known.get(found.conversation_id)) is not None:
                hits = of_chats.setdefault(found.conversation_id, [])
                when = moment(found.at, today=today) if found.at else ""
                hits.append(Hit(found, conversation.title, when, is_first=not hits))
        heading = IN_MESSAGES if all(one.has_signs for one in self._found) else WITHOUT_SIGNS
        return [DayHeading(heading), *chain.from_iterable(of_chats.values())] if of_chats else []

    def _become(self, rows: list[Row]) -> None:
        """Go from the rows shown to `rows`: remove, sort, insert, then tell which have changed."""
        before = {row.key: row for row in self._rows}
        after = {row.key: row for row in rows}
        gone = _runs([at for at, row in enumerate(self._rows) if row.key not in after])
        come = _runs([at for at, row in enumerate(rows) if row.key not in before])
        if len(gone) + len(come) > _MOST_STEPS or not before or not after:
            self.beginResetModel()
            self._set_rows(rows)
            self.endResetModel()
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._set_rows(self._rows[:first] + self._rows[last + 1 :])
            self.endRemoveRows()
        self._sort([before[row.key] for row in rows if row.key in before])
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self._set_rows(self._rows[:first] + rows[first : last + 1] + self._rows[first:])
            self.endInsertRows()
        self._set_rows(rows)
        self._repaint(key for key, row in after.items() if key in before and before[key] != row)

    def _sort(self, rows: list[Row]) -> None:
        if rows == self._rows:
            return
        self.layoutAboutToBeChanged.emit()
        before = self.persistentIndexList()
        keys = [self._rows[index.row()].key for index in before]
        self._set_rows(rows)
        self.changePersistentIndexList(before, [self.index(self._places[key]) for key in keys])
        self.layoutChanged.emit()

    def _set_rows(self, rows: list[Row]) -> None:
        self._rows = rows
        self._places = {row.key: at for at, row in enumerate(rows)}

    def _repaint(self, keys: Iterable[str]) -> None:
        for key in keys:
            at = self._places.get(key)
            if at is not None:
                self.dataChanged.emit(self.index(at), self.index(at))

    def _spoken(self, conversation: Conversation) -> str:
        states = (
            ("pinned", conversation.pinned),
            ("replying", self.is_replying(conversation.id)),
            ("new reply", self.is_unread(conversation.id)),
        )
        return ", ".join((conversation.title, *(word for word, holds in states if holds)))


def _of_hit(hit: Hit, role: int) -> str | None:
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return hit.title
        case Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{hit.title}\n{hit.found.snippet}")
        case Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(one for one in (hit.title, hit.when, hit.found.snippet) if one)
    return None


def _runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return ascending numbers as runs (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
