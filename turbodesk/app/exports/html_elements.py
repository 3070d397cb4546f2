"""Makes what the renderer gives into elements for a browser: formulas as MathML, notes with names of their own.

A reply is hostile. The renderer has let nothing through but the tags it promises; here nothing is added that loads
anything or runs: a picture in a reply stays the link it is on screen.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from xml.etree.ElementTree import Element, SubElement

from turbodesk.rendering import to_elements
from turbodesk.rendering.diagrams import DrawnDiagram, diagram_of, kind_of
from turbodesk.rendering.highlight import highlight_tree
from turbodesk.rendering.tex import as_mathml
from turbodesk.translation import _

LONGEST_CODE = 100_000
"""Characters of code that are coloured: a file is written by a thread, and nobody waits for the next line of it."""
_MATH = "http://www.w3.org/1998/Math/MathML"
_TURNS = frozenset(("p", "h1", "h2", "h3", "h4", "h5", "h6", "li", "th", "td", "blockquote"))
"""Each of them reads from the side its own first letter reads from."""
_LEVELS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6"}
"""The page's own headings stand above those of a reply."""


Draw = Callable[[str], DrawnDiagram | None]
"""Draws a diagram from its source, or returns None."""


def page_elements(text: str, prefix: str, draw: Draw = lambda source: None, *, is_whole: bool = False) -> Element:
    """Return a reply's Markdown as a `div`; `prefix` keeps its notes apart from those of other replies.

    `is_whole`: it is all there is on the page, and its headings are the page's.

    Takes time with the length of the text, and for its formulas. May be called from any thread.
    """
    root = to_elements(text)
    diagrams = [(pre, source) for pre in root.iter("pre") if (source := diagram_of(pre)) is not None]
    highlight_tree(root, longest=LONGEST_CODE)
    for element in list(root.iter()):
        _dress(element, prefix)
        if not is_whole:
            element.tag = _LEVELS.get(element.tag, element.tag)
    for pre, source in diagrams:
        if (drawn := draw(source)) is not None:
            _set_diagram(pre, source, drawn)
    return root


def _dress(element: Element, prefix: str) -> None:
    kind = element.get("class", "")
    if element.tag in _TURNS:
        element.set("dir", "auto")
    if element.tag in ("span", "div") and kind.startswith("math"):
        _set_formula(element)
    elif element.tag == "a":
        _tie(element, prefix)
    if (name := element.get("id")) is not None:
        element.set("id", f"{prefix}{name}")
    if (align := element.attrib.pop("align", None)) is not None:
        element.set("class", align)


def _tie(element: Element, prefix: str) -> None:
    target = element.get("href", "")
    if target.startswith("#"):
        element.set("href", f"#{prefix}{target[1:]}")
    else:
        element.set("rel", "noreferrer noopener nofollow")  # not for people


def _set_diagram(pre: Element, source: str, drawn: DrawnDiagram) -> None:
    """Put the picture of a diagram in the place of its source, which can be unfolded beneath it."""
    code, tail = list(pre), pre.tail
    pre.clear()
    pre.tag, pre.tail = "figure", tail
    size = {"width": f"{drawn.width:.0f}", "height": f"{drawn.height:.0f}"}
    address = f"data:image/png;base64,{b64encode(drawn.png).decode()}"
    SubElement(pre, "img", {"class": "diagram", "src": address, "alt": kind_of(source), **size})
    details = SubElement(pre, "details")
    SubElement(details, "summary").text = _("Source")
    SubElement(details, "pre").extend(code)


def _set_formula(element: Element) -> None:
    """Put MathML in the place of TeX, with the TeX in it for who copies it; what is not understood stays, as code."""
    tex, tail, is_display = element.text or "", element.tail, "display" in element.get("class", "")
    math = as_mathml(tex, is_display=is_display)
    element.clear()
    element.tail = tail
    if math is None:
        element.tag = "code"
        element.text = tex
        return
    for part in math.iter():
        part.tag = str(part.tag).rpartition("}")[2]
        if part.tag == "menclose" and part.get("notation") == "box":  # Chromium and Safari draw none: MathML Core
            part.tag = "mrow"
            part.attrib.clear()
            part.set("class", "boxed")
    element.tag = "math"
    element.set("xmlns", _MATH)
    if is_display:
        element.set("display", "block")
    semantics = SubElement(element, "semantics")
    row = SubElement(semantics, "mrow")
    row.extend(math)
    row.text = math.text
    SubElement(semantics, "annotation", encoding="application/x-tex").text = tex
