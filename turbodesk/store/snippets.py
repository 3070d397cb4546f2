"""Cuts a line out of a message around what was looked for, without the marks of Markdown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

OPEN, CLOSE = "\x02", "\x03"
"""What FTS5 is asked to put around a match; where a message itself has them, only the emphasis goes wrong."""

LENGTH = 150
"""Characters of a snippet: two lines of a sidebar and a little more."""
_BEFORE = 28
"""Characters that may stand before the first match, so that it is seen in the first line."""

_AT_LINES = re.compile(r"^\s{0,3}(?:#{1,6}|[>+*-]|\d+[.)])\s+|^[ \t:|=-]{3,}$|[|#]{2,}|\|", re.M)
"""What becomes a blank: marks before a line, lines beneath headings and in tables, bars."""
_RUN = r"(?:[*`]|[_~]{2})+"
_AROUND_WORDS = re.compile(
    rf"(?<![\w*`_~]){_RUN}(?=[^\s*`_~])|(?<=[^\s*`_~]){_RUN}(?![\w*`_~])"
    r"|!?\[(?=[^\]]*\]\()|\]\([^)\s]*\)?"
)
"""What leaves nothing: a blank in its place would stand before a comma. `2 * 3` and `snake_case` have none of it."""
_BLANKS = re.compile(r"\s+")


def cut(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """Return the line and where its matches are; `marked` has `OPEN` and `CLOSE` around each."""
    text = _BLANKS.sub(" ", _AROUND_WORDS.sub("", _AT_LINES.sub(" ", marked))).strip()
    start = _start(text)
    words, spans, opened = "", [], -1
    for piece in re.split(f"([{OPEN}{CLOSE}])", text[start:]):
        if piece == OPEN:
            opened = len(words)
        elif piece == CLOSE:
            spans.append((opened, len(words)))
            opened = -1
        else:
            words += piece
    head = "…" if start else ""
    line = head + (words if len(words) <= LENGTH else words[:LENGTH].rstrip() + "…")
    kept = ((begin + len(head), min(end, LENGTH) + len(head)) for begin, end in spans)
    return line, tuple((begin, end) for begin, end in kept if len(head) <= begin < end)


def marked(text: str, words: Sequence[str]) -> str:
    """Return a stretch of `text` with `OPEN` and `CLOSE` around each of `words`, whatever its case."""
    pattern = re.compile("|".join(re.escape(one) for one in sorted(words, key=len, reverse=True)), re.IGNORECASE)
    first = next((found.start() for word in words for found in [_first(text, word)] if found), 0)
    stretch = text[max(0, first - 3 * _BEFORE) : first + 2 * LENGTH]
    return pattern.sub(lambda found: f"{OPEN}{found[0]}{CLOSE}", stretch)


def has_all(text: str, words: Iterable[str]) -> bool:
    """Whether all of `words`, casefolded, occur in `text`, whatever its case; "c++" does not occur in "abc++"."""
    folded = text.casefold()
    return all(_occurs(folded, word) for word in words)


def _occurs(text: str, word: str) -> bool:
    at = text.find(word)
    while at > 0 and "a" <= word[0] <= "z" and text[at - 1].isalnum():
        at = text.find(word, at + 1)
    return at >= 0


def _first(text: str, word: str) -> re.Match[str] | None:
    return re.search(re.escape(word), text, re.IGNORECASE)


def _start(text: str) -> int:
    """Return where the line begins: at a word, so that the first match is near."""
    first = text.find(OPEN)
    if first <= _BEFORE:
        return 0
    blank = text.find(" ", first - _BEFORE, first)
    return blank + 1 if blank >= 0 else first - _BEFORE // 2
