"""What opens at the preset in the header: what it sets, and the ways on from it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, TextRole
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.forms import caption, note
from turbodesk.ui.widgets.popup import Popup

_WIDTH = 340
_MOST = 8
"""Things a preset sets that have a line of their own."""
_WORDS_SHOWN = 320
"""Characters of the instructions; the sheet has them all."""


class PresetPopup(Popup):
    """Told anew what it shows each time before it is opened."""

    instructions_requested = Signal()
    left = Signal()
    """The chat shall no longer go by the preset."""
    restored = Signal()
    """What was changed in the chat shall be as the preset has it."""
    updated = Signal()
    """The preset shall hold what the chat has."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, name=_("Preset"))
        self._name, self._state, self._words = ElidedLabel(), note(), note(kind="")
        self._lines = [(caption("", kind="muted"), ElidedLabel()) for _row in range(_MOST)]
        grid = QGridLayout()
        grid.setColumnStretch(1, 1)
        grid.setHorizontalSpacing(Space.L)
        grid.setVerticalSpacing(2)
        for row, pair in enumerate(self._lines):
            for column, label in enumerate(pair):
                grid.addWidget(label, row, column)
        self._back, self._update = QPushButton(_("Undo the changes")), QPushButton(_("Keep them in it"))
        self._open, self._leave = QPushButton(_("Instructions and limits")), QPushButton(_("Leave preset"))
        for button, signal in (
            (self._back, self.restored),
            (self._update, self.updated),
            (self._open, self.instructions_requested),
            (self._leave, self.left),
        ):
            button.setAutoDefault(False)
            button.clicked.connect(self.dismiss)
            button.clicked.connect(signal)
        self._changes = ButtonRow(self._back, self._update)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        self._column.setSpacing(Space.S + 2)
        for part in (self._name, self._state, self._changes):
            self._column.addWidget(part)
        self._column.addLayout(grid)
        self._column.addWidget(self._words)
        self._column.addWidget(ButtonRow(self._open, self._leave))

    def tell(self, name: str, *, is_changed: bool, lines: Sequence[tuple[str, str]], instructions: str) -> None:
        """Say what the preset sets."""
        theme = current_theme()
        strong = theme.font(TextRole.UI_STRONG)
        self._name.setFont(strong)
        self._name.setText(name)
        self._state.setText(_("Something of it was changed in this chat.") if is_changed else "")
        self._state.setVisible(is_changed)
        self._changes.setVisible(is_changed)
        self._update.setAccessibleName(_("Keep the changes in {preset}").format(preset=name))
        self._leave.setAccessibleName(_("Leave {preset}").format(preset=name))
        short = " ".join(instructions[: 4 * _WORDS_SHOWN].split())
        self._words.setText(short if len(short) <= _WORDS_SHOWN else f"{short[: _WORDS_SHOWN - 1].rstrip()}…")
        self._words.setVisible(bool(short))
        for at, (what, value) in enumerate(self._lines):
            what.setText(lines[at][0] if at < len(lines) else "")
            value.setText(lines[at][1] if at < len(lines) else "")
            for label in (what, value):
                label.setFont(theme.font(TextRole.LABEL))
                label.setVisible(at < len(lines))

    def wished_size(self) -> QSize:
        self.ensurePolished()
        width = max(_WIDTH, self.minimumSizeHint().width())
        return QSize(width, self._column.totalHeightForWidth(width))
