"""What is said of a page, sentence by sentence, and that it is marked on the page just where it stands."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from PySide6.QtCore import QRectF
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QApplication

from tests.rendering.documents import documents
from turbodesk.app.speech import Sentence
from turbodesk.rendering import to_elements, to_html
from turbodesk.ui.document.builder import pieces_of_elements, pieces_of_text
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.page_places import PagePlace, place_at
from turbodesk.ui.document.pieces import CodePiece, units
from turbodesk.ui.document.portions import with_breaks
from turbodesk.ui.document.sentences import LONGEST, SentenceMaker
from turbodesk.ui.document.spoken_mark import SpokenMark
from turbodesk.ui.document.typography import typography
from turbodesk.ui.theme import LIGHT

pytestmark = pytest.mark.usefixtures("qapp")

PAGE = """# A heading

One **bold. Still** one. Two!

| A | B |
|---|---|
| c | 🐈 d. E |

```python
print()
```

1. Item
"""


def sentences(markdown: str, *, first: PagePlace | None = None, last: PagePlace | None = None) -> list[Sentence]:
    maker = SentenceMaker("message", 0, first=first, last=last)
    pieces = pieces_of_elements(to_elements(with_breaks(markdown)))
    return [one for number, piece in enumerate(pieces) for one in maker.take(number, piece)]


def said(markdown: str) -> list[str]:
    return [one.words for one in sentences(markdown)]


def page_of(markdown: str) -> MessageDocument:
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(600)
    page.update_page([to_html(with_breaks(markdown))], "")
    return page


def marked(page: MessageDocument, sentence: Sentence | None) -> list[str]:
    mark = SpokenMark(page)
    mark.sentence = sentence
    everything = mark.selections(QRectF(0, 0, page.textWidth(), page.height()))
    assert mark.selections(QRectF(0, page.height() + 1000, 10, 10)) == []
    assert (mark.rect() is None) == (not everything)
    return [one.cursor.selectedText() for one in everything]


@pytest.mark.parametrize(
    ("markdown", "words"),
    [
        ("One. Two!  Is it? Yes…", ["One.", "Two!", "Is it?", "Yes…"]),
        ("Dr. Smith has, e.g. a house (see Fig. 3). J. R. R. Tolkien.", [
            "Dr. Smith has, e.g. a house (see Fig. 3).", "J. R. R. Tolkien."]),
        ("Es ist z. B. gut. Siehe Abb. 4 bzw. Nr. 5.", ["Es ist z. B. gut.", "Siehe Abb. 4 bzw. Nr. 5."]),
        ("这是第一句。“真的吗？”他说。", ["这是第一句。", "“真的吗？”", "他说。"]),
        ("Version 3.5 of foo.bar is out.", ["Version 3.5 of foo.bar is out."]),
        ("One  \ntwo", ["One", "two"]),
        ("3. Third\n4. Fourth. And more\n\n- A\n- [x] done", ["3. Third", "4. Fourth.", "And more", "A", "done"]),
        ("See [the *page*](https://a.example/b.c?d) or https://www.a.example/b.html.", ["See the page or a.example."]),
        ("Call `foo. Bar()` now.", ["Call foo. Bar() now."]),
        ("With $a + b$, $x^2$, $\\alpha$ and $\\frac{a}{b}$.", ["With a + b , x² , alpha and formula ."]),
        ("$$\\sum_{i} i$$", ["formula"]),
        ("Cited.<sup>[1](#cite-1) [2](#cite-2)</sup>", ["Cited."]),
        ("Good 😀 day 👨‍👩‍👧!\n\n🎉", ["Good day !"]),
        ("```python\nx = 1\n```\n\n```\nx\n```\n\n---", ["Code in Python.", "A piece of code."]),
        ("| A | B |\n|---|---|\n| 1 | |\n| | |", ["A, B.", "1."]),
        ("***\n\n...\n\n!?", []),
        ("", []),
    ],
)  # fmt: skip
def test_what_a_good_reader_says(markdown: str, words: list[str]) -> None:
    assert said(markdown) == words


def test_what_is_too_long_is_said_in_parts() -> None:
    assert all(units(one) <= LONGEST for one in said("word, " * 500))
    assert "".join(said("x" * 5 * LONGEST)) == "x" * 5 * LONGEST
    assert "".join(said("🐈a" * 2 * LONGEST)).replace(" ", "") == "a" * 2 * LONGEST


def test_each_sentence_has_its_language() -> None:
    found = [(one.words, one.language) for one in sentences("It is the one. 你好。 Ja.\n\nDas ist nicht alles. Ja. 1.")]
    assert found == [
        *(("It is the one.", "en"), ("你好。", "zh"), ("Ja.", "en")),
        *(("Das ist nicht alles.", "de"), ("Ja.", "de"), ("1.", "de")),
    ]


def test_a_sentence_is_marked_where_it_stands() -> None:
    page = page_of(PAGE)
    assert [(one.words, marked(page, one)) for one in sentences(PAGE)] == [
        ("A heading", ["A heading"]),
        ("One bold.", ["One bold."]),
        ("Still one.", ["Still one."]),
        ("Two!", ["Two!"]),
        ("A, B.", ["A", "B"]),
        ("c, d. E.", ["c", "🐈 d. E"]),
        ("Code in Python.", ["print()"]),
        ("1. Item", ["Item"]),
    ]
    assert marked(page, None) == []
    assert marked(page_of(""), sentences(PAGE)[-1]) == []
    assert marked(page_of("One word"), sentences(PAGE)[4]) == []


@given(documents(everything=True).map(lambda text: text.replace("$", "§").replace("\\", "/")))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_of_any_page_what_is_said_is_what_is_marked(qapp: QApplication, markdown: str) -> None:
    page = page_of(markdown)
    for one in sentences(markdown):
        stretches = marked(page, one)
        assert len(stretches) == len(one.stretches)
        if not isinstance(page.pieces[one.piece], CodePiece):
            assert [units(text) for text in stretches] == [end - start for _, start, end in one.stretches]


@given(documents(everything=True))
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_place_of_a_page_has_a_name_that_leads_back(qapp: QApplication, markdown: str) -> None:
    page = page_of(markdown)
    before = PagePlace(0, 0, 0)
    for position in range(page.characterCount()):
        found = place_at(page, position)
        assert found >= before or page.index_at(position) >= len(page.pieces) or "rtl" in str(page.pieces)
        before = max(before, found)


def test_a_part_is_read_from_its_first_character_to_its_last() -> None:
    page = page_of(PAGE)

    def between(start: str, end: str) -> list[str]:
        first, last = (page.find(one, 0).selectionStart() for one in (start, end))
        return [one.words for one in sentences(PAGE, first=place_at(page, first), last=place_at(page, last))]

    assert between("ill one", "wo!") == ["ill one.", "T"]
    assert between("Two", "d. E") == ["Two!", "A, B.", "c, d. E."]
    assert between("d. E", "tem") == ["c, d. E.", "Code in Python.", "1. I"]


def test_what_a_person_wrote_is_said_as_it_is_written() -> None:
    maker = SentenceMaker("message", 0)
    pieces = pieces_of_text("One *two*. Three\n\n# Four")
    assert [one.words for at, piece in enumerate(pieces) for one in maker.take(at, piece)] == [
        *("One *two*.", "Three", "# Four")
    ]


def test_a_formula_that_is_drawn_moves_nothing() -> None:
    page = page_of("Here $x$ is. Then $y$ is.")
    told = sentences("Here $x$ is. Then $y$ is.")
    cursor = QTextCursor(page)
    cursor.insertText("")
    assert [marked(page, one)[0].replace("\ufffc", "") for one in told] == ["Here x is.", "Then y is."]
