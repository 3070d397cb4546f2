"""Runs the connection check in its dialog, from wherever it is asked for; the dialog is made when first asked for."""

from __future__ import annotations

from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk import __version__
from turbodesk.app.services import Services
from turbodesk.ui.presenters.views import MainWindowViews

if TYPE_CHECKING:
    from turbodesk.ui.doctor import DoctorDialog


class ConnectionCheckPresenter(QObject):
    """Opens the dialog and lets it act."""

    settings_requested = Signal()
    """The gateway's settings shall be shown."""

    def __init__(self, services: Services, views: MainWindowViews) -> None:
        super().__init__(views.window)
        self._services = services
        self._views = views
        self._profile_id = ""
        self._dialog: DoctorDialog | None = None

    def open(self, profile_id: str) -> None:
        """Check the connection to a gateway; one that is gone, or the demo, stands for the one new chats use."""
        profiles = self._services.profiles
        self._profile_id = profile_id if profiles.get(profile_id) is not None else profiles.default_id
        if self._dialog is None:
            self._dialog = self._made()
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()
        self._run()

    def _made(self) -> DoctorDialog:
        from turbodesk.app.doctor import CHECKS, COST
        from turbodesk.ui.doctor import DoctorDialog

        dialog = DoctorDialog(self._views.theme, CHECKS, cost=COST, version=__version__, parent=self._views.window)
        self._views.dressed(dialog)
        dialog.run_requested.connect(self._run)
        dialog.stop_requested.connect(self._stop)
        dialog.settings_requested.connect(self.settings_requested)
        return dialog

    def _run(self) -> None:
        profile = self._services.profiles.get(self._profile_id) or self._services.profiles.default
        if self._dialog is not None:
            self._dialog.begin(profile.name)
            self._services.scope.start("doctor", self._check(self._dialog))

    def _stop(self) -> None:
        self._services.scope.cancel("doctor")
        if self._dialog is not None:
            self._dialog.finish(stopped=True)

    async def _check(self, dialog: DoctorDialog) -> None:
        from turbodesk.app.doctor import examine
        from turbodesk.app.doctor.subject import subject_of

        profiles = self._services.profiles
        profile = profiles.get(self._profile_id) or profiles.default
        subject = subject_of(profile, profiles=profiles, preferences=self._services.preferences)
        async with aclosing(examine(subject, partial(profiles.learn, profile.id))) as lines:
            async for line in lines:
                dialog.show_line(line)
        dialog.finish(stopped=False)
