"""What a reply cost, and a card that says of what: where the cost is pointed at, pressed, or reached by keyboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QFocusEvent, QHideEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import listed
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.menu import beside
from turbodesk.ui.widgets.paper import Paper
from turbodesk.ui.widgets.plain import PlainLabel, set_tip
from turbodesk.ui.widgets.surface import surface_of
from turbodesk.ui.widgets.word_button import WordButton

_DELAY_MS = 300
"""Nobody who only passes by gets a card."""
_WIDEST = 250
"""Pixels of a line on the card, beside letters of the usual size."""


class CostButton(WordButton):
    """One sum of money."""

    def __init__(self, *, theme: Theme, percent: float, parent: QWidget) -> None:
        super().__init__("", _("Cost"), icon="info", theme=theme, percent=percent, parent=parent)
        self.facts: tuple[tuple[str, str], ...] = ()
        self._card: _FactsCard | None = None
        self._timer_to_show = QTimer(self, singleShot=True, interval=_DELAY_MS)
        self._timer_to_show.timeout.connect(self._show_card)
        self.clicked.connect(self._show_card)
        self.hide()

    def set_cost(self, text: str, facts: Sequence[tuple[str, str]]) -> None:
        """Show `text`, which stands for `facts`, each with its name; "" shows nothing."""
        self.facts = tuple(facts)
        self.setText(text)
        set_tip(self, "")  # the card says more
        told = listed(_("{name}: {value}").format(name=name, value=value) for name, value in self.facts)
        self.setAccessibleName(_("Cost {sum}").format(sum=text))
        self.setAccessibleDescription(told)
        self.setVisible(bool(text))
        self.updateGeometry()

    @property
    def card(self) -> QWidget | None:
        """The card, while it is shown."""
        return self._card

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self._timer_to_show.start()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        if not self.hasFocus():
            self._hide_card()

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._timer_to_show.start()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self._hide_card()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._hide_card()

    def _show_card(self) -> None:
        self._timer_to_show.stop()
        if self._card is None and self.facts and self.isVisible() and not self.visibleRegion().isEmpty():
            self._card = _FactsCard(self.facts, theme=self._theme, anchor=self)
            self.destroyed.connect(self._card.deleteLater)

    def _hide_card(self) -> None:
        self._timer_to_show.stop()
        if self._card is not None:
            self._card.hide()
            self._card.deleteLater()
            self._card = None


class _FactsCard(QFrame):
    """Names and values in two columns, above what it belongs to or below; it takes neither the mouse nor the focus."""

    def __init__(self, facts: Sequence[tuple[str, str]], *, theme: Theme, anchor: QWidget) -> None:
        window = surface_of(anchor.window())
        super().__init__(window)
        self.setProperty("kind", "clear")
        self._paper = Paper(self)
        grid = QGridLayout(self)
        grid.setContentsMargins(14, Space.M, 14, Space.M)
        grid.setHorizontalSpacing(Space.XL)
        grid.setVerticalSpacing(Space.XS)
        for at, (name, value) in enumerate(facts):
            for column, words in enumerate((name, value)):
                label = PlainLabel(words, self)
                label.setProperty("kind", "muted" if not column else "")
                label.setFont(theme.font(TextRole.LABEL))
                _wrap(label, round(_WIDEST * theme.faces.scale))
                grid.addWidget(label, at, column, Qt.AlignmentFlag.AlignTop)
        area = window.rect().adjusted(Space.S, Space.S, -Space.S, -Space.S)
        corner = window.mapFromGlobal(anchor.mapToGlobal(QPoint()))
        rect = QRect(corner, anchor.size()).adjusted(0, -Space.XS, 0, Space.XS)
        size = self.sizeHint()
        is_right = self.layoutDirection() is Qt.LayoutDirection.LeftToRight
        self.setGeometry(QRect(beside(rect, size, area, is_right=is_right), size))
        self.show()
        self._paper.raise_()
        self.raise_()


def _wrap(label: PlainLabel, widest: int) -> None:
    """Set a sentence in lines; a number stays as wide as it is."""
    if label.sizeHint().width() > widest:
        label.setWordWrap(True)
        label.setFixedSize(widest, label.heightForWidth(widest))
