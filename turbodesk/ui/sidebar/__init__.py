"""The list of conversations at the left of the window, and the ways to begin, find, rename and delete one."""

from turbodesk.ui.sidebar.sidebar import Sidebar

__all__ = ["Sidebar"]
