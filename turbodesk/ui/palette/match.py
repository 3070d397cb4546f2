"""Decides which rows a few typed letters mean, and in which order, for the command palette.

Every word of what was typed must be found in the title: at best as its beginning, then at the beginning of a word, then
anywhere, at last as letters in that order with others between. Upper case and accents do not count.

Why not an edit distance: people type beginnings and initials ("nc" for "New chat"), which a distance ranks badly, and
`str.find` is quick enough for 10,000 titles at every key press.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

_START, _WORD_START, _INSIDE, _INITIALS, _SCATTERED = 500, 400, 300, 200, 100
# Both are less than a rank, so that the ranks above never mix.
_MOST_GAP = 90
_WHOLE_WORD = 20


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """How well a title fits; `positions` are the indices of its matched characters, ascending."""

    score: int
    positions: tuple[int, ...] = ()


Key = TypeVar("Key")


class Finder(Generic[Key]):
    """A list of titles to search while somebody types.

    Titles are folded once, and a query that goes on from the last one looks only at what that one left: whatever fits
    more letters fitted fewer. Both keep 10,000 titles within what a key press may cost.
    """

    def __init__(self, titles: Iterable[tuple[Key, str]]) -> None:
        self._all = [(key, _fold(title)) for key, title in titles]
        self._left = self._all
        self._last = ""

    def find(self, query: str) -> list[tuple[Key, FuzzyMatch]]:
        """Return what fits, best first; equals, and everything when the query is blank, stay in the given order."""
        words = _words(query)
        among = self._left if query.startswith(self._last) else self._all
        fitting = [(key, found, title) for key, title in among if (found := _match(words, title)) is not None]
        self._left, self._last = [(key, title) for key, _, title in fitting], query
        return sorted(((key, found) for key, found, _ in fitting), key=lambda one: -one[1].score)


def match(query: str, title: str) -> FuzzyMatch | None:
    """Return how `title` fits `query`, or None. A blank query fits everything with score 0."""
    return _match(_words(query), _fold(title))


def rank(query: str, titles: Iterable[tuple[Key, str]]) -> list[tuple[Key, FuzzyMatch]]:
    """Return what fits, as `Finder.find` does, for a list that is searched once."""
    return Finder(titles).find(query)


def _words(query: str) -> list[str]:
    return [folded for word in query.split() if (folded := _fold(word).replace("\0", ""))]


def _match(words: list[str], title: str) -> FuzzyMatch | None:
    """The sum of what each word finds in the folded title."""
    found = []
    for word in words:
        one = _match_word(word, title)
        if one is None:
            return None
        found.append(one)
    if len(found) == 1:
        return found[0]
    return FuzzyMatch(sum(one.score for one in found), tuple(sorted({at for one in found for at in one.positions})))


def _match_word(word: str, title: str) -> FuzzyMatch | None:
    if title.startswith(word):
        return FuzzyMatch(_START + _whole(word, title, 0), tuple(range(len(word))))
    at = _find_at_word_start(word, title)
    if at >= 0:
        return FuzzyMatch(_WORD_START + _whole(word, title, at), tuple(range(at, at + len(word))))
    at = title.find(word)
    if at >= 0:
        return FuzzyMatch(_INSIDE, tuple(range(at, at + len(word))))
    if not _is_in_order(word, title):  # quick, and true of most
        return None
    starts = [at for at in range(len(title)) if _starts_word(title, at)]
    return _in_order(word, title, starts, _INITIALS) or _in_order(word, title, range(len(title)), _SCATTERED)


def _is_in_order(word: str, title: str) -> bool:
    at = -1
    return all((at := title.find(char, at + 1)) >= 0 for char in word)


def _in_order(word: str, title: str, allowed: Iterable[int], rank_: int) -> FuzzyMatch | None:
    """The letters of `word` at the first allowed places that hold them in order."""
    positions: list[int] = []
    for at in allowed:
        if len(positions) < len(word) and title[at] == word[len(positions)]:
            positions.append(at)
    if len(positions) < len(word):
        return None
    gap = positions[-1] - positions[0] + 1 - len(word)
    return FuzzyMatch(rank_ - min(gap, _MOST_GAP), tuple(positions))


def _whole(word: str, title: str, at: int) -> int:
    """What it is worth that the word found at `at` ends there too."""
    end = at + len(word)
    return _WHOLE_WORD if end == len(title) or not title[end].isalnum() else 0


def _find_at_word_start(word: str, title: str) -> int:
    at = title.find(word)
    while at >= 0 and not _starts_word(title, at):
        at = title.find(word, at + 1)
    return at


def _starts_word(title: str, at: int) -> bool:
    return title[at].isalnum() and (at == 0 or not title[at - 1].isalnum())


def _fold(text: str) -> str:
    """Lower case without accents, one character for each of `text`, so that positions stay true."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold_char, text))


@lru_cache(maxsize=4096)
def _fold_char(char: str) -> str:
    """A combining mark becomes NUL: it must keep its place, and typed marks are dropped before comparing."""
    if unicodedata.combining(char):
        return "\0"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base[0]
