"""The left side of the window: the name, New chat or the words looked for, the conversations, settings and the sum."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from turbodesk.chat.conversation import Conversation, Unseen
from turbodesk.translation import _
from turbodesk.ui.sidebar.conversation_list import ConversationList
from turbodesk.ui.sidebar.grouping import PORTION
from turbodesk.ui.sidebar.side_row import SideRow
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.metrics import BUTTON, HEADER, ICON, SIDEBAR, SIDEBAR_LEAST, SIDEBAR_MOST
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.plain import PlainLabel, set_tip

if TYPE_CHECKING:
    from turbodesk.chat.found import FoundMessage
    from turbodesk.chat.project import Project
    from turbodesk.ui.sidebar.choosing_bar import ChoosingBar
    from turbodesk.ui.sidebar.search_field import SearchField
    from turbodesk.ui.widgets.menu import Menu

_LINE = 1
"""The line at the sidebar's edge, which is the window's to draw and counts as its own."""


class Sidebar(QWidget):
    """Shows conversations and asks for what the person wants done with them; it changes none itself."""

    new_chat_requested = Signal()
    conversation_chosen = Signal(str)
    """The id."""
    rename_requested = Signal(str, str)
    """The id and the new title, not blank and not the old one."""
    delete_requested = Signal(object)
    """A tuple of ids: one, or all that are chosen."""
    pin_requested = Signal(str, bool)
    several_pin_requested = Signal(object, bool)
    """The same of all that are chosen: a tuple of ids."""
    export_requested = Signal(object)
    export_as_requested = Signal(object, object)
    """Ids of several chats, and the `ExportFormat` of the files."""
    """A tuple of ids, whose conversations shall be saved as files."""
    settings_requested = Signal()
    usage_requested = Signal()
    """The sum of the month was pressed."""
    sync_pressed = Signal()
    """What says how syncing stands was pressed."""
    fold_requested = Signal()
    """The sidebar shall go out of the way."""
    words_changed = Signal(str)
    """Other words are looked for, or none; answer with `set_found`."""
    message_chosen = Signal(object)
    """The `FoundMessage` that the person wants to read."""

    def __init__(
        self,
        theme: Theme,
        *,
        today: Callable[[], dt.date] = dt.date.today,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(SIDEBAR_LEAST - _LINE)
        self.setMaximumWidth(SIDEBAR_MOST - _LINE)
        self._theme = theme
        self._is_answered = True
        self._opens_first = False
        self._searched: str | None = None
        self._head = QWidget()
        self._name = PlainLabel("TurboDesk")
        self._name.setProperty("kind", "wordmark")
        self._look_for = IconButton("search", _("Search chats"), theme=theme)
        self._fold = IconButton("sidebar", _("Hide sidebar"), theme=theme)
        self._new = SideRow(_("New chat"), icon="pen", theme=theme, token="accent", is_strong=True)
        self._top = QStackedWidget()
        self._list = ConversationList(today, theme=theme)
        self.project_actions = self._list.project_actions
        """What is asked of projects in the list."""
        self._stack = QStackedWidget()
        self._settings = SideRow(_("Settings"), icon="settings", theme=theme)
        self._sum = SideRow("", theme=theme, token="text-muted", is_small=True)
        self._sum.hide()
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self._show_page()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        self._theme = theme
        font = theme.font(TextRole.TITLE)
        font.setPixelSize(round(theme.line_height(TextRole.TITLE) * 17 / 32))
        font.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -0.1)
        self._name.setFont(font)
        self._head.setFixedHeight(HEADER + round(theme.line_height(TextRole.UI)) - 20)
        parts: list[SideRow | IconButton | ConversationList] = [self._new, self._settings, self._sum, self._list]
        for part in (*parts, self._look_for, self._fold):
            part.apply_theme(theme)
        for name in ("_search", "_bar", "_sync"):
            if (made := self.__dict__.get(name)) is not None:
                made.apply_theme(theme)

    def set_keys(self, *, new_chat: str, search: str, fold: str) -> None:
        """Name the shortcuts that do the same as the buttons, as this system writes them."""
        self._new.set_key(new_chat)
        set_tip(self._look_for, _("Search chats"), search)
        set_tip(self._fold, _("Hide sidebar"), fold)

    def set_month(self, amount: str) -> None:
        """Show what the month has cost so far, such as "$1.84"; "": nothing."""
        # Translators: what the month has cost so far.
        words = _("{sum} this month").format(sum=amount)
        self._sum.set_words(words if amount else "", amount)
        self._sum.setVisible(bool(amount))

    def set_sync(self, words: str) -> None:
        """Show beside the sum that syncing is not as it should be, or goes on for long; "": nothing is shown."""
        if not words and "_sync" not in self.__dict__:
            return
        if self._sync.accessibleName() != words and words:
            self._sync.setAccessibleName(words)
            set_tip(self._sync, words)
        self._sync.setVisible(bool(words))

    def set_conversations(self, conversations: Iterable[Conversation]) -> None:
        """Show these conversations and no others."""
        self._list.rows.set_conversations(conversations)
        self._show_page()

    def lacks_many(self, conversations: Collection[Conversation]) -> bool:
        """Return whether so many of these are new that `make_ready` should come before they are shown."""
        return self._list.rows.lacks(conversations) > PORTION

    def make_ready(self, conversations: Sequence[Conversation]) -> Iterator[None]:
        """Prepare for showing these, a portion at each step, to be done in turns of their own."""
        return self._list.rows.make_ready(conversations)

    def set_projects(self, projects: Sequence[Project], folded: Iterable[str]) -> None:
        """Show these projects, in this order, those with the ids `folded` without their chats."""
        self._list.set_projects(projects, folded)

    @property
    def folded(self) -> frozenset[str]:
        """The ids of the projects whose chats are not shown."""
        return self._list.rows.folded

    def rename_project(self, project_id: str) -> None:
        """Let the person write another name of a project where it stands."""
        self._list.rename_project(project_id)

    def fill_moves(self, menu: Menu, ids: tuple[str, ...]) -> None:
        """Offer to move chats into a project."""
        self._list.fill_moves(menu, ids)

    def update_conversation(self, conversation: Conversation) -> None:
        """Show a conversation's new state, or a new conversation. The list keeps its place, an open editor its text."""
        self._list.rows.put(conversation)
        self._show_page()

    def set_current(self, id_: str | None) -> None:
        """Show which conversation is open; None for one that is not in the list yet."""
        self._list.set_open(id_)

    def set_replying(self, ids: Set[str]) -> None:
        """Mark the conversations with a reply on its way."""
        self._list.set_replying(ids)

    def set_unseen(self, unseen: Mapping[str, Unseen]) -> None:
        """Mark the conversations with a reply that nobody has seen, or that failed."""
        self._list.set_unseen(unseen)

    def set_found(self, words: str, found: Sequence[FoundMessage], *, is_cut: bool = False) -> None:
        """Show the messages that have `words`; an answer to others than stand in the field now is too late.

        `is_cut`: there are more than these.
        """
        if words != self._words():
            return
        self._is_answered = True
        self._list.rows.set_found(found, is_cut=is_cut)
        self._show_page()
        if self._opens_first:
            self._opens_first = False
            self._list.choose_first()

    @property
    def searched_project(self) -> str | None:
        """The id of the project to which the search is narrowed; None: all chats are searched."""
        return self._searched

    def search_project(self, project_id: str) -> None:
        """Begin a search in the chats of one project, until it is closed."""
        project = next((one for one in self._list.rows.projects if one.id == project_id), None)
        if project is not None:
            self.focus_search()
            self._narrow(project)

    def focus_search(self) -> None:
        """Turn the row of New chat into the search field, with the cursor in it."""
        self._search.begin(self)
        self._top.setCurrentWidget(self._search)

    def focus_list(self) -> None:
        """Put the focus on the open conversation, or on New chat while there is none."""
        if self._list.rows.has_conversations and self._list.rows.rowCount():
            self._list.focus_first()
        else:
            self._new.setFocus(Qt.FocusReason.TabFocusReason)

    def titles(self) -> list[str]:
        """Return the titles shown, from top to bottom."""
        return self._list.rows.titles()

    def ids(self) -> list[str]:
        """Return the ids of the conversations shown, from top to bottom."""
        return self._list.rows.ids()

    def sizeHint(self) -> QSize:
        return QSize(SIDEBAR - _LINE, super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self._list.rows.see_day()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if "_bar" in self.__dict__:
            self._bar.place()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        is_ours = "_search" in self.__dict__ and watched is self._search.field
        if is_ours and isinstance(event, QKeyEvent) and self._search_key(event):
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        head = QHBoxLayout(self._head)
        head.setContentsMargins(margins(20, 0, Space.S, 0))
        head.setSpacing(0)
        head.addWidget(self._name, 1)
        for button in (self._look_for, self._fold):
            button.setFixedSize(BUTTON, BUTTON)
            head.addWidget(button)
        self._top.addWidget(self._new)
        self._top.setFixedHeight(self._new.sizeHint().height())
        self._stack.addWidget(self._list)
        self._foot = foot = QHBoxLayout()
        foot.setContentsMargins(0, 10, 0, 10)
        foot.setSpacing(0)
        foot.addWidget(self._settings, 1)
        foot.addWidget(self._sum)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._head)
        for widget in (self._top, None, self._stack, foot):
            if widget is None:
                layout.addSpacing(Space.XS)
            elif widget is self._stack:
                layout.addWidget(widget, 1)
            else:
                inset = QVBoxLayout()
                inset.setContentsMargins(Space.S, 0, Space.S, 0)
                if isinstance(widget, QWidget):
                    inset.addWidget(widget)
                else:
                    inset.addLayout(widget)
                layout.addLayout(inset)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_chat_requested)
        self._settings.clicked.connect(self.settings_requested)
        self._sum.clicked.connect(self.usage_requested)
        self._look_for.clicked.connect(self.focus_search)
        self._fold.clicked.connect(self.fold_requested)
        self._list.chosen.connect(self.conversation_chosen)
        self._list.renamed.connect(self.rename_requested)
        self._list.pinned.connect(self.pin_requested)
        self._list.deleted.connect(lambda id_: self.delete_requested.emit((id_,)))
        self._list.exported.connect(lambda id_: self.export_requested.emit((id_,)))
        self._list.message_chosen.connect(self.message_chosen)
        self._list.left_search.connect(self._back_to_search)
        self._list.several_chosen.connect(self._show_bar)
        self._list.several_deleted.connect(self._delete_several)
        self.project_actions.search_requested.connect(self.search_project)

    # What most starts do without

    @cached_property
    def _search(self) -> SearchField:
        from turbodesk.ui.sidebar.search_field import SearchField

        search = SearchField(self._theme)
        search.field.textChanged.connect(self._filter)
        search.field.installEventFilter(self)
        search.closed.connect(self._end_search)
        search.widened.connect(lambda: self._narrow(None))
        self._top.addWidget(search)
        QWidget.setTabOrder(self._new, search.field)
        return search

    @cached_property
    def _bar(self) -> ChoosingBar:
        from turbodesk.ui.sidebar.choosing_bar import ChoosingBar

        bar = ChoosingBar(self._theme, self)
        bar.closed.connect(self._list.end_choosing)
        bar.move_pressed.connect(self._offer_moves)
        bar.pin_pressed.connect(self._pin_several)
        bar.export_pressed.connect(self._offer_formats)
        bar.delete_pressed.connect(self._delete_several)
        bar.stand_after(self._list)
        return bar

    @cached_property
    def _sync(self) -> IconButton:
        sync = IconButton("computers", "", theme=self._theme, side=ICON, parent=self)
        sync.clicked.connect(self.sync_pressed)
        self._foot.insertWidget(1, sync)
        QWidget.setTabOrder(self._settings, sync)
        return sync

    @cached_property
    def _no_chats(self) -> QWidget:
        return self._notice(_("No chats yet"), _("Press New chat, write something, and it will stand here."))

    @cached_property
    def _no_match(self) -> QWidget:
        return self._notice(_("Nothing found"), _("No chat has these words in its title or its messages."))

    @cached_property
    def _no_match_within(self) -> QWidget:
        return self._notice(
            _("Nothing found"), _("No chat of this project has these words in its title or its messages.")
        )

    # Several at once

    def _show_bar(self) -> None:
        several = self._list.several
        if several or "_bar" in self.__dict__:
            self._bar.show_count(len(several), all_pinned=self._list.rows.are_pinned(several))

    def _offer_moves(self, anchor: QWidget) -> None:
        from turbodesk.ui.widgets.menu import Menu

        menu = Menu(self)
        menu.setAccessibleName(_("Move to project"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._list.fill_moves(menu, self._list.several)
        menu.triggered.connect(lambda _: self._list.end_choosing())
        menu.popup_below(anchor)

    def _offer_formats(self, anchor: QWidget) -> None:
        """Offer the kinds of files that the chosen chats can be saved as; for a single one the dialog for it does."""
        if len(self._list.several) == 1:
            self.export_requested.emit(self._list.several)
            return
        from turbodesk.app.exports.formats import FORMATS
        from turbodesk.ui.widgets.menu import Menu

        menu = Menu(self)
        menu.setAccessibleName(_("Export"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        chosen = self._list.several
        for format_ in FORMATS:
            entry = menu.addAction(_("{format}…").format(format=format_.name))
            entry.triggered.connect(lambda *_, one=format_: self.export_as_requested.emit(chosen, one))
        menu.popup_below(anchor)

    def _pin_several(self, pinned: bool) -> None:
        self.several_pin_requested.emit(self._list.several, pinned)

    def _delete_several(self) -> None:
        self.delete_requested.emit(self._list.several)
        self._list.end_choosing()

    # Search

    def _words(self) -> str:
        return self._search.field.text() if "_search" in self.__dict__ else ""

    def _filter(self, text: str) -> None:
        self._is_answered = not text.strip()
        self._opens_first = False
        self._list.set_words(text)
        self._show_page()
        self.words_changed.emit(text)

    def _back_to_search(self, is_over: bool) -> None:
        if is_over:
            self._search.close_it()
        else:
            self.focus_search()

    def _narrow(self, project: Project | None) -> None:
        """Look in the chats of a project alone, or in all again; words that stand there are looked for anew."""
        self._searched = None if project is None else project.id
        self._search.show_scope("" if project is None else project.name)
        self._list.rows.set_searched(self._searched)
        if self._words():
            self._filter(self._words())

    def _end_search(self) -> None:
        if self._searched is not None:
            self._narrow(None)
        self._top.setCurrentWidget(self._new)

    def _search_key(self, event: QKeyEvent) -> bool:
        """Do what a key means in the search field; False for one that means nothing special there."""
        is_press = event.type() == QEvent.Type.KeyPress
        match event.key():
            case Qt.Key.Key_Escape:
                if is_press:
                    self._search.close_it()
                event.accept()
                return True
            case Qt.Key.Key_Backspace if is_press and self._searched is not None and not self._words():
                self._narrow(None)
                return True
            case Qt.Key.Key_Down if is_press and self._list.rows.rowCount():
                self._list.focus_first()
                return True
            case Qt.Key.Key_Return | Qt.Key.Key_Enter if is_press:
                self._opens_first = not self._is_answered and not self.titles()
                if not self._opens_first:
                    self._list.choose_first()
                return True
        return False

    def _show_page(self) -> None:
        rows, page = self._list.rows, self._list
        shown: QWidget = page
        if not rows.has_conversations:
            shown = self._no_chats
        elif not rows.rowCount() and self._is_answered:
            shown = self._no_match if self._searched is None else self._no_match_within
        self._stack.setCurrentWidget(shown)
        self._look_for.setEnabled(rows.has_conversations)

    def _notice(self, words: str, advice: str) -> QWidget:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(20, Space.M, 20, Space.L)
        layout.setSpacing(Space.XS)
        for text, kind in ((words, ""), (advice, "muted")):
            label = PlainLabel(text)
            label.setProperty("kind", kind)
            label.setWordWrap(True)
            layout.addWidget(label)
        layout.addStretch(1)
        self._stack.addWidget(page)
        return page
