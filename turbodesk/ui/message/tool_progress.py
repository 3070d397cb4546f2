"""Shows below a call that runs how far it is: a thin bar where it tells, one line of words, and a way to stop it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.app.tool_loop import Call
from turbodesk.chat.ids import now_ms
from turbodesk.translation import _
from turbodesk.ui.message.tool_words import STILL_S, running_words, title_of
from turbodesk.ui.quantities import number
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.breathing_dot import BreathingDot
from turbodesk.ui.widgets.direction import mirrored
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.word_button import WordButton

_BAR = 3
"""Pixels."""


class ToolProgress(QWidget):
    """The progress of one call."""

    stop_pressed = Signal()
    height_changed = Signal()

    def __init__(self, *, theme: Theme, percent: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme, self._percent = theme, percent
        self._call: Call | None = None
        self._dot = BreathingDot(theme=theme, moves=current_motion_ms() > 0, percent=percent, parent=self)
        self.words = PlainLabel(parent=self)
        self.words.setProperty("kind", "muted")
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.stop_button = WordButton(_("Stop"), _("Stop"), theme=theme, percent=percent, parent=self)
        self.stop_button.clicked.connect(self.stop_pressed)
        self.bar = _ShareLine(theme, self)
        row = QHBoxLayout()
        row.setSpacing(Space.S)
        row.addWidget(self._dot)
        row.addWidget(self.words, 1)
        row.addWidget(self.stop_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addLayout(row)
        column.addWidget(self.bar)
        self._timer = QTimer(self, interval=STILL_S * 1_000)
        """Says that a call still runs: once a minute, and only where it is seen."""
        self._timer.timeout.connect(self._say)
        self.restyle(theme, percent)

    def show_call(self, call: Call) -> None:
        """Show how far a call is."""
        self._call = call
        self.stop_button.setAccessibleName(_("Stop: {tool}").format(tool=title_of(call)))
        share = call.progress.share if call.progress is not None else None
        self.bar.set_share(share)
        self._say()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self._dot.restyle(theme, percent)
        self.words.setFont(theme.font(TextRole.LABEL, percent))
        self.stop_button.restyle(theme, percent)
        self.bar.restyle(theme)

    def _say(self) -> None:
        if self._call is not None and self._call.began_at is not None:
            self.words.setText(running_words(self._call, now_ms() - self._call.began_at) or _("Running"))


class _ShareLine(QWidget):
    """A thin line, filled as far as is done; empty where nobody knows."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self._theme = theme
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float | None) -> None:
        if share != self._share:
            self._share = share
            words = "" if share is None else _("{number} percent").format(number=number(round(share * 100)))
            self.setAccessibleName(words)
            self.update()

    def restyle(self, theme: Theme) -> None:
        self._theme = theme
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, _BAR)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._share is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        painter.setBrush(self._theme.color("border"))
        painter.drawRoundedRect(whole, _BAR / 2, _BAR / 2)
        painter.setBrush(self._theme.color("accent"))
        done = mirrored(self.layoutDirection(), whole, QRectF(0, 0, whole.width() * self._share, _BAR))
        painter.drawRoundedRect(done, _BAR / 2, _BAR / 2)
