"""The list itself: opens, renames and deletes what is under the keyboard or the pointer, and opens messages found.

The hand is in the list while the pointer is over it, a key walks in it, a title is written or a row's menu is open:
until it has left, no row goes to another place.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QContextMenuEvent, QFocusEvent, QHideEvent, QKeyEvent, QMouseEvent, QPaintEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QFrame, QListView, QWidget

from turbodesk.chat.conversation import Conversation, Unseen
from turbodesk.translation import _
from turbodesk.ui.sidebar.grouping import PROJECTS, DayHeading
from turbodesk.ui.sidebar.item_model import ChatItemModel, ProjectActions
from turbodesk.ui.sidebar.paint import (
    RowPainter,
    RowPart,
    button_rect,
    mark_rect,
    part_at,
    plus_rect,
    row_box,
    tick_rect,
)
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.metrics import TARGET
from turbodesk.ui.widgets.viewport import make_viewport

if TYPE_CHECKING:
    from turbodesk.chat.project import Project
    from turbodesk.ui.sidebar.choosing import ChosenChats
    from turbodesk.ui.sidebar.project_rows import ProjectRows
    from turbodesk.ui.widgets.menu import Menu

_FRAME_MS = 100
"""Between two pictures of the dot that breathes: 10 a second, as the one in the page."""

_DELETE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_PROJECTS = DayHeading(PROJECTS)
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class ConversationList(QListView):
    """The selection is the open conversation; the arrow keys move only the focus, and Enter opens."""

    chosen = Signal(str)
    renamed = Signal(str, str)
    deleted = Signal(str)
    pinned = Signal(str, bool)
    exported = Signal(str)
    message_chosen = Signal(object)
    """The `FoundMessage` to open."""
    left_search = Signal(bool)
    """The words looked for shall be gone back to; True: to be forgotten."""
    several_chosen = Signal()
    """Other chats are chosen, to do something with all of them: `several`."""
    several_deleted = Signal()
    """All that are chosen shall be deleted."""

    def __init__(self, today: Callable[[], dt.date], *, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        make_viewport(self)
        self._theme = theme
        self._open_id: str | None = None
        self._scrolled_to: str | None = None
        self._frame = 0
        self._is_pointed = False
        self._menu: Menu | None = None
        self._chats: ChosenChats | None = None
        self._pressed_chosen = False
        self.project_actions = ProjectActions(self)
        self.rows = ChatItemModel(today, self)
        self._painter = RowPainter(self.rows, theme=theme, parent=self)
        self._breathing = QTimer(self, interval=_FRAME_MS)
        self._breathing.timeout.connect(self._breathe)
        self.setProperty("kind", "plain")
        self.setProperty("ring", False)  # the row draws one
        self.setAccessibleName(_("Chats"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setItemDelegate(self._painter)
        self.setModel(self.rows.shown)
        self.rows.renamed.connect(self.renamed)
        self.rows.project_renamed.connect(self.project_actions.renamed)
        self.rows.modelReset.connect(self._show_open)
        self.rows.rowsInserted.connect(self._show_open)
        self.doubleClicked.connect(self._edit)
        self.clicked.connect(self._choose)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._painter.apply_theme(theme)
        self.scheduleDelayedItemsLayout()  # which paints everything anew

    def set_open(self, id_: str | None) -> None:
        """Show which conversation is open, and scroll to it; None: none."""
        self._open_id = id_
        self.rows.set_open(id_)
        self._show_open()
        index = self.rows.find(id_)
        if not index.isValid():
            self._scrolled_to = None
        elif id_ != self._scrolled_to:  # once: who reads further down is not called back when the list changes
            self._scrolled_to = id_
            self.scrollTo(index)

    def set_words(self, words: str) -> None:
        """Show what has these words; "": every conversation."""
        self.end_choosing()
        self.setUniformItemSizes(not words.strip())
        # The words of a message may need another line when the list becomes narrower.
        self.setResizeMode(QListView.ResizeMode.Adjust if words.strip() else QListView.ResizeMode.Fixed)
        self.rows.set_filter(words)
        self.scrollToTop()

    def set_replying(self, ids: Iterable[str]) -> None:
        """Mark the conversations with a reply on its way."""
        self.rows.set_replying(ids)

    def set_unseen(self, unseen: Mapping[str, Unseen]) -> None:
        """Mark the conversations with something that nobody has seen."""
        self.rows.set_unseen(unseen)

    def rename(self, id_: str) -> None:
        """Open the editor of a title; nothing where the conversation is not shown."""
        index = self.rows.find(id_)
        if index.isValid():
            self.scrollTo(index)
            self._edit(index)

    def rename_project(self, project_id: str) -> None:
        """Open the editor of a project's name; nothing where it is not shown."""
        index = self.rows.find_project(project_id)
        if index.isValid():
            self.scrollTo(index)
            self._edit(index)

    def focus_first(self) -> None:
        """Put the focus on the open conversation; while words are looked for, on the first row that was found."""
        index = self.rows.find(self._open_id)
        if not index.isValid() or self.rows.is_filtered:
            index = self.model().index(1, 0)
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.setFocus(Qt.FocusReason.TabFocusReason)

    def choose_first(self) -> None:
        """Open the first conversation or message shown."""
        self._choose(self.model().index(1, 0))

    # Several at once

    @property
    def several(self) -> tuple[str, ...]:
        """The ids of the chats that are chosen, from top to bottom; () while there are no boxes."""
        return () if self._chats is None else self._chats.ids

    @property
    def are_several(self) -> bool:
        """Whether any chat is chosen."""
        return self._chats is not None and self._chats.are_any

    def end_choosing(self) -> None:
        """Take the boxes away."""
        if self._chats is not None:
            self._chats.clear()

    def _choosing(self) -> ChosenChats:
        if self._chats is None:
            from turbodesk.ui.sidebar.choosing import ChosenChats

            self._chats = ChosenChats(self.rows, self)
            self._chats.changed.connect(self.several_chosen)
            self._chats.deletion_requested.connect(self.several_deleted)
        return self._chats

    def _choose_several(self, event: QMouseEvent, conversation: Conversation) -> bool:
        """Tick a box where that is what a press means; False: it means to open."""
        if self.rows.is_filtered:
            return False
        row = row_box(self.visualRect(self.rows.find(conversation.id)), self)
        room = (TARGET - 16) // 2  # around the box, so that what is pressed is large enough
        tick = tick_rect(row, self.layoutDirection()).adjusted(-room, -room, room, room)
        is_in_box = tick.contains(event.position().toPoint())
        if event.modifiers() & _SHIFT:
            self._choosing().extend_to(conversation.id, start=self._open_id)
        elif event.modifiers() & _CTRL or (self.are_several and is_in_box):
            self._choosing().toggle(conversation.id)
        else:
            return False
        return True

    # What Qt asks

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

    def viewportEvent(self, event: QEvent) -> bool:
        handled = super().viewportEvent(event)
        if event.type() in (QEvent.Type.Enter, QEvent.Type.Leave):
            self._is_pointed = event.type() == QEvent.Type.Enter
            self._settle()
        return handled

    def keyPressEvent(self, event: QKeyEvent) -> None:
        self._painter.has_ring = True
        self._settle()
        index = self.currentIndex()
        conversation = self.rows.conversation(index)
        if self._is_dragging and event.key() == Qt.Key.Key_Escape:
            self.project_rows.end_drag()
        elif self._leaves(event):
            self.left_search.emit(event.key() == Qt.Key.Key_Escape)
        elif (self.rows.projects and self.project_rows.take_key(event)) or self._choosing().take_key(event):
            pass
        elif self.rows.message(index) is not None and event.key() in _OPEN_KEYS:
            self._choose(index)
        elif conversation is None or event.modifiers() & _CTRL:
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
        from turbodesk.ui.widgets.focus import are_keys_used

        if event.reason() != Qt.FocusReason.PopupFocusReason:  # a menu gives the focus back as it took it
            self._painter.has_ring = event.reason() != Qt.FocusReason.MouseFocusReason and are_keys_used()
        super().focusInEvent(event)
        self._settle()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._settle()

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        super().closeEditor(editor, hint)
        self._settle()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self.rows.projects and self.project_rows.drag_to(event):
            return
        before, self._painter.pointed = self._painter.pointed, event.position().toPoint()
        index = self.indexAt(self._painter.pointed)
        is_heading = self.rows.row(index) == _PROJECTS
        if is_heading or self._part(index, before) is not self._part(index, self._painter.pointed):
            self.update(index)
        super().mouseMoveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._painter.has_ring = False
        if event.button() != Qt.MouseButton.LeftButton:  # the right one must not open
            return
        place = event.position().toPoint()
        index = self.indexAt(place)
        conversation = self.rows.conversation(index)
        project = self.rows.project(index)
        if self.rows.row(index) == _PROJECTS and plus_rect(self.visualRect(index), self).contains(place):
            self.project_actions.new_requested.emit(())
        elif project is not None and self._part(index, place) is RowPart.PIN:
            self.project_actions.chat_requested.emit(project.project.id)
        elif project is not None and self._part(index, place) is RowPart.MENU:
            self._pop_up(self.project_rows.menu(project, theme=self._theme), self._below_dots(index))
        elif conversation is None:
            super().mousePressEvent(event)
        elif self._choose_several(event, conversation):
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        elif self._part(index, place) is RowPart.PIN:
            self.pinned.emit(conversation.id, not conversation.pinned)
        elif self._part(index, place) is RowPart.MENU:
            self._open_menu(conversation, self._below_dots(index))
        else:
            self._pressed_chosen = self._choosing().has(conversation.id)  # which may be dragged, all of them
            if not self._pressed_chosen:
                self.end_choosing()
            if self.rows.projects and not self.rows.is_filtered:
                self.project_rows.press(place, conversation, self.several)
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if "project_rows" in self.__dict__ and self.project_rows.drop(event):
            self.end_choosing()
            return
        is_plain = event.button() == Qt.MouseButton.LeftButton and not event.modifiers() & (_CTRL | _SHIFT)
        place = event.position().toPoint()
        if is_plain and self._pressed_chosen and self.rows.conversation(self.indexAt(place)) is not None:
            self.end_choosing()
        self._pressed_chosen = False
        super().mouseReleaseEvent(event)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename by a double click on a title; on a button, or while several are chosen, it is two presses."""
        place = event.position().toPoint()
        is_plain = not event.modifiers() & (_CTRL | _SHIFT) and not self.are_several
        is_project = self.rows.project(self.indexAt(place)) is not None
        if is_plain and not is_project and self._part(self.indexAt(place), place) in (RowPart.REST, None):
            super().mouseDoubleClickEvent(event)
        else:
            self.mousePressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._is_dragging:  # no more is heard of the button
            self.project_rows.end_drag()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if by_key else self.indexAt(event.pos())
        conversation, project = self.rows.conversation(index), self.rows.project(index)
        place = self.viewport().mapToGlobal(self.visualRect(index).center() if by_key else event.pos())
        if conversation is not None:
            self._open_menu(conversation, place)
        elif project is not None:
            self._pop_up(self.project_rows.menu(project, theme=self._theme), place)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self._breathing.isActive() and current_motion_ms() and self._seen_replying():
            self._breathing.start()

    # The menu of a row

    def menu_for(self, conversation: Conversation) -> Menu:
        """Return the menu of one conversation, not shown yet."""
        from turbodesk.ui.widgets.menu import Menu, mark_danger

        menu = Menu(self)
        menu.setAccessibleName(conversation.title)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        id_, icon = conversation.id, self._theme.icon
        menu.addAction(icon("pencil"), f"{_('Rename')}\tF2", lambda: self.rename(id_))
        pin = _("Unpin") if conversation.pinned else _("Pin")
        menu.addAction(icon("ribbon"), pin, lambda: self.pinned.emit(id_, not conversation.pinned))
        self.fill_moves(menu.add_submenu(_("Move to project"), icon("folder")), (id_,))
        menu.addSeparator()
        menu.addAction(icon("export"), _("Export…"), lambda: self.exported.emit(id_))
        menu.addSeparator()
        delete = f"{_('Delete')}\tDel"  # not for people: a key
        mark_danger(menu.addAction(icon("trash", "danger"), delete, lambda: self.deleted.emit(id_)))
        return menu

    def _below_dots(self, index: QModelIndex) -> QPoint:
        """Return where the menu of a row opens beneath its button."""
        dots = button_rect(row_box(self.visualRect(index), self), RowPart.MENU, self.layoutDirection())
        is_mirrored = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        return self.viewport().mapToGlobal(dots.bottomRight() if is_mirrored else dots.bottomLeft())

    def fill_moves(self, menu: Menu, ids: tuple[str, ...]) -> None:
        """Offer to move chats into a project; one that all of them are in is marked."""
        self.project_rows.fill_moves(menu, ids, theme=self._theme)

    def _open_menu(self, conversation: Conversation, place: QPoint) -> None:
        self._pop_up(self.menu_for(conversation), place)

    def _pop_up(self, menu: Menu, place: QPoint) -> None:
        self._menu = menu
        self._menu.aboutToHide.connect(self._menu_closed)
        self._settle()
        self._menu.popup_at(place)

    # Projects

    @property
    def _is_dragging(self) -> bool:
        return bool(self._painter.dragged)

    @cached_property
    def project_rows(self) -> ProjectRows:
        """What is done with projects and into them; made at the first touch of one."""
        from turbodesk.ui.sidebar.project_rows import ProjectRows

        return ProjectRows(
            self, self.rows, painter=self._painter, actions=self.project_actions, rename=self.rename_project
        )

    def set_projects(self, projects: Sequence[Project], folded: Iterable[str]) -> None:
        """Show these projects, those with the ids `folded` without their chats."""
        self.rows.set_projects(projects, folded)

    def _menu_closed(self) -> None:
        self._menu = None
        self._settle()

    def _settle(self) -> None:
        """Let the rows stand while the hand is in the list, and be sorted when it has left."""
        walks = self.hasFocus() and self._painter.has_ring
        is_written = self.state() == QAbstractItemView.State.EditingState
        if self._is_pointed or walks or is_written or self._menu is not None:
            self.rows.hold()
        else:
            self.rows.release()

    def _part(self, index: QModelIndex, place: QPoint) -> RowPart | None:
        """Return what of a row is at a place; None where it has no buttons."""
        is_chat, is_project = self.rows.conversation(index) is not None, self.rows.project(index) is not None
        if self.rows.is_filtered or not (is_project or (is_chat and not self.are_several)):
            return None
        return part_at(row_box(self.visualRect(index), self), place, self.layoutDirection())

    def _is_ours(self, event: QKeyEvent) -> bool:
        if self.are_several and event.key() == Qt.Key.Key_Escape:
            return True
        if event.modifiers() != Qt.KeyboardModifier.NoModifier:
            return False
        index = self.currentIndex()
        is_on_row = self.rows.conversation(index) is not None or self.rows.project(index) is not None
        is_row_key = event.key() in (Qt.Key.Key_F2, *_DELETE_KEYS) and is_on_row
        return self._leaves(event) or is_row_key or (self._is_dragging and event.key() == Qt.Key.Key_Escape)

    def _leaves(self, event: QKeyEvent) -> bool:
        """Whether a key leads from what was found back to the words."""
        is_top = event.key() == Qt.Key.Key_Up and self.currentIndex().row() <= 1
        return self.rows.is_filtered and (is_top or event.key() == Qt.Key.Key_Escape)

    def _choose(self, index: QModelIndex) -> None:
        conversation, message = self.rows.conversation(index), self.rows.message(index)
        if (project := self.rows.project(index)) is not None:
            self.project_actions.fold_toggled.emit(project.project.id)
        elif message is not None:
            self.message_chosen.emit(message)
        elif conversation is not None:
            self.chosen.emit(conversation.id)

    def _edit(self, index: QModelIndex) -> None:
        if self.rows.conversation(index) is not None or self.rows.project(index) is not None:
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.edit(index)
            self._settle()

    def _show_open(self) -> None:
        selection = self.selectionModel()
        index = self.rows.find(self._open_id)
        if not index.isValid():
            selection.clearSelection()
            return
        selection.select(index, QItemSelectionModel.SelectionFlag.ClearAndSelect)
        if not self.hasFocus():
            selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    # The dot that breathes

    def _seen_replying(self) -> list[QModelIndex]:
        """Return the rows with a reply on its way that somebody can see."""
        area = self.viewport().rect()
        return [one for one in self.rows.replying_indexes() if self.visualRect(one).intersects(area)]

    def _breathe(self) -> None:
        from turbodesk.ui.widgets.breathing_dot import BREATH_MS
        from turbodesk.ui.widgets.exposure import is_seen

        seen = self._seen_replying() if current_motion_ms() and is_seen(self.viewport()) else []
        if not seen:
            self._breathing.stop()  # the next painting starts it again
            self._painter.breath = None
            return
        self._frame += 1
        self._painter.breath = self._frame * _FRAME_MS % BREATH_MS / BREATH_MS
        for index in seen:  # the dot's place alone, not the row
            self.viewport().update(mark_rect(row_box(self.visualRect(index), self), self.layoutDirection()))
