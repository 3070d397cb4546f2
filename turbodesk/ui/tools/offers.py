"""What is shown of tools before they are added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from turbodesk.app.mcp.filling import Value
from turbodesk.translation import _
from turbodesk.ui.tools.approval import ToRun
from turbodesk.ui.tools.asked_field import AskedField


@dataclass(frozen=True, slots=True)
class BundleOffer:
    """A bundle as its maker describes it."""

    title: str
    facts: str
    """Who made it and which version, in one line."""
    about: str
    tools: tuple[str, ...] = ()
    fields: tuple[AskedField, ...] = ()
    defaults: Mapping[str, Value | None] = field(default_factory=dict)
    why_no_sandbox: str = ""
    """Why it cannot be fenced in on this computer; "": it can."""
    is_remote: bool = False
    """Whether it runs elsewhere, and has no rights here."""
    is_fenced: bool = True
    """Whether it is fenced in unless the person says otherwise; so `has_network`."""
    has_network: bool = False
    action: str = _("Add")
    """The words of the button."""


@dataclass(frozen=True, slots=True)
class ListedOffer:
    """One server of another program's list."""

    name: str
    runs: ToRun
    notes: tuple[str, ...] = ()
    """Such as where its secrets go."""
    fields: tuple[AskedField, ...] = ()
    """What has to be asked for before it can run."""
    is_chosen: bool = True
    why_not: str = ""
    """Why it cannot be taken over; "": it can."""
