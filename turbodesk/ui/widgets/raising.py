"""Brings a window before the person's eyes, and knows whether it is there."""

from __future__ import annotations

import os

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def is_in_front(window: QWidget) -> bool:
    """Whether the person works in a window, or in a dialog of it."""
    active = QApplication.activeWindow()
    while active is not None and active is not window:
        active = active.parentWidget()
    return active is window


def bring_to_front(window: QWidget, token: str = "") -> None:
    """Show a window wherever it is: hidden, minimised or behind others.

    `token` is what the desktop gave whoever asked for it, so that it may come to the front (Wayland).
    """
    if token and QApplication.platformName().startswith("wayland"):
        os.environ["XDG_ACTIVATION_TOKEN"] = token  # which Qt takes from there; elsewhere it would stay, for others
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
