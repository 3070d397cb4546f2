"""Documents that LibreOffice makes are read as LibreOffice itself exports them: as text, or each sheet as its cells."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.app.documents import flat_sources
from turbodesk.app.documents import grid, text_of

_PROGRAM = Path("/usr/lib/libreoffice/program")
pytestmark = pytest.mark.skipif(
    shutil.which("soffice") is None or not all((_PROGRAM / f"lib{one}lo.so").exists() for one in ("sw", "sc", "sd")),
    reason="asks LibreOffice: apt install libreoffice-writer-nogui libreoffice-calc-nogui libreoffice-impress-nogui",
)
_AS_SHOWN = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,1"
"""Commas, quotes, UTF-8, and what is shown, of the first sheet."""
_MADE = (
    ("text.fodt", ("docx", "odt", "txt:Text (encoded):UTF8")),
    ("sheets.fods", ("xlsx", "ods", "xls", _AS_SHOWN)),
    ("talk.fodp", ("pptx", "odp")),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which LibreOffice has made each document once.

    1.3 s for each of nine. All of them in one run of it, told what to do by a script, would be 3 s, but its packages
    without windows end with a signal then.
    """
    folder = tmp_path_factory.mktemp("libreoffice")
    for name, content in (
        *(("text.fodt", flat_sources.TEXT), ("sheets.fods", flat_sources.SHEETS), ("talk.fodp", flat_sources.TALK)),
    ):
        (folder / name).write_text(content, encoding="utf-8")
    for name, formats in _MADE:
        for one in formats:
            command = [
                *("soffice", f"-env:UserInstallation=file://{folder}/profile", "--headless", "--norestore"),
                *("--convert-to", one, name),
            ]
            subprocess.run(command, cwd=folder, check=True, capture_output=True, timeout=120)
    return folder


def read(folder: Path, name: str) -> tuple[str, str]:
    return text_of((folder / name).read_bytes(), name)


TEXT = """Header: Contract no. 4711

# Terms of trade

The fee is 120 euros per year[^1].

[^1]: Plus tax.

## Steps

1. First step
  a) Part one
  b) Part two
2. Second step
- A point
- Another 点

| Name | Amount |
|---|---|
| Anna \\| B |  |
|  | 7 |

Before the box.

Opening hours: 9 to 5

Shown end, 10⁶ ~~struck~~.

Visit [our terms](https://example.com/terms) or e  mail\tnow
next line

Comments:

- Reviewer: Is this right?

Footer: Confidential until 2027"""


@pytest.mark.parametrize("name", ["text.docx", "text.odt"])
def test_a_text_is_read_as_it_is_shown(made: Path, name: str) -> None:
    text, note = read(made, name)
    assert text == TEXT
    assert "hidden words" in note


@pytest.mark.parametrize("name", ["text.docx", "text.odt"])
def test_no_words_of_a_text_are_lost(made: Path, name: str) -> None:
    exported = (made / "text.txt").read_text("utf-8-sig")
    # LibreOffice exports what was deleted and what is hidden, too; of notes and marks each has its own.
    shown = (
        exported.replace("100 euros", "").replace(" hidden words", "").replace("year1", "year[^1]").replace("•", "-")
    )
    text = read(made, name)[0].replace("10⁶", "106").replace("~~", "").replace("\\|", "|")
    text = text.replace("[our terms](https://example.com/terms)", "our terms")
    assert [line.strip() for line in shown.splitlines() if line.strip() and line.strip() not in text] == []


def cells_of(text: str) -> dict[str, str]:
    """The cells of the first sheet by their addresses."""
    lines = [line for line in text.partition("\n\n## ")[0].splitlines() if line.startswith("|")]
    rows = [[cell.strip() for cell in line.replace("\\|", "\0").strip("|").split("|")] for line in lines]
    letters = rows[0][1:]
    return {
        f"{letter}{row[0]}": cell.replace("\0", "|")
        for row in rows[2:]
        for letter, cell in zip(letters, row[1:], strict=True)
        if cell
    }


@pytest.mark.parametrize("name", ["sheets.xlsx", "sheets.ods", "sheets.xls"])
def test_a_sheet_is_read_as_its_cells_are_shown(made: Path, name: str) -> None:
    with (made / "sheets-Orders.csv").open(encoding="utf-8", newline="") as file:
        exported = {
            f"{grid.letters(column)}{row}": cell
            for row, cells in enumerate(csv.reader(file), 1)
            for column, cell in enumerate(cells)
            if cell and column != 1 and row != 3  # those are hidden
        }
    text, note = read(made, name)
    assert cells_of(text) == exported
    assert exported["D5"] == "2026-01-31 09:15"
    assert exported["F2"] == "25.0%"
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "## Sheet: Orders",
        "## Sheet: Zweites Blatt",
    ]
    assert "| 1 | second<br>line |" in text
    assert "hidden columns, hidden rows and hidden sheets" in note


@pytest.mark.parametrize("name", ["talk.pptx", "talk.odp"])
def test_a_talk_is_read_with_its_notes(made: Path, name: str) -> None:
    text, note = read(made, name)
    assert text == (
        "## Slide 1: Executive summary\n\n- We saved 12 percent\n\nNotes: Say it slowly\n\n"
        "## Slide 3: Recommendation\n\n- Go on"
    )
    assert "hidden slides" in note
