"""Marks words that are spelled wrong in a text field with a wavy line, and finds them again.

The lines are painted over the text: nothing of the document changes, so undo, the marks of an input method and the
height of lines are as they are without. Only lines in sight are looked at, when they are painted: what is known of
their words is painted at once, and words nobody knows yet are asked for after a rest. The word that is being written
is left alone until the caret leaves it, or rests for longer.

Qt offers screen readers no attribute for a mistake that a document does not have; they are led through mistakes by the
command for the next one, which selects it and opens the menu of suggestions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Protocol, cast

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, QTimer
from PySide6.QtGui import QContextMenuEvent, QPainter, QPen, QTextBlock, QTextCursor, QTextLine

from turbodesk.app.spelling.words import code_lines, words
from turbodesk.quick_dataclasses import dataclass
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.text_field import TextField

REST_MS = 300
"""After the last key, new words are asked for."""
FINISHED_MS = 1_200
"""After this rest more, the word at the caret counts as finished."""
MOST_LETTERS = 50_000
"""Of a text that is looked at; a longer one was not written here."""
MOST_JUDGED = 1_000
"""Paragraphs whose mistakes are remembered until more is known of words."""
_WAVE = 2.0
"""Pixels from a turn of the wave to the next, and its height, at the usual size of text."""
_BENEATH = 2.5
"""Pixels from where letters stand to the wave."""
_USUAL_ASCENT = 15.0
_FENCES = ("```", "~~~", "$$")

_words = lru_cache(maxsize=1_000)(words)


class Speller(Protocol):
    """Who knows about words."""

    def is_on(self, field: TextField) -> bool:
        """Return whether mistakes in a field are marked now."""
        ...

    def is_wrong(self, word: str) -> bool | None:
        """Return whether a word is to be marked; None where nobody knows yet."""
        ...

    def is_own(self, word: str) -> bool:
        """Return whether the person has added a word."""
        ...

    def ask(self, words: set[str]) -> None:
        """Find out about words."""
        ...

    def suggest(self, word: str, beside: list[str], then: Callable[[tuple[str, ...]], None]) -> None:
        """Hand what may be meant to `then`."""
        ...

    def add(self, word: str) -> None:
        """Count a word as right for good."""
        ...

    def remove(self, word: str) -> None:
        """Undo `add`."""
        ...

    def ignore(self, word: str) -> None:
        """Count a word as right for now."""
        ...


@dataclass(frozen=True, slots=True)
class WordPlace:
    """A word in the document of a field."""

    start: int
    end: int
    text: str


OpenMenu = Callable[[TextField, "SpellingMarks", QContextMenuEvent], bool]
"""Opens the menu of a word; says whether it does."""


class SpellingMarks(QObject):
    """Serves one field, and belongs to it."""

    def __init__(self, field: TextField, speller: Speller, open_menu: OpenMenu) -> None:
        super().__init__(field)
        self._open_menu = open_menu
        self._field = field
        self.speller = speller
        self._code: frozenset[int] | None = None
        self._new: set[str] = set()
        self._judged: dict[str, tuple[WordPlace, ...]] = {}
        """By the text of a block: the words in it that are wrong, as far as is known, counted from its beginning."""
        self._is_typing = False
        self._has_edited = False
        self._rest = QTimer(self, singleShot=True)
        self._rest.timeout.connect(self._rested)
        field.document().contentsChange.connect(self._edited)
        field.cursorPositionChanged.connect(self._moved)
        field.set_marks(self)

    def refresh(self) -> None:
        """Paint anew: something else is known."""
        self._judged.clear()
        self._field.viewport().update()

    def paint(self, seen: QRect) -> None:
        """Paint the marks of the lines that are `seen`, a part of the viewport."""
        if not self._is_looking():
            return
        field = self._field
        painter: QPainter | None = None
        block, at = field.firstVisibleBlock(), QPointF(field.contentOffset())
        while block.isValid() and at.y() <= seen.bottom():
            height = field.blockBoundingRect(block).height()
            if at.y() + height >= seen.top():
                for place in self._wrong(block):
                    if painter is None:
                        painter = self._painter()
                    for rect in _rects(block, at, place, self._preedit(block)):
                        _paint_wave(painter, rect)
            at.setY(at.y() + height)
            block = block.next()
        if self._new and not self._rest.isActive():
            self._rest.start(REST_MS)

    def open_menu(self, event: QContextMenuEvent) -> bool:
        """Open the menu of the word that one was asked for at, if it is wrong or the person's own."""
        return self._open_menu(self._field, self, event)

    def word_at(self, position: int) -> WordPlace | None:
        """Return the word a caret at `position` of the document is in or beside."""
        block = self._field.document().findBlock(position)
        if not self._is_looking() or not block.isValid():
            return None
        return next((one for one in self._places(block) if one.start <= position <= one.end), None)

    def is_at(self, place: WordPlace, point: QPoint) -> bool:
        """Return whether a point of the viewport is on a word."""
        field = self._field
        block = field.document().findBlock(place.start)
        at = field.blockBoundingGeometry(block).topLeft() + field.contentOffset()
        return any(rect.contains(point) for rect in _rects(block, QPointF(at), place, self._preedit(block)))

    def all_words(self) -> set[str]:
        """Return every word of the text that can be wrong."""
        if not self._is_looking():
            return set()
        return {place.text for block in self._blocks() for place in self._places(block)}

    def next_mistake(self) -> WordPlace | None:
        """Return the next word behind the caret that is wrong as far as is known, from the top after the last one."""
        found = [place for block in self._blocks() for place in self._places(block) if self._is_wrong(place)]
        caret = self._field.textCursor().selectionEnd()
        return next((one for one in found if one.start >= caret), next(iter(found), None))

    def words_beside(self, place: WordPlace) -> list[str]:
        """Return the words of the paragraph that a word is in."""
        return [one.text for one in self._places(self._field.document().findBlock(place.start))]

    def replace(self, place: WordPlace, text: str) -> None:
        """Write `text` instead of a word that still stands in its place, as one step that is undone."""
        cursor = QTextCursor(self._field.document())
        cursor.setPosition(place.start)
        cursor.setPosition(place.end, QTextCursor.MoveMode.KeepAnchor)
        if cursor.selectedText() == place.text:
            cursor.insertText(text)
            self._is_typing = False

    def _is_looking(self) -> bool:
        field = self._field
        return (
            self.speller.is_on(field) and not field.isReadOnly() and field.document().characterCount() <= MOST_LETTERS
        )

    def _blocks(self) -> Iterator[QTextBlock]:
        block = self._field.document().firstBlock()
        while block.isValid():
            yield block
            block = block.next()

    def _code_blocks(self) -> frozenset[int]:
        if self._code is None:
            text = self._field.document().toRawText()
            has_fences = any(fence in text for fence in _FENCES)
            self._code = code_lines(text.split("\u2029")) if has_fences else frozenset()
        return self._code

    def _places(self, block: QTextBlock) -> Iterator[WordPlace]:
        """Go through the words of a block that can be wrong; Qt counts in UTF-16."""
        if block.blockNumber() in self._code_blocks():
            return
        text, begin, more, seen = block.text(), block.position(), 0, 0
        is_plain = text.isascii() or max(text) <= "\uffff"
        for word in _words(text):
            if not is_plain:
                more += sum(letter > "\uffff" for letter in text[seen : word.start])
                seen = word.start
            start = begin + word.start + more
            yield WordPlace(start, start + len(word.text), word.text)

    def _wrong(self, block: QTextBlock) -> Iterator[WordPlace]:
        """Go through the words of a block that are to be marked now."""
        if block.blockNumber() in self._code_blocks():
            return
        begin, text = block.position(), block.text()
        caret = self._field.textCursor().position() - begin if self._is_typing and self._field.hasFocus() else -1
        is_written = 0 <= caret < block.length()
        judged = None if is_written else self._judged.get(text)
        if judged is None:
            judged = tuple(self._judge(block, caret))
            if not is_written and len(self._judged) < MOST_JUDGED:
                self._judged[text] = judged
        at, length = self._preedit(block)
        for one in judged:
            if not (length and one.start <= at <= one.end):
                yield WordPlace(begin + one.start, begin + one.end, one.text)

    def _judge(self, block: QTextBlock, caret: int) -> Iterator[WordPlace]:
        """Go through what is wrong but the word at `caret`, and note what nobody knows."""
        begin = block.position()
        for place in self._places(block):
            start, end = place.start - begin, place.end - begin
            if start <= caret <= end:
                continue
            wrong = self.speller.is_wrong(place.text)
            if wrong:
                yield WordPlace(start, end, place.text)
            elif wrong is None:
                self._new.add(place.text)

    def _is_wrong(self, place: WordPlace) -> bool:
        return self.speller.is_wrong(place.text) is True

    def _preedit(self, block: QTextBlock) -> tuple[int, int]:
        """Return where in a block something is composed, and how long it is: its layout counts it, its text not."""
        layout = block.layout()
        return layout.preeditAreaPosition(), len(layout.preeditAreaText())

    def _painter(self) -> QPainter:
        theme = current_theme()
        painter = QPainter(self._field.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.color("danger"), 2.0 if theme.is_contrast else 1.2))
        return painter

    def _edited(self) -> None:
        self._code = None
        self._is_typing = self._has_edited = True
        self._rest.start(REST_MS)

    def _moved(self) -> None:
        """Tell the caret that follows what was written from one that goes elsewhere, and so leaves its word."""
        if self._has_edited:
            self._has_edited = False
        elif self._is_typing:
            self._is_typing = False
            self._field.viewport().update()

    def _rested(self) -> None:
        if self._new:
            self.speller.ask(self._new)
            self._new = set()
            if self._is_typing:
                self._rest.start(FINISHED_MS)
        elif self._is_typing:
            self._is_typing = self._has_edited = False
            self._field.viewport().update()


def _rects(block: QTextBlock, at: QPointF, place: WordPlace, preedit: tuple[int, int]) -> Iterator[QRectF]:
    """Return where a word lies in the viewport, for each of its lines: from where letters stand to the line's end."""
    start, end = place.start - block.position(), place.end - block.position()
    if preedit[1] and start >= preedit[0]:
        start, end = start + preedit[1], end + preedit[1]
    layout = block.layout()
    first, last = layout.lineForTextPosition(start), layout.lineForTextPosition(end - 1)
    if not first.isValid() or not last.isValid():
        return
    for number in range(first.lineNumber(), last.lineNumber() + 1):
        line = layout.lineAt(number)
        begin, stop = max(start, line.textStart()), min(end, line.textStart() + line.textLength())
        if begin < stop:
            # Three, for at the border of left to right and right to left Qt has one place for two carets.
            ends = (
                _x(line, begin, QTextLine.Edge.Leading),
                _x(line, stop, QTextLine.Edge.Leading),
                _x(line, stop - 1, QTextLine.Edge.Trailing),
            )
            left, right = min(ends), max(ends)
            yield QRectF(at.x() + left, at.y() + line.y(), right - left, line.ascent() + line.descent())


def _x(line: QTextLine, position: int, edge: QTextLine.Edge) -> float:
    x: object = line.cursorToX(position, edge)
    return cast("float", x[0] if isinstance(x, tuple) else x)


def _paint_wave(painter: QPainter, word: QRectF) -> None:
    """Paint a wave under a word; its size follows that of the letters."""
    size = max(1.0, word.height() / _USUAL_ASCENT * 0.85)
    step, top = _WAVE * size, word.bottom() - word.height() * 0.2 + _BENEATH * size - _WAVE * size
    count = max(2, int(word.width() / step))
    painter.drawPolyline([QPointF(word.left() + at * step, top + (at % 2) * step * 0.9) for at in range(count + 1)])
