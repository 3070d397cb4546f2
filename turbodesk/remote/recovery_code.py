"""The recovery code: what makes several computers one person's, and all that anybody needs to read their files.

The program makes it, never a person: 130 random bits, so that no amount of guessing finds it, and nothing about it has
to lie in the storage, where it could be lost, swapped or out of step. Written it is seven groups of four letters and
digits (Crockford's base 32: no I, L, O and U), of which the last two check the others.

The two are those of a Reed-Solomon code over the 32 letters: one or two wrong letters never pass, nor do two that
changed places, and of one wrong letter it is known where it stands. Several may look like one elsewhere, so a place is
only ever pointed at, and nothing is put right by itself. Anything else passes once in 1,024 times.
"""

from __future__ import annotations

import re
import secrets
import unicodedata

from turbodesk.translation import _

GROUPS = 7
GROUP = 4
"""Letters of a group."""
_LENGTH = GROUPS * GROUP
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SAME = str.maketrans("OIL", "011")
_BETWEEN = re.compile(r"[\s\-_.,:;·\u00ad\u200b-\u200f\u2010-\u2015\u2060\u2212\ufeff]+")
"""What people and programs put between groups: blanks, dashes of all kinds, signs nobody sees."""
_CHECK_OF_NOTHING = (20, 13)
"""Added to the letters that check, so that a code of zeros alone is none."""


class WrongCode(ValueError):
    """What was typed is no recovery code; the text is a sentence for the person."""

    def __init__(self, sentence: str, group: int | None = None) -> None:
        """`group` is the one to look at, counted from 1; None where that is not known."""
        super().__init__(sentence)
        self.group = group


def new_code() -> str:
    """Return a new recovery code as it is shown: seven groups with hyphens between."""
    return written(secrets.randbits(130))


def written(number: int) -> str:
    """Return the code of a number of 130 bits as it is shown."""
    values = [number >> shift & 31 for shift in range(125, -1, -5)]
    text = "".join(_LETTERS[value] for value in values + _check(values))
    return "-".join(text[at : at + GROUP] for at in range(0, _LENGTH, GROUP))


def groups(text: str) -> list[str]:
    """Return the seven groups of a code, however it was typed.

    Raises:
        WrongCode: it is none.
    """
    return written(read_code(text)).split("-")


def read_code(text: str) -> int:
    """Return the number that a code stands for, as people type it: in small letters, O for 0, blanks anywhere.

    Raises:
        WrongCode: it is none, and what was found first that is wrong with it.
    """
    typed = [part for part in _BETWEEN.split(unicodedata.normalize("NFKC", text).upper().translate(_SAME)) if part]
    letters = "".join(typed)
    if len(typed) == GROUPS:
        for group, part in enumerate(typed, 1):
            if len(part) != GROUP:
                raise WrongCode(_("Group {group} is not four letters and digits long.").format(group=group), group)
    if len(letters) != _LENGTH:
        sentence = _("A recovery code has 28 letters and digits. Typed so far: {count}.")
        raise WrongCode(sentence.format(count=len(letters)))
    for at, letter in enumerate(letters):
        if letter not in _LETTERS:
            group = at // GROUP + 1
            sentence = _("No recovery code has a “{letter}”. It is in group {group}.")
            raise WrongCode(sentence.format(letter=letter, group=group), group)
    values = [_LETTERS.index(letter) for letter in letters]
    _make_sure(values)
    number = 0
    for value in values[:-2]:
        number = number << 5 | value
    return number


def _make_sure(values: list[int]) -> None:
    """Raise WrongCode where the last two letters do not fit the others."""
    plain = values[:-2] + [value ^ added for value, added in zip(values[-2:], _CHECK_OF_NOTHING, strict=True)]
    first, second = _sum(plain, 1), _sum(plain, 2)
    if not first and not second:
        return
    if first and second:
        behind = (_LOGARITHM[second] - _LOGARITHM[first]) % 31
        if behind < _LENGTH:
            group = (_LENGTH - 1 - behind) // GROUP + 1
            raise WrongCode(_("Something in group {group} seems to be wrong.").format(group=group), group)
    raise WrongCode(_("More than one letter is wrong. Please compare all groups."))


def _check(values: list[int]) -> list[int]:
    """Return the two letters that make both sums nothing: c·α + d = the first sum, c·α² + d = the second."""
    first, second = _sum([*values, 0, 0], 1), _sum([*values, 0, 0], 2)
    one = _product(first ^ second, 31 - _LOGARITHM[_POWERS[1] ^ _POWERS[2]])
    other = first ^ _product(one, 1)
    return [value ^ added for value, added in zip((one, other), _CHECK_OF_NOTHING, strict=True)]


def _sum(values: list[int], step: int) -> int:
    """Return the polynomial with these coefficients, the highest first, at the power `step` of α (Horner)."""
    total = 0
    for value in values:
        total = _product(total, step) ^ value
    return total


def _product(value: int, power: int) -> int:
    """Return a value times a power of α, in the field of 32 elements."""
    return _POWERS[(_LOGARITHM[value] + power) % 31] if value else 0


def _powers() -> list[int]:
    """Return the powers of α in the field of 32 elements, x⁵ + x² + 1."""
    powers = [1]
    while len(powers) < 31:
        value = powers[-1] << 1
        powers.append(value ^ 0b100101 if value & 32 else value)
    return powers


_POWERS = _powers()
_LOGARITHM = {value: power for power, value in enumerate(_POWERS)}
