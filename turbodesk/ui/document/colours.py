"""Colours long code in a thread: it stands plain on the page at first, and takes its colours when they are found.

Code of up to `highlight.MAX_LENGTH` characters comes coloured with its HTML. For longer code the tokens are found here,
one panel after the other, and put on the lines as formats of their layouts: the same characters in the same fonts'
widths, so that nothing moves, and neither the document nor what is copied from it changes.

Why a thread of Python's that pauses, and no process: tokens are small and many, and sending them back would cost the
window more than the pauses do. It never computes for longer than `_TURN_S` at a stretch, ends at once when the program
does, and does not begin with code whose page is gone.
"""

from __future__ import annotations

import threading
import time
import weakref
from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from PySide6.QtCore import QCoreApplication, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QTextCharFormat, QTextCursor, QTextLayout

from turbodesk.rendering.highlight import MAX_LENGTH, Span, highlight, prepare, tokens
from turbodesk.ui.document.piece_document import PieceDocument
from turbodesk.ui.document.pieces import CodePiece, units

LONGEST = 500_000
"""Characters; longer code stays plain. This much takes 0.5 s (JSON) to 3 s (dense JavaScript, Rust) of computing, and a
third more with the pauses; measured beside two other busy programs."""
_KNOWN = 64
"""Panels kept: some 100 bytes a token."""
_TURN_S, _PAUSE_S = 0.003, 0.001
"""How long the thread computes before it leaves the interpreter to the window, and for how long at least."""
_SLICE_S = 0.004
"""How long a page puts on colours before it lets the window do something else."""


class CodeKey(NamedTuple):
    """Which code."""

    language: str
    text: str


Line = tuple[tuple[int, int, str], ...]
"""The tokens of one line: start and length in UTF-16 units, and class."""


class Asker:
    """Who asks for colours, as far as the thread may know: it takes hold of it for a moment.

    Not the page itself: were the thread the last to let go of it, the page would be destroyed there.
    """


class Colours(QObject):
    """The colours that are known, and a thread that finds those that are asked for."""

    found = Signal()
    """Some of the colours asked for are known now."""
    _arrived = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: OrderedDict[CodeKey, tuple[Line, ...]] = OrderedDict()
        self._lock = threading.Lock()
        self._waiting: deque[tuple[CodeKey, weakref.ref[Asker]]] = deque()
        self._made: list[tuple[CodeKey, tuple[Line, ...]]] = []
        self._thread: threading.Thread | None = None
        self._is_over = False
        self._prepared: set[str] = set()
        self._arrived.connect(self._take, Qt.ConnectionType.QueuedConnection)
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.give_up)

    @property
    def is_idle(self) -> bool:
        """Whether the thread has ended and everything it found was told."""
        with self._lock:
            return self._thread is None and not self._made

    def get(self, key: CodeKey, asker: Asker) -> tuple[Line, ...] | None:
        """Return the tokens by line, or None while they are looked for; `found` tells when to ask again."""
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        with self._lock:
            self._waiting.append((key, weakref.ref(asker)))
            if self._thread is None:
                self._is_over = False
                self._thread = threading.Thread(target=self._work, name="colours")
                self._thread.start()
        return None

    def prepare(self, language: str) -> None:
        """Import what a language needs in a thread of its own, while its code is still being written.

        Importing and compiling takes 2 to 33 ms a language, and some 45 ms for the first of all. Whoever colours short
        code with its HTML then finds it there; who comes too early waits for the rest.
        """
        if language not in self._prepared:
            self._prepared.add(language)
            threading.Thread(target=prepare, args=(language,), name="lexer").start()

    def known(self, key: CodeKey) -> tuple[Line, ...] | None:
        """Return the tokens by line if they are known."""
        return self._known.get(key)

    def give_up(self) -> None:
        """Forget what waits, and stop in the middle of what is under way."""
        with self._lock:
            self._waiting.clear()
            self._is_over = True

    def _work(self) -> None:
        """Work through what waits, in the thread."""
        try:
            while (key := self._next()) is not None:
                found = tokens(key.text, key.language, goes_on=self._goes_on())
                with self._lock:
                    if found is not None:
                        self._made.append((key, _lines(found)))
                self._arrived.emit()
        except BaseException:
            with self._lock:
                self._thread = None  # the next one asked for begins anew
            raise

    def _next(self) -> CodeKey | None:
        with self._lock:
            while self._waiting:
                key, asker = self._waiting.popleft()
                if asker() is not None and key not in self._known and all(key != made for made, _ in self._made):
                    return key
            self._thread = None
            return None

    def _goes_on(self) -> Callable[[], bool]:
        """Return what the thread asks at every token; it rests there from time to time."""
        turn_ends = time.perf_counter() + _TURN_S

        def goes_on() -> bool:
            nonlocal turn_ends
            if time.perf_counter() > turn_ends:
                time.sleep(_PAUSE_S)
                turn_ends = time.perf_counter() + _TURN_S
            return not self._is_over

        return goes_on

    def _take(self) -> None:
        with self._lock:
            made, self._made = self._made, []
        for key, lines in made:
            self._known[key] = lines
            while len(self._known) > _KNOWN:
                self._known.popitem(last=False)
        self.found.emit()


@cache
def colours() -> Colours:
    """Return the colours of all pages.

    One for the process, and not handed in, for the reasons of `mathematics.formulas`: it remembers what depends on a
    language and a text alone, and one thread colours for all pages, so that they do not compete for the interpreter.
    """
    return Colours()


def _lines(spans: Iterable[Span]) -> tuple[Line, ...]:
    lines: list[list[tuple[int, int, str]]] = [[]]
    at = 0
    for kind, text in spans:
        for number, part in enumerate(text.split("\n")):
            if number:
                lines.append([])
                at = 0
            size = units(part)
            if kind and part:
                lines[-1].append((at, size, kind))
            at += size
    return tuple(map(tuple, lines))


class Colouring(QObject):
    """Puts colours on the long code of one document, a slice at a time."""

    def __init__(self, document: PieceDocument) -> None:
        super().__init__(document)
        self._document = document
        self._asker = Asker()
        self._wanted: dict[int, CodePiece] = {}
        self._todo: deque[tuple[int, CodePiece, tuple[Line, ...], int]] = deque()
        self._timer = QTimer(self, singleShot=True, interval=0)
        self._timer.timeout.connect(self._colour_some)
        self._listens = False
        self._open: tuple[int, str] | None = None

    @property
    def is_idle(self) -> bool:
        """Whether every panel has its colours."""
        return not self._wanted and not self._todo

    def laid(self, index: int, piece: CodePiece) -> None:
        """A panel was laid, or has got its end."""
        if not piece.language:
            return
        if piece.is_open:
            if any(piece.lines):  # else the name of the language may still grow
                self._coming(index, piece.language)
            return
        is_plain = not any(run.marks for line in piece.lines for run in line)
        if is_plain and MAX_LENGTH < len(piece.text) <= LONGEST:
            if not self._listens:
                self._listens = True
                colours().found.connect(self._look)
            self._wanted[index] = piece
            self._ask(index, piece)

    def _coming(self, index: int, language: str) -> None:
        if self._open != (index, language):  # not at each of its lines
            self._open = (index, language)
            colours().prepare(language)

    def now(self) -> None:
        """Put all colours on at once: for paper, which is printed only once. Who knows them before need not wait."""
        for index, piece in self._wanted.items():
            if self._is_there(index, piece):
                self._colour(index, _lines(highlight(piece.text, piece.language)), 0, float("inf"))
        self._wanted.clear()

    def _look(self) -> None:
        for index, piece in list(self._wanted.items()):
            if self._is_there(index, piece):
                self._ask(index, piece, again=False)
            else:
                del self._wanted[index]

    def _ask(self, index: int, piece: CodePiece, *, again: bool = True) -> None:
        key = CodeKey(piece.language, piece.text)
        lines = colours().get(key, self._asker) if again else colours().known(key)
        if lines is not None:
            self._wanted.pop(index, None)
            self._todo.append((index, piece, lines, 0))
            self._timer.start()

    def _is_there(self, index: int, piece: CodePiece) -> bool:
        return index < len(self._document.pieces) and self._document.pieces[index] is piece

    def _colour_some(self) -> None:
        ends = time.perf_counter() + _SLICE_S
        while self._todo:
            index, piece, lines, at = self._todo.popleft()
            if self._is_there(index, piece):
                at = self._colour(index, lines, at, ends)
                if at < min(len(lines), len(piece.lines)):
                    self._todo.appendleft((index, piece, lines, at))
            if time.perf_counter() >= ends:
                break
        if self._todo:
            self._timer.start()

    def _colour(self, index: int, lines: tuple[Line, ...], at: int, ends: float) -> int:
        """Colour lines from `at` on until it is time to stop, but one at least; return the next."""
        document, piece = self._document, self._document.pieces[index]
        assert isinstance(piece, CodePiece)
        count = min(len(lines), len(piece.lines))
        block = document.findBlockByNumber(document.block(index).blockNumber() + at)
        cursor = QTextCursor(document)
        cursor.beginEditBlock()
        while at < count:
            block.layout().setFormats([self._range(*token) for token in lines[at]])
            block, at = block.next(), at + 1
            if time.perf_counter() >= ends:
                break
        cursor.endEditBlock()
        return at

    def _range(self, start: int, size: int, kind: str) -> QTextLayout.FormatRange:
        chars = self._document.typography.chars(frozenset((kind,)), "code")
        made = QTextLayout.FormatRange()
        made.start, made.length, made.format = start, size, QTextCharFormat()
        made.format.setForeground(chars.foreground())
        return made
