"""Turns what a person types into the search field into a question the database can answer, whatever it is. Pure.

Words apart from one another must all occur; words in double quotes occur together; the last word, unless a blank
follows it, may be the beginning of one. Nothing typed has any other meaning: every word reaches FTS5 as a quoted
string, so that its own operators (AND, NEAR, column names, `^`, `*`) are words like others.

Why two ways to look: FTS5's `unicode61` takes a run of letters for one word, and Chinese, Japanese, Thai and others
write no blanks between words, so that nothing inside of such a run would be found; and what is no letter at all, such
as an emoji or "=>", is in no index. Those are `exact`: looked for in the text of messages itself, of those alone that
have the other words. So are words whose signs make them others, "C++" and "C#" or ".NET": the index has their letters.
"""

from __future__ import annotations

import re
import unicodedata

from turbodesk.quick_dataclasses import dataclass

LONGEST = 200
"""Characters of a query that count; somebody pasted a page, and its first line says what is looked for."""
MOST_WORDS = 12
"""Words of a query that count; each costs a walk through the index."""

_PIECE = re.compile(r'"([^"]*)"?|[^\s"]+')
# Scripts without blanks between words: Thai to Myanmar, Khmer, and everything from the CJK radicals to the ideographs
# beyond the first plane, half-width kana included (Unicode, Blocks.txt). Hangul has blanks, but its endings stick to
# the words and compounds are common, so it is looked through as well.
_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1100-\u11ff\u1780-\u17ff\u2e80-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\uff66-\uffdc\U0001b000-\U0001b16f\U00020000-\U0003ffff]"
)
# Not what stands around and between words in a sentence: "what?", "don't" and "well-known" are the words alone.
_SIGNS = re.compile(r"^[.\-]+\w|[^\w\s.,;:!?'\"’‘“”„«»()\[\]{}…‐‑–—\-\u00ad\u0300-\u036f\u200b-\u200f]|_")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for."""

    words: tuple[str, ...] = ()
    """The words and phrases as typed, without quotes."""
    match: str = ""
    """The question for FTS5; "" where the index has none of the words."""
    exact: tuple[str, ...] = ()
    """Those of the words that must stand in the text itself as they were typed, whatever their case."""
    is_indexed: bool = True
    """Whether `match` asks for each of the words, though for some without their signs."""
    project_id: str | None = None
    """The project whose chats are looked through; None: all chats."""

    def __bool__(self) -> bool:
        return bool(self.words)


def wanted(typed: str) -> Wanted:
    """Read a query. Nothing typed is an error; where there is nothing to look for, the result is false.

    A single letter is nothing yet, unless its script writes whole words with one.
    """
    text = "".join(char if _is_plain(char) else " " for char in typed[:LONGEST])
    pieces = [(found[1] is not None, found[0] if found[1] is None else found[1]) for found in _PIECE.finditer(text)]
    kept = [(is_quoted, one) for is_quoted, piece in pieces if (one := " ".join(piece.split()))][:MOST_WORDS]
    words = tuple(one for _, one in kept)
    if not words or (len(words) == 1 and len(words[0]) == 1 and not _scans(words[0])):
        return Wanted()
    indexed = [one for one in words if not _scans(one)]
    terms = [f'"{one}"' for one in indexed]
    may_go_on = not kept[-1][0] and not text[-1:].isspace() and _is_indexed(words[-1][-1])
    if may_go_on and indexed and indexed[-1] is words[-1]:
        terms[-1] += "*"
    exact = tuple(one for one in words if _scans(one) or _SIGNS.search(one))
    return Wanted(words, " ".join(terms), exact, is_indexed=len(indexed) == len(words))


def _scans(words: str) -> bool:
    """Whether the index cannot have these words: a script without blanks, or nothing that is part of a word."""
    return bool(_UNSPACED.search(words)) or not any(_is_indexed(char) for char in words)


def _is_indexed(char: str) -> bool:
    """Whether `unicode61` takes a character for part of a word (sqlite.org/fts5.html#unicode61_tokenizer)."""
    return unicodedata.category(char)[0] in "LN" or unicodedata.category(char) == "Co"


def _is_plain(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cs")
