"""Makes text of what a server sent as a page: of HTML what its article says, of all else what attaching it would give.

Why our own: `read_page` reads hostile HTML in one pass already, bounded and proven. Measured beside it on pages of
documentation, news and small firms: trafilatura finds the article as well, at five times the time, for 67 MB in 16
packages; resiliparse is quicker and dropped a list out of an article. A page marks its article itself today
(`main`, `article`), and what remains of menus where it does not costs a model some words.
"""

from __future__ import annotations

import html
import re
import time
from contextlib import suppress
from threading import Event

from turbodesk.app.attachments.any_text import text_of_any
from turbodesk.app.attachments.sniff import Kind, sniffed
from turbodesk.app.documents import bounds, texts
from turbodesk.app.documents.markup import read_page
from turbodesk.app.documents.writing import DocumentText
from turbodesk.chat import encodings
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.quick_dataclasses import dataclass

LIMIT_S = 5.0
"""For one page of HTML: 5 MB take 1 s on a slow machine."""
_LEAST_ARTICLE = 200
"""Characters of an article; where it has fewer, and the page has many more, the page is read."""
_LONGEST_TITLE = 300
_TITLE = re.compile(r"<title[^>]{0,200}>(.{0,500}?)</title", re.I | re.S)
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{1,40})", re.I)
_ARTICLE = re.compile(r"""<(main|article)(?=[\s>/])|<(\w{1,12})\s[^<>]{0,500}?\brole\s{0,9}=\s{0,9}["']?main\b""", re.I)
_AROUND = frozenset({"nav", "aside", "form", "button", "select", "dialog", "menu"})
"""What stands around the words even in an article."""
_ALSO_AROUND = _AROUND | {"header", "footer"}
"""The same where there is no article: in one they hold its title."""


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says."""

    title: str
    """"" where it has none."""
    text: str
    """As Markdown, links with their whole addresses."""
    note: str = ""
    """One sentence on what is missing; "" where nothing is."""


def page_text(data: bytes, content_type: str, url: str, stop: Event | None = None) -> PageText:
    """Return what was sent as a page at an address says. Takes a while: call it on a thread.

    Raises:
        AttachmentRefused: there is no text in it; its sentence says why.
    """
    media_type = content_type.partition(";")[0].strip().lower()
    name = url.partition("?")[0].rstrip("/").rpartition("/")[2] or "the page"
    if not _is_html(data, media_type):
        text, note = text_of_any(data, name, stop)
        return PageText("", text, note)
    page = _decoded(data, content_type, name)
    title = _TITLE.search(page[:100_000])
    text = _article(page, url)
    if not text.strip():
        raise AttachmentRefused(
            sentence="There are no words on this page.", advice="It may be made by scripts, which are not run."
        )
    return PageText(beginning(one_line(html.unescape(title[1])), _LONGEST_TITLE) if title else "", text)


def _is_html(data: bytes, media_type: str) -> bool:
    if media_type in ("text/html", "application/xhtml+xml"):
        return sniffed(data)[0] not in (Kind.PDF, Kind.OFFICE, Kind.PICTURE, Kind.BINARY)  # servers say anything
    head = data[:1_000].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return media_type in ("", "text/plain", "application/octet-stream") and head.startswith(
        (b"<!doctype html", b"<html")
    )


def _decoded(data: bytes, content_type: str, name: str) -> str:
    """Return the page as letters, by what the server says where that can be so, else by what the page says itself."""
    data = data[: texts.MOST_BYTES]
    said = _CHARSET.search(content_type)
    encoding = encodings.known(said[1]) if said else ""
    if encoding and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        read = texts.decoded_as(data, name, encoding)
        if not read.note:
            return read.text
    return texts.decoded(data, name).text


def _article(page: str, url: str) -> str:
    end = time.monotonic() + LIMIT_S

    def read(part: str, without: frozenset[str]) -> str:
        found = DocumentText()
        with suppress(bounds.Full, bounds.Oversized):  # what is there by then is the beginning
            read_page(part, found, lambda: time.monotonic() < end, base=url, without=without)
        return found.joined()

    article = _part_of(page)
    text = read(article, _AROUND) if article else ""
    if len(text) < _LEAST_ARTICLE:
        whole = read(page, _ALSO_AROUND)
        text = whole if len(whole) > 2 * len(text) else text
    return text or read(page, frozenset())


def _part_of(page: str) -> str:
    """Return what a page marks as its article, from its beginning tag to its end; "" where it marks none or several."""
    found = list(_ARTICLE.finditer(page))
    mains = [one for one in found if (one[1] or "main").lower() == "main"]
    chosen = mains or found
    if not chosen or (not mains and len(chosen) > 1):
        return ""
    begin = chosen[0]
    name = (begin[1] or begin[2]).lower()
    depth, tag = 0, re.compile(rf"<(/?){name}(?=[\s>/])", re.I)
    for one in tag.finditer(page, begin.start()):
        depth += -1 if one[1] else 1
        if depth <= 0:
            return page[begin.start() : one.start()]
    return page[begin.start() :]
