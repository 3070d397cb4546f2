r"""Turns what chemists write in `\ce{…}` into TeX: substances, charges, isotopes, states and arrows.

The part of mhchem that replies use; what is more than that refuses the formula, whose source then stands.
"""

from __future__ import annotations

import re

_ARROWS = {
    "<=>>": r"\rightleftharpoons",
    "<<=>": r"\rightleftharpoons",
    "<=>": r"\rightleftharpoons",
    "<-->": r"\leftrightarrows",
    "<->": r"\leftrightarrow",
    "->": r"\longrightarrow",
    "<-": r"\longleftarrow",
    "→": r"\longrightarrow",
    "⇌": r"\rightleftharpoons",
}
_OVER = {"->": r"\xrightarrow", "<-": r"\xleftarrow", "<=>": r"\xrightleftharpoons"}
_ARROW = re.compile(r"(<=>>|<<=>|<=>|<-->|<->|->|<-|→|⇌)(?:\[([^\[\]]*)\])?(?:\[([^\[\]]*)\])?")
_TOKEN = re.compile(
    r"(?P<space>\s+)"
    r"|(?P<isotope>\^\{?(?P<mass>\d+)\}?_\{?(?P<number>-?\d+)\}?(?=[A-Za-z]))"
    r"|(?P<gas>\^(?=\s|$)|↑)|(?P<solid>v(?=\s|$)|↓)"
    r"|\^\{?(?P<charge>\d*[+\-−]|[+\-−]?\d+)\}?"
    r"|_\{?(?P<below>[0-9a-z]+)\}?"
    r"|(?P<state>\((?:aq|s|l|g)\))"
    r"|(?P<element>[A-Z][a-z]?|e(?=\^|-))(?P<count>\d+|[nxm](?![a-z]))?"
    r"|(?P<group>[()\[\]])(?P<times>\d+|[nxm](?![a-z]))?"
    r"|(?P<amount>\d+(?:[./,]\d+)?|[nxm](?=\s|[A-Z]))"
    r"|(?P<ion>[+\-−](?=\s|$|\)|\]))"
    r"|(?P<bond>[-=#≡])|(?P<dot>[*·.])|(?P<comma>,)"
)


def reaction(source: str) -> str:
    r"""Return the TeX of what stands in `\ce{…}`.

    Raises:
        ValueError: there is something in it that is not known here.
    """
    made, at = [], 0
    for found in _ARROW.finditer(source):
        made += [_side(source[at : found.start()]), _arrow(found)]
        at = found.end()
    return "".join([*made, _side(source[at:])])


def _arrow(found: re.Match[str]) -> str:
    over, under = found[2], found[3]
    if over is None:
        return f" {_ARROWS[found[1]]} "
    if found[1] not in _OVER:
        raise ValueError(found[0])
    below = "" if under is None else f"[{_words(under)}]"
    return f" {_OVER[found[1]]}{below}{{{_words(over)}}} "


def _words(text: str) -> str:
    """Return what stands at an arrow: a substance, a sign such as that of heat, or words."""
    if re.fullmatch(r"\\[A-Za-z]+", text):
        return text
    try:
        return _side(text)
    except ValueError:
        if set(text) & set("\\{}$"):
            raise
        return rf"\text{{{text}}}"


def _side(source: str) -> str:
    """Return one side of an arrow; a plus with blanks around it adds, one that hangs on a substance is its charge."""
    parts = re.split(r"(?:^|\s)\+\s", source)
    return " + ".join(f"{{{_substance(part.strip())}}}" if part.strip() else "" for part in parts)


def _substance(text: str) -> str:
    made, at = [], 0
    while at < len(text):
        found = _TOKEN.match(text, at)
        if found is None or found.end() == at:
            raise ValueError(text[at:])
        made.append(_token(found, is_first=not at))
        at = found.end()
    return "".join(made)


def _token(found: re.Match[str], *, is_first: bool) -> str:
    match found.lastgroup:
        case "space":
            return r"\,"
        case "isotope" | "mass" | "number":
            return f"{{}}_{{{found['number']}}}^{{{found['mass']}}}"
        case "gas":
            return r"\uparrow "
        case "solid":
            return r"\downarrow "
        case "charge":
            return f"^{{{found['charge']}}}"
        case "below":
            return f"_{{{found['below']}}}"
        case "state":
            return rf"\mathrm{{{found['state']}}}"
        case "element" | "count":
            return rf"\mathrm{{{found['element']}}}{_below(found['count'])}"
        case "group" | "times":
            return f"{found['group']}{_below(found['times'])}"
        case "amount":
            return rf"{found['amount']}\," if is_first else found["amount"]
        case "ion":
            return f"^{{{found['ion']}}}"
        case "bond":
            return {"-": "{-}", "=": "{=}"}.get(found["bond"], r"{\equiv}")
        case "dot":
            return r"\cdot "
        case _:
            return ", "


def _below(count: str | None) -> str:
    return f"_{{{count}}}" if count else ""
