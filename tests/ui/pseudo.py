"""A language nobody speaks: English words, longer and accented, so that what bypasses the translations is seen.

Each sentence is ⟦fräḿéd⟧, and a third longer, as German and Russian ones often are.
"""

from __future__ import annotations

import re

_ACCENTED = str.maketrans("aceginorsuyAEIOU", "áćéǵíńóŕśúýÁÉÍÓÚ")
_PLACE = re.compile(r"(\{[^{}]*\}|&\w+;|<[^<>]*>)")
OPENING, CLOSING = "⟦", "⟧"
_LONGER = 0.3


class Pseudo:
    """The catalogue of that language: it has every sentence."""

    def gettext(self, message: str, /) -> str:
        """Return a sentence with its places and markup as they are."""
        parts = _PLACE.split(message)
        accented = "".join(part if number % 2 else part.translate(_ACCENTED) for number, part in enumerate(parts))
        more = max(0, round(sum(map(len, parts[::2])) * _LONGER) - len(OPENING + CLOSING))
        body = accented.strip()
        return accented.replace(body, f"{OPENING}{body}{' ·' * (more // 2)}{CLOSING}") if body else message

    def ngettext(self, singular: str, plural: str, count: int, /) -> str:
        """Return the form for a number of things."""
        return self.gettext(singular if count == 1 else plural)

    def pgettext(self, context: str, message: str, /) -> str:
        """Return a sentence; its context says nothing more here."""
        return self.gettext(message)


_ARABIC = dict(zip("abcdefghijklmnopqrstuvwxyz", "ابكديفجهيجكلمنوبقرستوفوخيز", strict=True))
_LETTERS = str.maketrans(_ARABIC | {one.upper(): letter for one, letter in _ARABIC.items()} | {",": "،", "?": "؟"})


class PseudoArabic(Pseudo):
    """English words in Arabic letters, read from the right: for looking at the window before it is translated."""

    def gettext(self, message: str, /) -> str:
        """Return a sentence with its places and markup as they are."""
        parts = _PLACE.split(message)
        return "".join(part if number % 2 else part.translate(_LETTERS) for number, part in enumerate(parts))
