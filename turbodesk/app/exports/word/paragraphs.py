"""Writes paragraphs of Word, with their place on the page, in the order that the schema asks for."""

from __future__ import annotations

from typing import NamedTuple

STEP = 360
"""Twips, twentieths of a point, by which a list or quote within another stands in."""
_FARTHEST = 12 * STEP
"""Twips from the edge at most: what is nested deeper still has room for words."""


class BlockPlace(NamedTuple):
    """Where a block stands."""

    indent: int = 0
    """Twips from the edge of the text."""
    is_quoted: bool = False
    is_rtl: bool = False
    """Whether the list or quote it stands in runs from right to left."""
    level: int = 0
    """How many lists it stands in."""
    marker: str = ""
    """Properties that give the first paragraph of an item its number or bullet; "" for all others."""
    box: str = ""
    """The box of a task, for the same paragraph."""
    hang: int = 0
    """Twips by which that paragraph begins before its indent."""
    is_tight: bool = False
    """Whether there is no room between the items of the list."""
    lowered: int = 0
    """By how many levels headings stand lower than they are written."""
    in_note: bool = False

    def within(self, step: int = STEP) -> BlockPlace:
        """Return the place of what stands in a block here, so many twips farther in."""
        return self._replace(indent=min(self.indent + step, _FARTHEST), marker="", box="", hang=0)

    def after(self) -> BlockPlace:
        """Return the place of what follows in the same container."""
        return self._replace(marker="", box="", hang=0)


def paragraph(
    content: str,
    place: BlockPlace = BlockPlace(),  # noqa: B008 - it cannot change
    *,
    style: str = "",
    is_rtl: bool = False,
    keeps_next: bool = False,
    side: str = "",
) -> str:
    """Return one paragraph. `side` is left, center or right, on the page."""
    if not style:
        style = "FootnoteText" if place.in_note else "ListParagraph" if place.level else ""
        style = "Quote" if place.is_quoted and not place.level else style
    if side in ("left", "right") and is_rtl:  # in such a paragraph Word takes left for where its lines begin
        side = "right" if side == "left" else "left"
    hanging = f' w:hanging="{place.hang}"' if place.hang else ""
    bar = '<w:left w:val="single" w:sz="18" w:space="10" w:color="D3CDC1"/>'
    parts = [
        f'<w:pStyle w:val="{style}"/>' if style else "",
        "<w:keepNext/>" if keeps_next else "",
        place.marker,
        f"<w:pBdr>{bar.replace('left', 'right') if is_rtl else bar}</w:pBdr>"
        if place.is_quoted and style not in ("Code", "Rule")
        else "",
        "<w:bidi/>" if is_rtl else "",
        f'<w:ind w:left="{place.indent}"{hanging}/>' if place.indent or hanging else "",
        '<w:contextualSpacing w:val="0"/>' if style == "ListParagraph" and not place.is_tight else "",
        f'<w:jc w:val="{side}"/>' if side else "",
    ]
    made = "".join(parts)
    look = f"<w:pPr>{made}</w:pPr>" if made else ""
    return f"<w:p>{look}{place.box}{content}</w:p>"


GAP = paragraph("", style="Gap")
"""Keeps two tables, or two pieces of code, from becoming one."""
