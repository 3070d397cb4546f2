"""Says that a reply is awaited, and for how long: its first word, the next request, or more after a silence.

A reply that has begun and goes silent is told as well: a connection that died in sleep looks just so.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from turbodesk.chat.events import Waiting
from turbodesk.chat.ids import now_ms
from turbodesk.chat.reply_status import retry_line, silence_line, waiting_line
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel


class WaitingLine(QWidget):
    """One muted line that counts seconds. It has its height from the start, so that nothing moves when it speaks."""

    def __init__(
        self,
        since_ms: int,
        *,
        is_silence: bool = False,
        message_id: str,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        parent: QWidget | None = None,
    ) -> None:
        """Count from `since_ms`, milliseconds since 1970. `is_silence`: it has begun, and can be stopped here."""
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self.label = PlainLabel(parent=self)
        self.label.setProperty("kind", "muted")
        self.label.setWordWrap(True)
        self.stop_button = QPushButton("Stop", self)
        self.stop_button.setAccessibleName("Stop waiting")
        self.stop_button.setProperty("kind", "link")
        self.stop_button.clicked.connect(lambda: actions.stop_requested.emit(message_id))
        self.stop_button.setVisible(is_silence)
        self._words = silence_line if is_silence else waiting_line
        row.addWidget(self.label, 1)
        row.addWidget(self.stop_button)
        self._since_ms = since_ms
        self._reason = ""
        self._until = 0.0
        self._timer = QTimer(self, interval=1000)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self.restyle(theme, percent)
        self._tick()

    def set_waiting(self, waiting: Waiting | None) -> None:
        """Count down to the next request, or count up again with None."""
        self._reason = "" if waiting is None else waiting.reason.sentence
        self._until = 0.0 if waiting is None else time.monotonic() + waiting.delay_s
        self.stop_button.setVisible(waiting is not None)
        self._tick()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        for widget in (self.label, self.stop_button):
            widget.setFont(theme.body_font(percent))
        self.setMinimumHeight(self.label.fontMetrics().height() + 8)

    def _tick(self) -> None:
        if self._reason:
            self.label.setText(retry_line(self._reason, max(0, round(self._until - time.monotonic()))))
        else:
            self.label.setText(self._words((now_ms() - self._since_ms) // 1000))
