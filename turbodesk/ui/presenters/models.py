"""Ties the models and presets there are to where they are chosen: the header's list, a chat's instructions, the notice.

Nothing here is done before somebody looks: the gateway is asked for its list when the list of models is opened.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from turbodesk.app.commands import TRY_AGAIN
from turbodesk.app.favourites import Favourites
from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.preferences import Preferences
from turbodesk.app.presets import Presets
from turbodesk.app.profiles import Profiles
from turbodesk.chat.model import Stage
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.presenters.actions import shortcut_text
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.ending import EndingPresenter
from turbodesk.ui.presenters.presets import PresetPresenter
from turbodesk.ui.widgets.lifetime import subscribe
from turbodesk.ui.widgets.plain import button_text

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from turbodesk.ui.instructions import InstructionsSheet
    from turbodesk.ui.models.choices import ModelChoices
    from turbodesk.ui.widgets.menu import Menu

_MOST_AGAIN = 6
"""Models offered to try a reply again with; the header's list has all of them."""


class ModelPresenter(QObject):
    """Models and presets for the chat in front."""

    error_occurred = Signal(object)
    """A `FailureNote`: something could not be kept."""

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
    ) -> None:
        """The presenter belongs to `header`. `tell` says what was done, with a button and what it does."""
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
            subscribe(self, model_registry.listed, lambda _: header.refresh_models()),
            subscribe(self, model_registry.changed, lambda _: self._values_changed()),
            subscribe(self, profiles.learned, lambda _: self._learned()),
            subscribe(self, model_registry.failed, self.error_occurred.emit),
            subscribe(self, presets.failed, self.error_occurred.emit),
            subscribe(self, presets.changed, lambda _: self._presets_changed()),
        ]
        self._instructions: InstructionsSheet | None = None

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
            words = f"{model.name} is a favourite now" if is_one else f"{model.name} is no favourite any more"
            self._tell(words, "Undo", lambda: self._favourites.toggle(model.id))

    def _move_favourite(self, model_id: str, step: int) -> None:
        if self._favourites.move(model_id, step):
            self._header.refresh_models()

    def _opened(self) -> None:
        self._model_registry.refresh(self._gateway_id())

    def _learned(self) -> None:
        self.refresh()
        self.ending.renew()

    def _values_changed(self) -> None:
        self.ending.renew()
        self._chat_presenter.refresh()
        self._header.refresh_models()

    def offer_again(self, anchor: QWidget) -> None:
        """Offer at `anchor` to ask for the last reply once more, of which model."""
        menu = self.again_menu(anchor)
        menu.popup_below(anchor)

    def again_menu(self, anchor: QWidget) -> Menu:
        """Return the menu of models that the last reply can be asked of; it deletes itself when it closes."""
        from turbodesk.ui.widgets.menu import Menu

        menu, again = Menu(anchor), self._chat_presenter.try_again_with
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        same = menu.addAction(f"The same model\t{shortcut_text(TRY_AGAIN)}")
        same.triggered.connect(lambda: again(None))
        menu.setActiveAction(same)
        now, choices = self._chat_presenter.chat, self.offering()
        own = "" if now is None else now.model.id
        models = [one.model for one in choices.entries if not one.is_aside and one.model.id != own]
        models = [one for one in models if one.stage(choices.today) is not Stage.RETIRED]
        for model in models[:_MOST_AGAIN]:
            menu.addAction(button_text(model.name)).triggered.connect(partial(again, model))
        return menu

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
