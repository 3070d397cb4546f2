"""The contents of a chat: what the person asked, and beneath each question the headings of its reply. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from turbodesk.chat.message import Role
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.turns import asks_to_go_on
from turbodesk.quick_dataclasses import dataclass

LONGEST = 200
"""Letters of one entry."""
MOST_HEADINGS = 40
"""Of one reply."""
_HEADING = re.compile(r" {0,3}(#{1,2})[ \t]+(\S.*)\Z")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MARKS = re.compile(r"\[([^\]\n]*)\]\([^)\n]*\)|(?<!\w)[*_~]{1,3}(?=\S)|(?<=\S)[*_~]{1,3}(?!\w)|`+|[ \t]#+[ \t]*\Z")


@dataclass(frozen=True, slots=True)
class OutlineEntry:
    """One line of the contents."""

    message_id: str
    words: str
    heading: int | None = None
    """Which of the two upper levels' headings of a reply it is, from 0; None: a question."""


def outline(messages: Iterable[tuple[str, Role, str]]) -> list[OutlineEntry]:
    """Return the contents of messages, given with their ids and texts in the order of the path."""
    entries: list[OutlineEntry] = []
    for id_, role, text in messages:
        if role is Role.ASSISTANT:
            entries += (OutlineEntry(id_, words, number) for number, words in enumerate(headings(text)))
        elif not asks_to_go_on(text[:1_000]) and (words := beginning(one_line(text[: 4 * LONGEST]), LONGEST)):
            entries.append(OutlineEntry(id_, words))
    return entries


def headings(markdown: str) -> list[str]:
    """Return the headings of the two upper levels, without their marks, `MOST_HEADINGS` at most."""
    return [beginning(words, LONGEST) for words, _ in zip(_headings(markdown), range(MOST_HEADINGS), strict=False)]


def _headings(markdown: str) -> Iterator[str]:
    fence = ""
    for line in markdown.splitlines():
        if (mark := _FENCE.match(line)) is not None:
            if not fence:
                fence = mark[1]
            elif line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
        elif not fence and (found := _HEADING.match(line)) is not None:
            words = one_line(_MARKS.sub(lambda mark: mark[1] or "", found[2]))
            if words:
                yield words
