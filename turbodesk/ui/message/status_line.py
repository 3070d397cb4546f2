"""One muted sentence where a reply ends, with a button where something can be done about it."""

from __future__ import annotations

from collections.abc import Container
from functools import partial

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat.errors import Remedy
from turbodesk.chat.reply_status import REMEDIES, ReplyStatus
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel

_ONE_LINE = 60
"""Characters that fit beside a button in the narrowest window; a label that may wrap takes more room than it needs."""


class StatusLine(QWidget):
    """Shows a `ReplyStatus`."""

    def __init__(
        self,
        note: ReplyStatus,
        *,
        message_id: str,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.note = note
        is_long = len(note.sentence) > _ONE_LINE
        column, row = self._layouts = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row.setSpacing(12)
        self.label = PlainLabel(note.sentence, self)
        self.label.setProperty("kind", "muted")
        self.label.setWordWrap(is_long)
        self.buttons: dict[Remedy, QPushButton] = {}
        (column if is_long else row).addWidget(self.label)
        column.addLayout(row)
        for remedy in (note.remedy, *note.others):
            if remedy is not Remedy.NONE:
                button = self.buttons[remedy] = QPushButton(REMEDIES[remedy], self)
                button.setProperty("kind", "small" if remedy is note.remedy else "link")
                button.clicked.connect(partial(actions.remedy_requested.emit, message_id, remedy))
                row.addWidget(button)
        row.addStretch(1)
        self.restyle(theme, percent)

    def set_offered(self, remedies: Container[Remedy]) -> None:
        """Show the buttons of these remedies and hide the others."""
        for remedy, button in self.buttons.items():
            button.setVisible(remedy in remedies)
        for layout in self._layouts:
            layout.invalidate()  # a row asks for its height at once, not when the event of it has come round

    @property
    def button(self) -> QPushButton | None:
        """The button of the note's own remedy."""
        return self.buttons.get(self.note.remedy)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self.label.setFont(theme.font(TextRole.UI, percent))
        for button in self.buttons.values():
            button.setFont(theme.font(TextRole.UI_STRONG, percent))
