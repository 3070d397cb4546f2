"""Writes a conversation as one page for a browser: complete, without scripts, and good to print.

Pictures are in it; other files that were attached can be saved out of it. It loads nothing from anywhere, and says so
to the browser: that is the policy in its head.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from html import escape
from pathlib import Path

from turbodesk import resources
from turbodesk.app.exports.html_elements import Draw, page_elements
from turbodesk.app.exports.sources import with_sources
from turbodesk.app.exports.transcript import ATTACHED, SUMMED_UP, Transcript, Turn, tool_lines
from turbodesk.app.exports.writer import ExportContext
from turbodesk.app.new_file import write_new_file
from turbodesk.chat.attachments import Attachment, attachments_in, in_words
from turbodesk.chat.message import Role
from turbodesk.chat.turns import is_results
from turbodesk.rendering.commonmark.serialize import serialize_inside
from turbodesk.rendering.html import clean
from turbodesk.translation import unmarked

MOST_BYTES = 64_000_000
"""Of all attachments in one page, as they are stored. With more, browsers open it no longer: the rest is named only."""
_POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def write(transcript: Transcript, path: Path, context: ExportContext) -> None:
    """Write a conversation as a page; thinking is left out. Raises as `ExportWriter` says."""
    write_new_file(path, lambda file: file.writelines(part.encode("utf-8") for part in _page(transcript, context)))


def _page(transcript: Transcript, context: ExportContext) -> Iterator[str]:
    title, left = _text(transcript.title), MOST_BYTES
    yield _head(title)
    yield f'<header><h1 dir="auto">{title}</h1><p>{_text(transcript.date)}</p></header>\n<main>\n'
    for done, turn in enumerate(transcript.turns):
        context.step(done, len(transcript.turns))
        yield from _turn(turn, f"m{done + 1}-", context.drawn)
        for attachment in attachments_in(turn.message.parts):
            content = context.content(attachment.sha256) if attachment.size <= left else None
            left -= len(content or b"")
            yield _attached(attachment, content)
        yield "</article>\n"
    yield "</main>\n</body>\n</html>\n"


def markdown_page(text: str, title: str) -> bytes:
    """Return Markdown as a page of its own, as a conversation is one."""
    inside = serialize_inside(page_elements(text, "", is_whole=True))
    return f"{_head(_text(title))}<main>{inside}</main>\n</body>\n</html>\n".encode()


def _head(title: str) -> str:
    return (
        f'<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        '<meta name="generator" content="TurboDesk">\n'
        f"<style>\n{resources.text('exports', 'page.css')}</style>\n</head>\n<body>\n"
    )


def _turn(turn: Turn, prefix: str, draw: Draw) -> Iterator[str]:
    """Give the beginning of an article; what is attached to it follows."""
    message = turn.message
    if turn.summary:
        summed = serialize_inside(page_elements(turn.summary, f"{prefix}s-"))
        yield f'<section class="summary"><p class="note">{_text(SUMMED_UP)}</p>{summed}</section>\n'
    is_person = message.role is Role.USER
    yield f'<article class="{"you" if is_person else "reply"}">\n'
    if not is_results(message):  # what a tool gave is nobody's turn
        yield f"<h2>{_text(turn.speaker)}</h2>\n"
    if message.text:
        said = page_elements(with_sources(message), prefix, draw) if not is_person else None
        inside = _text(message.text) if said is None else serialize_inside(said)
        yield f'<div dir="auto">{inside}</div>\n'
    for line in tool_lines(message):
        yield f'<p class="note" dir="auto">{_text(line)}</p>\n'


def _attached(attachment: Attachment, content: bytes | None) -> str:
    words = _text(unmarked(in_words(attachment)))
    if content is None:
        return f'<p class="files" dir="auto">{_text(ATTACHED).format(files=words)}</p>\n'
    data = b64encode(content).decode()
    if attachment.is_picture:
        return (
            f'<figure><img src="data:{_text(attachment.media_type)};base64,{data}" alt="{words}">'
            f'<figcaption class="files" dir="auto">{words}</figcaption></figure>\n'
        )
    # As a type that no browser opens by itself: what is in a file is nothing this page vouches for.
    name = _text(attachment.name or "file")
    link = f'<a download="{name}" href="data:application/octet-stream;base64,{data}">{words}</a>'
    return f'<p class="files" dir="auto">{_text(ATTACHED).format(files=link)}</p>\n'


def _text(text: str) -> str:
    return escape(clean(text), quote=True)
