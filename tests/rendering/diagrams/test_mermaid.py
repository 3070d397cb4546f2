"""Sources become drawings with all their words, or are refused in a few words, whatever they are."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rendering.diagrams.sources import SOURCES
from turbodesk.rendering.diagrams.look import SCALE, DiagramLook, theme_variables
from turbodesk.rendering.diagrams.mermaid import DiagramRefused, to_svg
from turbodesk.rendering.diagrams.svg import NoDrawing, safe_drawing

pytest.importorskip("merman", reason="it has no wheel for this system")

LOOK = DiagramLook(
    *("#f6f4ee", "#24211d", "#6a665e", "#6a665e", "#ffffff", "#8c867b", "#efede7", "#3d49c4", "#b3261e", "#fbf3e2"),
    tints=("#ccccee", "#ccddcc", "#e0cdba"),
    is_dark=False,
)


class EvenLetters:
    """Measures as if every letter were as wide as half its height."""

    def __init__(self) -> None:
        self.asked: set[str] = set()

    def width(self, text: str, *, size_px: float, is_bold: bool, is_slanted: bool) -> float:
        self.asked.add(text)
        return len(text) * size_px / 2


def drawn(source: str) -> str:
    return safe_drawing(to_svg(source, LOOK, EvenLetters()), lambda _: "", line=LOOK.line).svg


@pytest.mark.parametrize("kind", SOURCES)
def test_each_kind_is_drawn_with_the_words_of_all_scripts(kind: str) -> None:
    svg = drawn(SOURCES[kind])
    said = "".join(re.findall(r">([^<>]+)<", svg))
    foreign = {char for char in SOURCES[kind] if char.isalpha() and not char.isascii()}
    assert foreign <= set(said)


def test_labels_are_measured_by_whoever_draws_them() -> None:
    measurer = EvenLetters()
    to_svg("flowchart TD\n A[Wide words] --> B", LOOK, measurer)
    assert any("Wide" in text for text in measurer.asked)


def test_the_colours_are_the_looks() -> None:
    svg = drawn("flowchart TD\n A --> B")
    assert LOOK.node in svg
    assert LOOK.edge in svg
    assert theme_variables(LOOK, "Face", 14)[f"cScale{SCALE - 1}"] in LOOK.tints


@pytest.mark.parametrize(
    ("source", "why"),
    [
        ("flowchart TD\n A[unclosed --> B", "a mistake in it"),
        ("hello world", "a mistake in it"),
        ("", "no diagram of a known kind"),
        ("flowchart TD\n" + "\n".join(f"n{at}-->n{at + 1}" for at in range(10_000)), "too large"),
        ("flowchart TD\n" + "\n".join(f"a{a}-->b{b}" for a in range(60) for b in range(60)), "too large"),
        ("flowchart TD\n" + "".join(f"subgraph s{at}\n" for at in range(500)) + "A-->B\n" + "end\n" * 500, "too large"),
        ('flowchart TD\n A["$$x^2$$"] --> B', "formulas in it"),
    ],
)
def test_what_cannot_be_drawn_is_said_in_a_few_words(source: str, why: str) -> None:
    with pytest.raises(DiagramRefused, match=why):
        to_svg(source, LOOK, EvenLetters())


@pytest.mark.parametrize(
    "line",
    [
        'A@{ img: "file:///etc/passwd.png", label: "x" } --> B',
        "A[\"<img src=x onerror=alert(1)><script>x()</script><a href='https://evil.example/'>l</a>\"] --> B",
        'A-->B\nclick A href "javascript:alert(1)"',
        "A-->B\nstyle A fill:url(http://evil.example/)",
        "%%{init: {'themeCSS': '@import url(http://evil.example/)'}}%%\nA-->B",
    ],
)
def test_a_hostile_source_brings_nothing_into_the_drawing(line: str) -> None:
    svg = drawn(f"flowchart TD\n{line}\n")
    assert not re.search(r"evil|file:|javascript:|onerror=|<script|<image|<a\b", re.sub(r">[^<]*<", "><", svg))


def test_a_hundred_nodes_in_a_row_are_drawn() -> None:
    svg = drawn("flowchart TD\n" + "\n".join(f"n{at}[Step {at}]-->n{at + 1}" for at in range(100)))
    assert "Step" in svg


PIECES = (
    "[",
    "((",
    "-->",
    "\n",
    "{{{",
    "%%{",
    "subgraph",
    '"',
    ";",
    ":::",
    "@{ img: x }",
    "end",
    "\t",
    "&amp;",
    "<br>",
)


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_any_change_of_a_source_is_drawn_or_refused(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from(sorted(SOURCES.values())))
    at = data.draw(st.integers(0, len(source)))
    cut = data.draw(st.integers(0, 20))
    put = data.draw(
        st.text(max_size=12) | st.sampled_from(["[", "((", "-->", "\n", "{{{", "%%{", "subgraph", '"', ";"])
    )
    changed = source[:at] + put + source[at + cut :]
    with suppress(DiagramRefused, NoDrawing):
        safe_drawing(to_svg(changed, LOOK, EvenLetters()), lambda _: "", line=LOOK.line)
