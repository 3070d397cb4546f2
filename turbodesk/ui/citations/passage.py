"""Finds the cited words on the pages of a PDF, and the rectangles that mark them."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence

from PySide6.QtCore import QRectF

from turbodesk.chat.errors import AttachmentRefused
from turbodesk.chat.quotes import FoldedText, FoundQuote
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.pdf.pages import DrawnPage

MOST_TOGETHER = 12
"""Pages of a citation that are looked through as one text: a sentence may go on over the page."""
MOST_SEARCHED = 600
"""Pages that are looked through where the words are not on those that were named."""


@dataclass(frozen=True, slots=True)
class MarkedPassage:
    """Where the words stand."""

    marks: dict[int, list[QRectF]]
    """By page, from 0, one rectangle a line, as parts of the page."""
    is_elsewhere: bool = False
    """Whether they stand on other pages than the citation names."""

    @property
    def page(self) -> int:
        """The first page with a mark."""
        return min(self.marks)


async def passage_on(
    letters: Callable[[int], Awaitable[DrawnPage]],
    words: str,
    *,
    pages: tuple[int, int] | None,
    count: int,
    far: bool = True,
) -> MarkedPassage | None:
    """Return where `words` stand, first on the `pages`, from 1, that are named, then, `far`, on all; None: nowhere.

    `letters` gives a page, from 0, without a picture; `count` is how many there are.
    """
    named = range(0)
    if pages is not None and pages[0] <= count:
        named = range(pages[0] - 1, min(pages[1], count, pages[0] - 1 + MOST_TOGETHER))
    if named and (found := await _together(letters, words, named)) is not None:
        return found
    if not far:
        return None
    near = named.start if named else 0
    others = sorted(
        (one for one in range(min(count, MOST_SEARCHED)) if one not in named), key=lambda at: abs(at - near)
    )
    best: MarkedPassage | None = None
    for at in others:
        page = await _page(letters, at)
        found_here = await asyncio.to_thread(FoldedText(page.letters).find, words)
        if found_here is None:
            continue
        marked = MarkedPassage({at: rects(page, found_here.ranges)}, is_elsewhere=pages is not None)
        if found_here.is_whole:
            return marked
        best = best or marked
    return best


async def _together(
    letters: Callable[[int], Awaitable[DrawnPage]], words: str, named: Iterable[int]
) -> MarkedPassage | None:
    pages = {at: await _page(letters, at) for at in named}
    text = "".join(f"{page.letters}\n" for page in pages.values())
    found: FoundQuote | None = await asyncio.to_thread(lambda: FoldedText(text).find(words))
    if found is None:
        return None
    marks: dict[int, list[QRectF]] = {}
    before = 0
    for at, page in pages.items():
        end = before + len(page.letters)
        here = [(max(a, before) - before, min(b, end) - before) for a, b in found.ranges if a < end and b > before]
        if here:
            marks[at] = rects(page, here)
        before = end + 1
    return MarkedPassage(marks)


async def _page(letters: Callable[[int], Awaitable[DrawnPage]], at: int) -> DrawnPage:
    try:
        return await letters(at)
    except AttachmentRefused:
        from PySide6.QtGui import QImage

        return DrawnPage(QImage())  # the others may have it


def rects(page: DrawnPage, ranges: Sequence[tuple[int, int]]) -> list[QRectF]:
    """Return one rectangle for each line of these stretches of a page's letters."""
    lines: list[QRectF] = []
    for first, last in ranges:
        line = QRectF()
        for at in range(first, min(last, len(page.letters))):
            place = page.place(at)
            if place.isEmpty():
                continue
            if not line.isEmpty() and _is_same_line(line, place):
                line = line.united(place)
                continue
            if not line.isEmpty():
                lines.append(line)
            line = place
        if not line.isEmpty():
            lines.append(line)
    return lines


def _is_same_line(line: QRectF, letter: QRectF) -> bool:
    """Whether a letter goes on in a line: at its height, and not far away in another column."""
    overlap = min(line.bottom(), letter.bottom()) - max(line.top(), letter.top())
    is_beside = letter.left() <= line.right() + 4 * letter.height() and letter.right() >= line.left() - letter.height()
    return overlap > 0.4 * min(line.height(), letter.height()) and is_beside
