"""The command palette: every command and conversation, a few letters away."""

from turbodesk.ui.palette.item_model import PaletteGroup, PaletteRow
from turbodesk.ui.palette.match import Finder, FuzzyMatch, match, rank
from turbodesk.ui.palette.palette import CommandPalette

__all__ = ["CommandPalette", "Finder", "FuzzyMatch", "PaletteGroup", "PaletteRow", "match", "rank"]
