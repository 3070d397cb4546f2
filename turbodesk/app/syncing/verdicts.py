"""Decides what a round that failed means: what is shown, and when, if ever, the next one begins by itself.

A refusal after a success is taken for a storage that is busy, since some answer so to whoever asks too often. It counts
when the same password is refused again ten minutes later, and is then never tried again by the program: servers lock
out whoever repeats a wrong one. What a folder refuses counts at once, and is tried again as a full disk is: there is no
password, and the system has no excuses.
"""

from __future__ import annotations

from collections.abc import Callable

from turbodesk.chat import storage_errors as errors
from turbodesk.chat.errors import SecretFailure, StoreFailure
from turbodesk.chat.sync_status import SyncState
from turbodesk.quantities import sentences
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

REFUSED_FOR_S = 600.0
"""How long a password must have been refused before that is believed."""
LONGEST_DETAIL = 2_000
"""Characters of what the other side says that are shown."""

SyncFailure = errors.StorageError | errors.Damaged | errors.TooNew | SecretFailure | StoreFailure
"""What may go wrong with a round and is no defect of ours."""
FAILURES = (errors.StorageError, errors.Damaged, errors.TooNew, SecretFailure, StoreFailure)
"""The same, to be caught."""

_STATES: tuple[tuple[type[Exception], SyncState], ...] = (
    (errors.FolderGone, SyncState.FOLDER_GONE),
    (errors.OnlineOnly, SyncState.ONLINE_ONLY),
    (errors.StorageUnreachable, SyncState.WAITING),
    (errors.StorageBusy, SyncState.BUSY),
    (errors.FolderClosed, SyncState.REFUSED),
    (errors.StorageFull, SyncState.FULL),
    (errors.NotStorage, SyncState.NOT_STORAGE),
    (errors.WrongClock, SyncState.WRONG_CLOCK),
    (errors.Emptied, SyncState.EMPTIED),
    (errors.CodeReplaced, SyncState.CODE_REPLACED),
    (SecretFailure, SyncState.KEYS_LOCKED),
)
_HALTING = frozenset({SyncState.EMPTIED, SyncState.CODE_REPLACED, SyncState.KEYS_LOCKED})
"""Another round would help nobody: a person has to say or do something first."""


@dataclass(frozen=True, slots=True)
class RoundVerdict:
    """What a failure means."""

    state: SyncState
    detail: str = ""
    halts: bool = False
    """No round begins by itself any more."""
    wait_s: float = 0.0
    """The next one begins no sooner than this."""
    is_told: bool = False
    """The storage asks for that wait."""


class RoundVerdicts:
    """Remembers what came before, which tells a refusal from an excuse."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """`clock` counts seconds, from anywhere."""
        self._clock = clock
        self._refused_since: float | None = None

    def went_well(self) -> None:
        """A round has ended well: what was refused before no longer counts."""
        self._refused_since = None

    def of(self, error: SyncFailure) -> RoundVerdict:
        """Return what a failure means."""
        if isinstance(error, errors.Refused) and not isinstance(error, errors.FolderClosed):
            return self._refused(error)
        state = next((state for kind, state in _STATES if isinstance(error, kind)), SyncState.FAILED)
        if isinstance(error, errors.StorageBusy):
            return RoundVerdict(state, detail_of(error), wait_s=error.wait_s or 0.0, is_told=error.wait_s is not None)
        return RoundVerdict(state, detail_of(error), halts=state in _HALTING)

    def _refused(self, error: errors.Refused) -> RoundVerdict:
        now = self._clock()
        if self._refused_since is None:
            self._refused_since = now
        left = self._refused_since + REFUSED_FOR_S - now
        if left > 0:
            return RoundVerdict(SyncState.BUSY, detail_of(error), wait_s=left, is_told=True)
        return RoundVerdict(SyncState.REFUSED, detail_of(error), halts=True)


def detail_of(error: SyncFailure) -> str:
    """Return what a failure says of itself, for a person."""
    if isinstance(error, SecretFailure | StoreFailure):
        return sentences(error.note.sentence, error.note.advice)
    if isinstance(error, errors.Damaged):
        return _("A file in the storage is damaged.")
    return str(error)[:LONGEST_DETAIL]
