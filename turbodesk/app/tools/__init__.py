"""The tools of this computer a model may ask for: what they are, what they do, and in which words they are shown."""

from turbodesk.app.tools.approvals import Approval, Approvals
from turbodesk.app.tools.own import OwnTools, own_toolbox
from turbodesk.app.tools.tool import (
    Tool,
    ToolArgument,
    ToolCall,
    ToolFile,
    ToolOutcome,
    ToolPreview,
    ToolReference,
    ToolRefused,
    ToolSource,
)
from turbodesk.app.tools.toolbox import Toolbox

__all__ = [
    "Approval",
    "Approvals",
    "OwnTools",
    "Tool",
    "ToolArgument",
    "ToolCall",
    "ToolFile",
    "ToolOutcome",
    "ToolPreview",
    "ToolReference",
    "ToolRefused",
    "ToolSource",
    "Toolbox",
    "own_toolbox",
]
