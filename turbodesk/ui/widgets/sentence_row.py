"""Sets a control into the middle of a sentence, such as a number to choose, where the person's language wants it."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from turbodesk.translation import unmarked
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.forms import caption


def words_around(sentence: str, place: str) -> tuple[str, str]:
    """Return what of a sentence stands before its place `{place}` and after it, without the spaces beside it."""
    before, _place, after = unmarked(sentence).partition(f"{{{place}}}")
    return before.strip(), after.strip()


def sentence_row(sentence: str, place: str, control: QWidget) -> QWidget:
    """Return a row that reads as the sentence, with the control in its place."""
    row = QWidget()
    line = QHBoxLayout(row)
    line.setContentsMargins(0, 0, 0, 0)
    line.setSpacing(Space.S)
    before, after = words_around(sentence, place)
    for part in (caption(before) if before else None, control, caption(after) if after else None):
        if part is not None:
            line.addWidget(part)
    line.addStretch(1)
    return row
