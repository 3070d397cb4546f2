"""The way in: the key that is pasted, checked, kept, replaced and removed, from the first screen or from Settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app.gateways import Gateways
from turbodesk.app.house import House
from turbodesk.app.keys import Keys
from turbodesk.chat.errors import Failure, FailureNote, KeyMissing
from turbodesk.chat.keys import ApiKey
from turbodesk.ui.parts import Parts

if TYPE_CHECKING:
    from turbodesk.ui.onboarding import OnboardingScreen

KEY_PATIENCE_S = 0.8
"""How long the first screen waits to learn whether there is a key; a key store that asks for its password takes longer.
"""

Told = Callable[[FailureNote | None], None]
"""Hears the outcome of a check: None when all is well."""


class Entrance(QObject):
    """Checks keys against the gateway before anything is kept."""

    entered = Signal()
    """The gateway has accepted a key, which is in force now."""
    demo_chosen = Signal()

    def __init__(self, house: House, parts: Parts) -> None:
        super().__init__()
        self._profiles = house.profiles
        self._gateways = house.gateways
        self._scope = house.scope
        self._parts = parts
        self._screen: OnboardingScreen | None = None
        self._loading: asyncio.Task[None] | None = None

    @property
    def _keys(self) -> Keys:
        """The key of the gateway new chats use."""
        return self._profiles.keys(self._profiles.default_id)

    def need_key(self) -> asyncio.Task[None]:
        """Begin to read the key from where it is kept, unless that was begun before.

        Not at every start: a key store that is locked opens a dialog, and somebody in the demo needs no key.
        """
        if self._loading is None:
            self._loading = self._scope.start("load-key", self._load())
        return self._loading

    async def look_for_key(self) -> None:
        """Wait until it is known whether there is a key, for at most `KEY_PATIENCE_S`; the search goes on after it."""
        await asyncio.wait({self.need_key()}, timeout=KEY_PATIENCE_S)

    def ask(self) -> None:
        """Show the first screen, which asks for a key or offers the demo."""
        if self._screen is None:
            self._screen = self._made()
        self._parts.window.show_onboarding(self._screen)
        self._screen.focus_key()

    def submit(self, url: str, text: str, told: Told, *, this_run_only: bool) -> None:
        """Check a pasted key at `url`; keep both when the gateway accepts them, else change nothing and tell why."""
        try:
            key = ApiKey(text)
        except ValueError as error:
            told(FailureNote("key-form", str(error), "Copy the key again, whole and alone."))
            return
        self._scope.start("check-key", self._enter(url, key, told, this_run_only=this_run_only))

    def cancel(self) -> None:
        """Give up the check that is running."""
        self._scope.cancel("check-key")

    def check(self, told: Told) -> None:
        """Check the key in force at the address in force."""
        self._scope.start("check-key", self._check(told))

    def forget(self) -> None:
        """Remove the key from this computer."""
        self._scope.start("forget-key", self._keys.forget())

    async def _load(self) -> None:
        await self._keys.load()
        # The answer may come late, from a dialog; whoever is being checked with another key is not disturbed.
        is_asking = self._screen is not None and self._parts.window.is_onboarding
        if is_asking and self._keys.key is not None and not self._scope.is_running("check-key"):
            self.entered.emit()

    async def _enter(self, url: str, key: ApiKey, told: Told, *, this_run_only: bool) -> None:
        try:
            await self._gateways.check(url, key)
            self._scope.cancel("load-key")  # what it would find is older than this key
            await self._keys.keep(key, this_run_only=this_run_only)
        except Failure as failure:
            told(failure.note)
            return
        self._profiles.change_url(self._profiles.default_id, url)
        told(None)
        self.entered.emit()

    async def _check(self, told: Told) -> None:
        try:
            if self._keys.key is None:
                raise KeyMissing
            await self._gateways.check(self._profiles.default.url, self._keys.key)
        except Failure as failure:
            told(failure.note)
        else:
            told(None)

    def _made(self) -> OnboardingScreen:
        from turbodesk.ui.onboarding import OnboardingScreen

        screen = self._parts.dressed(OnboardingScreen(self._parts.theme))
        screen.set_resolver(Gateways.resolved)
        screen.set_url(self._profiles.default.url)
        screen.set_key_state(self._keys.state)
        self._keys.changed.connect(screen.set_key_state)

        def submitted(url: str, text: str, this_run_only: bool) -> None:
            screen.show_checking()
            self.submit(url, text, told, this_run_only=this_run_only)

        def told(failure: FailureNote | None) -> None:
            if failure is None:
                screen.forget_key()
            else:
                screen.show_failure(failure)

        def cancelled() -> None:
            self.cancel()
            screen.show_form()

        screen.key_submitted.connect(submitted)
        screen.cancel_requested.connect(cancelled)
        screen.demo_requested.connect(self.demo_chosen)
        return screen
