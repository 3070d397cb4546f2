"""Counts what an import does not bring, and says what was wrong with the files: in words for the person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from typing import NamedTuple

from turbodesk.quantities import number
from turbodesk.translation import ngettext

MOST_TROUBLES = 20
"""Sentences told at most: after that many nobody reads on."""


class Unkept(NamedTuple):
    """A kind of thing that has no place here, as people call one and several of it; a reader may make its own."""

    one: str
    many: str


VOICE = Unkept("voice recording", "voice recordings")  # not for people
VIDEO = Unkept("video", "videos")
CUSTOM_INSTRUCTIONS = Unkept("set of custom instructions", "sets of custom instructions")  # not for people
MEMORIES = Unkept("memory", "memories")
DESIGN_CHATS = Unkept("design chat", "design chats")  # not for people
PUBLISHED = Unkept("published artifact", "published artifacts")  # not for people
TRANSLATIONS = Unkept("translation", "translations")
# not for people
WITHOUT_CONTENT = Unkept("chat that is listed without its content", "chats that are listed without their content")
UNREADABLE_CHATS = Unkept("chat that could not be read", "chats that could not be read")  # not for people
UNREADABLE_MESSAGES = Unkept("message that could not be read", "messages that could not be read")  # not for people
UNREADABLE_LINES = Unkept("line that could not be read", "lines that could not be read")  # not for people
DAMAGED = Unkept("damaged entry", "damaged entries")  # not for people
UNKNOWN = Unkept("piece of an unknown kind", "pieces of an unknown kind")  # not for people


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
    known = _COUNTED.get(kind)
    words = known(count) if known is not None else f"{{count}} {kind.one if count == 1 else kind.many}"
    return words.format(count=number(count))


_COUNTED: dict[Unkept, Callable[[int], str]] = {
    VOICE: lambda n: ngettext("{count} voice recording", "{count} voice recordings", n),
    VIDEO: lambda n: ngettext("{count} video", "{count} videos", n),
    CUSTOM_INSTRUCTIONS: lambda n: ngettext(
        "{count} set of custom instructions", "{count} sets of custom instructions", n
    ),
    MEMORIES: lambda n: ngettext("{count} memory", "{count} memories", n),
    DESIGN_CHATS: lambda n: ngettext("{count} design chat", "{count} design chats", n),
    PUBLISHED: lambda n: ngettext("{count} published artifact", "{count} published artifacts", n),
    TRANSLATIONS: lambda n: ngettext("{count} translation", "{count} translations", n),
    WITHOUT_CONTENT: lambda n: ngettext(
        "{count} chat that is listed without its content", "{count} chats that are listed without their content", n
    ),
    UNREADABLE_CHATS: lambda n: ngettext(
        "{count} chat that could not be read", "{count} chats that could not be read", n
    ),
    UNREADABLE_MESSAGES: lambda n: ngettext(
        "{count} message that could not be read", "{count} messages that could not be read", n
    ),
    UNREADABLE_LINES: lambda n: ngettext(
        "{count} line that could not be read", "{count} lines that could not be read", n
    ),
    DAMAGED: lambda n: ngettext("{count} damaged entry", "{count} damaged entries", n),
    UNKNOWN: lambda n: ngettext("{count} piece of an unknown kind", "{count} pieces of an unknown kind", n),
}
"""The kinds stand in English where reports are kept."""
