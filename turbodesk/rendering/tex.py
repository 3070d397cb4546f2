"""Turns TeX, as models write it, into MathML and into the outlines of a formula; a thread may do it.

`ziamath` lays formulas out in pure Python: some milliseconds each, and a third of a second to import. It is therefore
imported here at first use, and called from a thread of its own (`mathematics`).

It is also generous: what it does not know it sets as it is written, and letters its font does not have as boxes.
Here both count as not understood, because the source reads better than half a formula. But letters that stand in a
square, as Chinese, Japanese and Korean ones do, come from a font of the system: their room is known without it.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from typing import Any, NamedTuple
from xml.etree import ElementTree

from turbodesk.rendering.tex_source import prepared, unknown_environment
from turbodesk.translation import _

MAX_LENGTH = 2000
"""Longer formulas stay source. The longest of real replies have a few hundred characters; this many take a second."""
MAX_WORK = 6000
"""The most characters and elements a formula may cost, counted as often as `ziamath` lays them out: it lays out what
stands in a row twice, to learn how tall brackets must be, so each row within a row doubles the work. This many take
about half a second."""
UNITS_PER_EM = 100
"""Size at which formulas are laid out: outlines are rounded to thousandths of these units, and scaled when drawn."""
INK = "#010203"
"""Stands in the drawing for the colour of the text: nobody asks for this one by name."""

_COMMENT = re.compile(r"(?<!\\)%")
# Definitions multiply, and hold for nothing but the formula they stand in.
_DEFINITION = re.compile(r"\\(?:[egx]?def|let|(?:re|provide)?newcommand|DeclareMathOperator)\b")
_COMMAND = re.compile(r"\\[A-Za-z]+")
# Environments whose rows are lines of display maths, not cells of a table.
_LINES = re.compile(r"\\begin\{(?:align|gather|split|eqnarray|multline)")
_EMOJI = range(0x1F000, 0x20000)
_TWICE = frozenset(("math", "mrow", "mstyle", "mpadded", "mphantom", "mtd", "mfenced"))


class Drawing(NamedTuple):
    """A formula's outlines and their measures, in ems of the size it is to have."""

    svg: str
    """An SVG document, its viewBox just around the formula; `INK` is where the colour of the text belongs."""
    width: float
    ascent: float
    """From the baseline up."""
    descent: float
    """From the baseline down; negative for a formula that stands above it."""


def drawing(tex: str, *, is_display: bool) -> Drawing | None:
    """Return the outlines of a formula, or None where it is not understood. May be called from one thread at a time.

    `is_display` sets limits above and beneath their signs, and fractions large.
    """
    if not _is_fit(tex):
        return None
    try:
        return _laid(prepared(tex), is_display=is_display)
    except _not_understood():
        return None


def as_mathml(tex: str, *, is_display: bool) -> ElementTree.Element | None:
    """Return the MathML of a formula, or None where it is not understood: what `drawing` draws, before it is laid out.

    May be called from any thread, and needs no font.
    """
    if not _is_fit(tex):
        return None
    try:
        root = _as_elements(prepared(tex), is_display=is_display)
    except _not_understood():
        return None
    return root if _work(root) <= MAX_WORK and not any(map(_COMMAND.search, root.itertext())) else None


def drawn_letters(tex: str) -> str:
    """Return the letters and signs a formula shows, without blanks: what it could be read as, and `tex` where unclear.

    Costs as much as a millisecond for each formula; that it is drawn is known.
    """
    try:
        return "".join("".join(_as_elements(prepared(tex), is_display=False).itertext()).split())
    except _not_understood():
        return tex


def why_not(tex: str) -> str:
    """Return, for the person, what keeps a formula from being set; a few words that go on from “not set: ”.

    Costs a millisecond, and no font.
    """
    # Translators: this and what follows go on from "Not set: ", and say why a formula stands as it was written.
    if len(tex) > MAX_LENGTH:
        return _("too long")
    if _DEFINITION.search(tex):
        return _("it defines commands")
    if _COMMENT.search(tex):
        return _("a comment in it")
    if (environment := unknown_environment(tex)) is not None:
        return _("“{name}” is not known here").format(name=environment)
    try:
        root = _as_elements(prepared(tex), is_display=False)
    except _not_understood():
        return _("a mistake in it, or more than is known here")
    unknown = next((found[0] for text in root.itertext() if (found := _COMMAND.search(text))), "")
    if unknown:
        return _("“{name}” is not known here").format(name=unknown)
    if _work(root) > MAX_WORK:
        return _("too much for one formula")
    is_foreign = any(char.isalpha() and not char.isascii() for text in root.itertext() for char in text)
    return _("letters in it that cannot be set") if is_foreign else _("a mistake in it")


def _is_fit(tex: str) -> bool:
    """Whether a formula is one that may be read at all."""
    return bool(tex.strip()) and len(tex) <= MAX_LENGTH and not _COMMENT.search(tex) and not _DEFINITION.search(tex)


def _not_understood() -> tuple[type[Exception], ...]:
    """What the two packages raise at TeX they cannot read: one error of their own for each mistake, and accidents."""
    from latex2mathml import exceptions

    own = tuple(
        error for error in vars(exceptions).values() if isinstance(error, type) and issubclass(error, Exception)
    )
    return (
        *own,
        ArithmeticError,
        AssertionError,
        AttributeError,
        LookupError,
        RecursionError,
        RuntimeError,
        StopIteration,
        TypeError,
        ValueError,
        ElementTree.ParseError,
    )


def _work(element: ElementTree.Element) -> int:
    """Return how many characters have to be laid out for an element."""
    times = 2 if element.tag.rpartition("}")[2] in _TWICE else 1
    return 1 + len(element.text or "") + times * sum(map(_work, element))


def _as_elements(tex: str, *, is_display: bool) -> ElementTree.Element:
    from ziamath.escapes import unescape
    from ziamath.tex import tex2mml

    return ElementTree.fromstring(unescape(tex2mml(tex, inline=not is_display)))


def _laid(tex: str, *, is_display: bool) -> Drawing | None:
    from ziamath.config import config
    from ziamath.zmath import Math

    _lend_letters()
    # QtSvg does not know the symbols within symbols that SVG 2 allows: it would draw the bars and nothing else.
    config.svg2 = False
    root = _as_elements(tex, is_display=is_display)
    root.set("mathcolor", INK)
    if _work(root) > MAX_WORK:
        return None
    for rows in root.iter():
        if rows.tag.rpartition("}")[2] == "mtable":
            rows.set("rowspacing", "0.5em")
            if _LINES.search(tex):
                rows.set("displaystyle", "true")
    formula = Math(root, size=UNITS_PER_EM, margin=2)
    if not all(_can_be_set(text, formula.font) for text in root.itertext()):
        return None
    box = formula.node.bbox
    width, ascent, descent = (value / UNITS_PER_EM for value in (box.xmax - box.xmin, box.ymax, -box.ymin))
    if not (0 < width < 1000 and 0 < ascent + descent < 1000):
        return None
    return Drawing(formula.svg(), width, ascent, descent)


def _can_be_set(text: str, font: object) -> bool:
    if _COMMAND.search(text):
        return False
    glyph = font.glyphindex  # type: ignore[attr-defined]
    return all(unicodedata.category(char)[0] in "ZCM" or glyph(char) or _is_square(char) for char in text)


def _is_square(char: str) -> bool:
    """Whether a letter or sign stands in a square of one em in every font that has it."""
    return unicodedata.east_asian_width(char) in "WF" and ord(char) not in _EMOJI


@cache
def _lend_letters() -> None:
    """Have `ziamath` take square letters that its font lacks for ones of the system, which QtSvg finds by itself."""
    from ziafont.fonttypes import BBox
    from ziafont.glyph import SimpleGlyph
    from ziamath.zmath import loadedfonts

    font = loadedfonts["default"]
    own, em = font.glyph, font.info.layout.unitsperem

    class SystemGlyph(SimpleGlyph):
        """A letter that is drawn as text; its box is that of the square it stands in."""

        def __init__(self, letter: str) -> None:
            super().__init__(0, [], BBox(0, em, round(-0.12 * em), round(0.88 * em)), font)
            self.letter = letter

        def advance(self, nextchr: SimpleGlyph | None = None) -> int:
            return int(em)

        def place(self, x: float, y: float, point_size: float) -> ElementTree.Element:
            place = {"x": f"{x:.3f}", "y": f"{y:.3f}", "font-family": "sans-serif", "font-size": f"{point_size:.3f}"}
            element = ElementTree.Element("text", place)
            element.text = self.letter
            return element

    def glyph(char: str) -> Any:
        return SystemGlyph(char) if not font.glyphindex(char) and _is_square(char) else own(char)

    font.glyph = glyph  # type: ignore[method-assign]
