"""What is sent once the reply is there: a line for each message, above the field, with what can be done about it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.conversation import Queued
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import listed, number
from turbodesk.ui.theme import Corner, TextRole, Theme
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.widgets.direction import in_own_order, margins
from turbodesk.ui.widgets.plain import PlainLabel, button_text, set_tip
from turbodesk.ui.widgets.word_button import WordButton

INSET = 16
"""Pixels by which the lines are narrower than the composer on either side, at 100 %."""
_LINE, _GAP, _PAD = 42, 6, 14
_MOST_SHOWN = 4
"""Lines; what waits behind them is told by their number."""
_MOST_LETTERS = 400


class QueueList(QWidget):
    """Hidden while nothing waits. Ids are those of `Queued`."""

    edit_requested = Signal(str)
    send_requested = Signal(str)
    """This one shall go now."""
    removal_requested = Signal(str)
    left = Signal()
    """Esc: back to the field."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._percent = theme, 100.0
        self._waiting: tuple[Queued, ...] = ()
        self._lines: list[_QueuedLine] = []
        self._more = PlainLabel(parent=self)
        self._more.setProperty("kind", "muted")
        self._layout = QVBoxLayout(self)
        self._layout.setSpacing(0)
        self._layout.addWidget(self._more)
        self.setAccessibleName(_("Messages that are sent next"))
        self.set_look(theme, 100.0)

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._theme, self._percent = theme, percent
        self._layout.setContentsMargins(0, 0, 0, self._px(_GAP))
        self._layout.setSpacing(self._px(_GAP))
        self._more.setFont(theme.font(TextRole.LABEL, percent))
        for line in self._lines:
            line.set_look(theme, percent)

    def show_waiting(self, waiting: Sequence[Queued]) -> None:
        """Show what waits, in its order; the focus stays at the same place of the order, or goes back to the field."""
        if tuple(waiting) == self._waiting:
            return
        self._waiting = tuple(waiting)
        focused = next((at for at, line in enumerate(self._lines) if line.has_focus), None)
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = [self._new_line(at, one) for at, one in enumerate(self._waiting[:_MOST_SHOWN])]
        more = len(self._waiting) - len(self._lines)
        words = ngettext("and {count} more", "and {count} more", more)  # messages that wait
        self._more.setText(words.format(count=number(more)))
        self._more.setVisible(more > 0)
        self.setVisible(bool(self._waiting))
        if focused is not None and self._lines:
            self._lines[min(focused, len(self._lines) - 1)].focus()
        elif focused is not None:
            self.left.emit()
        self.updateGeometry()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _new_line(self, at: int, queued: Queued) -> _QueuedLine:
        line = _QueuedLine(queued, is_first=at == 0, theme=self._theme, percent=self._percent, parent=self)
        line.edit_button.clicked.connect(lambda: self.edit_requested.emit(queued.id))
        line.send_button.clicked.connect(lambda: self.send_requested.emit(queued.id))
        line.remove_button.clicked.connect(lambda: self.removal_requested.emit(queued.id))
        self._layout.insertWidget(at, line)
        line.show()
        return line

    def _px(self, pixels: int) -> int:
        return round(pixels * self._theme.faces.scale * self._percent / 100)


class _QueuedLine(QWidget):
    """One message that waits."""

    def __init__(self, queued: Queued, *, is_first: bool, theme: Theme, percent: float, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._percent = theme, percent
        text = one_line(queued.text[: 4 * _MOST_LETTERS])
        files = listed([attachment.label for attachment in attachments_in(queued.parts)])
        self._words = beginning(" · ".join(filter(None, (text, files))), _MOST_LETTERS)
        self._place = PlainLabel(_("Next") if is_first else _("Then"), self)
        self._place.setProperty("kind", "muted")
        self._label = PlainLabel(parent=self)
        self._label.setAccessibleName(self._words)
        short = beginning(self._words, 40)
        self.edit_button = self._button(_("Edit"), _("Edit “{message}”").format(message=short))
        self.send_button = self._button(_("Send now"), _("Send “{message}” now").format(message=short))
        set_tip(self.send_button, _("Send it now; a reply that is on its way stops"))
        self.remove_button = self._button("", _("Remove “{message}”").format(message=short), icon="close")
        set_tip(self.remove_button, _("Remove"))
        self._row = QHBoxLayout(self)
        self._row.setSpacing(0)
        for widget in (self._place, self._label, self.edit_button, self.send_button, self.remove_button):
            self._row.addWidget(widget)
        self._row.setStretch(1, 1)
        self.set_look(theme, percent)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is at one of its buttons."""
        return any(one.hasFocus() for one in (self.edit_button, self.send_button, self.remove_button))

    def focus(self) -> None:
        """Take the focus to what can be done about it."""
        self.edit_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._theme, self._percent = theme, percent
        self._row.setContentsMargins(margins(self._px(_PAD), 0, self._px(_PAD // 2), 0))
        self._place.setFont(theme.font(TextRole.LABEL, percent))
        self._place.setContentsMargins(margins(0, 0, self._px(Space.S), 0))
        self._label.setFont(theme.font(TextRole.UI, percent))
        for button in (self.edit_button, self.send_button, self.remove_button):
            button.restyle(theme, percent)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._px(_LINE))

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._px(_LINE))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = self._theme.color("text") if self._theme.is_contrast else None
        painter.setPen(QPen(edge, 1) if edge is not None else Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.color("bubble"))
        radius = self._px(Corner.POPUP)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), radius, radius)

    def _button(self, words: str, name: str, *, icon: str = "") -> WordButton:
        return WordButton(button_text(words), name, icon=icon, theme=self._theme, percent=self._percent, parent=self)

    def _fit(self) -> None:
        """Cut the words to the room that the buttons leave."""
        buttons = (self.edit_button, self.send_button, self.remove_button)
        taken = self._place.sizeHint().width() + sum(one.sizeHint().width() for one in buttons)
        margins = self._row.contentsMargins()
        room = max(0, self.width() - taken - margins.left() - margins.right() - self._px(Space.S))
        shown = self._label.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self._label.setText(in_own_order(shown))

    def _px(self, pixels: int) -> int:
        return round(pixels * self._theme.faces.scale * self._percent / 100)
