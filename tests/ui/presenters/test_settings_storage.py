"""Deleted chats are brought back or removed for good in Settings, by real keys in the real window."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QListWidget, QWidget

from tests.store.test_trash import holding
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, name_of, nameless, press, shown_text
from turbodesk.app.commands import SETTINGS
from turbodesk.chat.project import new_project
from turbodesk.settings import EMPTY_TRASH, Section
from turbodesk.ui.imports import ImportSheet
from turbodesk.ui.settings import SettingsSheet

__all__ = ["play"]

Play = Callable[..., None]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def settings_page(seat: Seat) -> QWidget:
    seat.give(SETTINGS)
    dialog = next(one for one in seat.window.findChildren(SettingsSheet) if one.isVisible())
    dialog.show_section(Section.STORAGE)
    return dialog


def deleted(page: QWidget) -> list[str]:
    list_ = next(one for one in page.findChildren(QListWidget) if name_of(one) == "Recently deleted")
    return [list_.item(at).text().split(",")[0] for at in range(list_.count())]


async def two_deleted(seat: Seat) -> QWidget:
    for words in ("Hello xylophone", "Second"):
        seat.key(Qt.Key.Key_N, CTRL)
        await seat.says(words)
        seat.key(Qt.Key.Key_Backspace, CTRL | SHIFT)
    page = settings_page(seat)
    await seat.until(lambda: deleted(page) == ["Second", "Hello xylophone"])
    return page


def test_a_deleted_chat_of_an_earlier_run_is_brought_back(play: Play) -> None:
    async def first(seat: Seat) -> None:
        await two_deleted(seat)

    async def second(seat: Seat) -> None:
        page = settings_page(seat)
        await seat.until(lambda: deleted(page))
        press(button(page, "Restore"), Qt.Key.Key_Space)
        await seat.until(lambda: deleted(page) == ["Hello xylophone"])
        assert [one.title for one in seat.services.workspace.conversations()] == ["Second"]
        assert seat.sidebar.titles() == ["Second"]

    play(first, second)


def test_a_deleted_project_is_brought_back_or_removed_for_good(play: Play) -> None:
    async def delete(seat: Seat, name: str) -> None:
        await seat.services.workspace.projects.put(project := new_project(name, instructions="Speak of xylophones."))
        await seat.services.new_project_chats().delete(project.id, with_chats=False)

    async def scene(seat: Seat) -> None:
        await delete(seat, "Norway")
        earlier = "UPDATE project SET deleted_at = deleted_at - 1000"
        await seat.services.database.write(lambda one: one.execute(earlier) and None)
        await delete(seat, "Billing")
        page = settings_page(seat)
        await seat.until(lambda: deleted(page) == ["Project “Billing”", "Project “Norway”"])
        press(button(page, "Restore"), Qt.Key.Key_Space)
        await seat.until(lambda: deleted(page) == ["Project “Norway”"])
        assert [one.name for one in seat.services.workspace.projects.all()] == ["Billing"]
        press(button(page, "Delete for good"), Qt.Key.Key_Space)
        assert "Delete this project for good?" in shown_text(page.window())
        press(button(page.window(), "Delete it for good"), Qt.Key.Key_Space)
        await seat.until(lambda: "No deleted chats or projects." in shown_text(page))
        assert [one.instructions for one in seat.services.workspace.projects.all()] == ["Speak of xylophones."]

    play(scene)


def test_deleting_for_good_asks_first_and_leaves_no_word(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        page = await two_deleted(seat)
        press(button(page, "Delete all for good"), Qt.Key.Key_Space)
        assert "Delete all of these for good?" in shown_text(page.window())
        press(button(page.window(), "Keep them"), Qt.Key.Key_Space)
        assert len(deleted(page)) == 2
        assert holding(seat.services.folder, "xylophone")
        list_ = next(one for one in page.findChildren(QListWidget) if name_of(one) == "Recently deleted")
        press(list_, Qt.Key.Key_Down)
        press(button(page, "Delete for good"), Qt.Key.Key_Space)
        press(button(page.window(), "Delete it for good"), Qt.Key.Key_Space)
        await seat.until(lambda: deleted(page) == ["Second"])
        assert holding(seat.services.folder, "xylophone") == []
        seat.presenter._chat_list.undo_delete()  # noqa: SLF001 - the notice with Undo may still be there
        press(button(page, "Delete all for good"), Qt.Key.Key_Space)
        press(button(page.window(), "Delete them for good"), Qt.Key.Key_Space)
        await seat.until(lambda: "No deleted chats or projects." in shown_text(page))
        assert seat.services.workspace.conversations() == []

    play(scene)


def test_old_ones_go_by_themselves_unless_told_otherwise(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_deleted(seat)
        trash = seat.services.new_trash()
        assert await trash.remove_old() == 0
        long_ago = (
            "UPDATE conversation SET deleted_at = deleted_at - 31 * 86400000, created_at = created_at - 32 * 86400000"
            " WHERE title = 'Second'"
        )
        await seat.services.database.write(lambda one: one.execute(long_ago) and None)
        seat.services.preferences.set(EMPTY_TRASH, False)
        assert await trash.remove_old() == 0
        seat.services.preferences.set(EMPTY_TRASH, True)
        assert await trash.remove_old() == 1
        assert [one.title for one in await trash.deleted()] == ["Hello xylophone"]

    play(scene)


def test_everything_is_exported_and_imported_in_another_folder(play: Play, tmp_path: Path) -> None:
    def asked(page: QWidget) -> QFileDialog | None:
        return next((one for one in page.window().findChildren(QFileDialog) if one.isVisible()), None)

    async def choose(seat: Seat, page: QWidget, words: str, file: str) -> str:
        press(button(page, words), Qt.Key.Key_Space)
        await seat.until(lambda: asked(page))
        dialog = asked(page)
        assert dialog is not None
        name = Path(dialog.selectedFiles()[0]).name if dialog.selectedFiles() else ""
        dialog.fileSelected.emit(str(tmp_path / file))
        dialog.close()
        await seat.until(lambda: button(page, words).isEnabled())
        return name

    async def out(seat: Seat) -> None:
        await seat.says("Hello xylophone")
        page = settings_page(seat)
        name = await choose(seat, page, "Export everything…", "all.zip")
        assert re.fullmatch(r"TurboDesk \d{4}-\d\d-\d\d\.zip", name)
        assert "1 chat saved in “all.zip”." in shown_text(page)
        await choose(seat, page, "Export everything…", "nowhere/all.zip")
        assert "“all.zip” could not be saved in" in shown_text(page)
        assert not nameless(page)
        chat = seat.services.workspace.conversations()[0].id
        seat.services.workspace.delete(chat)
        await seat.services.new_trash().remove([chat])

    async def back(seat: Seat) -> None:
        assert seat.sidebar.titles() == []
        page = settings_page(seat)
        press(button(page, "Import…"), Qt.Key.Key_Space)
        sheet = seat.window.findChild(ImportSheet)
        assert sheet is not None
        press(button(sheet, "Choose files…"), Qt.Key.Key_Space)
        await seat.until(lambda: asked(page))
        dialog = asked(page)
        assert dialog is not None
        dialog.filesSelected.emit([str(tmp_path / "all.zip")])
        dialog.close()
        await seat.until(lambda: "1 chat, 2 messages" in shown_text(sheet))
        press(button(sheet, "Import"), Qt.Key.Key_Space)
        await seat.until(lambda: "1 chat from TurboDesk came: 2 messages" in shown_text(sheet))
        assert seat.sidebar.titles() == ["Hello xylophone"]

    play(out, back)
