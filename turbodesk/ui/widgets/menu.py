"""Menus of soft paper, also those that Qt makes by itself in fields.

A menu is a window of its own, so its soft corners and its shadow are parts of that window: the panel lies in it with
air around. Places are those of the panel, here and for whoever opens one. Where nothing blends windows (X11 without a
compositor) it is square and opaque with an edge; on macOS the system makes the shadow.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QMouseEvent, QPainter, QPaintEvent, QPalette, QPen, QShowEvent
from PySide6.QtWidgets import QApplication, QMenu, QStyleOptionMenuItem, QWidget

from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.metrics import Corner, Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.shadow import Elevation, paint_paper
from turbodesk.ui.widgets.compositor import is_composited
from turbodesk.ui.widgets.direction import write

_SOFT, _EDGELESS = "soft", "system-shadow"
"""Values of the property "kind" of a menu, for the style sheet: with our air around it, or with none. Else: square."""
_DANGER = "danger"
_PADDING = 6
"""Pixels between the panel's edge and its rows; as in the style sheet."""
_ROW_END = 10
"""Pixels between the right end of a row and its key."""
_BEHIND_ICON = 5
"""Pixels between an icon and its words, besides those that Qt leaves."""
_OVERLAP = 4
"""Pixels by which a submenu's panel lies over its menu's."""
_PAINTED = (
    QPalette.ColorRole.Text,
    QPalette.ColorRole.ButtonText,
    QPalette.ColorRole.WindowText,
    QPalette.ColorRole.HighlightedText,
)

Place = Callable[[QSize, QRect], QPoint]
"""Where a panel of this size goes in this free part of the screen: its upper left corner; all in global pixels."""


class Menu(QMenu):
    """A menu whose keys stand back, and whose entry that cannot be undone says so by its colour."""

    def __init__(self, parent: QWidget | None = None, *, title: str = "") -> None:
        super().__init__(title, parent)
        self._place: Place | None = None
        make_soft(self)

    @property
    def panel(self) -> QRect:
        """Where its paper lies in its window."""
        return panel_of(self)

    def add_submenu(self, title: str, icon: QIcon | None = None) -> Menu:
        """Add an entry that opens a menu, and return that."""
        submenu = Menu(self, title=title)
        if icon is not None:
            submenu.setIcon(icon)
        self.addMenu(submenu)
        return submenu

    def popup_at(self, corner: QPoint, *, is_right: bool = False) -> None:
        """Open with the panel's upper corner at a point of the screen: the left one, or the right one.

        In a window read from the right it is the other way round, here and for `popup_below`.
        """
        point = QRect(corner, QSize(0, 0))
        self._open(corner, lambda panel, area: beside(point, panel, area, is_right=is_right is not self._is_mirrored()))

    def popup_beside(self, rect: QRect) -> None:
        """Open beneath a part of the screen, such as a word, or above it where there is no room."""
        self._open(rect.bottomLeft(), lambda panel, area: beside(rect, panel, area, is_right=False))

    def popup_below(self, button: QWidget, *, is_right: bool = False) -> None:
        """Open beneath a button, their first edges in line, or the others; above it where there is no room."""
        rect = QRect(button.mapToGlobal(QPoint()), button.size()).adjusted(0, -Space.XS, 0, Space.XS)
        is_right = is_right is not self._is_mirrored()
        self._open(rect.bottomLeft(), lambda panel, area: beside(rect, panel, area, is_right=is_right))

    def popup(self, pos: QPoint, at: QAction | None = None) -> None:
        """Open with the panel's upper left corner at a point of the screen, such as the pointer's."""
        self.popup_at(pos)

    def initStyleOption(self, option: QStyleOptionMenuItem, action: QAction) -> None:
        super().initStyleOption(option, action)
        option.text = option.text.partition("\t")[0]  # its key is painted by us, and has had its room
        if option.maxIconWidth:
            option.maxIconWidth += _BEHIND_ICON
        if is_danger(action) and action.isEnabled():
            palette = QPalette(option.palette)
            for role in _PAINTED:
                palette.setColor(role, current_theme().color("danger"))
            option.palette = palette

    def showEvent(self, event: QShowEvent) -> None:
        # Qt has placed the window, air and all. It is not on the screen yet: what moves now was never seen elsewhere.
        place = self._place or self._beside_its_entry()
        if place is not None:
            self.move(place(self.panel.size(), self.screen().availableGeometry()) - self.panel.topLeft())
        super().showEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        paint_ground(self)
        super().paintEvent(event)
        self._paint_keys()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self._passed_on(event):
            super().mousePressEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._passed_on(event):
            super().mouseMoveEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if not self._passed_on(event):
            super().mouseReleaseEvent(event)

    def _open(self, about: QPoint, place: Place) -> None:
        self._place = place
        super().popup(about)

    def _beside_its_entry(self) -> Place | None:
        """Where a submenu goes: beside its menu's panel, its first entry in line with the one that opened it."""
        menu = self.parentWidget()
        if not isinstance(menu, Menu) or menu.activeAction() is not self.menuAction():
            return None
        entry = menu.mapToGlobal(menu.actionGeometry(self.menuAction()).topLeft())
        panel = menu.panel.translated(menu.pos())
        is_left = self._is_mirrored()
        return lambda size, area: beside_menu(panel, entry.y() - _PADDING, size, area, is_left=is_left)

    def _is_mirrored(self) -> bool:
        return self.layoutDirection() is Qt.LayoutDirection.RightToLeft

    def _passed_on(self, event: QMouseEvent) -> bool:
        """Deal with the pointer in our air: it may be over the menu we belong to; a press elsewhere closes all."""
        if self.panel.contains(event.position().toPoint()):
            return False
        at = event.globalPosition()
        menu = self.parentWidget()
        last: Menu = self
        while isinstance(menu, Menu):
            inside = QPointF(menu.mapFromGlobal(at))
            if menu.panel.contains(inside.toPoint()):
                given = QMouseEvent(event.type(), inside, at, event.button(), event.buttons(), event.modifiers())
                QCoreApplication.sendEvent(menu, given)
                return True
            last, menu = menu, menu.parentWidget()
        if event.type() != QEvent.Type.MouseButtonPress:
            return False
        last.close()
        return True

    def _paint_keys(self) -> None:
        """Write the keys at the ends of their rows, in the words' size and colour of what need not be read."""
        theme = current_theme()
        painter = QPainter(self)
        painter.setFont(theme.font(TextRole.LABEL))
        for action in self.actions():
            option = QStyleOptionMenuItem()
            super().initStyleOption(option, action)
            if key := option.text.partition("\t")[2]:
                painter.setPen(theme.color("text-muted" if action.isEnabled() else "disabled"))
                row = self.actionGeometry(action).adjusted(_ROW_END, 0, -_ROW_END, 0)
                write(painter, row, key, self.layoutDirection(), at_end=True)


def mark_danger(action: QAction) -> None:
    """Let an entry say by its colour that what it does is not undone by doing it again."""
    action.setProperty("kind", _DANGER)


def is_danger(action: QAction) -> bool:
    """Whether an entry says so."""
    return bool(action.property("kind") == _DANGER)


def make_soft(menu: QMenu) -> None:
    """Give a menu that has not been shown yet soft paper, where the screen allows."""
    flags = menu.windowFlags() | Qt.WindowType.FramelessWindowHint
    is_mac = sys.platform == "darwin"
    menu.setWindowFlags(flags if is_mac else flags | Qt.WindowType.NoDropShadowWindowHint)
    if is_composited():
        menu.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
        menu.setProperty("kind", _EDGELESS if is_mac else _SOFT)


def panel_of(menu: QMenu) -> QRect:
    """Return where a menu's paper lies in its window."""
    air = Elevation.POPUP.air if menu.property("kind") == _SOFT else 0
    return menu.rect().adjusted(air, air, -air, -air)


def paint_ground(menu: QMenu) -> None:
    """Paint the paper of a menu that has some; a square one has its ground from the style sheet."""
    theme = current_theme()
    match menu.property("kind"):
        case "soft":
            painter = QPainter(menu)
            paint_paper(painter, panel_of(menu), Corner.POPUP, Elevation.POPUP, theme)
        case "system-shadow":  # the system takes its shadow from what is opaque
            painter = QPainter(menu)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme.color("border"), 1))
            painter.setBrush(theme.color("raised"))
            painter.drawRoundedRect(menu.rect().adjusted(0, 0, -1, -1), Corner.POPUP, Corner.POPUP)


def beside(anchor: QRect, panel: QSize, area: QRect, *, is_right: bool) -> QPoint:
    """Return where a panel goes: beneath `anchor`, in line with its left or right edge, above it where it must.

    It stays within `area` while it can.
    """
    left = anchor.x() + anchor.width() - panel.width() if is_right else anchor.x()
    beneath, above = anchor.y() + anchor.height(), anchor.y() - panel.height()
    does_fit = beneath + panel.height() <= area.y() + area.height() or above < area.y()
    return _kept_in(QRect(QPoint(left, beneath if does_fit else above), panel), area)


def beside_menu(menu: QRect, top: int, panel: QSize, area: QRect, *, is_left: bool = False) -> QPoint:
    """Return where a submenu's panel goes: right of its menu's, or left where there is no room; `top` is wished.

    `is_left`: left where there is room, as in a window that is read from the right.
    """
    right, left = menu.x() + menu.width() - _OVERLAP, menu.x() + _OVERLAP - panel.width()
    does_fit = left >= area.x() if is_left else right + panel.width() <= area.x() + area.width()
    return _kept_in(QRect(QPoint(left if does_fit is is_left else right, top), panel), area)


def _kept_in(panel: QRect, area: QRect) -> QPoint:
    left = max(area.x(), min(panel.x(), area.x() + area.width() - panel.width()))
    return QPoint(left, max(area.y(), min(panel.y(), area.y() + area.height() - panel.height())))


class OwnMenus(QObject):
    """Makes soft what menus Qt makes itself, such as those of fields; to be asked of whatever comes into sight."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ground = _Ground(self)

    def expect_at(self, point: QPoint | None) -> None:
        """Note where on the screen a menu was asked for; None: by a key, at the caret."""
        self._ground.point = point

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Polish and isinstance(watched, QMenu) and not isinstance(watched, Menu):
            make_soft(watched)
            watched.installEventFilter(self._ground)
        return super().eventFilter(watched, event)


class _Ground(QObject):
    """Does for a menu of Qt's what ours does for itself."""

    point: QPoint | None = None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if not isinstance(watched, QMenu):  # while it ends, it is nothing in particular any more
            return False
        match event.type():
            case QEvent.Type.Show:
                self._place(watched)
            case QEvent.Type.Paint:
                paint_ground(watched)
        return super().eventFilter(watched, event)

    def _place(self, menu: QMenu) -> None:
        """Put the panel where Qt meant to put the window: it has counted the air where it looked for room."""
        panel = panel_of(menu)
        if panel == menu.rect():
            return
        anchor = QRect(self.point, QSize(0, 0)) if self.point is not None else _caret()
        if anchor is None:
            menu.move(menu.pos() - panel.topLeft())
            return
        area = menu.screen().availableGeometry()
        is_right = menu.layoutDirection() is Qt.LayoutDirection.RightToLeft
        menu.move(beside(anchor, panel.size(), area, is_right=is_right) - panel.topLeft())


def _caret() -> QRect | None:
    """Return where on the screen the caret is, if something with the focus has one."""
    widget = QApplication.focusWidget()
    rect = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle) if widget is not None else None
    if widget is None or not isinstance(rect, QRect | QRectF) or rect.isNull():
        return None
    whole = rect if isinstance(rect, QRect) else rect.toRect()
    return QRect(widget.mapToGlobal(whole.topLeft()), whole.size())
