"""Sheets of Excel come as they are seen: each value at its address and in its format, and nothing that is hidden."""

from __future__ import annotations

import pytest

from tests.app.documents import packages
from tests.app.documents.packages import cell, row
from turbodesk.app.documents import bounds, grid, text_of

STYLES = packages.formats("General", "yyyy-mm-dd", "0%", "h:mm", "yyyy-mm-dd h:mm", "&quot;$&quot;#,##0.00")


def sheet(*rows: str, before: str = "") -> str:
    """What is in a sheet."""
    return f"{before}<s:sheetData>{''.join(rows)}</s:sheetData>"


def read(*rows: str, before: str = "", strings: str = "") -> list[str]:
    """The lines of a sheet, without its name."""
    book = packages.excel({"A": sheet(*rows, before=before)}, styles=STYLES, strings=strings)
    return text_of(book, "it.xlsx")[0].splitlines()[2:]


def test_an_empty_cell_keeps_its_place() -> None:
    head = row(1, *(cell(f"{letter}1", letter.lower(), "inlineStr") for letter in "ABCD"))
    assert read(head, row(2, cell("A2", "Anna", "inlineStr"), cell("D2", "5")), row(4, cell("D4", "7"))) == [
        "|  | A | B | C | D |",
        "|---|---|---|---|---|",
        "| 1 | a | b | c | d |",
        "| 2 | Anna |  |  | 5 |",
        "| 4 |  |  |  | 7 |",
    ]


def test_a_value_is_shown_in_its_format() -> None:
    cells = (
        *(cell("A1", "46205", style=1), cell("B1", "0.25", style=2), cell("C1", "0.6041666666666666", style=3)),
        *(cell("D1", "1", "b"), cell("E1", "46053.38541666666", style=4), cell("F1", "1234.5", style=5)),
        *(cell("G1", "#DIV/0!", "e"), cell("H1", "2026-07-02T00:00:00", "d"), cell("I1", "made", "str")),
    )
    assert read(row(1, *cells))[2] == (
        "| 1 | 2026-07-02 | 25% | 14:30 | TRUE | 2026-01-31 09:15 | $1,234.50 | #DIV/0! | 2026-07-02 | made |"
    )


def test_how_a_word_is_spoken_is_not_part_of_it() -> None:
    strings = (
        "<s:si><s:t>東京</s:t><s:rPh><s:t>トウキョウ</s:t></s:rPh></s:si>"
        "<s:si><s:r><s:rPr><s:b/></s:rPr><s:t>App</s:t></s:r><s:r><s:t>les</s:t></s:r></s:si>"
        "<s:si><s:t>two_x000D_\nlines_x005F_|</s:t></s:si>"
    )
    cells = (cell("A1", "0", "s"), cell("B1", "1", "s"), cell("C1", "2", "s"), cell("D1", "99", "s"))
    assert read(row(1, *cells), strings=strings)[2] == "| 1 | 東京 | Apples | two<br>lines_\\| |"


def test_a_formula_that_was_never_reckoned_is_shown() -> None:
    assert read(row(1, '<s:c r="A1"><s:f>SUM(B1:B2)</s:f><s:v></s:v></s:c>'))[2] == "| 1 | =SUM(B1:B2) |"


def test_cells_and_rows_without_an_address_follow_one_another() -> None:
    unplaced = "<s:row><s:c><s:v>1</s:v></s:c><s:c><s:v>2</s:v></s:c></s:row>"
    assert read(unplaced, unplaced)[2:] == ["| 1 | 1 | 2 |", "| 2 | 1 | 2 |"]


def test_what_is_hidden_is_left_out_and_told_of() -> None:
    shown = sheet(
        row(1, cell("A1", "1"), cell("B1", "2"), cell("C1", "3")),
        row(2, cell("A2", "9"), attributes='hidden="1"'),
        before='<s:cols><s:col min="2" max="2" hidden="1"/><s:col min="x" max="-1" hidden="0"/></s:cols>',
    )
    book = packages.excel({"Shown": shown, "Secret": sheet(row(1, cell("A1", "7")))}, states={"Secret": "veryHidden"})
    text, note = text_of(book, "it.xlsx")
    assert text.splitlines() == ["## Sheet: Shown", "", "|  | A | C |", "|---|---|---|", "| 1 | 1 | 3 |"]
    assert note == (
        "Only the text of this table is sent, without pictures, layout, hidden columns, hidden rows and hidden sheets."
    )


def test_sheets_come_in_the_order_of_their_tabs_under_their_names() -> None:
    book = packages.excel(
        {"First": sheet(row(1, cell("A1", "1"))), "空": sheet(), "Last": sheet(row(1, cell("A1", "2")))}
    )
    heads = [line for line in text_of(book, "it.xlsx")[0].splitlines() if line.startswith(("#", "("))]
    assert heads == ["## Sheet: First", "## Sheet: 空", "(empty)", "## Sheet: Last"]


def test_days_are_counted_from_1904_where_the_book_says_so() -> None:
    properties = '<s:workbookPr date1904="1"/>'
    content = sheet(row(1, cell("A1", "44743", style=1)))
    book = packages.excel({"A": content}, styles=STYLES, properties=properties)
    assert "2026-07-02" in text_of(book, "it.xlsx")[0]


def test_values_far_apart_are_listed_by_their_addresses() -> None:
    rows = [row(at * 50, cell(f"{grid.letters(at * 30)}{at * 50}", str(at))) for at in range(1, 30)]
    lines = read(*rows)
    assert lines[:2] == ["- AE50: 1", "- BI100: 2"]
    assert len(lines) == 29


def test_remarks_stand_below_their_sheet() -> None:
    book = packages.package(
        "xl/book.xml",
        packages.part("s:workbook", '<s:sheets><s:sheet name="A" r:id="r1"/><s:sheet name="B" r:id="r2"/></s:sheets>'),
        related={"r1": ("worksheet", "one.xml"), "r2": ("worksheet", "two.xml")},
        parts={
            "xl/one.xml": packages.part("s:worksheet", sheet(row(1, cell("A1", "1")))),
            "xl/two.xml": packages.part("s:worksheet", sheet(row(1, cell("A1", "1")))),
            "xl/_rels/one.xml.rels": packages.relationships({"r": ("comments", "said.xml")}),
            "xl/_rels/two.xml.rels": packages.relationships({"r": ("threadedComment", "threads.xml")}),
            "xl/said.xml": packages.part(
                "s:comments",
                '<s:comment ref="A1"><s:text><s:t>Is this right?</s:t></s:text></s:comment>'
                '<s:comment ref="B2"><s:text><s:t>Yes</s:t></s:text></s:comment>',
            ),
            "xl/threads.xml": '<t xmlns="x"><threadedComment ref="A1"><text>No</text></threadedComment></t>',
        },
    )
    text = text_of(book, "it.xlsx")[0]
    assert "| 1 | 1 |\n\nComments:\n\n- A1: Is this right?\n- B2: Yes\n\n## Sheet: B" in text
    assert text.endswith("- A1: No")


def test_a_book_of_millions_of_words_or_cells_has_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grid, "MOST_CELLS", 100)
    rows = [row(at, cell(f"A{at}", "1"), cell(f"B{at}", "1")) for at in range(1, 200)]
    assert len(read(*rows)) < 60
    monkeypatch.setattr(bounds, "MOST_TEXT", 300)
    text, note = text_of(packages.excel({"A": sheet(*rows)}), "it.xlsx")
    assert len(text) <= 300
    assert note == "Only the beginning of this table’s text fits."


@pytest.mark.parametrize(
    ("reference", "place"),
    [("A1", (1, 0)), ("XFD1048576", (1_048_576, 16_383)), ("AA10", (10, 26)), ("XFE1", None), ("A0", None), ("", None)],
)
def test_addresses(reference: str, place: tuple[int, int] | None) -> None:
    assert grid.address(reference) == place
    if place is not None:
        assert f"{grid.letters(place[1])}{place[0]}" == reference
