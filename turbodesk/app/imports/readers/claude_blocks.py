"""Reads the blocks of one of Claude's messages, and the tags that stood in its texts before there were blocks."""

from __future__ import annotations

import re

from turbodesk.app.imports import values
from turbodesk.app.imports.chats import SourcePart
from turbodesk.app.imports.findings import UNKNOWN, Unkept
from turbodesk.chat.parts import Text, Thinking, ToolResult, ToolUse

_PLACEHOLDER = re.compile(r"\s{0,9}```\nThis block is not supported on your current device yet\.\n```\s{0,9}")
_NOTHING_SHOWN = ("token_budget", "flag")
_TAG = re.compile(r"<(antThinking|antArtifact)((?:\s[^<>]{0,2000})?)>")
_ATTRIBUTE = re.compile(r'(\w{1,40})="([^"]{0,1000})"')


def parts_of_blocks(id_: str, content: object, left_out: list[Unkept]) -> list[SourcePart]:
    """Return what the blocks of a message show. Text that goes on after a citation goes on in the same piece."""
    if isinstance(content, str):
        return parts_of_text(content)
    blocks = values.items(content)
    titles = _titles(blocks)
    parts: list[SourcePart] = []
    goes_on = False
    for number, block in enumerate(blocks):
        if isinstance(block, str):
            parts.append(Text(block))
            continue
        row = values.mapping(block)
        if row.get("type") in ("text", "voice_note"):
            words = _words(row, titles)
            last = parts[-1] if parts else None
            if goes_on and isinstance(last, Text):
                parts[-1] = Text(last.text + words)
            elif words.strip():
                parts.append(Text(words))
            goes_on = bool(values.rows(row.get("citations")))
        else:
            goes_on = False
            parts += _other(f"{id_}:{number}", row, left_out)
    return parts


def parts_of_text(text: str) -> list[SourcePart]:
    """Return what a text of a whole message shows: thoughts and documents stood in tags inside until 2024."""
    text = _PLACEHOLDER.sub("\n\n", text)
    parts: list[SourcePart] = []
    at = 0
    while (tag := _TAG.search(text, at)) is not None:
        parts.append(Text(text[at : tag.start()].strip()))
        closing = f"</{tag.group(1)}>"
        end = text.find(closing, tag.end())
        inside = text[tag.end() : end if end >= 0 else len(text)].strip()
        if tag.group(1) == "antThinking":
            parts.append(Thinking(inside))
        else:
            told = dict(_ATTRIBUTE.findall(tag.group(2)))
            kind = told.get("language") or told.get("type", "")
            parts.append(Text(values.written_document(told.get("title", ""), inside, kind)))
        at = end + len(closing) if end >= 0 else len(text)
    parts.append(Text(text[at:].strip()))
    return [one for one in parts if isinstance(one, Text | Thinking) and one.text]


def _words(row: dict[str, object], titles: dict[str, str]) -> str:
    words = values.text(row.get("text"))
    if "This block is not supported" in words:
        words = _PLACEHOLDER.sub("\n\n", words)
    links: dict[str, str] = {}
    for one in values.rows(row.get("citations")):
        details = values.mapping(one.get("details"))
        if address := values.address(details.get("url")):
            title = values.text(details.get("title")) or values.text(one.get("title")) or titles.get(address, "")
            links.setdefault(address, values.link(address, title))
    return f"{words} ({', '.join(links.values())})" if links else words


def _other(id_: str, row: dict[str, object], left_out: list[Unkept]) -> list[SourcePart]:
    match values.text(row.get("type")):
        case "thinking":
            return [Thinking(words)] if (words := values.text(row.get("thinking"))).strip() else []
        case "tool_use" if name := values.name(row.get("name")):
            return [_call(values.name(row.get("id")) or id_, name, row.get("input"))]
        case "tool_result":
            words = _result(row.get("content"))
            return [ToolResult(values.name(row.get("tool_use_id")) or id_, words, values.flag(row.get("is_error")))]
        case kind if kind in _NOTHING_SHOWN:
            return []
        case _:
            words = values.text(row.get("text"))
            if not words.strip():
                left_out.append(UNKNOWN)
            return [Text(words)] if words.strip() else []


def _call(id_: str, name: str, given: object) -> SourcePart:
    """Return a call; one that writes a document as the document, for that is what the person came for."""
    told = values.mapping(given)
    if name == "artifacts" and told.get("command") in ("create", "rewrite"):
        if (content := values.text(told.get("content"))).strip():
            kind = values.text(told.get("language")) or values.text(told.get("type"))
            return Text(values.written_document(values.text(told.get("title")), content, kind))
    elif name == "create_file" and (content := values.text(told.get("file_text"))).strip():
        file = values.text(told.get("path")).replace("\\", "/").rpartition("/")[2]
        return Text(values.written_document(file, content, file.rpartition(".")[2].lower()))
    return ToolUse(id_, name, values.as_json(given) if isinstance(given, dict) else "")


def _result(content: object) -> str:
    if isinstance(content, str):
        return content
    told = []
    for one in values.rows(content):
        found = (one.get("title"), one.get("url"), one.get("text"), one.get("name"))
        told.append("\n".join(dict.fromkeys(words for each in found if (words := values.text(each)).strip())))
    return "\n\n".join(words for words in told if words)


def _titles(blocks: list[object]) -> dict[str, str]:
    """Return what the addresses that tools found are called."""
    return {
        address: values.text(one.get("title"))
        for block in blocks
        for one in values.rows(values.mapping(block).get("content"))
        if (address := values.address(one.get("url")))
    }
