"""Runs the connection check in its sheet, from wherever it is asked for."""

from __future__ import annotations

from contextlib import aclosing
from functools import partial

from PySide6.QtCore import QObject, Signal

from turbodesk.app.doctor import examine
from turbodesk.app.doctor.subject import subject_of
from turbodesk.app.preferences import Preferences
from turbodesk.app.profiles import Profiles
from turbodesk.app.tasks import Scope
from turbodesk.chat.profile import Profile
from turbodesk.ui.doctor import DoctorSheet


class ConnectionCheckPresenter(QObject):
    """Opens the sheet, to which it belongs, and lets it act."""

    settings_requested = Signal()
    """The gateway's settings shall be shown."""

    def __init__(self, sheet: DoctorSheet, *, profiles: Profiles, preferences: Preferences, scope: Scope) -> None:
        super().__init__(sheet)
        self._sheet = sheet
        self._profiles = profiles
        self._preferences = preferences
        self._scope = scope
        self._profile_id = self._model = ""
        sheet.run_requested.connect(self._run)
        sheet.stop_requested.connect(self._stop)
        sheet.settings_requested.connect(self.settings_requested)

    def open(self, profile_id: str, *, model: str = "") -> None:
        """Check the connection to a gateway; one that is gone, or the demo, stands for the one new chats use.

        `model` is that of the chat the check is made for.
        """
        is_there = self._profiles.get(profile_id) is not None
        self._profile_id, self._model = (profile_id, model) if is_there else (self._profiles.default_id, "")
        self._sheet.open()
        self._run()

    def _profile(self) -> Profile:
        return self._profiles.get(self._profile_id) or self._profiles.default

    def _run(self) -> None:
        self._sheet.begin(self._profile().name)
        self._scope.start("doctor", self._check())

    def _stop(self) -> None:
        self._scope.cancel("doctor")
        self._sheet.finish(stopped=True)

    async def _check(self) -> None:
        profile, profiles = self._profile(), self._profiles
        subject = subject_of(profile, profiles=profiles, preferences=self._preferences, chat_model=self._model)
        async with aclosing(examine(subject, partial(profiles.learn, profile.id))) as lines:
            async for line in lines:
                self._sheet.show_line(line)
        self._sheet.finish(stopped=False)
