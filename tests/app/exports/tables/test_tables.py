"""Tables go to spreadsheets: numbers count, days are days, everything else stays as written, and nothing runs."""

from __future__ import annotations

import csv as reader
import io
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.exports.word.files import asked, reply
from turbodesk.app.exports.tables import csv, xlsx
from turbodesk.app.exports.tables.reading import PlainTable, tables_in
from turbodesk.app.exports.tables.values import values
from turbodesk.app.exports.transcript import Transcript
from turbodesk.app.exports.writer import ExportCancelled, ExportContext

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def talk(*texts: str) -> Transcript:
    return Transcript("T", "", tuple(map(reply, texts)), is_excerpt=True)


def table(*columns: tuple[str, ...]) -> PlainTable:
    """A table of columns without a header."""
    return PlainTable("", tuple(zip(*columns, strict=True)), 0)


def numbers(*column: str) -> list[str | None]:
    return [None if one.number is None else str(one.number) for one in values(column)]


def test_tables_are_found_under_their_headings_as_plain_text() -> None:
    text = (
        "# Sums & more\n\n| *a* | b |\n|---|---|\n| `x` | $y$<br>two |\n| 1[^n] |\n\n"
        "- in a list\n\n  | c |\n  |---|\n\n## Next\n\n| d |\n|---|\n\n[^n]: note"
    )
    found = tables_in(talk(text))
    assert found == [
        PlainTable("Sums & more", (("a", "b"), ("x", "y\ntwo"), ("1", "")), 1),
        PlainTable("Sums & more", (("c",),), 1),
        PlainTable("Next", (("d",),), 1),
    ]
    assert tables_in(Transcript("T", "", (asked("| a |\n|---|"),))) == [], "what is typed has no form"


def test_a_long_table_is_one() -> None:
    rows = "".join(f"  | {at} | x |\n" for at in range(600))
    found = tables_in(talk(f"- list\n\n  | a | b |\n  |---|---|\n{rows}\n  | c |\n  |---|\n"))
    assert [(len(one.rows), one.heads) for one in found] == [(601, 1), (1, 1)]
    assert found[0].rows[-1] == ("599", "x")


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (("1", "-2", "−3", "+4", "5.25"), ["1", "-2", "-3", "4", "5.25"]),
        (("1,234", "1,234.5", "1,234,567"), ["1234", "1234.5", "1234567"]),
        (("1,5", "2.000,25", "1.234.567"), ["1.5", "2000.25", "1234567"]),
        (("1.234", "1,234"), ["1.234", "1234"]),
        (("1.5", "1,5"), [None, None]),
        (("0,125", "1,250"), ["0.125", "1.250"]),
        (("1 234", "1\u202f234,5", "12'345"), ["1234", "1234.5", "12345"]),
        (("12.5%", "3 %", "100%"), ["0.125", "0.03", "1"]),
        (("$1,200.00", "5 €", "-$3", "$-3", "£7"), ["1200.00", "5", "-3", "-3", "7"]),
        (("007", "0", "0.5", "00"), [None, "0", "0.5", None]),
        (("1234567890123456", "123456789012345"), [None, "123456789012345"]),
        (("+491701234567", "1-2", "1/2", "v1.2", "1.2.3", "--5", "$5€"), [None] * 7),
        (("", "-", "n/a", "1e5", "٣"), [None] * 5),
    ],
)
def test_what_is_a_number_beyond_doubt_is_one(column: tuple[str, ...], expected: list[str | None]) -> None:
    assert numbers(*column) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-29", "2026-11-29T00:00:00"),
        ("2026-11-29 14:05", "2026-11-29T14:05:00"),
        ("29 November 2026", "2026-11-29T00:00:00"),
        ("Nov 29, 2026", "2026-11-29T00:00:00"),
        ("11/12/2026", None),
        ("29.11.2026", None),
        ("2026-13-01", None),
        ("31 Foo 2026", None),
        ("30 Feb 2026", None),
        ("2026", None),
    ],
)
def test_what_means_one_day_everywhere_is_one(text: str, expected: str | None) -> None:
    (found,) = values([text])
    assert (None if found.moment is None else found.moment.isoformat()) == expected


def test_csv_is_what_excel_reads(tmp_path: Path) -> None:
    text = '| Größe | 价格 |\n|---|---|\n| 1,234.50 | 12% |\n| a, "b" | 2026-11-29 |\n\n| second |\n|---|'
    (tmp_path / "t 2.csv").write_text("mine")
    csv.write(talk(text), tmp_path / "t.csv", ExportContext())
    written = (tmp_path / "t.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf")
    assert written.decode("utf-8-sig") == 'Größe,价格\r\n1234.50,12%\r\n"a, ""b""",2026-11-29\r\n'
    assert (tmp_path / "t 2.csv").read_text() == "mine", "no file that is there is touched"
    assert (tmp_path / "t 3.csv").read_text("utf-8-sig") == "second\n"


def test_csv_that_is_no_longer_wanted_leaves_no_table_behind(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text("before")
    steps: list[tuple[int, int]] = []

    def step(done: int, of: int) -> None:
        steps.append((done, of))
        if len(steps) == 3:
            raise ExportCancelled

    with pytest.raises(ExportCancelled):
        csv.write(talk("| a |\n|---|\n\n# x\n\n" * 3), tmp_path / "t.csv", ExportContext(step))
    assert [one.name for one in tmp_path.iterdir()] == ["t.csv"]
    assert (tmp_path / "t.csv").read_text() == "before", "what was there stays until all are written"
    assert steps == [(0, 1), (0, 1), (0, 1)], "messages are counted, not tables"


def test_csv_files_are_numbered_in_the_order_of_their_tables(tmp_path: Path) -> None:
    (tmp_path / "t 2.csv").write_text("mine")
    csv.write(talk("".join(f"| {at} |\n|---|\n\n# x\n\n" for at in range(3))), tmp_path / "t.csv", ExportContext())
    names = ("t.csv", "t 3.csv", "t 4.csv")
    assert [(tmp_path / name).read_text("utf-8-sig").strip() for name in names] == ["0", "1", "2"]


def test_where_decimals_stand_behind_a_comma_so_they_do_in_csv() -> None:
    assert csv.to_csv(table(("1.5", "a"), ("12.5%", "b")), is_comma_decimal=True) == "1,5;12,5%\r\na;b\r\n"


@pytest.mark.parametrize("text", ["=1+1", "+cmd|x", "-2+3", "@SUM(A1)", "\t=1", "＝1", '=HYPERLINK("x")'])
def test_nothing_runs(tmp_path: Path, text: str) -> None:
    made = csv.to_csv(PlainTable("", ((text,), (text,)), 1))
    assert [row[0] for row in reader.reader(io.StringIO(made))] == [f"'{text}"] * 2
    shown = text.strip().replace("|", "\\|")
    xlsx.write(talk(f"| h |\n|---|\n| {shown} |"), tmp_path / "t.xlsx", ExportContext())
    with ZipFile(tmp_path / "t.xlsx") as file:
        root = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
    assert not list(root.iter(f"{S}f"))
    assert [cell.get("t") for cell in root.iter(f"{S}c")] == ["inlineStr"] * 2


def test_a_workbook_is_valid_and_counts(tmp_path: Path) -> None:
    from openxml_audit import OpenXmlValidator
    from openxml_audit.errors import ValidationSeverity

    text = (
        "# Tea & <cake>\n\n| Item | Sum | Share | Day | Price | = |\n|---|---|---|---|---|---|\n"
        "| Tea | 1,234.5 | 12.5% | 2026-11-29 | $5.00 | =x |\n| C | 2 | 3% | 1800-01-01 | $6.10 | |\n\n| b |\n|---|"
    )
    path = tmp_path / "t.xlsx"
    xlsx.write(talk(text), path, ExportContext())
    found = OpenXmlValidator().validate(path).errors
    assert [one.description for one in found if one.severity is ValidationSeverity.ERROR] == []
    with ZipFile(path) as file:
        sheet = ElementTree.fromstring(file.read("xl/worksheets/sheet1.xml"))
        styles = ElementTree.fromstring(file.read("xl/styles.xml"))
        book = ElementTree.fromstring(file.read("xl/workbook.xml"))
    assert [one.get("name") for one in book.iter(f"{S}sheet")] == ["Tea & <cake>", "Tea & <cake> 2"]
    formats = {one.get("numFmtId"): one.get("formatCode") for one in styles.iter(f"{S}numFmt")}
    cells = styles.find(f"{S}cellXfs")
    assert cells is not None
    looks = [formats.get(one.get("numFmtId", "")) for one in cells]
    row = sheet.findall(f"{S}sheetData/{S}row")[1]
    shown = [(one.findtext(f"{S}v"), looks[int(one.get("s", "0"))]) for one in row]
    assert shown[1:5] == [("1234.5", "#,##0.0"), ("0.125", "0.0%"), ("46355", "yyyy-mm-dd"), ("5.00", '"$"0.00')]
    assert sheet.find(f"{S}sheetViews/{S}sheetView/{S}pane") is not None


@given(st.lists(st.text(max_size=40), max_size=6))
def test_sheets_have_names_that_excel_takes(names: list[str]) -> None:
    made = xlsx.sheet_names([PlainTable(name, (), 0) for name in names])
    assert len({name.lower() for name in made}) == max(1, len(names))
    for name in made:
        assert 0 < len(name) <= 31
        assert not set(name) & set("[]:*?/\\")
        assert not name.startswith("'")
        assert not name.endswith("'")


@given(st.lists(st.text("0123456789.,' %$€-+eE/: \u00a0aN", max_size=14), max_size=5))
def test_a_number_is_what_its_digits_say(column: list[str]) -> None:
    for one in values(column):
        if one.number is not None:
            digits = [char for char in one.text if char.isdigit()]
            number = one.number * 100 if one.is_share else one.number
            assert Decimal("".join(digits)) == abs(number).scaleb(one.places)
