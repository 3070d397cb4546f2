"""Makes the window's parts in the theme and text size in force, and dresses them anew when either changes."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from turbodesk.app.commands import COMMANDS
from turbodesk.app.gateways import Gateways
from turbodesk.app.house import House
from turbodesk.settings import ENTER_SENDS, GATEWAY_URL, SCROLLING, TEXT_PERCENT, THEME
from turbodesk.ui.composer import Composer
from turbodesk.ui.empty import EmptyState
from turbodesk.ui.header import Header
from turbodesk.ui.notice import NoticeBar
from turbodesk.ui.onboarding import OnboardingScreen
from turbodesk.ui.palette import CommandPalette
from turbodesk.ui.rows import Rows
from turbodesk.ui.shortcuts import ShortcutRow, ShortcutSheet
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.theme import dress, theme_in_force
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.tune import TunePanel
from turbodesk.ui.window import Window


class Parts(QObject):
    """Every widget of the window, made once."""

    def __init__(self, app: QApplication, house: House) -> None:
        super().__init__()
        self._app = app
        self._preferences = house.preferences
        theme = theme_in_force(app, house.preferences.get(THEME))
        dress(app, theme)
        self.theme = theme
        percent = house.preferences.get(TEXT_PERCENT)
        self.rows = Rows(theme=theme, text_percent=percent, model_of=house.workspace.model)
        self.transcript = TranscriptView(self.rows.make)
        self.rows.watch(lambda: self.transcript.living_rows)
        self.empty = EmptyState(theme)
        self.transcript.set_empty_widget(self.empty)
        self.sidebar = Sidebar(theme)
        self.header = Header(theme)
        self.header.set_models(house.workspace.models, dt.date.today())
        self.notice = NoticeBar(theme)
        self.composer = Composer(theme)
        self.tune = TunePanel(theme)
        self.onboarding = OnboardingScreen(theme)
        self.onboarding.set_resolver(Gateways.resolved)
        self.onboarding.set_url(house.preferences.get(GATEWAY_URL))
        self.window = Window(
            sidebar=self.sidebar,
            header=self.header,
            notice=self.notice,
            transcript=self.transcript,
            composer=self.composer,
            tune=self.tune,
            onboarding=self.onboarding,
        )
        self.palette = CommandPalette(self.window, theme=theme)
        self.shortcuts = ShortcutSheet(self.window, theme=theme)
        self.shortcuts.set_rows(
            ShortcutRow(one.title, one.shortcut, one.group.value) for one in COMMANDS if one.shortcut
        )
        self.apply_text_percent()
        self.apply_writing()
        app.styleHints().colorSchemeChanged.connect(self.apply_theme)

    def apply_theme(self) -> None:
        """Dress everything in the theme the setting and the system ask for now."""
        theme = theme_in_force(self._app, self._preferences.get(THEME))
        if theme == self.theme:
            return
        self.theme = theme
        dress(self._app, theme)
        for part in (
            self.sidebar,
            self.header,
            self.notice,
            self.composer,
            self.tune,
            self.onboarding,
            self.empty,
            self.palette,
            self.shortcuts,
            self.rows,
        ):
            part.apply_theme(theme)
        self.transcript.heights_changed()

    def apply_text_percent(self) -> None:
        """Set the transcript's and the composer's text at the size of the setting."""
        percent = self._preferences.get(TEXT_PERCENT)
        self.rows.set_text_percent(percent)
        self.transcript.set_text_scale(percent / 100)
        self.composer.set_text_percent(percent)

    def apply_writing(self) -> None:
        """Let scrolling and the Enter key do what the settings say."""
        self.transcript.set_scrolling(self._preferences.get(SCROLLING))
        self.composer.set_enter_sends(self._preferences.get(ENTER_SENDS))
