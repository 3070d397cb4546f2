"""What of a diagram's source is left out, and what is added, before it is drawn."""

from __future__ import annotations

import pytest

from turbodesk.rendering.diagrams.source import prepared

BEGIN = "flowchart TD\n A-->B\n"


@pytest.mark.parametrize(
    "line",
    [
        'click A "https://evil.example/"',
        'click A href "https://evil.example/" "tip"',
        "click B call alert(1)",
        "callback A alert",
        'link A "https://evil.example/"',
        "%%{init: {'theme': 'forest', 'themeCSS': '* { fill: url(http://x/) }'}}%%",
        "%%{init: {\n 'securityLevel': 'loose'\n}}%%",
    ],
)
def test_nothing_leads_or_configures(line: str) -> None:
    assert "evil" not in prepared(BEGIN + line + "\n C-->D\n")
    assert prepared(f"{line}\n{BEGIN}").strip() == BEGIN.strip()


def test_of_the_head_only_the_title_stays() -> None:
    source = "---\ntitle: Hello\nconfig:\n  theme: dark\n  layout: elk\n---\n" + BEGIN
    assert prepared(source) == "---\ntitle: Hello\n---\n" + BEGIN
    assert prepared("---\nconfig:\n  theme: dark\n---\n" + BEGIN) == BEGIN


@pytest.mark.parametrize(
    ("style", "colour"),
    [
        ("style A fill:#f9f,stroke:#333", "#1a1a1a"),
        ("classDef warm fill:#ffcc00", "#1a1a1a"),
        ("classDef night fill:#1a237e,stroke:#000;", "#ffffff"),
    ],
)
def test_a_ground_of_its_own_gets_letters_that_are_seen(style: str, colour: str) -> None:
    assert f",color:{colour}" in prepared(BEGIN + style)


@pytest.mark.parametrize("style", ["style A fill:#f9f,color:#000", "style A stroke:#333", "style A fill:red"])
def test_what_says_its_colour_or_has_no_ground_stays(style: str) -> None:
    assert prepared(BEGIN + style) == BEGIN + style


def test_words_that_begin_like_a_link_are_said_in_a_sequence() -> None:
    source = "sequenceDiagram\n links->>B: hi\n click->>B: there\n"
    assert prepared(source) == source


def test_what_no_xml_can_hold_is_replaced() -> None:
    assert prepared("flowchart TD\r\n A[a\x00b\ud800]") == "flowchart TD\n A[a\ufffdb?]"


@pytest.mark.parametrize(
    ("line", "thin"),
    [
        ("rect rgb(191, 223, 255)", "rect rgba(191, 223, 255, 0.2)"),
        ("  rect rgba(0, 0, 255, .9)", "  rect rgba(0, 0, 255, 0.2)"),
        ("box Purple Alice and John", "box rgba(128, 0, 128, 0.2) Alice and John"),
        ("box Purplish people", "box Purplish people"),
        ("box Alice and John", "box Alice and John"),
    ],
)
def test_grounds_of_a_sequence_let_its_letters_be_read(line: str, thin: str) -> None:
    assert prepared(f"sequenceDiagram\n{line}\n A->>B: rect rgb(1,2,3)\n end\n") == (
        f"sequenceDiagram\n{thin}\n A->>B: rect rgb(1,2,3)\n end\n"
    )
