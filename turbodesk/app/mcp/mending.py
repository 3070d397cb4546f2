"""Mends what servers send against the rules before the SDK sees it, because the SDK throws all of it away.

Measured with 2.3.0: one tool without a schema, with `anyOf` at its top or with an output schema that is an array, and
`list_tools` fails: every tool of that server is lost. One block of a result without its `mimeType`, and a result that
took minutes is lost; so is one that does not meet the tool's own output schema. All of this is common. The list as the
server sent it is kept for `offering`, which judges each tool; structured data travels past the SDK's check in `_meta`.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

Json = dict[str, Any]

STRUCTURED = "turbodesk/structured"
"""The key in a result's `_meta` under which its structured data is, as it came."""
_BLOCKS = {
    "text": ("text",),
    "image": ("data", "mimeType"),
    "audio": ("data", "mimeType"),
    "resource_link": ("uri", "name"),
}
"""What the SDK wants in a block of each kind."""
_LISTS = {
    "resources/list": ("resources", ("uri", "name")),
    "resources/templates/list": ("resourceTemplates", ("uriTemplate", "name")),
    "prompts/list": ("prompts", ("name",)),
}
"""Requests for lists of other things than tools, where these stand, and what the SDK wants of each."""
_ALSO = ("title", "description", "mimeType", "size")
MOST_BLOCKS = 1_000
"""Blocks of one result that the SDK is given. It looks at each by itself: 700,000 short ones took it 8 s, in which the
window stood still."""
MOST_STRUCTURED = 500_000
"""Characters of structured data, as JSON, up to which it is more than text; above that nobody reads it as a table."""
_MOST_TOLD = 100_000
"""Characters of a block that is no block, as they are told."""
_DEEPEST = 60


def mend(method: str, result: Json, tools: list[Json]) -> None:
    """Change the answer to a request in place; tools that it lists are added to `tools` as they came."""
    for key, kind in (("_meta", dict), ("nextCursor", str), ("instructions", str)):
        if not isinstance(result.get(key, kind()), kind):
            del result[key]
    _mend_caching(result)
    if "inputRequests" in result:
        return  # it asks the person something first
    match method:
        case "initialize" | "server/discover":
            _mend_introduction(result)
        case "tools/list":
            came = [one for one in _list(result.get("tools")) if isinstance(one, dict)]
            tools += [dict(one) for one in came]
            result["tools"] = [_tool(one) for one in came if isinstance(one.get("name"), str)]
        case "tools/call":
            _mend_given(result)
        case "resources/read":
            result["contents"] = [one for one in map(_content, _list(result.get("contents"))) if one]
        case "prompts/get":
            result["messages"] = [one for one in map(_message, _list(result.get("messages"))) if one]
        case _ if method in _LISTS:
            key, needed = _LISTS[method]
            result[key] = [one for one in (_entry(one, needed) for one in _list(result.get(key))) if one]


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _mend_caching(result: Json) -> None:
    """What an answer says of how long it holds is not used here, and must not cost the answer."""
    if "ttlMs" in result and (type(result["ttlMs"]) is not int or result["ttlMs"] < 0):
        result["ttlMs"] = 0
    if "cacheScope" in result and result["cacheScope"] not in ("public", "private"):
        result["cacheScope"] = "private"


def _mend_introduction(result: Json) -> None:
    """Mend what a server says of itself: its name, its version and what it can do."""
    about = result.get("serverInfo")
    if "protocolVersion" in result or isinstance(about, Mapping):
        about = about if isinstance(about, Mapping) else {}
        result["serverInfo"] = {key: str(about.get(key) or "") for key in ("name", "version")}
    able = result.get("capabilities")
    result["capabilities"] = {
        str(key): _ability(value)
        for key, value in (able.items() if isinstance(able, dict) else ())
        if value not in (None, False)
    }


def _ability(value: Any) -> Json:
    """Whoever writes `true` means an object with nothing in it."""
    if not isinstance(value, dict):
        return {}
    flags = ("listChanged", "subscribe")
    return {key: one for key, one in value.items() if key not in flags or isinstance(one, bool)}


def _mend_given(result: Json) -> None:
    """Mend what a tool gave."""
    blocks = result.get("content")
    blocks = blocks if isinstance(blocks, list) else [] if blocks is None else [blocks]
    result["content"] = _together([_block(one) for one in blocks])
    result["isError"] = result.get("isError") is True or result.get("isError") in (1, "true")
    if "structuredContent" in result:
        _mend_structured(result, result.pop("structuredContent"))


def _mend_structured(result: Json, structured: Any) -> None:
    """Put structured data where the SDK hands it on as it is; what is too deep or too large for that becomes text."""
    content = result["content"]
    if is_deep(structured):
        content.append({"type": "text", "text": "[Data that lies too deep within other data is left out.]"})
    elif len(words := json.dumps(structured, ensure_ascii=False)) <= MOST_STRUCTURED:
        result["_meta"] = {**(result.get("_meta") or {}), STRUCTURED: structured}
    elif not any(one["type"] == "text" and one["text"].strip() for one in content):
        content.append({"type": "text", "text": words})  # where there is text, it says the same


def _together(blocks: list[Json]) -> list[Json]:
    """Return at most `MOST_BLOCKS` blocks: of those that are too many the texts as one, and how many others there were.

    What is for the person alone stays with the others.
    """
    if len(blocks) <= MOST_BLOCKS:
        return blocks
    many = blocks[MOST_BLOCKS - 1 :]
    texts = [one["text"] for one in many if one["type"] == "text" and "annotations" not in one]
    if left_out := len(many) - len(texts):
        texts.append(f"[{left_out:,} more pieces are left out.]")
    return [*blocks[: MOST_BLOCKS - 1], {"type": "text", "text": "\n\n".join(filter(str.strip, texts))}]


def _tool(tool: Json) -> Json:
    """Return just enough of a tool for the SDK to call it by."""
    schema = tool.get("inputSchema")
    is_well = isinstance(schema, dict) and schema.get("type") == "object" and not is_deep(schema)
    return {"name": tool["name"], "inputSchema": schema if is_well else {"type": "object"}}


def is_deep(value: Any, levels: int = _DEEPEST) -> bool:
    """Whether objects and lists lie deeper within one another than anything sensible does."""
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels < 0 or any(is_deep(one, levels - 1) for one in inside)


def _block(block: Any) -> Json:
    """Return one block of what a tool gave, as the SDK takes it."""
    if isinstance(block, str):
        return {"type": "text", "text": block}
    if isinstance(block, dict):
        kind = block["type"] if isinstance(block.get("type"), str) else ""
        if kind in _BLOCKS and all(isinstance(block.get(key), str) for key in _BLOCKS[kind]):
            keys = ("type", "title", "description", *_BLOCKS[kind], "mimeType")
            return {key: block[key] for key in keys if isinstance(block.get(key), str)} | _audience(block)
        if kind == "resource" and (found := _content(block.get("resource"))):
            return {"type": "resource", "resource": found} | _audience(block)
        if kind in ("image", "audio") and isinstance(block.get("data"), str):
            return {"type": kind, "data": block["data"], "mimeType": "application/octet-stream"} | _audience(block)
    return {"type": "text", "text": json.dumps(block, ensure_ascii=False)[:_MOST_TOLD]}


def _content(resource: Any) -> Json:
    """Return the text or the bytes of a resource; nothing where neither is there."""
    if not isinstance(resource, dict):
        return {}
    key = next((key for key in ("text", "blob") if isinstance(resource.get(key), str)), "")
    if not key:
        return {}
    kind = {"mimeType": resource["mimeType"]} if isinstance(resource.get("mimeType"), str) else {}
    return {"uri": str(resource.get("uri") or ""), key: resource[key], **kind}


def _message(message: Any) -> Json:
    if not isinstance(message, dict) or message.get("role") not in ("user", "assistant"):
        return {}
    return {"role": message["role"], "content": _block(message.get("content"))}


def _entry(entry: Any, needed: tuple[str, ...]) -> Json:
    """Return one entry of a list with those of its fields that can be used; nothing where it lacks one."""
    if not isinstance(entry, dict) or not isinstance(entry.get(needed[0]), str):
        return {}
    kept = {key: entry[key] for key in (*needed, *_ALSO) if isinstance(entry.get(key), str)}
    kept.setdefault("name", entry[needed[0]])
    given = entry.get("arguments")
    if isinstance(given, list):
        wanted = [one for one in given if isinstance(one, dict) and isinstance(one.get("name"), str)]
        kept["arguments"] = [
            {"name": one["name"], "required": one.get("required") is True}
            | {key: one[key] for key in ("title", "description") if isinstance(one.get(key), str)}
            for one in wanted
        ]
    return kept


def _audience(block: Json) -> Json:
    noted = block.get("annotations")
    for_whom = noted.get("audience") if isinstance(noted, dict) else None
    is_well = isinstance(for_whom, list) and for_whom and all(one in ("user", "assistant") for one in for_whom)
    return {"annotations": {"audience": for_whom}} if is_well else {}
