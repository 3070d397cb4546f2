"""The settings. Every change counts at once; there is nothing to confirm and nothing to lose by closing them."""

from turbodesk.ui.settings.sheet import SettingsSheet

__all__ = ["SettingsSheet"]
