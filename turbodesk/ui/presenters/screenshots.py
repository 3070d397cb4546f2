"""Attaches a picture of the screen to the message that is being written."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from turbodesk.app.tasks import Scope
from turbodesk.translation import _
from turbodesk.ui.desktop.screenshot import NoScreenshotError, screenshot
from turbodesk.ui.desktop.session_bus import SessionBus
from turbodesk.ui.widgets.lifetime import is_alive

_TASK = "screenshot"


class ScreenshotPresenter(QObject):
    """The way from the screen to the draft, one picture at a time."""

    def __init__(
        self,
        window: QWidget,
        *,
        bus: Callable[[], SessionBus],
        scope: Scope,
        attach: Callable[[Sequence[tuple[str, bytes]]], object],
        tell: Callable[[str], object],
    ) -> None:
        """`attach` takes files with their names into the draft in front; `tell` says a sentence in the window."""
        super().__init__(window)
        self._window, self._bus, self._scope = window, bus, scope
        self._attach, self._tell = attach, tell

    def take(self) -> None:
        """Take one; nothing while another is being taken."""
        if not self._scope.is_running(_TASK):
            self._scope.start(_TASK, self._take())

    async def _take(self) -> None:
        try:
            picture = await screenshot(self._bus(), self._window)
        except NoScreenshotError:
            if is_alive(self):
                self._tell(
                    _("Your desktop gives TurboDesk no picture of the screen. Take one with it and paste it here.")
                )
            return
        if picture is not None and is_alive(self):
            self._attach([(_("Screenshot.png"), picture)])
