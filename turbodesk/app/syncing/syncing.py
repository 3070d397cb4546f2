"""Syncing as the window sees it: it is set up, goes on by itself, says how it stands, and is stopped.

One round runs at a time, as a task of its own. Whatever changes how syncing is set up ends the round that runs and has
the field to itself (`alone`), so that no round sends under a code or to a storage that is being left. What a round has
done before it was ended holds.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import replace

from turbodesk.app.signal import Signal
from turbodesk.app.syncing import leaving, renewing
from turbodesk.app.syncing.choosing import find
from turbodesk.app.syncing.parts import SyncParts
from turbodesk.app.syncing.schedule import Schedule
from turbodesk.app.syncing.session import SyncSession, is_empty, open_session, opened
from turbodesk.app.syncing.standing import SyncStanding
from turbodesk.app.syncing.storage_settings import StorageSettings, clean_name
from turbodesk.app.syncing.turn import SyncTurn
from turbodesk.app.syncing.verdicts import FAILURES, RoundVerdicts, SyncFailure
from turbodesk.chat.errors import StoreFailure, StoreUnwritable
from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.storage_errors import NotStorage
from turbodesk.chat.storage_trial import TrialResult, TrialStep
from turbodesk.chat.sync_status import Arrived, Found, OfferedDraft, RenewalStep, SyncState, SyncStatus
from turbodesk.quantities import sentences
from turbodesk.remote.recovery_code import groups, new_code
from turbodesk.remote.trial import trial_id, try_out
from turbodesk.store.sync import own_files
from turbodesk.translation import _


class Syncing:
    """The chats of one person on several computers. Every method belongs to the event loop's thread."""

    def __init__(self, parts: SyncParts) -> None:
        """Nothing happens before `start`."""
        self.arrived: Signal[Arrived] = Signal()
        """A round has brought something from other computers, and the workspace shows it."""
        self._parts = parts
        self.drafts_changed = parts.drafts.changed
        """What is offered for the chat with this id is other than before."""
        self._standing = SyncStanding()
        self.changed = self._standing.changed
        """How it stands is other than before."""
        self._schedule = Schedule(self._begin_round)
        self._verdicts = RoundVerdicts(lambda: asyncio.get_running_loop().time())
        self._turn = SyncTurn(parts, self._standing, self.arrived)
        self._settings: StorageSettings | None = None
        self._session: SyncSession | None = None
        self._round: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self._is_closed = False
        self._is_wished = False
        """A person waits for the next round."""
        self._refills = False
        """The next round sends everything again."""

    @property
    def status(self) -> SyncStatus:
        """How it stands."""
        return self._standing.status

    @property
    def is_on(self) -> bool:
        """Whether it was set up on this computer."""
        return self._settings is not None

    @property
    def why_off(self) -> str:
        """Why chats cannot be synced as they are now, in a sentence; "" where they can."""
        return self._parts.why_off()

    async def start(self) -> None:
        """Go on with what was set up, if anything was. Never raises: what is wrong, the status says."""
        async with self._one_at_a_time:
            if self.is_on or self._is_closed:
                return
            self._settings, note = await self._parts.file.load()
            if self._settings is None:
                self._standing.off("" if note is None else sentences(note.sentence, note.advice))
            elif not self._is_closed:
                self._standing.note(SyncState.STARTING, choice=self._settings.choice)
                self._schedule.start()

    def sync_now(self) -> None:
        """Begin a round at once, whatever stopped the last one; nothing where syncing is off."""
        if self.is_on and not self._is_closed:
            if self.status.state is SyncState.KEYS_LOCKED:
                self._parts.secrets.ask_again()
            self._is_wished = True
            self._schedule.now()

    def cancel(self) -> None:
        """End the round that runs. What it has done holds, and the next one comes in its time."""
        if self._round is not None:
            self._round.cancel()

    def in_front(self, is_in_front: bool) -> None:
        """The window came to the front, or went behind others."""
        self._schedule.in_front(is_in_front)

    def message_ended(self) -> None:
        """Something was said that other computers want."""
        self._schedule.message_ended()

    def note_metered(self, is_metered: bool) -> None:
        """The network is paid for by the byte, or no longer."""
        self._schedule.metered(is_metered)
        self._standing.note(metered=is_metered)

    # Set up

    async def try_out(self, choice: StorageChoice, secret: str) -> AsyncGenerator[TrialResult, None]:
        """Yield how each thing went that syncing needs of a storage; nothing is left behind there.

        Whoever stops in the middle closes it, or what was written stays there and the connection open.
        """
        try:
            storage = await opened(self._parts, choice, secret, trial_id())
        except NotStorage as error:
            yield TrialResult(TrialStep.REACH, error)
            return
        try:
            async with aclosing(try_out(storage)) as steps:
                async for step in steps:
                    yield step
        finally:
            await storage.close()

    async def find(self, choice: StorageChoice, secret: str, code: str) -> Found:
        """Look what lies in a storage under a code; nothing is changed.

        Raises:
            StorageError: it cannot be looked at.
            WrongCode: it is no recovery code; a ValueError.
            TooNew: all there is was written by a newer program.
            Damaged: nothing there can be read with this code.
        """
        return await find(choice, secret, code, jobs=self._parts.database, open_storage=self._parts.open_storage)

    def new_code(self) -> str:
        """Return a code that nobody has."""
        return new_code()

    async def begin(self, choice: StorageChoice, secret: str, code: str) -> None:
        """Sync through this storage from now on; the first round runs behind this.

        Raises:
            WrongCode: it is no recovery code; a ValueError.
            SecretFailure, StoreFailure: the secrets or the settings cannot be kept, and nothing has begun.
        """
        code = "-".join(groups(code))
        if reason := self._parts.why_off():
            raise StoreUnwritable(sentence=reason)
        async with self.alone():
            before = self._settings
            settings = StorageSettings.new(choice, before.device_name if before else "")
            await self._parts.secrets.save(settings.id, code, secret)
            await self._keep(settings)
            if before is not None:
                await leaving.forget_secrets(self._parts, before.id)
            self._begin_afresh(choice)

    async def code(self) -> str:
        """Return the recovery code, for a person to read.

        Raises:
            SecretFailure: the key store cannot be read.
        """
        self._parts.secrets.ask_again()
        return (await self._parts.secrets.load(self._known().id)).code.reveal()

    async def sign_in_again(self, secret: str) -> None:
        """Use another password from now on.

        Raises:
            StorageError: the storage does not accept it, or did not answer; the old one stays.
            SecretFailure: it cannot be kept, or the code cannot be read.
        """
        async with self.alone():
            settings = self._known()
            keys = await self._parts.secrets.load(settings.id)
            await is_empty(self._parts, settings.choice, secret, keys.code.reveal())
            await self._parts.secrets.save_secret(settings.id, secret)
            await self._forget_session()
            self._begin_afresh(settings.choice)

    async def use_code(self, code: str) -> bool:
        """Go on under the code that was made at another computer, in the same storage.

        Returns whether anything lies there under it; where nothing does, nothing has changed.

        Raises:
            WrongCode: it is no recovery code; a ValueError.
            StorageError: that cannot be seen.
            SecretFailure, StoreFailure: it cannot be kept, and nothing has changed.
        """
        code = "-".join(groups(code))
        async with self.alone():
            before = self._known()
            secret = (await self._parts.secrets.load(before.id)).secret.reveal()
            if await is_empty(self._parts, before.choice, secret, code):
                return False
            settings = replace(StorageSettings.new(before.choice, before.device_name), former=before.former)
            await self._parts.secrets.save(settings.id, code, secret)
            await self._keep(settings)
            await leaving.forget_secrets(self._parts, before.id)
            self._begin_afresh(before.choice)
            return True

    async def change_storage(self, choice: StorageChoice, secret: str) -> None:
        """Use another storage from now on, with the same code; where nothing lies there yet, everything is sent.

        Raises:
            StorageError: it cannot be used; all is as it was.
            SecretFailure, StoreFailure: what was chosen cannot be kept.
        """
        async with self.alone():
            before = self._known()
            keys = await self._parts.secrets.load(before.id)
            refills = await is_empty(self._parts, choice, secret, keys.code.reveal())
            settings = replace(StorageSettings.new(choice, before.device_name), former=before.former)
            await self._parts.secrets.save(settings.id, keys.code.reveal(), secret)
            try:
                await self._keep(settings)
            finally:
                if self._settings is settings:  # else all goes on in the one of before, which lacks nothing
                    self._refills = refills
            await leaving.forget_secrets(self._parts, before.id)
            self._begin_afresh(choice)

    def send_everything_again(self) -> None:
        """Send everything again, after a person was told that the storage is empty."""
        self._refills = True
        self.sync_now()

    async def rename_device(self, name: str) -> None:
        """Call this computer so, here and at the others; "" for its own name.

        Raises:
            StoreFailure: that cannot be kept.
        """
        async with self.alone():
            await self._keep(replace(self._known(), device_name=clean_name(name)))

    # Taken apart

    async def stop(self) -> None:
        """Take part no more: the others are told if that goes quickly, and everything stays on this computer.

        Raises:
            StoreFailure: the settings cannot be removed, so it goes on.
            SecretFailure: it has stopped, but code and password are still in the key store.
        """
        async with self.alone():
            await self._leave(tells=True)

    async def delete_all(self) -> None:
        """Delete everything from the storage, then stop; all chats stay on the computers that have them.

        Raises:
            StorageError: some of it may still be there, and it has not stopped.
            StoreFailure, SecretFailure: as `stop`.
        """
        async with self.alone():
            session = await self._open()
            await leaving.delete_everything(session.storage)
            await self._leave(tells=False)

    async def remove_device(self, device_id: str) -> int:
        """Remove a computer that is lost: what it sent is taken over, then its files are deleted.

        Returns how many of its files had to stay, since they could not be read yet.

        Raises:
            StorageError: nothing is lost; to be done again.
            SecretFailure, StoreFailure: the code or the chats cannot be read.
        """
        async with self.alone():
            return await leaving.remove_device(self._parts, await self._open(), device_id)

    async def change_code(self, on_step: Callable[[RenewalStep], object]) -> str:
        """Make a new code, send everything again under it, and delete what lies under the old one.

        Returns the new code, as soon as this computer goes on under it: where sending or deleting fails then, the next
        rounds go on with it. Every other computer needs the new code.

        Raises:
            StorageError: what others have sent cannot be read, and the old code stays.
            SecretFailure, StoreFailure: the new code cannot be kept, and the old one stays.
        """
        async with self.alone():
            before, session = self._known(), await self._open()
            code, self._settings = await renewing.make_new_code(self._parts, session, before, on_step)
            self._session = None
            on_step(RenewalStep.SEND)
            await renewing.tell_others(session)
            await leaving.forget_secrets(self._parts, before.id)
            with suppress(*FAILURES):  # the next round says what is wrong, and goes on
                for _ in range(2):  # the second one sees that what the first has sent is there
                    await self._turn.run(await self._open(), self._known())
                on_step(RenewalStep.DELETE)
                await self._delete_former()
            self._is_wished = True
            return code

    async def close(self, limit_s: float) -> None:
        """End everything; where something waits to be sent and all was well, send it, within `limit_s` seconds."""
        self._is_closed = True
        state = self.status.state
        is_well = self.is_on and state in (SyncState.UP_TO_DATE, SyncState.SYNCING, SyncState.STARTING)
        self._schedule.stop()
        with suppress(TimeoutError, *FAILURES):
            async with asyncio.timeout(limit_s):
                if self._round is not None and not self._round.done():
                    await asyncio.wait([self._round])
                if is_well and self._session is not None:
                    await self._turn.send_last(self._session, self._known())
        await self._round_ended()
        self._turn.end()
        if self._session is not None:
            session, self._session = self._session, None
            with suppress(TimeoutError):
                async with asyncio.timeout(limit_s):
                    await session.close()

    # Drafts of other computers

    def offered(self, chat_id: str) -> tuple[OfferedDraft, ...]:
        """Return what was typed for this chat at other computers, the newest first."""
        return self._parts.drafts.of(chat_id)

    def take_draft(self, chat_id: str, writer: str) -> str:
        """Return the text of what was typed at a computer, which is offered no more; "" where it is not."""
        return self._parts.drafts.take(chat_id, writer)

    def decline_draft(self, chat_id: str, writer: str) -> None:
        """Offer what was typed at a computer no more, until something else is typed there."""
        self._parts.drafts.decline(chat_id, writer)

    # Inside

    @asynccontextmanager
    async def alone(self) -> AsyncIterator[None]:
        """Have no round run, and nobody else change how syncing is set up; then go on, where it is set up."""
        async with self._one_at_a_time:
            self._schedule.stop()
            try:
                await self._round_ended()
                yield
            finally:
                if self.is_on and not self._is_closed:
                    self._schedule.start()

    async def _round_ended(self) -> None:
        if self._round is not None and not self._round.done():
            self._round.cancel()
            await asyncio.wait([self._round])
        self._round = None

    def _begin_round(self) -> None:
        if not self._parts.scope.is_closed:
            self._round = self._parts.scope.start("round", self._run_round())

    async def _run_round(self) -> None:
        """Go through one round and say how it ended. What is a defect is reported, and ends the rounds."""
        is_wished, self._is_wished = self._is_wished, False
        before = self.status.state
        try:
            try:
                await self._go_through(is_wished=is_wished)
            except FAILURES as failure:
                with suppress(StoreFailure):
                    await self._turn.tell()
                self._failed(failure)
            else:
                self._verdicts.went_well()
                self._schedule.went_well()
        except asyncio.CancelledError:
            self._schedule.put_off()
            self._standing.note(before, done=0, total=0)
            raise
        except Exception:
            self._schedule.halt()
            self._standing.note(SyncState.FAILED, detail=_("Something unexpected has happened."), done=0, total=0)
            raise

    async def _go_through(self, *, is_wished: bool) -> None:
        if reason := self._parts.why_off():
            raise StoreUnwritable(sentence=reason)
        if is_wished:
            self._standing.note(SyncState.SYNCING)
        await self._turn.begin()
        session = await self._open()
        refills = self._refills
        is_metered = self._schedule.is_metered and not is_wished
        try:
            await self._turn.run(session, self._known(), refills=refills, is_metered=is_metered)
            self._refills = False
        finally:
            if self._turn.has_sent:  # what is left waits as anything else does, and is not to be sent twice
                self._refills = False
        if not is_metered:
            await self._delete_former()

    async def _delete_former(self) -> None:
        """Delete what lies under an earlier code, once all of it was seen to lie under this one."""
        settings = self._known()
        if settings.former and not await self._parts.database.read(own_files.is_behind):
            self._settings = await renewing.delete_former(self._parts, settings)

    def _failed(self, failure: SyncFailure) -> None:
        verdict = self._verdicts.of(failure)
        until = None
        if verdict.halts:
            self._schedule.halt()
        else:
            wait_s = self._schedule.went_wrong(wait_s=verdict.wait_s, is_told=verdict.is_told)
            until = self._parts.now() + int(wait_s * 1000) if verdict.state is SyncState.BUSY else None
        self._standing.note(verdict.state, detail=verdict.detail, until=until, done=0, total=0)

    def _known(self) -> StorageSettings:
        if self._settings is None:
            raise StoreUnwritable(sentence=_("Syncing is off."))
        return self._settings

    async def _keep(self, settings: StorageSettings) -> None:
        """Have these settings hold. A secret that was kept for them and is of no use then is forgotten."""
        await leaving.keep(self._parts, settings, self._settings)
        self._settings = settings
        await self._forget_session()

    async def _open(self) -> SyncSession:
        if self._session is None:
            self._session = await open_session(self._parts, self._known())
        return self._session

    async def _forget_session(self) -> None:
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    def _begin_afresh(self, choice: StorageChoice) -> None:
        """Let the next round be one that a person waits for, and that nothing is known against."""
        self._verdicts.went_well()
        self._is_wished = True
        self._standing.note(SyncState.STARTING, choice=choice, detail="", until=None)

    async def _leave(self, *, tells: bool) -> None:
        settings = self._known()
        if tells:
            await leaving.say_so(self._parts, self._open)
        try:
            await self._parts.file.remove()
        except asyncio.CancelledError:  # the file is gone all the same
            self._be_off()
            raise
        self._be_off()
        await self._forget_session()
        await leaving.forget(self._parts, settings.id)

    def _be_off(self) -> None:
        self._settings = None
        self._turn.end()
        self._refills = False
        self._verdicts.went_well()
        self._standing.off()
