"""Bounds what is shown of a message that is too long for any window, with a line beneath it that shows more.

Text beyond `portions.MOST`, or more parts than `MOST_PARTS`, wait until the person asks for the next so much. What is
copied, found and exported is the whole message all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from turbodesk.chat.citations import passages
from turbodesk.chat.message import Block, Message, Role, text_runs
from turbodesk.quick_dataclasses import dataclass
from turbodesk.rendering import to_elements
from turbodesk.translation import _, ngettext
from turbodesk.ui.document.builder import pieces_of_elements
from turbodesk.ui.document.pieces import Piece
from turbodesk.ui.document.portions import MOST, with_breaks
from turbodesk.ui.quantities import joined, number
from turbodesk.ui.theme.metrics import Space
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.plain import PlainLabel

MOST_PARTS = 100
"""Parts that are shown before the person asks for more; each has a widget of its own."""
PARTS_A_TURN = 10
"""Of them, those that are made in one turn of the event loop: 1 to 2 ms each."""
_MOST_BLOCKS = 600
"""Blocks looked at for so many parts: a reply that cites has many blocks of text that are read as one."""
_LONGEST_READ = 30_000
"""Characters that are read at once for a copy: some 60 ms."""


@dataclass(slots=True)
class Allowance:
    """How much of one message may be shown. Whoever shows messages again later keeps it."""

    text: int = MOST
    """In the measure of `portions`, for each text."""
    parts: int = MOST_PARTS

    def raise_it(self) -> None:
        """Allow as much again as at first."""
        self.text += MOST
        self.parts += MOST_PARTS


def beginning(message: Message, parts: int) -> Message:
    """Return a message with its first parts alone; texts that are read as one count once."""
    if len(message.blocks) <= parts:
        return message
    looked_at = replace(message, blocks=message.blocks[: parts * _MOST_BLOCKS // MOST_PARTS])
    joined = {id(block) for run in text_runs(looked_at) for block in run[1:]}
    kept: list[Block] = []
    for block in looked_at.blocks:
        if id(block) not in joined:
            parts -= 1
        if parts < 0:
            break
        kept.append(block)
    return message if len(kept) == len(message.blocks) else replace(looked_at, blocks=tuple(kept))


def whole_pieces(message: Message) -> list[Piece]:
    """Return the pieces of a message of which not all is shown, for a copy; none where its source has to do."""
    if message.role is Role.USER or len(message.text) > _LONGEST_READ:
        return []
    texts = [passage.marked for passage in passages(message)]
    return [piece for text in texts for piece in pieces_of_elements(to_elements(with_breaks(text)))]


class RestLine(QWidget):
    """Says that there is more of a message, with a button that shows it."""

    outset = 5
    """What a button of this kind has left of its word, which begins at the column's edge."""

    def __init__(
        self, show_more: Callable[[], object], *, theme: Theme, percent: int, is_right: bool, parent: QWidget
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(margins(0, 0, self.outset, 0))
        row.setSpacing(Space.S)
        self.button = QPushButton(_("Show more"), self)
        self.button.setProperty("kind", "link")
        self.button.clicked.connect(show_more)
        self.label = PlainLabel("", self)
        self.label.setProperty("kind", "muted")
        row.addWidget(self.button)
        row.addWidget(self.label)
        row.insertStretch(0 if is_right else 2, 1)
        self._is_right = is_right
        self.restyle(theme, percent)

    def show_rest(self, characters: int, blocks: int) -> None:
        """Say how much is not shown; nothing at all hides the line."""
        told = []
        if characters:
            more = ngettext("{count} more character", "{count} more characters", characters)
            told.append(more.format(count=number(characters)))
        if blocks:
            # Translators: parts of a message.
            more = ngettext("{count} more part", "{count} more parts", blocks)
            told.append(more.format(count=number(blocks)))
        words = joined(told)
        self.setVisible(bool(told))
        if words != self.label.text():
            self.label.setText(words)
            self.button.setAccessibleName(_("Show more, {rest}").format(rest=words))

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        for widget in (self.button, self.label):
            widget.setFont(theme.font(TextRole.LABEL, percent))
        alignment = Qt.AlignmentFlag.AlignRight if self._is_right else Qt.AlignmentFlag.AlignLeft
        self.label.setAlignment(alignment | Qt.AlignmentFlag.AlignVCenter)
