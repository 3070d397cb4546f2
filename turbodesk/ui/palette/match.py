"""Decides which rows a few typed letters mean, and in which order, for the command palette.

Every word of what was typed must be found in the title: at best as its beginning, then at the beginning of a word, then
anywhere. After these come rows whose further words hold it, such as the page of a setting; then the first letters of
several words ("nc" for "New chat"); and at last letters with one or two others between ("stgs" for "Settings"), which
are shown only where nothing better fits. The row whose least word fits best is first. Upper case and accents do not
count.

Why letters are not found however far apart: any long title holds most short words so, and what people typed was lost
among them. Why not an edit distance: people type beginnings and initials, which a distance ranks badly, and `str.find`
is quick enough for 10,000 titles at every key press.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from typing import Generic, TypeVar

from turbodesk.quick_dataclasses import dataclass

_START, _WORD_START, _INSIDE, _FURTHER, _INITIALS, _SCATTERED = 600, 500, 400, 300, 200, 100
# Both are less than a rank, so that the ranks above never mix.
_MOST_GAP = 90
_WHOLE_WORD = 20
_RANK = 100
_LEAST_FIRST = 1_000_000
"""What a rank of the word that fits least is worth: more than all the others together."""
_REACH = 3
"""Characters from one scattered letter to the next, at most."""


@dataclass(frozen=True, slots=True)
class FuzzyMatch:
    """How well a title fits; `positions` are the indices of its matched characters, ascending."""

    score: int
    positions: tuple[int, ...] = ()
    is_scattered: bool = False
    """Whether a word was found only as letters with others between."""
    is_word: bool = True
    """Whether every word typed begins the title or a word of it."""


Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class _Searched(Generic[Key]):
    key: Key
    title: str
    further: str


class Finder(Generic[Key]):
    """A list of titles to search while somebody types.

    Titles are folded once, and a query that goes on from the last one looks only at what that one left: whatever fits
    more letters fitted fewer. Both keep 10,000 titles within what a key press may cost.
    """

    def __init__(self, titles: Iterable[tuple[Key, str] | tuple[Key, str, str]]) -> None:
        """Take keys with their titles and, where they have some, further words they are found by."""
        self._all = [_Searched(one[0], _fold(one[1]), _fold(one[2]) if len(one) == 3 else "") for one in titles]
        self._left = self._all
        self._last = ""

    def find(self, query: str) -> list[tuple[Key, FuzzyMatch]]:
        """Return what fits, best first; equals, and everything when the query is blank, stay in the given order."""
        words = _words(query)
        among = self._left if query.startswith(self._last) else self._all
        fitting = [(one, found) for one in among if (found := _match(words, one.title, one.further)) is not None]
        self._left, self._last = [one for one, _ in fitting], query
        has_better = any(not found.is_scattered for _, found in fitting)
        shown = [(one.key, found) for one, found in fitting if not (has_better and found.is_scattered)]
        return sorted(shown, key=lambda one: -one[1].score)


def match(query: str, title: str, further: str = "") -> FuzzyMatch | None:
    """Return how `title`, or its `further` words, fits `query`, or None. A blank query fits all with score 0."""
    return _match(_words(query), _fold(title), _fold(further))


def rank(query: str, titles: Iterable[tuple[Key, str]]) -> list[tuple[Key, FuzzyMatch]]:
    """Return what fits, as `Finder.find` does, for a list that is searched once."""
    return Finder(titles).find(query)


def _words(query: str) -> list[str]:
    return [folded for word in query.split() if (folded := _fold(word).replace("\0", ""))]


def _match(words: list[str], title: str, further: str) -> FuzzyMatch | None:
    """What the words find in the folded title and further words: the least of them counts first, then their sum."""
    places = [at for at, char in enumerate(title) if char != "\0"] if "\0" in title else range(len(title))
    title = title.replace("\0", "")
    found = []
    for word in words:
        one = _match_word(word, title, further)
        if one is None:
            return None
        found.append(one)
    if not found:
        return FuzzyMatch(0)
    least = min(score for score, _ in found)
    return FuzzyMatch(
        least // _RANK * _LEAST_FIRST + sum(score for score, _ in found),
        tuple(sorted({places[at] for _, positions in found for at in positions})),
        is_scattered=least <= _SCATTERED,
        is_word=least >= _WORD_START,
    )


def _match_word(word: str, title: str, further: str) -> tuple[int, tuple[int, ...]] | None:
    """How well one word fits, and where in the title."""
    if title.startswith(word):
        return _START + _whole(word, title, 0), tuple(range(len(word)))
    at = _find_at_word_start(word, title)
    if at >= 0:
        return _WORD_START + _whole(word, title, at), tuple(range(at, at + len(word)))
    at = title.find(word)
    if at >= 0:
        return _INSIDE, tuple(range(at, at + len(word)))
    if further and _find_at_word_start(word, further) >= 0:
        return _FURTHER, ()
    if not _is_in_order(word, title):  # quick, and true of most
        return None
    if initials := _initials(word, title):
        return _INITIALS, initials
    if scattered := _scattered(word, title):
        return _SCATTERED - min(scattered[-1] - scattered[0] + 1 - len(word), _MOST_GAP), scattered
    return None


def _is_in_order(word: str, title: str) -> bool:
    at = -1
    return all((at := title.find(char, at + 1)) >= 0 for char in word)


def _initials(word: str, title: str) -> tuple[int, ...]:
    """Where the letters of `word` begin words of the title, in their order; () where they do not."""
    positions: list[int] = []
    for at in range(len(title)):
        if len(positions) < len(word) and title[at] == word[len(positions)] and _starts_word(title, at):
            positions.append(at)
    return tuple(positions) if len(positions) == len(word) else ()


def _scattered(word: str, title: str) -> tuple[int, ...]:
    """The places, closest together, of the letters of `word` from the beginning of a word on; () where there are none.

    Each letter may be reached from several places of the one before; of these the way with the latest beginning is
    kept, which is the shortest.
    """
    ways: dict[int, tuple[int, ...]] = {
        at: (at,) for at in range(len(title)) if title[at] == word[0] and _starts_word(title, at)
    }
    for char in word[1:]:
        reached: dict[int, tuple[int, ...]] = {}
        for end, way in ways.items():
            for at in range(end + 1, min(end + _REACH, len(title) - 1) + 1):
                if title[at] == char and way[0] >= reached.get(at, (-1,))[0]:
                    reached[at] = (*way, at)
        ways = reached
    return min(ways.values(), key=lambda way: way[-1] - way[0], default=())


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
    """A combining mark becomes NUL: it must keep its place until letters are compared."""
    if unicodedata.combining(char):
        return "\0"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base[0]
