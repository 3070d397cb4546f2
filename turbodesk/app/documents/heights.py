"""Writes raised and lowered words in letters that are raised and lowered: 10⁶ is no 106."""

from __future__ import annotations

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")


def at_height(words: str, height: str) -> str:
    """Return words raised ("super…") or lowered; those that have no such letters stay, as in 4th."""
    made = words.translate(_RAISED if height.startswith("super") else _LOWERED)
    return made if not any(letter.isascii() and not letter.isspace() for letter in made) else words
