"""Follows the fields of a Word document (ECMA-376 part 1, 17.16): an instruction is not shown, its result is."""

from __future__ import annotations

import re

from turbodesk.app.documents.elements import Element
from turbodesk.app.documents.word_styles import is_on
from turbodesk.quick_dataclasses import dataclass

_HYPERLINK = re.compile(r'\s*HYPERLINK\s+"([^"]+)"', re.I)
_LONGEST = 2_000
_DEEPEST = 50


@dataclass(slots=True)
class _OpenField:
    instruction: str = ""
    has_result: bool = False
    begins_at: int = 0
    """How many pieces of the paragraph's words there were before the result."""


class Fields:
    """The fields that are open at a place; one may go on over several paragraphs."""

    def __init__(self) -> None:
        self._open: list[_OpenField] = []

    @property
    def is_instruction(self) -> bool:
        """Whether what is read here is no result of a field."""
        return not all(one.has_result for one in self._open)

    def instructed(self, words: str) -> None:
        if self._open and not self._open[-1].has_result and len(self._open[-1].instruction) < _LONGEST:
            self._open[-1].instruction += words

    def met(self, mark: Element, count: int) -> tuple[str, int] | str:
        """Take a mark of a field, before which the paragraph has `count` pieces of words.

        Returns the address and the first piece of a link that ends here, or what the mark itself shows.
        """
        kind = mark.get("fldCharType")
        if kind == "begin" and len(self._open) < _DEEPEST:
            self._open.append(_OpenField(begins_at=count))
            box = mark.first("w:ffData", "w:checkBox")
            if box is not None:
                checked = is_on(box, "w:checked")
                return "☒" if (is_on(box, "w:default") if checked is None else checked) else "☐"
        elif kind == "separate" and self._open:
            self._open[-1].has_result = True
            self._open[-1].begins_at = count
        elif kind == "end" and self._open:
            ended = self._open.pop()
            link = _HYPERLINK.match(ended.instruction)
            if link and ended.has_result:
                return link[1], ended.begins_at
        return ""

    def next_paragraph(self) -> None:
        """Forget where results began: a link's words are of one paragraph."""
        for one in self._open:
            one.begins_at = 0
