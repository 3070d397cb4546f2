"""Tells of most messages, without rendering them, that words looked for do not stand in them.

Rendering a message takes a hundred times as long as looking through its source. What is read differs from the source
by marks that are gone, blanks that are others, and a few constructs that put letters in or take letters out in the
middle of a line: addresses of links, definitions, references to characters, tags. So where a source has none of these,
letters and digits that follow one another on the page follow one another there too, with nothing but marks and blanks
between them.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from turbodesk.app.needle import Needle

_LONGEST = 60
"""Letters that are looked for; who has the first sixty has, for this purpose, all."""
_REWRITTEN = re.compile(
    r"\]\("  # [text](address)
    r"|&(?:#|[a-z])"  # &eacute;
    r"|</?(?:br|sub|sup|kbd|mark|u|ins|del|small)[\s/>]"
    r"|^[ \t>*+\-\d.)]*+\[(?:[^\[\]\\]|\\.){0,999}+\]:",  # [label]: address, [^label]: note
    re.I | re.M | re.S,
)


class Sieve:
    """Lets the messages through that may have some words."""

    def __init__(self, needle: Needle) -> None:
        letters = [char for char in needle.folded if char.isalnum()][:_LONGEST]
        self._pattern = re.compile(r"[\W_]*+".join(map(re.escape, letters))) if letters else None

    def may_have(self, markdown: str) -> bool:
        """Whether the words may stand in what is read of `markdown`; False is certain, True is not."""
        if self._pattern is None or self._pattern.search(_folded(markdown)):
            return True
        return bool(_REWRITTEN.search(markdown))


def _folded(text: str) -> str:
    """Fold as `needle` does; marks above and below letters may come in another order, which nobody asks for here."""
    return text.lower() if text.isascii() else normalize("NFD", normalize("NFD", text).casefold())
