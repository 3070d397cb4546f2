"""Tells diagrams from other code, and what kind of diagram a source is, for who cannot see it."""

from __future__ import annotations

import re
from xml.etree.ElementTree import Element

from turbodesk.rendering.commonmark.code import UNFINISHED

LANGUAGES = frozenset(("mermaid", "mmd"))
"""The first word after a fence that makes it a diagram, in small letters."""
MAX_LENGTH = 50_000
"""Characters of source; what is longer is data, and no one could read its drawing."""

_KINDS = {
    "flowchart": "Flow chart",
    "graph": "Flow chart",
    "sequenceDiagram": "Sequence diagram",
    "classDiagram": "Class diagram",
    "erDiagram": "Entity relationship diagram",
    "stateDiagram": "State diagram",
    "mindmap": "Mind map",
    "gantt": "Gantt chart",
    "pie": "Pie chart",
    "timeline": "Timeline",
    "gitGraph": "Git graph",
    "quadrantChart": "Quadrant chart",
    "xychart": "Chart",
    "journey": "User journey",
    "sankey": "Sankey diagram",
    "kanban": "Kanban board",
    "block": "Block diagram",
    "architecture": "Architecture diagram",
    "requirementDiagram": "Requirement diagram",
    "radar": "Radar chart",
    "treemap": "Tree map",
    "packet": "Packet diagram",
}
_HEAD = re.compile(r"(?:\A---\n.*?\n---[ \t]*\n)?(?:\s|%%[^\n]*\n)*([A-Za-z]+)", re.DOTALL)


def is_diagram(language: str, text: str) -> bool:
    """Whether code of a language, as its fence names it, is a diagram that may be drawn."""
    return language.lower() in LANGUAGES and len(text) <= MAX_LENGTH and not text.isspace()


def kind_of(source: str) -> str:
    """Return what a diagram is called, "Diagram" where its first word is unknown."""
    found = _HEAD.match(source[:4000])
    return _KINDS.get(found[1], "Diagram") if found else "Diagram"


def diagram_of(pre: Element) -> str | None:
    """Return the source of the diagram that a finished `pre` of the renderer is; None where it is other code."""
    code = pre[0] if len(pre) else pre
    text = "".join(code.itertext())
    language = code.get("class", "").removeprefix("language-")
    return text if pre.get("class") != UNFINISHED and is_diagram(language, text) else None
