"""Offers what was typed at another computer and not sent; it is never put over what somebody types here."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app.signal import Signal
from turbodesk.app.syncing.shared_sets import Jobs
from turbodesk.chat.sync_status import OfferedDraft
from turbodesk.store.sync import items
from turbodesk.store.sync.devices import device_of
from turbodesk.store.sync.drafts import DraftElsewhere, drafts_elsewhere, note_answered

if TYPE_CHECKING:
    import sqlite3


class OfferedDrafts:
    """The drafts of other computers that are offered here, by chat."""

    def __init__(self, jobs: Jobs) -> None:
        self.changed: Signal[str] = Signal()
        """Others are offered for the chat with this id."""
        self._jobs = jobs
        self._offered: dict[str, tuple[OfferedDraft, ...]] = {}

    def of(self, chat_id: str) -> tuple[OfferedDraft, ...]:
        """Return what is offered for a chat, the newest first, one of a computer at most."""
        return self._offered.get(chat_id, ())

    async def refresh(self) -> None:
        """Look what is offered now; after something came, and at the start."""
        before, self._offered = self._offered, await self._jobs.read(_offered)
        for chat_id in sorted(before.keys() | self._offered.keys()):
            if before.get(chat_id) != self._offered.get(chat_id):
                self.changed.emit(chat_id)

    def forget(self) -> None:
        """Offer nothing any more: syncing has ended here."""
        before, self._offered = self._offered, {}
        for chat_id in sorted(before):
            self.changed.emit(chat_id)

    def take(self, chat_id: str, writer: str) -> str:
        """Return the text of a draft, which is offered no more; "" where it is not. Its writer keeps it."""
        return self._answer(chat_id, writer)

    def decline(self, chat_id: str, writer: str) -> None:
        """Offer a draft no more, until it is another one."""
        self._answer(chat_id, writer)

    def _answer(self, chat_id: str, writer: str) -> str:
        offered = self.of(chat_id)
        draft = next((one for one in offered if one.writer == writer), None)
        if draft is None:
            return ""
        rest = tuple(one for one in offered if one is not draft)
        if rest:
            self._offered[chat_id] = rest
        else:
            del self._offered[chat_id]
        answered = DraftElsewhere(chat_id, writer, draft.text, draft.at or 0)
        self._jobs.write(partial(note_answered, draft=answered))
        self.changed.emit(chat_id)
        return draft.text


def _offered(connection: sqlite3.Connection) -> dict[str, tuple[OfferedDraft, ...]]:
    names = {
        item.id: device.name
        for item in items.all_of(connection, "device")
        if (device := device_of(item.id, item.value, None)) is not None
    }
    found: dict[str, list[OfferedDraft]] = {}
    for chat_id, writer, text, at in drafts_elsewhere(connection):
        name = names.get(writer, writer[:4].upper())
        found.setdefault(chat_id, []).append(OfferedDraft(chat_id, writer, name, text, at))
    return {chat_id: tuple(drafts) for chat_id, drafts in found.items()}
