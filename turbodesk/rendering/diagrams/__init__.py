"""Diagrams that replies write as text (Mermaid): told apart from other code, made harmless, and turned into SVG.

No Qt, and nothing of it before the first diagram: what draws is imported by the process that draws.
"""

from turbodesk.rendering.diagrams.kinds import LANGUAGES, MAX_LENGTH, diagram_of, is_diagram, kind_of
from turbodesk.rendering.diagrams.look import DiagramLook
from turbodesk.rendering.diagrams.result import DrawnDiagram, UndrawnDiagram

__all__ = [
    "LANGUAGES",
    "MAX_LENGTH",
    "DiagramLook",
    "DrawnDiagram",
    "UndrawnDiagram",
    "diagram_of",
    "is_diagram",
    "kind_of",
]
