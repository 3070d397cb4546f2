"""Printing, saving as PDF and copying a chat by keys and palette commands, in the whole window."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from zipfile import ZipFile

import pytest
import qasync
from PySide6.QtCore import QMimeData, QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QComboBox, QFileDialog, QPushButton

from tests.ui.desktop.test_program_icon import Line, shown_at_once
from tests.ui.presenters.test_window import Seat, seated
from tests.ui.seen import first_of, shown_text
from turbodesk.app.commands import SAVE_MARKDOWN
from turbodesk.app.exports.formats import FORMATS, MARKDOWN, WORD
from turbodesk.ui.document.pieces import TablePiece
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.presenters import export
from turbodesk.ui.widgets.toast import Toast

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
Scene = Callable[[Seat], Awaitable[None]]


@pytest.fixture
def play(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> Iterator[Callable[[Scene], None]]:
    """Play a scene in the whole window, on a folder of its own."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()

    async def one(scene: Scene) -> None:
        async with seated(qapp, tmp_path / "folder") as seat:
            await scene(seat)

    yield lambda scene: qt_loop.run_until_complete(one(scene))
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)
    QGuiApplication.clipboard().setMimeData(QMimeData())


def dialog_of(seat: Seat) -> QFileDialog | None:
    return next((one for one in seat.window.findChildren(QFileDialog) if one.isVisible()), None)


def is_busy(seat: Seat) -> bool:
    return seat.services.scope.is_running("export")


def test_the_icon_shows_how_far_it_is_and_nothing_once_it_is_done_or_has_failed(
    play: Callable[[Scene], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = Line()
    shown_at_once(monkeypatch, line)

    async def scene(seat: Seat) -> None:
        await seat.says("Tell me about tables")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        for path in (tmp_path / "chat.md", tmp_path / "nowhere" / "chat.md"):
            seat.presenter._lazy.export.write(chat, path, MARKDOWN)  # noqa: SLF001
            assert is_busy(seat)
            await seat.until(lambda: not is_busy(seat))
            shares = [share for share in line.shown[:-1] if share is not None]
            assert shares == sorted(shares) != []
            assert line.shown[-1] is None
            line.shown = [0.0, None]  # the second may fail before its first step

    play(scene)


def test_a_chat_is_saved_as_pdf(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Tell me about tables")
        seat.key(Qt.Key.Key_P, CTRL | SHIFT)
        await seat.until(lambda: dialog_of(seat))
        dialog = dialog_of(seat)
        assert dialog is not None
        assert Path(dialog.selectedFiles()[0]).name == "Tell me about tables.pdf"
        dialog.fileSelected.emit(str(tmp_path / "talk.pdf"))
        dialog.close()
        await seat.until(lambda: not is_busy(seat))
        assert (tmp_path / "talk.pdf").read_bytes().startswith(b"%PDF-")
        assert "Saved “talk.pdf”" in shown_text(seat.window)
        assert seat.window.findChildren(QFileDialog) == [], "a dialog that was answered is gone"

    play(scene)


def test_a_chat_is_saved_as_markdown(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Tell me about tables: a/b?")
        seat.presenter.actions[SAVE_MARKDOWN].trigger()
        await seat.until(lambda: dialog_of(seat))
        dialog = dialog_of(seat)
        assert dialog is not None
        assert Path(dialog.selectedFiles()[0]).name == "Tell me about tables a b.md"
        dialog.fileSelected.emit(str(tmp_path / "talk.md"))
        dialog.close()
        await seat.until(lambda: not is_busy(seat))
        written = (tmp_path / "talk.md").read_text(encoding="utf-8")
        assert written.startswith("# Tell me about tables: a/b?\n\n*")
        assert "\n\n## You\n\nTell me about tables: a/b?\n\n## " in written
        assert "Saved “talk.md”" in shown_text(seat.window)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        seat.presenter._lazy.export.write(chat, tmp_path / "nowhere" / "talk.md", MARKDOWN)  # noqa: SLF001
        await seat.until(lambda: not is_busy(seat))
        assert "“talk.md” could not be saved in" in shown_text(seat.window)
        assert sorted(os.listdir(tmp_path)) == ["folder", "talk.md"], "nothing half written is left"

    play(scene)


def test_a_file_that_cannot_be_written_is_told_in_the_window(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.key(Qt.Key.Key_P, CTRL | SHIFT)
        await seat.until(lambda: dialog_of(seat))
        dialog = dialog_of(seat)
        assert dialog is not None
        dialog.fileSelected.emit(str(tmp_path / "nowhere" / "talk.pdf"))
        dialog.close()
        await seat.until(lambda: not is_busy(seat))
        assert "“talk.pdf” could not be saved in" in shown_text(seat.window)

    play(scene)


def test_without_a_printer_that_is_said(play: Callable[[Scene], None]) -> None:
    from PySide6.QtPrintSupport import QPrinterInfo

    if QPrinterInfo.availablePrinterNames():
        pytest.skip("this machine has a printer")

    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.key(Qt.Key.Key_P, CTRL)
        assert "No printer is set up on this computer." in shown_text(seat.window)

    play(scene)


def test_a_conversation_is_copied_in_three_forms(play: Callable[[Scene], None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("First")
        await seat.says("Second")
        seat.presenter.actions.trigger("chat.copy")
        await seat.until(lambda: not is_busy(seat))
        mime = QGuiApplication.clipboard().mimeData()
        markdown = bytes(mime.data("text/markdown").data()).decode()
        assert markdown.startswith("# First\n")
        assert markdown.index("## You\n\nFirst") < markdown.index("## You\n\nSecond")
        assert markdown.count("\n## ") >= 4
        assert mime.html().count("<h2>You</h2>") == 2
        assert "You:\nFirst\n" in mime.text()

    play(scene)


def test_a_reply_is_copied_as_markdown(play: Callable[[Scene], None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.presenter.actions.trigger("reply.copy-markdown")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        reply = chat.last_reply()
        assert reply is not None
        assert QGuiApplication.clipboard().text() == reply.text != ""

    play(scene)


def test_a_long_work_is_told_and_can_be_cancelled(
    play: Callable[[Scene], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export, "PATIENCE_MS", 0)
    ended: list[str] = []

    async def work(progress: Callable[[int, int], None]) -> None:
        try:
            progress(3, 12)
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            ended.append("cancelled")
            raise

    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        presenter = seat.presenter._lazy.export  # noqa: SLF001 - a work that lasts is not made by hand
        presenter._start("Making the PDF", work)  # noqa: SLF001
        toast = first_of(seat.window, Toast)
        await seat.until(lambda: "Making the PDF, 3 of 12…" in shown_text(toast))
        assert toast.is_working
        first_of(toast, QPushButton).click()
        await seat.until(lambda: ended == ["cancelled"] and not is_busy(seat))
        assert not toast.isVisible()

    play(scene)


def test_a_chat_of_the_list_is_saved_without_opening_it(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("First")
        seat.key(Qt.Key.Key_N, CTRL)
        await seat.says("Second")
        await seat.services.database.drain()
        first = next(one.id for one in seat.services.workspace.conversations() if one.title == "First")
        seat.sidebar.export_requested.emit((first,))
        await seat.until(lambda: dialog_of(seat))
        dialog = dialog_of(seat)
        assert dialog is not None
        assert Path(dialog.selectedFiles()[0]).name == "First.md"
        assert {f"{one.name} (*{one.suffix})" for one in FORMATS} == set(dialog.nameFilters())
        kinds = next(one for one in dialog.findChildren(QComboBox) if one.objectName() == "fileTypeCombo")
        kinds.setCurrentIndex(kinds.findText("PDF (*.pdf)"))
        kinds.activated.emit(kinds.currentIndex())
        assert Path(dialog.selectedFiles()[0]).name == "First.pdf"
        dialog.fileSelected.emit(str(tmp_path / "first.md"))
        dialog.close()
        await seat.until(lambda: not is_busy(seat))
        assert (tmp_path / "first.md").read_text(encoding="utf-8").startswith("# First")
        assert seat.window.windowTitle() == "Second"

    play(scene)


def word_text(path: Path) -> str:
    with ZipFile(path) as file:
        return file.read("word/document.xml").decode()


async def saved_as(seat: Seat, path: Path) -> None:
    """Answer the dialog for a file, and wait until it is written."""
    await seat.until(lambda: dialog_of(seat))
    dialog = dialog_of(seat)
    assert dialog is not None
    assert dialog.windowTitle() == "Save as Word"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    await seat.until(lambda: not is_busy(seat))
    assert f"Saved “{path.name}”" in shown_text(seat.window)


def test_a_reply_is_saved_as_word_from_its_menu(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a table")
        menu = first_of(seat.window, Footer).menu()
        next(entry for entry in menu.actions() if entry.text() == "Save as Word…").trigger()
        await saved_as(seat, tmp_path / "reply.docx")
        written = word_text(tmp_path / "reply.docx")
        assert "<w:tbl>" in written
        assert "Show me a table" not in written
        assert 'w:val="Title"' not in written

    play(scene)


def test_what_is_selected_is_saved_as_word(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Tell me about *stars*")
        question, _answer = (one for one in seat.window.findChildren(MessageView) if one.isVisible())
        body = question.bodies()[0]
        menu = body.context_menu(body.rect().center())
        entry = next(one for one in menu.actions() if one.text() == "Save selection as Word…")
        assert not entry.isEnabled()
        question.select_all()
        menu = body.context_menu(body.rect().center())
        entry = next(one for one in menu.actions() if one.text() == "Save selection as Word…")
        assert entry.isEnabled()
        entry.trigger()
        await saved_as(seat, tmp_path / "words.docx")
        written = word_text(tmp_path / "words.docx")
        assert ">Tell me about *stars*<" in written, "what was typed is no markup"
        assert written.count("<w:p>") == 1

    play(scene)


async def table_saved(seat: Seat, path: Path) -> None:
    await seat.until(lambda: dialog_of(seat))
    dialog = dialog_of(seat)
    assert dialog is not None
    assert dialog.windowTitle() == "Save tables"
    assert dialog.nameFilters() == ["Excel (*.xlsx)", "CSV (*.csv)"]
    dialog.fileSelected.emit(str(path))
    dialog.close()
    await seat.until(lambda: not is_busy(seat) and path.exists())


def test_the_tables_of_a_reply_are_saved_for_a_spreadsheet(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a table")
        menu = first_of(seat.window, Footer).menu()
        next(entry for entry in menu.actions() if entry.text() == "Save tables…").trigger()
        await table_saved(seat, tmp_path / "all.xlsx")
        with ZipFile(tmp_path / "all.xlsx") as file:
            assert "xl/worksheets/sheet1.xml" in file.namelist()

    play(scene)


def test_a_table_is_saved_from_its_own_menu(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a table")
        body = next(one for one in seat.window.findChildren(Body) if one.has_tables)
        at = next(at for at, piece in enumerate(body.page.pieces) if isinstance(piece, TablePiece))
        middle = body.page.rect(at).center().toPoint() + QPoint(body.lead, 0)
        entries = {entry.text(): entry for entry in body.context_menu(middle).actions()}
        entries["Save table…"].trigger()
        await table_saved(seat, tmp_path / "one.csv")
        assert (tmp_path / "one.csv").read_bytes().startswith(b"\xef\xbb\xbf")
        beside = body.context_menu(QPoint(body.lead + 2, 2)).actions()
        assert "Save table…" not in [entry.text() for entry in beside]

    play(scene)


def test_a_reply_without_a_table_says_so(play: Callable[[Scene], None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat_question = chat.ids()[0]
        seat.presenter._lazy.export.save_tables(chat, chat_question)  # noqa: SLF001
        await seat.until(lambda: "This reply has no table." in shown_text(seat.window))

    play(scene)


def test_several_chats_are_saved_in_the_format_that_is_chosen(play: Callable[[Scene], None], tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        for _ in range(2):
            seat.key(Qt.Key.Key_N, CTRL)
            await seat.says("Hello")
        await seat.services.database.drain()
        seat.sidebar.export_as_requested.emit(tuple(seat.sidebar.ids()), WORD)
        await seat.until(lambda: dialog_of(seat))
        dialog = dialog_of(seat)
        assert dialog is not None
        assert dialog.windowTitle() == "Export chats as Word"
        dialog.fileSelected.emit(str(tmp_path))
        dialog.close()
        await seat.until(lambda: not is_busy(seat))
        for name in ("Hello.docx", "Hello 2.docx"):
            assert "Hello" in word_text(tmp_path / name)

    play(scene)


def test_several_chats_are_saved_in_a_folder_beside_what_is_there(
    play: Callable[[Scene], None], tmp_path: Path
) -> None:
    async def scene(seat: Seat) -> None:
        for _ in range(2):
            seat.key(Qt.Key.Key_N, CTRL)
            await seat.says("Hello")
        await seat.services.database.drain()
        ids = tuple(seat.sidebar.ids())
        (tmp_path / "Hello.md").write_text("mine", encoding="utf-8")
        seat.sidebar.export_requested.emit(ids)
        await seat.until(lambda: dialog_of(seat))
        dialog = dialog_of(seat)
        assert dialog is not None
        assert dialog.fileMode() is QFileDialog.FileMode.Directory
        dialog.fileSelected.emit(str(tmp_path))
        dialog.close()
        await seat.until(lambda: not is_busy(seat))
        assert (tmp_path / "Hello.md").read_text(encoding="utf-8") == "mine"
        for name in ("Hello 2.md", "Hello 3.md"):
            assert (tmp_path / name).read_text(encoding="utf-8").startswith("# Hello")
        assert f"Saved 2 chats in “{tmp_path.name}”" in shown_text(seat.window)

    play(scene)
