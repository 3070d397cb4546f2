"""Ties the composer's "Think" to the parameters of the chat in front, which are the only place where it is kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from PySide6.QtCore import QObject

from turbodesk.chat import parameter_rules as rules
from turbodesk.chat.model import Effort, Model, ThinkingOff
from turbodesk.chat.parameters import Parameters
from turbodesk.translation import _
from turbodesk.ui.composer.thinking import ThinkingChip
from turbodesk.ui.composer.thinking_choice import ThinkingChoice
from turbodesk.ui.models.wording import EFFORTS
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.quantities import decimal, money, short_decimal


class ThinkingPresenter(QObject):
    """Serves one window; it belongs to the chip."""

    def __init__(self, chip: ThinkingChip, *, chat_presenter: ChatPresenter) -> None:
        super().__init__(chip)
        self._chip = chip
        self._chat_presenter = chat_presenter
        chip.thinking_chosen.connect(lambda thinks: self._change(thinking=thinks))
        chip.level_chosen.connect(self._choose_level)
        chip.fast_chosen.connect(lambda fast: self._change(fast=fast))
        chat_presenter.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Show what is chosen for the chat in front."""
        chat = self._chat_presenter.chat
        if chat is not None:
            self._chip.show_choice(choice_of(chat.model, chat.conversation.parameters, chat.refused))

    def _choose_level(self, level: str) -> None:
        chat = self._chat_presenter.chat
        if chat is not None:
            self._change(effort=effort_to_keep(chat.model, Effort(level)))

    def _change(self, **changes: object) -> None:
        chat = self._chat_presenter.chat
        if chat is not None:
            chat.tune(replace(chat.conversation.parameters, **changes))  # type: ignore[arg-type]  # three fields of it


_TIMES_AS_QUICK = 2.5
"""How much more quickly a fast reply is written, at most."""


def choice_of(model: Model, parameters: Parameters, refused: Collection[str] = ()) -> ThinkingChoice:
    """Return what there is to choose for a model, and what `parameters` choose of it; what it takes none of is off.

    `refused` are the parameters that the gateway has refused for it.
    """
    in_force = parameters.effort if parameters.effort in model.efforts and "effort" not in refused else None
    can_think = bool(model.thinking) and "thinking" not in refused
    always = _always_thinks(model, parameters, refused) if can_think else ""
    can_be_fast = model.fast_price > 0 and "speed" not in refused
    return ThinkingChoice(
        can_think=can_think,
        thinks=can_think and (parameters.thinking or bool(always)),
        always_thinks=always,
        without=_("Off: {model} only makes notes between the tools it uses.").format(model=model.name)
        if model.thinking_off is ThinkingOff.BETWEEN_TOOLS
        else "",
        levels=() if "effort" in refused else tuple((level.value, EFFORTS[level]) for level in model.efforts),
        level=(in_force or model.usual_effort).value,
        is_usual=in_force in (None, model.usual_effort),
        fast_words=fast_words(model) if can_be_fast else "",
        is_fast=can_be_fast and parameters.fast,
    )


def fast_words(model: Model) -> str:
    """Return what a fast reply is and what it costs."""
    told = {"faster": decimal(_TIMES_AS_QUICK, 1), "times": short_decimal(model.fast_price, 2)}
    if model.prices is None:
        # Translators: both places hold numbers, such as 2.5 and 6
        words = _("The same replies, written up to {faster}× as quickly, for {times}× the price.")
        return words.format(**told)
    told["read"], told["written"] = (
        _price(one * model.fast_price) for one in (model.prices.input, model.prices.output)
    )
    if not model.prices.note:
        words = _(
            "The same replies, written up to {faster}× as quickly, for {times}× the price: {read} per million tokens "
            "read, {written} written."
        )
        return words.format(**told)
    # Translators: {note} says where the price is known from
    words = _(
        "The same replies, written up to {faster}× as quickly, for {times}× the price: {read} per million tokens read, "
        "{written} written ({note})."
    )
    return words.format(note=model.prices.note, **told)


def _price(dollars: float) -> str:
    return money(dollars, 0 if round(dollars, 2).is_integer() else 2)


def effort_to_keep(model: Model, level: Effort) -> Effort | None:
    """Return what is kept of a chosen level: the usual is not sent, which keeps a cached beginning (protocol, 1.6)."""
    return None if level is model.usual_effort else level


def _always_thinks(model: Model, parameters: Parameters, refused: Collection[str]) -> str:
    if f"thinking.{model.thinking_off}" in refused:
        return _("{model} always thinks first here.").format(model=model.name)
    return rules.always_thinks_reason(model, parameters)
