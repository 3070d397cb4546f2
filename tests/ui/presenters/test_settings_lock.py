"""The settings set a passphrase, change it and take the lock away, and ask for the old one before they do."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton

from tests.ui.presenters.locks import lock_of
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, shown_text
from turbodesk.app import commands
from turbodesk.store import passphrase
from turbodesk.ui.settings.passphrase_sheet import PassphraseSheet

__all__ = ["play"]

Play = Callable[..., None]
Key = Qt.Key


def sheet(seat: Seat) -> PassphraseSheet:
    return next(one for one in seat.window.findChildren(PassphraseSheet) if one.isVisible())


def is_asked(seat: Seat) -> bool:
    return any(one.isVisible() for one in seat.window.findChildren(PassphraseSheet))


def fill(seat: Seat, *words: str) -> None:
    """Type into one field after the other and press Return in the last."""
    for at, word in enumerate(words):
        if at:
            seat.key(Key.Key_Tab)
        seat.type(word)
    seat.key(Key.Key_Return)


def test_it_is_set_changed_and_removed_by_keys(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passphrase, "COST", 16)

    async def scene(seat: Seat) -> None:
        seat.give(commands.LOCK)  # nothing is set: it leads to the button
        seat.key(Key.Key_Space)
        assert "Nothing is encrypted" in shown_text(sheet(seat))
        assert str(lock_of(seat).lock.path) in shown_text(sheet(seat)), "and what to do without the passphrase"
        fill(seat, "", "")
        assert is_asked(seat)
        fill(seat, "one", "two")
        assert "New passphrase" in shown_text(sheet(seat)), "what is typed hides no name"
        assert "These two are not the same." in shown_text(sheet(seat))
        seat.type("one")
        seat.key(Key.Key_Return)
        await seat.until(lambda: not is_asked(seat))
        lock = lock_of(seat).lock
        assert await lock.matches("one")
        focused = seat.focused()
        assert isinstance(focused, QPushButton)
        assert focused.text() == "Change…"
        now = [5.0]
        lock._clock = lambda: now[0]  # noqa: SLF001 - nobody waits for real seconds
        seat.key(Key.Key_Space)
        fill(seat, "wrong", "new", "new")
        await seat.until(lambda: "That is not the passphrase. Wait 1 second" in shown_text(sheet(seat)))
        fill(seat, "one")
        await seat.until(lambda: not seat.services.scope.is_running("lock.change"))
        assert is_asked(seat), "too soon"
        now[0] += 2
        fill(seat, "one")
        await seat.until(lambda: not is_asked(seat))
        assert await lock.matches("new")
        button(seat.window, "Remove the lock…").click()
        assert "encrypted" not in shown_text(sheet(seat))
        seat.key(Key.Key_Escape)
        assert lock.is_set
        button(seat.window, "Remove the lock…").click()
        fill(seat, "new")
        await seat.until(lambda: not lock.is_set)
        await seat.until(lambda: not is_asked(seat))
        assert not lock.path.exists()
        assert button(seat.window, "Set a passphrase…").isVisible()
        # Nothing is set by a sheet that was closed meanwhile, and what cannot be written is said.
        button(seat.window, "Set a passphrase…").click()
        lock.path.mkdir()
        fill(seat, "one", "one")
        await seat.until(lambda: "could not be saved" in shown_text(sheet(seat)))
        lock.path.rmdir()
        assert not lock.is_set
        seat.key(Key.Key_Escape)
        await asyncio.sleep(0)

    play(scene)
