"""Offers to start anew when the program was updated while its window is open, and does so without losing anything.

The open window goes on working (`turbodesk.frozen`), so nobody is hurried. What is typed is saved as at every end; a
reply that is being written is waited for, unless the person would rather not.
"""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from turbodesk import __version__
from turbodesk.app.installation import LOOK_EVERY_S, Installation
from turbodesk.app.workspace import Workspace
from turbodesk.translation import _
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.quantities import sentences
from turbodesk.ui.widgets.lifetime import single_shot, subscribe

_RESTART, _AT_ONCE = "restart", "restart-at-once"
KEPT = _("A restart keeps your chats, and what you have typed.")


class RestartOffer(QObject):
    """Watches one installation for one window."""

    accepted = Signal()
    """Start the program anew, now."""

    def __init__(self, installation: Installation, notice: NoticeBar, workspace: Workspace, parent: QObject) -> None:
        super().__init__(parent)
        self._installation = installation
        self._notice = notice
        self._workspace = workspace
        self._look_now = asyncio.Event()
        notice.action_requested.connect(self._act)
        self._subscriptions = subscribe(self, workspace.replying_changed, lambda _: self._replies_changed())
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        application.applicationStateChanged.connect(self._state_changed)

    async def watch(self) -> None:
        """Look whenever the window comes to the front, and now and then; offer each successor once. Never returns."""
        while True:
            self._look_now.clear()  # before looking: what is asked for meanwhile is a look of its own
            if (version := await self._installation.successor()) is not None:
                self.offer(version)
            try:
                await asyncio.wait_for(self._look_now.wait(), LOOK_EVERY_S)
            except TimeoutError:
                continue

    def offer(self, version: str) -> None:
        """Say that `version` is there now."""
        if version == __version__:
            came = _("TurboDesk was installed anew while this window was open.")
        else:
            came = _("TurboDesk {version} is installed; this window is still {own}.")
            came = came.format(version=version, own=__version__)
        self._notice.withdraw(_RESTART)
        self._notice.show_notice(sentences(came, KEPT), action=_("Restart"), action_id=_RESTART)

    def close(self) -> None:
        """Stop listening to replies, which may end after the window."""
        self._subscriptions.close()

    def _act(self, action: str) -> None:
        if action == _RESTART and self._workspace.replying():
            self._notice.withdraw(_RESTART)
            self._notice.show_notice(
                _("TurboDesk restarts when the reply has ended."), action=_("Restart now"), action_id=_AT_ONCE
            )
        elif action in (_RESTART, _AT_ONCE):
            self.accepted.emit()

    def _replies_changed(self) -> None:
        # A moment later: a reply that asked for a tool is followed by the next one at once.
        single_shot(self, 0, self._restart_if_quiet)

    def _restart_if_quiet(self) -> None:
        # Whoever has closed the notice has thought better of it.
        if self._notice.has(_AT_ONCE) and not self._workspace.replying():
            self.accepted.emit()

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._look_now.set()
