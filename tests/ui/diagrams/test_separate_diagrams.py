"""Diagrams drawn by a process of its own: in pixels of all scripts, within bounds, whatever becomes of the process."""

from __future__ import annotations

import subprocess
import sys

import pytest
from PySide6.QtGui import QImage

from turbodesk.rendering.diagrams import DrawnDiagram, UndrawnDiagram
from turbodesk.ui.diagrams import separate_diagrams
from turbodesk.ui.diagrams.look import look_of
from turbodesk.ui.diagrams.separate_diagrams import DiagramKey, drawn_apart
from turbodesk.ui.theme.themes import DARK, LIGHT

PATIENCE_S = 60.0
"""A machine under load is a machine."""
GOOD = "flowchart LR\n A[Start 开始] --> B[العربية]"


def key(source: str, *, zoom: float = 1.0) -> DiagramKey:
    return DiagramKey(source, look_of(LIGHT), zoom)


def stub(monkeypatch: pytest.MonkeyPatch, program: str) -> list[subprocess.Popen[bytes]]:
    """Start another program in place of ours, and return those that were started."""
    made: list[subprocess.Popen[bytes]] = []

    def start(_: str) -> subprocess.Popen[bytes]:
        made.append(subprocess.Popen([sys.executable, "-c", program], stdin=subprocess.PIPE, stdout=subprocess.PIPE))
        return made[-1]

    monkeypatch.setattr(separate_diagrams, "start", start)
    return made


def test_a_few_are_drawn_together_and_a_mistake_costs_the_others_nothing() -> None:
    pytest.importorskip("merman", reason="it has no wheel for this system")
    first, second, third = drawn_apart(
        [key(GOOD), key("flowchart TD\n A[x --> B"), key(GOOD, zoom=2)], limit_s=PATIENCE_S
    )
    assert isinstance(first, DrawnDiagram)
    assert second == UndrawnDiagram("a mistake in it")
    assert isinstance(third, DrawnDiagram)
    small, large = QImage.fromData(first.png), QImage.fromData(third.png)
    assert small.width() == round(first.width)
    assert large.width() == round(2 * third.width)
    assert large.hasAlphaChannel()
    assert "开始" in first.svg


def test_the_drawing_is_as_large_as_it_may_be_and_no_larger() -> None:
    pytest.importorskip("merman", reason="it has no wheel for this system")
    from turbodesk.ui.diagrams.drawing_process import LONGEST_EDGE

    (wide,) = drawn_apart(
        [key("flowchart LR\n" + "\n".join(f"n{at}-->n{at + 1}" for at in range(80)), zoom=8)], limit_s=PATIENCE_S
    )
    assert isinstance(wide, DrawnDiagram)
    assert QImage.fromData(wide.png).width() <= LONGEST_EDGE < 8 * wide.width


def test_one_that_nobody_could_read_stays_source() -> None:
    pytest.importorskip("merman", reason="it has no wheel for this system")
    commits = "gitGraph\n" + "commit\n" * 400
    assert list(drawn_apart([key(commits)], limit_s=PATIENCE_S)) == [UndrawnDiagram("too large")]


def test_one_that_takes_for_ever_is_given_up_and_the_rest_can_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    made = stub(monkeypatch, "import time; time.sleep(600)")
    found = list(drawn_apart([key(GOOD), key(GOOD)], limit_s=0.1))
    assert found == [UndrawnDiagram("it takes too long, or too much memory")]
    assert made[0].returncode is not None


@pytest.mark.parametrize(
    "program",
    [
        "import os; os.abort()",
        "import sys; sys.stdin.read(); print('nonsense')",
        'import sys; sys.stdin.read(); print(\'{"svg": 9, "png": 9, "width": 1, "height": 1}\'); print(\'half\')',
        'import sys; sys.stdin.read(); print(\'{"svg": 99999999999, "png": 1, "width": 1, "height": 1}\')',
        "import sys; sys.stdin.read(); print('[]')",
    ],
)
def test_a_crash_or_nonsense_costs_a_sentence(monkeypatch: pytest.MonkeyPatch, program: str) -> None:
    stub(monkeypatch, program)
    (found,) = drawn_apart([key(GOOD)])
    assert isinstance(found, UndrawnDiagram)


def test_no_process_costs_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def start(_: str) -> subprocess.Popen[bytes]:
        raise OSError

    monkeypatch.setattr(separate_diagrams, "start", start)
    assert list(drawn_apart([key(GOOD), key(GOOD)])) == [UndrawnDiagram("nothing can draw it now", is_passing=True)]


def test_each_theme_has_colours_that_can_be_read() -> None:
    from turbodesk.ui.theme.high_contrast import HIGH_CONTRAST_DARK, HIGH_CONTRAST_LIGHT

    for theme in (LIGHT, DARK, HIGH_CONTRAST_LIGHT, HIGH_CONTRAST_DARK):
        look = look_of(theme)
        for ground in (look.ground, look.node, look.group, look.note, *look.tints):
            assert contrast(look.text, ground) >= 7, (theme.name, ground)
        assert len(set(look.tints)) == len(look.tints)


def contrast(one: str, other: str) -> float:
    """Return the ratio of WCAG."""
    lights = sorted((light(one), light(other)), reverse=True)
    return (lights[0] + 0.05) / (lights[1] + 0.05)


def light(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
