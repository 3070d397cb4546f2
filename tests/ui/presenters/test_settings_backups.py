"""Backups are made, put back and removed in Settings, by real keys in the real window."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from tests.store.test_backups import damage
from tests.ui.presenters.test_settings_storage import settings_page
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, nameless, press, shown_text
from turbodesk.app import backups
from turbodesk.app.live import LiveChat
from turbodesk.chat.backup import Backup
from turbodesk.chat.errors import StoreUnwritable
from turbodesk.store.backup_files import backups_of
from turbodesk.store.paths import DataFolder
from turbodesk.ui.settings.backups import BackupsBlock

__all__ = ["play"]

Play = Callable[..., None]
CTRL = Qt.KeyboardModifier.ControlModifier
SPACE = Qt.Key.Key_Space


def block(page: QWidget) -> BackupsBlock:
    return page.findChildren(BackupsBlock)[0]


def rows(page: QWidget) -> list[str]:
    """What the list says of each backup after its day."""
    list_ = block(page)._list  # noqa: SLF001
    return [list_.item(at).text().split(" · ", 1)[1] for at in range(list_.count())]


def front(seat: Seat) -> LiveChat:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return chat


async def backed_up(seat: Seat) -> QWidget:
    page = settings_page(seat)
    press(button(block(page), "Back up now"), SPACE)
    await seat.until(lambda: "backed up." in shown_text(block(page)))
    await seat.until(lambda: rows(page))
    return page


def test_a_backup_is_put_into_what_is_open_and_taken_back(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello xylophone")
        page = await backed_up(seat)
        seat.key(Qt.Key.Key_Escape)
        await seat.says("and more")
        seat.key(Qt.Key.Key_N, CTRL)
        await seat.says("Second")
        second = front(seat).conversation.id
        seat.type("half a thought")
        page = settings_page(seat)
        press(button(block(page), "Restore the chosen backup"), SPACE)
        await seat.until(lambda: "What was there before is in the list, with 2 chats." in shown_text(block(page)))
        assert seat.sidebar.titles() == ["Hello xylophone"]
        assert len(front(seat).ids()) == 2
        await seat.until(lambda: len(rows(page)) == 2)
        assert rows(page)[0].endswith("before a restore")
        assert not nameless(page)

        assert page.focusWidget() is button(block(page), "Undo restore")
        press(button(block(page), "Undo restore"), SPACE)
        await seat.until(lambda: "Everything is as it was before." in shown_text(block(page)))
        assert seat.sidebar.titles() == ["Second", "Hello xylophone"]
        assert front(seat).conversation.id == second
        assert seat.written() == "half a thought"
        assert not block(page)._undo.isVisible()  # noqa: SLF001
        seat.key(Qt.Key.Key_Escape)
        seat.key(Qt.Key.Key_N, CTRL)
        await seat.says("It goes on")

    play(scene)


def test_a_damaged_backup_is_told_and_nothing_changes(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        chat = front(seat)
        chat.send("word " * 20_000)
        await seat.until(lambda: chat.ids() and not chat.is_busy)
        page = await backed_up(seat)
        (made,) = backups_of(DataFolder(seat.services.folder).database)
        damage(made.path)
        press(button(block(page), "Restore the chosen backup"), SPACE)
        await seat.until(lambda: "This backup is damaged and cannot be restored." in shown_text(block(page)))
        assert front(seat).ids() == chat.ids()
        assert not block(page)._undo.isVisible()  # noqa: SLF001

    play(scene)


async def fails_meanwhile(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have the day's backup fail while Settings are closed."""
    seat.key(Qt.Key.Key_Escape)

    def no_room(*_: object, **__: object) -> Backup:
        raise StoreUnwritable(sentence="There is no room.")

    with monkeypatch.context() as patch:
        patch.setattr(backups, "back_up", no_room)
        with suppress(StoreUnwritable):
            await seat.services.backups().make()


def test_a_failure_is_told_until_a_backup_is_restored(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        await backed_up(seat)
        await fails_meanwhile(seat, monkeypatch)
        page = settings_page(seat)
        await seat.until(lambda: "There is no room." in shown_text(block(page)))
        press(button(block(page), "Restore the chosen backup"), SPACE)
        await seat.until(lambda: "What was there before is in the list" in shown_text(block(page)))
        seat.key(Qt.Key.Key_Escape)
        page = settings_page(seat)
        await seat.until(lambda: len(rows(page)) == 2)
        await seat.until(lambda: not seat.services.scope.is_running("look-at-backups"))
        assert "There is no room." not in shown_text(block(page))

    play(scene)


def test_a_look_that_ends_late_says_nothing_over_what_was_done_meanwhile(
    play: Play, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        await backed_up(seat)
        await fails_meanwhile(seat, monkeypatch)
        (made,) = backups_of(DataFolder(seat.services.folder).database)
        look, first = seat.services.backups().all, asyncio.Event()
        waits = [first]

        async def late() -> list[Backup]:
            if waits:
                await waits.pop().wait()
            return await look()

        monkeypatch.setattr(seat.services.backups(), "all", late)
        page = settings_page(seat)
        await seat.until(lambda: not waits)
        made.path.unlink()
        press(button(block(page), "Restore the chosen backup"), SPACE)
        scope = seat.services.scope
        await seat.until(lambda: not scope.is_running("backups-by-hand"))
        first.set()
        await seat.until(lambda: not scope.is_running("look-at-backups"))
        assert "A backup of the chats cannot be written or read." in shown_text(block(page))
        assert "There is no room." not in shown_text(block(page))

    play(scene)


def test_removing_one_asks_first(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        page = await backed_up(seat)
        press(button(block(page), "Delete the chosen backup…"), SPACE)
        assert "Delete this backup?" in shown_text(page.window())
        press(button(page.window(), "Delete it"), SPACE)
        await seat.until(lambda: rows(page) == [])

    play(scene)
