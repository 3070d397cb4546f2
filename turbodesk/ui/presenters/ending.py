"""Tells once in each chat that its model is about to end, or has ended, and lets the chat go on with another one.

What was told is kept with the chat before anybody can close it: a notice that comes back at every start is not read.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from turbodesk.app.gateways import DEMO
from turbodesk.chat.model import Stage
from turbodesk.settings import MODEL
from turbodesk.translation import _
from turbodesk.ui.models.wording import ending_words, instead_words
from turbodesk.ui.quantities import sentences
from turbodesk.ui.widgets.plain import button_text

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.model_registry import ModelRegistry
    from turbodesk.app.preferences import Preferences
    from turbodesk.chat.model import Model
    from turbodesk.ui.main_window.notice_bar import NoticeBar
    from turbodesk.ui.presenters.chat import ChatPresenter

_LONGEST = 32
"""Characters of a model's name on a button."""
_ENDING = "ending:"  # not for people: an id
"""Begins the id of the notice's button; the id of the chat follows."""


class EndingPresenter(QObject):
    """Serves the chat in front."""

    def __init__(
        self,
        notice: NoticeBar,
        *,
        chat_presenter: ChatPresenter,
        model_registry: ModelRegistry,
        preferences: Preferences,
        tell: Callable[[str, str, Callable[[], object]], object],
        choose: Callable[[], object],
    ) -> None:
        """`tell` says what was done, with how to undo it; `choose` lets the person choose where nothing stands in."""
        super().__init__(notice)
        self._notice = notice
        self._chat_presenter = chat_presenter
        self._model_registry = model_registry
        self._preferences = preferences
        self._tell_done = tell
        self._choose = choose
        self._shown: dict[str, tuple[str, str | None]] = {}
        """By chat, the end that its notice speaks of, and the id of the model it offers instead."""
        notice.action_requested.connect(self._act)

    def refresh(self) -> None:
        """Tell what is to be told in the chat in front, and take away what is no longer so."""
        chat = self._chat_presenter.chat
        if chat is None:
            return
        conversation, model, today = chat.conversation, chat.model, dt.date.today()
        ending = model.ending(today) if conversation.gateway_id != DEMO else ""
        shown, _ = self._shown.get(conversation.id, ("", None))
        if shown and shown != ending:
            del self._shown[conversation.id]
            self._notice.withdraw(_ENDING + conversation.id)
        if ending and ending not in (shown, conversation.ending_told) and _uses(chat, model, today):
            self._tell(chat, ending, today)
            chat.note_ending(ending)
            # What the gateway has may be newer than what is known of it.
            self._model_registry.refresh(conversation.gateway_id)

    def renew(self) -> None:
        """Offer in a notice that is there what is to be offered by now: more may be known of models."""
        chat = self._chat_presenter.chat
        if chat is None or not self._notice.has(_ENDING + chat.conversation.id):
            return
        ending, offered = self._shown.get(chat.conversation.id, ("", None))
        today = dt.date.today()
        instead = self._successor(chat, today)
        if ending == chat.model.ending(today) and offered != _id(instead):
            self._notice.withdraw(_ENDING + chat.conversation.id)
            self._tell(chat, ending, today)

    def _tell(self, chat: LiveChat, ending: str, today: dt.date) -> None:
        model, instead = chat.model, self._successor(chat, today)
        self._shown[chat.conversation.id] = ending, _id(instead)
        self._notice.show_notice(
            sentences(ending_words(model, today), instead_words(model, instead)),
            action=_("Choose a model")
            if instead is None
            else button_text(_("Use {model}").format(model=_short(instead.name))),
            action_id=_ENDING + chat.conversation.id,
            chat_id=chat.conversation.id,
            is_quiet=model.stage(today) is not Stage.RETIRED,
            later=_("Not now"),
        )

    def _act(self, action_id: str) -> None:
        chat = self._chat_presenter.chat
        if chat is None or action_id != _ENDING + chat.conversation.id:
            return
        _ending, instead = self._shown.get(chat.conversation.id, ("", None))
        if instead is None:
            self._choose()
            return
        name = self._model_registry.model(instead).name
        if chat.conversation.model is None:
            self._use_in_new_chats(instead, name)
            return
        before = chat.conversation.model

        def undo() -> None:
            if chat.conversation.model == instead:
                chat.choose_model(before)

        chat.choose_model(instead)
        self._tell_done(_("This chat uses {model} from now on").format(model=name), _("Undo"), undo)

    def _use_in_new_chats(self, model_id: str, name: str) -> None:
        """Begin new chats with another model, which a chat without one of its own follows: else each would tell it."""
        before = self._preferences.get(MODEL)
        self._preferences.set(MODEL, model_id)
        words = _("This chat and new ones use {model} from now on").format(model=name)
        self._tell_done(words, _("Undo"), lambda: self._preferences.set(MODEL, before))

    def _successor(self, chat: LiveChat, today: dt.date) -> Model | None:
        return self._model_registry.successor(chat.model.id, chat.conversation.gateway_id, today)


def _uses(chat: LiveChat, model: Model, today: dt.date) -> bool:
    """Whether an end matters to a chat: not to an empty one that nobody has chosen the model for, while it answers."""
    is_chosen = chat.conversation.model is not None
    return bool(chat.ids()) or is_chosen or model.stage(today) is Stage.RETIRED


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST else f"{name[: _LONGEST - 1]}…"


def _id(model: Model | None) -> str | None:
    return None if model is None else model.id
