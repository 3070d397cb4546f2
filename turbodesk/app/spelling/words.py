"""Finds what of a text is words that can be spelled wrong, and what is code, an address, a path, a name or a number.

Judged line by line, for only the line that changed is looked at while somebody types. What is doubtful is left alone:
a mark under a command or a path is a nuisance, and a mistake in one is not found by a dictionary.
"""

from __future__ import annotations

import re

from turbodesk.app.spelling.scripts import UNSPACED
from turbodesk.quick_dataclasses import dataclass

LONGEST_LINE = 5_000
"""Characters of a line that is looked at; a longer one was not written by hand."""
LONGEST_WORD = 60
"""Characters of a word that is asked; a longer one is none."""

_LETTER = rf"[^\W\d_{UNSPACED}]"
_MARK = (
    "\u00ad\u0300-\u036f\u0483-\u0487\u0591-\u05c7\u064b-\u065f\u0670\u0900-\u0903\u093a-\u094f\u0962\u0963\u200c\u200d"
)
"""Signs within a word that Python counts as no letters: accents, points, the joiners of Persian and Hindi."""
_WORD = re.compile(rf"{_LETTER}(?:{_LETTER}|[{_MARK}]|['’\-‐](?={_LETTER}))*")
_CHUNK = re.compile(r"\S+")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,}|\$\$)(.*)", re.S)
_ITEM = re.compile(r"\s+(?:[-*+]|\d+[.)])\s")
_ASIDE = re.compile(
    r"(?P<ticks>`+)(?:(?!`).*?[^`](?P=ticks)(?!`)|.*)"  # code; what is not closed may be yet
    r"|\$[^\s$](?:[^$]*[^\s$])?\$|\\\(.{0,400}?\\\)|\\\[.{0,400}?\\\]"  # formulas
    r"|</?[A-Za-z][^<>]*>"  # tags and addresses
    r"|\]\([^()\s]*\)"  # where a link leads
)
_EDGES = "*_~\"'“”„‘’«»‹›()[]{}.,;:!?…¿¡-–—"
"""What stands around words: marks of Markdown, quotation marks, brackets, stops."""
_EMPHASIS = "*_~"
_NOT_PROSE = re.compile(
    r"[\d@\\/_=<>{}#$%^|~&*+`]"  # numbers, addresses, paths, mentions, names of code
    r"|[^\W\d_]\.[^\W\d_]"  # files, hosts, "e.g."
    r"|[^\W\d_]::?[^\W\d_]|\w[(\[]"  # keys and their values, calls
)
_SUSPICIOUS = re.compile(rf"{_NOT_PROSE.pattern}|(?<!\S)[-.@#]\S")
"""What a line of nothing but prose has none of; most lines are such."""
_LEADING = re.compile(r"(?:--?|\.)[^\W\d_]")
"""What begins an option or a hidden file."""
_BREAK = re.compile(r"['’\-‐]")


@dataclass(frozen=True, slots=True)
class Word:
    """A word in its place."""

    start: int
    """Where it begins in its line, in characters."""
    text: str

    @property
    def end(self) -> int:
        """Where it ends."""
        return self.start + len(self.text)


def code_lines(lines: list[str]) -> frozenset[int]:
    """Return which lines are in blocks of code or formulas that are fenced, the fences included, by their numbers."""
    found: set[int] = set()
    opening = ""
    for number, line in enumerate(lines):
        fence = _FENCE.match(line) if line.lstrip(" ")[:2] in ("``", "~~", "$$") else None
        if opening:
            found.add(number)
            if fence and fence[1].startswith(opening) and not fence[2].strip():
                opening = ""
        elif fence and fence[1][0] not in fence[2]:  # else all of it is in this line
            opening = fence[1]
            found.add(number)
    return frozenset(found)


def words(line: str) -> tuple[Word, ...]:
    """Return the words of a line that are to be asked, in order; none of a line that is indented as code is."""
    if len(line) > LONGEST_LINE or (line.startswith(("\t", "    ")) and not _ITEM.match(line)):
        return ()
    if any(mark in line for mark in "`$\\<]"):
        line = _ASIDE.sub(_blanked, line)
    if not _SUSPICIOUS.search(line):
        return tuple([Word(one.start(), one[0]) for one in _WORD.finditer(line) if _is_asked(one[0])])
    found: list[Word] = []
    for chunk in _CHUNK.finditer(line):
        text = chunk[0]
        core = text.strip(_EMPHASIS)
        if _NOT_PROSE.search(core.strip(_EDGES)) or _is_technical(core):
            continue
        found += [Word(chunk.start() + one.start(), one[0]) for one in _WORD.finditer(text) if _is_asked(one[0])]
    return tuple(found)


def parts(word: str) -> tuple[str, ...]:
    """Return what a word is joined of, where it is: with hyphens or apostrophes; one letter alone is no part."""
    found = [part for part in _BREAK.split(word) if len(part) > 1]
    return tuple(found) if len(found) > 1 or found != [word] else ()


def plain(word: str) -> str:
    """Return a word as dictionaries spell it: with the apostrophe and the hyphen of typewriters, no soft hyphens."""
    return word.replace("’", "'").replace("‐", "-").replace("\u00ad", "")


def _blanked(aside: re.Match[str]) -> str:
    return " " * len(aside[0])


def _is_technical(chunk: str) -> bool:
    return chunk[:1] in "@#-." and (chunk[:1] in "@#" or _LEADING.match(chunk) is not None)


def _is_asked(word: str) -> bool:
    """Whether a word is more than a letter or an abbreviation, and no name of code such as `iPhone` or `camelCase`."""
    if word.islower() and word.isalpha():  # nearly all are
        return 1 < len(word) <= LONGEST_WORD
    if not 1 < len(word) <= LONGEST_WORD or (word.isupper() and word.upper() != word.lower()):
        return False
    return all(part[1:] == part[1:].lower() for part in _BREAK.split(word))
