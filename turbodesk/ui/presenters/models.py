"""Ties the models and presets there are to where they are chosen: the header's list, a chat's instructions, the notice.

Nothing here is done before somebody looks: the gateway is asked for its list when the list of models is opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app.commands import COMPARE
from turbodesk.app.favourites import Favourites
from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.preferences import Preferences
from turbodesk.app.presets import Presets
from turbodesk.app.profiles import Profiles
from turbodesk.chat.model import Model, Stage
from turbodesk.translation import _
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.presenters.actions import shortcut_text
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.ending import EndingPresenter
from turbodesk.ui.presenters.presets import PresetPresenter
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from turbodesk.ui.instructions import InstructionsSheet
    from turbodesk.ui.models.choices import ModelChoices
    from turbodesk.ui.models.popup import ModelPopup

_PURPOSE = _("The question goes to both models, and each reply costs its own.")


class ModelPresenter(QObject):
    """Models and presets for the chat in front."""

    error_occurred = Signal(object)
    """A `FailureNote`: something could not be kept."""
    compare_requested = Signal(str, object)
    """The id of a reply that shall stand beside another model's, and the widget where that is chosen."""

    def __init__(
        self,
        header: Header,
        *,
        notice: NoticeBar,
        chat_presenter: ChatPresenter,
        model_registry: ModelRegistry,
        profiles: Profiles,
        presets: Presets,
        favourites: Favourites,
        preferences: Preferences,
        tell: Callable[[str, str, Callable[[], object]], object],
        new_list: Callable[[], ModelPopup],
    ) -> None:
        """The presenter belongs to `header`. `tell` says what was done, with a button and what it does.

        `new_list` makes a list of models like the header's.
        """
        super().__init__(header)
        self._header = header
        self._model_registry = model_registry
        self._profiles = profiles
        self._presets = presets
        self._favourites = favourites
        self._tell = tell
        self._chat_presenter = chat_presenter
        self.ending = EndingPresenter(
            notice,
            chat_presenter=chat_presenter,
            model_registry=model_registry,
            preferences=preferences,
            tell=tell,
            choose=header.open_models,
        )
        """Tells that models end."""
        self.presets = PresetPresenter(
            header, chat_presenter=chat_presenter, presets=presets, model=model_registry.model, tell=tell
        )
        """Chooses, keeps and names presets."""
        header.set_offering(self.offering)
        header.models_opened.connect(self._opened)
        header.picker.favourite_toggled.connect(favourites.toggle)
        header.picker.favourite_moved.connect(self._move_favourite)
        chat_presenter.instructions_made.connect(self._instructions_made)
        chat_presenter.changed.connect(self.refresh)
        self._subscriptions = [
            subscribe(self, model_registry.listed, lambda _: self._refresh_lists()),
            subscribe(self, model_registry.changed, lambda _: self._values_changed()),
            subscribe(self, profiles.learned, lambda _: self._learned()),
            subscribe(self, model_registry.failed, self.error_occurred.emit),
            subscribe(self, presets.failed, self.error_occurred.emit),
            subscribe(self, presets.changed, lambda _: self._presets_changed()),
        ]
        self._instructions: InstructionsSheet | None = None
        self._new_list = new_list
        self._choose_second: Callable[[str], object] = lambda _: None
        self._first = ""
        self._second: Model | None = None

    _second_list: ModelPopup | None = None
    """The list for a model beside another."""

    def finish(self) -> None:
        """Hear no more: the window is going."""
        for subscription in self._subscriptions:
            subscription.close()

    def _gateway_id(self) -> str:
        chat = self._chat_presenter.chat
        return chat.conversation.gateway_id if chat is not None else self._profiles.default_id

    def offering(self) -> ModelChoices:
        """Return the models and presets there are for the chat in front."""
        from turbodesk.app.model_choices import favourites_first
        from turbodesk.ui.models.choices import ModelChoices

        today, id_ = dt.date.today(), self._gateway_id()
        registry = self._model_registry
        entries = favourites_first(registry.entries(id_, today), self._favourites.ids())
        preset = self.presets.in_force()
        return ModelChoices(
            entries,
            today,
            self._presets.all(),
            registry.listing(id_).problem,
            preset_id=preset.id if preset is not None else "",
        )

    def toggle_favourite(self) -> None:
        """Make the model in use a favourite, or none."""
        if (chat := self._chat_presenter.chat) is not None:
            model = chat.model
            is_one = self._favourites.toggle(model.id)
            words = _("{model} is a favourite now") if is_one else _("{model} is no favourite any more")
            self._tell(words.format(model=model.name), _("Undo"), lambda: self._favourites.toggle(model.id))

    def _move_favourite(self, model_id: str, step: int) -> None:
        if self._favourites.move(model_id, step):
            self._refresh_lists()

    def _opened(self) -> None:
        self._model_registry.refresh(self._gateway_id())

    def _learned(self) -> None:
        self.refresh()
        self.ending.renew()

    def _values_changed(self) -> None:
        self.ending.renew()
        self._chat_presenter.refresh()
        self._header.refresh_models()

    def choose_second(
        self, below: QWidget, *, first: str, current: Model | None, choose: Callable[[str], object]
    ) -> None:
        """Open the list at a widget for a model beside the one with the id `first`; `choose` gets the chosen id.

        The model of the chat stays as it is.
        """
        if self._second_list is None:
            made = self._second_list = self._new_list()
            made.favourite_toggled.connect(self._favourites.toggle)
            made.favourite_moved.connect(self._move_favourite)
            made.chosen.connect(lambda id_: self._choose_second(id_))
        self._choose_second, self._second, self._first = choose, current, first
        self._second_list.open(self._beside(), current=current, below=below)
        self._opened()

    def _beside(self) -> ModelChoices:
        offering = self.offering()
        others = tuple(one for one in offering.entries if one.model.id != self._first)
        return replace(offering, entries=others, presets=(), preset_id="", purpose=_PURPOSE)

    def _refresh_lists(self) -> None:
        self._header.refresh_models()
        if self._second_list is not None:
            self._second_list.refresh(self._beside(), current=self._second)

    def offer_again(self, message_id: str, anchor: QWidget) -> None:
        """Offer at `anchor` to ask for a reply once more, of which model, or to see it beside another's."""
        from turbodesk.ui.presenters.again_menu import again_menu

        try_again = self._chat_presenter.try_again_with
        menu = again_menu(anchor, self._others(), lambda model: try_again(model, message_id))
        chat = self._chat_presenter.chat
        if chat is not None and chat.pairs.of(message_id) is None:
            menu.addSeparator()
            compare = menu.addAction("\t".join((_("Compare with another model…"), shortcut_text(COMPARE))))
            compare.triggered.connect(lambda: self.compare_requested.emit(message_id, anchor))
        menu.popup_below(anchor)

    def _others(self) -> list[Model]:
        """Return the models that another reply can be asked of, without the chat's own."""
        now, choices = self._chat_presenter.chat, self.offering()
        own = "" if now is None else now.model.id
        models = [one.model for one in choices.entries if not one.is_aside and one.model.id != own]
        return [one for one in models if one.stage(choices.today) is not Stage.RETIRED]

    def _presets_changed(self) -> None:
        self._header.refresh_models()
        self.presets.refresh()
        self.presets.name_presets()

    def _instructions_made(self, sheet: InstructionsSheet) -> None:
        self._instructions = sheet
        self.presets.take_sheet(sheet)
        self.refresh()

    def refresh(self) -> None:
        """Show what must be known of the model in front."""
        self.ending.refresh()
        self.presets.refresh()
