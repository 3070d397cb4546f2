"""What a model is told of a tool it may ask for: a name, what it does and the arguments it takes.

Why nothing else of the protocol's tool object: the fields after the schema are newer than the gateways (protocol, 1.7).
"""

from __future__ import annotations

import re

from turbodesk.chat.parts import JsonObject
from turbodesk.quick_dataclasses import dataclass

_NAME = re.compile(r"[a-zA-Z0-9_-]{1,64}\Z")

TYPED_TOOLS = "tools.typed"
"""The refused name of tools that are sent by their type alone."""


@dataclass(frozen=True, slots=True)
class ToolDefinition:
    """A tool that runs on this computer, as the model sees it."""

    name: str
    """1 to 64 letters, digits, underscores and hyphens (protocol, 1.7)."""
    description: str
    input_schema: JsonObject
    """JSON Schema of an object."""
    typed: str = ""
    """The type under which the provider knows this very tool, and has taught its models to use it; "" for none."""

    @property
    def block(self) -> JsonObject:
        """The tool as a request has it."""
        return {"name": self.name, "description": self.description, "input_schema": self.input_schema}

    def __post_init__(self) -> None:
        """Refuse a name no gateway would take.

        Raises:
            ValueError: the name is longer than 64 characters or has others than the protocol allows.
        """
        if not _NAME.match(self.name):
            raise ValueError(f"{self.name!r} is no name for a tool")
