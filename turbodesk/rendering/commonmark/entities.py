"""Backslash escapes and character references, wherever text may contain them."""

from __future__ import annotations

import re
from html.entities import html5

PUNCTUATION = frozenset("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~")
"""What a backslash may escape: ASCII punctuation."""

REFERENCE = re.compile(r"&(?:#[xX]([0-9a-fA-F]{1,6})|#([0-9]{1,7})|([A-Za-z][A-Za-z0-9]{1,31}));")
# What XML 1.0 cannot hold, section 2.2: most control characters, surrogates, U+FFFE and U+FFFF. CommonMark replaces
# zero and what is no Unicode character; since XHTML is written, references to these go the same way.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])|" + REFERENCE.pattern)


def resolve(match: re.Match[str]) -> str:
    """Return what a match of `REFERENCE` stands for; an unknown name stands for itself."""
    return _character(match.group(), *match.groups())


def unescape(text: str) -> str:
    """Return `text`, an address, a title or a language, with escapes and references replaced."""
    if "\\" not in text and "&" not in text:
        return text
    return _ESCAPE.sub(lambda match: match.group(1) or _character(match.group(), *match.groups()[1:]), text)


def _character(whole: str, hexadecimal: str | None, decimal: str | None, name: str | None) -> str:
    if name:
        return html5.get(f"{name};", whole)
    number = int(hexadecimal, 16) if hexadecimal else int(decimal or "0")
    if number > 0x10FFFF or _NOT_XML.match(chr(number)):
        return "\ufffd"
    return chr(number)
