"""Shows and hides what stands beside the conversation, the sidebar and the tune panel, and keeps room for reading."""

from __future__ import annotations

from PySide6.QtCore import QObject

from turbodesk.app.preferences import Preferences
from turbodesk.settings import WINDOW_SIDEBAR, WINDOW_TUNE
from turbodesk.ui.composer import Composer
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.sidebar import Sidebar

LEAST_READING_WIDTH = 420
"""Device-independent pixels the conversation keeps beside sidebar and tune panel: about 50 letters a line."""


class SidePanelsPresenter(QObject):
    """Serves one window."""

    def __init__(
        self,
        window: Window,
        *,
        sidebar: Sidebar,
        header: Header,
        composer: Composer,
        chat_presenter: ChatPresenter,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._sidebar = sidebar
        self._header = header
        self._composer = composer
        self._chat_presenter = chat_presenter
        self._preferences = preferences
        window.resized.connect(self.make_room)
        chat_presenter.tune_made.connect(lambda panel: panel.closed.connect(self._close_tune))

    def toggle_sidebar(self) -> None:
        """Show the sidebar, or hide it."""
        self._show_sidebar(self._sidebar.isHidden())

    def search(self) -> None:
        """Show the sidebar with the cursor in its search field."""
        self._show_sidebar(True)
        self._sidebar.focus_search()

    def toggle_tune(self) -> None:
        """Show the tune panel with the cursor in it, or hide it."""
        panel = self._chat_presenter.tune_panel()
        self.show_tune(panel.isHidden())
        if not panel.isHidden():
            panel.focus_prompt()

    def show_tune(self, shown: bool) -> None:
        """Show or hide the tune panel, now and at the next start."""
        self._chat_presenter.tune_panel().setVisible(shown)
        self._header.set_tuning(shown)
        self._preferences.set(WINDOW_TUNE, shown)
        self.make_room()

    def _close_tune(self) -> None:
        self.show_tune(False)
        self._composer.setFocus()

    def _show_sidebar(self, shown: bool) -> None:
        self._preferences.set(WINDOW_SIDEBAR, shown)
        if shown and not self._has_room():
            self.show_tune(False)
        self.make_room()

    def _has_room(self) -> bool:
        """Whether the conversation stays readable with both the sidebar and the tune panel beside it."""
        beside = self._window.sidebar_width + self._chat_presenter.tune_width
        return not self._chat_presenter.tune_width or self._window.width() - beside >= LEAST_READING_WIDTH

    def make_room(self) -> None:
        """Fold the sidebar while the tune panel needs its place, and unfold it when there is room again."""
        shown = self._preferences.get(WINDOW_SIDEBAR) and self._has_room()
        if shown == self._sidebar.isHidden():
            had_focus = self._sidebar.isAncestorOf(self._window.focusWidget() or self._window)
            self._sidebar.setVisible(shown)
            if had_focus and not shown:
                self._composer.setFocus()
