"""The settings window. Every change counts at once; there is nothing to confirm and nothing to lose by closing it."""

from turbodesk.ui.settings.dialog import SettingsDialog

__all__ = ["SettingsDialog"]
