"""Tells scripts that are written without spaces between words, where a letter beside a mark is no border of a word.

`str.isalnum` and `\\w` count every letter there is. In `其中$x$是` or `邮箱a@b.co` that would make one word of a
formula or an address and the prose around it.
"""

from __future__ import annotations

from functools import lru_cache

_RANGES = (
    (0x0E00, 0x1100),  # Thai, Lao, Tibetan, Burmese
    (0x1100, 0x1200),  # Hangul: it has spaces, but endings are written close to what they belong to
    (0x1780, 0x1800),  # Khmer
    (0x2E80, 0xA4D0),  # CJK, kana, bopomofo, Yi, and their punctuation
    (0xA960, 0xA980),
    (0xAC00, 0xD800),
    (0xF900, 0xFB00),
    (0xFE30, 0xFE50),
    (0xFF00, 0xFFEF),
    (0x20000, 0x40000),
)
SPACELESS = "".join(f"\\U{first:08x}-\\U{end - 1:08x}" for first, end in _RANGES)
"""The scripts as what stands in a set of a regular expression."""

_SHARED_PUNCTUATION = "“”‘’…—"
"""Punctuation that Chinese shares with Latin scripts."""


@lru_cache(4096)
def is_spaceless(character: str) -> bool:
    """Whether `character` belongs to such a script, or is punctuation that they use."""
    if not character:
        return False
    code = ord(character)
    return character in _SHARED_PUNCTUATION or any(first <= code < end for first, end in _RANGES)


def is_word(character: str) -> bool:
    """Whether `character` is a letter or digit that makes one word with an ASCII letter beside it."""
    return character.isalnum() and not is_spaceless(character)
