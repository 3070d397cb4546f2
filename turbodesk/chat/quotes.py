"""Finds where a quote stands in a text, though the two differ in what printing and copying change.

A line's end, a word divided at it, a ligature, a wide blank or a curly quotation mark are no difference: both are
folded to the letters that are left, each of which knows where it stood. What is still not found whole, such as a
quote that goes on in the next column, is looked for piece by piece.
"""

from __future__ import annotations

import unicodedata
from bisect import bisect_left
from functools import lru_cache
from itertools import pairwise

from turbodesk.quick_dataclasses import dataclass

_MOST = 20_000
"""Letters of a quote that are looked for; a longer one is known by its beginning."""
_PIECE = 16
"""Letters that begin a piece: as many do not stand twice on a page by chance."""
_STEP = 4
"""Letters that are passed where no piece begins."""
_MOST_MISSED = 400
_ENOUGH = 0.6
"""How much of a quote has to be found in pieces."""
_DROPPED = frozenset({"Cc", "Cf", "Cn", "Co", "Zs", "Zl", "Zp", "Pd"})
"""Kinds of letters that are no difference: controls, what is not seen, what is no letter, blanks, and dashes."""
_SAME = {"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "«": '"', "»": '"', "`": "'", "´": "'"}


@dataclass(frozen=True, slots=True)
class FoundQuote:
    """Where a quote stands."""

    ranges: tuple[tuple[int, int], ...]
    """Beginning and end of each stretch, in letters of the text; never empty, in the order of the text."""
    is_whole: bool
    """Whether all of it was found in one stretch."""

    @property
    def start(self) -> int:
        """Where its first stretch begins."""
        return self.ranges[0][0]


class FoldedText:
    """A text in which quotes are looked for, once or many times."""

    def __init__(self, text: str) -> None:
        self._letters, self._places = _fold(text)

    def find(self, quote: str, *, near: int = 0) -> FoundQuote | None:
        """Return where a quote stands, of several places the one nearest to the letter `near`; None where nowhere."""
        wanted = _fold(quote[: 4 * _MOST])[0][:_MOST]
        if not wanted:
            return None
        middle = bisect_left(self._places, near)
        before = self._letters.rfind(wanted, 0, middle + len(wanted) - 1)
        behind = self._letters.find(wanted, middle)
        places = [place for place in (before, behind) if place >= 0]
        if not places:
            return self._in_pieces(wanted)
        at = min(places, key=lambda place: abs(self._places[place] - near))
        return FoundQuote((self._range(at, len(wanted)),), is_whole=True)

    def _in_pieces(self, wanted: str) -> FoundQuote | None:
        if len(wanted) < 2 * _PIECE:
            return None
        found: list[tuple[int, int]] = []
        done = after = letters = missed = 0
        while done <= len(wanted) - _PIECE and missed < _MOST_MISSED:
            piece = wanted[done : done + _PIECE]
            at = self._letters.find(piece, after)
            at = self._letters.find(piece) if at < 0 else at
            if at < 0:
                done, missed = done + _STEP, missed + 1
                continue
            length = _PIECE
            while done + length < len(wanted) and self._letters[at + length : at + length + 1] == wanted[done + length]:
                length += 1
            found.append(self._range(at, length))
            done, after, letters = done + length, at + length, letters + length
        if letters < _ENOUGH * len(wanted):
            return None
        return FoundQuote(_joined(sorted(found)), is_whole=False)

    def _range(self, at: int, length: int) -> tuple[int, int]:
        return self._places[at], self._places[at + length - 1] + 1


def located(text: str, quote: str, start: int | None, end: int | None) -> FoundQuote | None:
    """Return where a quote stands that is said to go from letter `start` to `end`; None where it does not stand at all.

    What is said is believed only where the quote stands there. A letter is a character of Unicode, as the gateway's
    own program counts; where that fits not, half of one outside of the basic plane, as others count.
    """
    if start is not None and end is not None:
        for first, last in ((start, end), (_from_utf16(text, start), _from_utf16(text, end))):
            if 0 <= first < last <= len(text) and _fold(text[first:last])[0] == _fold(quote)[0] != "":
                return FoundQuote(((first, last),), is_whole=True)
    return FoldedText(text).find(quote, near=start or 0)


def _from_utf16(text: str, at: int) -> int:
    """Return how many letters the first `at` units of UTF-16 are; -1 for a place outside of the text."""
    if at < 0 or at > 2 * len(text):
        return -1
    return len(text.encode("utf-16-le", "surrogatepass")[: 2 * at].decode("utf-16-le", "replace"))


def _joined(ranges: list[tuple[int, int]]) -> tuple[tuple[int, int], ...]:
    """Ranges that follow upon one another as one; a few letters between them are what was folded away."""
    made = [ranges[0]]
    for _, (first, last) in pairwise(ranges):
        before = made[-1]
        if first <= before[1] + 3:
            made[-1] = (before[0], max(before[1], last))
        else:
            made.append((first, last))
    return tuple(made)


def _fold(text: str) -> tuple[str, list[int]]:
    """Return the letters that count, and where each of them stands in `text`."""
    letters: list[str] = []
    places: list[int] = []
    for at, letter in enumerate(text):
        folded = _folded(letter)
        letters.append(folded)
        places.extend([at] * len(folded))
    return "".join(letters), places


@lru_cache(maxsize=4096)
def _folded(letter: str) -> str:
    if unicodedata.category(letter) in _DROPPED:
        return ""
    return "".join(
        _SAME.get(one, one)
        for one in unicodedata.normalize("NFKC", letter).casefold()
        if unicodedata.category(one) not in _DROPPED
    )
