"""The left side of the window: New chat, search, the conversations, and the door to the settings."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence, Set
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from turbodesk.chat.conversation import Conversation
from turbodesk.ui.sidebar.conversation_list import ConversationList
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.plain import PlainLabel

if TYPE_CHECKING:
    from turbodesk.chat.found import FoundMessage
    from turbodesk.ui.widgets.toast import Toast

MINIMUM_WIDTH = 200
PREFERRED_WIDTH = 264
"""Device-independent pixels, both."""


class Sidebar(QWidget):
    """Shows conversations and asks for what the person wants done with them; it changes none itself.

    A deletion is asked for at once; when it is done, `offer_undo` lets it be undone for some seconds, from the notice
    at the foot of the list.
    """

    new_chat_requested = Signal()
    conversation_chosen = Signal(str)
    """The id."""
    rename_requested = Signal(str, str)
    """The id and the new title, not blank and not the old one."""
    delete_requested = Signal(str)
    undo_delete_requested = Signal(str)
    """The id of the conversation deleted last."""
    pin_requested = Signal(str, bool)
    settings_requested = Signal()
    words_changed = Signal(str)
    """Other words are looked for, or none; answer with `set_found`."""
    message_chosen = Signal(object)
    """The `FoundMessage` that the person wants to read."""

    def __init__(
        self, theme: Theme, *, today: Callable[[], dt.date] = dt.date.today, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setMinimumWidth(MINIMUM_WIDTH)
        self._deleted = ""
        self._is_answered = True
        self._opens_first = False
        self._new = _row_button("New chat", kind="new")
        self._settings = _row_button("Settings", kind="row")
        self._search = QLineEdit()
        self._search.setProperty("kind", "search")
        self._search.setAccessibleName("Search")
        self._search.setPlaceholderText("Search")
        self._search.setClearButtonEnabled(True)
        self._search_icon = QAction(self)
        self._search.addAction(self._search_icon, QLineEdit.ActionPosition.LeadingPosition)
        self._list = ConversationList(today, theme=theme)
        self._no_chats = _notice("No chats yet", "Press New chat, write something, and it will stand here.")
        self._no_match = _notice("Nothing found", "No chat has these words in its title or its messages.")
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self._show_page()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        self._new.setIcon(theme.icon("plus", "accent"))
        self._settings.setIcon(theme.icon("settings"))
        self._search_icon.setIcon(theme.icon("search"))
        self._theme = theme
        self._list.apply_theme(theme)
        if self._has_toast:
            self._toast.apply_theme(theme)

    def set_conversations(self, conversations: Iterable[Conversation]) -> None:
        """Show these conversations and no others."""
        self._list.rows.set_conversations(conversations)
        self._show_page()

    def update_conversation(self, conversation: Conversation) -> None:
        """Show a conversation's new state, or a new conversation. The list keeps its place, an open editor its text."""
        self._list.rows.put(conversation)
        self._show_page()

    def set_current(self, id_: str | None) -> None:
        """Show which conversation is open; None for one that is not in the list yet."""
        self._list.set_open(id_)

    def set_replying(self, ids: Set[str]) -> None:
        """Mark the conversations with a reply on its way. One whose reply ends while another is open gets a dot."""
        self._list.set_replying(ids)

    def offer_undo(self, conversation: Conversation) -> None:
        """Say that a conversation was deleted and offer to bring it back."""
        self._deleted = conversation.id
        self._toast.tell(f"Deleted “{conversation.title}”", "Undo")

    def set_found(self, words: str, found: Sequence[FoundMessage]) -> None:
        """Show the messages that have `words`; an answer to others than stand in the field now is too late."""
        if words != self._search.text():
            return
        self._is_answered = True
        self._list.set_found(found)
        self._show_page()
        if self._opens_first:
            self._opens_first = False
            self._list.choose_first()

    def focus_search(self) -> None:
        """Put the cursor into the search field."""
        self._search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._search.selectAll()

    def titles(self) -> list[str]:
        """Return the titles shown, from top to bottom."""
        return self._list.rows.titles()

    def ids(self) -> list[str]:
        """Return the ids of the conversations shown, from top to bottom."""
        return self._list.rows.ids()

    def sizeHint(self) -> QSize:
        return QSize(PREFERRED_WIDTH, super().sizeHint().height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.WindowActivate:
            self._list.rows.arrange()  # the day may have changed since somebody last looked
        return super().event(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._search and isinstance(event, QKeyEvent) and self._search_key(event):
            return True
        return super().eventFilter(watched, event)

    def _lay_out(self) -> None:
        for page in (self._list, self._no_chats, self._no_match):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, Space.S, 0, Space.S)
        layout.setSpacing(Space.XS)
        for widget in (self._new, self._search, self._stack, self._settings):
            if widget is self._stack:
                layout.addWidget(widget, 1)
                continue
            inset = QVBoxLayout()
            inset.setContentsMargins(Space.S, 0, Space.S, 0)
            inset.addWidget(widget)
            layout.addLayout(inset)

    def _connect(self) -> None:
        self._new.clicked.connect(self.new_chat_requested)
        self._settings.clicked.connect(self.settings_requested)
        self._search.textChanged.connect(self._filter)
        self._search.installEventFilter(self)
        self._list.chosen.connect(self.conversation_chosen)
        self._list.renamed.connect(self.rename_requested)
        self._list.pinned.connect(self.pin_requested)
        self._list.deleted.connect(self.delete_requested)
        self._list.message_chosen.connect(self.message_chosen)
        self._list.left_search.connect(self._back_to_search)

    @cached_property
    def _toast(self) -> Toast:
        from turbodesk.ui.widgets.toast import Toast

        toast = Toast(self._stack, theme=self._theme)
        toast.acted.connect(lambda: self.undo_delete_requested.emit(self._deleted))
        return toast

    @property
    def _has_toast(self) -> bool:
        return "_toast" in self.__dict__

    def _filter(self, text: str) -> None:
        self._is_answered = not text.strip()
        self._opens_first = False
        self._list.rows.set_filter(text)
        if self._is_answered:
            self._list.set_found(())
        self._show_page()
        self._list.scrollToTop()
        self.words_changed.emit(text)

    def _back_to_search(self, is_over: bool) -> None:
        if is_over:
            self._search.clear()
        self.focus_search()

    def _search_key(self, event: QKeyEvent) -> bool:
        """Do what a key means in the search field; False for one that means nothing special there."""
        is_press = event.type() == QEvent.Type.KeyPress
        match event.key():
            case Qt.Key.Key_Escape if self._search.text():
                if is_press:
                    self._search.clear()
                event.accept()
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
        page: QWidget = self._list
        if not self._list.rows.has_conversations:
            page = self._no_chats
        elif not self._list.rows.rowCount() and self._is_answered:
            page = self._no_match
        self._stack.setCurrentWidget(page)
        self._search.setEnabled(page is not self._no_chats)
        if self._has_toast and self._toast.isVisible():
            self._toast.raise_()


def _row_button(name: str, *, kind: str) -> QPushButton:
    button = QPushButton(name)
    button.setProperty("kind", kind)
    button.setAccessibleName(name)
    button.setIconSize(QSize(18, 18))
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button


def _notice(words: str, advice: str) -> QWidget:
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.setContentsMargins(Space.L, Space.XL, Space.L, Space.L)
    layout.setSpacing(Space.XS)
    for text, kind in ((words, ""), (advice, "muted")):
        label = PlainLabel(text)
        label.setProperty("kind", kind)
        label.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        label.setWordWrap(True)
        layout.addWidget(label)
    layout.addStretch(1)
    return page
