"""Says what a reply is drawn from: which sources it names, where in its text each belongs, and what is quoted.

A reply with citations comes in many text blocks, often in the middle of a sentence: a block is what one set of
citations speaks of. `passages` puts those blocks back together, with a number behind each cited stretch; `sources`
lists what the numbers stand for. All five shapes of the protocol (1.2) are read, and what fits none is passed over.

A number stands for a source, such as a page; a `Citation` for one passage of it. The link behind a number leads to the
passage that is cited there, so that the same number may lead to two places of one page.

Why the numbers are Markdown in the text: the page renders it as it grows, block by block, and a number that comes
behind what is there already is nothing new to it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from turbodesk.chat.message import Message, text_runs
from turbodesk.chat.parts import JsonObject, Opaque, Text
from turbodesk.quantities import number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

ANCHOR = "#cite-"
"""What the link behind a number begins with; the passage's place among all, from 1, follows."""
_MARK = re.compile(rf"\[(\d+)\]\({ANCHOR}\d+\)")
_LONGEST_QUOTE = 600
_LONGEST_PASSAGE = 20_000
_MOST = 2**31 - 1  # pages and letters: above what any document has


@dataclass(frozen=True, slots=True)
class CitedSource:
    """One place a reply is drawn from."""

    number: int
    """From 1, in the order of the text."""
    title: str
    place: str = ""
    """Where in it, such as "page 3"; "" for all of it."""
    url: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Citation:
    """One passage that a reply is drawn from."""

    ordinal: int
    """From 1, in the order of the text."""
    source: CitedSource
    """What it is a passage of."""
    document: int | None
    """The place of its document, from 0, among all of the request; None: it is of none."""
    name: str
    """The document's title as it was sent; "" where it had none."""
    words: str
    """What is cited, within bounds; "" where the gateway does not say."""
    pages: tuple[int, int] | None = None
    """The first and the last page, from 1."""
    span: tuple[int, int] | None = None
    """Where it begins and ends, in letters of the document."""

    @property
    def alone(self) -> CitedSource:
        """Its source with this passage as the only quote."""
        return replace(self.source, quotes=(self.words[:_LONGEST_QUOTE],) if self.words else ())


@dataclass(frozen=True, slots=True)
class Passage:
    """Text blocks that are read as one."""

    index: int
    """Of the first of them."""
    text: str
    """Their Markdown as it came."""
    marked: str
    """The same with a number behind each cited stretch."""
    is_closed: bool
    """Whether its last block has ended."""


def is_citation(citation: object) -> bool:
    """Whether this is one, of a kind that is known or not: without a kind it goes back to no gateway."""
    return isinstance(citation, Mapping) and isinstance(citation.get("type"), str)


def sources(message: Message) -> tuple[CitedSource, ...]:
    """Return what a message is drawn from, in the order of its text."""
    return tuple(_read(message)[0].values())


def citations(message: Message) -> tuple[Citation, ...]:
    """Return the passages a message is drawn from, each once, in the order of its text."""
    found, every = _read(message)
    whole = {source.number: source for source in found.values()}
    return tuple(replace(one, source=whole[one.source.number]) for one in every.values())


def numbered_text(message: Message) -> str:
    """Return the text of a message as `Message.text` does, with the numbers of its sources, which lead nowhere."""
    marked = (_MARK.sub(r"\1", passage.marked) for passage in passages(message))
    return "\n\n".join(text for text in marked if text)


def passages(message: Message) -> list[Passage]:
    """Return the texts of a message as they are read."""
    every = _read(message)[1]
    found: list[Passage] = []
    for run in text_runs(message):
        marked = ""
        for block in run:
            assert isinstance(block.part, Text)
            is_done = block.closed or message.is_final or block is not message.blocks[-1]
            cited: dict[int, int] = {}
            for citation in block.part.citations if is_done else ():
                one = every[_passage_key(citation)]
                cited.setdefault(one.source.number, one.ordinal)
            marked = _with_marks(marked, block.part.text, cited)
        text = "".join(block.part.text for block in run if isinstance(block.part, Text))
        found.append(Passage(run[0].index, text, marked, run[-1].closed or message.is_final))
    return found


def _with_marks(before: str, text: str, numbers: Mapping[int, int]) -> str:
    if not numbers:  # at each flush of a long reply, so at once
        return before + text
    words = text.rstrip()
    whole = before + words
    # Behind a fence, inside one, or behind a table's row the number would be read as something else.
    is_code = sum(line.lstrip().startswith("```") for line in whole.splitlines()) % 2 or words.endswith("```")
    if not words or is_code or words.endswith("|"):
        return before + text
    links = " ".join(f"[{number}]({ANCHOR}{ordinal})" for number, ordinal in numbers.items())
    return f"{whole}<sup>{links}</sup>{text[len(words) :]}"


def _read(
    message: Message,
) -> tuple[dict[tuple[object, ...], CitedSource], dict[tuple[object, ...], Citation]]:
    """Return the sources and the passages of a message, each by what makes two of them the same."""
    found: dict[tuple[object, ...], CitedSource] = {}
    every: dict[tuple[object, ...], Citation] = {}
    pages: dict[str, str] = {}
    for part in message.parts:
        if isinstance(part, Opaque) and part.kind == "web_fetch_tool_result":
            pages |= _page(part.raw.get("content"))
        for citation in part.citations if isinstance(part, Text) else ():
            key, quote = _key(citation), _text(citation, "cited_text").strip()[:_LONGEST_QUOTE]
            url = _url(citation) or pages.get(_text(citation, "document_title"), "")
            known = found.get(key) or CitedSource(len(found) + 1, _title(citation), _place(citation), url)
            quotes = known.quotes if not quote or quote in known.quotes else (*known.quotes, quote)
            found[key] = CitedSource(known.number, known.title, known.place, known.url, quotes)
            passage = _passage_key(citation)
            if passage not in every:
                every[passage] = _citation(citation, len(every) + 1, found[key])
    return found, every


def _citation(citation: JsonObject, ordinal: int, source: CitedSource) -> Citation:
    index = _count(citation, "document_index")
    first, end = _count(citation, "start_page_number"), _count(citation, "end_page_number")
    begin, stop = _count(citation, "start_char_index"), _count(citation, "end_char_index")
    return Citation(
        ordinal,
        source,
        index,
        _text(citation, "document_title"),
        _text(citation, "cited_text")[:_LONGEST_PASSAGE].strip(),
        # The protocol's end is the page after.
        pages=None if not first else (first, max(first, end - 1 if end else first)),
        span=None if begin is None or stop is None else (begin, stop),
    )


def _page(read: object) -> dict[str, str]:
    """The address of a page that was read, by its title: a citation of it names nothing else."""
    document = read.get("content") if isinstance(read, Mapping) else None
    title = _text(document, "title") if isinstance(document, Mapping) else ""
    return {title: _url(read)} if title and isinstance(read, Mapping) else {}


def _key(citation: JsonObject) -> tuple[object, ...]:
    """What makes two citations the same source; characters and blocks of a document count as all of it."""
    names = ("type", "document_index", "document_title", "start_page_number", "end_page_number", "url", "source")
    return tuple(str(citation.get(name)) for name in (*names, "search_result_index"))


def _passage_key(citation: JsonObject) -> tuple[object, ...]:
    """What makes two citations the same passage."""
    names = ("start_char_index", "end_char_index", "start_block_index", "end_block_index")
    return (*_key(citation), _text(citation, "cited_text"), *(str(citation.get(name)) for name in names))


def _title(citation: JsonObject) -> str:
    title = _text(citation, "document_title") or _text(citation, "title")
    if title:
        return title
    index = citation.get("document_index")
    if isinstance(index, int):
        return _("Document {number}").format(number=number(index + 1))
    return _text(citation, "url") or _text(citation, "source") or _("Source")


def _place(citation: JsonObject) -> str:
    first, end = citation.get("start_page_number"), citation.get("end_page_number")
    if not isinstance(first, int):
        return ""
    last = end - 1 if isinstance(end, int) else first  # the protocol's end is the page after
    return (
        _("page {number}").format(number=number(first))
        if last <= first
        else _("pages {first} to {last}").format(first=number(first), last=number(last))
    )


def _url(citation: JsonObject) -> str:
    for name in ("url", "source"):
        address = _text(citation, name).strip()
        if address.lower().startswith(("http://", "https://")):
            return address
    return ""


def _count(raw: Mapping[str, object], name: str) -> int | None:
    value = raw.get(name)
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= _MOST else None


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
