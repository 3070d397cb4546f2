"""The way in: the key that is pasted, checked, kept, replaced and removed, from the first screen or from Settings."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app.gateways import Gateways
from turbodesk.app.keys import Keys
from turbodesk.app.profiles import Profiles
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import Failure, FailureNote
from turbodesk.chat.keys import ApiKey
from turbodesk.translation import _
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.ui.onboarding import OnboardingScreen

KEY_PATIENCE_S = 0.8
"""How long the first screen waits to learn whether there is a key; a key store that asks for its password takes longer.
"""

OnResult = Callable[[FailureNote | None], None]
"""Hears the outcome of a check: None when all is well."""


class ApiKeyPresenter(QObject):
    """Checks keys against the gateway before anything is kept."""

    entered = Signal()
    """The gateway has accepted a key, which is in force now."""
    demo_chosen = Signal()

    def __init__(
        self,
        window: Window,
        *,
        profiles: Profiles,
        gateways: Gateways,
        scope: Scope,
        new_screen: Callable[[], OnboardingScreen],
    ) -> None:
        """`new_screen` makes the first screen; it is called once at most."""
        super().__init__(window)
        self._window = window
        self._profiles = profiles
        self._gateways = gateways
        self._scope = scope
        self._new_screen = new_screen
        self._screen: OnboardingScreen | None = None
        self._loading: dict[tuple[str, str], asyncio.Task[None]] = {}

    @property
    def _keys(self) -> Keys:
        """The key of the gateway new chats use."""
        return self._profiles.keys(self._profiles.default_id)

    def need_key(self, profile_id: str = "") -> asyncio.Task[None]:
        """Begin to read a gateway's key from where it is kept, unless that was begun before; "": that of new chats.

        Not at every start: a key store that is locked opens a dialog, and somebody in the demo needs no key.
        """
        profile_id = profile_id or self._profiles.default_id
        place = (profile_id, self._profiles.keys(profile_id).origin)
        if place not in self._loading:
            self._loading[place] = self._scope.start(f"load-key.{profile_id}", self._load(profile_id))
        return self._loading[place]

    async def look_for_key(self) -> None:
        """Wait until it is known whether there is a key, for at most `KEY_PATIENCE_S`; the search goes on after it."""
        await asyncio.wait({self.need_key()}, timeout=KEY_PATIENCE_S)

    async def can_ask_for_replies(self) -> bool:
        """Whether the gateway of new chats can be used: it has its key, or wants none."""
        if not self._gateways.wants_key(self._profiles.default):
            return True
        await self.look_for_key()
        return self._keys.key is not None

    def ask(self) -> None:
        """Show the first screen, which asks for a key or offers the demo."""
        if self._screen is None:
            self._screen = self._made()
        self._window.show_onboarding(self._screen)
        self._screen.focus_key()

    def submit(self, url: str, text: str, on_result: OnResult, *, this_run_only: bool, profile_id: str = "") -> None:
        """Check a pasted key at `url`; keep both when the gateway accepts them, else change nothing and tell why.

        They are kept as those of the gateway `profile_id`; "": of the one new chats use.
        """
        profile_id = profile_id or self._profiles.default_id
        key = _key_in(text, on_result)
        if key is not None:
            self._scope.start("check-key", self._enter(profile_id, url, key, on_result, this_run_only))

    def keep(self, url: str, text: str, on_result: OnResult, *, this_run_only: bool, profile_id: str = "") -> None:
        """Keep a key and its address although the check has failed: it may be the check that is wrong.

        The rest is as with `submit`; `on_result` hears whether the key could be kept.
        """
        profile_id = profile_id or self._profiles.default_id
        key = _key_in(text, on_result)
        if key is not None:
            self._scope.start("check-key", self._keep(profile_id, url, key, on_result, this_run_only))

    def submit_without_key(self, url: str, on_result: OnResult) -> None:
        """Check a gateway on this computer that wants no key; new chats use it when it answers."""
        self._scope.start("check-key", self._enter_without_key(url, on_result))

    def keep_without_key(self, url: str, on_result: OnResult) -> None:
        """Let new chats use a gateway on this computer without a key, although it has not answered."""
        self._profiles.change_url(self._profiles.default_id, url)
        self._profiles.set_needs_key(self._profiles.default_id, False)
        on_result(None)
        self.entered.emit()

    def use(self, profile_id: str) -> None:
        """Let new chats use this gateway, and go in: who chooses one wants neither the first screen nor the demo."""
        self._profiles.choose_default(profile_id)
        self.entered.emit()

    def cancel(self) -> None:
        """Give up the check that is running."""
        self._scope.cancel("check-key")

    def forget(self, profile_id: str) -> None:
        """Remove a gateway's key from this computer."""
        self._scope.start("forget-key", self._profiles.keys(profile_id).forget())

    async def _load(self, profile_id: str) -> None:
        keys = self._profiles.keys(profile_id)
        await keys.load()
        # The answer may come late, from a dialog; whoever is being checked with another key is not disturbed.
        is_asking = self._screen is not None and self._window.is_onboarding
        is_for_it = profile_id == self._profiles.default_id
        if is_asking and is_for_it and keys.key is not None and not self._scope.is_running("check-key"):
            self.entered.emit()

    async def _enter(self, profile_id: str, url: str, key: ApiKey, on_result: OnResult, this_run_only: bool) -> None:
        try:
            is_bearer = await self._gateways.check(url, key, self._profiles.headers(profile_id, url=url))
        except Failure as failure:
            on_result(failure.note)
            return
        await self._keep(profile_id, url, key, on_result, this_run_only, is_bearer=is_bearer)

    async def _keep(
        self,
        profile_id: str,
        url: str,
        key: ApiKey,
        on_result: OnResult,
        this_run_only: bool,
        *,
        is_bearer: bool | None = None,
    ) -> None:
        try:
            self._scope.cancel(f"load-key.{profile_id}")  # what it would find is older than this key
            await self._profiles.keys(profile_id).keep(key, this_run_only=this_run_only, url=url)
        except Failure as failure:
            on_result(failure.note)
            return
        self._profiles.change_url(profile_id, url)
        if is_bearer is not None and is_bearer is not (self._profiles.facts(profile_id).bearer is True):
            self._profiles.learn(profile_id, bearer=is_bearer)
        if self._profiles.keys(profile_id).key is None:
            await self._profiles.keys(profile_id).load()
        on_result(None)
        if profile_id == self._profiles.default_id:
            self.entered.emit()

    async def _enter_without_key(self, url: str, on_result: OnResult) -> None:
        try:
            await self._gateways.check(url, None)
        except Failure as failure:
            on_result(failure.note)
            return
        self.keep_without_key(url, on_result)

    def _made(self) -> OnboardingScreen:
        screen = self._new_screen()
        screen.set_resolver(Gateways.resolved, Gateways.is_here)
        screen.set_url(self._profiles.default.url)
        screen.set_key_state(self._keys.state)
        subscribe(screen, self._keys.changed, screen.set_key_state)

        def submitted(url: str, text: str, this_run_only: bool) -> None:
            screen.show_checking()
            self.submit(url, text, on_result, this_run_only=this_run_only)

        def submitted_without_key(url: str) -> None:
            screen.show_checking()
            self.submit_without_key(url, on_result)

        def kept(url: str, text: str, this_run_only: bool) -> None:
            self.keep(url, text, on_result, this_run_only=this_run_only)

        def on_result(failure: FailureNote | None) -> None:
            if failure is None:
                screen.forget_key()
            else:
                screen.show_failure(failure)

        def cancelled() -> None:
            self.cancel()
            screen.show_form()

        screen.key_submitted.connect(submitted)
        screen.key_kept.connect(kept)
        screen.no_key_submitted.connect(submitted_without_key)
        screen.no_key_kept.connect(lambda url: self.keep_without_key(url, on_result))
        screen.cancel_requested.connect(cancelled)
        screen.demo_requested.connect(self.demo_chosen)
        return screen


def _key_in(text: str, on_result: OnResult) -> ApiKey | None:
    """The key that was pasted; None, and told why, when it cannot be one."""
    try:
        return ApiKey(text)
    except ValueError as error:
        on_result(FailureNote("key-form", str(error), _("Copy the key again, whole and alone.")))
        return None
