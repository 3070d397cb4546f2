"""Ties the program itself to the window: its log, a crash report, a second start, an update under the open window.

All of it begins after the window is painted, and everything it needs is imported then.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from turbodesk.app.program import Program
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.widgets.external import show_file

if TYPE_CHECKING:
    from turbodesk.ui.application.single_instance import Handover, SingleInstance
    from turbodesk.ui.presenters.restart import RestartOffer

_REPORT = "crash-report"


class ApplicationPresenter(QObject):
    """Serves one window for as long as it is open."""

    restart_asked = Signal()
    """The person wants the program to start anew, now."""
    started_again = Signal(object)
    """The program was started a second time, and the window is in front: the `Handover` says what is wanted."""

    def __init__(
        self, window: Window, *, notice: NoticeBar, workspace: Workspace, scope: Scope, program: Program | None
    ) -> None:
        """Without `program`, as in a self-test, nothing is logged on disk and no second start is heard."""
        super().__init__(window)
        self._window = window
        self._notice = notice
        self._workspace = workspace
        self._scope = scope
        self._program = program
        self._first: SingleInstance | None = None
        self._offer: RestartOffer | None = None
        notice.action_requested.connect(self._act)

    def start(self) -> None:
        """Begin to listen and to log on disk."""
        if self._program is None:
            return
        from turbodesk.ui.application.single_instance import SingleInstance

        self._program.logbook.open()
        self._first = SingleInstance(self._program.folder, self._raise, self)
        if (report := self._program.report) is not None:
            self._notice.show_notice(
                f"TurboDesk ended unexpectedly last time. A report lies in {report}.",
                action="Show it",
                action_id=_REPORT,
            )
        if (installation := self._program.installation) is not None:
            from turbodesk.ui.presenters.restart import RestartOffer

            self._offer = RestartOffer(installation, self._notice, self._workspace, self)
            self._offer.accepted.connect(self.restart_asked)
            self._scope.start("installation", self._offer.watch())

    def finish(self) -> None:
        """Stop listening."""
        if self._first is not None:
            self._first.close()
        if self._offer is not None:
            self._offer.close()

    def _raise(self, handover: Handover) -> None:
        if handover.token:
            os.environ["XDG_ACTIVATION_TOKEN"] = handover.token  # Qt's Wayland part takes it from there
        window = self._window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        self.started_again.emit(handover)

    def _act(self, action: str) -> None:
        if action == _REPORT and self._program is not None and self._program.report is not None:
            show_file(self._program.report)
