"""Makes pieces that several programs have in much the same form: calls of tools, files in addresses, links."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Iterator
from urllib.parse import unquote_to_bytes

from turbodesk.app.imports.chats import Link, SourceFile, SourcePart
from turbodesk.app.imports.values import as_json, items, mapping, name, text
from turbodesk.chat.parts import Text, Thinking, ToolResult, ToolUse

_MOST_LINKS = 200
"""Links of one message: more are a list of search results that nobody made for reading."""
_DEEPEST = 6
_LONGEST_DATA = 140_000_000
"""Letters of a file in an address: a third more than the bytes of the largest that is taken."""
_LISTS = ("results", "sources", "links", "citations", "annotations", "groundingChunks", "searchResults", "response")
_OBJECTS = ("web", "source", "url_citation", "metadata", "content")


def worded(value: object) -> tuple[SourcePart, ...]:
    """Return words as a part; nothing for what has none."""
    return (Text(words),) if (words := text(value)).strip() else ()


def thought(value: object) -> tuple[SourcePart, ...]:
    """Return thinking as a part; nothing for what has none."""
    return (Thinking(words),) if (words := text(value)).strip() else ()


def called(
    key: object, tool: object, given: object, result: object = None, *, is_error: bool = False
) -> tuple[SourcePart, ...]:
    """Return a call of a tool, and what it gave where it gave something (not None).

    `key` is the call's id in the source. `given` is an object, or its JSON as text; any other text is its "input".
    """
    id_ = name(key) or "call"
    if isinstance(given, str) and given.strip() and not given.lstrip().startswith("{"):
        given = {"input": given}
    arguments = given if isinstance(given, str) else "" if given is None else as_json(given)
    use = ToolUse(id_, name(tool) or "tool", arguments)
    return (use,) if result is None else (use, ToolResult(id_, words_of(result), is_error))


def words_of(value: object) -> str:
    """Return what a tool gave as text: the words of its blocks, else its JSON."""
    if isinstance(value, str):
        return value
    content = mapping(value).get("content", value)
    blocks = [mapping(one) for one in items(content)]
    words = [text(one.get("text")) for one in blocks if text(one.get("text"))]
    return "\n\n".join(words) if words else as_json(value)


def file_at(address: object, called_: object = "", *, what: str = "file") -> SourceFile:
    """Return a file that an address holds itself ("data:"); one at any other address is missing: none is fetched."""
    return SourceFile(text(called_)[:1_000], data_of(address), what)


def data_of(address: object) -> bytes | None:
    """Return the bytes a "data:" address holds; None for any other, and for a damaged one."""
    head, comma, data = text(address).partition(",")
    if not comma or head[:5].lower() != "data:" or len(data) > _LONGEST_DATA:
        return None
    try:
        raw = data.encode("ascii")
        return (base64.b64decode(raw) if head.lower().endswith(";base64") else unquote_to_bytes(raw)) or None
    except (binascii.Error, UnicodeEncodeError):
        return None


def links_in(value: object) -> tuple[Link, ...]:
    """Return the addresses in what a search gave, in any of the forms that programs keep it in."""
    found: dict[str, Link] = {}
    for link in _links(value, _DEEPEST):
        if len(found) < _MOST_LINKS:
            found.setdefault(link.url, link)
    return tuple(found.values())


def _links(value: object, levels: int) -> Iterator[Link]:
    if levels <= 0:
        return
    for one in items(value):
        yield from _links(one, levels - 1)
    fields = mapping(value)
    for key in ("url", "uri", "link"):
        if isinstance(url := fields.get(key), str) and url.startswith(("http://", "https://")):
            yield Link(url, text(fields.get("title")) or text(fields.get("name")))
            break
    for key in (*_LISTS, *_OBJECTS):
        if isinstance(inner := fields.get(key), dict | list):
            yield from _links(inner, levels - 1)
