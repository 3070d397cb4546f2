"""Has diagrams drawn by a process of its own, within bounds of time and memory; for a thread that may wait."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Iterator, Sequence
from threading import Timer
from typing import Final, NamedTuple

from turbodesk.rendering.diagrams import DiagramLook, DrawnDiagram, UndrawnDiagram
from turbodesk.separate_process import start
from turbodesk.translation import _
from turbodesk.ui.diagrams.drawing_process import WORD

LIMIT_S: Final = 12.0
"""For one diagram, the start of the process included: half a second on a slow machine."""
_MOST_BYTES = 64_000_000
"""Of one answer: more is no drawing of ours."""


class DiagramKey(NamedTuple):
    """Which drawing: of what, in which colours, and at how many pixels for each of the drawing's."""

    source: str
    look: DiagramLook
    zoom: float


Answer = DrawnDiagram | UndrawnDiagram
# not for people: what the process says, which speaks English alone
_WHY = {
    # Translators: this and the next ones go on from "not drawn: ", and say why a diagram stands as its source.
    "too large": _("too large"),
    "no diagram of a known kind": _("no diagram of a known kind"),
    "a mistake in it": _("a mistake in it"),
    "formulas in it": _("formulas in it"),
    "not understood": _("not understood"),
    "not on this computer": _("not on this computer"),
}
"""The same for the person."""


def why_words(told: str) -> str:
    """Return for the person what the process says of a diagram that it could not draw."""
    return _WHY.get(told, told)


def drawn_apart(keys: Sequence[DiagramKey], *, limit_s: float = LIMIT_S) -> Iterator[Answer]:
    """Yield what comes of the first diagrams, in their order: of all, or up to the one that had to be given up.

    At least one answer comes, so whoever asks again for the rest comes to an end.
    """
    try:
        process = start(WORD)
    except OSError:
        yield UndrawnDiagram(_("nothing can draw it now"), is_passing=True)
        return
    with process:
        _give(process, keys, limit_s)
        for _key in keys:
            answer = _within(process, limit_s)
            yield answer or UndrawnDiagram(_("it takes too long, or too much memory"))
            if answer is None:
                break
        process.kill()


def _give(process: subprocess.Popen[bytes], keys: Sequence[DiagramKey], limit_s: float) -> None:
    told = {"parent": os.getpid(), "seconds": limit_s * (len(keys) + 1)}
    jobs = [{"source": key.source, "look": key.look._asdict(), "zoom": key.zoom} for key in keys]
    assert process.stdin is not None
    try:
        process.stdin.write("\n".join(map(json.dumps, [told, *jobs])).encode())
        process.stdin.close()
    except OSError:  # it is gone already, and gives no answer
        pass


def _within(process: subprocess.Popen[bytes], limit_s: float) -> Answer | None:
    """Read one answer; None where it does not come in time, or the process has crashed."""
    timer = Timer(limit_s, process.kill)
    timer.start()
    try:
        return _read(process)
    except (OSError, ValueError, KeyError, TypeError):  # half an answer
        return None
    finally:
        timer.cancel()
        timer.join()


def _read(process: subprocess.Popen[bytes]) -> Answer | None:
    assert process.stdout is not None
    told = json.loads(process.stdout.readline(10_000))
    if "why" in told:
        return UndrawnDiagram(why_words(str(told["why"])))
    sizes = int(told["svg"]), int(told["png"])
    if not all(0 < size <= _MOST_BYTES for size in sizes):
        return None
    svg, png = process.stdout.read(sizes[0]), process.stdout.read(sizes[1])
    if (len(svg), len(png)) != sizes:
        return None
    return DrawnDiagram(png, svg.decode(), float(told["width"]), float(told["height"]))
