"""Reads JSON a value at a time out of a stream of bytes: memory holds one element of an array, never the array.

Python's own decoder reads each value out of a sliding buffer. Where it fails, for the value is cut by the buffer's end,
nested too deeply for it or damaged, its end is found by counting brackets outside of strings, each letter once, so that
one bad value costs no other. 10,000 chats in one array of 145 MB: 2 s and 640 MB with `json.load`, 3 s and 20 MB so.

What `json` lets through and nothing else takes is made harmless: NaN and infinite numbers become null, and so do whole
numbers of more digits than Python reads.
"""

from __future__ import annotations

import codecs
import json
import math
import re
from collections.abc import Iterator
from typing import Protocol

PIECE = 1 << 20
"""Bytes read at a time."""
LONGEST_AT_ONCE = 16 * 1024 * 1024
"""Letters of one value that Python's decoder is given without its end being known: more than nearly all chats have."""
LONGEST_VALUE = 64 * 1024 * 1024
"""Letters of one value: far above any chat, far below what fills a computer's memory."""


class Readable(Protocol):
    """Gives bytes, fewer than asked for or none at the end."""

    def read(self, size: int = -1, /) -> bytes:
        """Return the next bytes."""


class JsonDamaged(ValueError):
    """What is here is no JSON, and where it goes on cannot be told; what was read before it is sound."""


class JsonUnread(ValueError):
    """One value could not be read: too long, nested too deeply, or damaged inside. The next one can be."""


class JsonStream:
    """A cursor in a stream of JSON values: one, or one after the other as in JSON lines.

    Each method begins at the next value and ends after it. What is not asked for, of an element of `elements` or a
    value of `members`, is skipped without being built.
    """

    def __init__(self, stream: Readable) -> None:
        self._read = stream.read
        self._decoder: codecs.IncrementalDecoder | None = None
        self._buffer = ""
        self._at = 0
        self._dropped = 0
        """Letters that were read and are in the buffer no more."""
        self._is_over = False
        self._kept: list[str] | None = None
        """What is gone past, where it is to be kept."""
        self._kept_length = 0

    def peek(self) -> str:
        """Return the next letter that is no blank, without going past it; "" at the end."""
        while True:
            found = _NO_BLANK.search(self._buffer, self._at)
            if found:
                self._at = found.start()
                return found.group()
            self._at = len(self._buffer)
            if not self._more():
                return ""

    def value(self) -> object:
        """Return the next value.

        Raises:
            JsonUnread: it could not be read; the cursor is behind it.
            JsonDamaged: nothing more can be.
        """
        wanted = PIECE
        while self.peek() in _CLOSED and wanted <= 2 * LONGEST_AT_ONCE:
            try:
                value, self._at = _DECODER.raw_decode(self._buffer, self._at)
            except RecursionError:
                break
            except ValueError as error:
                if not self._is_cut(error):
                    break
            else:
                return value
            wanted *= 2
            while len(self._buffer) - self._at < wanted and self._more():
                pass
        return decoded(self._value_ahead(keep=True))

    def _is_cut(self, error: ValueError) -> bool:
        """Whether a value could not be read since the buffer ends in it, and there is more to come."""
        if self._is_over or not isinstance(error, json.JSONDecodeError):
            return False
        return error.msg.startswith("Unterminated") or error.pos > len(self._buffer) - _LONGEST_WORD

    def skip(self) -> None:
        """Go past the next value without building it. Raises `JsonDamaged`."""
        self._value_ahead(keep=False)

    def elements(self) -> Iterator[JsonStream]:
        """Yield this cursor before each element of the array that comes next. Raises `JsonDamaged`."""
        self._expect("[")
        if self.peek() == "]":
            self._at += 1
            return
        while True:
            yield from self._before_value()
            if self._expect(",]") == "]":
                return

    def members(self) -> Iterator[str]:
        """Yield the keys of the object that comes next, with the cursor before the value of each.

        Raises:
            JsonDamaged: nothing more can be read.
        """
        self._expect("{")
        if self.peek() == "}":
            self._at += 1
            return
        while True:
            if self.peek() != '"':
                raise JsonDamaged("a key is missing")
            key = self.value()
            self._expect(":")
            for _ in self._before_value():
                yield str(key)
            if self._expect(",}") == "}":
                return

    def _before_value(self) -> Iterator[JsonStream]:
        self.peek()
        before = self.place
        yield self
        if self.place == before:
            self.skip()

    @property
    def place(self) -> int:
        """How many letters lie behind the cursor."""
        return self._dropped + self._at

    def _expect(self, letters: str) -> str:
        found = self.peek()
        if not found or found not in letters:
            raise JsonDamaged(f"“{letters}” is missing" if found else "it ends in the middle")
        self._at += 1
        return found

    def _value_ahead(self, *, keep: bool) -> str:
        """Go past a value by its brackets; return its letters where they are to be kept.

        Raises:
            JsonUnread: longer than is kept; the cursor is behind it.
            JsonDamaged: it does not end.
        """
        first = self.peek()
        if not first or first in ",]}:":
            raise JsonDamaged("a value is missing" if first else "it ends in the middle")
        kept: list[str] = []
        self._kept, self._kept_length = (kept if keep else None), 0
        try:
            if first == '"':
                self._take_to(self._at + 1)
                self._scan_string()
            elif first in _CLOSED:
                self._scan_nested()
            else:
                self._scan_word()
            if keep and self._kept is None:
                raise JsonUnread("too long")
        finally:
            self._kept = None
        return "".join(kept)

    def _take_to(self, end: int) -> None:
        """Go to `end` in the buffer; keep what lies before it, where it is wanted and not too long."""
        if self._kept is not None:
            self._kept.append(self._buffer[self._at : end])
            self._kept_length += end - self._at
            if self._kept_length > LONGEST_VALUE:
                self._kept.clear()
                self._kept = None
        self._at = end

    def _scan_nested(self) -> None:
        depth = 0
        while True:
            found = _BETWEEN.match(self._buffer, self._at)
            at = found.end() if found else self._at
            letter = self._buffer[at : at + 1]
            if not letter:
                self._go_on(at)
                continue
            if letter not in _STRUCTURE:  # as much as is gone past at once
                self._take_to(at)
                continue
            self._take_to(at + 1)
            if letter == '"':
                self._scan_string()
            else:
                depth += 1 if letter in "{[" else -1
            if depth <= 0:
                return

    def _scan_string(self) -> None:
        """Go past the rest of a string, whose first mark is behind the cursor."""
        while True:
            found = _IN_STRING.match(self._buffer, self._at)
            self._take_to(found.end() if found else self._at)
            at = self._at
            if self._buffer[at : at + 1] == '"':
                self._take_to(at + 1)
                return
            if len(self._buffer) - at < 2:  # it ends here, perhaps with a backslash
                self._go_on(at, needed=len(self._buffer) - at + 1)

    def _go_on(self, to: int, needed: int = 1) -> None:
        """Go to `to` in the buffer, and see to it that so many letters follow. Raises `JsonDamaged`."""
        self._take_to(to)
        while len(self._buffer) - self._at < needed:
            if not self._more():
                raise JsonDamaged("it ends in the middle")

    def _scan_word(self) -> None:
        while True:
            found = _WORD_END.search(self._buffer, self._at)
            if found is not None:
                self._take_to(found.start())
                return
            self._take_to(len(self._buffer))
            if not self._more():
                return

    def _more(self) -> bool:
        """Read on; drop what lies before the cursor. Return whether there was more."""
        if self._is_over:
            return False
        raw = self._read(PIECE)
        if self._decoder is None:
            while 0 < len(raw) < _MARK and (more := self._read(PIECE)):
                raw += more
            self._decoder = _decoder_of(raw)
        self._is_over = not raw
        letters = self._decoder.decode(raw, final=not raw)
        self._dropped += self._at
        self._buffer = self._buffer[self._at :] + letters
        self._at = 0
        return bool(letters) or self._more()


def decoded(letters: str) -> object:
    """Return the one value in a text, such as JSON that stands in a text of JSON.

    Raises:
        JsonUnread: it is no JSON, or nested too deeply.
    """
    try:
        return _DECODER.decode(letters)
    except RecursionError:
        raise JsonUnread("nested too deeply") from None
    except ValueError as error:
        raise JsonUnread(str(error)) from None


_MARK = 4
"""Bytes that tell in what letters are written."""


def _decoder_of(raw: bytes) -> codecs.IncrementalDecoder:
    """Return what reads these first bytes: UTF-8, or UTF-16 where an editor has saved it so."""
    if raw[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        name = "utf-16"
    elif raw[1:2] == b"\0":
        name = "utf-16-le"
    elif raw[:1] == b"\0":
        name = "utf-16-be"
    else:
        name = "utf-8-sig"
    return codecs.getincrementaldecoder(name)("replace")


def _whole(digits: str) -> int | None:
    return int(digits) if len(digits) <= _MOST_DIGITS else None


def _fraction(digits: str) -> float | None:
    found = float(digits)
    return found if math.isfinite(found) else None


_MOST_DIGITS = 300  # of a whole number; any can be made a float then
_DECODER = json.JSONDecoder(parse_int=_whole, parse_float=_fraction, parse_constant=lambda _: None, strict=False)
_CLOSED = frozenset('"{[')
"""How a value begins that says itself where it ends; a number or a word goes on with the next bytes."""
_LONGEST_WORD = 16
"""Letters before the buffer's end in which a cut shows: of half an escape, or of a word."""
_NO_BLANK = re.compile(r"[^ \t\r\n]")
_STRUCTURE = frozenset('"{}[]')
_BETWEEN = re.compile(r'(?:[^"{}\[\]]+|"[^"\\]*(?:\\.[^"\\]*){0,50}"){0,500}', re.DOTALL)
"""A good piece of what stands between brackets: words, commas and whole strings."""
_IN_STRING = re.compile(r'[^"\\]*(?:\\.[^"\\]*){0,2000}', re.DOTALL)
"""A good piece of what a string holds: JSON within JSON has a backslash at each word, too many to stop at each."""
_WORD_END = re.compile(r"[\s,\]}:]")
