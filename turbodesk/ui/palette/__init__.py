"""The command palette: every command and conversation, a few letters away."""

from turbodesk.ui.palette.match import Match, match, rank
from turbodesk.ui.palette.palette import CommandPalette
from turbodesk.ui.palette.rows import PaletteRow

__all__ = ["CommandPalette", "Match", "PaletteRow", "match", "rank"]
