"""Draws diagrams in a process of its own, which can be ended: sources come from models, and Rust reads them.

It is given a few at a time and answers each as soon as it is done, so that whoever waits knows which one takes too
long. `turbodesk.ui.diagrams.separate_diagrams` starts it.
"""

from __future__ import annotations

import json
from typing import BinaryIO

from turbodesk.separate_process import Deadline, limit_memory

WORD = "draw-diagrams"
"""What the program is started with to be this process."""
MOST_BYTES = 2_500_000_000
"""Of memory, where the system can limit it (Linux): fonts of all scripts are mapped, and a large drawing is 50 MB."""
MOST_PIXELS = 12_000_000
LONGEST_EDGE = 8_000
"""Of a drawing in pixels; a larger one is drawn with fewer."""
_LARGEST = 16_000
"""Pixels of a drawing at 100 %: of a larger one nobody could read anything where it fits a page."""


def run() -> int:
    """Read jobs from standard input, write what came of each to standard output, and return the exit code.

    The first line tells `parent` and `seconds`, each other one is a job: `source`, `look` (the fields of a
    `DiagramLook`) and `zoom`. An answer is a line of JSON: `why` a diagram is not drawn, or `width`, `height` and how
    many bytes follow of `svg` and of `png`.
    """
    # By number: a program with windows alone has no such streams on Windows, though it is given the pipes.
    with open(0, "rb", closefd=False) as source:
        first, *jobs = source.read().splitlines()
    told = json.loads(first)
    deadline = Deadline(told["parent"])
    deadline.set(told["seconds"])
    limit_memory(MOST_BYTES)
    from PySide6.QtGui import QGuiApplication

    from turbodesk.ui.diagrams.measuring import add_faces

    application = QGuiApplication(["turbodesk", "-platform", "offscreen"])
    try:
        add_faces()
        with open(1, "wb", closefd=False) as answers:
            for job in jobs:
                _answer(answers, json.loads(job))
    finally:
        application.shutdown()
    return 0


def _answer(answers: BinaryIO, job: dict[str, object]) -> None:
    from turbodesk.rendering.diagrams.mermaid import DiagramRefused
    from turbodesk.rendering.diagrams.svg import NoDrawing

    svg = png = b""
    told: dict[str, object]
    try:
        told, svg, png = _drawn(job)
    except DiagramRefused as refused:
        told = {"why": str(refused)}
    except (NoDrawing, MemoryError):
        told = {"why": "too large"}  # not for people: whoever shows it translates it
    except ValueError:  # what makes pixels of it
        told = {"why": "not understood"}  # not for people
    except ImportError:
        told = {"why": "not on this computer"}  # not for people
    answers.write(json.dumps(told | {"svg": len(svg), "png": len(png)}).encode() + b"\n" + svg + png)
    answers.flush()


def _drawn(job: dict[str, object]) -> tuple[dict[str, object], bytes, bytes]:
    import resvg_py

    from turbodesk.rendering.diagrams.letters import FAMILY
    from turbodesk.rendering.diagrams.look import DiagramLook
    from turbodesk.rendering.diagrams.mermaid import to_svg
    from turbodesk.rendering.diagrams.svg import NoDrawing, safe_drawing
    from turbodesk.ui.diagrams.measuring import FontMeasurer, face_files, face_for

    fields = job["look"]
    assert isinstance(fields, dict)
    look = DiagramLook(**{**fields, "tints": tuple(fields["tints"])})
    drawing = safe_drawing(to_svg(str(job["source"]), look, FontMeasurer()), face_for, line=look.line)
    if max(drawing.width, drawing.height) > _LARGEST:
        raise NoDrawing("too large to be read")  # not for people
    zoom = min(
        float(str(job["zoom"])),
        (MOST_PIXELS / (drawing.width * drawing.height)) ** 0.5,
        LONGEST_EDGE / max(drawing.width, drawing.height),
    )
    png = resvg_py.svg_to_bytes(
        svg_string=drawing.svg,
        width=max(1, round(drawing.width * zoom)),
        font_family=FAMILY,
        sans_serif_family=FAMILY,
        dpi=96,
        font_files=face_files(),
        skip_system_fonts=not drawing.needs_system_faces,
    )
    told: dict[str, object] = {"width": drawing.width, "height": drawing.height}
    return told, drawing.svg.encode(), bytes(png)
