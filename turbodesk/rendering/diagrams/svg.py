"""Takes out of a drawing whatever could load, lead or run something, and says which letters come from which face.

A list of what may stay, not of what must go. The letters: what makes pixels of the drawing sets a whole text in any
face it comes across that has all of its letters, as soon as ours lacks one of them; so such a text names the face that
the window would take, and is then as wide as it was measured.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple
from unicodedata import bidirectional
from xml.etree import ElementTree

SVG = "http://www.w3.org/2000/svg"
_SHAPES = frozenset(("svg", "g", "path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text", "tspan"))
_SHARED = frozenset(
    ("defs", "marker", "style", "linearGradient", "radialGradient", "stop", "clipPath", "pattern", "mask", "symbol")
)
_TOLD = frozenset(("title", "desc", "use", "filter", "feDropShadow", "feGaussianBlur", "feOffset", "feFlood"))
_MERGED = frozenset(("feComposite", "feMerge", "feMergeNode", "feColorMatrix", "feBlend"))
_KEPT = _SHAPES | _SHARED | _TOLD | _MERGED
_AWAY = re.compile(r"url\(\s*['\"]?(?!#)[^)]*\)", re.IGNORECASE)
_AT_RULE = re.compile(r"@(?:import|charset|namespace|font-face)[^;{}]*(?:;|\{[^}]*\})", re.IGNORECASE)
_FROM_THE_LEFT = "\u200e"
"""A sign without width: what moves a line down is tied to its first letter, which in a line from right to left stands
at its end, so that all the others stayed where they were."""
_NO_DASHES = re.compile(r"stroke-dasharray:[0\s,]+(?:;|$)")

FaceFinder = Callable[[str], str]
"""Returns the face a text is set in because the drawing's own lacks letters of it; "": the drawing's own."""


class NoDrawing(ValueError):
    """What should be a drawing is none, or has no size."""


class SafeDrawing(NamedTuple):
    """A drawing that loads and leads nowhere, and its size in pixels at 100 %."""

    svg: str
    width: float
    height: float
    needs_system_faces: bool
    """Whether letters may come from other faces than the drawing's own."""


def safe_drawing(svg: str, face_for: FaceFinder, *, line: str) -> SafeDrawing:
    """Return a drawing without what does not belong in one; `line` is the colour of what is drawn with a pen.

    Raises:
        NoDrawing: it is none.
    """
    if "<!" in svg:
        raise NoDrawing("no plain drawing")
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as error:
        raise NoDrawing(str(error)) from error
    box = [float(number) for number in re.split(r"[\s,]+", root.get("viewBox", "").strip()) if number]
    if root.tag != f"{{{SVG}}}svg" or len(box) != 4 or not (0 < box[2] < 1e6 and 0 < box[3] < 1e6):
        raise NoDrawing("no size")
    _clean(root)
    _draw_ends(root, line)
    has_others = _name_faces(root, face_for)
    root.set("width", f"{box[2]:g}")
    root.set("height", f"{box[3]:g}")
    root.attrib.pop("style", None)
    ElementTree.register_namespace("", SVG)
    return SafeDrawing(ElementTree.tostring(root, "unicode"), box[2], box[3], has_others)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _clean(element: ElementTree.Element) -> None:
    for child in list(element):
        if _local(child.tag) == "a":
            child.tag = f"{{{SVG}}}g"
        if _local(child.tag) not in _KEPT or not child.tag.startswith(f"{{{SVG}}}"):
            element.remove(child)
        else:
            _clean(child)
    if _local(element.tag) == "style":
        element.text = _AWAY.sub("none", _AT_RULE.sub("", element.text or ""))
    for name, value in list(element.attrib.items()):
        local = _local(name).lower()
        if local.startswith(("on", "data-")) or (local == "href" and not value.startswith("#")):
            del element.attrib[name]
        elif "url(" in value.lower():
            element.set(name, _AWAY.sub("none", value))


def _draw_ends(root: ElementTree.Element, line: str) -> None:
    """Give the ends of lines the colour of lines: some are black whatever the theme, and dashed by nothing at all."""
    for marker in root.iter(f"{{{SVG}}}marker"):
        for element in marker.iter():
            if element.get("stroke") == "#000000":
                element.set("stroke", line)
            if _NO_DASHES.search(element.get("style", "")):
                element.set("style", _NO_DASHES.sub("", element.get("style", "")))


def _name_faces(root: ElementTree.Element, face_for: FaceFinder) -> bool:
    """Name the face of each text that has letters ours lacks; whether there is any."""
    found = False
    for text in root.iter(f"{{{SVG}}}text"):
        words = "".join(text.itertext())
        if words.isascii():
            continue
        found = True
        for element in text.iter():
            if element.text and bidirectional(element.text.lstrip()[:1]) in ("R", "AL"):
                element.text = _FROM_THE_LEFT + element.text
        if face := face_for(words):
            for element in text.iter():
                element.set("style", f"{element.get('style', '').rstrip(';')};font-family:'{face}'".lstrip(";"))
    return found
