"""The list itself: opens, renames and deletes what is under the keyboard or the pointer, and opens messages found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPersistentModelIndex, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QListView, QMenu, QStyle, QWidget

from turbodesk.chat.conversation import Conversation
from turbodesk.ui.sidebar.item_model import ChatItemModel
from turbodesk.ui.sidebar.paint import RowPainter, menu_rect, row_box
from turbodesk.ui.theme import Theme

if TYPE_CHECKING:
    from turbodesk.chat.found import FoundMessage

_TURN_MS = 90
"""Between two pictures of the sign that a reply is on its way: a turn in about a second."""

_DELETE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class ConversationList(QListView):
    """The selection is the open conversation; the arrow keys move only the focus, and Enter opens."""

    chosen = Signal(str)
    renamed = Signal(str, str)
    deleted = Signal(str)
    pinned = Signal(str, bool)
    message_chosen = Signal(object)
    """The `FoundMessage` to open."""
    left_search = Signal(bool)
    """The words looked for shall be gone back to; True: to be forgotten."""

    def __init__(self, today: Callable[[], dt.date], *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._open_id: str | None = None
        self.rows = ChatItemModel(today, self)
        self._painter = RowPainter(self.rows, theme=theme, parent=self)
        self._turning = QTimer(self)
        self._turning.setInterval(_TURN_MS)
        self._turning.timeout.connect(self._turn)
        self.setProperty("kind", "plain")
        self.setProperty("ring", False)  # the row draws one
        self.setAccessibleName("Chats")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(self._painter)
        self.setModel(self.rows)
        self.rows.renamed.connect(self.renamed)
        self.rows.modelReset.connect(self._show_open)
        self.rows.rowsInserted.connect(self._show_open)
        self.clicked.connect(self._choose)
        self.doubleClicked.connect(self._edit)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._painter.apply_theme(theme)
        self.scheduleDelayedItemsLayout()  # which paints everything anew

    def set_open(self, id_: str | None) -> None:
        """Show which conversation is open, and scroll to it; None: none."""
        self._open_id = id_
        if id_ is not None:
            self.rows.mark_read(id_)
        self._show_open()
        index = self.rows.find(id_)
        if index.isValid():
            self.scrollTo(index)

    def set_found(self, found: Sequence[FoundMessage]) -> None:
        """Show these messages beneath the conversations."""
        self.setUniformItemSizes(not found)
        # The words of a message may need another line when the list becomes narrower.
        self.setResizeMode(QListView.ResizeMode.Adjust if found else QListView.ResizeMode.Fixed)
        self.rows.set_found(found)

    def set_replying(self, ids: Iterable[str]) -> None:
        """Mark the conversations with a reply on its way."""
        self.rows.set_replying(ids, current=self._open_id)
        is_moving = self.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration, None, self) > 0
        if is_moving and self.rows.replying_indexes():
            self._turning.start()
        else:
            self._turning.stop()

    def rename(self, id_: str) -> None:
        """Open the editor of a title; nothing where the conversation is not shown."""
        index = self.rows.find(id_)
        if index.isValid():
            self.scrollTo(index)
            self._edit(index)

    def focus_first(self) -> None:
        """Put the focus on the open conversation; while words are looked for, on the first row that was found."""
        index = self.rows.find(self._open_id)
        if not index.isValid() or self.rows.is_filtered:
            index = self.rows.index(1)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_first(self) -> None:
        """Open the first conversation or message shown."""
        self._choose(self.rows.index(1))

    def selectionCommand(
        self, index: QModelIndex | QPersistentModelIndex, event: QEvent | None = None
    ) -> QItemSelectionModel.SelectionFlag:
        return QItemSelectionModel.SelectionFlag.NoUpdate  # only `set_open` selects

    def event(self, event: QEvent) -> bool:
        # F2 and Delete mean the row with the focus, also where the window has commands on them.
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._is_ours(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._painter.has_ring = True
        index = self.currentIndex()
        conversation = self.rows.conversation(index)
        if self._leaves(event):
            self.left_search.emit(event.key() == Qt.Key.Key_Escape)
        elif self.rows.hit(index) is not None and event.key() in _OPEN_KEYS:
            self._choose(index)
        elif conversation is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        elif event.key() in _OPEN_KEYS:
            self._choose(index)
        elif event.key() == Qt.Key.Key_F2:
            self._edit(index)
        elif event.key() in _DELETE_KEYS:
            self.deleted.emit(conversation.id)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        if event.reason() != Qt.FocusReason.PopupFocusReason:  # a menu gives the focus back as it took it
            self._painter.has_ring = event.reason() != Qt.FocusReason.MouseFocusReason
        super().focusInEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._painter.has_ring = False
        index = self.indexAt(event.position().toPoint())
        conversation = self.rows.conversation(index)
        dots = menu_rect(row_box(self.visualRect(index), self), self.layoutDirection())
        if (
            conversation is not None
            and event.button() == Qt.MouseButton.LeftButton
            and dots.contains(event.position().toPoint())
        ):
            self._open_menu(conversation, self.viewport().mapToGlobal(dots.bottomLeft()))
            return
        if event.button() == Qt.MouseButton.LeftButton:  # the right one must not open
            super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        conversation = self.rows.conversation(index)
        if conversation is not None:
            place = self.visualRect(index).center() if by_key else event.pos()
            self._open_menu(conversation, self.viewport().mapToGlobal(place))

    def menu_for(self, conversation: Conversation) -> QMenu:
        """Return the menu of one conversation, not shown yet."""
        menu = QMenu(self)
        menu.setAccessibleName(conversation.title)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        id_, icon = conversation.id, self._theme.icon
        menu.addAction(icon("pencil"), "Rename", lambda: self.rename(id_))
        pin = "Unpin" if conversation.pinned else "Pin"
        menu.addAction(icon("pin"), pin, lambda: self.pinned.emit(id_, not conversation.pinned))
        menu.addSeparator()
        menu.addAction(icon("trash", "danger"), "Delete", lambda: self.deleted.emit(id_))
        return menu

    def _open_menu(self, conversation: Conversation, place: QPoint) -> None:
        self.menu_for(conversation).popup(place)

    def _is_ours(self, event: QKeyEvent) -> bool:
        if event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        is_on_hit = self.rows.hit(self.currentIndex()) is not None
        return self._leaves(event) or (event.key() in (Qt.Key.Key_F2, *_DELETE_KEYS) and not is_on_hit)

    def _leaves(self, event: QKeyEvent) -> bool:
        """Whether a key leads from what was found back to the words."""
        is_top = event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 1
        return self.rows.is_filtered and (is_top or event.key() == Qt.Key.Key_Escape)

    def _choose(self, index: QModelIndex) -> None:
        conversation = self.rows.conversation(index)
        hit = self.rows.hit(index)
        if conversation is not None:
            self.chosen.emit(conversation.id)
        elif hit is not None:
            self.message_chosen.emit(hit.found)

    def _edit(self, index: QModelIndex) -> None:
        if self.rows.conversation(index) is not None:
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.edit(index)

    def _show_open(self) -> None:
        selection = self.selectionModel()
        index = self.rows.find(self._open_id)
        if not index.isValid():
            selection.clearSelection()
            return
        selection.select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if not self.hasFocus():
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    def _turn(self) -> None:
        self._painter.turn()
        for index in self.rows.replying_indexes():
            self.update(index)
