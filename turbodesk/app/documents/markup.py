"""Takes the text out of a page of HTML or XHTML, as it comes in mails and books: what is shown, and nothing that runs.

Why our own and no parser: a page in a mail is as hostile as any, Python's own takes time that grows with the square of
what is malformed, and lxml is 15 MB. Only where elements begin and end is asked here, in one pass over the text.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from contextlib import suppress
from urllib.parse import urljoin

from turbodesk.app.documents import bounds
from turbodesk.app.documents.writing import DocumentText, heading, item, link, table

_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:-]{0,40})")
_ATTRIBUTE = re.compile(r"""([a-zA-Z-]{1,40})\s{0,20}=\s{0,20}(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""")
_HIDDEN = re.compile(r"display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden|mso-hide\s{0,9}:\s{0,9}all", re.I)
_BARE_HIDDEN = re.compile(r"\shidden(?=[\s/>]|$)", re.I)
_SPACES = re.compile(r"[ \t\r\n\f]+")
_RAW = {
    *("script", "style", "title", "textarea", "noscript", "template", "svg", "math", "xml", "head", "iframe", "object")
}
"""Of these nothing is read, up to their end."""
_MAY_HIDE = ("div", "span", "table", "tr", "td", "section", "font", "center", "a", "p")
_BLOCKS = {
    *("address", "article", "aside", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset"),
    *("figcaption", "figure", "footer", "form", "header", "hr", "html", "main", "nav", "ol", "p", "section", "summary"),
    *("table", "tbody", "tfoot", "thead", "ul", "caption"),
}
_LONGEST_TAG = 20_000
_DEEPEST = 200


def read_page(
    page: str,
    text: DocumentText,
    wanted: Callable[[], bool] = lambda: True,
    *,
    base: str = "",
    without: frozenset[str] = frozenset(),
) -> None:
    """Write down the text of a page; its links lead on from `base`, and elements of the names `without` are left out.

    Raises:
        Full: it is longer than what is taken of one file.
        Oversized: `wanted`, which is asked from time to time, said no.
    """
    reader = _PageReader(text, base, without)
    at, steps, end = 0, 0, len(page)
    while at < end:
        steps += 1
        if steps % 1_000 == 0 and not wanted():
            raise bounds.Oversized
        mark = page.find("<", at)
        if mark < 0:
            mark = end
        reader.said(page[at:mark])
        at = _read_tag(page, mark, reader)
    reader.finish()


def _read_tag(page: str, at: int, reader: _PageReader) -> int:
    """Read what begins with "<" and return where it ends; a sign that begins nothing is read as itself."""
    if at >= len(page):
        return at
    if page.startswith("<!--", at):
        return _after(page, "-->", at + 4)
    if page.startswith(("<!", "<?"), at):
        return _after(page, ">", at + 2)
    found = _TAG.match(page, at)
    if found is None:
        reader.said("<")
        return at + 1
    end = _end_of_tag(page, found.end())
    name = found[1].lower().rpartition(":")[2]
    if page[at + 1] == "/":
        reader.closed(name)
        return end
    attributes = page[found.end() : min(end, found.end() + _LONGEST_TAG)]
    is_empty = page[end - 2 : end - 1] == "/"
    if name in _RAW:
        return end if is_empty else _after_raw(page, name, end)
    reader.opened(name, attributes, is_empty=is_empty)
    return end


def _after(page: str, mark: str, at: int) -> int:
    end = page.find(mark, at)
    return len(page) if end < 0 else end + len(mark)


def _after_raw(page: str, name: str, at: int) -> int:
    end = re.compile(rf"</{name}\b", re.I).search(page, at)
    return len(page) if end is None else _after(page, ">", end.end())


def _end_of_tag(page: str, at: int) -> int:
    """Return what is behind the tag's ">", which may also stand in the value of an attribute."""
    far = min(len(page), at + _LONGEST_TAG)
    quote = ""
    for place in range(at, far):
        letter = page[place]
        if quote:
            quote = "" if letter == quote else quote
        elif letter in "\"'" and page[place - 1] == "=":
            quote = letter
        elif letter == ">":
            return place + 1
    return _after(page, ">", at)


class _PageReader:
    """What has been opened and not closed, and the words of the block that is being read."""

    def __init__(self, text: DocumentText, base: str = "", without: frozenset[str] = frozenset()) -> None:
        self._text = text
        self._base, self._without = base, without
        self._words: list[str] = []
        self._label = ""
        self._level = 0
        self._lists: list[int] = []
        """How many items each list has so far; -1 for one that is not counted."""
        self._preformatted = 0
        self._hidden: list[str] = []
        """The elements that are open in a hidden one of the same name, itself the first."""
        self._links: list[tuple[int, str]] = []
        self._rows: list[list[str]] | None = None
        self._tables = 0

    def said(self, raw: str) -> None:
        if not raw or self._hidden:
            return
        words = html.unescape(raw).replace("\xa0", " ").replace("\xad", "").replace("\u200b", "").replace("\u200c", "")
        self._words.append(words if self._preformatted else _SPACES.sub(" ", words))

    def opened(self, name: str, attributes: str, *, is_empty: bool) -> None:
        if self._hidden:
            if name == self._hidden[0] and not is_empty and len(self._hidden) < _DEEPEST:
                self._hidden.append(name)
            return
        if not is_empty and (name in self._without or (name in _MAY_HIDE and _is_hidden(attributes))):
            if name in self._without:
                self.flush()
            self._hidden.append(name)
            return
        match name:
            case "br":
                self._words.append("\n")
            case "a" if not is_empty:
                self._links.append((len(self._words), _attribute(attributes, "href")))
            case "pre":
                self.flush()
                self._preformatted += 1
            case "ul" | "ol" | "menu":
                self.flush()
                self._lists = [*self._lists[:_DEEPEST], 0 if name == "ol" else -1]
            case "li":
                self.flush()
                self._begin_item()
            case "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.flush()
                self._level = int(name[1])
            case "table":
                self.flush()
                self._open_table()
            case "tr" | "td" | "th":
                self.flush()
                self._begin_cell(is_row=name == "tr")
            case _ if name in _BLOCKS:
                self.flush()

    def closed(self, name: str) -> None:
        if self._hidden:
            if name == self._hidden[-1]:
                self._hidden.pop()
            return
        match name:
            case "a" if self._links:
                self._close_link(*self._links.pop())
            case "pre":
                self.flush()
                self._preformatted = max(0, self._preformatted - 1)
            case "ul" | "ol" | "menu":
                self.flush()
                self._lists = self._lists[:-1]
            case "table":
                self._close_table()
            case "tr" | "td" | "th" | "li" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6":
                self.flush()
            case _ if name in _BLOCKS:
                self.flush()

    def flush(self) -> None:
        """End the block."""
        words = self._taken()
        if self._rows and self._rows[-1]:  # in a cell: it goes on on another line
            self._rows[-1][-1] = "\n".join(filter(None, (self._rows[-1][-1], words)))
            return
        label, level = self._label, self._level
        self._label, self._level = "", 0
        if not words:
            return
        if level:
            self._text.block(heading(words, level))
        elif label:
            self._text.block(item(words, label, len(self._lists) - 1), is_item=True)
        else:
            self._text.block(words)

    def finish(self) -> None:
        """End the page, with what was never closed on it."""
        self._hidden = []
        self._tables = min(1, self._tables)
        self._close_table()

    def _taken(self) -> str:
        words, self._words, self._links = "".join(self._words), [], []
        if self._preformatted:
            return words.strip("\n")
        return "\n".join(" ".join(line.split()) for line in words.split("\n")).strip()

    def _begin_item(self) -> None:
        if not self._lists:
            self._lists = [-1]
        if self._lists[-1] >= 0:
            self._lists[-1] += 1
        self._label = f"{self._lists[-1]}." if self._lists[-1] > 0 else "-"

    def _close_link(self, at: int, address: str) -> None:
        words = "".join(self._words[at:])
        if self._base and address and not address.startswith("#"):
            with suppress(ValueError):
                address = urljoin(self._base, address)
        if address.lower().startswith(("http:", "https:", "mailto:")) and len(address) < 2_000:
            self._words[at:] = [link(words, address)]

    def _begin_cell(self, *, is_row: bool) -> None:
        if self._rows is not None:
            if is_row or not self._rows:
                self._rows.append([])
            if not is_row:
                self._rows[-1].append("")

    def _open_table(self) -> None:
        """Begin a table; one that has others in it lays out a page and holds no data."""
        self._tables += 1
        rows, self._rows = self._rows, [] if self._tables == 1 else None
        for cell in (cell for row in rows or () for cell in row):
            self._text.block(cell)

    def _close_table(self) -> None:
        self.flush()
        self._tables = max(0, self._tables - 1)
        rows, self._rows = [row for row in self._rows or () if any(row)], None
        if len(rows) > 1 and max(map(len, rows)) > 1:
            self._text.block(table(rows))
            return
        for cell in (cell for row in rows for cell in row):  # of one row or one column: it lays out the page
            self._text.block(cell)


def _is_hidden(attributes: str) -> bool:
    return bool(_BARE_HIDDEN.search(attributes) or _HIDDEN.search(_attribute(attributes, "style")))


def _attribute(attributes: str, name: str) -> str:
    """Return the value of an attribute, "" if there is none."""
    for found in _ATTRIBUTE.finditer(attributes):
        if found[1].lower() == name:
            return html.unescape(found[2] or found[3] or found[4] or "").strip()
    return ""
