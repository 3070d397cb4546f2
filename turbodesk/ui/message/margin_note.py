"""The note in the margin before a reply: which model wrote it, and on pointing when, how fast, for how much.

It stands on the reply's first line, aligned towards the text. The model is said only where it differs from that
of the reply above. What shows on pointing has its place all the time, so that nothing moves.
"""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtWidgets import QStyle, QWidget

from turbodesk.chat.cost import cost_facts, cost_line
from turbodesk.chat.message import Message
from turbodesk.chat.model import Prices
from turbodesk.translation import _
from turbodesk.ui.message.cost_button import CostButton
from turbodesk.ui.quantities import number
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.moment_wording import clock_words
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.word_button import PADDING

ROOM = 168
"""Pixels of margin, at 100 % text, from which on there is a note."""
_WIDTH = 150
_TO_TEXT = 32
"""Pixels between the note and the edge of the text."""
_LINE = 18


class MarginNote(QWidget):
    """One reply's note. `set_message` tells the state of the reply, `set_pointed` whether the person is at it."""

    def __init__(self, model_name: str, *, theme: Theme, percent: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme, self._percent = theme, percent
        self._message: Message | None = None
        self._prices: Prices | None = None
        self._is_pointed = False
        self._tells_cost = True
        self.name_label = self._new_label(model_name, TextRole.SECTION)
        self.time_label: PlainLabel | None = None
        self.cost_button: CostButton | None = None

    def set_message(self, message: Message, prices: Prices | None) -> None:
        """Take a finished reply."""
        self._message, self._prices = message, prices
        if self._is_pointed:
            self.set_pointed(is_pointed=True)

    def set_says_model(self, *, says_model: bool) -> None:
        """Whether the model's name is part of it."""
        self.name_label.setVisible(says_model)
        self._lay_out()

    def set_tells_cost(self, *, tells_cost: bool) -> None:
        """Whether the cost is part of it: not where it stands beneath the reply all the time."""
        if tells_cost != self._tells_cost:
            self._tells_cost = tells_cost
            self.set_pointed(is_pointed=self._is_pointed)

    def set_pointed(self, *, is_pointed: bool) -> None:
        """Show when, how fast and for how much, or no longer."""
        self._is_pointed = is_pointed
        if is_pointed:
            self._show_more()
        is_shown = is_pointed or (self.cost_button is not None and self.cost_button.hasFocus())
        for widget, is_told in ((self.time_label, True), (self.cost_button, self._tells_cost)):
            if widget is not None:
                widget.setVisible(is_shown and is_told and bool(widget.text()))

    def place_at(self, edge: int, base_line: int) -> None:
        """Stand before the text, its first line's letters on `base_line`; in the parent's pixels.

        The text begins `edge` pixels from the side that the parent is read from.
        """
        scale = self._percent / 100
        width = min(round(_WIDTH * scale), edge - round(_TO_TEXT * scale))
        height = round(3 * _LINE * scale)
        metrics = self.name_label.fontMetrics()
        top = base_line - (round(_LINE * scale) - metrics.height()) // 2 - metrics.ascent()
        place = QRect(edge - round(_TO_TEXT * scale) - width, top, width + PADDING, height)
        row = self.parentWidget()
        self.setGeometry(place if row is None else QStyle.visualRect(self.layoutDirection(), row.rect(), place))
        self._lay_out()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.name_label.setFont(theme.font(TextRole.SECTION, percent))
        if self.time_label is not None:
            self.time_label.setFont(theme.font(TextRole.LABEL, percent))
        if self.cost_button is not None:
            self.cost_button.restyle(theme, percent)

    def _show_more(self) -> None:
        message = self._message
        if message is None:
            return
        if self.time_label is None:
            self.time_label = self._new_label("", TextRole.LABEL)
            self.cost_button = CostButton(theme=self._theme, percent=self._percent, parent=self)
        assert self.cost_button is not None
        self.time_label.setText(_when(message))
        self.cost_button.set_cost(cost_line(message.usage, self._prices), cost_facts(message, self._prices))
        self._lay_out()

    def _lay_out(self) -> None:
        scale = self._percent / 100
        line, width = round(_LINE * scale), self.width() - PADDING
        y = 0
        for label in (self.name_label, self.time_label):
            if label is None or (label is self.name_label and label.isHidden()):
                continue
            label.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), QRect(0, y, width, line)))
            y += line
        if self.cost_button is not None:
            size = self.cost_button.sizeHint()
            # Its ground reaches over its word, which stands under the others.
            padding = round(PADDING * scale)
            corner = QPoint(width + padding - size.width(), y + (line - size.height()) // 2)
            place = QRect(corner, size)
            self.cost_button.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), place))

    def _new_label(self, text: str, role: TextRole) -> PlainLabel:
        label = PlainLabel(text, self)
        label.setProperty("kind", "muted")
        label.setFont(self._theme.font(role, self._percent))
        label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return label


def _when(message: Message) -> str:
    """Return "14:02, in 4 s"."""
    said = clock_words(message.created_at, dt.datetime.now().astimezone())
    took = None if message.finished_at is None else max(0, message.finished_at - message.created_at)
    if took is None:
        return said
    # Translators: {time} is when a reply came, such as "14:02"; {seconds} how long it took.
    return _("{time}, in {seconds} s").format(time=said, seconds=number(max(1, round(took / 1000))))
