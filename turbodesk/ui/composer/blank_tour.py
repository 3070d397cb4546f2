"""Goes from variable to variable of a prompt that was put into the field; what is typed takes the place of each."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QPlainTextEdit

from turbodesk.chat.prompt import Blank


class BlankTour:
    """Begins at the first one and lasts until it goes past the last; places follow what is written around them."""

    def __init__(self, field: QPlainTextEdit, text: str, blanks: Sequence[Blank], start: int) -> None:
        """`text` stands in the field from position `start` on; there is a blank at least."""
        self._field = field
        self._stops = [_Stop(field, blank, text, start) for blank in blanks]
        self._begin = _cursor(field, start)
        self._begin.setKeepPositionOnInsert(True)
        self._end = _cursor(field, start + _length(text))
        self._steps = field.document().availableUndoSteps()
        self._current = self._stops[0]
        self._select(self._current)

    def step(self, *, is_forward: bool) -> bool:
        """Select the next variable, or the one before; past the last, end where the prompt ends. False: there is none.

        What was written for one is written for all of its name that wait.
        """
        is_gone = self._begin.position() == self._end.position()
        if not self._stops or is_gone or self._field.document().availableUndoSteps() < self._steps:
            return False  # it is over, or the prompt itself was taken out or undone
        here, caret = self._here(), self._field.textCursor()
        if here is not None:
            self._spread(here)
        stops = self._distinct()
        if is_forward:
            at = caret.selectionStart() if here is None else here.start.position()
            found = next((one for one in self._after(stops, here) if one.start.position() >= at), None)
        else:
            at = caret.selectionEnd() if here is None else here.end.position()
            found = next((one for one in self._before(stops, here) if one.end.position() <= at), None)
        if found is not None:
            self._select(found)
        elif is_forward:
            self._stops = []
            self._field.setTextCursor(self._end)
        return found is not None or is_forward

    def _after(self, stops: list[_Stop], here: _Stop | None) -> list[_Stop]:
        return stops if here is None else [one for one in stops if self._place(one) > self._place(here)]

    def _before(self, stops: list[_Stop], here: _Stop | None) -> list[_Stop]:
        return [one for one in reversed(stops) if here is None or self._place(one) < self._place(here)]

    def _place(self, stop: _Stop) -> int:
        return self._stops.index(stop)

    def _here(self) -> _Stop | None:
        caret = self._field.textCursor()
        return next((one for one in (self._current, *self._stops) if one.surrounds(caret)), None)

    def _spread(self, written: _Stop) -> None:
        if not written.waits():
            for other in self._stops:
                if other.name == written.name and other.waits():
                    other.write(written.text())

    def _distinct(self) -> list[_Stop]:
        """Return the variables but those that say what another before them says of that name."""
        return list({(one.name, one.text()): one for one in reversed(self._stops)}.values())[::-1]

    def _select(self, stop: _Stop) -> None:
        """Select a variable, and let what is typed now belong to it alone, also where another touches it."""
        self._current = stop
        at = self._place(stop)
        for place, one in enumerate(self._stops):
            one.start.setKeepPositionOnInsert(place <= at)
            one.end.setKeepPositionOnInsert(place < at)
        self._field.setTextCursor(stop.selected())
        self._field.ensureCursorVisible()


class _Stop:
    """One variable, between two cursors."""

    def __init__(self, field: QPlainTextEdit, blank: Blank, text: str, start: int) -> None:
        self.name = blank.name.casefold()
        self._braces = text[blank.start : blank.end]
        self.start = _cursor(field, start + _length(text[: blank.start]))
        self.end = _cursor(field, start + _length(text[: blank.end]))

    def text(self) -> str:
        """Return what stands there."""
        return self.selected().selectedText()

    def waits(self) -> bool:
        """Return whether nothing was written yet."""
        return self.text() == self._braces

    def surrounds(self, caret: QTextCursor) -> bool:
        """Return whether the caret, or all that is selected, is in it."""
        return self.start.position() <= caret.selectionStart() and caret.selectionEnd() <= self.end.position()

    def write(self, text: str) -> None:
        """Write `text` in the place of what stands there."""
        self.end.setKeepPositionOnInsert(False)
        self.start.setKeepPositionOnInsert(True)
        self.selected().insertText(text)

    def selected(self) -> QTextCursor:
        """Return a cursor that has it selected."""
        cursor = QTextCursor(self.start.document())
        cursor.setPosition(self.start.position())
        cursor.setPosition(self.end.position(), QTextCursor.MoveMode.KeepAnchor)
        return cursor


def _cursor(field: QPlainTextEdit, position: int) -> QTextCursor:
    cursor = QTextCursor(field.document())
    cursor.setPosition(position)
    return cursor


def _length(text: str) -> int:
    """Return how many positions of a document a text takes: a character beyond U+FFFF takes two."""
    return len(text) + sum(char > "\uffff" for char in text)
