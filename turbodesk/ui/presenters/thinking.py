"""Ties the composer's "Think" to the parameters of the chat in front, which are the only place where it is kept."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from turbodesk.chat.model import Effort, Model
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.composer.thinking import ThinkingChip
from turbodesk.ui.composer.thinking_choice import ThinkingChoice
from turbodesk.ui.models.wording import EFFORTS
from turbodesk.ui.presenters.chat import ChatPresenter


class ThinkingPresenter(QObject):
    """Serves one window; it belongs to the chip."""

    def __init__(self, chip: ThinkingChip, *, chat_presenter: ChatPresenter) -> None:
        super().__init__(chip)
        self._chip = chip
        self._chat_presenter = chat_presenter
        chip.thinking_chosen.connect(lambda thinks: self._change(thinking=thinks))
        # The usual is not sent: that is the same, and keeps a cached beginning valid (protocol, 1.6).
        chip.level_chosen.connect(lambda level: self._change(effort=None if level == Effort.HIGH else Effort(level)))
        chat_presenter.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show what is chosen for the chat in front."""
        chat = self._chat_presenter.chat
        if chat is not None:
            self._chip.show_choice(choice_of(chat.model, chat.conversation.parameters))

    def _change(self, **changes: object) -> None:
        chat = self._chat_presenter.chat
        if chat is not None:
            chat.tune(replace(chat.conversation.parameters, **changes))  # type: ignore[arg-type]  # two fields of it


def choice_of(model: Model, parameters: Parameters) -> ThinkingChoice:
    """Return what there is to choose for a model, and what `parameters` choose of it; what it takes none of is off."""
    in_force = parameters.effort if parameters.effort in model.efforts else None
    return ThinkingChoice(
        can_think=bool(model.thinking),
        thinks=bool(model.thinking) and parameters.thinking,
        levels=tuple((level.value, EFFORTS[level]) for level in model.efforts),
        level=(in_force or Effort.HIGH).value,
        is_usual=in_force in (None, Effort.HIGH),
    )
