"""Says how syncing stands, in sentences: one line, what else there is to know, and what the button beside it does.

Where all goes well, what others have left undone is told instead: files that cannot be read, or need a newer program.
"""

from __future__ import annotations

import datetime as dt

from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.sync_status import SyncAction, SyncState, SyncStatus, SyncWords
from turbodesk.quantities import listed, number, sentences, time_of_day
from turbodesk.translation import _, ngettext

QUIET_MS = 600_000
"""A storage that asks to wait for less than this is not worth a sentence."""


def words_for(status: SyncStatus, now_ms: int) -> SyncWords:
    """Return what is said of a status at this moment, which is in milliseconds since 1970, UTC."""
    match status.state:
        case SyncState.OFF:
            return SyncWords(_("Syncing is off."), status.detail)
        case SyncState.STARTING:
            return SyncWords(_("Syncing begins."), _besides(status))
        case SyncState.SYNCING:
            return SyncWords(_("Syncing"), _besides(status))
        case SyncState.UP_TO_DATE:
            return _well(status)
        case SyncState.WAITING:
            return SyncWords(_waiting(status), status.detail)
        case SyncState.BUSY:
            return _busy(status, now_ms)
        case _:
            return _trouble(status)


def _well(status: SyncStatus) -> SyncWords:
    """Return what is said where this computer has done all it can."""
    if status.unreadable:
        name, count = status.unreadable[0]
        line = ngettext(
            "{count} file from “{name}” cannot be read.", "{count} files from “{name}” cannot be read.", count
        )
        detail = _("Open TurboDesk there, and choose “Send everything again” in its settings.")
        return SyncWords(line.format(count=number(count), name=name), detail, SyncAction.RESEND_FILES)
    if status.too_new:
        line = ngettext(
            "{count} file is from a newer TurboDesk.", "{count} files are from a newer TurboDesk.", status.too_new
        )
        detail = _("Update TurboDesk to see what is in them.")
        return SyncWords(line.format(count=number(status.too_new)), detail, SyncAction.UPDATE)
    if status.awaited:
        line = _("Waiting for changes from {names}.").format(names=listed(status.awaited))
        return SyncWords(line, _besides(status))
    return SyncWords(_("Up to date"), _besides(status))


def _besides(status: SyncStatus) -> str:
    parts = []
    if status.was_copy:
        parts.append(_("This computer was set up from a copy, so it takes part as a new one."))
    if status.metered:
        parts.append(_("This network is paid for by its use: changes are sent rarely, and attachments wait."))
    return sentences(*parts)


def _waiting(status: SyncStatus) -> str:
    if not status.waiting:
        return _("Waiting for the connection")
    return ngettext(
        "Waiting for the connection · {count} change waits here",
        "Waiting for the connection · {count} changes wait here",
        status.waiting,
    ).format(count=number(status.waiting))


def _busy(status: SyncStatus, now_ms: int) -> SyncWords:
    if status.until is None or status.until - now_ms < QUIET_MS:
        return _well(status) if not status.waiting else SyncWords(_waiting_storage(status))
    until = dt.datetime.fromtimestamp(status.until / 1000).time()
    line = _("Your storage asks to wait until {time}.").format(time=time_of_day(until))
    return SyncWords(line, status.detail, SyncAction.TRY_AGAIN)


def _waiting_storage(status: SyncStatus) -> str:
    return ngettext(
        "Waiting for the storage · {count} change waits here",
        "Waiting for the storage · {count} changes wait here",
        status.waiting,
    ).format(count=number(status.waiting))


def _trouble(status: SyncStatus) -> SyncWords:
    match status.state:
        case SyncState.FOLDER_GONE:
            line = _("The folder “{path}” is not there.").format(path=_address(status.choice))
            detail = _("Connect its disk or share, or start the program that keeps it. Chats here are untouched.")
            return SyncWords(line, detail, SyncAction.TRY_AGAIN, SyncAction.CHANGE_ADDRESS)
        case SyncState.ONLINE_ONLY:
            line = _("The folder “{path}” is not wholly on this computer.").format(path=_address(status.choice))
            detail = _("Have the program that keeps it keep this folder on this computer, too.")
            return SyncWords(line, detail, SyncAction.TRY_AGAIN, SyncAction.CHANGE_ADDRESS)
        case SyncState.FULL:
            return _full(status)
        case SyncState.REFUSED:
            return _refused(status)
        case SyncState.NOT_STORAGE:
            return SyncWords(
                _not_storage(status.choice), status.detail, SyncAction.CHANGE_ADDRESS, SyncAction.TRY_AGAIN
            )
        case SyncState.WRONG_CLOCK:
            detail = _("Your storage takes nothing that comes with a wrong time. Set the clock, then try again.")
            return SyncWords(_("The clock of this computer is wrong."), detail, SyncAction.TRY_AGAIN)
        case SyncState.EMPTIED:
            detail = _("Somebody has removed what was in it. Chats here are untouched.")
            return SyncWords(_("Your storage is empty."), detail, SyncAction.SEND_AGAIN, SyncAction.STOP)
        case SyncState.CODE_REPLACED:
            detail = _("Type it here, and this computer goes on. Chats here are untouched.")
            return SyncWords(_("Your computers have a new code."), detail, SyncAction.TYPE_CODE, SyncAction.STOP)
        case SyncState.KEYS_LOCKED:
            line = _("The key store of this computer cannot be read, so nothing is synced.")
            return SyncWords(line, status.detail, SyncAction.UNLOCK_KEYS, SyncAction.STOP)
        case _:
            return SyncWords(_("Syncing has stopped."), status.detail, SyncAction.TRY_AGAIN)


def _full(status: SyncStatus) -> SyncWords:
    if not status.waiting_chats:
        line, detail = _("Your storage is full."), _("Make room there. Chats are safe on this computer.")
    else:
        count = status.waiting_chats
        line = ngettext(
            "Your storage is full: {count} chat waits here.", "Your storage is full: {count} chats wait here.", count
        ).format(count=number(count))
        detail = ngettext(
            "Make room there. It is safe on this computer.", "Make room there. They are safe on this computer.", count
        )
    return SyncWords(line, detail, SyncAction.TRY_AGAIN)


def _refused(status: SyncStatus) -> SyncWords:
    match "" if status.choice is None else status.choice.kind:
        case "folder":
            line = _("The folder “{path}” cannot be used.").format(path=_address(status.choice))
            detail = _("See who may read and write in it. Chats here are untouched.")
            return SyncWords(line, detail, SyncAction.TRY_AGAIN, SyncAction.CHANGE_ADDRESS)
        case "nextcloud":
            line = _("Your Nextcloud no longer accepts this computer.")
        case _:
            line = _("Your storage no longer accepts this computer.")
    return SyncWords(line, status.detail, SyncAction.SIGN_IN_AGAIN, SyncAction.STOP)


def _not_storage(choice: StorageChoice | None) -> str:
    match "" if choice is None else choice.kind:
        case "nextcloud":
            return _("There is no Nextcloud at this address.")
        case "s3":
            return _("There is no such bucket.")
        case "folder":
            return _("This is no folder.")
        case _:
            return _("There is no WebDAV storage at this address.")


def _address(choice: StorageChoice | None) -> str:
    return "" if choice is None else choice.address
