"""Gives a conversation its first title: the beginning of what was asked.

Why not ask a model: it would cost the person tokens and send a request they did not make. Who wants that may say so
(`model_titles`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.one_line import beginning, one_line, without_controls
from turbodesk.chat.parts import Part
from turbodesk.translation import in_every_language

LONGEST = 60
"""Characters; what a sidebar row and a window title can show."""
_LOOKED_AT = 20_000
"""Characters of a message: whoever pastes ten million has the first words among these."""

_AT_LINES = re.compile(
    r"^(?:[ \t]*(?:#{1,6}(?=\s)|>|[*+-](?=\s)(?:[ \t]+\[[ xX]\](?=\s))?|\d{1,9}[.)](?=[ \t]*>)))+", re.M
)
_AROUND = re.compile(r"(?<!\w)(\*\*|__|~~|\*|_)(?=\S)(.+?)(?<=\S)\1(?![\w(]|\.\w)")
_BRANCH = re.compile(r" \(branch(?: \d{1,5})?\)\Z")
_CODE = re.compile(r"`+")


def branch_title(title: str, known: Collection[str]) -> str:
    """Return the title of a chat that goes on from the one with `title`, other than those `known`."""
    stem = _BRANCH.sub("", title)
    numbers = ("" if number == 1 else f" {number}" for number in range(1, len(known) + 2))
    return next(made for number in numbers if (made := f"{stem} (branch{number})") not in known)


def title_of(text: str, attached: Sequence[Part] = ()) -> str:
    """Return the title of a chat that begins with a message: its first words, or what is attached; "" for neither."""
    return title_from(text or next((attachment.label for attachment in attachments_in(attached)), ""))


def is_title_of(title: str, text: str, attached: Sequence[Part] = ()) -> bool:
    """Whether a title was made of a message, in whatever language: some attachments have no name of their own."""
    if title == title_of(text, attached):
        return True
    first = next(iter(attachments_in(attached)), None) if not text else None
    return first is not None and not one_line(first.name) and title in in_every_language(first.kind_in_english)


def title_from(text: str) -> str:
    """Return a title of at most `LONGEST` characters from a person's first message; "" when it has no words.

    Marks of Markdown are left out where they are marks: `C#`, `snake_case` and `a > b` stay as they are.
    """
    # What stands before the first word is left out first: quotes in quotes go on for as long as they like.
    lines = without_controls(text[:_LOOKED_AT]).lstrip(" \t\r\n>")[:1000].splitlines()
    words = one_line(_CODE.sub("", _AROUND.sub(r"\2", _AT_LINES.sub(" ", "\n".join(lines)))))
    if len(words) <= LONGEST:
        return words
    cut = beginning(words, LONGEST - 1)
    # Break between words where there are any; Chinese and Japanese have none.
    at_blank = cut.rfind(" ")
    return (cut[:at_blank] if at_blank > LONGEST // 2 else cut).rstrip(" ,;:.-") + "…"
