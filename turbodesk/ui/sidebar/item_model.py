"""The sidebar's rows as Qt's model: headings, projects and conversations, or what was found for the words looked for.

While the hand is in the list (`hold`), no row goes to another place: one that has changed is shown so where it stands,
and what has gone or come is gone or there, but nothing is sorted until the hand has left.

Why not a proxy for the filter: headings come and go with their members, so the rows are made anew from the groups and
the difference is told to the view. That keeps its selection, its place and an open editor through any change. What ten
thousand chats would make long is done once: the item of a chat is kept while it is the same, rows that stand where they
stood are passed over, and where a row stands is written down when somebody asks.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
    Signal,
)

from turbodesk.chat.conversation import Conversation, Unseen
from turbodesk.chat.one_line import one_line
from turbodesk.ui.sidebar.grouping import (
    PROJECTS,
    ChatGroup,
    ChatHit,
    ChatItem,
    DayHeading,
    Hit,
    MoreHits,
    ProjectItem,
    Row,
    RowRegistry,
    Standing,
    Summary,
    differing,
    grouped,
    runs,
)
from turbodesk.ui.widgets.plain import plain_tip

if TYPE_CHECKING:
    from turbodesk.chat.found import FoundMessage
    from turbodesk.chat.project import Project

Index = QModelIndex | QPersistentModelIndex


_MOST_STEPS = 20
"""Beyond this many removals and insertions the view starts afresh; each step costs it a look at all rows. Beyond this
many changed rows all from the first to the last are told as changed, at once."""


class ProjectActions(QObject):
    """What is asked of projects, each by its id."""

    fold_toggled = Signal(str)
    renamed = Signal(str, str)
    opened = Signal(str)
    """Its page is wanted."""
    chat_requested = Signal(str)
    """A new chat in it."""
    search_requested = Signal(str)
    """To look for words in its chats alone."""
    deleted = Signal(str)
    moved = Signal(object, object)
    """A tuple of ids of chats, and the id of the project that they shall be in; None: in none."""
    new_requested = Signal(object)
    """A tuple of ids of chats that shall be in a new project."""
    choice_requested = Signal(object)
    """The same, in a project that the person finds by typing."""


class ChatItemModel(QAbstractListModel):
    """Headings and entries in the order they are shown."""

    renamed = Signal(str, str)
    """An editor was closed with another title: id and title. The row changes once the conversation does."""
    project_renamed = Signal(str, str)
    """The same of a project."""

    def __init__(self, today: Callable[[], dt.date], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._today = today
        self._conversations: dict[str, Conversation] = {}
        self._projects: Sequence[Project] = ()
        self._folded: frozenset[str] = frozenset()
        self._searched: str | None = None
        self._words: Sequence[str] = ()
        self._found: Sequence[FoundMessage] = ()
        self._is_cut = False
        self._rows: list[Row] = []
        self._made = RowRegistry()
        self._written_places: dict[str, int] | None = {}
        self._replying: frozenset[str] = frozenset()
        self._unseen: Mapping[str, Unseen] = {}
        self._chosen: frozenset[str] | None = None
        self._open_id: str | None = None
        self._held: Standing | None = None
        self._day = today()
        self.shown = QSortFilterProxyModel(parent)  # never its source's child: it would be destroyed while that is
        """The same rows, for a view. A view asks for their number twice a row whenever it lays them out, which takes it
        50 ms for ten thousand where Python answers; this one knows the number by itself."""
        self.shown.setDynamicSortFilter(False)
        self.shown.setSourceModel(self)

    # What the sidebar tells.

    def set_conversations(self, conversations: Iterable[Conversation]) -> None:
        """Show these and no others."""
        before, self._conversations = self._conversations, {one.id: one for one in conversations}
        self._made.forget(before.keys() - self._conversations.keys())
        if self._held is not None:
            for id_ in before.keys() & self._conversations.keys():
                self._note_standing(before[id_], self._conversations[id_])
        self.arrange()

    def put(self, conversation: Conversation) -> None:
        """Add a conversation or show its new state."""
        before = self._conversations.get(conversation.id)
        self._conversations[conversation.id] = conversation
        if before is not None and not self._words and self._stays(before, conversation):
            self._show_anew(conversation)
            return
        self.arrange()

    def _stays(self, before: Conversation, now: Conversation) -> bool:
        """Whether a conversation has its place after a change."""
        if before.project_id != now.project_id:
            return False
        self._note_standing(before, now)
        is_held = self._held is not None and before.id in self._held.rows
        return is_held or (before.pinned, before.updated_at) == (now.pinned, now.updated_at)

    def _note_standing(self, before: Conversation, now: Conversation) -> None:
        """Write down how a conversation stood that would go to another place, while none may."""
        stood = (before.pinned, before.updated_at)
        if self._held is not None and stood != (now.pinned, now.updated_at) and before.id in self._places:
            self._held.rows.setdefault(before.id, stood)

    def _show_anew(self, conversation: Conversation) -> None:
        """Show a conversation's new state where it stands; nothing where its project is folded."""
        at = self._places.get(conversation.id)
        item = self._rows[at] if at is not None else None
        if at is not None and isinstance(item, ChatItem) and item.conversation != conversation:
            self._rows[at] = self._made.item(conversation, is_inset=item.is_inset)
            self.dataChanged.emit(self.index(at), self.index(at))

    def set_projects(self, projects: Sequence[Project], folded: Iterable[str]) -> None:
        """Show these projects, those with the ids `folded` without their chats."""
        before = self._projects, self._folded
        self._projects, self._folded = tuple(projects), frozenset(folded)
        if before != (self._projects, self._folded):
            self.arrange()

    def set_searched(self, project_id: str | None) -> None:
        """Look for words in the chats of one project; None: in all."""
        if project_id != self._searched:
            self._searched = project_id
            self.arrange()

    def set_filter(self, text: str) -> None:
        """Show what has every word of `text`; "": every conversation."""
        self._words = tuple(text.casefold().split())
        if not self._words:
            self._found, self._is_cut = (), False
        self.arrange()

    def set_found(self, found: Sequence[FoundMessage], *, is_cut: bool = False) -> None:
        """Show these messages too; those of conversations that are not there stay out. `is_cut`: there are more."""
        if found or self._found:
            self._found, self._is_cut = found, is_cut
            self.arrange()

    def set_open(self, id_: str | None) -> None:
        """Mark what was found of the conversation that is open; None: none is."""
        before, self._open_id = self._open_id, id_
        self._repaint(one for one in (before, id_) if one is not None and before != id_)

    def set_replying(self, ids: Iterable[str]) -> None:
        """Mark the conversations that are replying."""
        before, self._replying = self._replying, frozenset(ids)
        self._repaint(before ^ self._replying)

    def set_unseen(self, unseen: Mapping[str, Unseen]) -> None:
        """Mark the conversations of which nobody has seen the last reply, or that it failed."""
        before, self._unseen = self._unseen, dict(unseen)
        both = before.keys() | unseen.keys()
        self._repaint(id_ for id_ in both if before.get(id_) != unseen.get(id_))

    def set_chosen(self, ids: frozenset[str] | None) -> None:
        """Show a box in each row, ticked in these; None: no boxes."""
        before, self._chosen = self._chosen, ids
        if (before is None) != (ids is None):
            self._repaint(self._conversations)
        elif before is not None and ids is not None:
            self._repaint(before ^ ids)

    def hold(self) -> None:
        """The hand is in the list: let every row stay where it is."""
        if self._held is None:
            self._held = Standing(self._today())

    def release(self) -> None:
        """The hand has left: sort what has changed meanwhile."""
        held, self._held = self._held, None
        if held is not None and (held.rows or held.today != self._today()):
            self.arrange()

    def see_day(self) -> None:
        """Group anew if the day has changed since somebody last looked."""
        if self._day != self._today():
            self.arrange()

    # What the delegate and the view ask.

    def row(self, index: Index) -> Row | None:
        """Return the row at an index."""
        return self._rows[index.row()] if index.isValid() and index.row() < len(self._rows) else None

    def conversation(self, index: Index) -> Conversation | None:
        """Return the conversation at an index; None where none can be named, moved or deleted."""
        row = self.row(index)
        return row.conversation if isinstance(row, ChatItem | ChatHit) else None

    def project(self, index: Index) -> ProjectItem | None:
        """Return the project's row at an index; None where another one stands."""
        row = self.row(index)
        return row if isinstance(row, ProjectItem) else None

    def home(self, index: Index) -> str | None:
        """Return the project whose row, or the row of one of whose chats, stands at an index; None for a day's."""
        match self.row(index):
            case ProjectItem(project=project):
                return project.id
            case ChatItem(is_inset=True, conversation=conversation):
                return conversation.project_id
        return None

    def find_project(self, project_id: str | None) -> QModelIndex:
        """Return where a project's row stands in `shown`; invalid when it is not there."""
        at = self._places.get(f"project:{project_id}")
        return QModelIndex() if at is None else self.shown.index(at, 0)

    @property
    def projects(self) -> Sequence[Project]:
        """All projects, in the order they are shown."""
        return self._projects

    @property
    def folded(self) -> frozenset[str]:
        """The ids of those whose chats are not shown."""
        return self._folded

    def hides(self, row: ProjectItem, ids: Iterable[str | None]) -> bool:
        """Return whether one of these chats is of a project that is folded."""
        if not row.is_folded:
            return False
        chats = (self._conversations.get(id_ or "") for id_ in ids)
        return any(one is not None and one.project_id == row.project.id and not one.pinned for one in chats)

    def hides_open(self, row: ProjectItem) -> bool:
        """Return whether the open chat is one that a folded project does not show."""
        return self.hides(row, (self._open_id,))

    def hides_news(self, row: ProjectItem) -> bool:
        """Return whether a folded project does not show a chat that is replying, or that nobody has looked at."""
        return self.hides(row, (*self._replying, *self._unseen))

    def message(self, index: Index) -> FoundMessage | None:
        """Return the message that an index leads to; None for one that leads to a conversation, or nowhere."""
        match self.row(index):
            case Hit(found=found) | MoreHits(best=found):
                return found
            case ChatHit(marks=(), best=found):
                return found
        return None

    def find(self, id_: str | None) -> QModelIndex:
        """Return where a conversation stands in `shown`; invalid when it is not there."""
        at = self._place(id_) if id_ is not None else None
        return QModelIndex() if at is None else self.shown.index(at, 0)

    def homes(self, ids: Iterable[str]) -> set[str | None]:
        """Return the projects that these conversations are in; None: some are in none."""
        return {one.project_id for one in map(self._conversations.get, ids) if one is not None}

    def are_pinned(self, ids: Iterable[str]) -> bool:
        """Return whether all of these conversations are pinned."""
        return all(one.pinned for one in map(self._conversations.get, ids) if one is not None)

    def is_replying(self, id_: str) -> bool:
        """Return whether a reply is on its way."""
        return id_ in self._replying

    def is_open(self, id_: str) -> bool:
        """Return whether a conversation is open."""
        return id_ == self._open_id

    def unseen(self, id_: str) -> Unseen | None:
        """Return what nobody has seen of a conversation yet."""
        return self._unseen.get(id_)

    def is_chosen(self, id_: str) -> bool | None:
        """Return whether a conversation's box is ticked; None: there are no boxes."""
        return None if self._chosen is None else id_ in self._chosen

    def replying_indexes(self) -> list[QModelIndex]:
        """Return the rows with a reply on its way, as `shown` has them."""
        return [self.shown.index(at, 0) for at in map(self._place, self._replying) if at is not None]

    def titles(self) -> list[str]:
        """Return the titles shown, from top to bottom, headings left out."""
        return [row.conversation.title for row in self._rows if isinstance(row, ChatItem | ChatHit)]

    def ids(self) -> list[str]:
        """Return the ids of the conversations shown, from top to bottom."""
        return [row.conversation.id for row in self._rows if isinstance(row, ChatItem | ChatHit)]

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
        if self.row(index) is None or isinstance(self.row(index), DayHeading | Summary):
            return Qt.ItemFlag.NoItemFlags  # arrow keys pass over headings
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
        if self.project(index) is not None:
            return flags | Qt.ItemFlag.ItemIsEditable
        if self.conversation(index) is not None:
            flags |= Qt.ItemFlag.ItemIsEditable
            if self._chosen is not None:
                flags |= Qt.ItemFlag.ItemIsUserCheckable
        return flags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        match self.row(index):
            case None:
                return None
            case DayHeading(name=name) | Summary(name=name) | MoreHits(name=name):
                return name if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) else None
            case Hit() | ProjectItem() as row:
                from turbodesk.ui.sidebar.row_words import of_hit, of_project

                return of_hit(row, role) if isinstance(row, Hit) else of_project(row, role, self.hides_news(row))
            case ChatItem() | ChatHit() as row:
                return self._of_chat(row, role)

    def _of_chat(self, row: ChatItem | ChatHit, role: int) -> object:
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
                return row.conversation.title
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(row.conversation.title)
            case Qt.ItemDataRole.AccessibleTextRole:
                from turbodesk.ui.sidebar.row_words import spoken

                id_ = row.conversation.id
                return spoken(row, is_replying=self.is_replying(id_), unseen=self.unseen(id_))
            case Qt.ItemDataRole.CheckStateRole if self._chosen is not None:
                is_chosen = row.conversation.id in self._chosen
                return Qt.CheckState.Checked if is_chosen else Qt.CheckState.Unchecked
        return None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:
        conversation, project = self.conversation(index), self.project(index)
        title = one_line(str(value))
        if project is not None and role == Qt.ItemDataRole.EditRole and title not in ("", project.project.name):
            self.project_renamed.emit(project.project.id, title)
            return True
        if conversation is None or role != Qt.ItemDataRole.EditRole or title in ("", conversation.title):
            return False
        self.renamed.emit(conversation.id, title)
        return True

    def arrange(self) -> None:
        """Sort and group anew."""
        self._day = self._today() if self._held is None else self._held.today
        if self._words:
            from turbodesk.ui.sidebar.results import results  # most starts look for nothing

            known, words, found = self._conversations, self._words, self._found
            within = next((one.name for one in self._projects if one.id == self._searched), "")
            if self._searched is not None:
                known = {id_: one for id_, one in known.items() if one.project_id == self._searched}
            self._become(results(known, words, found, is_cut=self._is_cut, today=self._today(), within=within))
            return
        stood = {} if self._held is None else self._held.stood(self._conversations)
        shown = {**self._conversations, **stood}.values()
        rows: list[Row] = []
        for group in grouped(shown, today=self._day, projects=self._projects):
            if group.project is None:
                rows.append(self._made.head(DayHeading(group.name)))
                rows += self._items_of(group)
                continue
            if group.project is self._projects[0]:
                rows.append(self._made.head(DayHeading(PROJECTS)))
            is_folded = group.project.id in self._folded
            rows.append(self._made.head(ProjectItem(group.project, group.count, is_folded)))
            if not is_folded:
                rows += self._items_of(group)
        self._become(rows)

    def _items_of(self, group: ChatGroup) -> Iterable[Row]:
        known, is_inset = self._conversations, group.project is not None
        return self._made.items((known[one.id] for one in group.conversations), is_inset=is_inset)

    def make_ready(self, conversations: Sequence[Conversation]) -> Iterator[None]:
        """Make the items of conversations that shall be shown, a portion at each step."""
        return self._made.make_ready(conversations)

    def lacks(self, conversations: Iterable[Conversation]) -> int:
        """Return how many of these have no item yet."""
        return self._made.lacks(conversations)

    def _become(self, rows: list[Row]) -> None:
        """Go from the rows shown to `rows`: remove, sort, insert, then tell which have changed.

        Only what stands between those that are the same at the top and at the foot is looked at.
        """
        if not self._rows or not rows:
            self._begin_anew(rows)
            return
        top, old, new = differing(self._rows, rows)
        before = {row.key: row for row in old}
        after = {row.key: row for row in new}
        gone = runs([at for at, key in enumerate(before, top) if key not in after])
        come = runs([at for at, key in enumerate(after, top) if key not in before])
        if len(gone) + len(come) > _MOST_STEPS:
            self._begin_anew(rows)
            return
        for first, last in reversed(gone):
            self.beginRemoveRows(QModelIndex(), first, last)
            self._set_rows(self._rows[:first] + self._rows[last + 1 :])
            self.endRemoveRows()
        stays = [before[key] for key in after if key in before]
        self._sort([*self._rows[:top], *stays, *self._rows[top + len(stays) :]])
        for first, last in come:
            self.beginInsertRows(QModelIndex(), first, last)
            self._set_rows(self._rows[:first] + rows[first : last + 1] + self._rows[first:])
            self.endInsertRows()
        self._set_rows(rows)
        self._repaint(key for key, row in after.items() if before.get(key, row) is not row)

    def _begin_anew(self, rows: list[Row]) -> None:
        self.beginResetModel()
        self._set_rows(rows)
        self.endResetModel()

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
        self._rows, self._written_places = rows, None

    @property
    def _places(self) -> dict[str, int]:
        """Where the row of each key stands."""
        if self._written_places is None:
            self._written_places = {row.key: at for at, row in enumerate(self._rows)}
        return self._written_places

    def _repaint(self, keys: Iterable[str]) -> None:
        places = [at for at in map(self._place, keys) if at is not None]
        spans = [(min(places), max(places))] if len(places) > _MOST_STEPS else [(at, at) for at in places]
        for first, last in spans:
            self.dataChanged.emit(self.index(first), self.index(last))

    def _place(self, key: str) -> int | None:
        """Return where the row of this key stands; a conversation's id is its key, or leads to where it was found."""
        at = self._places.get(key)
        return self._places.get(f"chat:{key}") if at is None and self._words else at
