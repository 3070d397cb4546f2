"""What opens at "Think": a switch, and how much the model shall do for a reply."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from turbodesk.ui.composer.thinking_choice import ThinkingChoice
from turbodesk.ui.theme import Space, TextRole
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.forms import Segments, caption, note, rule
from turbodesk.ui.widgets.popup import Popup
from turbodesk.ui.widgets.switch import Switch

_WIDTH, _AIR = 288, 14
_NOTE = "Slower and dearer, better on hard questions."


class ThinkingPopup(Popup):
    """Shows only what the model takes."""

    thinking_chosen = Signal(bool)
    level_chosen = Signal(str)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, name="Think before replying")
        self._choice = ThinkingChoice()
        self._switch = Switch(name="Think before replying")
        self._switch.setAccessibleDescription(_NOTE)
        self._switch.clicked.connect(self.thinking_chosen)
        self._title, self._note = caption("Think before replying"), note(_NOTE)
        self._rule, self._heading = rule(), caption("How hard", kind="muted")
        self._efforts: Segments | None = None
        top = self._top = QGridLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.setHorizontalSpacing(Space.L)
        top.setVerticalSpacing(2)
        top.addWidget(self._title, 0, 0)
        top.addWidget(self._note, 1, 0)
        top.addWidget(self._switch, 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
        top.setColumnStretch(0, 1)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.L, _AIR, Space.L, _AIR)
        self._column.setSpacing(_AIR)
        self._column.addLayout(top)
        self._column.addWidget(self._rule)
        self._effort = QVBoxLayout()
        self._effort.setSpacing(_AIR // 2)
        self._effort.addWidget(self._heading)
        self._column.addLayout(self._effort)

    def show_choice(self, choice: ThinkingChoice) -> None:
        """Show what is chosen, and offer what can be."""
        theme = current_theme()
        self._title.setFont(theme.font(TextRole.UI_STRONG))
        self._note.setFont(theme.font(TextRole.LABEL))
        self._heading.setFont(theme.font(TextRole.SECTION))
        if choice.levels != self._choice.levels or self._efforts is None:
            self._offer(choice.levels)
        self._choice = choice
        self._switch.setChecked(choice.thinks)
        for part in (self._switch, self._title, self._note):
            part.setVisible(choice.can_think)
        self._heading.setVisible(bool(choice.levels))
        self._rule.setVisible(choice.can_think and bool(choice.levels))
        if self._efforts is not None:
            self._efforts.setVisible(bool(choice.levels))
            if choice.level in dict(choice.levels):
                self._efforts.choose(choice.level)
        if self.isVisible():
            self.place()

    def wished_size(self) -> QSize:
        width = max(_WIDTH, self.minimumSizeHint().width())
        return QSize(width, self._column.totalHeightForWidth(width))

    def _offer(self, levels: tuple[tuple[str, str], ...]) -> None:
        if self._efforts is not None:
            self._effort.removeWidget(self._efforts)
            self._efforts.hide()
            self._efforts.deleteLater()
        self._efforts = Segments(levels, name="How hard")
        self._efforts.chosen.connect(self.level_chosen)
        self._effort.addWidget(self._efforts)
