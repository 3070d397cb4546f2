"""The command palette: every command and conversation, a few letters away."""

from turbodesk.ui.palette.item_model import PaletteRow
from turbodesk.ui.palette.match import Finder, FuzzyMatch, match, rank
from turbodesk.ui.palette.palette import CommandPalette

__all__ = ["CommandPalette", "Finder", "FuzzyMatch", "PaletteRow", "match", "rank"]
