"""The key in force, and what a person can do with it: load, replace, keep for this run, forget."""

from __future__ import annotations

from turbodesk.app.signal import Signal
from turbodesk.chat.errors import SecretFailure
from turbodesk.chat.keys import ApiKey, KeyPlace, KeyState
from turbodesk.store.secrets import Secrets


class Keys:
    """One gateway profile's key. The key itself leaves this object only towards the gateway's client."""

    def __init__(self, secrets: Secrets, profile: str = "default") -> None:
        self.changed: Signal[KeyState] = Signal()
        self.state = KeyState()
        self.key: ApiKey | None = None
        self._secrets = secrets
        self._profile = profile

    async def load(self) -> KeyState:
        """Read the key from where it is kept; a key store that fails is told in the state, never raised."""
        key, state = await self._secrets.load(self._profile)
        self._now(key, state)
        return state

    async def keep(self, key: ApiKey, *, this_run_only: bool) -> KeyState:
        """Use a new key from now on and keep it as asked.

        Raises:
            SecretFailure: the key store would not take it; nothing has changed.
        """
        is_overruled = self.state.place is KeyPlace.ENVIRONMENT
        if this_run_only:
            self._secrets.keep_for_this_run(self._profile, key)
            state = KeyState(KeyPlace.THIS_RUN)
        else:
            state = await self._secrets.save(self._profile, key)
        if is_overruled:
            return await self.load()  # the environment still wins
        self._now(key, state)
        return state

    async def forget(self) -> KeyState:
        """Remove the key from memory and from the key store; one that could not be removed is told in the state."""
        try:
            await self._secrets.forget(self._profile)
        except SecretFailure as failure:
            self._now(self.key, KeyState(self.state.place, self.state.store_name, failure.note))
            return self.state
        return await self.load()

    def _now(self, key: ApiKey | None, state: KeyState) -> None:
        self.key, self.state = key, state
        self.changed.emit(state)
