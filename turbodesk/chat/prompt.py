"""A prompt: text one writes often, under a name; what changes each time stands in it as {{variables}}."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import field

from turbodesk.chat.ids import new_id
from turbodesk.chat.one_line import beginning, one_line, without_controls
from turbodesk.quick_dataclasses import dataclass

MOST_LETTERS = 80
"""Of a prompt's name."""
LONGEST = 100_000
"""Characters of its text."""
_SHOWN = 120
"""Characters of its first words."""
_NAMED_AFTER = 40
"""Characters of a text that can be its name."""
_VARIABLE = re.compile(r"\{\{([^{}\n]{1,60})\}\}")


@dataclass(frozen=True, slots=True)
class Prompt:
    """One of the person's prompts; `name` and `text` are as `clean_name` and `clean_text` return them."""

    name: str
    text: str
    id: str = field(default_factory=new_id)

    @property
    def first_words(self) -> str:
        """What it begins with, on one line."""
        return one_line(self.text[: 4 * _SHOWN])[:_SHOWN]

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {"id": self.id, "name": self.name, "text": self.text}

    @classmethod
    def from_json(cls, raw: object) -> Prompt | None:
        """Read what `to_json` wrote; None for what has no name or no text."""
        if not isinstance(raw, Mapping):
            return None
        name, text, id_ = (raw.get(key) for key in ("name", "text", "id"))
        if not isinstance(name, str) or not isinstance(text, str):
            return None
        name, text = clean_name(name), clean_text(text)
        if not name or not text:
            return None
        return cls(name, text, id_ if isinstance(id_, str) and id_ and id_.isprintable() else new_id())


@dataclass(frozen=True, slots=True)
class Blank:
    """A variable in a text that waits to be written: where its braces begin and end, in characters, and its name."""

    start: int
    end: int
    name: str


def clean_name(name: str) -> str:
    """Return a name as it is kept: without needless blanks, and not too long."""
    return beginning(one_line(name), MOST_LETTERS).strip()


def clean_text(text: str) -> str:
    """Return a text as it is kept: no empty lines around it, and not too long; "" for a blank one."""
    lines = without_controls(text.replace("\r\n", "\n").replace("\r", "\n")).strip("\n")
    return "" if lines.isspace() else lines[:LONGEST].rstrip("\n")


def name_for(text: str) -> str:
    """Return a name for a text that has none: its first words."""
    words = one_line(text[: 4 * _SHOWN])
    return words if len(words) <= _NAMED_AFTER else words[:_NAMED_AFTER].rpartition(" ")[0] or words[:_NAMED_AFTER]


def fill(text: str, known: Mapping[str, str]) -> tuple[str, tuple[Blank, ...]]:
    """Write what is `known`, by the small letters of its name, in the place of variables; return what is left of these.

    What is written in is no more looked through: it may have braces of its own.
    """
    written: list[str] = []
    blanks: list[Blank] = []
    length = end = 0
    for found in _VARIABLE.finditer(text):
        name = found[1].strip()
        if not name:
            continue
        value = known.get(name.casefold(), "")
        length += found.start() - end
        if not value:
            value = found[0]
            blanks.append(Blank(length, length + len(value), name))
        written += text[end : found.start()], value
        length, end = length + len(value), found.end()
    return "".join((*written, text[end:])), tuple(blanks)


def matching(prompts: Iterable[Prompt], words: str) -> list[Prompt]:
    """Return the prompts whose names have `words`: first those that begin so, then those with a word that does."""
    sought = one_line(words).casefold()
    ranked = [(_rank(prompt.name.casefold(), sought), prompt) for prompt in prompts]
    return [prompt for rank, prompt in sorted(ranked, key=lambda one: one[0]) if rank < _NOWHERE]


_NOWHERE = 3


def _rank(name: str, sought: str) -> int:
    if name.startswith(sought):
        return 0
    return 1 if f" {sought}" in name else 2 if sought in name else _NOWHERE
