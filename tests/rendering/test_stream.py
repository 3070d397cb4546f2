"""Proves that a reply rendered while it arrives is, at every moment, what rendering it whole would give."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tests.rendering.documents import OFTEN, cuts, documents
from turbodesk.rendering import BlockStream, Update, to_html
from turbodesk.rendering.html import clean

REPLIES = {
    reply["name"]: reply["markdown"]
    for reply in json.loads(Path(__file__).with_name("replies.json").read_text(encoding="utf-8"))
}


class Page:
    """Does with updates what an interface does."""

    def __init__(self) -> None:
        self.finished: list[str] = []
        self.tail = ""
        self.resets = 0

    def show(self, update: Update) -> str:
        """Take an update and return all that is shown."""
        if update.reset:
            self.finished.clear()
            self.resets += 1
        self.finished += update.finished
        self.tail = update.tail
        return "".join(self.finished) + self.tail


def complete_lines(text: str) -> str:
    """Return `text` without an unfinished last line."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text[: text.rfind("\n") + 1]


def check(pieces: list[str]) -> Page:
    """Stream `pieces` and compare at every moment."""
    stream, page, arrived = BlockStream(), Page(), ""
    for piece in pieces:
        arrived += piece
        shown = page.show(stream.feed(piece))
        text = complete_lines(arrived) if stream.holds_back else clean(arrived).removesuffix(stream.begun)
        assert shown == to_html(text + stream.assumed)
    assert page.show(stream.close()) == to_html(arrived)
    assert page.tail == ""
    return page


POINTS = st.lists(st.integers(0, 10_000), max_size=15)


@OFTEN
@given(text=documents(everything=True), points=POINTS)
@example(text="[a]\n\n[a]: https://x\n", points=list(range(20)))
@example(text="# a <i x='y'>b</i> <su  b", points=list(range(30)))
@example(text="x[^1]\n\n[^1]: note\n\n[^1]", points=list(range(30)))
@example(text="- [d]\n- x\n- [d]\n\npara\n\n[d]: https://x\n\nend", points=list(range(60)))
@example(text="- a\n\n  b\n- c[^1]\n\n\n[^1]: n", points=list(range(30)))
def test_any_text_in_any_pieces(text: str, points: list[int]) -> None:
    check(cuts(text, points))


@OFTEN
@given(names=st.lists(st.sampled_from(sorted(REPLIES)), min_size=1, max_size=6), points=POINTS, data=st.data())
def test_replies_in_any_pieces(names: list[str], points: list[int], data: st.DataObject) -> None:
    between = data.draw(st.sampled_from(["", "\n", "\n\n", "\r\n"]))
    check(cuts(between.join(REPLIES[name] for name in names), points))


@given(text=st.text(st.characters(codec=None), max_size=60), points=POINTS)
def test_any_characters_in_any_pieces(text: str, points: list[int]) -> None:
    check(cuts(text, points))


@pytest.mark.parametrize("name", sorted(REPLIES))
def test_every_reply_letter_by_letter(name: str) -> None:
    check(list(REPLIES[name]))


def test_line_end_of_two_characters_may_be_cut() -> None:
    page = check(["a\r", "\n\r", "\nb\r", "c"])
    assert page.finished == ["<p>a</p>", "<p>b\nc</p>"]


def test_finished_blocks_come_once_and_the_rest_is_the_tail() -> None:
    stream = BlockStream()
    assert stream.feed("# One\n\ntwo") == Update(["<h1>One</h1>"], "<p>two</p>")
    assert stream.feed(" and\n\n- three") == Update(["<p>two and</p>"], "<ul><li>three</li></ul>")
    assert stream.close() == Update(["<ul><li>three</li></ul>"])


def test_blank_text_shows_nothing() -> None:
    stream = BlockStream()
    assert stream.feed(" \n\n \u2003") == Update()
    assert stream.close() == Update()


def test_feeding_after_close_is_refused_and_closing_again_changes_nothing() -> None:
    stream = BlockStream()
    stream.feed("a")
    stream.close()
    assert stream.close() == Update()
    with pytest.raises(ValueError, match="closed"):
        stream.feed("b")


def test_an_address_defined_later_resets_once_though_it_arrives_by_letters() -> None:
    text = "See [the docs][d].\n\nUnrelated.\n\n[d]: https://example.com/a/long/address\n\nEnd."
    page = check(list(text))
    assert page.resets == 1
    assert 'href="https://example.com/a/long/address"' in page.finished[0]


def test_a_note_defined_later_resets_once() -> None:
    page = check(list("One[^1].\n\nTwo.\n\n[^1]: The *note*,\n    in two lines.\n\nEnd."))
    assert page.resets == 1


@pytest.mark.parametrize(
    "text",
    [
        "Water is H<sub>2</sub>O, and <mark>this is marked</mark> with x<sup>2</sup>.",
        "Press <kbd>Ctrl</kbd>+<kbd>C</kbd>: <u>so *it* is</u><br>next",
        "# H<sub>2</sub>O\n\n- <mark>one</mark>\n\n> <ins>two</ins>\n\n|a|\n|-|\n|x<sup>2</sup>|<sub>3</sub>|\n",
        "<mark><u>both</u></mark>",
    ],
)
def test_no_tag_flashes_up_while_it_arrives(text: str) -> None:
    stream, page = BlockStream(), Page()
    for letter in text:
        assert "&lt;" not in page.show(stream.feed(letter))
    assert page.show(stream.close()) == to_html(text)


@pytest.mark.parametrize(
    "text", ["1 < 2 and <div> is <su", "`<sub>` is a tag", "```\na <sub>\n", f"<sub>{'long ' * 50}", "\\<sub>x"]
)
def test_what_is_no_tag_is_text_all_the_same(text: str) -> None:
    stream, page = BlockStream(), Page()
    page.show(stream.feed(text))
    assert page.show(stream.feed(".")) == to_html(text + ".")


def test_a_definition_that_nothing_finished_uses_resets_nothing() -> None:
    assert check(list("One.\n\n[d]: https://example.com\n\nSee [d].\n\nEnd.")).resets == 0


def test_code_is_highlighted_when_its_fence_closes_and_not_before() -> None:
    stream = BlockStream()
    opened = stream.feed("```python\nreturn 1\n")
    assert opened.tail == '<pre class="open"><code class="language-python">return 1\n</code></pre>'
    closed = stream.feed("```\n")
    assert '<span class="kw">return' in closed.finished[0]
    assert closed.tail == ""


# Work is counted in characters of HTML written: what a flush costs must not depend on what came before it.


def costs(pieces: list[str]) -> list[int]:
    stream, result = BlockStream(), []
    for piece in pieces:
        stream.feed(piece)
        result.append(stream.cost)
    return result


@pytest.mark.parametrize(
    "piece",
    [
        "A paragraph with **bold** text.\n\n",
        "- an item with `code`\n",
        "- an item\n\n",
        "> - a quoted item\n",
        "1. an item\n   - with a part\n",
        "| a | b |\n",
        "    indented\n\nx\n\n",
        "# Heading\n",
    ],
)
def test_a_long_block_costs_no_more_at_its_end_than_at_its_beginning(piece: str) -> None:
    first = "| a | b |\n|---|---|\n" if piece.startswith("|") else ""
    found = costs([first] + [piece] * 400)
    assert max(found[-40:]) <= max(found[10:50]) + 200


def test_a_long_open_fence_costs_no_more_at_its_end_than_at_its_beginning() -> None:
    stream = BlockStream()
    stream.feed("```python\n")
    for _ in range(400):
        stream.feed("    value = compute(1 < 2)\n")
        assert stream.cost < 150


def test_long_indented_code_costs_no_more_at_its_end_than_at_its_beginning() -> None:
    found = costs(["Code:\n\n", *["    value = compute(1 < 2)\n\n"] * 400])
    assert max(found[-40:]) <= max(found[10:50]) + 50


def test_words_of_a_paragraph_cost_as_much_as_the_paragraph() -> None:
    assert max(costs(["Some words.\n\n"] * 200 + ["more and "] * 20)) < 400
