"""Counts what lies in a storage, from the records of its files, without keeping any of them.

Of an id only its hash is kept, 8 bytes, so that many thousands of messages take a few megabytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from turbodesk.chat.sync_status import Device, Found
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.sync.devices import device_of, in_order
from turbodesk.store.sync.stamps import NEVER, Stamp, stamp_of

Record = dict[str, object]
_GONE, _BACK, _DELETED = "gone", "back", "deleted"


@dataclass(frozen=True, slots=True)
class ChatsHere:
    """The chats of this computer that have messages, by the hashes of their ids."""

    shown: frozenset[int]
    """Those that are not in the trash."""
    trashed: frozenset[int]


@dataclass(slots=True)
class Tally:
    """What was read so far; records may come in any order, and several times."""

    _chat_of: dict[int, int] = field(default_factory=dict)
    """By message, its chat."""
    _gone: dict[int, list[Stamp]] = field(default_factory=dict)
    """By message, when it was removed for good and when it was brought back."""
    _deleted: dict[int, tuple[Stamp, bool]] = field(default_factory=dict)
    """By chat, when it was last put into the trash (True), or taken out of it."""
    _devices: dict[str, tuple[Stamp, object]] = field(default_factory=dict)
    _left: set[str] = field(default_factory=set)
    _seen_at: dict[str, int] = field(default_factory=dict)

    def add(self, records: Iterable[Record]) -> None:
        """Count records; what is not of the right form is passed over."""
        for record in records:
            id_, stamps = record.get("id"), _stamps_in(record)
            if not isinstance(id_, str):
                continue
            match record.get("k"):
                case "message" if isinstance(chat := record.get("chat"), str):
                    self._chat_of[hash(id_)] = hash(chat)
                    self._note_gone(hash(id_), stamps)
                case "gone":
                    self._note_gone(hash(id_), stamps)
                case "chat" if _DELETED in stamps:
                    self._note_deleted(hash(id_), record, stamps[_DELETED])
                case "device" if "" in stamps and stamps[""] > self._devices.get(id_, (NEVER, None))[0]:
                    self._devices[id_] = stamps[""], record.get("value")
                case "left":
                    self._left.add(id_)
            for at, by in stamps.values():
                self._seen_at[by] = max(at, self._seen_at.get(by, 0))

    def found(self, here: ChatsHere, *, now: int, size: int, too_new: int) -> Found:
        """Return what that comes to, beside what is here; `size` is in bytes, `now` in milliseconds since 1970."""
        there = {chat for message, chat in self._chat_of.items() if not self._is_gone(message)}
        shown = {chat for chat in there if not self._deleted.get(chat, (NEVER, False))[1]}
        return Found(
            is_new=False,
            devices=self._found_devices(now),
            chats=len(shown),
            bytes=size,
            both_chats=len(here.shown & there),
            new_here=len(shown - here.shown - here.trashed),
            new_there=len(here.shown - there),
            too_new=too_new,
        )

    def _found_devices(self, now: int) -> tuple[Device, ...]:
        made = [
            device_of(id_, value, min(now, self._seen_at.get(id_, now)))
            for id_, (_, value) in self._devices.items()
            if id_ not in self._left
        ]
        return in_order([one for one in made if one is not None])

    def _note_gone(self, message: int, stamps: dict[str, Stamp]) -> None:
        if _GONE in stamps or _BACK in stamps:
            latest = self._gone.setdefault(message, [NEVER, NEVER])
            latest[0] = max(latest[0], stamps.get(_GONE, NEVER))
            latest[1] = max(latest[1], stamps.get(_BACK, NEVER))

    def _is_gone(self, message: int) -> bool:
        latest = self._gone.get(message)
        return latest is not None and latest[0] > latest[1]

    def _note_deleted(self, chat: int, record: Record, stamp: Stamp) -> None:
        fields = record.get("f")
        entry = fields.get(_DELETED) if isinstance(fields, dict) else None
        cells = entry[2] if isinstance(entry, list) and len(entry) == 3 else None
        if isinstance(cells, list) and len(cells) == 1 and stamp > self._deleted.get(chat, (NEVER, False))[0]:
            self._deleted[chat] = stamp, cells[0] is not None


def _stamps_in(record: Record) -> dict[str, Stamp]:
    """Return the stamps of a record, by field; "" for its own."""
    fields = record.get("f")
    entries: dict[str, list[object]] = {"": [record.get("at"), record.get("by")]}
    if isinstance(fields, dict):
        entries |= {name: entry for name, entry in fields.items() if isinstance(entry, list) and len(entry) > 1}
    found: dict[str, Stamp] = {}
    for name, entry in entries.items():
        try:
            found[name] = stamp_of(entry[0], entry[1])
        except ValueError:
            continue
    return found
