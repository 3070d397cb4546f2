"""Finds words in a text whatever their case, and says exactly where they stand.

Text and words are folded character by character: decomposed, case-folded, decomposed again (Unicode 3.13, D145). So
"STRASSE" finds "straße", an accent is found however it is coded, and "e" does not find "é". A match begins and ends
between characters of the text, never inside of one.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import accumulate
from unicodedata import combining, is_normalized, normalize

from turbodesk.quick_dataclasses import dataclass

_BLANKS = str.maketrans(dict.fromkeys("\t\n\u00a0\u2007\u2028\u202f", " "))
"""A break or a wide blank inside a sentence is found by the space bar."""
_PICTURE = "\ufffc"
"""On a page it stands for a formula that is drawn, and its source follows it: it parts no words."""
_ACCENTS_FROM = 200
"""Combining classes from here on are marks above and below; 7 and 8 are the dots of Indic scripts and of kana."""


@dataclass(frozen=True, slots=True)
class TextMatcher:
    """Words to look for; make it with `matcher_for`."""

    folded: str

    def spans(self, text: str) -> Iterator[tuple[int, int]]:
        """Yield start and end of each match in `text`, in characters, from the left and without overlaps."""
        folded, is_even = _folded(text)
        at = folded.find(self.folded)
        if at < 0:
            return
        edges = None if is_even else list(accumulate((len(_fold(char)) for char in text.translate(_BLANKS)), initial=0))
        while at >= 0:
            end = at + len(self.folded)
            start_at, end_at = (at, end) if edges is None else (_index(edges, at), _index(edges, end))
            if start_at >= 0 and end_at >= 0 and not (end < len(folded) and _binds(folded[end])):
                yield start_at, end_at
                at = folded.find(self.folded, end)
            else:
                at = folded.find(self.folded, at + 1)

    def count(self, lines: Iterable[str]) -> int:
        """Return the number of matches in some lines; none reaches from one into the next."""
        return sum(1 for line in lines for _ in self.spans(line))


def matcher_for(words: str) -> TextMatcher | None:
    """Return what finds `words`, or None where there is nothing to look for."""
    return TextMatcher(_folded(words)[0]) if words else None


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    return "" if char == _PICTURE else normalize("NFD", normalize("NFD", char).casefold())


def _folded(text: str) -> tuple[str, bool]:
    """Return the folded text, and whether each character became exactly one."""
    text = text.translate(_BLANKS)
    folded = text.casefold()
    if len(folded) == len(text) and _PICTURE not in text and (folded.isascii() or is_normalized("NFD", folded)):
        return folded, True
    return "".join(map(_fold, text)), False


def _index(edges: list[int], at: int) -> int:
    """Return the character that begins at `at` of the folded text, or -1 inside of one."""
    found = bisect_left(edges, at)
    return found if found < len(edges) and edges[found] == at else -1


def _binds(char: str) -> bool:
    """Whether a mark changes the letter before it, so that a match may not end there."""
    class_ = combining(char)
    return class_ >= _ACCENTS_FROM or class_ in (7, 8)
