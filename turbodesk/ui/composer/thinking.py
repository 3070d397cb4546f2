"""The tool in the composer that has a model think before it replies, says how much it shall do for it, and how fast."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from turbodesk.translation import _
from turbodesk.ui.composer.thinking_choice import ThinkingChoice
from turbodesk.ui.composer.tool_buttons import ToolChip
from turbodesk.ui.theme import Theme

if TYPE_CHECKING:
    from turbodesk.ui.composer.thinking_popup import ThinkingPopup


class ThinkingChip(ToolChip):
    """Hidden where the model takes nothing of it. A press opens the choice, which is made then."""

    thinking_chosen = Signal(bool)
    level_chosen = Signal(str)
    """The key of a level."""
    fast_chosen = Signal(bool)

    def __init__(self, theme: Theme) -> None:
        super().__init__("think", _("Think"), theme=theme, words=_("Think"), tip=_("Think before replying"))
        self._choice = ThinkingChoice()
        self._popup: ThinkingPopup | None = None
        self.clicked.connect(self._open)
        self.hide()

    def show_choice(self, choice: ThinkingChoice) -> None:
        """Show what is chosen; emits nothing."""
        if choice == self._choice:
            return
        self._choice = choice
        self.set_state(choice.words, is_on=choice.is_on)
        self.setAccessibleDescription(choice.words if choice.is_on else choice.always_thinks or _("Off"))
        self.setVisible(choice.is_offered)
        if self._popup is not None:
            self._popup.show_choice(choice)

    def _open(self) -> None:
        if self._popup is None:
            from turbodesk.ui.composer.thinking_popup import ThinkingPopup

            self._popup = ThinkingPopup(self.window())
            self._popup.thinking_chosen.connect(self.thinking_chosen)
            self._popup.level_chosen.connect(self.level_chosen)
            self._popup.fast_chosen.connect(self.fast_chosen)
        self._popup.show_choice(self._choice)
        self._popup.open_below(self)
