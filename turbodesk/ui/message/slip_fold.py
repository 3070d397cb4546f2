"""Folds a long message of a person's to its first lines, with a button on the slip that shows all of it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QStyle, QWidget

from turbodesk.translation import _, ngettext
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.body import Body
from turbodesk.ui.quantities import number
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme

FOLD_TO = 10
"""Lines that are seen of a folded message."""
_WORTH = 4
"""Lines that folding has to hide at least."""
_FADE = 56
_EDGE = 5
"""Pixels between the edge of the button and its words."""


class SlipFold(QWidget):
    """The lower end of one folded slip: what melts the last lines away, and the button. Shown while it is folded."""

    def __init__(self, text: str, *, opened: set[int], theme: Theme, percent: int, parent: BaseMessageView) -> None:
        """`opened` is not empty once all is shown; whoever shows the message again later keeps it."""
        super().__init__(parent)
        self._row, self._opened = parent, opened
        self._body: Body | None = None
        lines = text.count("\n") + 1
        words = _("Show all of it")
        if lines > FOLD_TO:
            words = ngettext("Show all {count} line", "Show all {count} lines", lines).format(count=number(lines))
        self.button = QPushButton(words, self)
        self.button.setProperty("kind", "link")
        self.button.clicked.connect(self.unfold)
        self.hide()
        self.restyle(theme, percent)

    @property
    def is_open(self) -> bool:
        """Whether all is shown, because the person asked for it or something in it was gone to."""
        return bool(self._opened)

    @property
    def is_folded(self) -> bool:
        """Whether a part is hidden now."""
        return not self.isHidden()

    def shown_height(self, whole: int) -> int:
        """Return how much of a text of `whole` pixels is shown."""
        line = self._theme.line_height(TextRole.READING, self._percent)
        if self.is_open or whole <= (FOLD_TO + _WORTH) * line:
            return whole
        return round(FOLD_TO * line)

    @property
    def foot(self) -> int:
        """Pixels that the button takes beneath the text."""
        return self.button.sizeHint().height() + 4

    def place(self, body: Body, *, is_folded: bool) -> None:
        """Stand over the end of a folded text and beneath it, or be gone."""
        self._body = body
        self.setVisible(is_folded)
        if is_folded:
            text = body.text_rect
            fade = min(round(_FADE * self._percent / 100), text.height())
            top = text.bottom() + 1 - fade
            self.setGeometry(QRect(text.x() - _EDGE, top, text.width() + 2 * _EDGE, fade + self.foot))
            size = self.button.sizeHint().boundedTo(self.size())
            at = QRect(QPoint(0, fade + 2), size)
            self.button.setGeometry(QStyle.visualRect(self.layoutDirection(), self.rect(), at))
            self.raise_()

    def unfold(self) -> None:
        """Show all of the message."""
        if not self.is_open:
            had_focus = self.button.hasFocus()
            self._opened.add(0)
            self.hide()
            self._row.height_may_differ()
            if had_focus and self._body is not None:
                self._body.setFocus(Qt.FocusReason.TabFocusReason)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme, self._percent = theme, percent
        self.button.setFont(theme.font(TextRole.UI_STRONG, percent))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        ground = self._theme.color("bubble")
        clear = QColor(ground)
        clear.setAlpha(0)
        fade = self.height() - self.foot
        gradient = QLinearGradient(0, 0, 0, fade)
        gradient.setColorAt(0, clear)
        gradient.setColorAt(1, ground)
        painter = QPainter(self)
        painter.fillRect(_EDGE, 0, self.width() - 2 * _EDGE, fade, gradient)
