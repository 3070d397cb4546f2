r"""Tells words in escaped brackets, `\(optional\)` or `\[Source: WHO, 2020\]`, from TeX in them.

Converters, and models after them, escape brackets that mean themselves. TeX between the same signs is told by its signs
(`^`, `=`, a command …); what has none of them is prose where it has a word that nobody would write as a product of
variables, or is a date, a version or an address.
"""

from __future__ import annotations

import re
from itertools import pairwise

# Escapes of signs that mean themselves in TeX as well, or that TeX does not have.
_ESCAPED = re.compile(r"\\[.\-_*'\"#&%$@()\[\]]")
_SIGN = re.compile(r"[\\^_=+*/<>{}|~&]|\s[-−]\s")
_WORD = re.compile(r"[^\W\d_]+")
_ADDRESS = re.compile(r"\w://|\bwww\.|\w@\w")
_DATE_OR_VERSION = re.compile(
    r"\s*(?:\d{4}-\d\d?-\d\d?|\d\d?[./]\d\d?[./]\d{2,4}|v\.?\s?\d[\d.]*|\d+(?:\.\d+){2,})\s*$", re.I
)
_CITATIONS = re.compile(r"\s*\d+(?:(?:\s*[,;]\s*|[-–])\d+)*\s*$")
_WORDS_ALONE = re.compile(r"\s*[^\W\d_]{2,}(?:[ ,.]+\w+)*\s*$")
_VOWELS = frozenset("aeiouyäöüáéíóúàèìòùâêîôûå")
_FUNCTIONS = re.compile(
    r"(?:(?:arc)?(?:cos|sin|tan)|arg|co[stv]h?|csc|curl|de[gt]|diag|dim|div|exp|gcd|grad|hom|inf|ker|lcm|lim|log|max|min|mod"
    r"|rank|sec|sign?|sinh|sup|tanh?|var)$",
    re.I,
)


def is_prose(tex: str, *, brackets: bool) -> bool:
    r"""Whether what stands between escaped parentheses, or `brackets`, is words; at most 300 characters are.

    Brackets alone are written for citations, `\[1, 2\]`, and around any single word; in parentheses these are maths.
    """
    if len(tex) > 300:
        return False
    text = _ESCAPED.sub(" ", tex)
    if _ADDRESS.search(text) or _DATE_OR_VERSION.match(text):
        return True
    if brackets and (_CITATIONS.match(text) or _WORDS_ALONE.match(text)):
        return True
    return not _SIGN.search(text) and any(map(_is_word, _WORD.findall(text)))


def _is_word(word: str) -> bool:
    """Whether `word` is one of a language, rather than some variables."""
    if not word.isascii() and not _VOWELS.intersection(word.lower()):
        return len(word) > 1 and not any("\u0370" <= letter < "\u0400" for letter in word)
    if len(word) < 3 or _FUNCTIONS.match(word) or all(ord(a) + 1 == ord(b) for a, b in pairwise(word)):
        return False
    if word.isupper():
        return len(word) > 4
    return len(word) > 3 or not _VOWELS.isdisjoint(word.lower())
