"""Which code is a diagram, and what it is called."""

from __future__ import annotations

import pytest

from tests.rendering.diagrams.sources import SOURCES
from turbodesk.rendering.diagrams import MAX_LENGTH, is_diagram, kind_of


@pytest.mark.parametrize("kind", SOURCES)
def test_it_is_called_what_it_is(kind: str) -> None:
    assert kind_of(SOURCES[kind]) == kind


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ("%% a remark\n\n  graph LR\n A-->B", "Flow chart"),
        ("---\ntitle: pie\n---\nsequenceDiagram\n A->>B: x", "Sequence diagram"),
        ("%%{init: {'theme': 'dark'}}%%\ngantt\n", "Gantt chart"),
        ("what is this", "Diagram"),
        ("", "Diagram"),
    ],
)
def test_what_stands_before_is_passed_over(source: str, kind: str) -> None:
    assert kind_of(source) == kind


def test_a_diagram_is_told_by_its_fence() -> None:
    assert is_diagram("Mermaid", "graph TD")
    assert not is_diagram("python", "graph TD")
    assert not is_diagram("mermaid", " \n")
    assert not is_diagram("mermaid", "x" * (MAX_LENGTH + 1))
