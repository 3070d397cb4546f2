"""Ties the composer's "Web" to the chat in front: its parameters keep what is chosen, its gateway says what it takes.

Nothing has to be known of a gateway before: the first question with the web is what finds out, and a refusal is healed
with the same reply (`gateway.web_tools`).
"""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from turbodesk.app.gateways import DEMO
from turbodesk.app.live import LiveChat
from turbodesk.app.profiles import Profiles
from turbodesk.translation import _
from turbodesk.ui.composer.web import WebChip
from turbodesk.ui.composer.web_choice import WebChoice
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.widgets.lifetime import subscribe


class WebPresenter(QObject):
    """Serves one window; it belongs to the chip."""

    def __init__(self, chip: WebChip, *, chat_presenter: ChatPresenter, profiles: Profiles) -> None:
        super().__init__(chip)
        self._chip = chip
        self._chat_presenter = chat_presenter
        self._profiles = profiles
        chip.switched.connect(lambda is_on: self._change(web_search=is_on))
        chip.changed.connect(lambda web: self._change(web=web))
        chip.asked_again.connect(self._ask_again)
        chat_presenter.changed.connect(self.refresh)
        subscribe(self, profiles.learned, lambda _: self.refresh())

    def refresh(self) -> None:
        """Show what is chosen for the chat in front."""
        if (chat := self._chat_presenter.chat) is not None:
            self._chip.show_choice(self._choice_of(chat))

    def toggle(self) -> None:
        """Switch the web on or off for the chat in front."""
        self._chip.toggle_web()

    def open(self) -> None:
        """Show what a search can be kept to."""
        self._chip.open_popup()

    def _choice_of(self, chat: LiveChat) -> WebChoice:
        parameters, gateway_id = chat.conversation.parameters, chat.conversation.gateway_id
        if gateway_id == DEMO or not chat.model.web_search:
            return WebChoice()
        is_refused = "web_search" in self._profiles.facts(gateway_id).left_out_for(chat.model.id)
        refusal = (
            _("This gateway refused to search the web for {model}.").format(model=chat.model.name) if is_refused else ""
        )
        return WebChoice(
            is_offered=True,
            is_on=parameters.web_search and not is_refused,
            web=parameters.web,
            refusal=refusal if is_refused else "",
            chat_id=chat.conversation.id,
        )

    def _ask_again(self) -> None:
        """Send it with the next question, whatever was refused before; that it is wanted is said by the press."""
        chat = self._chat_presenter.chat
        if chat is not None:
            self._profiles.forget_web_refusals(chat.conversation.gateway_id, chat.model.id)
            self._change(web_search=True)

    def _change(self, **changes: object) -> None:
        chat = self._chat_presenter.chat
        if chat is not None:
            chat.tune(replace(chat.conversation.parameters, **changes))  # type: ignore[arg-type]  # two fields of it
