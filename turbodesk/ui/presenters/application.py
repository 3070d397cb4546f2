"""Ties the program itself to the window: About, the log, a crash report, a second start, news, an update.

All of it begins after the window is painted, and everything it needs is imported then.
"""

from __future__ import annotations

import asyncio
import os
import platform
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, qVersion

from turbodesk import __version__, resources
from turbodesk.app.program import Program
from turbodesk.app.services import Services
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.widgets.external import open_address, show_file

if TYPE_CHECKING:
    from turbodesk.app.updates import Release
    from turbodesk.ui.about import AboutPanel
    from turbodesk.ui.application.single_instance import Handover, SingleInstance
    from turbodesk.ui.presenters.restart import RestartOffer

_REPORT, _PAGE = "crash-report", "release-page"


class ApplicationPresenter(QObject):
    """Serves one window for as long as it is open."""

    restart_asked = Signal()
    """The person wants the program to start anew, now."""
    started_again = Signal(object)
    """The program was started a second time, and the window is in front: the `Handover` says what is wanted."""

    def __init__(self, services: Services, views: MainWindowViews, program: Program | None) -> None:
        """Without `program`, as in a self-test, nothing is logged on disk and no second start is heard."""
        super().__init__(views.window)
        self._services = services
        self._views = views
        self._program = program
        self._first: SingleInstance | None = None
        self._about: AboutPanel | None = None
        self._offer: RestartOffer | None = None
        self._page = ""
        views.notice.action_requested.connect(self._act)

    def start(self) -> None:
        """Begin to listen, to log on disk and to look for news."""
        if self._program is None:
            return
        from turbodesk.ui.application.single_instance import SingleInstance

        self._program.logbook.open()
        self._first = SingleInstance(self._program.folder, self._raise, self)
        if (report := self._program.report) is not None:
            self._views.notice.show_notice(
                f"TurboDesk ended unexpectedly last time. A report lies in {report}.",
                action="Show it",
                action_id=_REPORT,
            )
        self._services.scope.start("news", self._look_for_news())
        if (installation := self._program.installation) is not None:
            from turbodesk.ui.presenters.restart import RestartOffer

            self._offer = RestartOffer(installation, self._views.notice, self._services.workspace, self)
            self._offer.accepted.connect(self.restart_asked)
            self._services.scope.start("installation", self._offer.watch())

    def finish(self) -> None:
        """Stop listening."""
        if self._first is not None:
            self._first.close()
        if self._offer is not None:
            self._offer.close()

    def open_about(self) -> None:
        """Show the About panel."""
        if self._about is None:
            from turbodesk.ui.about import AboutPanel

            self._about = self._views.dressed(AboutPanel(self._views.window, theme=self._views.theme))
            self._about.log_requested.connect(self._show_log)
            self._services.scope.start("about", self._fill(self._about))
        self._about.open()

    async def _fill(self, about: AboutPanel) -> None:
        from turbodesk.app.about import components, own_licence, qt_folder
        from turbodesk.ui.about.panel import Facts

        system = f"Python {platform.python_version()}, Qt {qVersion()}, {platform.platform(terse=True)}"
        log = str(self._program.logbook.path) if self._program is not None else ""
        licence, found = await asyncio.to_thread(lambda: (own_licence(), components()))
        facts = Facts(__version__, resources.channel(), system, licence, str(qt_folder()), log)
        about.set_facts(facts)
        about.set_components(found)

    def _show_log(self) -> None:
        if self._program is not None:
            show_file(self._program.logbook.path)

    def _raise(self, handover: Handover) -> None:
        if handover.token:
            os.environ["XDG_ACTIVATION_TOKEN"] = handover.token  # Qt's Wayland part takes it from there
        window = self._views.window
        window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
        window.show()
        window.raise_()
        window.activateWindow()
        self.started_again.emit(handover)

    async def _look_for_news(self) -> None:
        from turbodesk.app import updates

        source = updates.source()
        if source is None:
            return
        await asyncio.sleep(updates.FIRST_AFTER_S)
        asker = updates.Updates(self._services.preferences, __version__, source=source, channel=resources.channel())
        if (release := await asker.look()) is not None:
            self.tell_of(release)

    def tell_of(self, release: Release) -> None:
        """Say that a new version is out."""
        self._page = release.page
        self._views.notice.show_notice(
            f"TurboDesk {release.version} is out. You have {__version__}.", action="Read more", action_id=_PAGE
        )

    def _act(self, action: str) -> None:
        if action == _REPORT and self._program is not None and self._program.report is not None:
            show_file(self._program.report)
        elif action == _PAGE:
            open_address(self._page)
