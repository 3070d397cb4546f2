"""The tools of this computer a model may ask for: what they are, what they do, and in which words they are shown."""

from turbodesk.app.tools.registry import TOOLS, Tool, ToolRefused, definitions, find

__all__ = ["TOOLS", "Tool", "ToolRefused", "definitions", "find"]
