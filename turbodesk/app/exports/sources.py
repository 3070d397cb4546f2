"""Writes what a reply is drawn from beneath it, where nobody can press a number: a list of notes, numbered as the text.

Why plain numbers and a list, and not footnotes: the notes of several replies stand in one file, and a program that
reads Markdown or a web page on the clipboard need not know footnotes to show these.
"""

from __future__ import annotations

from turbodesk.app.exports.unfinished import closed
from turbodesk.chat.citations import CitedSource, numbered_text, sources
from turbodesk.chat.message import Message
from turbodesk.chat.one_line import one_line
from turbodesk.rendering import escaped
from turbodesk.translation import _

_LONGEST = 300
"""Letters of a quote."""
_MOST = 12
"""Quotes of one source."""


def with_sources(message: Message) -> str:
    """Return the Markdown of a reply with the numbers of its sources, and these beneath it; without any, its text."""
    every = sources(message)
    if not every:
        return message.text
    heading = _("Sources")
    return f"{closed(numbered_text(message))}\n\n**{heading}**\n\n" + "\n".join(map(_note, every))


def _note(source: CitedSource) -> str:
    title = escaped(one_line(source.title))
    named = f"[{title}](<{source.url}>)" if source.url and not set("<>\\ \n") & set(source.url) else title
    place = f", {source.place}" if source.place else ""
    quotes = "; ".join(f"“{escaped(_short(quote))}”" for quote in source.quotes[:_MOST])
    return f"{source.number}. {named}{place}{': ' if quotes else ''}{quotes}"


def _short(quote: str) -> str:
    words = one_line(quote)
    return words if len(words) <= _LONGEST else f"{words[:_LONGEST].rstrip()}…"
