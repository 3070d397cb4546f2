"""A growing tail: its pieces are those of the whole, and what stands is not read again."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from turbodesk.rendering import BlockStream, to_html
from turbodesk.ui.document.builder import pieces_of_html
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.growing import Growing
from turbodesk.ui.document.pieces import Piece
from turbodesk.ui.document.typography import typography
from turbodesk.ui.theme.themes import LIGHT

LINES = (
    "- plain\n",
    "- with `code` and **bold**\n",
    "- \n",
    "- [x] done\n",
    "- [ ] *open*\n",
    "    - nested\n",
    "    1. numbered inside\n",
    "1. one\n",
    "8. eight\n",
    "2) other numbers\n",
    "\n",
    "  going on\n",
    "  > quoted\n",
    "  ```py\n  x = '<li>'\n  ```\n",
    "- مرحبا\n",
    "- 42 !\n",
    "- see [here] and <b> & &amp; &nbsp;\n",
    "[here]: https://example.org\n",
    "- a note[^1]\n",
    "[^1]: The note.\n",
    "---\n",
    "```py\n",
    "    x = 1 < 2 & 3\n",
    "\ty\u2028z\u000b\n",
    "```\n",
    "words\n",
)
HTML = (
    "<ul>",
    "</ul>",
    '<ol start="9">',
    "<li>",
    "</li>",
    "<li/>",
    "a",
    "ب",
    "<p>b</p>",
    "\n",
    "\r\n",
    "&NewLine;",
    "<!-- </li> -->",
    '<pre class="open"><code class="language-x">',
    "</code></pre>",
    "<li-x>",
)


def follow(growing: Growing, tails: Sequence[str]) -> None:
    """Give the tails one after the other; the pieces must always be those of the whole."""
    pieces: list[Piece] = []
    for html in tails:
        stand, new = growing.take(html)
        pieces = [*pieces[:stand], *new]
        assert pieces == pieces_of_html(html)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=30), st.integers(1, 30))
@settings(max_examples=400)
@example(["- 1\n", "- مرحبا\n", "- a\n"], 3)
@example(["1. a\n"] * 11, 5)
@example(["- a\n", "\n", "- b\n", "- c\n"], 1)
def test_the_pieces_of_a_growing_tail_are_those_of_the_whole(lines: list[str], size: int) -> None:
    text, stream = "".join(lines), BlockStream()
    updates = [stream.feed(text[at : at + size]) for at in range(0, len(text), size)]
    tails = [part for update in updates for part in (*update.finished, update.tail)]
    follow(Growing(), tails)


@given(st.lists(st.lists(st.sampled_from(HTML), max_size=14), min_size=1, max_size=4), st.integers(1, 12))
@settings(max_examples=400)
def test_so_they_are_whatever_comes(tails: list[list[str]], size: int) -> None:
    wholes = ["".join(tail) for tail in tails]
    follow(Growing(), [whole[:at] for whole in wholes for at in range(size, len(whole) + size, size)])
    ended = [f"{''.join(tail[:at])}</li></ul>" for tail in tails for at in range(len(tail))]
    follow(Growing(), ended)


@given(st.lists(st.sampled_from(LINES), min_size=1, max_size=20), st.integers(1, 30))
@settings(max_examples=60)
def test_the_page_shows_what_the_whole_would(qapp: QApplication, lines: list[str], size: int) -> None:
    text, stream = "".join(lines), BlockStream()
    page, whole = (MessageDocument(typography(LIGHT, 100)) for _ in range(2))
    for at in range(0, len(text), size):
        update = stream.feed(text[at : at + size])
        page.update_page(update.finished, update.tail, reset=update.reset)
    end = stream.close()
    page.update_page(end.finished, end.tail, reset=end.reset)
    whole.update_page([to_html(text)], "")
    assert page.toPlainText() == whole.toPlainText()
    assert list(page.pieces) == list(whole.pieces)


def test_a_long_list_and_a_long_fence_are_read_once(qapp: QApplication) -> None:
    for text in (
        "".join(f"- Item {n} with `code` and **bold** text\n" for n in range(800)),
        "```python\n" + "".join(f"value_{n} = compute({n})  # why\n" for n in range(800)),
    ):
        page, stream, written = MessageDocument(typography(LIGHT, 100)), BlockStream(), 0
        for at in range(0, len(text), 60):
            update = stream.feed(text[at : at + 60])
            page.update_page(update.finished, update.tail, reset=update.reset)
            written += len(update.tail)
        # Three lines at most at each flush; a list is read whole when its numbers get a digit more, and at its end.
        assert page.growing.read < 12 * len(text)
        assert page.growing.read * 20 < written
