"""Says of each tool of a toolbox what the instructions of a chat offer of it."""

from __future__ import annotations

from turbodesk.app.tools import Tool, Toolbox
from turbodesk.ui.instructions.tool_rows import ToolChoice


def tool_choices(toolbox: Toolbox) -> list[ToolChoice]:
    """Return all tools, in the order in which a model is told of them."""
    return [_choice(tool) for tool in toolbox.tools()]


def _choice(tool: Tool) -> ToolChoice:
    return ToolChoice(tool.name, tool.title, tool.help, tool.source, tool.source_title, tool.definition.block)
