"""Says that a reply is awaited: the dot at once, where the first word will be, and words once it takes longer.

A reply that has begun and goes silent is told as well: a connection that died in sleep looks just so. Its timer runs
from one change of the words to the next, and not once a second from the beginning.
"""

from __future__ import annotations

import time

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QPushButton, QStyle, QWidget

from turbodesk.chat.events import Waiting
from turbodesk.chat.ids import now_ms
from turbodesk.chat.reply_status import MAY_TRY_AGAIN_S, next_change, retry_line, waiting_line
from turbodesk.translation import _
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.theme.apply import current_motion_ms
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.breathing_dot import SIDE, BreathingDot
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_LINE = 28
"""Pixels of height at 100 %: as much as the button takes, so that nothing moves when it comes."""
_TO_WORDS = 18
"""Pixels from the edge of the text to the words, behind the dot."""
_GAP = 8
"""Pixels from the words to a button, and between two."""
_AT_ONCE_S = 2
"""Where nothing may move, the dot says nothing by itself: these words are there from the beginning."""


class WaitingLine(QWidget):
    """One line, or as many as its words take in a narrow window. The dot's halo hangs outside the edge by `outset`."""

    height_changed = Signal()
    """Its words take more or fewer lines now, or a button has come beside them."""

    outset = (SIDE - 8) // 2

    def __init__(
        self,
        since_ms: int,
        *,
        is_silence: bool = False,
        message_id: str,
        model_name: str,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        parent: QWidget | None = None,
    ) -> None:
        """Count from `since_ms`, milliseconds since 1970. `is_silence`: some of the reply has come before."""
        super().__init__(parent)
        self._since_ms, self._is_silence, self._model_name = since_ms, is_silence, model_name
        self._reason, self._until, self._attempt = "", 0.0, 0
        self.dot = BreathingDot(theme=theme, moves=current_motion_ms() > 0, percent=percent, parent=self)
        self.label = WrappingLabel(parent=self)
        self.label.setProperty("kind", "muted")
        self.again_button = self._button(_("Try again"))
        self.again_button.clicked.connect(lambda: actions.restart_requested.emit(message_id))
        self.stop_button = self._button(_("Stop"))
        self.stop_button.setAccessibleName(_("Stop waiting"))
        self.stop_button.clicked.connect(lambda: actions.stop_requested.emit(message_id))
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)  # never too early
        self._timer.timeout.connect(self._tick)
        self.wake_ups = 0
        """How often its timer fired; tests count it."""
        self.restyle(theme, percent)
        self._say()

    def set_waiting(self, waiting: Waiting | None) -> None:
        """Count down to the next request, or count up again with None."""
        self._reason = "" if waiting is None else waiting.reason.sentence
        self._attempt = 0 if waiting is None else waiting.attempt
        self._until = 0.0 if waiting is None else time.monotonic() + waiting.delay_s
        self._say()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._percent = percent
        self.dot.restyle(theme, percent)
        self.label.setFont(theme.font(TextRole.READING, percent))
        self._text_line = theme.line_height(TextRole.READING, percent)
        self.label.set_line_height(self._text_line)
        for button in (self.again_button, self.stop_button):
            button.setFont(theme.font(TextRole.UI_STRONG, percent))
        self.setMinimumHeight(max(round(_LINE * percent / 100), self.again_button.sizeHint().height()))
        self._lay_out()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), self.heightForWidth(self.width()))

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return (
            self.minimumHeight()
            - round(self._text_line)
            + self.label.heightForWidth(self._words_end(width) - self._words_at())
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._say()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._timer.stop()

    def _button(self, words: str) -> QPushButton:
        button = QPushButton(words, self)
        button.setProperty("kind", "small")
        button.hide()
        return button

    def _words_at(self) -> int:
        return self.outset + round(_TO_WORDS * self._percent / 100)

    def _words_end(self, width: int) -> int:
        shown = [one for one in (self.stop_button, self.again_button) if not one.isHidden()]
        return width - self.outset - sum(one.sizeHint().width() + _GAP for one in shown)

    def _lay_out(self) -> None:
        """Set dot and buttons beside the first line of the words."""
        line, left, right = self.minimumHeight(), self._words_at(), self.width() - self.outset
        side, whole = self.layoutDirection(), self.rect()
        dot = QRect(QPoint(0, (line - self.dot.height()) // 2), self.dot.size())
        self.dot.move(QStyle.visualRect(side, whole, dot).topLeft())
        for button in (self.stop_button, self.again_button):
            if not button.isHidden():
                size = button.sizeHint()
                right -= size.width()
                place = QRect(right, (line - size.height()) // 2, size.width(), size.height())
                button.setGeometry(QStyle.visualRect(side, whole, place))
                right -= _GAP
        width = max(0, self._words_end(self.width()) - left)
        top = (line - round(self._text_line)) // 2
        words = QRect(left, top, width, max(round(self._text_line), self.label.heightForWidth(width)))
        self.label.setGeometry(QStyle.visualRect(side, whole, words))

    def _tick(self) -> None:
        self.wake_ups += 1
        self._say()

    def _say(self) -> None:
        seconds = (now_ms() - self._since_ms) // 1000
        if self._reason:
            left = max(0, round(self._until - time.monotonic()))
            self.label.setText(retry_line(self._reason, left, self._attempt))
            change_s: float = 1.0
        else:
            shown = seconds if current_motion_ms() else max(_AT_ONCE_S, seconds)
            self.label.setText(waiting_line(shown, self._model_name))
            change_s = next_change(seconds) - (now_ms() - self._since_ms) / 1000
        had_focus = self.again_button.hasFocus() or self.stop_button.hasFocus()
        self.again_button.setVisible(not self._reason and seconds >= MAY_TRY_AGAIN_S)
        self.stop_button.setVisible(bool(self._reason) or self._is_silence)
        if had_focus and self.again_button.isHidden() and not self.stop_button.isHidden():
            self.stop_button.setFocus()
        self._lay_out()
        if self.heightForWidth(self.width()) != self.height():
            self.height_changed.emit()
        self._timer.start(max(50, round(change_s * 1000) + 5))
