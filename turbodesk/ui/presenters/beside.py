"""Puts a panel beside the chat, or over it in a drawer where the window is narrow, and gives the focus back after."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from turbodesk.ui.main_window.window import Window
from turbodesk.ui.widgets.focus import give_focus_back

if TYPE_CHECKING:
    from turbodesk.ui.main_window.drawer import Drawer

LEAST_CHAT = 420
"""Pixels that the chat keeps beside a panel."""


class Panel(Protocol):
    """What can stand there, a widget."""

    def set_beside(self, *, is_beside: bool) -> None:
        """Stand beside the chat, or fill what it lies in."""

    def least_width(self) -> int:
        """Return the pixels it needs beside the chat."""

    def set_room(self, pixels: int) -> None:
        """Be no wider than this beside the chat."""

    def focus_first(self) -> None:
        """Put the focus on what is shown."""


class PanelPlace(QObject):
    """Serves one window and one panel."""

    closed = Signal()
    """The panel is no longer shown."""

    def __init__(self, window: Window, *, new_drawer: Callable[[], Drawer]) -> None:
        """`new_drawer` makes what the panel lies in where the window is narrow."""
        super().__init__(window)
        self._window, self._new_drawer = window, new_drawer
        self._drawer: Drawer | None = None
        self._panel: QWidget | None = None
        self._before: QWidget | None = None
        self.is_open = False
        self._is_beside = True
        self._is_moving = False
        """Whether the drawer closes for the panel to stand beside the chat."""
        window.resized.connect(self._make_room)

    def open(self, panel: QWidget, *, takes_focus: bool) -> None:
        """Show the panel, in the same place where it is shown already."""
        is_first = self._panel is None
        self._panel = panel
        if not self.is_open:
            self._before = self._window.focusWidget()
            self.is_open = True
            if is_first:
                self._window.put_beside(panel)
            self._put()
        if takes_focus:
            _panel(panel).focus_first()

    def close(self) -> None:
        """Put the panel away."""
        if not self.is_open or self._is_moving or self._panel is None:
            return
        had_focus = self._panel.isAncestorOf(self._window.focusWidget() or self._window)
        self.is_open = False
        before, self._before = self._before, None
        if self._drawer is not None and not self._drawer.isHidden():
            self._drawer.put_away()
        self._panel.hide()
        if had_focus:
            give_focus_back(before, self._window)
        self.closed.emit()

    def _has_room(self) -> bool:
        return self._panel is not None and self._window.page_width() >= LEAST_CHAT + _panel(self._panel).least_width()

    def _make_room(self) -> None:
        if not self.is_open or self._panel is None:
            return
        if self._has_room() is not self._is_beside:
            self._put()
        elif self._is_beside:
            _panel(self._panel).set_room(self._window.page_width() - LEAST_CHAT)

    def _put(self) -> None:
        assert self._panel is not None
        panel = _panel(self._panel)
        had_focus = self._panel.isAncestorOf(self._window.focusWidget() or self._window)
        self._is_beside = self._has_room()
        panel.set_beside(is_beside=self._is_beside)
        if self._is_beside:
            panel.set_room(self._window.page_width() - LEAST_CHAT)
            self._is_moving = True
            if self._drawer is not None:
                self._drawer.release()
            self._is_moving = False
            self._window.put_beside(self._panel)
            self._panel.show()
        else:
            self._in_drawer().open_with(self._panel, panel.focus_first)
        if had_focus:
            panel.focus_first()

    def _in_drawer(self) -> Drawer:
        if self._drawer is None:
            self._drawer = self._new_drawer()
            self._drawer.closed.connect(self.close)
        return self._drawer


def _panel(widget: QWidget) -> Panel:
    return widget  # type: ignore[return-value]  # a widget that is both
