"""Decides which rows a few typed letters mean, and in which order, for the command palette.

Every word of what was typed must be found in the title: at best as its beginning, then at the beginning of a word, then
anywhere, at last as letters in that order with others between. Upper case and accents do not count.

Why not an edit distance: people type beginnings and initials ("nc" for "New chat"), which a distance ranks badly, and
one pass of `str.find` per word keeps 10,000 titles below what a key press may cost.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeVar

_START, _WORD_START, _INSIDE, _INITIALS, _SCATTERED = 500, 400, 300, 200, 100
# Both are less than a rank, so that the ranks above never mix.
_MOST_GAP = 90
_WHOLE_WORD = 20


@dataclass(frozen=True, slots=True)
class Match:
    """How well a title fits; `positions` are the indices of its matched characters, ascending."""

    score: int
    positions: tuple[int, ...] = ()


Key = TypeVar("Key")


def match(query: str, title: str) -> Match | None:
    """Return how `title` fits `query`, or None. A blank query fits everything with score 0."""
    folded = _fold(title)
    score = 0
    positions: set[int] = set()
    for word in query.split():
        found = _match_word(_fold(word).replace("\0", ""), folded)
        if found is None:
            return None
        score += found.score
        positions.update(found.positions)
    return Match(score, tuple(sorted(positions)))


def rank(query: str, titles: Iterable[tuple[Key, str]]) -> list[tuple[Key, Match]]:
    """Return what fits, best first; equals, and everything when the query is blank, stay in the given order."""
    fitting = [(key, found) for key, title in titles if (found := match(query, title)) is not None]
    return sorted(fitting, key=lambda one: -one[1].score)


def _match_word(word: str, title: str) -> Match | None:
    if not word:
        return Match(0)
    if title.startswith(word):
        return Match(_START + _whole(word, title, 0), tuple(range(len(word))))
    at = _find_at_word_start(word, title)
    if at >= 0:
        return Match(_WORD_START + _whole(word, title, at), tuple(range(at, at + len(word))))
    at = title.find(word)
    if at >= 0:
        return Match(_INSIDE, tuple(range(at, at + len(word))))
    starts = [at for at in range(len(title)) if _starts_word(title, at)]
    return _in_order(word, title, starts, _INITIALS) or _in_order(word, title, range(len(title)), _SCATTERED)


def _in_order(word: str, title: str, allowed: Iterable[int], rank_: int) -> Match | None:
    """The letters of `word` at the first allowed places that hold them in order."""
    positions: list[int] = []
    for at in allowed:
        if len(positions) < len(word) and title[at] == word[len(positions)]:
            positions.append(at)
    if len(positions) < len(word):
        return None
    gap = positions[-1] - positions[0] + 1 - len(word)
    return Match(rank_ - min(gap, _MOST_GAP), tuple(positions))


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
    return "".join(_fold_char(char) for char in text)


def _fold_char(char: str) -> str:
    """A combining mark becomes NUL: it must keep its place, and typed marks are dropped before comparing."""
    if unicodedata.combining(char):
        return "\0"
    base = unicodedata.normalize("NFD", char)[0].lower()
    return base[0]
