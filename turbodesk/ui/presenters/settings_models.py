"""Ties the page for models and presets in the settings to what they change."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject

from turbodesk.app.live import LiveChat
from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.presets import Presets
from turbodesk.chat.model import Model
from turbodesk.chat.model_line import plain_name
from turbodesk.chat.preset import Preset
from turbodesk.translation import _, pgettext
from turbodesk.ui.models.wording import preset_words
from turbodesk.ui.settings.models import ModelsPage

ADDED = _("Added by you")


class ModelSettingsPresenter(QObject):
    """Lets the page act."""

    def __init__(
        self,
        models: ModelsPage,
        *,
        model_registry: ModelRegistry,
        kept_presets: Presets,
        front: Callable[[], LiveChat | None],
    ) -> None:
        """`front` gives the chat in front."""
        super().__init__(models)
        self._model_registry = model_registry
        self._presets = kept_presets
        self._models_page = models
        self._presets_page = presets = models.presets
        self._front = front
        self._reset: dict[str, object] | None = None
        self._before: Preset | None = None
        models.edited.connect(self._edit)
        models.added.connect(self._add)
        models.reset.connect(self._go_back)
        models.undone.connect(self._undo_reset)
        presets.renamed.connect(self._rename)
        presets.updated.connect(self._update)
        presets.deleted.connect(self._delete)
        presets.default_chosen.connect(self._choose_default)
        presets.undone.connect(self._undo)

    def refresh(self) -> None:
        """Show everything as it is now."""
        front = self._front()
        self._show_models("" if front is None or front.model.is_in_catalogue else front.model.id)
        self._show_presets()

    def _show_models(self, looked_at: str = "") -> None:
        model_registry = self._model_registry
        changed = frozenset(model.id for model in model_registry.models if model_registry.is_changed(model.id))
        own = frozenset(model.id for model in model_registry.models if model_registry.shipped_model(model.id) is None)
        # An id typed by hand is in no list; while a chat uses it, its rules can be set here.
        front = self._front()
        typed = (front.model,) if front is not None and not front.model.is_in_catalogue else ()
        self._models_page.show_models((*model_registry.models, *typed), changed=changed, own=own, looked_at=looked_at)
        mistakes = [
            _("{model}: {mistake}").format(model=model_registry.model(id_).name, mistake=why)
            for id_, why in model_registry.mistakes.items()
        ]
        self._models_page.show_mistake("; ".join(mistakes))

    def _edit(self, model: Model) -> None:
        mistake = self._model_registry.set_values(model)
        if mistake:
            self._models_page.show_mistake(mistake)
        else:
            self._show_models()

    def _add(self, model_id: str) -> None:
        known = self._model_registry.model(model_id)
        self._edit(replace(known, name=plain_name(known.name), good_at=ADDED, known=True, is_inherited=False))
        self._show_models(model_id)

    def _go_back(self, model_id: str) -> None:
        self._reset = self._model_registry.reset(model_id)
        self._show_models()
        if self._reset is not None:
            self._models_page.offer_undo()

    def _undo_reset(self) -> None:
        if self._reset is not None:
            fields, self._reset = self._reset, None
            self._model_registry.put_back(fields)
            self._show_models(str(fields["id"]))

    # Presets

    def _show_presets(self) -> None:
        default, chat = self._presets.default(), self._front()
        self._presets_page.show_presets(
            self._presets.all(),
            default_id=default.id if default is not None else "",
            words=lambda one: preset_words(one, self._model_registry.model(one.model).name if one.model else ""),
            chat=chat.conversation.title if chat is not None else "",
        )

    def _rename(self, preset_id: str, name: str) -> None:
        mistake = self._presets.rename(preset_id, name)
        self._presets.when_kept(self._show_presets)
        self._presets_page.show_mistake(mistake)

    def _update(self, preset_id: str) -> None:
        chat = self._front()
        if chat is None:
            return
        self._before = self._presets.update(preset_id, chat.model.id, chat.conversation.parameters)
        self._presets.when_kept(lambda: self._offer_undo(_("Updated “{name}”")))

    def _delete(self, preset_id: str) -> None:
        self._before = self._presets.delete(preset_id)
        self._presets.when_kept(lambda: self._offer_undo(pgettext("preset", "Deleted “{name}”")))

    def _offer_undo(self, done: str) -> None:
        self._show_presets()
        if self._before is not None:
            self._presets_page.offer_undo(done.format(name=self._before.name))

    def _choose_default(self, preset_id: str) -> None:
        self._presets.choose_default(preset_id)
        self._presets.when_kept(self._show_presets)

    def _undo(self) -> None:
        if self._before is not None:
            self._presets.put_back(self._before)
            self._before = None
            self._presets.when_kept(self._show_presets)
