"""The pages of a PDF one below the other, as wide as there is room, with words marked on them.

    pages = PageList(theme)
    loader = PageLoader(pages, scope)     # draws what the list wants, on threads
    loader.begin(data)                    # shows another document; `loader.end()` lets it go
    pages.mark({2: [rect, ...]})          # on the third page, as parts of it; see `DrawnPage.place`
    pages.reveal(2, rect)                 # brings a place into view

Pages are drawn when they come into view; until then, and where one cannot be drawn, its sheet of paper is there all the
same, with a sentence on it in the second case. The paper is white in dark windows too: it is the document's own.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _
from turbodesk.ui import quantities
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets.scroll_keys import Step, step_of

_KEPT_BYTES = 96_000_000
"""Of drawn pages: about a dozen on a sharp screen."""
_WIDEST = 1_000
"""Device-independent pixels of a page."""
_TALLEST = 6
"""Times its width; a longer page, such as a receipt, is as wide as that lets it be."""
_LINE = 40


@dataclass(frozen=True, slots=True)
class WantedPage:
    """A page that is in view and not drawn."""

    number: int
    """From 0."""
    width: int
    """Pixels of the screen."""


class PageList(QAbstractScrollArea):
    """Shows one document at a time."""

    wanted = Signal()
    """`next_wanted` gives a page now."""
    page_changed = Signal(int)
    """The page, from 0, at the upper edge is another."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._sizes: Sequence[tuple[float, float]] = ()
        self._rects: list[QRect] = []
        """Where each page lies in the whole of the content."""
        self._images: OrderedDict[int, tuple[int, QImage]] = OrderedDict()
        self._failed: dict[int, str] = {}
        self.marks: Mapping[int, Sequence[QRectF]] = {}
        """What is marked: by page, from 0, places as parts of it."""
        self._front: tuple[int, QRectF] | None = None
        self._page = -1
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)  # else the width hangs on the height
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self.verticalScrollBar().setSingleStep(_LINE)
        self.setAccessibleName(_("Pages"))

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours of `theme`."""
        self._theme = theme
        self.viewport().update()

    def show_document(self, sizes: Sequence[tuple[float, float]]) -> None:
        """Show the sheets of a document whose pages have these widths and heights; none: nothing."""
        self._sizes = sizes
        self._images.clear()
        self._failed.clear()
        self.marks, self._front, self._page = {}, None, -1
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._scrolled()

    @property
    def count(self) -> int:
        """The number of pages."""
        return len(self._sizes)

    def next_wanted(self) -> WantedPage | None:
        """Return the next page to draw: the topmost in view, then the one after them; None where all are there."""
        ratio = self.devicePixelRatioF()
        shown = self._shown()
        for number in [*shown, *(one + 1 for one in shown[-1:] if one + 1 < self.count)]:
            width = round(self._rects[number].width() * ratio)
            if number not in self._failed and self._images.get(number, (0, None))[0] != width:
                return WantedPage(number, width)
        return None

    def show_page(self, page: WantedPage, image: QImage) -> None:
        """Show a page that was drawn."""
        if not 0 <= page.number < self.count:
            return
        self._images[page.number] = (page.width, image)
        self._images.move_to_end(page.number)
        shown = set(self._shown())
        for number in [one for one in self._images if one not in shown and one != page.number]:
            if sum(image.sizeInBytes() for _, image in self._images.values()) <= _KEPT_BYTES:
                break
            del self._images[number]
        self.viewport().update()

    def fail_page(self, number: int, sentence: str) -> None:
        """Say on a page's paper why it cannot be shown."""
        self._failed[number] = sentence
        self.viewport().update()

    def mark(self, marks: Mapping[int, Sequence[QRectF]]) -> None:
        """Mark places on pages, given as parts of the page, instead of those that were."""
        self.marks = marks
        self.viewport().update()

    def reveal(self, number: int, place: QRectF | None = None) -> None:
        """Bring a place of a page into view, or the page's top; one well in view stays where it is.

        At the lower edge the words after it would be out of view, and the page above be taken for the one shown.
        """
        if not 0 <= number < self.count:
            return
        page, bar, height = self._rects[number], self.verticalScrollBar(), self.viewport().height()
        self._front = None if place is None else (number, place)
        if place is None:
            bar.setValue(page.top() - Space.S)
            return
        top = page.top() + round(place.top() * page.height())
        bottom = page.top() + round(place.bottom() * page.height())
        if not bar.value() + _LINE <= top <= bottom <= bar.value() + height * 2 // 3:
            bar.setValue(top - height // 3)

    def shown_page(self) -> int:
        """Return the page, from 0, that is in the middle of the view; -1 where there is none."""
        middle = self.verticalScrollBar().value() + self.viewport().height() // 2
        return next((at for at, rect in enumerate(self._rects) if rect.bottom() + Space.M >= middle), self.count - 1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        bar = self.verticalScrollBar()
        page = self.shown_page()
        part = 0.0
        if page >= 0:
            part = (bar.value() + event.oldSize().height() / 2 - self._rects[page].top()) / self._rects[page].height()
        self._lay_out()
        if self._front is not None:
            number, place = self._front
            self.reveal(number, place)
        elif page >= 0 and bar.value():
            rect = self._rects[page]
            bar.setValue(round(rect.top() + part * rect.height() - self.viewport().height() / 2))
        self._scrolled()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        match step_of(event):
            case Step.START:
                bar.setValue(0)
            case Step.END:
                bar.setValue(bar.maximum())
            case Step.LINE_UP | Step.LINE_DOWN as step:
                bar.setValue(bar.value() + (_LINE if step is Step.LINE_DOWN else -_LINE))
            case Step.PAGE_UP | Step.PAGE_DOWN as step:
                bar.setValue(bar.value() + (bar.pageStep() if step is Step.PAGE_DOWN else -bar.pageStep()))
            case _:
                super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.fillRect(event.rect(), self._theme.color("sidebar"))
        top = self.verticalScrollBar().value()
        for number in self._shown():
            rect = self._rects[number].translated(0, -top)
            painter.fillRect(rect, Qt.GlobalColor.white)
            if number in self._images:
                painter.drawImage(QRectF(rect), self._images[number][1])
            if number in self._failed:
                painter.setPen(QColor("#6a665e"))
                painter.setFont(self._theme.font(TextRole.UI))
                inside = rect.adjusted(Space.L, Space.XL, -Space.L, -Space.XL)
                painter.drawText(inside, Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap, self._failed[number])
            self._paint_marks(painter, rect, self.marks.get(number, ()))
            painter.setPen(QPen(self._theme.color("border"), 1))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))

    def _paint_marks(self, painter: QPainter, page: QRect, places: Sequence[QRectF]) -> None:
        painter.save()
        # As a marker on paper: what is printed stays as dark as it was.
        painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Multiply)
        for place in places:
            across, down = page.width(), page.height()
            painter.fillRect(
                QRectF(
                    page.left() + place.left() * across,
                    page.top() + place.top() * down,
                    place.width() * across,
                    place.height() * down,
                ).adjusted(-1, -1, 1, 1),
                MARKER,
            )
        painter.restore()

    def _shown(self) -> list[int]:
        top = self.verticalScrollBar().value()
        bottom = top + self.viewport().height()
        return [at for at, rect in enumerate(self._rects) if rect.bottom() >= top and rect.top() < bottom]

    def _lay_out(self) -> None:
        room = self.viewport().width()
        self._rects = []
        top: int = Space.S
        for width, height in self._sizes:
            wide = max(40, min(room - 2 * Space.S, _WIDEST))
            high = round(wide * height / width)
            if high > wide * _TALLEST:
                high = wide * _TALLEST
                wide = max(1, round(high * width / height))
            high = max(1, high)
            self._rects.append(QRect((room - wide) // 2, top, wide, high))
            top += high + Space.M
        bar = self.verticalScrollBar()
        bar.setPageStep(max(1, self.viewport().height() - _LINE))
        bar.setRange(0, max(0, top - Space.M + Space.S - self.viewport().height()) if self._sizes else 0)
        self.viewport().update()

    def _scrolled(self) -> None:
        self.viewport().update()
        if self.next_wanted() is not None:
            self.wanted.emit()
        page = self.shown_page()
        if page != self._page:
            self._page = page
            here = _("Page {number} of {count}").format(
                number=quantities.number(page + 1), count=quantities.number(self.count)
            )
            self.setAccessibleDescription(here if page >= 0 else "")
            self.page_changed.emit(page)


MARKER = QColor("#ffdf7a")
"""What marked words lie under; black on it has a contrast of 15."""
