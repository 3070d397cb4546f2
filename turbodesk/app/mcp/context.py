"""What a server needs of the program around it, and how its failures are raised."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk.app.mcp.elicitation import Elicit
from turbodesk.app.mcp.words import ServerTrouble
from turbodesk.app.tasks import Scope
from turbodesk.chat.tool_server import ToolServer
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.app.mcp.leftovers import Leftovers
    from turbodesk.app.mcp.sign_in import SignIn

START_LIMIT_S = 60.0
"""Until a server has to have answered; its first start may download it."""
IDLE_S = 30 * 60.0
"""Without a call, after which a server is stopped; the next call starts it again."""


@dataclass(frozen=True, slots=True)
class ServerContext:
    """The surroundings of all servers."""

    scope: Scope
    environment: Callable[[], Awaitable[Mapping[str, str]]]
    """Gives what every server is started with; asks the person's shell once."""
    secrets: Callable[[ToolServer], Awaitable[Mapping[str, str]]]
    """Gives the values of a server's secrets by their names; one that is missing is left out."""
    version: str
    """TurboDesk's."""
    homes: Path
    """Where each fenced-in server has a home of its own."""
    proxy: Callable[[], str] = lambda: ""
    """TurboDesk's own proxy setting; "" for the system's."""
    elicit: Callable[[], Elicit | None] = lambda: None
    """Who asks the person in the middle of a call; None: nobody can, and servers are told so."""
    sign_in: Callable[[ToolServer], SignIn] | None = None
    """Gives what signs in at an address; None: nobody does."""
    leftovers: Leftovers | None = None
    """Where running processes are noted; None: nowhere."""
    start_limit_s: float = START_LIMIT_S
    idle_s: float = IDLE_S


class ServerFailed(Exception):
    """A server cannot be started, or ended in the middle of a call; the message is a sentence."""

    def __init__(self, trouble: ServerTrouble) -> None:
        super().__init__(trouble.sentence)
        self.trouble = trouble


class ToolFailed(Exception):
    """The server refused a call; the message is its own, a stranger's."""
