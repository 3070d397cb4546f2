"""The key of a gateway at the address it was given for, and what a person can do with it: load, replace, forget.

A key is bound to an origin, which is scheme, host and port: it is filed under the gateway *and* the origin, and
whoever wants it says for which address. So nothing that changes the address of a gateway can take its key along,
neither `--gateway` nor the settings nor a file from elsewhere. Another address has another key, or none and is asked
for it; the first one's key stays where it is, and is found again when the address comes back.

Keys of versions that filed them under the gateway alone are found through `older_at`: the origin such a key belongs to,
which `Profiles` decides once.

Why the environment's key is bound too: a variable set for good in a shell's profile would go to whatever address is
tried out next. It is for the address that TURBODESK_API_KEY_FOR names; without that, for the one address TurboDesk
comes with. No file is asked, not even for the address it was sent to by older versions, which bound it to none: a
folder from elsewhere would name its own.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from turbodesk.app.signal import Signal
from turbodesk.chat.errors import FailureNote, SecretFailure, SecretsFailed
from turbodesk.chat.keys import ApiKey, KeyPlace, KeyState
from turbodesk.chat.profile import FIRST
from turbodesk.gateway.address import origin_of
from turbodesk.settings import GATEWAY_URL
from turbodesk.store.secrets import VARIABLE, VARIABLE_FOR, Secrets
from turbodesk.translation import _


class Keys:
    """One gateway's key. The key itself leaves this object only towards the gateway's client."""

    def __init__(
        self,
        secrets: Secrets,
        profile: str,
        url: Callable[[], str],
        *,
        older_at: str = "",
        filed: set[str] | None = None,
        filed_changed: Callable[[], None] = lambda: None,
    ) -> None:
        """`url` gives the gateway's address as it is now. `older_at` is the origin an older version's key belongs to.

        `filed` are the origins for which the key store has a key, kept up to date here; `filed_changed` is told.
        """
        self.changed: Signal[KeyState] = Signal()
        self.state = KeyState()
        """Of the key for the address of now."""
        self._secrets = secrets
        self._profile = profile
        self._url = url
        self._older_at = older_at
        self._filed: set[str] = set() if filed is None else filed
        self._filed_changed = filed_changed
        self._key: ApiKey | None = None
        self._origin = self.origin

    @property
    def origin(self) -> str:
        """Scheme, host and port of the gateway's address now; "" while that is none."""
        return origin_of(self._url())

    @property
    def key(self) -> ApiKey | None:
        """The key for the gateway's address of now, if it is known."""
        return self.key_for(self._url())

    @property
    def may_be_kept(self) -> bool:
        """Whether there is, or may be, a key for one of the gateway's addresses; the key store is not asked."""
        return self._key is not None or bool(self._filed) or bool(self._older_at)

    def key_for(self, url: str) -> ApiKey | None:
        """Return the key for this address, and for no other; None when it is not known, or the gateway's no more."""
        origin = origin_of(url)
        return self._key if origin and origin == self._origin == self.origin else None

    def follow(self) -> None:
        """Take note that the gateway may have another address: the key of the old one is not this one's."""
        if self._origin != self.origin:
            self._now(None, KeyState(store_name=self.state.store_name))

    async def load(self) -> KeyState:
        """Read the key from where it is kept; a key store that fails is told in the state, never raised."""
        origin = self.origin
        if not origin:
            self._now(None, KeyState())
            return self.state
        variable = self._takes_variable(origin)
        key, state = await self._secrets.load(self._entry(origin), older=self._older(origin), variable=variable)
        if self._profile == FIRST and not variable and key is None and self._secrets.has_variable:
            state = replace(state, failure=self._not_for(origin, state.failure))
        if origin == self.origin:
            if state.place is KeyPlace.STORE:
                self._note(filed={origin})
            self._now(key, state)
        return self.state

    async def keep(self, key: ApiKey, *, this_run_only: bool, url: str | None = None) -> KeyState:
        """Use a new key from now on at `url`, which is the gateway's address unless given, and keep it as asked.

        Raises:
            SecretFailure: the key store would not take it; nothing has changed.
        """
        origin = self.origin if url is None else origin_of(url)
        if not origin:
            raise SecretsFailed(sentence=_("The key could not be kept: the address it is for is none."))
        if this_run_only:
            self._secrets.keep_for_this_run(self._entry(origin), key)
            state = KeyState(KeyPlace.THIS_RUN)
        else:
            state = await self._secrets.save(self._entry(origin), key)
            self._note(filed={origin})
        if origin != self.origin:
            return self.state  # it is found when the gateway is there
        if self._takes_variable(origin) and self._secrets.has_variable:
            return await self.load()  # the environment still wins
        self._now(key, state)
        return state

    async def forget(self) -> KeyState:
        """Remove the key for the address of now, or, where it has none, those for the gateway's other addresses.

        What could not be removed is told in the state.
        """
        origins = {self.origin, *(self.state.elsewhere if self.state.place is KeyPlace.NONE else ())}
        if await self._removed(*origins):
            return await self.load()
        return self.state

    async def forget_all(self, origins: Iterable[str]) -> None:
        """Remove the keys for all these addresses: the gateway itself is going."""
        await self._removed(*origins)

    async def _removed(self, *origins: str) -> bool:
        entries = {self._entry(origin) for origin in origins} | {
            older for origin in origins if (older := self._older(origin))
        }
        try:
            await self._secrets.forget(*sorted(entries))
        except SecretFailure as failure:
            self._now(self._key, KeyState(self.state.place, self.state.store_name, failure.note))
            return False
        self._note(gone=set(origins))
        return True

    def _note(self, *, filed: Iterable[str] = (), gone: Iterable[str] = ()) -> None:
        before = set(self._filed)
        self._filed.update(filed)
        self._filed.difference_update(gone)
        if before != self._filed:
            self._filed_changed()

    def _entry(self, origin: str) -> str:
        return f"{self._profile} at {origin}"  # not for people

    def _older(self, origin: str) -> str:
        """The entry an older version made for this address; "" where it made none."""
        return self._profile if origin and origin == self._older_at else ""

    def _takes_variable(self, origin: str) -> bool:
        return self._profile == FIRST and origin == self._variable_at

    @property
    def _variable_at(self) -> str:
        said = self._secrets.variable_for
        return origin_of(said or GATEWAY_URL.default)

    def _not_for(self, origin: str, failure: FailureNote | None) -> FailureNote:
        """Why the environment's key is not used here; whether a key can be stored is the key store's to say."""
        words = _("The key in {variable} is for no address and is not sent to {address}.")
        if self._variable_at:
            words = _("The key in {variable} is for {other} and is not sent to {address}.")
        note = SecretsFailed(
            sentence=words.format(variable=VARIABLE, other=self._variable_at, address=origin),
            advice=_(
                "Paste a key for this address, or name the address in {variable} and start TurboDesk again."
            ).format(variable=VARIABLE_FOR),
        ).note
        return note if failure is None else replace(note, kind=failure.kind)

    def _now(self, key: ApiKey | None, state: KeyState) -> None:
        self._origin = self.origin
        elsewhere = tuple(sorted(self._filed - {self._origin}))
        self._key, self.state = key, replace(state, elsewhere=elsewhere)
        self.changed.emit(state)
