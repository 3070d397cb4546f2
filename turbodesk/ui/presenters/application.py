"""Ties the program itself to the window: its log, a crash report, a second start, an update under the open window.

All of it begins after the window is painted, and everything it needs is imported then.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication

from turbodesk.app.program import Program
from turbodesk.app.signal import Subscription
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.translation import _
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.widgets.external import show_file
from turbodesk.ui.widgets.lifetime import subscribe
from turbodesk.ui.widgets.raising import bring_to_front

if TYPE_CHECKING:
    from turbodesk.app.handover import Handover
    from turbodesk.ui.application.single_instance import SingleInstance
    from turbodesk.ui.presenters.restart import RestartOffer
    from turbodesk.ui.widgets.caret_rest import CaretRest

_REPORT = "crash-report"


class ApplicationPresenter(QObject):
    """Serves one window for as long as it is open."""

    restart_asked = Signal()
    """The person wants the program to start anew, now."""
    started_again = Signal(object)
    """The program was started a second time, and the window is in front: the `Handover` says what is wanted."""

    def __init__(
        self,
        window: Window,
        *,
        notice: NoticeBar,
        workspace: Workspace,
        look_at_disk: Callable[[], Coroutine[Any, Any, object]],
        scope: Scope,
        program: Program | None,
    ) -> None:
        """Without `program`, as in a self-test, nothing is logged on disk and no second start is heard.

        `look_at_disk` looks whether the file of chats is still there.
        """
        super().__init__(window)
        self._window = window
        self._notice = notice
        self._workspace = workspace
        self._look_at_disk = look_at_disk
        self._caret_rest: CaretRest | None = None
        self._subscriptions: list[Subscription] = []
        self._scope = scope
        self._program = program
        self._first: SingleInstance | None = None
        self._offer: RestartOffer | None = None
        notice.action_requested.connect(self._act)

    def start(self) -> None:
        """Begin to listen and to log on disk."""
        from turbodesk.ui.widgets.caret_rest import CaretRest

        self._caret_rest = CaretRest(self)
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._subscriptions.append(subscribe(self, application.applicationStateChanged, self._state_changed))
        if self._program is None:
            return
        from turbodesk.ui.application.single_instance import SingleInstance

        self._program.logbook.open()
        self._first = SingleInstance(self._program.folder, self._raise, self)
        if (report := self._program.report) is not None:
            self._notice.show_notice(
                _("TurboDesk ended unexpectedly last time. A report lies in {path}.").format(path=report),
                action=_("Show it"),
                action_id=_REPORT,
            )
        if (installation := self._program.installation) is not None:
            from turbodesk.ui.presenters.restart import RestartOffer

            self._offer = RestartOffer(installation, self._notice, self._workspace, self)
            self._offer.accepted.connect(self.restart_asked)
            self._scope.start("installation", self._offer.watch())

    def finish(self) -> None:
        """Stop listening."""
        if self._caret_rest is not None:
            self._caret_rest.end()
        for one in self._subscriptions:
            one.close()
        if self._first is not None:
            self._first.close()
        if self._offer is not None:
            self._offer.close()

    def _raise(self, handover: Handover) -> None:
        if not (handover.ask or handover.at_login):  # then it stays where it is
            bring_to_front(self._window, handover.token)
        self.started_again.emit(handover)

    def _state_changed(self, state: Qt.ApplicationState) -> None:
        """Look after the file of chats for who comes back: while nothing is read or written, nobody else does."""
        if state is Qt.ApplicationState.ApplicationActive:
            self._scope.start("look", self._look_at_disk())

    def _act(self, action: str) -> None:
        if action == _REPORT and self._program is not None and self._program.report is not None:
            show_file(self._program.report)
