"""Tools of other makers: how they come in and what is shown of them before they run."""

from turbodesk.ui.tools.add_sheet import AddToolsSheet

__all__ = ["AddToolsSheet"]
