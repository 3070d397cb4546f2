"""Says which Markdown is meant: CommonMark to the letter, or what language models write."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Grammar:
    """The four choices of `makeExtension`; compared and hashed by value, so tables made from it can be kept."""

    html: Literal["text", "raw"] = "text"
    """`raw` passes HTML through as CommonMark asks. `text` shows it as text, but for a few tags without attributes,
    follows only web, mail and in-document addresses, and makes an image a link."""
    gfm: bool = True
    """GitHub's tables, `~~strikethrough~~`, task lists, bare addresses, and footnotes."""
    math: bool = True
    r"""`\( \)`, `\[ \]`, `$ $`, `$$ $$`, and environments such as `align`."""
    lenient: bool = True
    """What people and models mean where CommonMark reads otherwise: sub-lists that are indented too little, bold
    beside Chinese or Japanese punctuation, a lone dash under a paragraph, text directly under a table, lines of verse,
    pipes in the code and formulas of a table."""
