"""Chats of other programs are brought in by the window: found, looked into, imported, told, and told again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QComboBox, QFileDialog, QListView, QMenu, QPushButton

from tests.app.imports.reading import zipped
from tests.ui.desktop.test_program_icon import Line, shown_at_once
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, clipped, nameless, press, shown_text
from turbodesk.app.commands import IMPORT
from turbodesk.app.imports import importer as importer_module
from turbodesk.app.imports.importer import ImportPreview
from turbodesk.app.project_chats import ProjectChats
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.ids import new_id
from turbodesk.chat.message import user_message
from turbodesk.chat.profile import Profile
from turbodesk.store import Database, History
from turbodesk.store.archive import write_archive
from turbodesk.store.archive_reading import take_in
from turbodesk.ui.attachments.clipboard_content import ClipboardContent
from turbodesk.ui.attachments.drop import DropOverlay
from turbodesk.ui.imports import ImportSheet
from turbodesk.ui.message.selectable_view import SelectableMessageView
from turbodesk.ui.presenters.imports import preview_words
from turbodesk.ui.transcript.view import TranscriptView

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


def test_the_icon_shows_how_far_an_import_is(play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = export(tmp_path, chat("a", "Trip", "Where to?"))
    line = Line()
    shown_at_once(monkeypatch, line)

    async def scene(seat: Seat) -> None:
        seat.give(IMPORT)
        sheet = sheet_of(seat)
        sheet.dropped.emit([path])
        await seat.until(lambda: "1 chat, 1 message" in shown_text(sheet))
        assert line.shown[-1] is None
        press(button(sheet, "Import 1 chat"), Qt.Key.Key_Space)
        await seat.until(lambda: "1 chat from ChatGPT came" in shown_text(sheet))
        assert line.shown[-1] is None
        assert any(share for share in line.shown)

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


def transcript_of(seat: Seat) -> TranscriptView:
    (transcript,) = seat.window.findChildren(TranscriptView)
    return transcript


async def elsewhere(seat: Seat, folder: Path) -> Path:
    """Export all chats, change the one there is on another computer, and return what that exports."""
    ours, theirs = folder / "ours.zip", folder / "theirs.zip"
    assert seat.services.database.path is not None
    await seat.services.database.drain()
    with ours.open("wb") as file:
        write_archive(seat.services.database.path, file)
    database = (await Database.open(folder / "elsewhere" / "turbodesk.db")).database
    history = History(database)
    await take_in(database, ours)
    (there,) = await history.conversations()
    said = user_message("And then?", there.leaf_id)
    history.save_message(there.id, said)
    changed = replace(there, title="Two weeks in Lisbon", titled_by_hand=True, pinned=True, leaf_id=said.id)
    await history.save_conversation(replace(changed, draft="theirs"), since=there)
    await database.drain()
    with theirs.open("wb") as file:
        assert database.path is not None
        write_archive(database.path, file)
    await database.close()
    return theirs


def test_what_comes_into_the_chat_in_front_is_shown_and_nothing_that_is_done_there_is_lost(
    play: Play, tmp_path: Path
) -> None:
    words = [f"{number} " + "many words " * 60 for number in range(12)]

    async def scene(seat: Seat) -> None:
        seat.give(IMPORT)
        id_ = await come(seat, export(tmp_path, chat("a", "Trip", *words)), "12 messages")
        seat.sidebar.conversation_chosen.emit(id_)
        await seat.until(lambda: len(seat.chat_ids()) == 12)
        press(button(sheet_of(seat), "Done"), Qt.Key.Key_Space)
        live, transcript = seat.presenter.chat_presenter.chat, transcript_of(seat)
        assert live is not None
        seat.editor().setFocus()
        seat.type("half a tho")
        live.drafts.flush()
        theirs = await elsewhere(seat, tmp_path)
        transcript.verticalScrollBar().setValue(transcript.verticalScrollBar().maximum() // 2)
        await seat.until(lambda: live.conversation.place is not None)
        rows = [row for row in transcript.living_rows if isinstance(row, SelectableMessageView)]
        body = rows[0].bodies()[0]
        body.selectAll()
        selected, place = body.selected_text(), transcript.place()
        sheet = sheet_of(seat)
        sheet.dropped.emit([theirs])
        await seat.until(lambda: "1 chat, 13 messages" in shown_text(sheet))
        press(button(sheet, "Import"), Qt.Key.Key_Space)
        await seat.until(lambda: "Imported from TurboDesk" in shown_text(sheet) and len(seat.chat_ids()) == 13)
        press(button(sheet, "Done"), Qt.Key.Key_Space)
        assert seat.presenter.chat_presenter.chat is live
        assert (seat.window.windowTitle().startswith("Two weeks in Lisbon"), seat.sidebar.titles()) == (
            True,
            ["Two weeks in Lisbon"],
        )
        assert (body.selected_text(), transcript.place(), seat.written()) == (selected, place, "half a tho")
        seat.editor().setFocus()
        seat.type("ught")
        live.choose_model("another")
        live.drafts.flush()
        found = await History(seat.services.database).conversation(id_)
        assert found is not None
        assert (found.title, found.pinned, found.model) == ("Two weeks in Lisbon", True, "another")
        assert (found.leaf_id, found.draft) == (seat.chat_ids()[-1], "half a thought")

    play(scene)


def test_a_draft_of_elsewhere_comes_into_an_empty_field_and_nowhere_else(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        history, id_ = History(seat.services.database), seat.services.workspace.conversations()[0].id
        await history.save_draft(id_, "theirs")
        await seat.services.workspace.brought([id_])
        assert seat.written() == "theirs"
        seat.type(" and mine")
        await history.save_draft(id_, "other")
        await seat.services.workspace.brought([id_])
        live = seat.presenter.chat_presenter.chat
        assert live is not None
        live.drafts.flush()
        found = await history.conversation(id_)
        assert found is not None
        assert seat.written() == found.draft
        assert " and mine" in found.draft

    play(scene)


def test_a_chat_in_front_that_is_deleted_elsewhere_is_left(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        id_ = seat.services.workspace.conversations()[0].id
        await History(seat.services.database).delete_conversations(id_)
        await seat.services.workspace.brought([id_])
        assert (seat.chat_ids(), seat.sidebar.titles()) == ((), [])

    play(scene)


def test_a_chat_of_a_gateway_that_is_not_here_is_read_and_says_what_to_do(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        history = History(seat.services.database)
        there = new_conversation(gateway_id="of another computer")
        said = user_message("Said elsewhere", None)
        history.save_conversation(replace(there, title="Elsewhere", leaf_id=said.id))
        await history.save_message(there.id, said)
        await seat.services.workspace.brought([there.id])
        seat.sidebar.conversation_chosen.emit(there.id)
        await seat.until(lambda: seat.chat_ids() == (said.id,))
        choose = button(seat.window, "Choose a gateway")
        assert "not set up on this computer" in choose.toolTip()
        await seat.says("Hello")
        assert "The gateway of this chat is not set up on this computer." in shown_text(seat.window)
        card = [one for one in seat.window.findChildren(QPushButton) if one.text() == "Choose a gateway"]
        press(next(one for one in card if one is not choose and one.isVisible()), Qt.Key.Key_Space)
        (menu,) = [one for one in seat.window.findChildren(QMenu) if one.isVisible()]
        menu.actions()[0].trigger()
        menu.close()
        await seat.until(lambda: not choose.isVisible())
        found = await history.conversation(there.id)
        assert found is not None
        assert found.gateway_id == seat.services.profiles.default_id

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


def test_no_name_of_a_gateway_hides_where_its_messages_would_go() -> None:
    name = f"TheTurbo (https://api.theturbo.example){'.' * 150}"
    preview = ImportPreview((), "TurboDesk", is_own=True)
    preview.new_gateways = [Profile(new_id(), name, "https://elsewhere.example", True)]
    assert "https://elsewhere.example" in " ".join(preview_words(preview).facts)
