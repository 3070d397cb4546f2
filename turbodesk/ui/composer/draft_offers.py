"""What was typed for a chat at another computer and not sent: a quiet line for each, above the field."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.sync_status import OfferedDraft
from turbodesk.translation import _
from turbodesk.ui.theme import TextRole, Theme
from turbodesk.ui.widgets.direction import in_own_order
from turbodesk.ui.widgets.focus import beside_in_chain
from turbodesk.ui.widgets.plain import PlainLabel, set_tip
from turbodesk.ui.widgets.word_button import WordButton

INSET = 16
"""Pixels by which the lines are narrower than the composer on either side, at 100 %."""
_LINE, _GAP = 34, 4
_MOST_SHOWN = 3
_MOST_LETTERS = 300
_MOST_TIP = 1_000


class DraftOffers(QWidget):
    """Hidden while nothing is offered; it never takes the focus by itself."""

    used = Signal(object)
    """An `OfferedDraft` that shall be written into the field."""
    dismissed = Signal(object)
    """One that nobody wants."""
    left = Signal()
    """Back to the field."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme, self._percent = theme, 100.0
        self._offers: tuple[OfferedDraft, ...] = ()
        self._lines: list[_OfferLine] = []
        self._layout = QVBoxLayout(self)
        self.setAccessibleName(_("Drafts from other computers"))
        self.set_look(theme, 100.0)

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._theme, self._percent = theme, percent
        gap = round(_GAP * theme.faces.scale * percent / 100)
        self._layout.setContentsMargins(0, 0, 0, gap)
        self._layout.setSpacing(gap)
        for line in self._lines:
            line.set_look(theme, percent)

    def show_offers(self, offers: Sequence[OfferedDraft]) -> None:
        """Show what is offered, the newest first."""
        if tuple(offers) == self._offers:
            return
        had_focus = any(line.has_focus for line in self._lines)
        self._offers = tuple(offers)
        for line in self._lines:
            line.hide()
            line.deleteLater()
        self._lines = [self._new_line(one) for one in self._offers[:_MOST_SHOWN]]
        self.setVisible(bool(self._lines))
        if had_focus:
            self.left.emit()
        self.updateGeometry()

    def stand_before(self, widget: QWidget) -> None:
        """Have Tab come to the lines before `widget`: they are made late, and would be the last of the window."""
        before = beside_in_chain(widget, forward=False)
        while before is not None and not before.focusPolicy() & Qt.FocusPolicy.TabFocus:
            before = beside_in_chain(before, forward=False)
        for button in (button for line in self._lines for button in (line.use_button, line.dismiss_button)):
            if before is not None and before is not button:
                self.setTabOrder(before, button)
            before = button

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def _new_line(self, offer: OfferedDraft) -> _OfferLine:
        line = _OfferLine(offer, theme=self._theme, percent=self._percent, parent=self)
        line.use_button.clicked.connect(lambda: self.used.emit(offer))
        line.dismiss_button.clicked.connect(lambda: self.dismissed.emit(offer))
        self._layout.addWidget(line)
        line.show()
        return line


class _OfferLine(QWidget):
    """One draft."""

    def __init__(self, offer: OfferedDraft, *, theme: Theme, percent: float, parent: QWidget) -> None:
        super().__init__(parent)
        words = beginning(one_line(offer.text[: 4 * _MOST_LETTERS]), _MOST_LETTERS)
        # Translators: {computer} is a name such as "Office PC", {words} what was typed there
        self._words = _("Draft from {computer}: “{words}”").format(computer=offer.device, words=words)
        self._label = PlainLabel(parent=self)
        self._label.setProperty("kind", "muted")
        self._label.setAccessibleName(self._words)
        set_tip(self._label, beginning(offer.text, _MOST_TIP))
        name = offer.device
        self.use_button = WordButton(
            _("Use"),
            _("Use the draft from {computer}").format(computer=name),
            theme=theme,
            percent=percent,
            parent=self,
        )
        self.dismiss_button = WordButton(
            _("Dismiss"),
            _("Dismiss the draft from {computer}").format(computer=name),
            theme=theme,
            percent=percent,
            parent=self,
        )
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        for widget in (self._label, self.use_button, self.dismiss_button):
            self._row.addWidget(widget)
        self._row.setStretch(0, 1)
        self.set_look(theme, percent)

    @property
    def has_focus(self) -> bool:
        """Whether the keyboard is at one of its buttons."""
        return self.use_button.hasFocus() or self.dismiss_button.hasFocus()

    def set_look(self, theme: Theme, percent: float) -> None:
        """Take the colours of `theme`, and the size beside text of `percent`."""
        self._height = round(_LINE * theme.faces.scale * percent / 100)
        self._label.setFont(theme.font(TextRole.LABEL, percent))
        for button in (self.use_button, self.dismiss_button):
            button.restyle(theme, percent)
        self._fit()

    def sizeHint(self) -> QSize:
        return QSize(super().sizeHint().width(), self._height)

    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Cut the words to the room that the buttons leave."""
        taken = self.use_button.sizeHint().width() + self.dismiss_button.sizeHint().width()
        room = max(0, self.width() - taken)
        shown = self._label.fontMetrics().elidedText(self._words, Qt.TextElideMode.ElideRight, room)
        self._label.setText(in_own_order(shown))
