"""Tells lines that stand on their own, as in verse, an address or a list of sorts, from prose that was wrapped.

In Markdown a single line end is a space. Models mean one all the same where each line is a thing of its own: `•` or
`1、` before it, `Name: …`, a verse, an envelope. A program that wraps prose ends a line only where the next word does
not fit. So a line end at which it would have fitted, in a paragraph of short lines, was meant by whoever wrote it.

What is kept becomes a hard break. Prose stays as CommonMark reads it: lines of any width that a program has wrapped,
and sentences on lines of their own, which are longer than a verse.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise, starmap

from .scripts import is_spaceless

_NARROW = 45
"""Columns that no program wraps prose at: what would have fitted into so many was ended on purpose."""
_NARROWEST = 30
"""The same where the next line goes on in lower case, as most lines of prose do."""
_VERSE = 65
"""The longest line of a verse or an address."""

_BULLETS = "•◦▪▫‣⁃∙·●○■□◆◇→⇒➜➤►▶√✓✔✗✘"
_NO_BULLETS = "©®™°"
_NUMBERED = re.compile(
    r"\d{1,3}(?:[、．）]|[.)]\s)|[(（](?:\w|\d\d|[ivx]{1,4})[)）]|[a-zA-Z][)]\s|[①-⓿]|[–—]\s"
    r"|第?[一二三四五六七八九十]{1,3}[、，．：]|[IVX]{1,4}\.\s"
)
_LABEL = re.compile(
    r"[*_]{0,3}[^\s:：*_|.!?,;`\[(<-][^:：|.!?;`<]{0,28}(?::[*_]{0,3}(?=\s|$)|：)|[*_]{2,3}[^*_:：]{1,30}[*_]{2,3}[:：]\s"
)
_ENDS = (".", "!", "?", "…", "。")
_STOPS = (*_ENDS, ",", ";", ":", "—", "–")
_OPENING = "\"'“‘„«([{*_~¿¡「『（《【"


def with_breaks(lines: list[str]) -> list[str]:
    """Return the lines of a paragraph, with two blanks at the end of each that is to end where it does."""
    if len(lines) < 2 or any(line.endswith(("  ", "\\")) or line.count("`") % 2 for line in lines):
        return lines  # it has breaks of its own, or code that goes on
    things = _things(lines)
    if any(things):
        pairs = zip(things[1:], pairwise(lines), strict=True)
        ends = [begins_thing or _is_ended(line, after) for begins_thing, (line, after) in pairs]
    else:
        ends = [_is_verse(lines)] * (len(lines) - 1)
    return [f"{line}  " if is_end else line for line, is_end in zip(lines, [*ends, False], strict=True)]


def _things(lines: list[str]) -> list[bool]:
    """Whether each line begins as an item of a list that is none to Markdown, or is a label with what it labels."""
    things = list(map(_is_bullet, lines))
    for begins in (_NUMBERED.match, _LABEL.match):
        found = [at for at, line in enumerate(lines) if begins(line)]
        for at in found if len(found) > 1 else ():
            things[at] = True
    return things


def _is_bullet(line: str) -> bool:
    first = line[0]
    return first in _BULLETS or (unicodedata.category(first) == "So" and first not in _NO_BULLETS)


def _is_verse(lines: list[str]) -> bool:
    """Whether the lines are short and, but by their writer's wish, would end elsewhere."""
    widths = [_width(line) for line in lines]
    kinds = [_beginning(line) for line in lines]
    if max(widths) > _VERSE or _SIGN in kinds or (len(lines) == 2 and kinds[1] is _LOWER):
        return False
    if all(starmap(_is_ended, pairwise(lines))):
        return True
    if len(lines) < 3 or set(kinds) != {_UPPER}:
        return False
    # Where each line begins in upper case, it is enough that some are so short that it shows, or end in a comma.
    words = [_width(_first_word(line)) for line in lines]
    shorter = sum(width + 1 + word <= max(widths) for width, word in zip(widths, words[1:], strict=False))
    stops = sum(line.endswith(_STOPS) for line in lines)
    has_commas = 2 * stops >= len(lines) > 3 and not all(line.endswith(_ENDS) for line in lines[:-1])
    return 3 * shorter >= len(lines) - 1 or has_commas


_UPPER, _LOWER, _NUMBER, _SIGN = "upper", "lower", "number", "sign"


def _is_ended(line: str, after: str) -> bool:
    """Whether `line` ends before the line `after` it though there was room for another word in any paragraph."""
    kind = _beginning(after)
    if kind is _SIGN or (kind is _LOWER and min(len(line.split()), len(after.split())) < 2):
        return False
    room = _NARROW if kind is _UPPER else _NARROWEST
    return _width(line) + 1 + _width(_first_word(after)) <= room


def _beginning(line: str) -> str:
    """Return what kind of sign the words of `line` begin with; a letter without case is as good as upper case."""
    first = line.lstrip(_OPENING)[:1]
    if first.isalpha():
        return _LOWER if first.islower() else _UPPER
    return _NUMBER if first.isdigit() or (first and first in "+@$€£¥") else _SIGN


def _first_word(line: str) -> str:
    """Return what would have had to fit into the line before: a word, or one sign of a script without spaces."""
    word = line.split(maxsplit=1)[0] if line.strip() else ""
    for at, character in enumerate(word):
        if is_spaceless(character):
            return word[: at + 1]
    return word


def _width(text: str) -> int:
    """Return how many columns `text` takes."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(character) in "WF" for character in text)
