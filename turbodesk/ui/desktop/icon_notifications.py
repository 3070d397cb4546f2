"""Shows notifications on Windows and macOS, as Qt does: a toast on one, in the notification centre on the other.

Qt shows them through an icon in the tray, which on Windows has to be there meanwhile: it comes with the first and goes
with the last. What was pressed is not said, so it is the one that was shown last. Why no library: those there are want
a program that is signed and registered with the system (macOS), or bring megabytes of the interfaces of Windows, for
buttons we do not have.
"""

from __future__ import annotations

from PySide6.QtWidgets import QApplication

from turbodesk.app.signal import Signal
from turbodesk.ui.desktop.notifications import Notification, NotificationPress
from turbodesk.ui.desktop.tray_icon import PlainTrayIcon


class IconNotifications:
    """The notifications of one program."""

    def __init__(self) -> None:
        self.pressed: Signal[NotificationPress] = Signal()
        self._icon: PlainTrayIcon | None = None
        self._keys: list[str] = []
        """Of those that stand, the last one shown at the end."""

    async def show(self, notification: Notification) -> bool:
        """Show one; returns whether the system does."""
        if not PlainTrayIcon.is_available() or not PlainTrayIcon.supportsMessages():
            return False
        if self._icon is None:
            self._icon = PlainTrayIcon(QApplication.instance())  # without a parent it would go with the last reference
            self._icon.messageClicked.connect(self._pressed)
            self._icon.activated.connect(self._activated)
        self._keys = [*(one for one in self._keys if one != notification.key), notification.key]
        self._icon.show()
        self._icon.tell(notification.title, notification.text)
        return True

    def withdraw(self, key: str) -> None:
        """Take one back; what is on the screen goes with the icon."""
        if key in self._keys:
            self._keys.remove(key)
            if not self._keys:
                self.close()

    def close(self) -> None:
        """Take all back."""
        self._keys.clear()
        if self._icon is not None:
            icon, self._icon = self._icon, None
            icon.hide()
            icon.deleteLater()  # it may be telling that it was pressed

    def _activated(self, reason: PlainTrayIcon.ActivationReason) -> None:
        if reason in (PlainTrayIcon.ActivationReason.Trigger, PlainTrayIcon.ActivationReason.DoubleClick):
            self._pressed()

    def _pressed(self) -> None:
        if self._keys:
            self.pressed.emit(NotificationPress(self._keys[-1]))
