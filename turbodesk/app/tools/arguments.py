"""Reads the arguments a model gave a tool: it is told what they are to be, and writes something else at times."""

from __future__ import annotations

from turbodesk.app.tools.tool import ToolArgument, ToolRefused
from turbodesk.chat.parts import JsonObject

LONGEST = 200_000
"""Characters of one argument."""


def text(given: JsonObject, name: str, *, most: int = LONGEST, may_be_empty: bool = False) -> str:
    """Return an argument that is a text.

    Raises:
        ToolRefused: it is missing, no text, or longer than `most`.
    """
    value = given.get(name)
    if not isinstance(value, str) or not (value.strip() or may_be_empty):
        raise ToolRefused(f"The argument “{name}” is missing.")
    if len(value) > most:
        raise ToolRefused(f"The argument “{name}” is longer than {most:,} characters.")
    return value


def number(given: JsonObject, name: str, otherwise: int) -> int:
    """Return an argument that is a whole number from 0; `otherwise` where it is not given.

    Raises:
        ToolRefused: it is something else.
    """
    value = given.get(name)
    if value is None:
        return otherwise
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= 10**9:
        raise ToolRefused(f"The argument “{name}” has to be a whole number.")
    return value


def rows(given: JsonObject, **labels: str) -> tuple[ToolArgument, ...]:
    """Return the arguments of these names that are there, each under its label, as a person reads them."""
    found = []
    for name, label in labels.items():
        value = given.get(name)
        if isinstance(value, str | int | float) and not isinstance(value, bool) and str(value).strip():
            found.append(ToolArgument(label, str(value)))
    return tuple(found)


def portion(whole: str, start: int, most: int) -> tuple[str, str]:
    """Return what of a text is told from `start` on, ended at a line where one ends, and a sentence on the rest.

    Raises:
        ToolRefused: there is nothing from `start` on.
    """
    if start and start >= len(whole):
        raise ToolRefused(f"The text has {len(whole):,} characters and ends before that.")
    end = start + most
    if end >= len(whole):
        return whole[start:], ""
    line = whole.rfind("\n", start + most // 2, end)
    end = line + 1 if line > 0 else end
    rest = f"[This is a part: {start:,} to {end:,} of {len(whole):,} characters. Go on with start={end}.]"
    return whole[start:end], rest
