"""Messages of Open WebUI as nodes: words with what was thought and called set between them as HTML, or told apart."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from turbodesk.app.imports.chats import Link, SourceFile, SourceNode, SourcePart
from turbodesk.app.imports.json_stream import JsonUnread, decoded
from turbodesk.app.imports.pieces import called, data_of, file_at, links_in, thought, worded, words_of
from turbodesk.app.imports.values import items, mapping, moment, name, rows, text
from turbodesk.chat.message import Role, Status
from turbodesk.chat.parts import Text

if TYPE_CHECKING:
    Row = Mapping[str, object]

_ROLES = {"user": Role.USER, "assistant": Role.ASSISTANT}
_DETAILS = re.compile(r'<details type="(reasoning|tool_calls|code_interpreter)"([^<>]*)>\n?')
_END = "</details>"
_SEARCH = "web_search"
_ATTRIBUTE = re.compile(r'(?<![\w-])([\w-]+)="([^"]*)"')
_SUMMARY = re.compile(r"\s*<summary>.*?</summary>\n?", re.DOTALL)
"""At the beginning of what is folded. All of these patterns pass a text once: a stranger's may be made to be slow."""
_QUOTE = re.compile(r"^> ?", re.MULTILINE)


def node_of(id_: str, message: Row) -> SourceNode:
    """Return a message as a node."""
    role = _ROLES.get(text(message.get("role")))
    is_reply = role is Role.ASSISTANT
    error = message.get("error")
    words = text(mapping(error).get("content")) or text(mapping(error).get("message")) or text(error)
    has_failed = bool(error) and is_reply
    is_open = is_reply and message.get("done") is False
    return SourceNode(
        id_,
        name(message.get("parentId")),
        role,
        tuple(_parts(message, is_reply)) if role else (),
        made_at=moment(message.get("timestamp")),
        model=name(message.get("model")) if is_reply else None,
        status=Status.FAILED if has_failed else Status.INTERRUPTED if is_open else Status.COMPLETE,
        error=words if has_failed else "",
        links=_links(message),
    )


def _parts(message: Row, is_reply: bool) -> Iterator[SourcePart]:
    yield from (_file(meta) for meta in rows(message.get("files")) if meta.get("type") != _SEARCH)
    content = message.get("content")
    words = content if isinstance(content, str) else words_of(content) if isinstance(content, list) else ""
    if not is_reply:
        yield from worded(words)
        return
    told = list(_from_output(rows(message.get("output"))))
    if any(isinstance(part, Text) for part in told) or (told and not words.strip()):
        yield from told
    else:
        yield from _from_details(words)


def _links(message: Row) -> tuple[Link, ...]:
    """Return what the message draws on: its sources, and the pages a search before it found."""
    searched = [meta.get("urls") for meta in rows(message.get("files")) if meta.get("type") == _SEARCH]
    found = [{"url": url} for urls in searched for url in items(urls)]
    return links_in([message.get("sources"), found])


def _file(meta: Row) -> SourceFile:
    inner = mapping(meta.get("file"))
    title = (text(meta.get("name")) or text(inner.get("filename")))[:1_000]
    if meta.get("type") == "image":
        return file_at(meta.get("url"), title, what="picture")
    content = text(mapping(inner.get("data")).get("content"))
    return SourceFile(title, content.encode(errors="replace") if content.strip() else data_of(meta.get("url")))


def _from_output(steps: list[dict[str, object]]) -> Iterator[SourcePart]:
    """Yield what a reply of today's form is made of: a list of steps beside the words."""
    results = {text(one.get("call_id")): one for one in steps if one.get("type") == "function_call_output"}
    for step in steps:
        match step.get("type"):
            case "reasoning":
                yield from thought(_words(step.get("content")) or _words(step.get("summary")))
            case "function_call":
                id_ = text(step.get("call_id"))
                gave = results[id_].get("output") if id_ in results else None
                yield from called(id_, step.get("name"), step.get("arguments"), gave)
            case "message":
                yield from worded(_words(step.get("content")))


def _words(blocks: object) -> str:
    return "".join(text(one.get("text")) for one in rows(blocks))


def _from_details(words: str) -> Iterator[SourcePart]:
    """Yield what words of the older form are made of: thinking and calls stand in them as folded HTML."""
    at = 0
    while (opened := _DETAILS.search(words, at)) is not None:
        end = words.find(_END, opened.end())
        yield from worded(words[at : opened.start()].strip("\n"))
        if end < 0:  # not closed: whatever it is, it is words
            at = opened.end()
            break
        yield from _folded(opened[1], opened[2], words[opened.end() : end])
        at = end + len(_END)
    yield from worded(words[at:].strip("\n"))


def _folded(kind: str, written: str, body: str) -> tuple[SourcePart, ...]:
    attributes = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(written)}
    summary = _SUMMARY.match(body)
    inside = html.unescape(body[summary.end() :] if summary else body).strip("\n")
    if kind == "reasoning":
        return thought(_QUOTE.sub("", inside))
    if kind == "tool_calls":
        gave = _json(attributes["result"]) if "result" in attributes else inside or None
        return called(attributes.get("id"), attributes.get("name"), _json(attributes.get("arguments")), gave)
    code = inside.removeprefix("```python\n").removesuffix("\n```")
    return called(attributes.get("id"), "code_interpreter", {"code": code}, _json(attributes.get("output")))


def _json(written: str | None) -> object:
    """Return what an attribute says: JSON, or as it is."""
    if written is None:
        return None
    try:
        return decoded(written)
    except JsonUnread:
        return written
