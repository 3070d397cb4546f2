"""Tells diagrams from other code, and what kind of diagram a source is, for who cannot see it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from turbodesk.rendering.commonmark.code import UNFINISHED
from turbodesk.translation import _

LANGUAGES = frozenset(("mermaid", "mmd"))
"""The first word after a fence that makes it a diagram, in small letters."""
MAX_LENGTH = 50_000
"""Characters of source; what is longer is data, and no one could read its drawing."""

_KINDS = {
    "flowchart": _("Flow chart"),
    "graph": _("Flow chart"),
    "sequenceDiagram": _("Sequence diagram"),
    "classDiagram": _("Class diagram"),
    "erDiagram": _("Entity relationship diagram"),
    "stateDiagram": _("State diagram"),
    "mindmap": _("Mind map"),
    "gantt": _("Gantt chart"),
    "pie": _("Pie chart"),
    "timeline": _("Timeline"),
    "gitGraph": _("Git graph"),
    "quadrantChart": _("Quadrant chart"),
    "xychart": _("Chart"),
    "journey": _("User journey"),
    "sankey": _("Sankey diagram"),
    "kanban": _("Kanban board"),
    "block": _("Block diagram"),
    "architecture": _("Architecture diagram"),
    "requirementDiagram": _("Requirement diagram"),
    "radar": _("Radar chart"),
    "treemap": _("Tree map"),
    "packet": _("Packet diagram"),
}
_HEAD = re.compile(r"(?:\A---\n.*?\n---[ \t]*\n)?(?:\s|%%[^\n]*\n)*([A-Za-z]+)", re.DOTALL)


def is_diagram(language: str, text: str) -> bool:
    """Whether code of a language, as its fence names it, is a diagram that may be drawn."""
    return language.lower() in LANGUAGES and len(text) <= MAX_LENGTH and not text.isspace()


def kind_of(source: str) -> str:
    """Return what a diagram is called, "Diagram" where its first word is unknown."""
    found = _HEAD.match(source[:4000])
    return _KINDS.get(found[1], _("Diagram")) if found else _("Diagram")


def diagram_of(pre: Element) -> str | None:
    """Return the source of the diagram that a finished `pre` of the renderer is; None where it is other code."""
    code = pre[0] if len(pre) else pre
    text = "".join(code.itertext())
    language = code.get("class", "").removeprefix("language-")
    return text if pre.get("class") != UNFINISHED and is_diagram(language, text) else None
