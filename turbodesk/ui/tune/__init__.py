"""The Tune panel: what a conversation's model is told, and how it answers."""

from turbodesk.ui.tune.panel import TunePanel
from turbodesk.ui.tune.tools import ToolChoice

__all__ = ["ToolChoice", "TunePanel"]
