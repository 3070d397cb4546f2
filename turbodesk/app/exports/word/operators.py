"""The signs of formulas by what Word's equations make of them."""

from __future__ import annotations

NARY = frozenset("∑∏∐∫∬∭⨌∮∯∰⋃⋂⨆⨅⋁⋀⨁⨂⨀⨄")
"""What is of something that stands behind it, with limits."""
LIMITS = frozenset(("lim", "max", "min", "sup", "inf", "limsup", "liminf", "argmax", "argmin", "det", "gcd", "Pr"))
"""Functions whose limits stand beneath them in displayed formulas."""
ACCENTS = {
    "^": "\u0302",
    "ˆ": "\u0302",
    "\u0302": "\u0302",
    "~": "\u0303",
    "˜": "\u0303",
    "\u0303": "\u0303",
    "˙": "\u0307",
    "\u0307": "\u0307",
    "¨": "\u0308",
    "\u0308": "\u0308",
    "⃛": "\u20db",
    "→": "\u20d7",
    "⃗": "\u20d7",
    "←": "\u20d6",
    "´": "\u0301",
    "\u0301": "\u0301",
    "`": "\u0300",
    "\u0300": "\u0300",
    "˘": "\u0306",
    "\u0306": "\u0306",
    "ˇ": "\u030c",
    "\u030c": "\u030c",
    "˚": "\u030a",
    "\u030a": "\u030a",
}
"""Marks above a letter, and the combining letter that is meant."""
BARS = frozenset("―¯‾_\u0304\u0305\u0332̲̅")
BRACES = frozenset("⏞⏟⎴⎵⏜⏝")
OPENERS, CLOSERS = frozenset("([{⟨⌊⌈⟦|‖"), frozenset(")]}⟩⌋⌉⟧|‖")
"""Brackets; a bar may be either."""
PAIRED = {"|": "|", "‖": "‖", "⟨": "⟩", "⌊": "⌋", "⌈": "⌉", "{": "}"}
"""Brackets that are looked for in pairs, since they are signs of another meaning alone."""
LONG_STROKE, NOT = "⧸", "\u0338"
"""The stroke that crosses out what follows it, and the letter that crosses out what stands before it."""
JOINING = frozenset("=≠<>≤≥≪≫≈≡∼≃≅∝∈∉⊂⊆⊃⊇→←↔⇒⇐⇔↦⟹⟸⟺∣,;:∧∨⊢⊨⟶⟵≔≜")
"""Signs that stand between two things."""
SINGLE = frozenset("+−-±∓*∗⋆†‡×∘")
"""Signs that also stand before one thing, or alone."""
_SUMS = frozenset("+−-±∓")
_BLANKS = ((2.0, "\u2003\u2003"), (1.0, "\u2003"), (0.27, "\u2004"), (0.2, "\u2005"), (0.1, "\u2009"))
"""Blanks by their width in ems, the widest first."""


def ends_operand(sign: str) -> bool:
    """Whether a sign stands outside what a sum or function before it is of."""
    return sign in JOINING or sign in _SUMS


def blanks(ems: float) -> str:
    """Return blanks about as wide as so many ems; "" for what draws closer."""
    return next((blank for width, blank in _BLANKS if ems >= width - 0.005), "")
