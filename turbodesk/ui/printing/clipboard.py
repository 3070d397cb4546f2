"""Puts a whole conversation on the clipboard as HTML, plain text and Markdown, so that every program finds its form."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from html import escape

from PySide6.QtCore import QMimeData

from turbodesk.app.exports.markdown import markdown_head, turn_markdown
from turbodesk.app.exports.sources import with_sources
from turbodesk.app.exports.transcript import Transcript, Turn, attached_line
from turbodesk.chat.message import Role
from turbodesk.rendering import to_html
from turbodesk.ui.document import copying
from turbodesk.ui.document.builder import pieces_of_html, pieces_of_text
from turbodesk.ui.document.pieces import Piece


async def conversation_mime(transcript: Transcript, progress: Callable[[int, int], None]) -> QMimeData:
    """Return the three forms. Works in portions, telling `progress` how many messages of how many are done."""
    plain = [f"{transcript.title}\n{transcript.date}"]
    html = [f"<h1>{escape(transcript.title)}</h1><p>{escape(transcript.date)}</p>"]
    markdown = [markdown_head(transcript)]
    for done, turn in enumerate(transcript.turns):
        progress(done, len(transcript.turns))
        await asyncio.sleep(0)
        pieces = _pieces(turn)
        line = attached_line(turn.message)
        plain.append(f"{turn.speaker}:\n" + (f"[{line}]\n" if line else "") + copying.to_plain(pieces))
        note = f"<p><em>{escape(line)}</em></p>" if line else ""
        html.append(f"<h2>{escape(turn.speaker)}</h2>{note}{copying.to_html(pieces)}")
        markdown.append(turn_markdown(turn))
    made = QMimeData()
    made.setText("\n\n".join(plain))
    made.setHtml("".join(html))
    made.setData("text/markdown", ("\n\n".join(markdown) + "\n").encode("utf-8", "replace"))
    return made


def _pieces(turn: Turn) -> list[Piece]:
    if turn.message.role is Role.USER:
        return pieces_of_text(turn.message.text)
    return pieces_of_html(to_html(with_sources(turn.message)))
