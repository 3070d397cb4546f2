"""Shows and hides the sidebar, beside the page or over it where the window is narrow, and keeps room for reading."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from turbodesk.app.preferences import Preferences
from turbodesk.settings import WINDOW_SIDEBAR
from turbodesk.ui.composer import Composer
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.main_window.window import NARROW, Window
from turbodesk.ui.sidebar import Sidebar

if TYPE_CHECKING:
    from turbodesk.ui.main_window.drawer import Drawer


class SidePanelsPresenter(QObject):
    """Serves one window."""

    def __init__(
        self,
        window: Window,
        *,
        sidebar: Sidebar,
        header: Header,
        composer: Composer,
        preferences: Preferences,
        new_drawer: Callable[[], Drawer],
    ) -> None:
        """`new_drawer` makes what the sidebar lies in where the window is narrow; most windows need none."""
        super().__init__(window)
        self._new_drawer = new_drawer
        self._drawer: Drawer | None = None
        self._window = window
        self._sidebar = sidebar
        self._header = header
        self._composer = composer
        self._preferences = preferences
        window.resized.connect(self.make_room)

    def toggle_sidebar(self) -> None:
        """Show the sidebar, or put it out of the way."""
        if not self.is_narrow:
            self._show_sidebar(self._sidebar.isHidden())
        elif self._drawer is not None and self._drawer.isVisible():
            self._drawer.dismiss()
        else:
            self._open_drawer()

    def search(self, project_id: str | None = None) -> None:
        """Show the sidebar with the cursor in its search field, for all chats or for those of one project."""
        if self.is_narrow:
            self._open_drawer()
        else:
            self._show_sidebar(True)
        if project_id is None:
            self._sidebar.focus_search()
        else:
            self._sidebar.search_project(project_id)

    def close_drawer(self) -> None:
        """Put the sidebar out of the way where it lies over the page; the focus is wanted elsewhere."""
        if self._drawer is not None:
            self._drawer.put_away()

    @property
    def is_narrow(self) -> bool:
        """Whether there is no room for the sidebar beside the page."""
        return self._window.width() < NARROW

    def make_room(self) -> None:
        """Fold the sidebar where there is no room for it, and unfold it when there is again."""
        is_narrow = self.is_narrow
        if not is_narrow and self._drawer is not None:
            self._drawer.release()
            self._window.take_sidebar()
        shown = self._preferences.get(WINDOW_SIDEBAR) and not is_narrow
        is_in_drawer = self._drawer is not None and not self._drawer.isHidden()
        if shown == self._sidebar.isHidden() and not is_in_drawer:
            had_focus = self._sidebar.isAncestorOf(self._window.focusWidget() or self._window)
            self._sidebar.setVisible(shown)
            if had_focus and not shown:
                self._composer.setFocus()
        self._header.set_folded(folded=not shown)

    def _show_sidebar(self, shown: bool) -> None:
        self._preferences.set(WINDOW_SIDEBAR, shown)
        self.make_room()

    def _open_drawer(self) -> None:
        if self._drawer is None:
            self._drawer = self._new_drawer()
        self._window.lend_sidebar()
        self._drawer.open_with(self._sidebar, self._sidebar.focus_list)
