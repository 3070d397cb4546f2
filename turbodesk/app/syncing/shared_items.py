"""Keeps presets, prompts and gateways, which live in small files, in step with what the storage has of them.

`push` compares what is here with what was last in step, and has sent what was changed or deleted since; it needs no
storage, so it follows every change at once and the change has the time at which it was made. `pull` brings here what
came. A round does both: push, take in, pull, send.

Nothing is sent before the first `pull`: what the person's other computers have comes first, and what is here is added
to it. Chats may be sent before that, but not before the first `push`, which gives their gateways ids that nobody else
has. Which preset begins new chats, and which gateway they use, is every computer's own.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from turbodesk.app.preferences import Preferences
from turbodesk.app.presets import Presets
from turbodesk.app.profiles import Profiles
from turbodesk.app.prompts import MOST, Prompts
from turbodesk.app.signal import Subscription
from turbodesk.app.syncing.shared_gateways import SharedGateways
from turbodesk.app.syncing.shared_sets import Jobs, SharedSet, moved
from turbodesk.chat.ids import now_ms
from turbodesk.chat.preset import Preset
from turbodesk.chat.prompt import Prompt
from turbodesk.store.sync import items
from turbodesk.store.sync.references import move_preset

if TYPE_CHECKING:
    import sqlite3

_JOINED = "joined"


class SharedItems:
    """What is the same on all of a person's computers and lives in small files."""

    def __init__(
        self,
        jobs: Jobs,
        *,
        presets: Presets,
        prompts: Prompts,
        profiles: Profiles,
        preferences: Preferences,
        now: Callable[[], int] = now_ms,
    ) -> None:
        """`jobs` is the database, in which syncing has begun; `now` gives milliseconds since 1970."""
        self._jobs, self._kept_presets = jobs, presets
        self._signals = presets.changed, prompts.changed, profiles.changed
        self._presets = SharedSet("preset", Preset, presets, jobs, now)
        self._prompts = SharedSet("prompt", Prompt, prompts, jobs, now, most=MOST)
        self._gateways = SharedGateways(profiles, preferences, jobs, now)
        self._one_at_a_time = asyncio.Lock()
        for one in (self._presets, self._prompts, self._gateways):
            one.look()

    def when_changed(self, listener: Callable[[], object]) -> list[Subscription]:
        """Call `listener` after changes that `push` should hear of; also after those that `pull` has made."""
        return [signal.connect(lambda _: listener()) for signal in self._signals]

    async def push(self) -> None:
        """Have sent what was changed or deleted here since the last time; nothing before the first `pull`."""
        async with self._one_at_a_time:
            await self._gateways.name()
            if await self._jobs.read(_has_joined):
                await self._push()

    async def pull(self) -> frozenset[str]:
        """Bring here what came, and have sent what follows from it, such as another name for one of two alike.

        Returns the ids of chats whose gateway or preset has another id now: whoever has read them reads them anew.
        """
        async with self._one_at_a_time:
            if await self._jobs.read(_has_joined):
                await self._push()
            default = self._kept_presets.default()
            await self._presets.pull()
            same, self._presets.same = self._presets.same, {}
            if default is not None and default.id in same:
                self._kept_presets.choose_default(same[default.id])
            changed = await moved(self._jobs, move_preset, same.items())
            await self._prompts.pull()
            changed |= await self._gateways.pull()
            await self._jobs.write(_join)
            await self._push()
        return changed

    async def _push(self) -> None:
        await self._presets.push()
        await self._prompts.push()
        await self._gateways.push()


def _has_joined(connection: sqlite3.Connection) -> bool:
    return bool(items.noted(connection, _JOINED))


def _join(connection: sqlite3.Connection) -> None:
    items.note(connection, _JOINED, "", True)
