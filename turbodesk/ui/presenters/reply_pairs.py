"""Has two models answer one question, and goes on with the one of their replies that the person keeps.

The second model is chosen in the usual list, and the one chosen last stands ready there. The composer says that its
message goes to both as long as it does; after one question the chat is with its own model again, since each more would
cost twice as much.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from turbodesk.chat.one_line import beginning
from turbodesk.settings import SECOND_MODEL
from turbodesk.translation import _
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import button_text, set_tip

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from turbodesk.app.live import LiveChat
    from turbodesk.app.preferences import Preferences
    from turbodesk.chat.conversation import ReplyPair
    from turbodesk.chat.model import Model
    from turbodesk.ui.composer import Composer
    from turbodesk.ui.composer.tool_buttons import ToolChip
    from turbodesk.ui.presenters.branches import BranchPresenter
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.message_views import MessageViewFactory
    from turbodesk.ui.presenters.models import ModelPresenter

Tell = Callable[[str, str, Callable[[], object]], object]

_LONGEST_NAME = 24
"""Letters of a model's name on the chip; ids typed by hand may be long."""


class ReplyPairPresenter(QObject):
    """Serves one window; it belongs to the chip, which is hidden unless the next question goes to two models."""

    def __init__(
        self,
        chip: ToolChip,
        *,
        chat_presenter: ChatPresenter,
        models: Callable[[], ModelPresenter],
        branches: Callable[[], BranchPresenter],
        message_views: MessageViewFactory,
        composer: Composer,
        preferences: Preferences,
        tell: Tell,
    ) -> None:
        """`tell` says what was done, with a button and what that does."""
        super().__init__(chip)
        self._chip, self._composer = chip, composer
        self._chat_presenter, self._message_views = chat_presenter, message_views
        self._models, self._branches = models, branches
        self._preferences, self._tell = preferences, tell
        chip.hide()
        chip.clicked.connect(self._open_menu)
        chat_presenter.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Show whom the next question goes to as well."""
        chat = self._chat_presenter.chat
        second = None if chat is None else chat.pairs.second
        self._chip.setVisible(second is not None)
        if chat is None or second is None:
            return
        # Translators: stands beside the name of a model, and is another model that gets the same question
        words = _("and {model}").format(model=beginning(second.name, _LONGEST_NAME))
        self._chip.set_state(words, is_on=True)
        both = _("The next question goes to {first} and {second}").format(first=chat.model.name, second=second.name)
        self._chip.setAccessibleName(both)
        self._chip.setAccessibleDescription(_("Each reply costs its own"))
        set_tip(self._chip, _("The next question goes to both models, and each reply costs its own"))

    # Asking

    def _open_menu(self) -> None:
        """Offer to ask one model alone again, or another one beside it."""
        chat = self._chat_presenter.chat
        if chat is None:
            return
        menu = Menu(self._chip)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        alone = _("Ask {model} alone").format(model=chat.model.name)
        menu.addAction(button_text(alone)).triggered.connect(self.toggle)
        menu.addAction(_("Another second model…")).triggered.connect(lambda: self._choose_second(chat))
        menu.popup_below(self._chip)

    def toggle(self) -> None:
        """Let the next question go to a second model, which is chosen now, or to the chat's own alone again."""
        chat = self._chat_presenter.chat
        if chat is None:
            return
        if chat.conversation.second_model is not None:
            chat.pairs.set_second(None)
            self._composer.setFocus()
        else:
            self._choose_second(chat)

    def _choose_second(self, chat: LiveChat) -> None:
        self._choose(chat, self._composer, chat.model.id, lambda model: self._set_second(chat, model))

    def _set_second(self, chat: LiveChat, model: Model) -> None:
        chat.pairs.set_second(model.id)
        self._composer.setFocus()

    def choose_to_compare(self, message_id: str = "", anchor: QWidget | None = None) -> None:
        """Let the person choose the model beside whose answer a reply is shown, "" for the last."""
        chat = self._chat_presenter.chat
        if chat is not None and chat.ids() and not chat.is_busy:
            id_ = message_id or chat.ids()[-1]
            message = chat.message(id_)
            first = (None if message is None else message.model) or chat.model.id
            self._choose(chat, anchor or self._composer, first, lambda model: self._chat_presenter.compare(id_, model))

    def _choose(self, chat: LiveChat, below: QWidget, first: str, choose: Callable[[Model], object]) -> None:
        def model_of(model_id: str) -> Model:
            return chat.context.model(replace(chat.conversation, model=model_id))

        def chosen(model_id: str) -> None:
            self._preferences.set(SECOND_MODEL, model_id)
            if self._chat_presenter.chat is chat:
                choose(model_of(model_id))

        before = self._preferences.get(SECOND_MODEL)
        current = model_of(before) if before and before != first else None
        self._models().choose_second(below, first=first, current=current, choose=chosen)

    # Choosing

    def stop(self, message_id: str) -> None:
        """End one of two replies."""
        self._chat_presenter.stop(message_id)
        self._composer.setFocus()

    def show(self, message_id: str) -> None:
        """Bring the other of two replies into view, with which the chat goes on then."""
        if (chat := self._chat_presenter.chat) is not None:
            chat.show(message_id)

    def keep_side(self, *, is_left: bool) -> None:
        """Keep one of the two the keyboard is in, or else of the newest."""
        chat = self._chat_presenter.chat
        if chat is not None and (pair := self._pair(chat)) is not None:
            self.keep(pair.left if is_left else pair.right)

    def keep(self, message_id: str) -> None:
        """Go on with one of two replies; the other stays as a version."""
        chat = self._chat_presenter.chat
        pair = None if chat is None else chat.pairs.of(message_id)
        if chat is None or pair is None:
            return
        before, front = chat.conversation, chat.pairs.row_of(message_id)
        if chat.pairs.keep(message_id):
            words = _("The chat goes on with {model}").format(model=chat.model.name)
            self._tell(words, _("Undo"), lambda: chat.pairs.bring_back(pair, before, front))
        self._composer.setFocus()

    def keep_both(self, message_id: str = "") -> None:
        """Go on here with the one the chat goes on with, and with the other in a chat of its own."""
        chat = self._chat_presenter.chat
        pair = None if chat is None else chat.pairs.of(message_id) or self._pair(chat)
        if chat is None or pair is None:
            return
        front = chat.pairs.row_of(pair.left)
        other = chat.message(pair.other(front))
        model_id = None if other is None else other.model
        self._branches().keep_apart(pair.other(front), model_id=model_id, done=lambda: chat.pairs.part(front))
        self._composer.setFocus()

    def _pair(self, chat: LiveChat) -> ReplyPair | None:
        return chat.pairs.of(self._message_views.focused_id()) or chat.pairs.newest()
