"""Turns what a tool gave into what the model is told and what the person sees of it; the wire's JSON comes in.

The API refuses text that is blank and pictures of other kinds; what is sent once is sent again with every later
request. So text is cut here, once, at its middle, and the whole of it is kept for the person (protocol, 1.7).
"""

from __future__ import annotations

import base64
import binascii
import json
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any
from urllib.parse import unquote, urlsplit

from turbodesk.app.file_names import fit
from turbodesk.app.mcp.mending import STRUCTURED
from turbodesk.app.tools.tool import ToolFile, ToolOutcome, ToolReference
from turbodesk.chat.json_values import is_sound, whole_characters
from turbodesk.chat.parts import Image, Text
from turbodesk.quick_dataclasses import dataclass

MOST_TEXT = 60_000
"""Characters for the model, some 15,000 tokens: others warn at 10,000 of them and cut at 25,000."""
MOST_REFERENCES = 100
MOST_PICTURES = 8
MOST_FILES = 20
_MOST_FILE = 30 * 1024 * 1024
"""Bytes."""
_PICTURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"), (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)  # fmt: skip
_ESCAPES = re.compile(r"\x1b\[[0-9;?]{0,50}[ -/]{0,5}[@-~]|\x1b\][^\x07\x1b]{0,1000}(?:\x07|\x1b\\)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
"""Both steer a terminal: a model reads them as noise, and some gateways refuse them. Apart, since together they take
0.5 s for 8 MB, on the window's thread."""
_ENDINGS = {"audio/wav": ".wav", "audio/x-wav": ".wav", "audio/mpeg": ".mp3", "audio/ogg": ".ogg"}
"""Of files; systems know others for these, or none."""
NOTHING = "(The tool gave nothing back.)"


@dataclass(slots=True)
class _Gathered:
    """What was found in a result, by what becomes of it."""

    texts: list[str] = field(default_factory=list)
    aside: list[str] = field(default_factory=list)
    """Words that the server meant for the person alone."""
    pictures: list[Image] = field(default_factory=list)
    files: list[ToolFile] = field(default_factory=list)
    references: list[ToolReference] = field(default_factory=list)


def outcome(result: Mapping[str, Any]) -> ToolOutcome:
    """Read a CallToolResult that was mended. Never raises: what cannot be used is told in words."""
    found = _Gathered()
    blocks = result.get("content")
    for block in blocks if isinstance(blocks, list) else []:
        if isinstance(block, Mapping):
            _take(block, found)
    notes = result.get("_meta")
    structured = notes.get(STRUCTURED) if isinstance(notes, Mapping) else result.get("structuredContent")
    structured = whole_characters(structured) if is_sound(structured) else None
    if structured is not None and not any(map(str.strip, found.texts)):
        found.texts.append(json.dumps(structured, ensure_ascii=False))  # where there is text, it says the same
    text, aside = _plain("\n\n".join(filter(str.strip, found.texts))), _plain("\n\n".join(found.aside))
    told = _cut(text)
    shown = "\n\n".join(filter(None, (aside, text))) if aside or told != text else ""
    if not told and not found.pictures:
        told = NOTHING
    content = (*((Text(told),) if told else ()), *found.pictures) if found.pictures else told
    return ToolOutcome(
        content,
        is_error=result.get("isError") is True,
        shown=shown,
        files=tuple(found.files),
        table=structured,
        references=tuple(found.references),
    )


def _take(block: Mapping[str, Any], found: _Gathered) -> None:
    noted = block.get("annotations")
    if isinstance(noted, Mapping) and noted.get("audience") == ["user"] and isinstance(block.get("text"), str):
        found.aside.append(block["text"])
        return
    match block:
        case {"type": "text", "text": str(text)}:
            found.texts.append(text)
        case {"type": "image" | "audio" as kind, "data": str(data)}:
            _take_bytes(data, str(block.get("mimeType") or ""), kind, found)
        case {"type": "resource", "resource": {"text": str(text), **rest}}:
            address = str(rest.get("uri") or "")
            found.texts.append(f"[{address}]\n{text}" if address else text)
            _refer(address, last_part(address), found)
        case {"type": "resource", "resource": {"blob": str(data), **rest}}:
            kind = str(rest.get("mimeType") or "")
            _take_bytes(data, kind, last_part(str(rest.get("uri") or "")) or "file", found)
        case {"type": "resource_link", "uri": str(address)}:
            title = str(block.get("title") or block.get("name") or "")
            found.texts.append(" ".join(filter(None, (f"[{title}]({address})", str(block.get("description") or "")))))
            _refer(address, title, found)


def _refer(address: str, title: str, found: _Gathered) -> None:
    if len(found.references) == MOST_REFERENCES:
        return
    is_page = address.startswith(("https://", "http://"))
    found.references.append(ToolReference(title or address, address if is_page else ""))


def _take_bytes(data: str, media_type: str, name: str, found: _Gathered) -> None:
    """Take a picture, a sound or a file."""
    try:
        raw = base64.b64decode(re.sub(r"\s", "", data), validate=True)
    except (binascii.Error, ValueError):
        found.texts.append(f"[{_article(name)} that came damaged]")
        return
    if not raw or len(raw) > _MOST_FILE:
        found.texts.append(f"[{_article(name)} that is {'too large' if raw else 'empty'}]")
        return
    kind = picture_kind(raw)
    if kind and len(found.pictures) < MOST_PICTURES:
        source = {"type": "base64", "media_type": kind, "data": base64.b64encode(raw).decode()}
        found.pictures.append(Image(source))
        return
    kind = kind or (media_type if re.fullmatch(r"[\w.+-]+/[\w.+-]+", media_type) else "") or "application/octet-stream"
    if len(found.files) == MOST_FILES:
        found.texts.append("[A file that is one too many]")
        return
    if "." not in name:
        name = f"{name}{_ENDINGS.get(kind) or mimetypes.guess_extension(kind) or ''}"
    found.files.append(ToolFile(name, kind, raw))
    found.texts.append(f"[A file for the user: {name}, {kind}, {len(raw):,} bytes]")


def last_part(address: str) -> str:
    """Return the last part of an address as the name of a file; "" where it has none."""
    return fit(unquote(urlsplit(address).path.rstrip("/").rpartition("/")[2])) if _is_address(address) else ""


def _is_address(text: str) -> bool:
    try:
        urlsplit(text)
    except ValueError:
        return False
    return True


def _article(kind: str) -> str:
    return {"image": "A picture", "audio": "A sound"}.get(kind, "A file")


def picture_kind(data: bytes) -> str:
    """Return the media type of a picture the API takes, by its first bytes; "" for anything else."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((kind for begin, kind in _PICTURES if data.startswith(begin)), "")


def _plain(text: str) -> str:
    text = _ESCAPES.sub("", text) if "\x1b" in text else text
    return _CONTROLS.sub("", text).encode("utf-8", "replace").decode().strip()


def _cut(text: str) -> str:
    if len(text) <= MOST_TEXT:
        return text
    head, tail = text[: MOST_TEXT * 2 // 3], text[-MOST_TEXT // 3 :]
    gone = len(text) - len(head) - len(tail)
    return f"{head}\n\n[… {gone:,} characters were left out here; ask for less at a time …]\n\n{tail}"
