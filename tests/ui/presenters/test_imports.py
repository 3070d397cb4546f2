"""Chats of other programs are brought in by the window: found, looked into, imported, told, and told again."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QListView

from tests.app.imports.reading import zipped
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, clipped, nameless, press, shown_text
from turbodesk.app.commands import IMPORT
from turbodesk.app.imports import importer as importer_module
from turbodesk.app.project_chats import ProjectChats
from turbodesk.ui.attachments.clipboard_content import ClipboardContent
from turbodesk.ui.attachments.drop import DropOverlay
from turbodesk.ui.imports import ImportSheet

__all__ = ["play"]
Play = Callable[..., None]
START = 1_755_000_000.0


def chat(id_: str, title: str, *words: str) -> dict[str, Any]:
    mapping = {}
    for number, text in enumerate(words):
        message = {
            "author": {"role": ("user", "assistant")[number % 2]},
            "content": {"content_type": "text", "parts": [text]},
            "create_time": START + number,
        }
        mapping[f"{id_}{number}"] = {"parent": f"{id_}{number - 1}" if number else None, "message": message}
    return {"id": id_, "title": title, "mapping": mapping, "create_time": START, "update_time": START + len(words)}


def export(folder: Path, *chats: object) -> Path:
    path = folder / "export.zip"
    path.write_bytes(zipped({"conversations.json": json.dumps(chats), "user.json": {}}))
    return path


def sheet_of(seat: Seat) -> ImportSheet:
    sheet = seat.window.findChild(ImportSheet)
    assert sheet is not None
    return sheet


def test_from_the_empty_page_to_the_chats(play: Play, tmp_path: Path) -> None:
    path = export(tmp_path, chat("a", "Trip", "Where to?", "Lisbon."), chat("b", "Bread", "How long?"))

    async def scene(seat: Seat) -> None:
        press(button(seat.window, "Import your chats, ChatGPT, Claude and others"), Qt.Key.Key_Space)
        sheet = sheet_of(seat)
        assert button(sheet, "Choose files…").hasFocus()
        assert not nameless(sheet)
        press(button(sheet, "Choose files…"), Qt.Key.Key_Space)
        (dialog,) = seat.window.findChildren(QFileDialog)
        dialog.filesSelected.emit([str(path)])
        dialog.close()
        await seat.until(lambda: not seat.window.findChildren(QFileDialog))
        await seat.until(lambda: "2 chats, 3 messages" in shown_text(sheet))
        assert not clipped(sheet)
        assert not nameless(sheet)
        assert seat.window.focusWidget() is button(sheet, "Import 2 chats")
        press(button(sheet, "Import 2 chats"), Qt.Key.Key_Space)
        await seat.until(lambda: "2 chats from ChatGPT came: 3 messages." in shown_text(sheet))
        assert sorted(seat.sidebar.titles()) == ["Bread", "Trip"]
        press(button(sheet, "Done"), Qt.Key.Key_Space)
        assert sheet.isHidden()
        seat.give(IMPORT)
        await seat.until(lambda: "What came earlier" in shown_text(sheet))
        sheet.report_wanted.emit(0)
        assert "2 chats from ChatGPT came" in shown_text(sheet), "told again"

    play(scene)


def test_chosen_chats_go_into_a_project(play: Play, tmp_path: Path) -> None:
    path = export(tmp_path, chat("a", "Trip", "Where to?"), chat("b", "Bread", "How long?"))

    async def scene(seat: Seat) -> None:
        project = await ProjectChats(seat.services.workspace).create("Garden")
        seat.give(IMPORT)
        sheet = sheet_of(seat)
        sheet.dropped.emit([path])
        await seat.until(lambda: "2 chats, 2 messages" in shown_text(sheet))
        view = next(one for one in sheet.findChildren(QListView) if one.accessibleName() == "Chats to import")
        view.setCurrentIndex(view.model().index(0, 0))
        press(view, Qt.Key.Key_Space)
        assert button(sheet, "Import 1 chat").isEnabled()
        press(button(sheet, "Untick all that are listed"), Qt.Key.Key_Space)
        assert not button(sheet, "Import 0 chats").isEnabled()
        press(button(sheet, "Tick all that are listed"), Qt.Key.Key_Space)
        press(view, Qt.Key.Key_Space)
        assert sheet.chosen() is not None
        into = next(one for one in sheet.findChildren(QComboBox) if one.accessibleName() == "Into the project")
        into.setCurrentIndex(1)
        press(button(sheet, "Import 1 chat"), Qt.Key.Key_Space)
        await seat.until(lambda: "1 chat from ChatGPT came" in shown_text(sheet))
        (one,) = seat.services.workspace.conversations()
        assert one.project_id == project.id

    play(scene)


def test_what_cannot_be_read_is_said_and_cancelling_leaves_nothing(
    play: Play, tmp_path: Path, monkeypatch: Any
) -> None:
    monkeypatch.setattr(importer_module, "NODES", 1)
    (tmp_path / "page.zip").write_text("<html>expired</html>")
    path = export(tmp_path, *(chat(f"c{number}-", "Trip", "Where to?") for number in range(200)))

    async def scene(seat: Seat) -> None:
        seat.give(IMPORT)
        sheet = sheet_of(seat)
        sheet.dropped.emit([tmp_path / "page.zip"])
        await seat.until(lambda: "is a web page, not an archive" in shown_text(sheet))
        sheet.dropped.emit([path])
        await seat.until(lambda: "200 chats" in shown_text(sheet))
        press(button(sheet, "Import 200 chats"), Qt.Key.Key_Space)
        await seat.until(lambda: "Importing 200 chats" in shown_text(sheet))
        press(button(sheet, "Cancel"), Qt.Key.Key_Space)
        await seat.until(lambda: "Or drop it on this window" in shown_text(sheet))
        await seat.services.database.drain()
        await seat.services.workspace.load()
        assert seat.sidebar.titles() == []

    play(scene)


async def come(seat: Seat, path: Path, messages: str) -> str:
    """Import a file with one chat; return the chat's id."""
    sheet = sheet_of(seat)
    sheet.dropped.emit([path])
    await seat.until(lambda: f"1 chat, {messages}" in shown_text(sheet))
    press(button(sheet, "Import 1 chat"), Qt.Key.Key_Space)
    await seat.until(lambda: "ChatGPT came" in shown_text(sheet) or "has more now" in shown_text(sheet))
    (one,) = seat.services.workspace.conversations()
    return one.id


def test_a_chat_in_front_that_has_grown_shows_it(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(IMPORT)
        id_ = await come(seat, export(tmp_path, chat("a", "Trip", "Where to?", "Lisbon.")), "2 messages")
        seat.sidebar.conversation_chosen.emit(id_)
        await seat.until(lambda: len(seat.chat_ids()) == 2)
        await come(seat, export(tmp_path, chat("a", "Trip", "Where to?", "Lisbon.", "And then?")), "3 messages")
        await seat.until(lambda: len(seat.chat_ids()) == 3)

    play(scene)


def test_a_zip_dropped_on_the_window_is_looked_into_and_a_text_is_attached(play: Play, tmp_path: Path) -> None:
    path = export(tmp_path, chat("a", "Trip", "Where to?"))
    (tmp_path / "a.txt").write_text("words")

    async def scene(seat: Seat) -> None:
        (drop,) = seat.window.findChildren(DropOverlay)
        drop.dropped.emit(ClipboardContent(paths=(tmp_path / "a.txt",)))
        assert seat.window.findChild(ImportSheet) is None
        drop.dropped.emit(ClipboardContent(paths=(path,)))
        sheet = sheet_of(seat)
        await seat.until(lambda: "1 chat, 1 message" in shown_text(sheet))
        press(button(sheet, "Back"), Qt.Key.Key_Space)
        await seat.until(lambda: "Or drop it on this window" in shown_text(sheet))
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        event = QDropEvent(
            QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        )
        sheet.dropEvent(event)
        await seat.until(lambda: "1 chat, 1 message" in shown_text(sheet))

    play(scene)
