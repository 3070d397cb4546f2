"""An icon in the tray of the desktop whose tip and messages are shown letter by letter."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QSystemTrayIcon

from turbodesk.ui.widgets.plain import plain_tip

_SHOWN_MS = 10_000


class PlainTrayIcon(QSystemTrayIcon):
    """The program's icon; whoever makes it shows it."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(QApplication.windowIcon(), parent)
        self.set_tip("TurboDesk")

    @staticmethod
    def is_available() -> bool:
        """Whether the desktop has a tray. On Linux Qt keeps the first answer it gets of one that speaks D-Bus."""
        return QSystemTrayIcon.isSystemTrayAvailable()

    def set_tip(self, text: str) -> None:
        """Say something where the pointer rests on it."""
        self.setToolTip(plain_tip(text))

    def tell(self, title: str, text: str) -> None:
        """Show a message of the system's own, which knows no markup: on Windows and macOS."""
        self.showMessage(title, text, QApplication.windowIcon(), _SHOWN_MS)
