"""The panel that says which TurboDesk this is and what it is made of."""

from turbodesk.ui.about.panel import AboutPanel

__all__ = ["AboutPanel"]
