"""Writes any JSON Schema, of whatever dialect or care, as one that is valid by draft 2020-12.

The gateway refuses every request of a chat for one schema it does not take ("tools.14.custom.input_schema: JSON schema
is invalid"), and schemas of tool servers are of drafts 3 to 7, of OpenAPI, or of nobody's. So each word is kept only in
the form that the current draft gives it, and whatever else stands there goes: its meaning is the server's to check.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from turbodesk.app.mcp.unseen_letters import without_unseen
from turbodesk.translation import _

DEEPEST = 40
"""Levels of nesting."""
_TYPES = frozenset(("array", "boolean", "integer", "null", "number", "object", "string"))
_MEANT = {
    "int": "integer", "long": "integer", "float": "number", "double": "number", "str": "string", "text": "string",
    "bool": "boolean", "dict": "object", "map": "object", "list": "array", "tuple": "array", "none": "null",
}  # fmt: skip
"""Types as other languages call them, and what is meant."""


class SchemaRefused(ValueError):
    """Nothing can be made of a schema; the message is a sentence."""


def cleaned(schema: Any, levels: int = DEEPEST) -> dict[str, Any]:
    """Return a valid schema that means the same as far as can be told; of what is none at all, one that takes anything.

    Raises:
        SchemaRefused: it is nested too deeply.
    """
    if levels < 0:
        raise SchemaRefused(_("Its arguments are nested too deeply."))
    if not isinstance(schema, Mapping):
        return {"not": {}} if schema is False else {}
    found: dict[str, Any] = {}
    for word, value in schema.items():
        kept = _KEPT[word](value, levels - 1) if word in _KEPT else None
        if kept is not None:
            found[word] = kept
    _modernise(schema, found, levels)
    return found


def _modernise(schema: Mapping[str, Any], found: dict[str, Any], levels: int) -> None:
    """Say in today's words what older drafts and OpenAPI said in theirs."""
    if isinstance(schema.get("items"), list):  # a tuple, before 2020
        found["prefixItems"] = [cleaned(one, levels - 1) for one in schema["items"]] or [{}]
        if isinstance(schema.get("additionalItems"), Mapping | bool):
            found["items"] = _schema(schema["additionalItems"], levels - 1)
    for word, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if schema.get(word) is True and limit in found:  # draft 4
            found[word] = found.pop(limit)
    if schema.get("nullable") is True and isinstance(found.get("type"), str):  # OpenAPI
        found["type"] = [found["type"], "null"] if found["type"] != "null" else "null"
        if "enum" in found and None not in found["enum"]:
            found["enum"] = [*found["enum"], None]


def _schema(value: Any, levels: int) -> Any:
    return value if isinstance(value, bool) else cleaned(value, levels) if isinstance(value, Mapping) else None


def _schemas(value: Any, levels: int) -> Any:
    found = [cleaned(one, levels) for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
    return found or None


def _named_schemas(value: Any, levels: int) -> Any:
    if not isinstance(value, Mapping):
        return None
    return {str(name): cleaned(one, levels) for name, one in value.items()}


def _text(value: Any, _levels: int) -> Any:
    return without_unseen(value) if isinstance(value, str) else None


def _as_written(value: Any, _levels: int) -> Any:
    return value if isinstance(value, str) else None


def _number(value: Any, _levels: int) -> Any:
    is_one = isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
    return value if is_one else None


def _above_nothing(value: Any, levels: int) -> Any:
    number = _number(value, levels)
    return number if number is not None and number > 0 else None


def _count(value: Any, levels: int) -> Any:
    number = _number(value, levels)
    return int(number) if number is not None and number >= 0 and number == int(number) else None


def _flag(value: Any, _levels: int) -> Any:
    return value if isinstance(value, bool) else None


def _type(value: Any, _levels: int) -> Any:
    named = [value] if isinstance(value, str) else value if isinstance(value, list) else []
    words = [_MEANT.get(one.lower(), one.lower()) for one in named if isinstance(one, str)]
    known = list(dict.fromkeys(word for word in words if word in _TYPES))
    if len(known) < len(set(words)):  # one of them nobody knows: anything may come
        return None
    return known[0] if len(known) == 1 else known or None


def _values(value: Any, _levels: int) -> Any:
    if not isinstance(value, list) or not value:
        return None
    different: list[Any] = []
    for one in value:
        if not any(type(one) is type(other) and one == other for other in different):
            different.append(one)
    return different


def _names(value: Any, _levels: int) -> Any:
    named = [one for one in value if isinstance(one, str)] if isinstance(value, list) else []
    return list(dict.fromkeys(named)) or None


def _names_by_name(value: Any, levels: int) -> Any:
    if not isinstance(value, Mapping):
        return None
    return {str(name): names for name, one in value.items() if (names := _names(one, levels))} or None


def _own_reference(value: Any, _levels: int) -> Any:
    """One that leads elsewhere goes: nothing is ever fetched for a schema."""
    return value if isinstance(value, str) and value.startswith("#") else None


def _anything(value: Any, _levels: int) -> Any:
    return value


_KEPT: Mapping[str, Callable[[Any, int], Any]] = {
    "type": _type, "enum": _values, "const": _anything, "default": _anything, "$ref": _own_reference,
    "title": _text, "description": _text, "format": _as_written, "pattern": _as_written,
    "contentEncoding": _as_written, "contentMediaType": _as_written,
    "properties": _named_schemas, "required": _names, "additionalProperties": _schema, "propertyNames": _schema,
    "patternProperties": _named_schemas, "dependentRequired": _names_by_name, "dependentSchemas": _named_schemas,
    "minProperties": _count, "maxProperties": _count,
    "items": _schema, "prefixItems": _schemas, "contains": _schema, "minItems": _count, "maxItems": _count,
    "uniqueItems": _flag, "minContains": _count, "maxContains": _count,
    "minimum": _number, "maximum": _number, "exclusiveMinimum": _number, "exclusiveMaximum": _number,
    "multipleOf": _above_nothing, "minLength": _count, "maxLength": _count,
    "anyOf": _schemas, "oneOf": _schemas, "allOf": _schemas, "not": _schema, "if": _schema, "then": _schema,
    "else": _schema, "$defs": _named_schemas, "definitions": _named_schemas,
}  # fmt: skip
"""Each word that is kept, and what makes its value valid; None: there is nothing to keep of it."""
