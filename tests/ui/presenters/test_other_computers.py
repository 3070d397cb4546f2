"""What a window shows of syncing while chats are used: drafts of elsewhere, a quiet mark, and else nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton

from tests.ui.presenters.fake_syncing import FakeSyncing
from tests.ui.presenters.locks import set_lock, unlock
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, name_of, press, shown_text
from turbodesk.app import commands
from turbodesk.app.services import Services
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.sync_status import OfferedDraft, SyncState, SyncStatus
from turbodesk.settings import Section
from turbodesk.ui.composer.draft_offers import DraftOffers
from turbodesk.ui.presenters import background_imports, sync_signs
from turbodesk.ui.presenters.sync_signs import sign_words
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings.computers_sheet import SyncSetupSheet

__all__ = ["play"]
Play = Callable[..., None]


@pytest.fixture
def syncing(monkeypatch: pytest.MonkeyPatch) -> FakeSyncing:
    """Return what a window is given to sync with, as if it had been set up."""
    fake = FakeSyncing()
    fake.turn_on()

    def made(_services: Services) -> Any:
        return fake

    monkeypatch.setattr(background_imports, "SYNC_AFTER_S", 0.0)
    monkeypatch.setattr(sync_signs, "NETWORK_AFTER_MS", 3_600_000)  # it keeps a connection to the system's bus
    monkeypatch.setattr(Services, "has_other_computers", True)
    monkeypatch.setattr(Services, "syncing", made)
    return fake


def offer(seat: Seat, text: str, writer: str = "b") -> OfferedDraft:
    """Return a draft from elsewhere for the chat in front."""
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return OfferedDraft(chat.conversation.id, writer * 16, "Office PC", text)


async def begun(seat: Seat, syncing: FakeSyncing) -> None:
    await seat.until(lambda: ("start",) in syncing.told)


def test_a_draft_of_elsewhere_is_offered_and_goes_behind_what_is_typed(play: Play, syncing: FakeSyncing) -> None:
    async def scene(seat: Seat) -> None:
        await begun(seat, syncing)
        assert seat.window.findChildren(DraftOffers) == [], "nothing is offered, and nothing is made"
        seat.editor().setFocus()
        seat.type("Typed here ")
        draft = offer(seat, "Typed there")
        syncing.drafts = [draft, offer(seat, "Other", "c")]
        syncing.drafts_changed.emit(draft.chat_id)
        offers = first_of(seat.window, DraftOffers)
        await seat.until(offers.isVisible)
        assert seat.editor().hasFocus()
        assert seat.written() == "Typed here "
        use = next(one for one in offers.findChildren(QAbstractButton) if one.isVisible() and one.text() == "Use")
        press(use, Qt.Key.Key_Space)
        assert seat.written() == "Typed here\n\nTyped there"
        assert seat.editor().hasFocus()
        assert syncing.told[-1] == ("take_draft", draft.chat_id, draft.writer)
        seat.editor().undo()
        assert seat.written() == "Typed here "
        button(offers, "Dismiss the draft from Office PC").click()
        assert syncing.told[-1] == ("decline_draft", draft.chat_id, "c" * 16)
        assert offers.isHidden()

    play(scene)


def test_tab_comes_to_drafts_of_elsewhere_before_the_field(play: Play, syncing: FakeSyncing) -> None:
    async def scene(seat: Seat) -> None:
        await begun(seat, syncing)
        await seat.says("Hello")
        syncing.drafts = [offer(seat, "One"), offer(seat, "Two", "c")]
        syncing.drafts_changed.emit(syncing.drafts[0].chat_id)
        await seat.until(first_of(seat.window, DraftOffers).isVisible)
        for drafts in (2, 1):
            seat.editor().setFocus()
            words = []
            for _one in range(2 * drafts):
                seat.key(Qt.Key.Key_Tab, Qt.KeyboardModifier.ShiftModifier)
                found = seat.focused()
                words.append(found.text() if isinstance(found, QAbstractButton) else name_of(found))
            assert words == ["Dismiss", "Use"] * drafts
            seat.key(Qt.Key.Key_Space)  # the first is used, and the other one is made anew

    play(scene)


def test_a_draft_is_offered_in_its_own_chat_alone(play: Play, syncing: FakeSyncing) -> None:
    async def scene(seat: Seat) -> None:
        await begun(seat, syncing)
        await seat.says("Hello")
        draft = offer(seat, "Typed there")
        syncing.drafts = [draft]
        syncing.drafts_changed.emit(draft.chat_id)
        offers = first_of(seat.window, DraftOffers)
        await seat.until(offers.isVisible)
        seat.give(commands.NEW_CHAT)
        await seat.until(offers.isHidden)
        seat.give(commands.NEXT_CHAT)
        await seat.until(offers.isVisible)

    play(scene)


def test_a_quiet_mark_leads_to_the_page_while_something_is_wrong(play: Play, syncing: FakeSyncing) -> None:
    async def scene(seat: Seat) -> None:
        await begun(seat, syncing)
        assert "_sync" not in vars(seat.sidebar)
        syncing.stand(SyncState.FULL, waiting_chats=3)
        mark = button(seat.sidebar, "Your storage is full: 3 chats wait here.")
        press(mark, Qt.Key.Key_Return)
        settings = first_of(seat.window, SettingsSheet)
        await seat.until(lambda: "3 chats wait here" in shown_text(settings.computers))
        settings.show_section(Section.STORAGE)
        await seat.until(lambda: "Sealed copies of the chats are in your storage" in shown_text(settings.storage))
        settings.dismiss()
        syncing.stand(SyncState.UP_TO_DATE)
        assert mark.isHidden()

    play(scene)


def test_sync_now_begins_a_round_and_syncing_hears_of_the_window(play: Play, syncing: FakeSyncing) -> None:
    async def scene(seat: Seat) -> None:
        await begun(seat, syncing)
        assert ("in_front", True) in syncing.told
        seat.give(commands.SYNC_NOW)
        assert syncing.told[-1] == ("sync_now",)
        seat.give(commands.SETTINGS)  # and back: the window stays in front
        assert ("in_front", False) not in syncing.told

    play(scene)


def test_sync_now_before_it_is_known_whether_one_syncs_begins_a_round_all_the_same(
    play: Play, syncing: FakeSyncing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background_imports, "SYNC_AFTER_S", 3_600.0)
    syncing.stand(SyncState.OFF)

    async def start() -> None:
        syncing.turn_on()

    monkeypatch.setattr(syncing, "start", start)

    async def scene(seat: Seat) -> None:
        seat.give(commands.SYNC_NOW)
        await seat.until(lambda: ("sync_now",) in syncing.told)
        assert not seat.window.findChildren(SettingsSheet)

    play(scene)


def test_behind_a_lock_nothing_of_it_is_shown(play: Play, syncing: FakeSyncing) -> None:
    async def scene(seat: Seat) -> None:
        await begun(seat, syncing)
        await set_lock(seat)
        syncing.stand(SyncState.FULL, waiting_chats=3)
        seat.give(commands.LOCK)
        await seat.until(lambda: seat.window.is_locked)
        assert "3 chats wait here" not in shown_text(seat.window)
        await unlock(seat)

    play(scene)


def test_a_step_that_came_behind_a_lock_has_the_focus_when_it_opens(play: Play, syncing: FakeSyncing) -> None:
    async def scene(seat: Seat) -> None:
        await begun(seat, syncing)
        await set_lock(seat)
        seat.give(commands.COMPUTERS)
        settings = first_of(seat.window, SettingsSheet)
        await seat.until(lambda: "Up to date" in shown_text(settings.computers))
        press(button(settings, "Change storage…"), Qt.Key.Key_Space)
        sheet = first_of(seat.window, SyncSetupSheet)
        press(button(sheet, "Check"), Qt.Key.Key_Space)
        await seat.until(lambda: "does all that is needed" in shown_text(sheet))
        syncing.waits.clear()
        press(button(sheet, "Use this storage"), Qt.Key.Key_Space)
        await seat.until(lambda: "Changing the storage" in shown_text(sheet))
        seat.give(commands.LOCK)
        await seat.until(lambda: seat.window.is_locked)
        syncing.waits.set()
        await seat.until(lambda: not sheet.is_busy)
        await unlock(seat)
        assert name_of(seat.focused()) == "Done", "and not what lies beneath the sheet"

    play(scene)


@pytest.mark.parametrize("state", SyncState)
def test_only_what_needs_somebody_has_a_mark(state: SyncState) -> None:
    words = sign_words(SyncStatus(state, choice=StorageChoice("folder", "/x")))
    assert bool(words) is SyncStatus(state).is_trouble


def test_a_long_first_round_has_a_mark_and_no_other_has() -> None:
    assert sign_words(SyncStatus(SyncState.SYNCING, done=1, total=4)) == "Syncing, 25% done"
    assert sign_words(SyncStatus(SyncState.SYNCING, done=1, total=4, last_at=1)) == ""
    assert "newer TurboDesk" in sign_words(SyncStatus(SyncState.UP_TO_DATE, too_new=1))
