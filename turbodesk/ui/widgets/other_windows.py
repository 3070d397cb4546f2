"""Keeps every window but one from the screen for a while, those too that somebody opens meanwhile.

They are hidden, not closed: a dialog that waits for its answer goes on waiting, with all that is filled in. Those that
the desktop shows in its own way, such as one for files, cannot be hidden for sure, and whoever sits there could answer
them: they count as cancelled.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QApplication, QDialog, QMenuBar, QWidget

from turbodesk.ui.widgets.lifetime import is_alive, single_shot

_SHOWN_BY_OTHERS = (Qt.WindowType.Popup, Qt.WindowType.ToolTip, Qt.WindowType.Desktop)
"""Menus, of the one window or of the tray: those of the others are closed, and nothing is left to open them from."""

_TRAY_ICON = "QSystemTrayIconSys"
"""What Qt has in the trays of older desktops: a window, and without it the one that stays may not be reached."""


class OtherWindows(QObject):
    """Belongs to the one window that stays."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._stays = window
        self._is_hiding = False
        self._hidden: list[QWidget] = []

    def hide_all(self) -> None:
        """Hide them from now on."""
        while (popup := QApplication.activePopupWidget()) is not None:
            popup.close()
            if QApplication.activePopupWidget() is popup:
                break
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        for window in app.topLevelWidgets():
            if not self._is_other(window) or not window.isVisible():
                continue
            if isinstance(window, QDialog) and _is_the_desktops(window):
                window.reject()
            else:
                window.hide()
                self._hidden.append(window)
        self._is_hiding = True
        app.installEventFilter(self)

    def show_again(self) -> None:
        """Show those that were hidden, unless they are gone by now."""
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        self._is_hiding = False
        app.removeEventFilter(self)
        hidden, self._hidden = self._hidden, []
        for window in filter(is_alive, hidden):
            window.show()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # It comes before the window is on the screen. A window that is hidden in the middle of being shown would stay.
        if event.type() == QEvent.Type.Show and isinstance(watched, QWidget) and self._is_other(watched):
            if isinstance(watched, QDialog) and _is_the_desktops(watched):
                single_shot(watched, 0, watched.reject)
            else:
                watched.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, True)
                single_shot(watched, 0, lambda: self._take(watched))
        return super().eventFilter(watched, event)

    def _is_other(self, widget: QWidget) -> bool:
        is_window = widget.isWindow() and widget.windowType() not in _SHOWN_BY_OTHERS
        is_window = is_window and not isinstance(widget, QMenuBar)  # that of macOS belongs to no window
        return is_window and widget is not self._stays and not widget.inherits(_TRAY_ICON)

    def _take(self, window: QWidget) -> None:
        """Hide a window that was kept from the screen; it is shown when the others are, which may be now."""
        was_closed = not window.isVisible()
        window.hide()
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
        if was_closed:
            return
        if self._is_hiding:
            self._hidden.append(window)
        else:
            window.show()


def _is_the_desktops(dialog: QDialog) -> bool:
    """Whether the desktop shows a dialog in its own way, and Qt's stays out of sight."""
    return dialog.testAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
