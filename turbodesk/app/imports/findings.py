"""Counts what an import does not bring, and says what was wrong with the files: in words for the person."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

MOST_TROUBLES = 20
"""Sentences told at most: after that many nobody reads on."""


class Unkept(NamedTuple):
    """A kind of thing that has no place here, as people call one and several of it; a reader may make its own."""

    one: str
    many: str


VOICE = Unkept("voice recording", "voice recordings")
VIDEO = Unkept("video", "videos")
CUSTOM_INSTRUCTIONS = Unkept("set of custom instructions", "sets of custom instructions")
MEMORIES = Unkept("memory", "memories")
DESIGN_CHATS = Unkept("design chat", "design chats")
PUBLISHED = Unkept("published artifact", "published artifacts")
TRANSLATIONS = Unkept("translation", "translations")
WITHOUT_CONTENT = Unkept("chat that is listed without its content", "chats that are listed without their content")
UNREADABLE_CHATS = Unkept("chat that could not be read", "chats that could not be read")
UNREADABLE_MESSAGES = Unkept("message that could not be read", "messages that could not be read")
UNREADABLE_LINES = Unkept("line that could not be read", "lines that could not be read")
DAMAGED = Unkept("damaged entry", "damaged entries")
UNKNOWN = Unkept("piece of an unknown kind", "pieces of an unknown kind")


class Findings:
    """What came up in one reading of an archive, beside its chats. Made anew for each."""

    def __init__(self) -> None:
        self.left_out: Counter[Unkept] = Counter()
        self.troubles: list[str] = []
        """Sentences, each once, in the order they came up."""

    def leave_out(self, kind: Unkept, count: int = 1) -> None:
        """Count what belongs to no chat, or to one that could not be read; what a chat has goes into its `left_out`."""
        if count > 0:
            self.left_out[kind] += count

    def trouble(self, sentence: str) -> None:
        """Tell of damage, or of something missing, in one plain sentence that ends with a full stop."""
        if sentence not in self.troubles and len(self.troubles) < MOST_TROUBLES:
            self.troubles.append(sentence)


def counted(kind: Unkept, count: int) -> str:
    """Return a number of things in words: "1 voice recording", "1,204 voice recordings"."""
    return f"{count:,} {kind.one if count == 1 else kind.many}"
