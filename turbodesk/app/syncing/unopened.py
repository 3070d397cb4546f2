"""Remembers from round to round which files did not open, so that they are not fetched each time.

A file of a computer that is no more may be cut off for good, and what a newer program wrote stays until the update: to
fetch them every minute would be gigabytes a day, for nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.syncing.place import Listing
    from turbodesk.chat.sync_names import LogName

PATIENCE = 32
"""Rounds between two attempts, at most; none after the first one, then one, then twice as many each time."""

Sight = tuple[tuple[str, int], ...]


@dataclass(slots=True)
class _Attempt:
    sight: Sight
    """What lay there: where that is other than it was, the file may have arrived."""
    pause: int
    left: int


class UnopenedFiles:
    """The files that could not be opened so far."""

    def __init__(self) -> None:
        self._damaged: dict[LogName, _Attempt] = {}
        self._too_new: set[LogName] = set()

    def look(self, listing: Listing, *, deep: bool) -> None:
        """Begin a round. What lies there no more is forgotten, and `deep`, everything."""
        kept = {} if deep else {name: one for name, one in self._damaged.items() if name in listing.sizes}
        self._damaged = {name: one for name, one in kept.items() if one.sight == listing.sight(name)}
        self._too_new = set() if deep else {name for name in self._too_new if name in listing.sizes}
        for one in self._damaged.values():
            one.left -= 1

    def is_too_new(self, name: LogName) -> bool:
        """Whether a newer program wrote it."""
        return name in self._too_new

    def rests(self, name: LogName) -> bool:
        """Whether a damaged file is not to be tried in this round."""
        return name in self._damaged and self._damaged[name].left >= 0

    def note_too_new(self, name: LogName) -> None:
        """A newer program wrote it."""
        self._too_new.add(name)

    def note_damaged(self, name: LogName, listing: Listing) -> None:
        """It did not open."""
        before = self._damaged.get(name)
        pause = 0 if before is None else min(PATIENCE, max(1, before.pause * 2))
        self._damaged[name] = _Attempt(listing.sight(name), pause, pause)
