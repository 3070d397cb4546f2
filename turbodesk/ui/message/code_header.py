"""The buttons of one code panel: Copy, Wrap and Save above it, and beneath long code the one that unfolds it.

A diagram has two more: to see it larger, and to see its source. A page, Markdown and a drawing have Preview.

They are words, and only Copy is always seen; Wrap and Save are where the panel is pointed at, or the keyboard is there.
Their place is kept, so that nothing moves; to a screen reader and to Tab they are always there.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QEnterEvent, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.document.typography import Typography
from turbodesk.ui.quantities import number
from turbodesk.ui.theme.metrics import TARGET
from turbodesk.ui.widgets.direction import mirrored, start
from turbodesk.ui.widgets.plain import set_tip

_COPIED_MS = 1500
"""How long "Copied" stands: long enough to be read, short enough not to be taken for a state."""
_PAD, _RADIUS, _ICON = 8, 6, 12
"""Left and right of a word, the corners of its ground, and the sign behind it, at 100 % text."""


class CodeWord(QToolButton):
    """A button that is a word on a code panel, as large as the text there is."""

    def __init__(self, parent: QWidget, text: str, name: str) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setAccessibleName(name)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._typography: Typography | None = None
        self._icon = ""
        self.longest = text
        """The longest word it ever shows: its place is as wide."""
        self.is_seen = True
        """Whether it is painted also where neither the pointer nor the keyboard is on it."""

    def dress(self, typography: Typography) -> None:
        """Take the theme and the size of the page's text."""
        self._typography = typography
        self.setFont(typography.small)
        self.updateGeometry()
        self.update()

    def set_icon(self, name: str) -> None:
        """Put a line icon behind the word."""
        self._icon = name
        self.update()

    def sizeHint(self) -> QSize:
        if self._typography is None:
            return super().sizeHint()
        px = self._typography.px
        metrics = QFontMetrics(self.font())
        word, longest = metrics.horizontalAdvance(self.text()), metrics.horizontalAdvance(self.longest)
        icon = px(_ICON + 4) if self._icon else 0
        return QSize(max(word + icon + 2 * px(_PAD), longest + px(_PAD)), max(TARGET, px(TARGET)))

    def paintEvent(self, event: QPaintEvent) -> None:
        type_ = self._typography
        if type_ is None or not (self.is_seen or self.underMouse() or self.hasFocus()):
            return
        theme, px = type_.theme, type_.px
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        wide = self.fontMetrics().horizontalAdvance(self.text()) + (px(_ICON + 4) if self._icon else 0) + 2 * px(_PAD)
        whole, side = QRectF(self.rect()), self.layoutDirection()
        rect = mirrored(side, whole, whole.adjusted(whole.width() - wide, 0, 0, 0))
        is_pressed, is_pointed = self.isDown(), self.underMouse()
        if is_pressed or is_pointed or self.isChecked():
            ground = "pressed" if is_pressed else "hover" if is_pointed else "selected"
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.color(ground))
            painter.drawRoundedRect(rect, px(_RADIUS), px(_RADIUS))
        painter.setPen(theme.color("text" if is_pointed or self.isChecked() else "text-muted"))
        painter.drawText(rect.adjusted(px(_PAD), 0, -px(_PAD), 0), start(side), self.text())
        if self._icon:
            size = px(_ICON)
            at = QRectF(rect.right() - px(_PAD) - size, rect.center().y() - size / 2, size, size)
            theme.icon(self._icon).paint(painter, mirrored(side, rect, at).toRect())


class CodeHeader(QWidget):
    """The buttons of one code panel."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.copy_button = CodeWord(self, _("Copy"), _("Copy code"))
        self.copy_button.longest = _("Copied")
        self.wrap_button = CodeWord(self, _("Wrap"), _("Wrap lines"))
        self.wrap_button.setCheckable(True)
        self.save_button = CodeWord(self, _("Save"), _("Save code"))
        self.larger_button = CodeWord(self, _("Larger"), _("Show diagram larger"))
        self.source_button = CodeWord(self, pgettext("code", "Source"), _("Show the source of the diagram"))
        self.source_button.longest = _("Diagram")
        self.preview_button = CodeWord(self, _("Preview"), _("Preview"))
        for button in (self.larger_button, self.source_button, self.preview_button):
            button.hide()
        # What is always seen stands at the edge, or there would be a hole.
        for button in self.buttons:
            set_tip(button, button.accessibleName())
            row.addWidget(button)
        self.copy_button.clicked.connect(self._copied)
        self._timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._timer.timeout.connect(lambda: self._say_copied(is_copied=False))
        self.set_pointed(is_pointed=False)

    @property
    def buttons(self) -> tuple[CodeWord, ...]:
        """All of them, as they are read."""
        figure = self.larger_button, self.source_button
        return *figure, self.preview_button, self.wrap_button, self.save_button, self.copy_button

    def dress(self, typography: Typography) -> None:
        """Take the theme and the size of the page's text."""
        for button in self.buttons:
            button.dress(typography)
        self._row.activate()

    def show_figure(self, *, is_drawn: bool, is_picture: bool) -> None:
        """Offer what can be done with a diagram that is drawn, and say whether its picture is shown."""
        self.source_button.setVisible(is_drawn)
        self.larger_button.setVisible(is_picture)
        self.source_button.setText(pgettext("code", "Source") if is_picture else _("Diagram"))
        words = _("Show the source of the diagram") if is_picture else _("Show the diagram")
        if self.source_button.accessibleName() != words:
            self.source_button.setAccessibleName(words)
            set_tip(self.source_button, words)

    def set_pointed(self, *, is_pointed: bool) -> None:
        """Whether the pointer is on the panel: then all buttons are seen."""
        for button in self.buttons[:-1]:
            if button.is_seen != is_pointed:
                button.is_seen = is_pointed
                button.update()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.set_pointed(is_pointed=True)

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.set_pointed(is_pointed=False)

    def _copied(self) -> None:
        self._say_copied(is_copied=True)
        self._timer.start()

    def _say_copied(self, *, is_copied: bool) -> None:
        self.copy_button.setText(_("Copied") if is_copied else _("Copy"))
        self.copy_button.setAccessibleName(_("Copied") if is_copied else _("Copy code"))


class FoldButton(CodeWord):
    """Shows the rest of long code, and hides it again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent, "", "")

    def show_state(self, lines: int, typography: Typography, *, is_folded: bool) -> None:
        """Say what a press does to code of so many lines."""
        words, name = _("Show less"), _("Show less code")
        if is_folded:
            words = ngettext("Show all {count} line", "Show all {count} lines", lines)
            name = ngettext("Show all {count} line of code", "Show all {count} lines of code", lines)
        self.setText(words.format(count=number(lines)))
        self.setAccessibleName(name.format(count=number(lines)))
        self.set_icon("chevron-down" if is_folded else "chevron-up")
        self.dress(typography)
        self.adjustSize()
