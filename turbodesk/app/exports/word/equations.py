"""Turns formulas into Word's own equations, Office MathML (ECMA-376 part 1, 22.1), out of the MathML of their TeX.

Presentation MathML says where signs stand, Word's equations what they are: a sum has what it sums in it, a function
its argument, a pair of brackets what stands between. That is found here among the signs of a row.
"""

from __future__ import annotations

from collections.abc import Sequence
from unicodedata import normalize
from xml.etree.ElementTree import Element

from turbodesk.app.exports.word.markup import escaped, is_square
from turbodesk.app.exports.word.operators import (
    ACCENTS,
    BARS,
    BRACES,
    CLOSERS,
    JOINING,
    LIMITS,
    LONG_STROKE,
    NARY,
    NOT,
    OPENERS,
    PAIRED,
    SINGLE,
    blanks,
    ends_operand,
)
from turbodesk.rendering.tex import as_mathml

_EMPTY = "<m:r><m:rPr><m:nor/></m:rPr><m:t>\u200b</m:t></m:r>"
"""Stands where Word would draw a dotted box for what is missing, and LibreOffice a question mark."""


def equation(tex: str, *, is_display: bool) -> str | None:
    """Return an equation, `m:oMath`, for a place within a paragraph; None where the TeX is not understood."""
    root = as_mathml(tex, is_display=is_display)
    if root is None:
        return None
    try:
        made = _cell(root)
    except _NotKnownError:
        return None
    return f"<m:oMath>{made}</m:oMath>"


class _NotKnownError(Exception):
    """There is an element that no rule here is for."""


def _name(element: Element) -> str:
    return element.tag.rpartition("}")[2]


def _text(element: Element) -> str:
    return "".join(element.itertext())


def _is_sign(element: Element | None, *, form: str = "") -> bool:
    """Whether an element is an operator, of a form where one is asked for."""
    return element is not None and _name(element) == "mo" and (not form or element.get("form") == form)


def _row(children: Sequence[Element]) -> str:
    """Return what stands side by side."""
    parts: list[str] = []
    at = 0
    while at < len(children):
        made, at = _next(children, at)
        parts.append(made)
    return "".join(parts)


def _next(children: Sequence[Element], at: int) -> tuple[str, int]:
    """Return what begins at a place in a row, and the place after it."""
    element = children[at]
    if _name(element) in ("mrow", "mstyle", "math") and len(element) == 1:
        element = element[0]
    if nary := _nary(element):
        end = _end_of_operand(children, at + 1)
        return nary.replace("<m:e/>", f"<m:e>{_row(children[at + 1 : end]) or _EMPTY}</m:e>"), end
    if function := _function(element):
        end = _end_of_operand(children, at + 1)
        operand = _row(children[at + 1 : end])
        made = f"<m:func><m:fName>{function}</m:fName><m:e>{operand}</m:e></m:func>" if operand else function
        return made, end
    if _is_prescript(element) and at + 1 < len(children):
        sub, sup = (_argument(one) for one in element[1:3])
        base, end = _next(children, at + 1)
        return f"<m:sPre><m:sub>{sub}</m:sub><m:sup>{sup}</m:sup><m:e>{base}</m:e></m:sPre>", end
    if _is_stroke(element) and at + 1 < len(children):
        return _run(normalize("NFC", f"{_text(children[at + 1])}{NOT}")), at + 2
    if (end := _closing(children, at)) > at + 1:
        return _between(_text(element), _text(children[end]), _row(children[at + 1 : end])), end + 1
    if _text(element) in OPENERS and _is_sign(element) and at + 2 < len(children):
        # Brackets around a table are set without saying that they belong together.
        table, closer = children[at + 1], children[at + 2]
        if _name(table) == "mtable" and _is_sign(closer) and _text(closer) in CLOSERS:
            return _between(_text(element), _text(closer), _element(table)), at + 3
    return _element(element), at + 1


def _closing(children: Sequence[Element], at: int) -> int:
    """Return the place of the sign that closes what one of `PAIRED` opens; 0 where there is none."""
    opener = _text(children[at]) if _name(children[at]) in ("mo", "mi") else ""
    closer, depth = PAIRED.get(opener, ""), 0
    for place in range(at + 1, len(children) if closer else 0):
        text = _text(children[place]) if _name(children[place]) in ("mo", "mi") else ""
        if text == closer and not depth:
            return place
        depth += (text == opener) - (text == closer)
    return 0


def _end_of_operand(children: Sequence[Element], at: int) -> int:
    """Return the place after what a sum or a function before `at` is of: up to a sign that binds less."""
    depth, begin = 0, at
    while at < len(children):
        element = children[at]
        text = _text(element) if _name(element) in ("mo", "mi") else ""
        if text in OPENERS and (text not in CLOSERS or (depth == 0 and at == begin)):
            depth += 1
        elif text in CLOSERS:
            if depth == 0:
                break
            depth -= 1
        elif depth == 0 and (ends_operand(text) or (at > begin and _function(element))):
            break
        at += 1
    return at


def _element(element: Element) -> str:
    name = _name(element)
    if name in _TRANSPARENT:
        return _fenced_row(element)
    if name in ("mi", "mn", "mo", "mtext"):
        return _token(element)
    if name == "mspace":
        return _space(element.get("width", ""))
    if rule := _RULES.get(name):
        return rule(element)
    raise _NotKnownError(name)


def _argument(element: Element | None) -> str:
    """Return what fills a place of a structure."""
    if element is None:
        return _EMPTY
    if _is_alone(element):
        return _run(_text(element), "<m:nor/>")
    return _element(element) or _EMPTY


def _children(element: Element, count: int) -> list[Element]:
    if len(element) != count:
        raise _NotKnownError(_name(element))
    return list(element)


def _fenced_row(element: Element) -> str:
    children = list(element)
    if len(children) > 1 and _is_sign(children[0], form="prefix") and _is_sign(children[-1], form="postfix"):
        return _between(_text(children[0]), _text(children[-1]), _row(children[1:-1]))
    if len(children) == 2 and _is_sign(children[0], form="prefix") and _name(children[1]) == "mtable":
        return _between(_text(children[0]), "", _element(children[1]))
    return _row(children)


def _between(opener: str, closer: str, inside: str) -> str:
    signs = f'<m:begChr m:val="{escaped(opener)}"/><m:endChr m:val="{escaped(closer)}"/>'
    return f"<m:d><m:dPr>{signs}</m:dPr><m:e>{inside or _EMPTY}</m:e></m:d>"


def _token(element: Element) -> str:
    text, name = _text(element), _name(element)
    if len(element):  # an operator made of other elements, such as `\\mathop`
        return _row(list(element))
    if not text:
        return ""
    if name == "mtext" or is_square(text):
        return _run(text, "<m:nor/>")
    is_upright = element.get("mathvariant") == "normal" or (name == "mi" and len(text) > 1) or ord(text[0]) > 0x1D3FF
    text = "∣" if text == "|" else text  # a bar by itself, such as that of a condition
    return _run(text, '<m:sty m:val="p"/>' if is_upright or (name == "mo" and text.isalpha()) else "")


def _run(text: str, kind: str = "") -> str:
    look = f"<m:rPr>{kind}</m:rPr>" if kind else ""
    fonts = '<w:rPr><w:rFonts w:hint="eastAsia"/></w:rPr>' if is_square(text) else ""
    return f'<m:r>{look}{fonts}<m:t xml:space="preserve">{escaped(text)}</m:t></m:r>'


def _space(width: str) -> str:
    try:
        ems = float(width.removesuffix("em"))
    except ValueError:
        return ""
    made = blanks(ems)
    return _run(made, "<m:nor/>") if made else ""


def _nary(element: Element) -> str:
    """Return a sum, an integral or the like with an empty `m:e` for what it is of; "" for anything else."""
    name = _name(element)
    base = element[0] if name in _SCRIPTED and len(element) else element
    if not _is_sign(base) or _text(base) not in NARY:
        return ""
    names = _SCRIPTED.get(name, ())
    scripts = dict(zip(names, element[1:], strict=False))
    places = f'<m:limLoc m:val="{"undOvr" if name.startswith(("munder", "mover")) else "subSup"}"/>'
    hidden = "".join(f'<m:{one}Hide m:val="1"/>' for one in ("sub", "sup") if one not in scripts)
    given = "".join(
        f"<m:{one}>{_argument(scripts[one])}</m:{one}>" if one in scripts else f"<m:{one}/>" for one in ("sub", "sup")
    )
    return f'<m:nary><m:naryPr><m:chr m:val="{_text(base)}"/>{places}{hidden}</m:naryPr>{given}<m:e/></m:nary>'


def _function(element: Element) -> str:
    """Return the name of a function with its limits; "" for anything else."""
    name = _name(element)
    base = element[0] if name in _SCRIPTED and len(element) else element
    text = _text(base)
    word = "".join(text.split())  # two words, such as those of an upper limit, are one name
    if _name(base) not in ("mi", "mo") or len(base) or len(word) < 2 or not word.isascii() or not word.isalpha():
        return ""
    # As words where there are two: LibreOffice reads "sup" alone as a command of its own.
    named = _run(text, '<m:sty m:val="p"/>' if word == text else "<m:nor/>")
    if base is element:
        return named
    if word in LIMITS or name.startswith("munder"):
        scripts = dict(zip(_SCRIPTED[name], element[1:], strict=False))
        if "sub" in scripts:
            named = _limit("limLow", named, _argument(scripts["sub"]))
        return _limit("limUpp", named, _argument(scripts["sup"])) if "sup" in scripts else named
    return _element(element)


def _is_prescript(element: Element) -> bool:
    return _name(element) == "msubsup" and len(element) == 3 and not len(element[0]) and not _text(element[0])


def _is_stroke(element: Element) -> bool:
    """Whether this is the stroke that crosses out the sign after it."""
    return _name(element) == "mpadded" and _text(element) == LONG_STROKE


def _limit(kind: str, base: str, limit: str) -> str:
    return f"<m:{kind}><m:e>{base}</m:e><m:lim>{limit}</m:lim></m:{kind}>"


def _script(element: Element) -> str:
    kinds = {"msub": "sSub", "msup": "sSup", "msubsup": "sSubSup"}
    kind, names = kinds[_name(element)], _SCRIPTED[_name(element)]
    base, *scripts = _children(element, 1 + len(names))
    given = "".join(f"<m:{name}>{_argument(one)}</m:{name}>" for name, one in zip(names, scripts, strict=True))
    return f"<m:{kind}><m:e>{_argument(base)}</m:e>{given}</m:{kind}>"


def _over_or_under(element: Element) -> str:
    """Return what stands above or beneath something: an accent, a bar, a brace, or any limit."""
    is_over = _name(element) == "mover"
    base, mark = _children(element, 2)
    sign = _text(mark).strip()
    inside, place = f"<m:e>{_argument(base)}</m:e>", "top" if is_over else "bot"
    if _is_sign(mark) and sign in BARS:
        return f'<m:bar><m:barPr><m:pos m:val="{place}"/></m:barPr>{inside}</m:bar>'
    if _is_sign(mark) and is_over and sign in ACCENTS:
        return f'<m:acc><m:accPr><m:chr m:val="{ACCENTS[sign]}"/></m:accPr>{inside}</m:acc>'
    if _is_sign(mark) and sign in BRACES:
        other = "bot" if is_over else "top"
        look = f'<m:chr m:val="{sign}"/><m:pos m:val="{place}"/><m:vertJc m:val="{other}"/>'
        return f"<m:groupChr><m:groupChrPr>{look}</m:groupChrPr>{inside}</m:groupChr>"
    limited = "limUpp" if is_over else "limLow"
    if _is_alone(base):
        joined = _limit(limited, _run(_text(base), "<m:nor/>"), _argument(mark))
        return f'<m:box><m:boxPr><m:opEmu m:val="1"/></m:boxPr><m:e>{joined}</m:e></m:box>'
    return _limit(limited, _argument(base), _argument(mark))


def _is_alone(base: Element) -> bool:
    """Whether this is nothing but a sign that joins what stands beside it."""
    while len(base) == 1 and _name(base) in _TRANSPARENT:
        base = base[0]
    return _is_sign(base) and not len(base) and _text(base) in JOINING | SINGLE


def _over_and_under(element: Element) -> str:
    base, under, over = _children(element, 3)
    return _limit("limUpp", _limit("limLow", _argument(base), _argument(under)), _argument(over))


def _fraction(element: Element) -> str:
    over, under = _children(element, 2)
    is_bare = element.get("linethickness", "").rstrip("pxemt") in ("0", "0.0")
    look = '<m:fPr><m:type m:val="noBar"/></m:fPr>' if is_bare else ""
    return f"<m:f>{look}<m:num>{_argument(over)}</m:num><m:den>{_argument(under)}</m:den></m:f>"


def _root(element: Element) -> str:
    if _name(element) == "msqrt":
        look = '<m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/>'
        return f"<m:rad>{look}<m:e>{_row(list(element)) or _EMPTY}</m:e></m:rad>"
    base, degree = _children(element, 2)
    return f"<m:rad><m:deg>{_argument(degree)}</m:deg><m:e>{_argument(base)}</m:e></m:rad>"


def _table(element: Element) -> str:
    rows = [list(row) for row in element if _name(row) in ("mtr", "mlabeledtr")]
    count = max(map(len, rows), default=0)
    if not count or count > 60:
        raise _NotKnownError(_name(element))
    sides = [next((row[at].get("columnalign", "") for row in rows if at < len(row)), "") for at in range(count)]
    columns = "".join(
        f'<m:mc><m:mcPr><m:count m:val="1"/><m:mcJc m:val="{one if one in ("left", "right") else "center"}"/>'
        "</m:mcPr></m:mc>"
        for one in sides
    )
    # Columns of equations that are aligned at a sign stand close to one another.
    gap = '<m:cGpRule m:val="3"/><m:cGp m:val="40"/>' if sides[:1] == ["right"] else ""
    look = f'<m:mPr><m:plcHide m:val="1"/>{gap}<m:mcs>{columns}</m:mcs></m:mPr>'
    lines = (
        "".join(f"<m:e>{_cell(one)}</m:e>" for one in row) + f"<m:e>{_EMPTY}</m:e>" * (count - len(row)) for row in rows
    )
    return f"<m:m>{look}{''.join(f'<m:mr>{line}</m:mr>' for line in lines)}</m:m>"


def _cell(cell: Element) -> str:
    """Return what stands in a place of its own; before a sign that joins two things there is one, if an empty one."""
    while len(cell) == 1 and _name(cell[0]) in _TRANSPARENT:
        cell = cell[0]
    made = _fenced_row(cell)
    first = next((one for one in cell if _text(one)), None)
    is_joined = _is_sign(first) and first is not None and _text(first) in JOINING
    return f"{_EMPTY if is_joined or not made else ''}{made}"


def _enclosed(element: Element) -> str:
    notation = element.get("notation", "").split()
    strokes = {"updiagonalstrike": "strikeBLTR", "downdiagonalstrike": "strikeTLBR", "horizontalstrike": "strikeH"}
    sides = "" if "box" in notation else "".join(f'<m:hide{one} m:val="1"/>' for one in ("Top", "Bot", "Left", "Right"))
    lines = "".join(f'<m:{name} m:val="1"/>' for kind, name in strokes.items() if kind in notation)
    if not lines and "box" not in notation:
        return _row(list(element))
    order = ("strikeH", "strikeV", "strikeBLTR", "strikeTLBR")
    lines = "".join(f'<m:{one} m:val="1"/>' for one in order if f"<m:{one} " in lines)
    look = f"<m:borderBoxPr>{sides}{lines}</m:borderBoxPr>" if sides or lines else ""
    return f"<m:borderBox>{look}<m:e>{_row(list(element)) or _EMPTY}</m:e></m:borderBox>"


def _phantom(element: Element) -> str:
    look = '<m:phantPr><m:show m:val="0"/></m:phantPr>'
    return f"<m:phant>{look}<m:e>{_row(list(element)) or _EMPTY}</m:e></m:phant>"


def _brackets(element: Element) -> str:
    return _between(element.get("open", "("), element.get("close", ")"), _row(list(element)))


_TRANSPARENT = frozenset(("math", "mrow", "mstyle", "mpadded", "mtd", "semantics"))
_SCRIPTED = {
    "msub": ("sub",),
    "msup": ("sup",),
    "msubsup": ("sub", "sup"),
    "munder": ("sub",),
    "mover": ("sup",),
    "munderover": ("sub", "sup"),
}
_RULES = {
    "msub": _script,
    "msup": _script,
    "msubsup": _script,
    "mover": _over_or_under,
    "munder": _over_or_under,
    "munderover": _over_and_under,
    "mfrac": _fraction,
    "msqrt": _root,
    "mroot": _root,
    "mtable": _table,
    "menclose": _enclosed,
    "mphantom": _phantom,
    "mfenced": _brackets,
}
