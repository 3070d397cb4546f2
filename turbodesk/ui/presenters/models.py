"""Ties the models and presets there are to where they are chosen: the header's list, the Tune panel, the notice.

Nothing here is done before somebody looks: the gateway is asked for its list when the list of models is opened.
"""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app.gateways import DEMO
from turbodesk.app.services import Services
from turbodesk.chat.model import Stage
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.ui.models.choices import ModelChoices
    from turbodesk.ui.tune import TunePanel

_USE = "use-model:"
"""Begins the id of the notice's button; the model's id follows."""
_UNCHECKED = "Not known to work here. Check the connection in Settings first."
_REFUSED = "This gateway has refused it when the connection was checked."
_DEMO = "The demo has no web to search."


class ModelPresenter(QObject):
    """Models and presets for the chat in front."""

    told = Signal(object)
    """A `FailureNote`: something could not be kept."""

    def __init__(self, house: Services, parts: MainWindowViews, pane: ChatPresenter) -> None:
        super().__init__(parts.window)
        self._house = house
        self._parts = parts
        self._pane = pane
        self._noticed = ""
        parts.header.set_offering(self._offering)
        parts.header.models_opened.connect(self._opened)
        parts.header.preset_chosen.connect(self._use_preset)
        parts.notice.action_requested.connect(self._act)
        pane.preset_saved.connect(self._save_preset)
        pane.tune_made.connect(self._tune_made)
        pane.changed.connect(self._look)
        self._heard = [
            subscribe(self, house.book.listed, lambda _: parts.header.refresh_models()),
            subscribe(self, house.book.changed, lambda _: self._values_changed()),
            subscribe(self, house.profiles.learned, lambda _: self._look()),
            subscribe(self, house.book.failed, self.told.emit),
            subscribe(self, house.presets.failed, self.told.emit),
            subscribe(self, house.presets.changed, lambda _: self._presets_changed()),
        ]
        self._tune: TunePanel | None = None

    def finish(self) -> None:
        """Hear no more: the window is going."""
        for subscription in self._heard:
            subscription.close()

    def _gateway_id(self) -> str:
        chat = self._pane.chat
        return chat.conversation.gateway_id if chat is not None else self._house.profiles.default_id

    def _offering(self) -> ModelChoices:
        from turbodesk.ui.models.choices import ModelChoices

        today, id_ = dt.date.today(), self._gateway_id()
        book = self._house.book
        return ModelChoices(book.entries(id_, today), today, self._house.presets.all(), book.listing(id_).problem)

    def _opened(self) -> None:
        self._house.book.refresh(self._gateway_id())

    def _values_changed(self) -> None:
        self._pane.refresh()
        self._parts.header.refresh_models()

    # Presets

    def _use_preset(self, preset_id: str) -> None:
        preset, chat = self._house.presets.get(preset_id), self._pane.chat
        if preset is None or chat is None:
            return
        if preset.model:
            chat.choose_model(preset.model)
        chat.tune(preset.parameters)

    def _save_preset(self, name: str) -> None:
        if (chat := self._pane.chat) is not None:
            self._house.presets.keep(name, chat.model.id, chat.conversation.parameters)

    def _presets_changed(self) -> None:
        if self._tune is not None:
            self._tune.set_presets(frozenset(one.name for one in self._house.presets.all()))

    def _tune_made(self, tune: TunePanel) -> None:
        self._tune = tune
        self._presets_changed()
        self._look()

    # What must be known of the model in front

    def _look(self) -> None:
        if self._tune is not None:
            self._tune.set_web_search(self._search_reason())
        chat = self._pane.chat
        retired = chat is not None and chat.model.stage(dt.date.today()) is Stage.RETIRED
        wanted = chat.model.id if chat is not None and retired and self._gateway_id() != DEMO else ""
        if wanted != self._noticed:
            self._parts.notice.withdraw(self._noticed and f"{_USE}{self._noticed}")
            self._noticed = wanted
            if wanted:
                self._tell_retired(wanted)

    def _tell_retired(self, model_id: str) -> None:
        model = self._house.book.model(model_id)
        words = f"{model.name} {model.lifecycle(dt.date.today())} and may not answer any more."
        instead = self._house.book.model(model.replacement).name if model.replacement else ""
        action = f"Use {instead}" if instead else ""
        self._parts.notice.show_notice(words, action=action, action_id=f"{_USE}{model_id}")

    def _search_reason(self) -> str:
        id_ = self._gateway_id()
        if id_ == DEMO:
            return _DEMO
        accepted = self._house.profiles.facts(id_).web_search
        return "" if accepted else _UNCHECKED if accepted is None else _REFUSED

    def _act(self, action_id: str) -> None:
        if not action_id.startswith(_USE):
            return
        model = self._house.book.model(action_id.removeprefix(_USE))
        if self._pane.chat is not None and model.replacement:
            self._pane.chat.choose_model(model.replacement)
