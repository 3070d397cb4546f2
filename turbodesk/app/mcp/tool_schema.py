"""Turns what a server says of a tool's arguments into what the Messages API takes, and remembers the way back.

The API wants an object at the top, without `oneOf`, `anyOf` or `allOf` there, and arguments of 1 to 64 of its letters.
So the branches of such a combination are put together, with the rule said in words, and arguments are called otherwise;
the server is sent its own names (protocol, 1.7).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Any

from turbodesk.app.mcp.json_schema import SchemaRefused, cleaned
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_ARGUMENT = re.compile(r"[a-zA-Z0-9_.-]{1,64}\Z")
_MOST_SCHEMA = 50_000
"""Characters of one schema as JSON: all of them go out with every request."""
_MOST_STEPS = 10
"""From one reference within a schema to the next."""
_NOT_AT_THE_TOP = (
    "if", "then", "else", "not", "dependentSchemas", "dependentRequired", "patternProperties", "propertyNames", "$ref",
    "enum", "const", "minProperties", "maxProperties", "default", "title", "description",
)  # fmt: skip
"""What the server checks by itself, or the tool's own words say."""


@dataclass(frozen=True, slots=True)
class ToolSchema:
    """The arguments of a tool, as the API takes them."""

    schema: dict[str, Any]
    called: Mapping[str, str] = field(default_factory=dict)
    """Arguments that the model knows by another name, and the server's name for them."""
    note: str = ""
    """A rule that the schema could not say, for the model; "" where there is none."""

    def sent(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the server is sent for what the model gave."""
        return {self.called.get(name, name): value for name, value in given.items()}


def tool_schema(raw: Any) -> ToolSchema:
    """Return what the API is told of a tool's `inputSchema`; a tool without one takes no arguments.

    Raises:
        SchemaRefused: nothing can be made of it; a sentence.
    """
    if raw is None or raw is True:
        raw = {}
    if not isinstance(raw, Mapping):
        raise SchemaRefused(_("It does not say what arguments it takes."))
    schema = _followed(cleaned(raw), {})
    note = ""
    for word in ("allOf", "anyOf", "oneOf"):
        branches = schema.pop(word, [])
        schema, said = _merged(schema, [_followed(one, schema) for one in branches], word)
        note += said
    kind = schema.get("type", "object")
    if "object" not in (kind if isinstance(kind, list) else [kind]):
        raise SchemaRefused(_("Its arguments are not an object."))
    for word in _NOT_AT_THE_TOP:
        schema.pop(word, None)
    properties, called = _renamed(schema.get("properties", {}))
    back = {name: safe for safe, name in called.items()}
    wanted = [back.get(one, one) for one in schema.pop("required", [])]
    schema = {"type": "object", **{key: value for key, value in schema.items() if key != "type"}}
    schema["properties"] = properties
    if wanted := [one for one in dict.fromkeys(wanted) if one in properties]:
        schema["required"] = wanted
    if len(json.dumps(schema, ensure_ascii=False)) > _MOST_SCHEMA:
        raise SchemaRefused(_("What it says of its arguments is too long."))
    return ToolSchema(schema, called, note.strip())


def _followed(schema: dict[str, Any], root: Mapping[str, Any]) -> dict[str, Any]:
    """Return a schema that is a reference to another place of its document, with what stands there in its stead."""
    root = root or schema
    for _step in range(_MOST_STEPS):
        reference = schema.get("$ref")
        if not isinstance(reference, str):
            break
        place: Any = root
        for step in reference.removeprefix("#").strip("/").split("/"):
            name = step.replace("~1", "/").replace("~0", "~")
            place = place.get(name) if step and isinstance(place, Mapping) else place
        beside = {key: value for key, value in schema.items() if key != "$ref"}
        is_other = isinstance(place, Mapping) and place is not schema and place is not root
        schema = {**(place if is_other else {}), **beside}
    return {key: value for key, value in schema.items() if key != "$ref"}


def _merged(schema: dict[str, Any], branches: Sequence[Mapping[str, Any]], word: str) -> tuple[dict[str, Any], str]:
    """Put the branches of a combination together: all their arguments, and those required that all of them require."""
    if not branches:
        return schema, ""
    properties = dict(schema.get("properties", {}))
    for branch in branches:
        for name, value in branch.get("properties", {}).items():
            properties[name] = _either(properties[name], value) if name in properties else value
    required = [frozenset(one.get("required", ())) for one in branches]
    needed = frozenset.union(*required) if word == "allOf" else frozenset.intersection(*required)
    kinds = {key: value for branch in branches for key, value in branch.items() if key in ("$defs", "definitions")}
    merged = {**kinds, **schema, "properties": properties}
    merged["required"] = [*schema.get("required", ()), *sorted(needed)]
    merged.pop("additionalProperties", None)
    if "type" not in merged and all(one.get("type", "object") != "object" for one in branches):
        raise SchemaRefused(_("Its arguments are not an object."))
    sets = list(dict.fromkeys(" and ".join(sorted(one)) for one in required if one - needed))
    is_choice = word != "allOf" and len(sets) > 1
    return merged, f"Give either {', or '.join(sets)}. " if is_choice else ""  # not for people: for the model


def _either(one: Any, other: Any) -> Any:
    """Return a schema that takes what one of two takes."""
    if one == other:
        return one
    known = one["anyOf"] if isinstance(one, Mapping) and set(one) == {"anyOf"} else [one]
    return one if other in known else {"anyOf": [*known, other]}


def _renamed(properties: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the arguments by names the API takes, and the names that are others by now."""
    called: dict[str, str] = {}
    found: dict[str, Any] = {}
    for name, value in properties.items():
        safe = name
        if not _ARGUMENT.match(name):
            safe = re.sub(r"[^a-zA-Z0-9_.-]", "_", name)[:57] or "_"
            if safe in properties or safe in called:
                safe = f"{safe}_{hashlib.sha256(name.encode('utf-8', 'surrogatepass')).hexdigest()[:6]}"
            called[safe] = name
        found[safe] = value
    return found, called
