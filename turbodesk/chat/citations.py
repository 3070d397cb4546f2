"""Says what a reply is drawn from: which sources it names, where in its text each belongs, and what is quoted.

A reply with citations comes in many text blocks, often in the middle of a sentence: a block is what one set of
citations speaks of. `passages` puts those blocks back together, with a number behind each cited stretch; `sources`
lists what the numbers stand for. All five shapes of the protocol (1.2) are read, and what fits none is passed over.

Why the numbers are Markdown in the text: the page renders it as it grows, block by block, and a number that comes
behind what is there already is nothing new to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from turbodesk.chat.message import Message, text_runs
from turbodesk.chat.parts import JsonObject, Opaque, Text

ANCHOR = "#cite-"
"""What the link behind a number begins with; the number follows."""
_LONGEST_QUOTE = 600


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
    return tuple(_numbered(message).values())


def passages(message: Message) -> list[Passage]:
    """Return the texts of a message as they are read."""
    numbers = {key: source.number for key, source in _numbered(message).items()}
    found: list[Passage] = []
    for run in text_runs(message):
        marked = ""
        for block in run:
            assert isinstance(block.part, Text)
            is_done = block.closed or message.is_final or block is not message.blocks[-1]
            cited = [numbers[_key(citation)] for citation in block.part.citations] if is_done else []
            marked = _with_marks(marked, block.part.text, list(dict.fromkeys(cited)))
        text = "".join(block.part.text for block in run if isinstance(block.part, Text))
        found.append(Passage(run[0].index, text, marked, run[-1].closed or message.is_final))
    return found


def _with_marks(before: str, text: str, numbers: Sequence[int]) -> str:
    if not numbers:  # at each flush of a long reply, so at once
        return before + text
    words = text.rstrip()
    whole = before + words
    # Behind a fence, inside one, or behind a table's row the number would be read as something else.
    is_code = sum(line.lstrip().startswith("```") for line in whole.splitlines()) % 2 or words.endswith("```")
    if not words or is_code or words.endswith("|"):
        return before + text
    links = " ".join(f"[{number}]({ANCHOR}{number})" for number in numbers)
    return f"{whole}<sup>{links}</sup>{text[len(words) :]}"


def _numbered(message: Message) -> dict[tuple[object, ...], CitedSource]:
    found: dict[tuple[object, ...], CitedSource] = {}
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
    return found


def _page(read: object) -> dict[str, str]:
    """The address of a page that was read, by its title: a citation of it names nothing else."""
    document = read.get("content") if isinstance(read, Mapping) else None
    title = _text(document, "title") if isinstance(document, Mapping) else ""
    return {title: _url(read)} if title and isinstance(read, Mapping) else {}


def _key(citation: JsonObject) -> tuple[object, ...]:
    """What makes two citations the same source; characters and blocks of a document count as all of it."""
    names = ("type", "document_index", "document_title", "start_page_number", "end_page_number", "url", "source")
    return tuple(str(citation.get(name)) for name in (*names, "search_result_index"))


def _title(citation: JsonObject) -> str:
    title = _text(citation, "document_title") or _text(citation, "title")
    if title:
        return title
    index = citation.get("document_index")
    if isinstance(index, int):
        return f"Document {index + 1}"
    return _text(citation, "url") or _text(citation, "source") or "Source"


def _place(citation: JsonObject) -> str:
    first, end = citation.get("start_page_number"), citation.get("end_page_number")
    if not isinstance(first, int):
        return ""
    last = end - 1 if isinstance(end, int) else first  # the protocol's end is the page after
    return f"page {first}" if last <= first else f"pages {first} to {last}"


def _url(citation: JsonObject) -> str:
    for name in ("url", "source"):
        address = _text(citation, name).strip()
        if address.lower().startswith(("http://", "https://")):
            return address
    return ""


def _text(raw: Mapping[str, object], name: str) -> str:
    value = raw.get(name)
    return value if isinstance(value, str) else ""
