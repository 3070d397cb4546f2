"""Watches what comes into a window from hand and key: for its tip, its focus ring and the menus that Qt makes in it.

Why not a filter of the application: it would be asked of every event of every widget, at 2 us each (measured; showing
a window has thousands). What a person does comes in through one object, the window's handle, and is seen there.
"""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QContextMenuEvent, QHelpEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QAbstractScrollArea, QApplication, QWidget

from turbodesk.ui.widgets.focus import are_keys_used, set_keys_used
from turbodesk.ui.widgets.focus_ring import FocusRing
from turbodesk.ui.widgets.lifetime import single_shot, subscribe
from turbodesk.ui.widgets.menu import OwnMenus
from turbodesk.ui.widgets.plain import item_tip, tip_words
from turbodesk.ui.widgets.tip import Tip

REST_MS = 600
"""How long the pointer rests on something before its tip comes; less than the 700 after which Qt's would."""
_NEXT_MS = 60
"""The same while a tip is shown: who reads one wants the next."""
_QT_ASKS_MS = 400
"""How long after a rest Qt may still ask for its own tip."""
_HOLD = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_Meta,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)
_MENU_KEYS = (Qt.Key.Key_Menu, Qt.Key.Key_F10)
_ENDS_TIP = (QEvent.Type.KeyPress, QEvent.Type.Wheel, QEvent.Type.Leave, QEvent.Type.FocusOut)


class WindowWatch(QObject):
    """Belongs to its window, whose handle has to be there: a window that has been shown."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._over = window
        self.ring = FocusRing(window)
        self.tip = Tip(window)
        self._own_menus = OwnMenus(self)
        self._no_tips = _NoTips(self)
        self._pointer = QPoint()
        self._rest = QTimer(self)
        self._rest.setSingleShot(True)
        self._rest.timeout.connect(self._rested)
        window.windowHandle().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.MouseMove:
            assert isinstance(event, QMouseEvent)
            self._moved(event)
        elif kind == QEvent.Type.KeyPress:
            assert isinstance(event, QKeyEvent)
            self._key(Qt.Key(event.key()))
        elif kind in (QEvent.Type.MouseButtonPress, QEvent.Type.TouchBegin):
            self._use_keys(False)
            self._end_tip()
        if kind in _ENDS_TIP:
            self._end_tip()
        if isinstance(event, QMouseEvent) and _asks_for_menu(event):
            self._expect_menu(event.globalPosition().toPoint())
        elif isinstance(event, QContextMenuEvent) and event.reason() == QContextMenuEvent.Reason.Keyboard:
            self._expect_menu(None)
        return super().eventFilter(watched, event)

    def _use_keys(self, are_used: bool) -> None:
        if are_keys_used() != are_used:
            set_keys_used(are_used)
            self.ring.place()
            if (widget := QApplication.focusWidget()) is not None:
                widget.update()  # rows that the keys walk say so themselves

    def _key(self, key: Qt.Key) -> None:
        if key not in _HOLD:
            self._use_keys(True)
        if key in _MENU_KEYS:
            self._expect_menu(None)

    def _expect_menu(self, point: QPoint | None) -> None:
        """Look at what comes into sight in this turn of the event loop: a field may open its menu, at `point`."""
        self._own_menus.expect_at(point)
        app = QCoreApplication.instance()
        assert app is not None
        app.installEventFilter(self._own_menus)
        single_shot(self, 0, lambda: app.removeEventFilter(self._own_menus))

    def _moved(self, event: QMouseEvent) -> None:
        self._pointer = event.position().toPoint()
        self.tip.pointer_at(self._pointer)
        if event.buttons() == Qt.MouseButton.NoButton:
            self._rest.start(REST_MS if self.tip.isHidden() else _NEXT_MS)

    def _end_tip(self) -> None:
        self._rest.stop()
        self.tip.forget()

    def _rested(self) -> None:
        """Show the tip of what the pointer rests on, or of what that is in, and keep Qt from showing its own."""
        self._no_tips.hold(_QT_ASKS_MS)
        at = self._over.childAt(self._pointer)
        if QApplication.activePopupWidget() is not None:
            return
        while at is not None and at is not self._over and not self._told_of(at):
            at = at.parentWidget()

    def _told_of(self, widget: QWidget) -> bool:
        """Say the tip that a widget has at the pointer, and return whether it has one."""
        inside = widget.mapFrom(self._over, self._pointer)
        text, part = widget.toolTip(), widget.rect()
        holder = widget.parentWidget()
        if isinstance(holder, QAbstractItemView) and widget is holder.viewport():
            index = holder.indexAt(inside)
            text, part = item_tip(index), holder.visualRect(index)
        elif isinstance(holder, QAbstractScrollArea) and widget is holder.viewport():  # a page of text, which shows it
            event = QHelpEvent(QEvent.Type.ToolTip, inside, widget.mapToGlobal(inside))
            self._no_tips.is_asked_by_us = True
            QCoreApplication.sendEvent(widget, event)
            self._no_tips.is_asked_by_us = False
            return bool(self.tip.words)
        if not text:
            return False
        about = QRect(widget.mapTo(self._over, part.topLeft()), part.size())
        if about != self.tip.part:
            self.tip.tell(tip_words(text), about, self._pointer, widget)
        return True


class _NoTips(QObject):
    """Keeps Qt's own tips away for a moment."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.is_asked_by_us = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._end)

    def hold(self, ms: int) -> None:
        app = QCoreApplication.instance()
        assert app is not None
        app.installEventFilter(self)
        self._timer.start(ms)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or self.is_asked_by_us:
            return super().eventFilter(watched, event)
        event.ignore()  # were it accepted, Qt would ask again much sooner next time
        return True

    def _end(self) -> None:
        if (app := QCoreApplication.instance()) is not None:
            app.removeEventFilter(self)


def _asks_for_menu(event: QMouseEvent) -> bool:
    presses = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease)
    return event.type() in presses and event.button() == Qt.MouseButton.RightButton


def watch_windows(owner: QObject) -> None:
    """Watch the window in front and each that comes to the front, until `owner` is gone."""
    app = QApplication.instance()
    assert isinstance(app, QApplication)

    def watch() -> None:
        window = app.activeWindow()
        if window is None or window.windowHandle() is None or window.windowType() == Qt.WindowType.Popup:
            return
        if window.findChild(WindowWatch, options=Qt.FindChildOption.FindDirectChildrenOnly) is None:
            WindowWatch(window)

    subscribe(owner, app.focusWindowChanged, watch)
    watch()
