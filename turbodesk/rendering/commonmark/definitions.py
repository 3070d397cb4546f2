"""Keeps what a text defines for use elsewhere in it: link targets `[label]: address` and notes `[^label]: text`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from .addresses import DESTINATION_IN_BRACKETS, TITLE, bare_destination, spaces
from .entities import unescape
from .tree import Buildable

# What a label gives back never begins with a bracket: where none closes it, one look back over its length tells.
LABEL = re.compile(r"\[((?:[^\[\]\\]|\\.){0,999})\]", re.S)
_BLANKS = re.compile(r"[ \t]*")
_WHITESPACE = re.compile(r"[ \t\r\n]+")

Target = tuple[str, str | None]
"""An address and a title, as written but with escapes resolved."""


@dataclass(slots=True)
class Definitions:
    """All definitions of one text so far, and which labels were asked for."""

    links: dict[str, Target] = field(default_factory=dict)
    """By normalized label; the first definition of a label counts."""
    notes: dict[str, Buildable] = field(default_factory=dict)
    """By label as written."""
    asked: set[str] = field(default_factory=set)
    """Every label looked up, found or not; notes with a caret before it. So a stream knows what to write again."""

    def fork(self, twins: Mapping[int, Buildable]) -> Definitions:
        """Return a copy that may grow by itself, with `twins` (by `id`) for the notes that are still open."""
        notes = {label: twins.get(id(note), note) for label, note in self.notes.items()}
        return Definitions(links=self.links.copy(), notes=notes)

    def link(self, label: str) -> Target | None:
        """Return the target of `label`, which is given as written."""
        key = normalize_label(label)
        self.asked.add(key)
        return self.links.get(key) if key else None

    def note(self, label: str) -> Buildable | None:
        """Return the note of `label`."""
        self.asked.add(f"^{label}")
        return self.notes.get(label)

    def take_links(self, lines: list[str]) -> list[str]:
        """Keep the definitions at the beginning of a paragraph's `lines`; return the lines after them."""
        text, end = "\n".join(lines), 0
        while text.startswith("[", end):
            after = self._take_link(text, end)
            if not after:
                break
            end = after
        if not end:
            return lines
        rest = text[end:]
        return rest.split("\n") if rest.strip(" \t\n") else []

    def _take_link(self, text: str, start: int) -> int:
        """Read one definition at `start`; return where the line after it begins, or 0."""
        label = LABEL.match(text, start)
        if not label or not label.group(1).strip() or not text.startswith(":", label.end()):
            return 0
        at = spaces(text, label.end() + 1)
        if text.startswith("<", at):
            match = DESTINATION_IN_BRACKETS.match(text, at)
            address, after = (match.group(1), match.end()) if match else ("", -1)
        else:
            after = bare_destination(text, at)
            address = text[at:after]
            after = after if address else -1
        if after < 0:
            return 0
        end, title = _line_end(text, after), None
        at = spaces(text, after)
        quoted = TITLE.match(text, at) if at > after else None
        if quoted:
            after = _line_end(text, quoted.end())
            if after:
                end, title = after, unescape(quoted.group()[1:-1])
        if end:
            self.links.setdefault(normalize_label(label.group(1)), (unescape(address), title))
        return end


def normalize_label(label: str) -> str:
    """Return `label` as labels are compared: case folded, whitespace collapsed (CommonMark section 4.7)."""
    return _WHITESPACE.sub(" ", label).strip().casefold()


def _line_end(text: str, at: int) -> int:
    """Return where the next line begins if only blanks stand between `at` and it, else 0."""
    match = _BLANKS.match(text, at)
    end = match.end() if match else at
    if end >= len(text):
        return end
    return end + 1 if text[end] == "\n" else 0
