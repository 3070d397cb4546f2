"""What the window says of syncing: how it stands, its computers, why a storage cannot be used, what comes together."""

from __future__ import annotations

import datetime as dt

from turbodesk.app.syncing.words import words_for
from turbodesk.chat import storage_errors as errors
from turbodesk.chat.errors import Failure, SecretFailure
from turbodesk.chat.storage_choice import FOLDER, NEXTCLOUD, S3, StorageChoice
from turbodesk.chat.storage_trial import TrialStep
from turbodesk.chat.sync_status import Device, Found, SyncState, SyncStatus
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import dotted, number, sentences, size
from turbodesk.ui.settings.computer_rows import ShownState
from turbodesk.ui.settings.computer_storage import KIND_NAMES
from turbodesk.ui.widgets.moment_wording import when_words

_INSIDE = _("This did not work, for a reason inside TurboDesk.")
STEP_NAMES = {
    TrialStep.REACH: _("The storage answers"),
    TrialStep.WRITE: _("A file can be put there"),
    TrialStep.READ: _("It comes back as it was"),
    TrialStep.LIST: _("It is listed"),
    TrialStep.REMOVE: _("It can be removed"),
}
FAILURES = (errors.StorageError, errors.Damaged, errors.TooNew, Failure, ValueError)
"""What may go wrong with what a person asks of syncing, and is no defect of ours."""


def shown_state(status: SyncStatus, now: dt.datetime) -> ShownState:
    """Return how syncing stands, as its row shows it at this moment."""
    said = words_for(status, round(now.timestamp() * 1000))
    line = said.line
    when = "" if status.last_at is None else when_words(status.last_at, now)
    if status.state is SyncState.UP_TO_DATE and when and not (status.unreadable or status.too_new or status.awaited):
        line = dotted(line, when)
    is_long = status.state is SyncState.SYNCING and status.total > 0
    share = min(1.0, status.done / status.total) if is_long else None
    progress = ""
    if is_long:
        # Translators: how far a transfer has come, such as "3.1 MB of 8 MB"
        progress = _("{done} of {total}").format(done=size(status.done), total=size(status.total))
    return ShownState(
        line, said.detail, said.action, said.other_action, status.state is SyncState.SYNCING, share, progress
    )


def device_words(device: Device, now: dt.datetime) -> str:
    """Return what is known of a computer, in a line."""
    version = f"TurboDesk {device.version}" if device.version else ""  # not for people: a name and a number
    seen = "" if device.is_this or device.seen_at is None else when_words(device.seen_at, now)
    # Translators: when a computer was seen last, such as "yesterday, 18:05"
    words = _("last seen {when}").format(when=seen) if seen else ""
    return dotted(*filter(None, (device.system, version, words)))


def storage_words(choice: StorageChoice | None, room: int) -> str:
    """Return where the storage is and how much of it is used, in a line."""
    if choice is None:
        return ""
    place = choice.address if choice.kind != S3 else f"{choice.address} · {choice.bucket}"
    used = _("{size} in use").format(size=size(room)) if room else ""
    return dotted(*filter(None, (KIND_NAMES.get(choice.kind, choice.kind), place, used)))


def failure_words(error: Exception | None, choice: StorageChoice | None = None) -> tuple[str, str]:
    """Return why something could not be done, and what can be done about it, "" where nothing comes to mind.

    None is a defect of ours.
    """
    kind = "" if choice is None else choice.kind
    match error:
        case None:
            return _INSIDE, ""
        case SecretFailure():
            # Its own advice is about the key of a gateway.
            return error.note.sentence, _("Code and password are kept there alone, so it has to be open for syncing.")
        case Failure():
            return error.note.sentence, error.note.advice
        case errors.FolderGone():
            return _("This folder is not there."), _("Connect its disk or share, or choose another folder.")
        case errors.OnlineOnly():
            return (
                _("Files of this folder are not on this computer."),
                _("Have the program that keeps the folder keep it on this computer."),
            )
        case errors.StorageUnreachable():
            return _("The storage does not answer."), sentences(
                _("See whether the address is right and this computer is connected."), error.detail
            )
        case errors.StorageBusy():
            return _("The storage asks to wait."), _("Try again in a few minutes.")
        case errors.Refused():
            return _refused(kind)
        case errors.StorageFull():
            return _("There is no room in the storage."), _("Make room there, or choose another one.")
        case errors.NotStorage():
            return _not_storage(kind), error.detail
        case errors.WrongClock():
            return _("The clock of this computer is wrong."), _("Set it, then try again.")
        case errors.CodeReplaced():
            return (
                _("This code holds no more: your computers have a new one."),
                _("It is in the settings of the computer where it was made, under Other computers."),
            )
        case errors.TooNew():
            return (
                _("What lies in the storage is from a newer TurboDesk."),
                _("Update TurboDesk on this computer, then try again."),
            )
        case errors.Damaged():
            return (
                _("What lies in the storage cannot be opened with this code."),
                _("See whether it is the code of these computers."),
            )
        case errors.StorageError():
            return _("The storage did not do what was asked."), error.detail
        case _:
            return str(error) or _INSIDE, ""


def _refused(kind: str) -> tuple[str, str]:
    if kind == FOLDER:
        return _("TurboDesk may not write in this folder."), _("See who may, or choose another one.")
    if kind == NEXTCLOUD:
        return (
            _("Your Nextcloud does not accept this user name and password."),
            _("Make an app password there, in Settings, Security, Devices & sessions, and paste it."),
        )
    if kind == S3:
        return (
            _("The storage does not accept this key."),
            _("See whether it may list, read, write and delete in this bucket."),
        )
    return _("The storage does not accept this user name and password."), _("See whether both are right.")


def _not_storage(kind: str) -> str:
    if kind == NEXTCLOUD:
        return _("There is no Nextcloud at this address.")
    if kind == S3:
        return _("There is no such bucket at this address.")
    if kind == FOLDER:
        return _("This is no folder that can be used.")
    return _("There is no WebDAV storage at this address.")


def preview_words(found: Found) -> tuple[str, list[str]]:
    """Return what was found in a storage, and what comes of joining it."""
    computers = ngettext("{count} computer", "{count} computers", len(found.devices)).format(
        count=number(len(found.devices))
    )
    headline = dotted(computers, chat_count(found.chats), size(found.bytes))
    lines = [_coming(found.new_here), _going(found.new_there)]
    if found.both_chats:
        words = ngettext(
            "{count} chat is on both sides already.", "{count} chats are on both sides already.", found.both_chats
        )
        lines.append(words.format(count=number(found.both_chats)))
    if found.too_new:
        words = ngettext(
            "{count} file is from a newer TurboDesk and waits for the update of this one.",
            "{count} files are from a newer TurboDesk and wait for the update of this one.",
            found.too_new,
        )
        lines.append(words.format(count=number(found.too_new)))
    return headline, [*filter(None, lines), _("Nothing is lost: where both sides have a chat, it gets all messages.")]


def _coming(count: int) -> str:
    if not count:
        return _("No chat there is new to this computer.")
    words = ngettext("{count} chat comes to this computer.", "{count} chats come to this computer.", count)
    return words.format(count=number(count))


def _going(count: int) -> str:
    if not count:
        return ""
    words = ngettext(
        "{count} chat of this computer goes to the others.", "{count} chats of this computer go to the others.", count
    )
    return words.format(count=number(count))


def chat_count(count: int) -> str:
    """Return how many chats there are, in words."""
    return ngettext("{count} chat", "{count} chats", count).format(count=number(count))
