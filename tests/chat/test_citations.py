"""What a reply is drawn from: every shape of citation, in text that arrives in pieces."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.chat.citations import citations, numbered_text, passages, sources
from turbodesk.chat.events import BlockStarted, BlockStopped, CitationDelta, Event, TextDelta
from turbodesk.chat.message import Block, Message, Status, empty_reply
from turbodesk.chat.parts import Opaque, Text
from turbodesk.chat.reduce import apply
from turbodesk.chat.server_tools import found, is_call, is_result, words

CHARS = {"type": "char_location", "document_index": 1, "document_title": None, "start_char_index": 0, "cited_text": "a"}
PAGES = {
    "type": "page_location",
    "document_title": "Plan.pdf",
    "start_page_number": 3,
    "end_page_number": 5,
    "cited_text": "p",
}
BLOCKS = {"type": "content_block_location", "document_index": 0, "document_title": "Notes", "cited_text": "b"}
WEB = {"type": "web_search_result_location", "url": "https://e.org/x", "title": "Page", "cited_text": "w"}
SEARCH = {"type": "search_result_location", "source": "kb-17", "title": "Entry", "cited_text": "s"}


def reply(*parts: Text | Opaque) -> Message:
    blocks = tuple(Block(at, part) for at, part in enumerate(parts))
    return replace(empty_reply("m", "q"), blocks=blocks, status=Status.COMPLETE)


@pytest.mark.parametrize(
    ("citation", "title", "place", "url"),
    [
        (CHARS, "Document 2", "", ""),
        (PAGES, "Plan.pdf", "pages 3 to 4", ""),
        ({**PAGES, "end_page_number": 4}, "Plan.pdf", "page 3", ""),
        (BLOCKS, "Notes", "", ""),
        (WEB, "Page", "", "https://e.org/x"),
        (SEARCH, "Entry", "", ""),
        ({**SEARCH, "source": "javascript:alert(1)"}, "Entry", "", ""),
        ({"type": "of tomorrow"}, "Source", "", ""),
    ],
)
def test_every_kind_of_source_is_named(citation: dict[str, object], title: str, place: str, url: str) -> None:
    (source,) = sources(reply(Text("So it is.", (citation,))))
    assert (source.number, source.title, source.place, source.url) == (1, title, place, url)
    assert source.quotes == ((str(citation["cited_text"]),) if "cited_text" in citation else ())


def test_a_sentence_in_pieces_is_read_as_one_with_numbers_behind_what_they_speak_of() -> None:
    message = reply(Text("It says "), Text("**yes** ", (WEB, PAGES)), Text("and "), Text("no.", ({**WEB, "x": 1},)))
    (passage,) = passages(message)
    assert passage.text == message.text == "It says **yes** and no."
    assert passage.marked == ("It says **yes**<sup>[1](#cite-1) [2](#cite-2)</sup> and no.<sup>[1](#cite-1)</sup>")


def test_text_without_citations_stays_in_its_blocks() -> None:
    assert [one.text for one in passages(reply(Text("One"), Text("Two")))] == ["One", "Two"]
    assert reply(Text("One"), Text("Two")).text == "One\n\nTwo"


def test_no_number_lands_in_code_or_a_table() -> None:
    for text in ("```\ncode", "```\ncode\n```\n", "| a |\n|---|\n| b |", "  \n"):
        (passage,) = passages(reply(Text(text, (WEB,))))
        assert passage.marked == text


@given(st.lists(st.tuples(st.text("ab \n", max_size=5), st.integers(0, 2)), min_size=1, max_size=5))
def test_what_has_been_shown_of_a_growing_reply_only_gets_longer(pieces: list[tuple[str, int]]) -> None:
    message = apply(empty_reply("m", "q"), BlockStarted(0, Text("x", (WEB,))))
    shown = ""
    for index, (text, count) in enumerate(pieces, 1):
        message = apply(message, BlockStopped(index - 1))
        message = apply(message, BlockStarted(index, Text()))
        events: list[Event] = [TextDelta(index, text), *[CitationDelta(index, PAGES)] * count]
        for event in events:
            message = apply(message, event)
            (passage,) = passages(message)
            assert passage.marked.startswith(shown.rstrip())
            shown = passage.marked


def test_what_the_gateways_tools_did_is_said_in_words() -> None:
    call = Opaque({"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "qubits"}})
    pages = [{"type": "web_search_result", "url": "https://e.org", "title": "E"}, "junk", {"title": "no address"}]
    result = Opaque({"type": "web_search_tool_result", "tool_use_id": "s1", "content": pages})
    failed = Opaque({**result.raw, "content": {"error_code": "max_uses_exceeded"}})
    strange = Opaque({"type": "novel_tool_result", "tool_use_id": "s1", "content": {"error_code": "moon"}})
    assert (is_call(call), is_result(call), is_result(result)) == (True, False, True)
    assert words(call, None, is_live=True) == "Searching the web for “qubits”…"
    assert words(call, result, is_live=False) == "Searched the web for “qubits”"
    assert words(call, failed, is_live=False).endswith("but the reply had used up its searches")
    assert words(None, strange, is_live=False) == "Used “novel”, but the gateway said “moon”"
    assert [(one.title, one.url) for one in found(result)] == [("E", "https://e.org")]
    assert found(failed) == ()


def read_page(title: object, url: str = "https://e.org/page") -> Opaque:
    document = {"type": "document", "title": title, "source": {"type": "text", "data": "x"}}
    content = {"type": "web_fetch_result", "url": url, "content": document, "retrieved_at": None}
    return Opaque({"type": "web_fetch_tool_result", "tool_use_id": "s1", "content": content})


def test_a_page_that_was_read_is_named_and_a_citation_of_it_leads_there() -> None:
    call = Opaque({"type": "server_tool_use", "id": "s1", "name": "web_fetch", "input": {"url": "https://e.org/page"}})
    page = read_page("Ferries")
    assert words(call, page, is_live=False) == "Read a page: “https://e.org/page”"
    assert [(one.title, one.url) for one in found(page)] == [("Ferries", "https://e.org/page")]
    refused = Opaque({**page.raw, "content": {"type": "web_fetch_tool_result_error", "error_code": "url_not_allowed"}})
    assert words(call, refused, is_live=False).endswith("but the page may not be read")
    cited = {"type": "char_location", "document_index": 0, "document_title": "Ferries", "cited_text": "Bikes go free."}
    other = {**cited, "document_index": 1, "document_title": "Mine"}
    strange = (read_page(7), read_page("Ferries", "javascript:x"), Opaque({"type": "web_fetch_tool_result"}))
    for parts, url in ((strange, ""), ((*strange, page), "https://e.org/page")):
        message = reply(*parts, Text("They do.", (cited, other)))
        assert [(one.title, one.url) for one in sources(message)] == [("Ferries", url), ("Mine", "")]


def test_two_passages_of_one_page_have_one_number_and_each_its_own_place() -> None:
    other = {**PAGES, "cited_text": "q"}
    message = reply(Text("One", (PAGES,)), Text(" and two", (other,)), Text(" and one again", (dict(PAGES), other)))
    (passage,) = passages(message)
    assert passage.marked == (
        "One<sup>[1](#cite-1)</sup> and two<sup>[1](#cite-2)</sup> and one again<sup>[1](#cite-1)</sup>"
    )
    first, second = citations(message)
    assert (first.ordinal, first.words, first.pages, first.span) == (1, "p", (3, 4), None)
    assert (second.ordinal, second.words, second.name, second.document) == (2, "q", "Plan.pdf", None)
    assert first.source == second.source == sources(message)[0]
    assert first.source.quotes == ("p", "q")


@pytest.mark.parametrize(
    ("citation", "pages", "span"),
    [
        ({**PAGES, "start_page_number": 0}, None, None),
        ({**PAGES, "start_page_number": True}, None, None),
        ({**PAGES, "start_page_number": 5, "end_page_number": 2}, (5, 5), None),
        ({**PAGES, "start_page_number": 5, "end_page_number": "x"}, (5, 5), None),
        ({**PAGES, "start_page_number": 10**30}, None, None),
        ({**CHARS, "end_char_index": 9}, None, (0, 9)),
        ({**CHARS, "end_char_index": -9}, None, None),
        ({**CHARS, "end_char_index": None}, None, None),
    ],
)
def test_a_place_that_cannot_be_is_no_place(
    citation: dict[str, object], pages: tuple[int, int] | None, span: tuple[int, int] | None
) -> None:
    (one,) = citations(reply(Text("So.", (citation,))))
    assert (one.pages, one.span) == (pages, span)


def test_what_is_cited_is_kept_within_bounds() -> None:
    (one,) = citations(reply(Text("So.", ({**PAGES, "cited_text": "x" * 1_000_000, "document_index": 3},))))
    assert (len(one.words), one.document) == (20_000, 3)


def test_a_text_for_paper_has_its_numbers_without_where_they_lead() -> None:
    other = {**PAGES, "cited_text": "q"}
    message = reply(Text("One", (PAGES, WEB)), Text(" [9](#cite)", (other,)), Opaque({"type": "x"}), Text("Two"))
    assert numbered_text(message) == "One<sup>1 2</sup> [9](#cite)<sup>1</sup>\n\nTwo"
    assert [one.alone.quotes for one in citations(message)] == [("p",), ("w",), ("q",)]
    (wordless,) = citations(reply(Text("So.", ({**PAGES, "cited_text": ""},))))
    assert wordless.alone.quotes == ()
