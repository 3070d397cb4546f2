"""Instructions and limits: what a chat's model is told, and how it answers."""

from turbodesk.ui.instructions.sheet import InstructionsSheet
from turbodesk.ui.instructions.tools import ToolChoice

__all__ = ["InstructionsSheet", "ToolChoice"]
