"""What the list does with projects: their keys and menus, and chats that are dragged into them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QItemSelectionModel, QObject, QPoint, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QListView

from turbodesk.chat.conversation import Conversation
from turbodesk.translation import ngettext
from turbodesk.ui.quantities import number
from turbodesk.ui.sidebar.dragging import ChatDrag
from turbodesk.ui.sidebar.grouping import ProjectItem
from turbodesk.ui.sidebar.item_model import ChatItemModel, ProjectActions
from turbodesk.ui.sidebar.paint import RowPainter
from turbodesk.ui.sidebar.project_menu import fill_moves, project_menu
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.menu import Menu

_DELETE_KEYS = (Qt.Key.Key_Delete, Qt.Key.Key_Backspace)
_OPEN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)
_OTHER_MEANING = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier


class ProjectRows(QObject):
    """Serves one list, to which it belongs."""

    def __init__(
        self,
        view: QListView,
        rows: ChatItemModel,
        *,
        painter: RowPainter,
        actions: ProjectActions,
        rename: Callable[[str], object],
    ) -> None:
        """`rename` opens the editor of a project's name."""
        super().__init__(view)
        self._view, self._rows, self._actions, self._rename = view, rows, actions, rename
        self._drag = ChatDrag(view, rows, painter)

    # By key and menu

    def take_key(self, event: QKeyEvent) -> bool:
        """Do what a key means on a project's row; on a chat beneath one, the key that folds leads to that row."""
        index = self._view.currentIndex()
        row, home = self._rows.project(index), self._rows.home(index)
        if home is None or event.modifiers() & _OTHER_MEANING:
            return False
        is_ltr = self._view.layoutDirection() is Qt.LayoutDirection.LeftToRight
        fold, unfold = (Qt.Key.Key_Left, Qt.Key.Key_Right) if is_ltr else (Qt.Key.Key_Right, Qt.Key.Key_Left)
        key = event.key()
        if row is None and key == fold:
            to = self._rows.find_project(home)
            self._view.selectionModel().setCurrentIndex(to, QItemSelectionModel.SelectionFlag.NoUpdate)
        elif row is None:
            return False
        elif key == Qt.Key.Key_F2:
            self._rename(home)
        elif key in _DELETE_KEYS:
            self._actions.deleted.emit(home)
        elif key in _OPEN_KEYS or key == (unfold if row.is_folded else fold):
            self._actions.fold_toggled.emit(home)
        else:
            return key in (fold, unfold)
        return True

    def fill_moves(self, menu: Menu, ids: tuple[str, ...], *, theme: Theme) -> None:
        """Offer to move chats into a project; one that all of them are in is marked."""
        homes = self._rows.homes(ids)
        actions = self._actions
        fill_moves(
            menu,
            self._rows.projects,
            homes.pop() if len(homes) == 1 else None,
            theme=theme,
            move=lambda project_id: actions.moved.emit(ids, project_id),
            new=lambda: actions.new_requested.emit(ids),
            choose=lambda: actions.choice_requested.emit(ids),
        )

    def menu(self, row: ProjectItem, *, theme: Theme) -> Menu:
        """Return the menu of one project, not shown yet."""
        menu, project, actions = Menu(self._view), row.project, self._actions
        menu.setAccessibleName(project.name)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        project_menu(
            menu,
            theme=theme,
            new_chat=lambda: actions.chat_requested.emit(project.id),
            open_page=lambda: actions.opened.emit(project.id),
            rename=lambda: self._rename(project.id),
            search=lambda: actions.search_requested.emit(project.id),
            delete=lambda: actions.deleted.emit(project.id),
        )
        return menu

    # By pointer

    def press(self, place: QPoint, conversation: Conversation, several: tuple[str, ...]) -> None:
        """Chats may be dragged from here, all the `several` that are chosen where this one is."""
        is_many = conversation.id in several and len(several) > 1
        words = conversation.title
        if is_many:
            words = ngettext("{count} chat", "{count} chats", len(several)).format(count=number(len(several)))
        self._drag.press(place, several if is_many else (conversation.id,), words)

    def drag_to(self, event: QMouseEvent) -> bool:
        """Follow the pointer; returns whether something is being dragged."""
        is_held = bool(event.buttons() & Qt.MouseButton.LeftButton)
        return is_held and self._drag.move_to(event.position().toPoint())

    def drop(self, event: QMouseEvent) -> bool:
        """End what the button began; returns whether it was a drag, and asks for the move that comes of it."""
        if not self._drag.is_active or event.button() != Qt.MouseButton.LeftButton:
            self._drag.end()
            return False
        ids, target = self._drag.ids, self._drag.drop()
        self.end_drag()
        if not isinstance(target, bool):
            self._actions.moved.emit(ids, target)
        return True

    def end_drag(self) -> None:
        """Put everything back where it was."""
        self._drag.end()
        self._view.setState(QAbstractItemView.State.NoState)
