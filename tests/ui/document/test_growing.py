"""A growing tail: its pieces are those of the whole, and what stands is not read again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication

from turbodesk.rendering import BlockStream, to_html
from turbodesk.ui.document import table_elements
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
    "> quoted\n",
    "> - item in a quote\n",
    ">\n",
    "> مرحبا\n",
    "> 42\n",
    "> ```\n> x = 1\n> y = 2\n",
    "> > deeper\n",
    "        - third level\n",
    "    > quote in an item\n",
    "    ```\n    code\n    more\n    and more\n",
    "| a | b |\n|---|--:|\n",
    "| 1 | *two* |\n| 3 |\n",
    "| 5 | `x\\|y` |\n| 7 | 8 |\n| 9 | 10 |\n",
    "| مرحبا | 2 |\n",
    "    | c | d |\n    |---|---|\n    | 1 | 2 |\n",
    "    | 3 | 4 |\n    | 5 | 6 |\n    | 7 | 8 |\n",
    "> | e | f |\n> |---|---|\n> | 1 | 2 |\n",
    "> | 3 | 4 |\n> | 5 | 6 |\n> | 7 | 8 |\n",
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
    "<blockquote>",
    "</blockquote>",
    "<table><tbody>",
    "<table><thead>",
    "</thead><tbody>",
    "</tbody></table>",
    "<tr><td>1</td><td>2</td></tr>",
    "<tr><td>ب</td></tr>",
    "<tr>",
    "</tr>",
)


@pytest.fixture(autouse=True, scope="module")
def _short_parts() -> Iterator[None]:
    """Cut tables into parts of two rows."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(table_elements, "_CELLS", 4)
        yield


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


def lines(count: int, before: str = "") -> str:
    return "".join(f"{before}value_{n} = compute({n})  # why\n" for n in range(count))


def items(count: int, before: str = "") -> str:
    return "".join(f"{before}- Item {n} with `code` and **bold** text\n" for n in range(count))


LONG = {
    "list": items(600),
    "fence": f"```python\n{lines(600)}",
    "list in an item": f"- Outer\n{items(400, '    ')}",
    "list in a quote": f"> Said:\n>\n{items(400, '> ')}",
    "nested list": "".join("  " * (n % 6) + item for n, item in enumerate(items(400).splitlines(keepends=True))),
    "quote": "".join(f"> Said {n}: {'many words, ' * 20}\n>\n" for n in range(80)),
    "fence in an item": f"- Look:\n\n  ```python\n{lines(500, '  ')}",
    "code in items": "".join(f"1. Step {n}:\n\n    ```python\n{lines(2, '    ')}    ```\n\n" for n in range(150)),
    "table": "| a | b |\n|---|---|\n" + "".join(f"| {n} | words |\n" for n in range(500)),
    "table in a quote": "> | a | b |\n> |---|---|\n" + "".join(f"> | {n} | words |\n" for n in range(300)),
    "paragraphs in an item": "1. " + "Words and more words, as they come.\n   " * 700,
}


@pytest.mark.parametrize("name", LONG)
def test_of_what_is_open_each_flush_reads_and_lays_the_end_alone(qapp: QApplication, name: str) -> None:
    text = LONG[name]
    page, stream = MessageDocument(typography(LIGHT, 100)), BlockStream()
    read, written, other = [], [], []
    for at in range(0, len(text), 60):
        update, before = stream.feed(text[at : at + 60]), page.growing.read
        first = page.update_page(update.finished, update.tail, reset=update.reset)
        read.append(page.growing.read - before)
        written.append(stream.cost)
        other.append(len(page.pieces) - first)
    # Two paragraphs as long as they get, at most. A few flushes read a list as a whole: when its numbers get a digit
    # more, or room comes between its items.
    for found, most in ((read, 10_000), (written, 20_000), (other, 8)):
        ordered = sorted(found)
        assert ordered[-1 - len(found) // 40] <= most
    tenth = len(read) // 10
    assert sum(written[-tenth:]) <= 1.5 * max(sum(written[tenth : 2 * tenth]), sum(written[5 * tenth : 6 * tenth]))
