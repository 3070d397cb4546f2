"""Tells of most messages, without rendering them, that words looked for do not stand in them.

Rendering a message takes some fifty times as long as looking through its source. What is read differs from the source
by marks that are gone and blanks that are others, so letters and digits that follow one another on the page follow one
another in the source too, with nothing but marks and blanks between them. Two sorts of constructs are different. Some
take letters out of a line: the address of a link, a tag. There it is enough that the words begin before one. Some put
letters in: a reference to a character, a note, an image without a text. Who has those is let through.
"""

from __future__ import annotations

import re
from unicodedata import normalize

from turbodesk.app.text_matcher import TextMatcher

_LONGEST = 60
"""Letters that are looked for; who has the first sixty has, for this purpose, all."""
_TAG = r"/?(?:br|sub|sup|kbd|mark|u|ins|del|small)[\s/>]"
_TAKES = rf"\]\(|<{_TAG}"
_BETWEEN = rf"(?:[^\w\]<]++|_++|\](?!\()|<(?!{_TAG}))*"
_PUTS = re.compile(
    r"!\[|&(?:#|[a-z])"
    r"|^[ \t>*+\-\d.)]*+\[(?:[^\[\]\\]|\\.){0,999}\]:",  # [label]: address, [^label]: note
    re.I | re.M | re.S,
)


class TextPrefilter:
    """Lets the messages through that may have some words."""

    def __init__(self, matcher: TextMatcher) -> None:
        letters = [re.escape(char) for char in matcher.folded if char.isalnum()][:_LONGEST]
        pattern = letters.pop() if letters else ""
        for letter in reversed(letters):
            pattern = f"{letter}{_BETWEEN}(?:{_TAKES}|{pattern})"
        self._pattern = re.compile(pattern) if pattern else None

    def may_have(self, markdown: str) -> bool:
        """Whether the words may stand in what is read of `markdown`; False is certain, True is not."""
        if self._pattern is None or self._pattern.search(_folded(markdown)):
            return True
        return bool(_PUTS.search(markdown))


def _folded(text: str) -> str:
    """Fold as `matcher` does; marks above and below letters may come in another order, which nobody asks for here."""
    return text.lower() if text.isascii() else normalize("NFD", normalize("NFD", text).casefold())
