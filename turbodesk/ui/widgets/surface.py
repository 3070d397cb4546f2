"""Finds what a sheet, a popup or a card over a window belongs to: all of them go with it when the window shows nothing.

The main window hides one widget while it is locked. What is a child of that is then neither seen nor read aloud nor
reached by a key, whoever opens it meanwhile, and is as it was when the window is opened again.
"""

from __future__ import annotations

from PySide6.QtWidgets import QWidget


def surface_of(window: QWidget) -> QWidget:
    """Return the widget that fills a window and has all there is in it; a window without one has it all itself."""
    surface = getattr(window, "surface", None)
    return surface if isinstance(surface, QWidget) else window
