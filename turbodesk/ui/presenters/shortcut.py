"""Ties the key that opens a quick question from everywhere to the setting that asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol

from PySide6.QtCore import QObject

from turbodesk.app.preferences import Preferences
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.settings import QUICK_KEY, QUICK_KEY_WANTED, Setting
from turbodesk.translation import _
from turbodesk.ui.widgets.lifetime import subscribe

NOT_GRANTED = _(
    "Your desktop did not give TurboDesk this key. Set a key in the settings of your desktop, with the command: "
    "turbodesk --ask"
)


class ShortcutService(Protocol):
    """What gives a key of the whole desktop."""

    pressed: Signal[str]

    async def bind(self, keys: str) -> bool: ...
    def unbind(self) -> None: ...
    def close(self) -> None: ...


class ShortcutPresenter(QObject):
    """Has the key while it is wanted."""

    def __init__(
        self,
        owner: QObject,
        *,
        service: ShortcutService,
        preferences: Preferences,
        scope: Scope,
        pressed: Callable[[str], object],
        tell: Callable[[str], object],
    ) -> None:
        """`pressed` opens the question; `tell` says that a key that was just asked for is not to be had."""
        super().__init__(owner)
        self._service, self._preferences, self._scope, self._tell = service, preferences, scope, tell
        subscribe(self, service.pressed, pressed)
        subscribe(self, preferences.changed, self._changed)

    def start(self, *, is_asked: bool = False) -> None:
        """Ask for the key, if it is wanted; `is_asked`: the person does so just now, and is told if there is none."""
        if self._preferences.get(QUICK_KEY_WANTED):
            self._scope.start("global-shortcut", self._bind(is_asked=is_asked))
        else:
            self._scope.cancel("global-shortcut")
            self._service.unbind()

    def finish(self) -> None:
        """Let go of the key."""
        self._scope.cancel("global-shortcut")
        self._service.close()

    async def _bind(self, *, is_asked: bool) -> None:
        if not await self._service.bind(self._preferences.get(QUICK_KEY)) and is_asked:
            self._tell(NOT_GRANTED)

    def _changed(self, setting: Setting[Any]) -> None:
        if setting in (QUICK_KEY_WANTED, QUICK_KEY):
            self.start(is_asked=True)
