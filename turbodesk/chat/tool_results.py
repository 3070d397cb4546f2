"""What stands in the result of a tool: the text for the model, and what is kept beside it for the person alone.

A result's content is text or a list of the protocol's blocks, and comes from anywhere: our tools, tool servers, files
of other programs. Here it is only read, and only with care. What is kept beside it, such as the whole of a text that
was cut for the model, stands in the block under a name no gateway has, and `gateway.turns` leaves it out.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from turbodesk.chat.json_values import is_sound
from turbodesk.chat.parts import JsonObject, ToolResult
from turbodesk.quick_dataclasses import dataclass

ASIDE = "turbodesk_aside"
"""The name under which a result keeps what is not sent."""
MOST_COLUMNS = 30
_MOST_IN_CELL = 500
MOST_ROWS = 1_000
"""Of a table; more is nothing anybody reads in a chat."""


@dataclass(frozen=True, slots=True)
class ResultAside:
    """What a result has for the person, and the model does not get."""

    shown: str = ""
    """The whole text, where what the model got was cut; "" where that is all."""
    table: object = None
    """Structured data."""
    references: tuple[tuple[str, str], ...] = ()
    """Titles and addresses of where it comes from; an address may be ""."""

    def to_json(self) -> dict[str, object]:
        """Return what there is."""
        values: dict[str, object] = {}
        if self.shown:
            values["shown"] = self.shown
        if self.table is not None:
            values["table"] = self.table
        if self.references:
            values["references"] = [list(one) for one in self.references]
        return values


def aside_of(result: ToolResult) -> ResultAside:
    """Return what is kept beside a result; whatever is no such thing is left out."""
    stored = result.extra.get(ASIDE)
    if not isinstance(stored, Mapping):
        return ResultAside()
    shown, table, references = stored.get("shown"), stored.get("table"), stored.get("references")
    found = references if isinstance(references, Sequence) and not isinstance(references, str) else ()
    return ResultAside(
        shown if isinstance(shown, str) else "",
        table if is_sound(table) else None,
        tuple((one[0], one[1]) for one in found if _is_reference(one)),
    )


def _is_reference(value: object) -> bool:
    is_pair = isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2
    return is_pair and all(isinstance(one, str) for one in value)  # type: ignore[attr-defined]  # it is a sequence


def sent_block(block: JsonObject) -> dict[str, object]:
    """Return the block of a result as the model gets it."""
    return {name: value for name, value in block.items() if name != ASIDE}


def result_text(content: object) -> str:
    """Return the text of a result's content, in either of the protocol's forms; "" where it has none."""
    if isinstance(content, str):
        return content
    blocks = content if isinstance(content, Sequence) else ()
    texts = (block.get("text") for block in blocks if isinstance(block, Mapping))
    return "\n".join(text for text in texts if isinstance(text, str) and text)


def table_of(value: object) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]] | None:
    """Return structured data as the head of a table and its rows, at most `MOST_ROWS`; None where it has no rows.

    A list of objects has a column for each of their keys, in the order in which these come up; a single object that
    holds nothing but such a list is that list; any other object is a table of names and values.
    """
    if isinstance(value, Mapping):
        if len(value) == 1 and (inner := table_of(next(iter(value.values())))) is not None:
            return inner
        flat = all(not isinstance(one, Mapping | list | tuple) for one in value.values())
        return (("", ""), tuple((str(key), cell(one)) for key, one in value.items())) if value and flat else None
    if not isinstance(value, list | tuple) or not value or not all(isinstance(one, Mapping) for one in value):
        return None
    rows = value[:MOST_ROWS]
    names = tuple(dict.fromkeys(str(name) for row in rows for name in row))[:MOST_COLUMNS]
    if not names:
        return None
    return names, tuple(tuple(cell(row.get(name)) for name in names) for row in rows)


def cell(value: object) -> str:
    """Return a value as it stands in a table; of a long text its beginning, since the result has all of it."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return str(value)
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _MOST_IN_CELL else f"{text[:_MOST_IN_CELL]}…"
