"""Writes text as the XML of Word: runs of letters with their properties, in the order that the schema asks for.

Everything that comes from outside goes through `escaped`, so that no text can make a file that Word refuses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from unicodedata import bidirectional

from turbodesk.rendering.html import clean

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TEXT_FONT, CODE_FONT = "Calibri", "Consolas"
_QUOTED = {'"': "&quot;", "'": "&apos;", "<": "&lt;", ">": "&gt;", "&": "&amp;"}
_SIGNS = re.compile("[\"'<>&]")
_BREAKS = re.compile("([\t\n])")
_MAY_RUN_BACK = re.compile("[\u0590-\u08ff\u200f\u202b\u202e\u2067\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U0001efff]")
_SQUARE = re.compile("[\u1100-\u11ff\u2e80-\ua4cf\ua960-\ua97f\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef]")
_SQUARE_BEYOND = re.compile("[\U00020000-\U0003ffff]")

Marks = frozenset[str]
"""What is special about some letters: "strong", "em", "del", "code", "u", "mark", "kbd", "sub", "sup", "small"."""
PLAIN: Marks = frozenset()
CODE_COLOURS = {
    "kw": "7A2FA0",
    "typ": "0D6873",
    "fn": "2257B0",
    "str": "1C6E43",
    "num": "974706",
    "com": "716B60",
    "op": "5C574F",
    "ins": "1C7347",
    "del": "B3261E",
}
"""Ink on white for each class of `rendering.highlight`, as on the screen's light page."""


def escaped(text: str) -> str:
    """Return text as it stands in an element or an attribute, without what XML cannot hold."""
    text = clean(text.replace("\r\n", "\n").replace("\r", "\n"))
    return _SIGNS.sub(lambda sign: _QUOTED[sign[0]], text)


def is_square(text: str) -> bool:
    """Whether there are Chinese, Japanese or Korean letters in a text."""
    return not text.isascii() and bool(_SQUARE.search(text) or _SQUARE_BEYOND.search(text))


def letters(text: str) -> str:
    """Return the content of a run: the letters, with tabs and line breaks."""
    parts = []
    for part in _BREAKS.split(clean(text.replace("\r\n", "\n").replace("\r", "\n"))):
        if part == "\t":
            parts.append("<w:tab/>")
        elif part == "\n":
            parts.append("<w:br/>")
        elif part:
            parts.append(f'<w:t xml:space="preserve">{_SIGNS.sub(lambda sign: _QUOTED[sign[0]], part)}</w:t>')
    return "".join(parts)


def runs(text: str, marks: Marks = PLAIN, *, style: str = "", colour: str = "", is_rtl: bool = False) -> str:
    """Return the runs of a text, one for each stretch of one direction, in a paragraph that runs as `is_rtl` says."""
    return "".join(
        f"<w:r>{properties(marks, style=style, colour=colour, is_rtl=back, is_square=is_square(part))}{content}</w:r>"
        for part, back in stretches(text, is_rtl=is_rtl)
        if (content := letters(part))
    )


def properties(
    marks: Marks = PLAIN, *, style: str = "", colour: str = "", is_rtl: bool = False, is_square: bool = False
) -> str:
    """Return the properties of a run; "" where there are none. `style` is one of `styles.py`."""
    is_code, is_raised = "code" in marks or "kbd" in marks, marks & {"sub", "sup"}
    fonts = f' w:ascii="{CODE_FONT}" w:hAnsi="{CODE_FONT}" w:cs="{CODE_FONT}"' if is_code else ""
    hint = ' w:hint="eastAsia"' if is_square else ""
    parts = [
        f'<w:rStyle w:val="{style}"/>' if style else "",
        f"<w:rFonts{hint}{fonts}/>" if hint or fonts else "",
        "<w:b/><w:bCs/>" if "strong" in marks else "",
        "<w:i/><w:iCs/>" if "em" in marks else "",
        "<w:strike/>" if "del" in marks else "",
        "<w:noProof/>" if is_code else "",
        f'<w:color w:val="{colour}"/>' if colour else "",
        '<w:sz w:val="18"/><w:szCs w:val="18"/>' if "small" in marks and not is_raised else "",
        '<w:highlight w:val="yellow"/>' if "mark" in marks else "",
        '<w:u w:val="single"/>' if "u" in marks else "",
        '<w:bdr w:val="single" w:sz="4" w:space="0" w:color="BFB8AA"/>' if "kbd" in marks else "",
        '<w:shd w:val="clear" w:color="auto" w:fill="F3F1EC"/>' if "code" in marks and "mark" not in marks else "",
        f'<w:vertAlign w:val="{"superscript" if "sup" in marks else "subscript"}"/>' if is_raised else "",
        "<w:rtl/>" if is_rtl else "",
    ]
    made = "".join(parts)
    return f"<w:rPr>{made}</w:rPr>" if made else ""


def stretches(text: str, *, is_rtl: bool) -> Iterator[tuple[str, bool]]:
    """Yield the stretches of a text that run one way, and whether that is from right to left.

    What has no direction, such as digits and blanks, goes with what stands on both sides of it, and with the paragraph
    where these differ.
    """
    if not is_rtl and not _MAY_RUN_BACK.search(text):
        yield text, False
        return
    ways, resolved, at, before = [_way(char) for char in text], list[bool](), 0, is_rtl
    while at < len(text):
        way = ways[at]
        end = at + 1
        if way is None:
            while end < len(text) and ways[end] is None:
                end += 1
            after = ways[end] if end < len(text) else is_rtl
            way = before if before == after else is_rtl
        else:
            before = way
        resolved += [way] * (end - at)
        at = end
    at = 0
    for back, same in groupby(resolved):
        end = at + sum(1 for _ in same)
        yield text[at:end], back
        at = end


def _way(char: str) -> bool | None:
    """Whether a letter runs from right to left; None for what has no direction of its own."""
    if char.isascii():
        return False if char.isalpha() else None
    found = bidirectional(char)
    return True if found in ("R", "AL") else False if found == "L" else None
