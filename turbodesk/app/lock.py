"""The lock of the window: whether a passphrase is set, whether one is right, and how long to wait after a wrong one.

It is a curtain before the window. Nothing is encrypted by it: SECURITY.md says what that means, and why.

A passphrase is set where its file is there and sound. That one was set is noted in the settings too, so that a file
that is damaged or gone neither shuts anybody out nor opens the window without a word.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from turbodesk.app.preferences import Preferences
from turbodesk.chat.errors import FailureNote, StoreDamaged, StoreUnwritable
from turbodesk.settings import LOCKS
from turbodesk.store import passphrase, settings_file
from turbodesk.store.passphrase import Passphrase
from turbodesk.store.paths import DataFolder
from turbodesk.translation import _

LONGEST_WAIT_S = 30


class WindowLock:
    """What one person's TurboDesk is locked with; everything but `set` and `matches` is done at once."""

    def __init__(self, folder: Path, preferences: Preferences, *, clock: Callable[[], float] = time.monotonic) -> None:
        """Read the file in `folder`, which blocks for a moment. `clock` counts seconds."""
        self.path = DataFolder(folder).lock
        """The file; without it, there is no lock."""
        self.notice: FailureNote | None = None
        """What the person must be told: there was a passphrase, and nobody can be asked for it."""
        self._preferences, self._clock = preferences, clock
        self._failures = 0
        self._next_try = 0.0
        was_there = self.path.exists()
        loaded = settings_file.load(self.path)
        self._kept = passphrase.read(loaded.values)
        if self._kept is None and (was_there or preferences.get(LOCKS)):
            self._give_up(loaded)
        elif self._kept is not None:
            preferences.set(LOCKS, True)

    def _give_up(self, loaded: settings_file.LoadedSettings) -> None:
        """Say that nobody can be asked; a file that cannot be read now may be readable the next time."""
        detail = str(self.path) if loaded.notice is None else loaded.notice.detail
        self.notice = StoreDamaged(
            detail,
            sentence=_("TurboDesk had a lock, but the file with its passphrase is damaged or gone."),
            advice=_("Nothing is locked now. Set a passphrase again in the settings, under Desktop."),
        ).note
        if loaded.notice is None or loaded.set_aside is not None:
            with suppress(OSError):  # it is told again the next time
                self.path.unlink(missing_ok=True)
            self._preferences.set(LOCKS, False)

    @property
    def is_set(self) -> bool:
        """Whether there is a passphrase to ask for."""
        return self._kept is not None

    @property
    def wait_s(self) -> int:
        """Whole seconds until the next try; 0: now."""
        left = self._next_try - self._clock()
        return max(0, int(left) + (left > int(left)))

    async def set(self, text: str) -> None:
        """Ask for `text` from now on.

        Raises:
            StoreUnwritable: it cannot be kept; what was asked for before still is.
        """
        made = await asyncio.to_thread(self._keep, text)
        self._kept, self._failures, self._next_try = made, 0, 0.0
        self._preferences.set(LOCKS, True)

    def _keep(self, text: str) -> Passphrase:
        made = passphrase.made_of(text)
        settings_file.save(self.path, made.values())
        return made

    def remove(self) -> None:
        """Ask for nothing any more.

        Raises:
            StoreUnwritable: the file cannot be deleted; it is asked for as before.
        """
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise StoreUnwritable(f"{self.path}\n{error}", sentence=_("The lock could not be removed.")) from error
        self._kept = None
        self._preferences.set(LOCKS, False)

    async def matches(self, text: str) -> bool:
        """Whether `text` is the passphrase. Each wrong one makes the wait for the next try longer: 1, 2, 4 to 30 s."""
        kept = self._kept
        if kept is None or await asyncio.to_thread(kept.matches, text):
            self._failures, self._next_try = 0, 0.0
            return True
        self._failures += 1
        self._next_try = self._clock() + min(2 ** min(self._failures - 1, 8), LONGEST_WAIT_S)
        return False
