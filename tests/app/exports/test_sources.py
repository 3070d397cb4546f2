"""Where nobody can press a number, what a reply is drawn from stands beneath it: document, page and words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from turbodesk.app.exports.markdown import turn_markdown
from turbodesk.app.exports.sources import with_sources
from turbodesk.app.exports.transcript import Turn
from turbodesk.chat.message import Block, Message, Status, empty_reply
from turbodesk.chat.parts import Text
from turbodesk.rendering import to_html

PAGE = {
    "type": "page_location", "document_index": 0, "document_title": "Lease *2*.pdf",
    "start_page_number": 3, "end_page_number": 4, "cited_text": "The rent is\ndue <soon>.",
}  # fmt: skip
WEB = {"type": "web_search_result_location", "url": "https://e.org/x", "title": "Page", "cited_text": "w"}


def reply(*parts: Text) -> Message:
    blocks = tuple(Block(at, part) for at, part in enumerate(parts))
    return replace(empty_reply("m", "q"), blocks=blocks, status=Status.COMPLETE)


def test_the_notes_have_the_numbers_of_the_text_and_document_page_and_words() -> None:
    message = reply(Text("It is "), Text("due", (PAGE,)), Text(", they say", (WEB,)), Text("."))
    assert with_sources(message) == (
        "It is due<sup>1</sup>, they say<sup>2</sup>.\n\n**Sources**\n\n"
        "1. Lease \\*2\\*.pdf, page 3: “The rent is due \\<soon>.”\n"
        "2. [Page](<https://e.org/x>): “w”"
    )
    html = to_html(with_sources(message))
    assert "<li>Lease *2*.pdf, page 3: “The rent is due &lt;soon&gt;.”</li>" in html
    assert html.count("<sup>") == 2
    assert with_sources(message) in turn_markdown(Turn("Sonnet", message))


def test_without_sources_a_text_stays_as_it_is() -> None:
    message = reply(Text("Plain [1](#cite-1)."))
    assert with_sources(message) == message.text


def test_code_that_was_broken_off_does_not_swallow_the_notes() -> None:
    html = to_html(with_sources(reply(Text("So.", (PAGE,)), Text("\n\n```\nnever closed"))))
    assert "<strong>Sources</strong>" in html


@pytest.mark.parametrize("url", ["https://e.org/a>b", "https://e.org/a b", "https://e.org/\\", "javascript:alert(1)"])
def test_an_address_that_would_break_out_of_its_note_is_no_link(url: str) -> None:
    made = with_sources(reply(Text("So.", ({**WEB, "url": url, "cited_text": "x" * 9_000},))))
    assert "](" not in made
    assert len(made) < 500
