"""The page of one message: what is shown, and what a flush may touch."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QTextBlock, QTextDocument
from PySide6.QtWidgets import QApplication

from turbodesk.rendering import BlockStream, to_html
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.pieces import CodePiece, ParagraphPiece, TablePiece
from turbodesk.ui.document.typography import typography
from turbodesk.ui.theme.themes import DARK, LIGHT

SNIPPETS = (
    "# A heading\n\n",
    "Some *words* and **more** with `code`, a [link](https://example.org) and 😀 汉字.\n\n",
    "- one\n- two\n    - nested `x`\n- three\n\n",
    "1. first\n\n2. second\n\n   ```python\n   print(1)\n   ```\n\n",
    "> quoted\n>\n> > deeper\n\n",
    "```python\ndef f():\n    return 'x'  # done\n```\n\n",
    "```\nplain\n\n```\n\n",
    "| a | b |\n|--:|:-:|\n| 1 | `2` |\n| 3 | 4<br>5 |\n\n",
    "| only |\n|---|\n\n",
    "---\n\n",
    "مرحبا بالعالم English\n\n",
    "- [x] done\n- [ ] open\n\n",
    "$$\nx^2\n$$\n\n",
    "Note[^1] here.\n\n[^1]: The note.\n\n",
    "See [this] one.\n\n[this]: https://example.org/later\n\n",
    "Setext\n===\n\ntext\n",
)


@pytest.fixture
def page(qapp: QApplication) -> MessageDocument:
    return new_page()


def new_page() -> MessageDocument:
    made = MessageDocument(typography(LIGHT, 100))
    made.setTextWidth(700)
    made.height()  # lays it: a document without a layout tells of no changes
    return made


def looks(page: QTextDocument) -> list[Any]:
    """Everything that makes a page look as it does."""
    found: list[Any] = [page.rootFrame().frameFormat().topMargin()]
    block: QTextBlock = page.begin()
    while block.isValid():
        rect = page.documentLayout().blockBoundingRect(block)
        form = block.blockFormat()
        if block.text():
            found.append((block.text(), rect.getRect(), form.layoutDirection(), form.alignment(), form.topMargin()))
        for one in block.textFormats():
            found.append((one.start, one.length, one.format.font().toString(), one.format.foreground().color().name()))
        block = block.next()
    return found


@given(
    parts=st.lists(st.sampled_from(SNIPPETS), min_size=1, max_size=6),
    sizes=st.lists(st.integers(1, 40), min_size=1, max_size=30),
)
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_page_that_grew_looks_like_one_that_was_set_at_once(
    qapp: QApplication, parts: list[str], sizes: list[int]
) -> None:
    text = "".join(parts)
    grown, stream, at, turn = new_page(), BlockStream(), 0, 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        update = stream.feed(text[at : at + size])
        grown.update_page(update.finished, update.tail, reset=update.reset)
        at, turn = at + size, turn + 1
    end = stream.close()
    grown.update_page(end.finished, end.tail, reset=end.reset)
    whole = new_page()
    whole.update_page([to_html(text)], "")
    assert list(grown.pieces) == list(whole.pieces)
    assert looks(grown) == looks(whole)
    assert grown.height() == whole.height()


@given(st.lists(st.sampled_from(SNIPPETS), min_size=2, max_size=6), st.data())
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_tail_can_follow_any_other(qapp: QApplication, parts: list[str], data: st.DataObject) -> None:
    page = new_page()
    for part in parts:
        page.update_page([], to_html(part))
    fresh = new_page()
    fresh.update_page([to_html(parts[-1])], "")
    assert looks(page) == looks(fresh)


def test_a_flush_touches_nothing_before_the_first_difference(page: MessageDocument) -> None:
    page.update_page([to_html("# Done\n\nA paragraph that is finished.")], "")
    page.update_page([], to_html("A growing"))
    changes: list[tuple[int, int, int]] = []
    page.contentsChange.connect(lambda *change: changes.append(change))
    end = page.characterCount() - 1
    page.update_page([], to_html("A growing paragraph"))
    assert changes == [(end, 0, len(" paragraph"))]


@pytest.mark.parametrize(
    ("before", "after", "most"),
    [
        ("- a\n- b\n- c", "- a\n- b\n- c\n- d", 2),
        ("```py\nx = 1\ny = 2", "```py\nx = 1\ny = 2\nz", 2),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", 8),
    ],
)
def test_a_long_open_block_costs_what_was_added(page: MessageDocument, before: str, after: str, most: int) -> None:
    page.update_page([], to_html(before))
    added: list[int] = []
    page.contentsChange.connect(lambda _at, _removed, count: added.append(count))
    page.update_page([], to_html(after))
    assert sum(added) <= most


def test_a_tail_that_becomes_finished_as_it_stands_changes_nothing(page: MessageDocument) -> None:
    page.update_page([], to_html("One paragraph."))
    changes: list[object] = []
    page.contentsChange.connect(lambda *change: changes.append(change))
    page.update_page([to_html("One paragraph.")], "")
    assert changes == []
    assert page.finished_count == 1


def test_restyling_gives_the_page_the_other_theme_would_have_made(page: MessageDocument) -> None:
    html = to_html("".join(SNIPPETS))
    page.update_page([html], "")
    page.restyle(typography(DARK, 150))
    other = MessageDocument(typography(DARK, 150))
    other.setTextWidth(700)
    other.update_page([html], "")
    assert looks(page) == looks(other)


def test_text_runs_the_way_its_first_letter_does_and_code_never_turns(page: MessageDocument) -> None:
    page.update_page([to_html("(1) مرحبا hello\n\nhello مرحبا\n\n```\nمرحبا\n```\n")], "")
    arabic, english, code = (page.block(at).blockFormat().layoutDirection() for at in range(3))
    assert arabic is Qt.LayoutDirection.RightToLeft
    assert english is Qt.LayoutDirection.LeftToRight
    assert code is Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("width", [480, 700, 900])
def test_a_table_whose_words_fit_is_never_wider_than_the_column(page: MessageDocument, width: int) -> None:
    page.setTextWidth(width)
    row = "|" + " words that can be put beneath each other |" * 5 + "\n"
    page.update_page([to_html(row + "|" + "---|" * 5 + "\n" + row)], "")
    assert isinstance(page.pieces[0], TablePiece)
    assert page.rect(0).right() <= width + 1  # Qt rounds columns up
    assert page.table_overflow(0) <= 1


def test_long_lines_of_code_run_on_until_they_are_wrapped(page: MessageDocument) -> None:
    page.update_page([to_html("```\n" + "word " * 100 + "\n```")], "")
    height = page.height()
    assert [block.layout().lineCount() for block in page.code.blocks(0)] == [1]
    page.code.set_wrapped(0, is_wrapped=True)
    assert page.height() > height
    page.code.set_wrapped(0, is_wrapped=False)
    assert page.height() == height


def test_panels_keep_room_for_their_buttons_also_at_the_ends(page: MessageDocument) -> None:
    page.update_page([to_html("```py\nx\n```")], "")
    panel = page.rect(0)
    assert panel.top() == 0
    assert panel.bottom() == page.height()
    assert panel.height() >= page.typography.panel_header + page.typography.code_line


def test_a_selection_cut_anywhere_holds_exactly_the_characters_between(page: MessageDocument) -> None:
    page.update_page([to_html("A 😀 *b*\n\n```\none\ntwo\n```")], "")
    everything = page.fragment(0, page.characterCount() - 1)
    assert everything == list(page.pieces)
    paragraph = page.fragment(2, 5)[0]
    assert isinstance(paragraph, ParagraphPiece)
    assert "".join(run.text for run in paragraph.runs) == "😀 "
    code = page.fragment(page.block(1).position() + 1, page.block(1).position() + 5)[0]
    assert isinstance(code, CodePiece)
    assert code.text == "ne\nt\n"


def test_nothing_is_ever_loaded(page: MessageDocument) -> None:
    assert page.resource(2, QUrl("https://example.org/x.png")) is None
    page.update_page([to_html("![a picture](https://example.org/x.png)")], "")
    assert "a picture" in page.toPlainText()
    assert "￼" not in page.toPlainText()


@given(st.text(max_size=200))
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_typed_text_is_shown_as_typed(qapp: QApplication, text: str) -> None:
    page = new_page()
    page.set_text(text)
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert page.blockCount() == len(lines)
