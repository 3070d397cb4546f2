"""How syncing between one person's computers stands: what the window shows of it, and what a button there may do.

Nothing here is a secret, and nothing is a sentence: `app.syncing.words` has these.
"""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.chat.storage_choice import StorageChoice


class SyncState(StrEnum):
    """What syncing does, or why it does nothing."""

    OFF = "off"
    """Nobody wants it; or it cannot be here and now, and the detail says why."""
    STARTING = "starting"
    """It is wanted, and no round has ended in this run."""
    UP_TO_DATE = "up-to-date"
    SYNCING = "syncing"
    """A round runs."""
    WAITING = "waiting"
    """The storage cannot be reached; it is tried again."""
    FOLDER_GONE = "folder-gone"
    """The folder is not there: a share that is not mounted, a disk that is not plugged in."""
    ONLINE_ONLY = "online-only"
    """The program that keeps the folder has files of it in name alone on this computer."""
    BUSY = "busy"
    """The storage asks to be left alone until `until`."""
    FULL = "full"
    """The storage has no room; what others send is read all the same."""
    REFUSED = "refused"
    """The password is no longer accepted, and never tried again by itself; or a folder, which is, cannot be used."""
    NOT_STORAGE = "not-storage"
    """What answers is no storage of this kind."""
    WRONG_CLOCK = "wrong-clock"
    """The storage refuses because this computer's clock is wrong."""
    EMPTIED = "emptied"
    """All that was sent is gone from the storage. Nothing is changed until a person answers."""
    CODE_REPLACED = "code-replaced"
    """A new code was made at another computer, and is needed here."""
    KEYS_LOCKED = "keys-locked"
    """The key store of this computer cannot be read, and with it neither code nor password."""
    FAILED = "failed"
    """Something else; the detail says what."""


class SyncAction(StrEnum):
    """What a button beside the state does."""

    NONE = "none"
    SIGN_IN_AGAIN = "sign-in-again"
    """Ask for the password anew."""
    CHANGE_ADDRESS = "change-address"
    """Choose the storage anew."""
    SEND_AGAIN = "send-again"
    """Send everything again, to a storage that was emptied."""
    TYPE_CODE = "type-code"
    """Ask for the new code."""
    STOP = "stop"
    """Stop syncing on this computer."""
    UNLOCK_KEYS = "unlock-keys"
    """Ask the key store again, which then asks the person."""
    UPDATE = "update"
    """Show where a newer TurboDesk is to be had."""
    TRY_AGAIN = "try-again"
    """Begin a round now."""
    RESEND_FILES = "resend-files"
    """Tell how the other computer sends its files again."""


class RenewalStep(StrEnum):
    """What is done for a new code, in this order. Until it is kept, everything is as it was."""

    FETCH = "fetch"
    """What other computers have sent is taken in, attachments too."""
    KEEP = "keep"
    """The new code is made, and put into the key store."""
    SEND = "send"
    """Everything is sent again, sealed with the new code."""
    DELETE = "delete"
    """What was sealed with the old one is deleted from the storage."""


@dataclass(frozen=True, slots=True)
class SyncWords:
    """A status as sentences."""

    line: str
    """One line."""
    detail: str = ""
    """What else is to be known, in sentences; "" for nothing."""
    action: SyncAction = SyncAction.NONE
    other_action: SyncAction = SyncAction.NONE
    """A second way out, where there are two."""


@dataclass(frozen=True, slots=True)
class Device:
    """One of the person's computers."""

    id: str
    """By which the storage knows it: sixteen letters and digits."""
    name: str
    system: str = ""
    """Such as "Windows 11"; "" where that is not known."""
    version: str = ""
    """Of its TurboDesk."""
    seen_at: int | None = None
    """When it sent something last, in milliseconds since 1970, UTC; None: not known."""
    is_this: bool = False


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How syncing stands."""

    state: SyncState = SyncState.OFF
    detail: str = ""
    """The other side's own words, or why it is off; "" for none."""
    last_at: int | None = None
    """When the last whole round ended, in milliseconds since 1970, UTC."""
    waiting: int = 0
    """Changes that wait here to be sent."""
    waiting_chats: int = 0
    """In so many chats."""
    done: int = 0
    """Bytes of this round that are sent or read."""
    total: int = 0
    """Bytes this round sends and reads; 0: not known, or so few that nobody waits for them."""
    until: int | None = None
    """Until when the storage asks to be left alone, in milliseconds since 1970, UTC."""
    devices: tuple[Device, ...] = ()
    """The computers that take part, this one first."""
    unreadable: tuple[tuple[str, int], ...] = ()
    """Names of computers, and how many of their files could not be read for a day."""
    awaited: tuple[str, ...] = ()
    """Names of computers some of whose changes have not arrived, though later ones have."""
    too_new: int = 0
    """Files that a newer TurboDesk wrote and this one cannot read."""
    room: int = 0
    """Bytes in the storage."""
    was_copy: bool = False
    """This computer was set up from a copy of another, or of an older state, and takes part as a new one."""
    metered: bool = False
    """The network is paid for by the byte: rounds are rare, and attachments wait."""
    choice: StorageChoice | None = None
    """Which storage it is; None while syncing is off."""

    @property
    def is_trouble(self) -> bool:
        """Whether it will not go on before somebody does something."""
        return self.state in _TROUBLE


_TROUBLE = frozenset(
    {
        SyncState.FOLDER_GONE,
        SyncState.ONLINE_ONLY,
        SyncState.FULL,
        SyncState.REFUSED,
        SyncState.NOT_STORAGE,
        SyncState.WRONG_CLOCK,
        SyncState.EMPTIED,
        SyncState.CODE_REPLACED,
        SyncState.KEYS_LOCKED,
        SyncState.FAILED,
    }
)


@dataclass(frozen=True, slots=True)
class Found:
    """What lies in a storage under a code, and what comes of joining it; nothing was changed to learn it."""

    is_new: bool
    """Nothing lies under this code yet."""
    devices: tuple[Device, ...] = ()
    chats: int = 0
    """In the storage."""
    bytes: int = 0
    """In the storage."""
    both_chats: int = 0
    """On both sides already."""
    new_here: int = 0
    """Chats that come to this computer."""
    new_there: int = 0
    """Chats of this computer that go to the others."""
    too_new: int = 0
    """Files that a newer TurboDesk wrote and this one cannot read."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """What one round brought from other computers."""

    messages: int
    """New ones."""
    chat_ids: frozenset[str] = frozenset()
    """Chats that are other than before."""
    devices: tuple[str, ...] = ()
    """Names of the computers it came from."""


@dataclass(frozen=True, slots=True)
class OfferedDraft:
    """What was typed into a chat's box at another computer and not sent; it is offered, never put over anything."""

    chat_id: str
    writer: str
    """The other computer's `Device.id`."""
    device: str
    """Its name."""
    text: str
    at: int | None = None
    """When it was typed, in milliseconds since 1970, UTC."""
