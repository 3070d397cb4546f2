"""What one round of syncing did, and what is left: enough to say how things stand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import field

from turbodesk.quick_dataclasses import dataclass


@dataclass(slots=True)
class RoundResult:
    """Filled while the round runs, so that what was done is known of one that fails or is cancelled too."""

    records: int = 0
    """Taken in."""
    messages: int = 0
    """Of these, messages that were not here."""
    chats: set[str] = field(default_factory=set)
    """Ids of chats that are other than before: whoever shows them reads them anew."""
    has_projects: bool = False
    """Whether projects are other than before."""
    items: set[str] = field(default_factory=set)
    """Kinds of what is no row of the database, presets for one, of which some are other than before."""
    writers: set[str] = field(default_factory=set)
    """Ids of the computers these came from."""
    sent: int = 0
    """Files of records."""
    blobs_sent: int = 0
    blobs_fetched: int = 0
    damaged: list[str] = field(default_factory=list)
    """Files that did not open; they are tried again. They may be on their way."""
    unreadable: dict[str, int] = field(default_factory=dict)
    """By id of its computer, how many files have not opened for a day."""
    too_new: int = 0
    """Files that a newer program wrote."""
    awaited: tuple[str, ...] = ()
    """Ids of computers of whose changes later ones have come and earlier ones are not there yet."""
    vanished: tuple[str, ...] = ()
    """Ids of computers some of whose files were read and are no longer there."""
    was_copy: bool = False
    """This computer found another one writing under its id, and goes on under a new one."""
    waiting: int = 0
    """Records that wait here to be sent."""
    waiting_chats: int = 0
    """In so many chats."""
    room: int = 0
    """Bytes in the storage, as far as was looked."""


class RoundProgress:
    """Bytes that are sent and read in a round, for a bar."""

    def __init__(self, tell: Callable[[int, int], None]) -> None:
        """`tell(done, total)`: the total grows when a round finds out what else there is to do."""
        self._tell = tell
        self._done = self._total = 0

    def expect(self, size: int) -> None:
        """So many bytes more will be done."""
        self._total += size
        self._tell(self._done, self._total)

    def did(self, size: int) -> None:
        """So many of them are done, or need not be."""
        self._done += size
        self._tell(self._done, self._total)
