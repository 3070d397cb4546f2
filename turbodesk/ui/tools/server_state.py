"""What is shown of a tool server that was added."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from turbodesk.ui.tools.approval import ToRun


class ServerMood(StrEnum):
    """How a server's state looks; the values are the style sheet's kinds."""

    CALM = "muted"
    WELL = "success"
    ILL = "danger"


@dataclass(frozen=True, slots=True)
class ShownTool:
    """One tool of a server."""

    name: str
    """As its server calls it."""
    title: str
    about: str
    cost: str = ""
    """Such as "about 240 tokens"."""
    is_offered: bool = True
    is_always_allowed: bool = False


@dataclass(frozen=True, slots=True)
class ShownTrouble:
    """Why a server does not run, and what can be done."""

    sentence: str
    advice: str = ""
    action: str = ""
    """The words of the button that helps; "" for none."""
    details: str = ""


_NOTHING = ToRun()


@dataclass(frozen=True, slots=True)
class ShownServer:
    """One server as its sheet shows it."""

    id: str
    name: str
    facts: str
    """Where it comes from, in a line."""
    state: str
    mood: ServerMood = ServerMood.CALM
    runs: ToRun = _NOTHING
    trouble: ShownTrouble | None = None
    cost: str = ""
    """What all tools that are offered cost, in a sentence."""
    left_out: tuple[str, ...] = ()
    """What could not be offered, a sentence each."""
    tools: tuple[ShownTool, ...] = ()
    log: str = ""
    """The last lines it printed, without secrets."""
    is_running: bool = False
    is_busy: bool = False
    """Whether it is being started now, or waits for the person to sign in."""
    can_sign_out: bool = False
    """Whether the person has signed in at it."""
    can_change: bool = False
    """Whether it asks for values that can be changed."""
