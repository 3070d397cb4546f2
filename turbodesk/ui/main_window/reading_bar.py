"""Stands above the composer while something is read aloud: what happens, and what can be done about it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QActionGroup, QHideEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import percent, short_decimal
from turbodesk.ui.theme import Corner, TextRole, Theme
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import PlainLabel, button_text
from turbodesk.ui.widgets.word_button import WordButton

INSET = 16
"""Pixels by which it is narrower than the composer on either side, at 100 %."""
_LINE, _GAP, _PAD = 42, 6, 14
SPEEDS = (50, 75, 100, 125, 150, 175, 200)
"""In percent of the usual speed."""


class ReadingBar(QWidget):
    """Hidden while nothing is read."""

    toggled = Signal()
    """Pause, or go on."""
    step_requested = Signal(int)
    """To the next (1) or the previous (-1) sentence."""
    speed_chosen = Signal(int)
    """In percent of the usual speed."""
    stopped = Signal()
    left = Signal()
    """It goes, and had the focus."""
    gone = Signal()
    """The window has been closed over it."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._percent, self._speed = theme, 100.0, 100
        self._words = ""
        self._label = PlainLabel(parent=self)
        self._label.setProperty("kind", "muted")
        self._previous = self._button("", _("Previous sentence"), icon="chevron-left")
        self._pause = self._button(_("Pause"), _("Pause reading"))
        self._next = self._button("", _("Next sentence"), icon="chevron-right")
        self._speed_button = self._button("", _("Speed of reading"), trailing="chevron-down")
        self._stop = self._button("", _("Stop reading"), icon="close")
        self._buttons = (self._previous, self._pause, self._next, self._speed_button, self._stop)
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        self._row.addWidget(self._label, 1)
        for button in self._buttons:
            self._row.addWidget(button)
        self._previous.clicked.connect(lambda: self.step_requested.emit(-1))
        self._pause.clicked.connect(self.toggled)
        self._next.clicked.connect(lambda: self.step_requested.emit(1))
        self._speed_button.clicked.connect(lambda: self.speeds().popup_below(self._speed_button, is_right=True))
        self._stop.clicked.connect(self.stopped)
        self.setAccessibleName(_("Reading aloud"))
        self._is_wanted = False
        self.set_look(theme, 100.0)

    def show_reading(self, *, is_held: bool, is_waiting: bool) -> None:
        """Show that something is read, is held, or that more of it is waited for."""
        words = _("Paused") if is_held else _("Waiting for more of the reply") if is_waiting else _("Reading aloud")
        if words != self._words:
            self._words = words
            self._fit()
            if self._is_wanted:
                announce(self, words)
        self._pause.setText(button_text(_("Go on") if is_held else _("Pause")))
        self._pause.setAccessibleName(_("Go on reading") if is_held else _("Pause reading"))
        self._is_wanted = True
        self.show()

    def end(self) -> None:
        """Nothing is read any more."""
        had_focus = any(button.hasFocus() for button in self._buttons)
        self._is_wanted, self._words = False, ""
        self.hide()
        if had_focus:
            self.left.emit()

    def show_speed(self, speed: int) -> None:
        """Show the speed, in percent of the usual one."""
        self._speed = speed
        self._speed_button.setText(_times(speed))
        name = _("Speed of reading: {percent}").format(percent=percent(speed / 100))
        self._speed_button.setAccessibleName(name)
        self._fit()

    def speeds(self) -> Menu:
        """Return the speeds there are; it deletes itself when it closes."""
        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        group = QActionGroup(menu)
        for speed in sorted({*SPEEDS, self._speed}):
            action = menu.addAction(_times(speed))
            action.setCheckable(True)
            action.setChecked(speed == self._speed)
            action.setActionGroup(group)
            action.triggered.connect(lambda _checked=False, speed=speed: self.speed_chosen.emit(speed))
        return menu

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._theme, self._percent = theme, percent
        self._label.setFont(theme.font(TextRole.LABEL, percent))
        for button in self._buttons:
            button.restyle(theme, percent)
        self._row.setContentsMargins(margins(self._px(_PAD), 0, self._px(_PAD // 2), self._px(_GAP)))
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._px(_LINE + _GAP))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._px(_LINE + _GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        if self._is_wanted and not event.spontaneous():
            self.gone.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_edged = self._theme.is_contrast
        painter.setPen(QPen(self._theme.color("text"), 1) if is_edged else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("bubble"))
        radius = self._px(Corner.POPUP)
        ground = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5 - self._px(_GAP))
        painter.drawRoundedRect(ground, radius, radius)

    def _button(self, words: str, name: str, *, icon: str = "", trailing: str = "") -> WordButton:
        made = WordButton(
            words, name, icon=icon, trailing=trailing, theme=self._theme, percent=self._percent, parent=self
        )
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the cursor where the person was writing
        return made

    def _fit(self) -> None:
        """Cut the words to the room that the buttons leave."""
        edges = self._row.contentsMargins()
        taken = sum(button.sizeHint().width() for button in self._buttons) + edges.left() + edges.right()
        room = max(0, self.width() - taken - self._px(Space.S))
        self._label.setText(self._label.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room))

    def _px(self, pixels: int) -> int:
        return round(pixels * self._theme.faces.scale * self._percent / 100)


def _times(speed: int) -> str:
    # Translators: how many times as fast as usual, such as "1.5×".
    return _("{number}×").format(number=short_decimal(speed / 100, 2))
