"""A conversation on paper: every word is there once, nothing is cut off, links are live, and it can be stopped."""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
import qasync
from pypdf import PdfReader
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QApplication

from tests.ui.diagrams.drawn import drawn_here
from turbodesk.app.exports.transcript import Transcript, Turn
from turbodesk.chat.message import Block, Message, Role, Status, user_message
from turbodesk.chat.parts import Text
from turbodesk.rendering import highlight
from turbodesk.ui.diagrams.separate_diagrams import DiagramKey
from turbodesk.ui.printing.pages import PagesFailure, save_pdf, send_to_printer

pytestmark = pytest.mark.usefixtures("qapp")
needs_poppler = pytest.mark.skipif(shutil.which("pdftotext") is None, reason="reads PDF files with poppler's pdftotext")


def reply(text: str, status: Status = Status.COMPLETE) -> Turn:
    message = Message("r", None, Role.ASSISTANT, (Block(0, Text(text)),), status, model="m", stop_reason="end_turn")
    return Turn("Sonnet 4.6", message)


def asked(text: str) -> Turn:
    return Turn("You", user_message(text, None))


def saved(path: Path, *turns: Turn, title: str = "A talk") -> Path:
    asyncio.run(save_pdf(Transcript(title, "1 May 2026", turns), path, lambda done, of: None))
    return path


def words(path: Path, *options: str) -> str:
    return subprocess.run(
        ["pdftotext", *options, str(path), "-"], capture_output=True, check=True, text=True, encoding="utf-8"
    ).stdout


def pages(path: Path) -> list[str]:
    return words(path, "-layout").split("\f")[:-1]


def links(path: Path) -> list[bytes]:
    return re.findall(rb"/URI \(([^)]*)\)", path.read_bytes())


@needs_poppler
def test_title_names_and_texts_are_text(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf", asked("What is <it>?"), reply("It is **this** and 你好."), title="A <b>title</b>")
    text = words(path)
    for part in ("A <b>title</b>", "1 May 2026", "You", "Sonnet 4.6", "What is <it>?", "It is this and 你好."):
        assert part in text


@needs_poppler
def test_each_line_of_long_code_is_there_once(tmp_path: Path) -> None:
    lines = [f"call_{number}({'x, ' * (number % 60)}end_{number})" for number in range(200)]
    path = saved(tmp_path / "a.pdf", reply("```python\n" + "\n".join(lines) + "\n```\n\nafter"))
    text = re.sub(r"\s", "", words(path))
    for number in range(200):
        assert text.count(f"call_{number}(") == 1
        assert text.count(f"end_{number})") == 1
    assert len(pages(path)) > 3


@needs_poppler
def test_every_page_of_a_table_begins_with_its_header(tmp_path: Path) -> None:
    rows = "".join(f"| row{number} | {number} |\n" for number in range(100))
    path = saved(tmp_path / "a.pdf", reply(f"| Heading A | Heading B |\n|---|---|\n{rows}"))
    found = pages(path)
    assert len(found) > 2
    assert all("Heading A" in page for page in found)
    assert all(words(path).split().count(f"row{number}") == 1 for number in range(100))


@needs_poppler
def test_a_row_taller_than_a_page_is_set_line_by_line(tmp_path: Path) -> None:
    story = " ".join(f"w{number}" for number in range(3000))
    path = saved(tmp_path / "a.pdf", reply(f"| a | b |\n|---|---|\n| short | {story} |"))
    assert re.findall(r"\bw\d+\b", words(path)) == story.split()
    assert "w0" in pages(path)[0]


@needs_poppler
def test_a_table_wider_than_the_paper_is_drawn_smaller(tmp_path: Path) -> None:
    head = " | ".join(f"column{number}name" for number in range(9))
    row = " | ".join(f"valueinthecell{number}" for number in range(9))
    path = saved(tmp_path / "a.pdf", reply(f"| {head} |\n|{'---|' * 9}\n| {row} |"))
    text = words(path, "-layout")
    assert all(f"valueinthecell{number}" in text for number in range(9))


@needs_poppler
def test_a_heading_does_not_stand_alone_at_the_foot(tmp_path: Path) -> None:
    for count in range(30, 60):
        path = saved(tmp_path / "a.pdf", reply("line  \n" * count + "\n\n## The heading\n\nwhat follows it"))
        page = next(one for one in pages(path) if "The heading" in one)
        assert "what follows it" in page


def test_links_can_be_followed_and_fonts_are_in_the_file(tmp_path: Path) -> None:
    path = saved(tmp_path / "a.pdf", reply("[there](https://example.org/a)"))
    assert b"https://example.org/a" in links(path)
    assert b"/FontFile" in path.read_bytes()


HOSTILE = [
    "https://x.example/a)/S/Launch/F(calc.exe",
    "https://x.example/a)>>/AA<</O<</S/JavaScript/JS(app.alert\\(1\\)",
    "https://x.example/a\\",
    "https://x.example/a\\)/S/Launch",
    "https://x.example/?a=(b)&c=(d)#(e)",
    "https://ex\u00e4mple.example/\u00e4\u0000(\u6f22)",
    "mailto:a@x.example?subject=)/S/Launch/F(calc",
]


def test_an_address_brings_no_keys_of_its_own_into_the_file(tmp_path: Path) -> None:
    text = "\n\n".join(f"[link](<{address}>)" for address in HOSTILE)
    path = saved(tmp_path / "it.pdf", reply(text), title=")/S/Launch (")
    found = [one for page in PdfReader(path, strict=True).pages for one in page.get("/Annots", ())]
    actions = [one.get_object()["/A"] for one in found]
    assert len(actions) == len(HOSTILE)
    for action in actions:
        assert dict(action).keys() <= {"/Type", "/S", "/URI"}
        assert action["/S"] == "/URI"
    assert actions[0]["/URI"] == "https://x.example/a%29/S/Launch/F%28calc.exe"
    assert path.read_bytes().count(b"/Annots") == 1


@needs_poppler
def test_how_a_reply_ended_is_said(tmp_path: Path) -> None:
    assert "You stopped here." in words(saved(tmp_path / "a.pdf", reply("half", Status.STOPPED)))


def test_a_folder_that_cannot_be_written_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(PagesFailure, match=r"“a\.pdf” could not be saved in"):
        saved(tmp_path / "missing" / "a.pdf", reply("text"))


def test_a_name_that_is_too_long_is_told_as_that(tmp_path: Path) -> None:
    with pytest.raises(PagesFailure) as caught:
        saved(tmp_path / ("名" * 84 + ".pdf"))
    assert "shorter name" in caught.value.note.advice


def test_a_cancelled_pdf_leaves_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"before")
    told: list[tuple[int, int]] = []

    async def cancelled() -> None:
        turns = tuple(reply("text " * 100) for _ in range(1000))
        work = asyncio.create_task(
            save_pdf(Transcript("A", "B", turns), path, lambda done, of: told.append((done, of)))
        )
        while len(told) < 5:  # noqa: ASYNC110 - the work needs the loop, not time
            await asyncio.sleep(0)
        work.cancel()
        with pytest.raises(asyncio.CancelledError):
            await work

    asyncio.run(cancelled())
    assert path.read_bytes() == b"before"
    assert [one.name for one in tmp_path.iterdir()] == ["a.pdf"]
    assert told[-1][0] < 20
    assert told[-1][1] == 1000


@needs_poppler
def test_a_printer_gets_the_same_pages(tmp_path: Path, qapp: QApplication) -> None:
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "printed.pdf"))
    transcript = Transcript("A", "B", (asked("Hello"), reply("1. first\n2. second")))
    asyncio.run(send_to_printer(printer, transcript, lambda done, of: None))
    assert "2. second" in re.sub(" +", " ", words(tmp_path / "printed.pdf"))


@needs_poppler
def test_formulas_are_drawn_and_not_printed_as_their_source(tmp_path: Path) -> None:
    source = r"\frac{1}{3}"
    assert source in words(saved(tmp_path / "code.pdf", reply(f"So `{source}` it is")))
    drawn = words(saved(tmp_path / "drawn.pdf", reply(f"So ${source}$ it is")))
    assert source not in drawn
    assert "it is" in drawn


@needs_poppler
def test_diagrams_are_pictures_that_fit_their_page_and_not_their_source(
    tmp_path: Path, qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = "Before\n\n```mermaid\ngraph TD %300x2500\n A --> B\n```\n\n```mermaid\nbroken\n```\n\nAfter"
    asked_for: list[DiagramKey] = []
    path = tmp_path / "a.pdf"
    with drawn_here(monkeypatch, asked_for):
        turns = (reply(text),)
        qt_loop.run_until_complete(save_pdf(Transcript("A", "B", turns), path, lambda done, of: None))
    said = words(path)
    assert "graph TD" not in said
    assert "broken" in said
    assert "Before" in said
    assert "After" in said
    assert len(asked_for) == 2
    assert sum(len(page.images.keys()) for page in PdfReader(path).pages) == 1


def test_the_window_never_waits_for_the_colours_of_long_code(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    where: list[bool] = []
    tokens = highlight.tokens

    def watched(code: str, language: str, **rest: Callable[[], bool]) -> tuple[highlight.Span, ...] | None:
        where.append(threading.current_thread() is threading.main_thread())
        return tokens(code, language, **rest)

    monkeypatch.setattr(highlight, "tokens", watched)
    highlight.highlight.cache_clear()
    saved(tmp_path / "code.pdf", reply("```python\n" + "def answer() -> int:\n    return 42\n" * 200 + "```\n"))
    assert where == [False]


@needs_poppler
def test_what_a_person_said_stands_where_lines_end(tmp_path: Path) -> None:
    def left_of_the_question() -> float:
        told = words(saved(tmp_path / "side.pdf", asked("Whatever")), "-bbox")
        found = re.search(r'xMin="([\d.]+)"[^>]*>Whatever<', told)
        assert found is not None
        return float(found[1])

    from_left = left_of_the_question()
    QGuiApplication.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    try:
        assert left_of_the_question() < 150 < 300 < from_left
    finally:
        QGuiApplication.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
