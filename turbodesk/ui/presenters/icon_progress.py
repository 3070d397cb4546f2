"""Shows at the program's icon how far long works have come, for who does something else meanwhile.

A short one is not shown, and no timer waits for that: it is looked at whenever a work tells of itself. Several at once
are one line, for an icon has room for no more.
"""

from __future__ import annotations

import time
from collections.abc import Callable

from turbodesk.ui.desktop.program_icon import ProgramIcon

PATIENCE_S = 1.0
"""How long there is work before it is shown."""
EVERY_S = 0.25
"""How often it is shown at most."""


class IconProgress:
    """The works of one program."""

    def __init__(self, icon: Callable[[], ProgramIcon | None], now: Callable[[], float] = time.monotonic) -> None:
        """`icon` is asked for when there is something to show."""
        self._icon, self._now = icon, now
        self._shares: dict[str, float] = {}
        self._began_at = self._shown_at = 0.0
        self._is_shown = False

    def show(self, work: str, share: float | None) -> None:
        """Take note how far a work has come, from 0 to 1; None: it has ended, one way or another."""
        now = self._now()
        if share is None:
            self._shares.pop(work, None)
        else:
            self._began_at = self._began_at if self._shares else now
            self._shares[work] = share
        if not self._shares:
            self.close()
        elif now - self._began_at >= PATIENCE_S and now - self._shown_at >= EVERY_S:
            self._shown_at, self._is_shown = now, True
            self._set(sum(self._shares.values()) / len(self._shares))

    def close(self) -> None:
        """Show nothing."""
        self._shares.clear()
        if self._is_shown:
            self._is_shown = False
            self._set(None)

    def _set(self, share: float | None) -> None:
        if (icon := self._icon()) is not None:
            icon.set_progress(share)
