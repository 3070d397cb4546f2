"""What opens at "Think": whether the model thinks first, how much it shall do for a reply, and how fast."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.composer.thinking_choice import ThinkingChoice
from turbodesk.ui.theme import Space, TextRole
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.forms import Segments, caption, note, rule
from turbodesk.ui.widgets.popup import Popup
from turbodesk.ui.widgets.switch import Switch

_WIDTH, _AIR = 288, 14
_NOTE = _("Slower and dearer, better on hard questions.")
_THINK, _FAST = _("Think before replying"), _("Fast mode")


class ThinkingPopup(Popup):
    """Shows only what the model takes."""

    thinking_chosen = Signal(bool)
    level_chosen = Signal(str)
    fast_chosen = Signal(bool)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window, name=_THINK)
        self._choice = ThinkingChoice()
        self._think, self._fast = _SwitchRow(_THINK), _SwitchRow(_FAST)
        self._think.switch.clicked.connect(self.thinking_chosen)
        self._fast.switch.clicked.connect(self.fast_chosen)
        self._rule, self._heading = rule(), caption(_("How hard"), kind="muted")
        self._rule_of_speed = rule()
        self._efforts: Segments | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(Space.L, _AIR, Space.L, _AIR)
        self._column.setSpacing(_AIR)
        self._column.addWidget(self._think)
        self._column.addWidget(self._rule)
        self._effort = QVBoxLayout()
        self._effort.setSpacing(_AIR // 2)
        self._effort.addWidget(self._heading)
        self._column.addLayout(self._effort)
        self._column.addWidget(self._rule_of_speed)
        self._column.addWidget(self._fast)

    def show_choice(self, choice: ThinkingChoice) -> None:
        """Show what is chosen, and offer what can be."""
        self._heading.setFont(current_theme().font(TextRole.SECTION))
        if choice.levels != self._choice.levels or self._efforts is None:
            self._offer(choice.levels)
        self._choice = choice
        words = choice.always_thinks or (choice.without if not choice.thinks else "") or _NOTE
        self._think.show_state(words, is_on=choice.thinks, can_change=not choice.always_thinks)
        self._think.setVisible(choice.can_think)
        self._fast.show_state(choice.fast_words, is_on=choice.is_fast)
        self._fast.setVisible(bool(choice.fast_words))
        has_levels = bool(choice.levels)
        self._heading.setVisible(has_levels)
        self._rule.setVisible(choice.can_think and has_levels)
        self._rule_of_speed.setVisible(bool(choice.fast_words) and (choice.can_think or has_levels))
        if self._efforts is not None:
            self._efforts.setVisible(has_levels)
            if choice.level in dict(choice.levels):
                self._efforts.choose(choice.level)
        if self.isVisible():
            self.place()

    def wished_size(self) -> QSize:
        levels = 0 if self._efforts is None or not self._choice.levels else self._efforts.sizeHint().width()
        width = max(_WIDTH, self.minimumSizeHint().width(), levels + 2 * Space.L)
        return QSize(width, self._column.totalHeightForWidth(width))

    def _offer(self, levels: tuple[tuple[str, str], ...]) -> None:
        if self._efforts is not None:
            self._effort.removeWidget(self._efforts)
            self._efforts.hide()
            self._efforts.deleteLater()
        self._efforts = Segments(levels, name=_("How hard"))
        self._efforts.chosen.connect(self.level_chosen)
        self._effort.addWidget(self._efforts)


class _SwitchRow(QWidget):
    """A switch with its name and what it does."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.switch = Switch(name=name)
        self._title, self._note = caption(name), note("")
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(Space.L)
        layout.setVerticalSpacing(2)
        layout.addWidget(self._title, 0, 0)
        layout.addWidget(self._note, 1, 0)
        layout.addWidget(self.switch, 0, 1, 2, 1, Qt.AlignmentFlag.AlignTop)
        layout.setColumnStretch(0, 1)

    def show_state(self, words: str, *, is_on: bool, can_change: bool = True) -> None:
        """Say `words` beneath the name; one that cannot be changed is grey."""
        theme = current_theme()
        self._title.setFont(theme.font(TextRole.UI_STRONG))
        self._note.setFont(theme.font(TextRole.LABEL))
        self._note.setText(words)
        self.switch.setAccessibleDescription(words)
        self.switch.setChecked(is_on)
        self.switch.setEnabled(can_change)
