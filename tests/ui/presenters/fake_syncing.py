"""Syncing without storage, keys and rounds: what the window asks of it is noted, and it stands as a test says."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, Callable
from dataclasses import replace
from typing import Any

from turbodesk.app.signal import Signal
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.storage_errors import StorageError
from turbodesk.chat.storage_trial import TrialResult, TrialStep
from turbodesk.chat.sync_status import Arrived, Device, Found, OfferedDraft, RenewalStep, SyncState, SyncStatus

CODE = "3F7K-Q2MX-9TBA-V5HN-0YCR-6WJD-E8ZP"
OTHER_CODE = "ABCD-EFGH-JKMN-PQRS-TVWX-YZ01-2345"
HERE = Device("aaaaaaaaaaaaaaaa", "Home PC", "Debian 13", "1.4.0", None, is_this=True)
OFFICE = Device("bbbbbbbbbbbbbbbb", "Office PC", "Windows 11", "1.4.0", 1_796_000_000_000)
FOUND = Found(
    is_new=False,
    devices=(OFFICE, Device("c" * 16, "Laptop")),
    chats=1204,
    bytes=8_000_000,
    both_chats=10,
    new_here=12,
    new_there=30,
)


class FakeSyncing:
    """Has the methods of `Syncing` that a window calls."""

    def __init__(self) -> None:
        self.changed: Signal[SyncStatus] = Signal()
        self.arrived: Signal[Arrived] = Signal()
        self.drafts_changed: Signal[str] = Signal()
        self.status = SyncStatus()
        self.told: list[tuple[Any, ...]] = []
        """What was asked of it, each with its arguments."""
        self.trial_error: StorageError | None = None
        self.error: Exception | None = None
        """Raised by whatever may fail next."""
        self.found = FOUND
        self.why_off = ""
        self.trials_ended = 0
        """Checks that were gone through to their end, or closed."""
        self.stays = 0
        """Files of a computer that is removed which cannot be read yet."""
        self.drafts: list[OfferedDraft] = []
        self.stays_at = RenewalStep.DELETE
        """How far the making of a new code comes before it waits."""
        self.waits = asyncio.Event()
        """What takes a while waits for it."""
        self.waits.set()

    @property
    def is_on(self) -> bool:
        return self.status.state is not SyncState.OFF

    def stand(self, state: SyncState, **more: Any) -> None:
        """Stand so from now on."""
        self.status = replace(self.status, state=state, **more)
        self.changed.emit(self.status)

    def turn_on(self, **more: Any) -> None:
        """Stand as after a round that went well."""
        values = {
            "last_at": 1_796_000_000_000,
            "devices": (HERE, OFFICE),
            "room": 8_000_000,
            "choice": StorageChoice("folder", "/home/ada/Sync"),
        }
        self.stand(SyncState.UP_TO_DATE, **(values | more))

    async def _work(self, *told: Any) -> None:
        self.told.append(told)
        await self.waits.wait()
        if self.error is not None:
            raise self.error

    async def start(self) -> None:
        self.told.append(("start",))

    def sync_now(self) -> None:
        self.told.append(("sync_now",))

    def cancel(self) -> None:
        self.told.append(("cancel",))

    async def try_out(self, choice: StorageChoice, secret: str) -> AsyncGenerator[TrialResult, None]:
        self.told.append(("try_out", choice, secret))
        try:
            for step in TrialStep:
                await self.waits.wait()
                if step is TrialStep.WRITE and self.trial_error is not None:
                    yield TrialResult(step, self.trial_error)
                    return
                yield TrialResult(step)
        finally:
            await asyncio.sleep(0)  # as what removes the file and closes the connection
            self.trials_ended += 1

    async def find(self, choice: StorageChoice, secret: str, code: str) -> Found:
        await self._work("find", choice, secret, code)
        return self.found

    def new_code(self) -> str:
        return CODE

    async def begin(self, choice: StorageChoice, secret: str, code: str) -> None:
        await self._work("begin", choice, secret, code)
        self.stand(SyncState.SYNCING, choice=choice, devices=(HERE,), done=0, total=8_000_000)

    async def code(self) -> str:
        await self._work("code")
        return CODE

    async def sign_in_again(self, secret: str) -> None:
        await self._work("sign_in_again", secret)

    async def use_code(self, code: str) -> bool:
        await self._work("use_code", code)
        if not self.found.is_new:
            self.stand(SyncState.STARTING)
        return not self.found.is_new

    async def change_storage(self, choice: StorageChoice, secret: str) -> None:
        await self._work("change_storage", choice, secret)

    def send_everything_again(self) -> None:
        self.told.append(("send_everything_again",))

    async def stop(self) -> None:
        await self._work("stop")
        self.status = SyncStatus()
        self.changed.emit(self.status)

    async def delete_all(self) -> None:
        await self._work("delete_all")
        self.status = SyncStatus()
        self.changed.emit(self.status)

    async def rename_device(self, name: str) -> None:
        await self._work("rename_device", name)
        here = replace(self.status.devices[0], name=name)
        self.stand(self.status.state, devices=(here, *self.status.devices[1:]))

    async def remove_device(self, device_id: str) -> int:
        await self._work("remove_device", device_id)
        self.stand(self.status.state, devices=tuple(one for one in self.status.devices if one.id != device_id))
        return self.stays

    async def change_code(self, on_step: Callable[[RenewalStep], object]) -> str:
        for step in RenewalStep:
            on_step(step)
            if step is self.stays_at:
                break
        await self._work("change_code")
        return OTHER_CODE

    def offered(self, chat_id: str) -> tuple[OfferedDraft, ...]:
        return tuple(one for one in self.drafts if one.chat_id == chat_id)

    def take_draft(self, chat_id: str, writer: str) -> str:
        self.told.append(("take_draft", chat_id, writer))
        return self._drop(chat_id, writer)

    def decline_draft(self, chat_id: str, writer: str) -> None:
        self.told.append(("decline_draft", chat_id, writer))
        self._drop(chat_id, writer)

    def _drop(self, chat_id: str, writer: str) -> str:
        found = next(one for one in self.drafts if (one.chat_id, one.writer) == (chat_id, writer))
        self.drafts.remove(found)
        self.drafts_changed.emit(chat_id)
        return found.text

    def in_front(self, is_in_front: bool) -> None:
        self.told.append(("in_front", is_in_front))

    def message_ended(self) -> None:
        self.told.append(("message_ended",))

    def note_metered(self, is_metered: bool) -> None:
        self.told.append(("note_metered", is_metered))

    async def close(self, limit_s: float) -> None:
        self.told.append(("close", limit_s))
