"""How pieces are set: by roles, at one edge, in lines of one height, with the distances of the design at every size."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo, QFontMetricsF, QTextBlock
from PySide6.QtWidgets import QApplication

from turbodesk import resources
from turbodesk.rendering import to_html
from turbodesk.ui.document.columns import aligns_of
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.languages import language_name
from turbodesk.ui.document.pieces import Level, Nesting, TablePiece
from turbodesk.ui.document.typography import Typography, typography
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.theme.themes import LIGHT

SERIF = replace(LIGHT, faces=replace(LIGHT.faces, is_serif=True))
EVERYTHING = """
# One

Words with `code`, a [link](https://example.org) and 中文 🎉 ภาษาไทย กั้ปี้ العربية.

## Two

> Quoted *words*.

1. First
   - Within

- [ ] Open

### Three

```py
x = 1
```
"""


def laid(markdown: str, type_: Typography, width: float = 640) -> MessageDocument:
    page = MessageDocument(type_)
    page.update_page([to_html(markdown)], "")
    page.setTextWidth(width)
    page.height()
    return page


def blocks(page: MessageDocument) -> list[QTextBlock]:
    return [page.findBlockByNumber(number) for number in range(page.blockCount())]


def block_of(page: MessageDocument, words: str) -> QTextBlock:
    return next(block for block in blocks(page) if words in block.text())


def test_all_text_begins_at_one_edge_and_a_list_within_another_stands_in(qapp: QApplication) -> None:
    page = laid(EVERYTHING, typography(LIGHT, 100))
    lefts = {block.text()[:6]: block.blockFormat().leftMargin() for block in blocks(page)}
    assert {words: left for words, left in lefts.items() if left} == {"Within": 24}


def test_a_number_of_three_digits_still_has_room_at_the_left(qapp: QApplication) -> None:
    type_ = typography(LIGHT, 100)
    for first, indent in ((1, 0), (99, 0), (100, 8), (1000, 18)):
        page = laid(f"{first}. words", type_)
        assert page.block(0).blockFormat().leftMargin() == indent


def test_deep_nesting_ends_half_way_across_the_page(qapp: QApplication) -> None:
    deep = Nesting(tuple(Level(is_quote=False, indent=24) for _ in range(50)))
    assert typography(LIGHT, 100).indent(deep) == 300


@pytest.mark.parametrize("percent", [80, 100, 150, 200])
@pytest.mark.parametrize("theme", [LIGHT, SERIF], ids=["sans", "serif"])
def test_lines_keep_their_height_whatever_letters_stand_in_them(
    qapp: QApplication, theme: object, percent: int
) -> None:
    assert theme in (LIGHT, SERIF)
    type_ = typography(SERIF if theme is SERIF else LIGHT, percent)
    page = laid("Words\n\n中文 🎉 ภาษาไทย กั้ปี้ العربية `code`\n\nWords", type_, width=2000)
    first, mixed, last = (page.rect(index) for index in range(3))
    assert (
        first.height() == mixed.height() == last.height() == round(type_.theme.line_height(TextRole.READING, percent))
    )
    assert mixed.top() - first.bottom() == last.top() - mixed.bottom() == type_.px(12)
    for index in range(3):
        line = page.block(index).layout().lineAt(0)
        # Qt puts every base line at four fifths of its line's height.
        assert line.y() + line.ascent() == pytest.approx(0.8 * type_.line, abs=1)


@pytest.fixture
def brought(qapp: QApplication) -> Iterator[Theme]:
    """The faces we bring, which ask for a gap between their lines; the test's own face does not."""
    names = ("TurboDeskSans-Regular", "TurboDeskMono-Regular")
    added = [QFontDatabase.addApplicationFont(str(resources.path("fonts", f"{name}.ttf"))) for name in names]
    families = {QFontDatabase.applicationFontFamilies(number)[0] for number in added}
    yield replace(LIGHT, faces=replace(LIGHT.faces, ui=(min(families, key=lambda name: "Mono" in name),)))
    for number in added:
        QFontDatabase.removeApplicationFont(number)


def test_the_text_stands_in_the_middle_of_its_line_whatever_gap_the_face_asks_for(
    qapp: QApplication, brought: Theme
) -> None:
    for theme in (LIGHT, brought):
        type_ = typography(theme, 100)
        page = laid("Words\n\n| a | b |\n|---|---|\n| c | d |", type_)
        metrics, line = QFontMetricsF(type_.body), page.block(0).layout().lineAt(0)
        base = line.y() + line.ascent() - type_.lift
        above, beneath = base - metrics.ascent(), type_.line - base - metrics.descent()
        assert above == pytest.approx(beneath, abs=1.5)
        table = page.table(1)
        assert table is not None
        cell = table.cellAt(1, 0)
        head = page.row_top(table, 1)
        line, small = cell.firstCursorPosition().block().layout().lineAt(0), QFontMetricsF(theme.font(TextRole.TABLE))
        above = type_.cell_top + line.y() + line.ascent() - small.ascent()
        beneath = type_.cell_line - line.y() - line.ascent() - small.descent() + type_.cell_bottom
        assert above == pytest.approx(beneath, abs=2)
        assert head == page.row_top(table, 0) + type_.cell_line + type_.cell_top + type_.cell_bottom
        assert type_.cell_top + type_.cell_bottom == 15


def test_kinds_are_set_in_the_roles_of_the_reading_face(qapp: QApplication) -> None:
    for theme, sizes in ((LIGHT, (22, 18, 15, 15, 14, 13)), (SERIF, (24, 20, 17, 17, 15, 14))):
        type_ = typography(theme, 100)
        fonts = [type_.chars(frozenset(), kind).font() for kind in ("h1", "h2", "h3", "p", "cell")]
        code = type_.chars(frozenset(("code",)), "p").font()
        assert tuple(font.pixelSize() for font in (*fonts, code)) == sizes
        assert type_.paragraph_line("h1") == (32 if theme is SERIF else 30)
        assert [font.weight() for font in fonts[:3]] == [QFont.Weight.Bold] * 3
        assert type_.chars(frozenset(), "code").font().pixelSize() == 13
        assert all(font.hintingPreference() is QFont.HintingPreference.PreferNoHinting for font in (*fonts, code))


def test_the_system_s_larger_text_makes_all_of_the_page_larger(qapp: QApplication) -> None:
    type_ = typography(replace(LIGHT, faces=replace(LIGHT.faces, scale=2.0)), 100)
    usual = typography(LIGHT, 200)
    assert (type_.line, type_.hang, type_.panel_header, type_.em) == (
        usual.line,
        usual.hang,
        usual.panel_header,
        usual.em,
    )
    assert (usual.line, usual.hang, usual.panel_header) == (48, 32, 72)


def test_distances_follow_the_rhythm(qapp: QApplication) -> None:
    page = laid(
        "a\n\nb\n\n# h\n\nc\n\n- x\n- y\n\n---\n\nd\n\n| a |\n|---|\n| b |\n\ne\n\n```\nf\n```\n\ng",
        typography(LIGHT, 100),
    )
    type_ = page.typography
    gaps = [round(type_.gap(before, piece)) for before, piece in zip(page.pieces, list(page.pieces)[1:], strict=False)]
    into, out = 16 + type_.lift, 16 + max(0, -type_.lift)  # measured from the letters
    assert gaps == [12, 28, 8, 12, 6, 16, 16, into, out, into, out]


def test_a_quote_is_set_in_italics_but_not_in_letters_that_have_none(qapp: QApplication) -> None:
    page = laid("> Words\n\nx\n\n> 中文字\n\nx\n\n> العربية\n\nx\n\n> ภาษาไทย", typography(LIGHT, 100))
    slanted = [
        block.begin().fragment().charFormat().fontItalic() for block in blocks(page) if block.text() not in ("x", "")
    ]
    assert slanted == [True, False, False, False]


def test_what_is_stressed_in_arabic_is_bold_and_not_slanted(qapp: QApplication) -> None:
    page = laid("*stressed*\n\n*مهم*", typography(LIGHT, 100))
    fonts = [block.begin().fragment().charFormat().font() for block in blocks(page) if block.text()]
    assert [(font.italic(), font.bold()) for font in fonts] == [(True, False), (False, True)]


def test_a_quote_that_grows_into_another_script_is_set_anew(qapp: QApplication) -> None:
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(640)
    page.update_page([], to_html("> Words "))
    page.update_page([], to_html("> Words and 中文"))
    formats = {at.fragment().charFormat().fontItalic() for at in [page.firstBlock().begin()]}
    assert formats == {False}
    assert page.toPlainText() == "Words and 中文"


def test_a_link_s_line_is_pale_and_a_raised_one_has_none(qapp: QApplication) -> None:
    type_ = typography(LIGHT, 100)
    link = type_.chars(frozenset(), "p", "https://example.org")
    assert link.underlineColor().alphaF() == pytest.approx(0.4, abs=0.01)
    raised = type_.chars(frozenset(("sup",)), "p", "https://example.org")
    assert raised.underlineStyle() == raised.UnderlineStyle.NoUnderline
    assert raised.baselineOffset() > 0
    assert raised.font().pixelSize() < link.font().pixelSize()


@pytest.mark.parametrize(
    ("cells", "align"),
    [
        (("1", "20"), "right"),
        (("51.2 %", "100.0 %"), "right"),
        (("1,000", "998", ""), "right"),
        (("$0.006", "−3", "~4 kg"), "right"),
        (("20 km/h", "3 m²"), "right"),
        (("1/12", "2"), ""),
        (("12 apples", "3 pears"), ""),
        (("", "–"), ""),
        (("1", "one"), ""),
    ],
)
def test_columns_of_figures_stand_at_the_right(qapp: QApplication, cells: tuple[str, ...], align: str) -> None:
    rows = "".join(f"| 1 | {cell} | {cell} |\n" for cell in cells)
    page = laid(f"| # | Said | Not said |\n|---|:--|---|\n{rows}", typography(LIGHT, 100))
    (piece,) = page.pieces
    assert isinstance(piece, TablePiece)
    assert aligns_of(piece) == ("", "left", align), "what the reply says counts, and the first column is what is read"


def test_a_table_whose_figures_turn_out_to_be_words_is_set_as_if_it_had_come_at_once(qapp: QApplication) -> None:
    head = "| a | b |\n|---|---|\n| x | 1 |\n"
    page = MessageDocument(typography(LIGHT, 100))
    page.setTextWidth(640)
    for rows in ("", "| y | 2 |\n", "| y | 2 |\n| z | none of them |\n"):
        page.update_page([], to_html(head + rows))
    whole = laid(head + "| y | 2 |\n| z | none of them |\n", typography(LIGHT, 100))
    assert [block.blockFormat().alignment() for block in blocks(page)] == [
        block.blockFormat().alignment() for block in blocks(whole)
    ]


def test_figures_in_tables_are_of_one_width(qapp: QApplication) -> None:
    font = typography(LIGHT, 100).chars(frozenset(), "cell").font()
    assert font.isFeatureSet(QFont.Tag("tnum"))
    assert QFontInfo(font).pixelSize() == 14


def test_a_table_is_as_wide_as_its_words_and_no_narrower_than_a_good_part_of_the_page(qapp: QApplication) -> None:
    page = laid(
        "| a | b |\n|---|---|\n| c | d |\n\ntext\n\n| a | b |\n|---|---|\n| " + "words " * 18 + "| d |",
        typography(LIGHT, 100),
    )
    assert page.rect(0).width() == pytest.approx(0.4 * 640, abs=4)
    assert page.rect(0).left() == page.rect(2).left() == 0
    assert 0.4 * 640 < page.rect(2).width() <= 640


def test_languages_are_written_as_people_write_them() -> None:
    for name, written in (("python", "Python"), ("js", "JavaScript"), ("c++", "C++"), ("SQL", "SQL"), ("rust", "Rust")):
        assert language_name(name) == written
    for name in ("coins.py", "x-unknown", "Fortran77", ""):
        assert language_name(name) == name
