"""What comes of a diagram's source: a drawing with its measures, or why there is none."""

from __future__ import annotations

from typing import NamedTuple


class DrawnDiagram(NamedTuple):
    """A diagram as a picture: for a page, for paper and for files."""

    png: bytes
    """Pixels on a clear ground."""
    svg: str
    """The same as outlines, without anything that loads or leads anywhere."""
    width: float
    """Of the drawing at 100 %, in pixels; the PNG has more, by the zoom it was asked for."""
    height: float


class UndrawnDiagram(NamedTuple):
    """A diagram that stays as its source."""

    why: str
    """A few words for the person, which go on from “not drawn: ”."""
    is_passing: bool = False
    """Whether another try may well draw it, so that this is not to be remembered for good."""
