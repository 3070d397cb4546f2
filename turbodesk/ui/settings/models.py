"""The page for presets and models: the models' limits, rules and prices, of those shipped and those a person adds."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QWidget

from turbodesk.chat.model import Model
from turbodesk.settings import Section
from turbodesk.translation import _
from turbodesk.ui.settings.model_form import ModelForm
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.settings.presets import PresetsBlock
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note

_WORDS = _("What each model can do, and what it costs. Change it where your gateway is different.")


class ModelsPage(SettingsPage):
    """One model at a time; every change counts at once, and the shipped values can be had back."""

    edited = Signal(object)
    """A `Model` with other values; answer with `show_models` or `show_mistake`."""
    added = Signal(str)
    """A model with this id shall be there; answer with `show_models`."""
    reset = Signal(str)
    """The shipped values of this id, or, of an own model, none at all; answer with `show_models` and `offer_undo`."""
    undone = Signal()

    def __init__(self) -> None:
        super().__init__(Section.MODELS)
        self._models: dict[str, Model] = {}
        self._changed: frozenset[str] = frozenset()
        self._own: frozenset[str] = frozenset()
        self.presets = PresetsBlock()
        self._which = ChoiceButton(_("Model to look at"))
        self._add = QPushButton(_("Add a model…"))
        self._id = QLineEdit()
        self._id.setAccessibleName(_("Id of the new model"))
        self._id.setPlaceholderText(_("The id as the gateway wants it"))
        self._really = QPushButton(_("Add"))
        self._really.setProperty("kind", "primary")
        self._cancel = QPushButton(_("Cancel"))
        self._adding = QWidget()
        self._id_line = note()
        self._id_line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._mistake = note(kind="danger")
        self._form = ModelForm()
        self._reset = QPushButton(_("Reset to shipped values"))
        self._reset.setEnabled(False)
        self._undo = QPushButton(_("Undo"))
        self._undo.setProperty("kind", "link")
        self._lay_out()
        self._connect()
        for hidden in (self._adding, self._mistake, self._undo):
            hidden.hide()

    def show_models(
        self, models: Sequence[Model], *, changed: frozenset[str], own: frozenset[str], looked_at: str = ""
    ) -> None:
        """Show these models; `changed` and `own` are ids, `looked_at` the one in front, else the one that was."""
        at = looked_at or self._which.value
        self._models = {one.id: one for one in models}
        self._changed, self._own = changed, own
        self._which.set_choices([(one.id, self._label(one)) for one in models])
        if at in self._models:
            self._which.choose(at)
        self._show()

    def _label(self, model: Model) -> str:
        if model.id in self._own:
            return _("{name} (yours)").format(name=model.name)
        return _("{name} (changed)").format(name=model.name) if model.id in self._changed else model.name

    def show_mistake(self, words: str) -> None:
        """Say why the last change is not used; "" for nothing wrong."""
        self._mistake.setText(_("Not used: {why}.").format(why=words) if words else "")
        self._mistake.setVisible(bool(words))

    def offer_undo(self) -> None:
        """Offer to take the last reset back."""
        self._undo.show()

    def _lay_out(self) -> None:
        choosing = ButtonRow(self._which, self._add)
        adding = QHBoxLayout(self._adding)
        adding.setContentsMargins(0, 0, 0, 0)
        adding.setSpacing(Space.S)
        adding.addWidget(self._id, 1)
        adding.addWidget(self._cancel)
        adding.addWidget(self._really)
        ends = ButtonRow(self._reset, self._undo)
        model = FormRow(_("Models"), _WORDS, choosing)
        model.add_beneath(self._adding)
        model.add_beneath(self._id_line)
        self.add_block(self.presets)
        self.add_rows(model)
        self.add_block(self._form, self._mistake, ends)

    def _connect(self) -> None:
        self._which.chosen.connect(self._turn)
        self._add.clicked.connect(self._ask)
        self._cancel.clicked.connect(self._fold)
        self._really.clicked.connect(self._do_add)
        self._id.returnPressed.connect(self._do_add)
        self._form.edited.connect(self._edit)
        self._reset.clicked.connect(lambda: self.reset.emit(self._which.value))
        self._undo.clicked.connect(self._undo_reset)

    def _turn(self) -> None:
        self._undo.hide()
        self.show_mistake("")
        self._show()

    def _edit(self, model: Model) -> None:
        self._undo.hide()
        self.edited.emit(model)

    def _undo_reset(self) -> None:
        self._undo.hide()
        self.undone.emit()

    def _show(self) -> None:
        model = self._models.get(str(self._which.value))
        if model is None:
            return
        self._form.show_model(model)
        self._id_line.setText(_("Id: {id}").format(id=model.id))
        is_own = model.id in self._own
        self._reset.setText(_("Remove this model") if is_own else _("Reset to shipped values"))
        self._reset.setEnabled(is_own or model.id in self._changed)

    def _ask(self) -> None:
        self._adding.show()
        self._id.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold(self) -> None:
        self._id.clear()
        self._adding.hide()
        self._add.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do_add(self) -> None:
        typed = "".join(self._id.text().split())
        if not typed:
            self._id.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._fold()
        if typed in self._models:
            self._which.choose(typed)
            self._turn()
        else:
            self.added.emit(typed)
        self._form.focus_first()
