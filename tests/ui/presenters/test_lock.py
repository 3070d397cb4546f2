"""A locked window: nothing of any chat is seen, reached, read aloud or told, all goes on, and all is there again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, cast

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QDragEnterEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QPushButton, QWidget

from tests.ui.presenters.locks import PASSPHRASE, lock_of, page_of, read_aloud, seen_words, set_lock, unlock
from tests.ui.presenters.test_notifications import Desk, Elsewhere, desk, reply
from tests.ui.presenters.test_tray import Panel, entries, kept, panel
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import button, shown_text
from turbodesk.app import commands
from turbodesk.app.handover import Handover
from turbodesk.chat.chat_link import link_to
from turbodesk.settings import LOCK_MINUTES
from turbodesk.store import passphrase
from turbodesk.store.paths import DataFolder
from turbodesk.ui.desktop.notifications import NotificationAction, NotificationPress
from turbodesk.ui.quick import QuickWindow
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.widgets import announcement
from turbodesk.ui.widgets.question import Question
from turbodesk.ui.widgets.toast import Toast

if TYPE_CHECKING:
    from turbodesk.ui.desktop.macos_owner import MacOwner

__all__ = ["desk", "panel", "play"]

Play = Callable[..., None]
Key = Qt.Key
SECRET = "Surprise party"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "COST", 16)


async def locked(seat: Seat) -> None:
    """Have a chat in front and lock the window by its key."""
    await seat.says(SECRET)
    await set_lock(seat)
    seat.key(Key.Key_D, CTRL | SHIFT)
    assert seat.window.is_locked


def test_nothing_of_a_chat_is_seen_read_aloud_or_reached_and_the_title_says_nothing(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says(SECRET)
        assert SECRET in " ".join(read_aloud(seat.window))
        await set_lock(seat)
        seat.give(commands.SETTINGS)
        lock_of(seat).lock_now()
        visible = [one for one in seat.window.children() if isinstance(one, QWidget) and one.isVisible()]
        assert visible == [page_of(seat)]
        assert seat.window.windowTitle() == "TurboDesk"
        assert SECRET not in seen_words(seat)
        assert SECRET not in " ".join(read_aloud(seat.window))
        assert {"TurboDesk is locked", "Passphrase", "Unlock"} <= set(read_aloud(seat.window))
        seat.presenter.chat_presenter.subject_changed.emit(SECRET)
        assert seat.window.windowTitle() == "TurboDesk"
        await no_key_reaches_a_chat(seat)
        await nothing_can_be_dropped(seat, tmp_path)
        await unlock(seat)
        assert SECRET in seen_words(seat)
        assert seat.window.windowTitle() == SECRET
        seat.key(Key.Key_Escape)

    play(scene)


async def no_key_reaches_a_chat(seat: Seat) -> None:
    assert [one.text() for one in seat.window.actions() if one.isEnabled()] == [commands.QUIT.title]
    chat = seat.presenter.chat_presenter.chat
    for key in (Key.Key_K, Key.Key_N, Key.Key_Comma, Key.Key_F, Key.Key_P, Key.Key_R):
        seat.key(key, CTRL)
    seat.key(Key.Key_Escape)
    seat.presenter.actions.update(seat.presenter.chat_presenter.command_context(ready=True))
    QGuiApplication.clipboard().setText("mine")
    seat.give(commands.NEW_CHAT)
    seat.give(commands.COPY_REPLY)
    assert QGuiApplication.clipboard().text() == "mine"
    assert seat.window.is_locked
    assert seat.presenter.chat_presenter.chat is chat
    for taker in (seat.editor(), seat.window):
        taker.setFocus()
        assert page_of(seat).isAncestorOf(seat.focused())
    seat.presenter._focus()  # noqa: SLF001 - as when a chat was brought to the front
    for _ in range(4):
        seat.key(Key.Key_Tab)
        assert page_of(seat).isAncestorOf(seat.focused())
    page_of(seat).setFocus()
    QTest.keyClick(seat.window, Key.Key_A)  # where nothing has the focus, letters go to the message else
    assert seat.written() == ""


async def nothing_can_be_dropped(seat: Seat, folder: Path) -> None:
    data, none = QMimeData(), Qt.KeyboardModifier.NoModifier
    data.setUrls([QUrl.fromLocalFile(str(folder))])
    event = QDragEnterEvent(QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, none)
    event.ignore()
    QApplication.sendEvent(seat.window, event)
    assert not event.isAccepted()


def test_what_was_begun_goes_on_and_is_there_again(play: Play, monkeypatch: pytest.MonkeyPatch, desk: Desk) -> None:
    spoken: list[str] = []

    def speak(event: QAccessibleAnnouncementEvent) -> None:
        spoken.append(event.message())

    async def scene(seat: Seat) -> None:
        await seat.says(SECRET)
        await set_lock(seat)
        seat.editor().setFocus()
        seat.type("half a thou")
        seat.editor().selectAll()
        place = seat.presenter._views.transcript.verticalScrollBar().value()  # noqa: SLF001
        seat.give(commands.LOCK)
        await asyncio.sleep(0.05)
        await unlock(seat)
        assert (seat.written(), seat.editor().textCursor().selectedText()) == ("half a thou", "half a thou")
        assert seat.editor().hasFocus()
        assert seat.presenter._views.transcript.verticalScrollBar().value() == place  # noqa: SLF001
        seat.key(Key.Key_Return)
        seat.give(commands.SETTINGS)
        sheet, before = next(iter(seat.window.findChildren(SettingsSheet))), seat.focused()
        lock_of(seat).lock_now()
        monkeypatch.setattr(QAccessible, "updateAccessibility", speak)
        monkeypatch.setattr(announcement, "is_heard", lambda: True)
        await seat.until(lambda: not seat.is_replying())
        await seat.until(lambda: desk.shown)  # though the window is in front
        assert [one.title for one in desk.shown.values()] == ["1 chat waits for you"]
        await unlock(seat)
        assert sheet.isVisible()
        assert seat.focused() is before
        seat.key(Key.Key_Escape)
        lock_of(seat).lock_now()
        question = Question(seat.window, "A tool asks", "May it?")
        question.answer("Yes")
        question.open()
        assert page_of(seat).isAncestorOf(seat.focused())
        assert "A tool asks" not in seen_words(seat)
        views = seat.presenter._views  # noqa: SLF001
        Toast(views.chat_area, theme=views.theme, parent=views.chat_area).inform(f"Exported {SECRET}")
        assert not [one for one in spoken if "Reply" in one or "tool" in one or SECRET in one]
        await unlock(seat)
        assert "A tool asks" in seen_words(seat)
        assert question.isAncestorOf(seat.focused()), "and takes the focus now"
        question.dismiss()
        assert len(seat.chat_ids()) == 4

    play(scene)


def test_a_wrong_passphrase_is_said_and_the_next_try_waits_and_the_system_may_open_it(play: Play) -> None:
    class Owner:
        """The system's check."""

        async def is_there(self, reason: str) -> bool:
            """It is."""
            return reason == "show your chats"

    async def scene(seat: Seat) -> None:
        await locked(seat)
        lock, now = lock_of(seat).lock, [5.0]
        lock._clock = lambda: now[0]  # noqa: SLF001 - nobody waits for real seconds
        seat.key(Key.Key_G, Qt.KeyboardModifier.ShiftModifier)
        seat.type("G")  # without Shift
        assert "Caps Lock is on." in shown_text(page_of(seat))
        seat.type("g")
        assert "Caps Lock is on." not in shown_text(page_of(seat))
        seat.key(Key.Key_Return)
        seat.key(Key.Key_Return)
        await seat.until(lambda: "Wait 1 second before" in shown_text(page_of(seat)))
        seat.type(PASSPHRASE)  # in the place of what was typed
        seat.key(Key.Key_Return)
        await asyncio.sleep(0.05)
        assert seat.window.is_locked, "too soon"
        timer = lock_of(seat)._wait  # noqa: SLF001
        timer.stop()
        now[0] += 0.95
        timer.timeout.emit()  # early, as those of Qt may be
        assert "Wait 1 second before" in shown_text(page_of(seat))
        assert timer.isActive()
        now[0] += 0.05
        timer.timeout.emit()
        assert shown_text(page_of(seat)).splitlines()[-1] == "That is not the passphrase."
        button(page_of(seat), "Unlock").click()
        await seat.until(lambda: not seat.window.is_locked)
        lock_of(seat)._owner = lambda: cast("MacOwner", Owner())  # noqa: SLF001
        lock_of(seat).lock_now()
        assert "not the passphrase" not in shown_text(page_of(seat))
        button(page_of(seat), "Use Touch ID or the Mac’s password").click()
        await seat.until(lambda: not seat.window.is_locked)
        assert SECRET in seen_words(seat)

    play(scene)


def test_a_check_that_does_not_end_well_shuts_nobody_out(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await locked(seat)
        seat.type(PASSPHRASE)
        seat.key(Key.Key_Return)
        await asyncio.sleep(0)  # the check has begun
        assert not button(page_of(seat), "Unlock").isEnabled()
        lock_of(seat)._scope.cancel("lock.try")  # noqa: SLF001 - as an error ends it
        await seat.until(button(page_of(seat), "Unlock").isEnabled)
        seat.key(Key.Key_Return)
        await seat.until(lambda: not seat.window.is_locked)

    play(scene)


def test_a_start_is_locked_and_takes_files_links_and_questions_when_it_is_open(play: Play, tmp_path: Path) -> None:
    links: list[str] = []

    async def first(seat: Seat) -> None:
        await locked(seat)  # and it ends so, as if it were killed
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        links.append(link_to(chat.conversation.id))

    async def second(seat: Seat) -> None:
        assert seat.window.is_locked
        assert SECRET not in seen_words(seat)
        await seat.until(lambda: page_of(seat).isAncestorOf(seat.focused()))
        note = tmp_path / "note.txt"
        note.write_text("words")
        seat.presenter.take(Handover(new_chat=True, files=(str(note),)))
        seat.presenter.open(links[0])
        seat.presenter.take(Handover(ask=True))
        await asyncio.sleep(0.05)
        assert not [one for one in QApplication.topLevelWidgets() if isinstance(one, QuickWindow) and one.isVisible()]
        assert "note.txt" not in seen_words(seat)
        await unlock(seat)
        small = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QuickWindow))
        assert small.isVisible()
        await seat.until(lambda: not seat.services.scope.is_running("attach"))
        small.hide()
        DataFolder(tmp_path).lock.unlink()

    async def third(seat: Seat) -> None:
        assert not seat.window.is_locked
        assert "TurboDesk had a lock" in shown_text(seat.window), "and does not open without a word"

    play(first, second, third)


def test_other_windows_are_hidden_and_come_back_and_a_second_start_brings_the_lock(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says(SECRET)
        await set_lock(seat)
        seat.give(commands.ASK)
        small = next(one for one in QApplication.topLevelWidgets() if isinstance(one, QuickWindow))
        dialog = QDialog(seat.window)
        dialog.open()
        lock_of(seat).lock_now()
        assert not small.isVisible()
        assert not dialog.isVisible()
        seat.presenter._desktop.ask("")  # noqa: SLF001 - the key that works everywhere
        late = QDialog(seat.window)
        late.open()
        await asyncio.sleep(0.02)
        assert not late.windowHandle().isVisible()
        seat.window.activateWindow()
        await seat.until(lambda: page_of(seat).isAncestorOf(seat.focused()))
        await unlock(seat)
        assert small.isVisible()
        assert dialog.isVisible()
        assert late.isVisible()
        for one in (late, dialog):
            one.reject()
            one.deleteLater()
        small.hide()

    play(scene)


def test_notifications_name_no_chat_and_do_nothing_but_bring_the_lock(play: Play, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says(SECRET)
        await set_lock(seat)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        id_ = chat.conversation.id
        told = seat.presenter._lazy.attention.notifications  # noqa: SLF001
        elsewhere = Elsewhere(seat)
        await elsewhere.begin()
        told.reply_ended(id_, reply("Balloons and cake"))
        await seat.until(lambda: desk.shown)
        lock_of(seat).lock_now()
        await seat.until(lambda: desk.shown and id_ not in desk.shown)
        told.reply_ended(id_, reply("Balloons and cake"))
        told.server_asked("Calendar")
        await seat.until(lambda: len(desk.shown) == 2)
        words = " ".join(f"{one.title} {one.text} {one.buttons}" for one in desk.shown.values())
        assert "1 chat waits for you" in words
        for secret in (SECRET, "Balloons", "Calendar", "Copy"):
            assert secret not in words
        QGuiApplication.clipboard().setText("mine")
        desk.pressed.emit(NotificationPress(id_, NotificationAction.COPY))
        assert QGuiApplication.clipboard().text() == "mine"
        await elsewhere.end()
        assert desk.shown, "who sees the lock sees no chat"
        page_of(seat).setFocus()
        await unlock(seat)
        await seat.until(lambda: not desk.shown)

    play(scene)


def test_the_tray_has_no_chats_while_it_is_locked(play: Play, panel: Panel, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        tray = await kept(seat)
        await set_lock(seat)
        await seat.says(SECRET)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.send("More")
        assert SECRET in entries(tray)
        lock_of(seat).lock_now()
        assert list(entries(tray)) == ["Open TurboDesk", "Quit"]
        seat.window.close()
        assert seat.window.isHidden()
        entries(tray)["Open TurboDesk"].trigger()
        assert seat.window.is_locked
        await seat.until(lambda: not chat.is_busy)
        page_of(seat).submitted.emit(PASSPHRASE)  # this platform gives no focus to a window that comes back
        await seat.until(lambda: not seat.window.is_locked)
        assert {"New chat", "Quick question"} <= set(entries(tray))

    play(scene)


def test_it_locks_by_itself_after_the_time_that_was_set_and_nothing_runs_before_or_behind(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        presenter = lock_of(seat)
        idle = presenter._idle  # noqa: SLF001
        assert not idle._timer.isActive(), "nothing was set"  # noqa: SLF001
        await set_lock(seat)
        assert idle._timer.remainingTime() > 14 * 60_000  # noqa: SLF001
        seat.services.preferences.set(LOCK_MINUTES, 1)
        assert idle._timer.remainingTime() < 70_000  # noqa: SLF001
        idle._used -= 61  # noqa: SLF001 - a minute goes by
        idle._timer.timeout.emit()  # noqa: SLF001
        assert seat.window.is_locked
        assert not idle._timer.isActive()  # noqa: SLF001
        await unlock(seat)
        assert idle._timer.isActive()  # noqa: SLF001
        seat.services.preferences.set(LOCK_MINUTES, 0)
        assert not idle._timer.isActive()  # noqa: SLF001
        presenter.lock.remove()
        presenter.set_changed()
        seat.services.preferences.set(LOCK_MINUTES, 5)
        assert not idle._timer.isActive()  # noqa: SLF001
        presenter.lock_now()
        assert not seat.window.is_locked

    play(scene)


def test_quit_is_possible_and_says_where_it_asks_first(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(commands.TEMPORARY)
        await seat.says(SECRET)
        await set_lock(seat)
        seat.give(commands.LOCK)
        ending = asyncio.ensure_future(seat.presenter.until_closed())
        seat.key(Key.Key_Q, CTRL)
        await seat.until(lambda: "asks something before it quits" in shown_text(page_of(seat)))
        await unlock(seat)
        question = next(one for one in seat.window.findChildren(Question) if one.isVisible())
        lose = [one for one in question.findChildren(QPushButton) if one.property("kind") == "danger"]
        lose[0].click()
        await ending

    play(scene)


def test_quit_from_the_tray_brings_the_window_that_says_what_it_waits_for(play: Play, panel: Panel, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        tray = await kept(seat)
        seat.give(commands.TEMPORARY)
        await seat.says(SECRET)
        await set_lock(seat)
        seat.give(commands.LOCK)
        seat.window.close()
        assert seat.window.isHidden()
        ending = asyncio.ensure_future(seat.presenter.until_closed())
        entries(tray)["Quit"].trigger()
        await seat.until(lambda: "asks something before it quits" in shown_text(page_of(seat)))
        assert seat.window.isVisible()
        ending.cancel()
        page_of(seat).submitted.emit(PASSPHRASE)
        await seat.until(lambda: not seat.window.is_locked)

    play(scene)


def test_quit_that_asks_nothing_says_nothing(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[str] = []

    async def scene(seat: Seat) -> None:
        await locked(seat)
        monkeypatch.setattr(page_of(seat), "say", said.append)
        ending = asyncio.ensure_future(seat.presenter.until_closed())
        seat.key(Key.Key_Q, CTRL)
        await ending
        await asyncio.sleep(0.05)
        assert said == []

    play(scene)
