"""The panel: which of the reply's sources is in front and what it is called, and beneath it the document at its place.

    < 2 of 7 >                       open elsewhere  close
    Lease.pdf
    Page 3 of 12
    the page, the text, or the words alone

It stands beside the chat, or lies over it in a drawer where the window is narrow; where it stands is none of its
business. Esc closes it.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedLayout, QVBoxLayout, QWidget

from turbodesk.translation import _, pgettext
from turbodesk.ui.citations.text_page import TextPage
from turbodesk.ui.citations.words_page import WordsPage
from turbodesk.ui.pdf.page_list import PageList
from turbodesk.ui.quantities import number
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.focus import claims_escape, is_escape
from turbodesk.ui.widgets.forms import caption, note
from turbodesk.ui.widgets.plain import key_text

LEAST, USUAL, MOST = 320, 460, 900
"""Pixels of width beside the chat."""
_GRIP = 6
"""Pixels at its edge by which it is made wider."""


class CitationPanel(QWidget):
    """Shows one citation at a time."""

    closed = Signal()
    """The person has read it."""
    step_requested = Signal(int)
    """The next citation (+1), or the one before (-1), is wanted."""
    open_requested = Signal()
    """The document, or the page of the web, is wanted in another program."""

    def __init__(self, parent: QWidget, *, theme: Theme, next_key: str = "", previous_key: str = "") -> None:
        super().__init__(parent)
        self.hide()
        self._theme = theme
        self.setAccessibleName(pgettext("of a citation", "Source"))
        self._wide, self._room = USUAL, MOST
        self._is_beside = True
        self.pages, self.text, self.words = PageList(theme), TextPage(theme), WordsPage(theme)
        self._before = IconButton("chevron-left", _("Previous citation"), theme=theme, key=previous_key)
        self._next = IconButton("chevron-right", _("Next citation"), theme=theme, key=next_key)
        self._out = IconButton("out", _("Open in another program"), theme=theme)
        self._close = IconButton("close", _("Close"), theme=theme, key=key_text("Esc"))
        self._count = caption("", kind="muted")
        self._title, self._place = ElidedLabel(""), ElidedLabel("")
        self._place.setProperty("kind", "muted")
        self._note = note("")
        self.grip = _Grip(self)
        self._before.clicked.connect(lambda: self.step_requested.emit(-1))
        self._next.clicked.connect(lambda: self.step_requested.emit(1))
        self._out.clicked.connect(self.open_requested)
        self._close.clicked.connect(self.closed)
        self.words.open_requested.connect(self.open_requested)
        self.pages.page_changed.connect(self._say_page)
        self._place_words = ""
        self._front: QWidget = self.words
        self._lay_out()
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        self._theme = theme
        self._title.setFont(theme.font(TextRole.UI_STRONG))
        for label in (self._place, self._count):
            label.setFont(theme.font(TextRole.LABEL))
        for part in (self.pages, self.text, self.words, self._before, self._next, self._out, self._close):
            part.apply_theme(theme)
        self._mind_width()
        self.update()

    def set_beside(self, *, is_beside: bool) -> None:
        """Stand beside the chat, as wide as it was made, or fill what it lies in."""
        self._is_beside = is_beside
        self.grip.setVisible(is_beside)
        self._mind_width()

    def set_width(self, pixels: int) -> None:
        """Be so wide beside the chat, within what can be read."""
        self._wide = pixels
        self._mind_width()

    def set_room(self, pixels: int) -> None:
        """Be no wider than this beside the chat."""
        self._room = pixels
        self._mind_width()

    def least_width(self) -> int:
        """Return the pixels it needs beside the chat."""
        return round(LEAST * self._theme.faces.scale)

    def begin(self, title: str, place: str, *, ordinal: int, count: int) -> None:
        """Say which source comes, while it is looked for; `ordinal` is from 1."""
        self._title.setText(title)
        self._place_words = place
        self._say_page(-1)
        which = {"place": number(ordinal), "count": number(count)}
        # Translators: which of several this is.
        self._count.setText(_("{place} of {count}").format(**which))
        self._count.setAccessibleName(_("Citation {place} of {count}").format(**which))
        self._out.hide()
        self.say("")

    def set_steps(self, *, has_before: bool, has_next: bool) -> None:
        """Say whether there is a citation before and after this one, in whatever reply."""
        self._before.setEnabled(has_before)
        self._next.setEnabled(has_next)

    def say(self, sentence: str) -> None:
        """Say something of what is shown; "" takes it away."""
        self._note.setText(sentence)
        self._note.setVisible(bool(sentence))

    def show_pages(self, *, can_be_opened: bool) -> None:
        """Show the pages, which whoever gave them has marked."""
        self._show(self.pages)
        self._out.setVisible(can_be_opened)
        self._say_page(self.pages.shown_page())

    def show_text(self, text: str, ranges: Sequence[tuple[int, int]], *, at: int = 0, can_be_opened: bool) -> None:
        """Show a text; see `TextPage.show_text`."""
        self._show(self.text)
        self._say_page(-1)
        self._out.setVisible(can_be_opened)
        self.text.show_text(text, ranges, at=at)

    def show_words(self, words: str, sentence: str, address: str = "") -> None:
        """Show the words alone; see `WordsPage.show_words`."""
        self._show(self.words)
        self._say_page(-1)
        self.words.show_words(words, sentence, address)

    def focus_first(self) -> None:
        """Put the focus on what is shown, where keys scroll it."""
        target: QWidget = self._front
        if target is self.words and not self.words.open_button.isHidden():
            target = self.words.open_button
        target.setFocus(Qt.FocusReason.PopupFocusReason)

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if is_escape(event):
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        return QSize(self._wide, 400)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
        self.grip.setGeometry(self.width() - _GRIP if is_mirrored else 0, 0, _GRIP, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("sidebar"))
        if self._is_beside:
            edge = self.width() - 1 if self.layoutDirection() == Qt.LayoutDirection.RightToLeft else 0
            painter.fillRect(edge, 0, 1, self.height(), self._theme.color("border"))

    def _show(self, part: QWidget) -> None:
        focused = self.window().focusWidget()
        had_focus = focused is not None and (focused is self._front or self._front.isAncestorOf(focused))
        self._front = part
        self._content.setCurrentWidget(part)
        if had_focus:
            self.focus_first()

    def _say_page(self, page: int) -> None:
        is_page = self._front is self.pages and page >= 0
        words = self._place_words
        if is_page:
            place = _("Page {place} of {count}")
            words = place.format(place=number(page + 1), count=number(self.pages.count))
        self._place.setText(words)
        self._place.setVisible(bool(words))

    def _mind_width(self) -> None:
        if self._is_beside:
            self.setFixedWidth(max(self.least_width(), min(self._wide, MOST, self._room)))
        else:
            self.setMinimumWidth(0)
            self.setMaximumWidth(16_777_215)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(Space.XS)
        for part in (self._before, self._count, self._next):
            top.addWidget(part)
        top.addStretch(1)
        top.addWidget(self._out)
        top.addWidget(self._close)
        head = QVBoxLayout()
        head.setContentsMargins(margins(Space.M, Space.S, Space.S, Space.S))
        head.setSpacing(0)
        head.addLayout(top)
        head.addSpacing(Space.XS)
        words = QVBoxLayout()
        words.setContentsMargins(Space.XS, 0, Space.XS, 0)
        words.setSpacing(2)
        words.addWidget(self._title)
        words.addWidget(self._place)
        words.addWidget(self._note)
        head.addLayout(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(margins(1, 0, 0, 0))
        column.setSpacing(0)
        column.addLayout(head)
        self._content = QStackedLayout()
        column.addLayout(self._content, 1)
        for one in (self.words, self.pages, self.text):
            self._content.addWidget(one)  # last: without a parent it would show it as a window of its own
        self.grip.raise_()


class _Grip(QWidget):
    """The edge by which the panel is made wider."""

    def __init__(self, panel: CitationPanel) -> None:
        super().__init__(panel)
        self._panel = panel
        self._from: tuple[int, int] | None = None
        self.setCursor(Qt.CursorShape.SplitHCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._from = (_x(event), self._panel.width())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._from is not None:
            at, wide = self._from
            mirrored = self.layoutDirection() == Qt.LayoutDirection.RightToLeft
            self._panel.set_width(wide + (_x(event) - at) * (1 if mirrored else -1))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._from = None


def _x(event: QMouseEvent) -> int:
    point: QPoint = event.globalPosition().toPoint()
    return point.x()
