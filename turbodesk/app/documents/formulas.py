"""Writes the formulas of Office documents (OMML; ECMA-376 part 1, 22.1) on one line, as TeX writes them."""

from __future__ import annotations

from turbodesk.app.documents.elements import Element

_ACCENTS = {"̂": "hat", "̃": "tilde", "̅": "bar", "⃗": "vec", "̇": "dot", "̈": "ddot"}
_OPERATORS = {"∑": "\\sum", "∏": "\\prod", "∫": "\\int", "∬": "\\iint", "∭": "\\iiint", "∮": "\\oint", "⋃": "\\bigcup"}


def formula(math: Element) -> str:
    """Return a formula between dollar signs; "" for an empty one."""
    made = _all(math).strip()
    if not made:
        return ""
    return f"$${made}$$" if math.tag == "m:oMathPara" else f"${made}$"


def _all(element: Element | None) -> str:
    return "".join(map(_one, element.elements())) if element is not None else ""


def _part(element: Element, tag: str) -> str:
    return _all(element.first(tag))


def _group(element: Element, tag: str) -> str:
    return f"{{{_part(element, tag)}}}"


def _property(element: Element, properties: str, tag: str, default: str) -> str:
    found = element.first(properties, tag)
    return default if found is None else found.get("val", "")


def _one(element: Element) -> str:
    match element.tag:
        case "m:r":
            return "".join(one.text() for one in element.elements("m:t", "w:t"))
        case "m:f":
            return f"\\frac{_group(element, 'm:num')}{_group(element, 'm:den')}"
        case "m:sSup":
            return f"{_group(element, 'm:e')}^{_group(element, 'm:sup')}"
        case "m:sSub":
            return f"{_group(element, 'm:e')}_{_group(element, 'm:sub')}"
        case "m:sSubSup":
            return f"{_group(element, 'm:e')}_{_group(element, 'm:sub')}^{_group(element, 'm:sup')}"
        case "m:sPre":
            return f"{{}}_{_group(element, 'm:sub')}^{_group(element, 'm:sup')}{_group(element, 'm:e')}"
        case "m:rad":
            degree = _part(element, "m:deg")
            return "\\sqrt" + (f"[{degree}]" if degree.strip() else "") + _group(element, "m:e")
        case "m:nary":
            sign = _property(element, "m:naryPr", "m:chr", "∫")
            limits = "".join(
                f"{mark}{_group(element, tag)}" for mark, tag in (("_", "m:sub"), ("^", "m:sup")) if _part(element, tag)
            )
            return f"{_OPERATORS.get(sign, sign)}{limits} {_part(element, 'm:e')}"
        case "m:d":
            opened, closed = (
                _property(element, "m:dPr", f"m:{end}Chr", mark) for end, mark in (("beg", "("), ("end", ")"))
            )
            between = _property(element, "m:dPr", "m:sepChr", "|")
            inside = between.join(map(_all, element.elements("m:e")))
            marks = [mark if mark not in ("{", "}") else f"\\{mark}" for mark in (opened, closed)]
            return f"{marks[0]}{inside}{marks[1]}"
        case "m:func":
            return f"\\{_part(element, 'm:fName').strip()}" + _group(element, "m:e")
        case "m:acc":
            return f"\\{_ACCENTS.get(_property(element, 'm:accPr', 'm:chr', '̂'), 'hat')}{_group(element, 'm:e')}"
        case "m:bar":
            return f"\\overline{_group(element, 'm:e')}"
        case "m:limLow":
            return f"{_group(element, 'm:e')}_{_group(element, 'm:lim')}"
        case "m:limUpp":
            return f"{_group(element, 'm:e')}^{_group(element, 'm:lim')}"
        case "m:m":
            rows = (" & ".join(map(_all, row.elements("m:e"))) for row in element.elements("m:mr"))
            return _matrix(list(rows))
        case "m:eqArr":
            return _matrix([_all(one) for one in element.elements("m:e")])
        case "w:del" | "w:moveFrom" | "m:rPr" | "m:ctrlPr":
            return ""
    return _all(element)


def _matrix(rows: list[str]) -> str:
    lines = " \\\\ ".join(rows)
    return f"\\begin{{matrix}}{lines}\\end{{matrix}}"
