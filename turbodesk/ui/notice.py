"""A line across the top of the window for what must not be missed, such as a damaged file that was set aside."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from turbodesk.ui.form import note, rekind
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.transcript.announce import announce

_ICON = 18


class NoticeBar(QFrame):
    """Shows one notice at a time, the newest; hidden while there is none."""

    action_requested = Signal(str)
    """The id given with the notice whose button was pressed."""
    dismissed = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Notice")
        self.setProperty("kind", "banner")
        self._theme = theme
        self._is_danger = False
        self._action_id = ""
        self._icon = QLabel()
        self._words = note(kind="")
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._action = QPushButton()
        self._close = QToolButton()
        self._close.setAccessibleName("Close notice")
        self._close.setToolTip("Close")
        self._lay_out()
        self._action.clicked.connect(lambda: self.action_requested.emit(self._action_id))
        self._close.clicked.connect(self._dismiss)
        self.apply_theme(theme)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self._theme = theme
        self._close.setIcon(theme.icon("close", "text"))
        self._draw_icon()

    def show_notice(self, sentence: str, *, action: str = "", action_id: str = "", is_danger: bool = False) -> None:
        """Show `sentence`, with a button called `action` when there is something to do about it."""
        self._is_danger, self._action_id = is_danger, action_id
        self._words.setText(sentence)
        self._action.setText(action)
        self._action.setVisible(bool(action))
        rekind(self, "banner-danger" if is_danger else "banner")
        self._draw_icon()
        self.show()
        announce(self, sentence)

    def clear(self) -> None:
        """Take the notice away."""
        self.hide()

    def _dismiss(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _draw_icon(self) -> None:
        icon = self._theme.icon("warning", "danger" if self._is_danger else "warning")
        self._icon.setPixmap(icon.pixmap(QSize(_ICON, _ICON), self.devicePixelRatioF()))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(Space.L, Space.S, Space.S, Space.S)
        row.setSpacing(Space.M)
        row.addWidget(self._icon)
        words = QVBoxLayout()
        words.addWidget(self._words)
        row.addLayout(words, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
