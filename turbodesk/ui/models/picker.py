"""The button in the header that names the model in use and opens the list of all."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.plain import button_text, set_tip

if TYPE_CHECKING:
    from turbodesk.chat.model import Model
    from turbodesk.ui.models.choices import ModelChoices
    from turbodesk.ui.models.popup import ModelPopup

_WIDEST = 28
_NARROWEST = 14
"""Characters of a model's name that are shown, in a narrow window too; ids typed by hand may be long."""


class ModelPicker(QPushButton):
    """Shows the model in use; says which one the person chose, and does not change by itself."""

    model_chosen = Signal(str)
    """The id, not the one in use."""
    preset_chosen = Signal(str)
    """A preset's id."""
    favourite_toggled = Signal(str)
    """A model's id: one of the favourites from now on, or none."""
    favourite_moved = Signal(str, int)
    """A favourite's id, and how many places down."""
    preset_renamed = Signal(str, str)
    """A preset's id and its new name; answer with `refresh` or `show_mistake`."""
    preset_deleted = Signal(str)
    """A preset's id."""
    opened = Signal()
    """The list is shown; what it offers may be asked for anew now."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._today = dt.date.today()
        self._widest = _WIDEST
        self._offering: Callable[[], ModelChoices] = lambda: _of_models((), self._today)
        self._model: Model | None = None
        self.setProperty("kind", "picker")
        self.setAccessibleName(_("Model"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        # The chevron stands behind the name, on the side where icons do not stand.
        is_rtl = QGuiApplication.isRightToLeft()
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight if is_rtl else Qt.LayoutDirection.RightToLeft)
        self.setIconSize(QSize(14, 14))
        self.clicked.connect(self.open)
        self.apply_theme(theme)
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self.setIcon(theme.icon("chevron-down"))
        if self._has_popup:
            self.popup.apply_theme(theme)

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        """Offer these models, with what is true of them on `today`."""
        self._offering = lambda: _of_models(models, today)
        self._today = today
        self._show()

    def set_offering(self, offering: Callable[[], ModelChoices]) -> None:
        """Offer what `offering` gives whenever the list is opened."""
        self._offering = offering

    def refresh(self) -> None:
        """Show in the open list what is offered now."""
        if self._has_popup and self.popup.isVisible():
            self.popup.refresh(self._offering(), current=self._model)

    def set_model(self, model: Model | None) -> None:
        """Show the model in use; None: none is chosen yet."""
        self._model = model
        self._show()

    def set_narrow(self, *, narrow: bool) -> None:
        """Show less of a long name, or all of a usual one."""
        if (widest := _NARROWEST if narrow else _WIDEST) != self._widest:
            self._widest = widest
            self._show()

    def open(self) -> None:
        """Show the list."""
        self.popup.open(self._offering(), current=self._model, below=self)
        self.opened.emit()

    def rename_preset(self, preset_id: str) -> None:
        """Show the list, with the name of a preset to be written anew."""
        self.open()
        self.popup.rename(preset_id)

    def end_rename(self) -> None:
        """The new name was taken: show all again."""
        if self._has_popup and self.popup.isVisible():
            self.popup.end_rename()

    def show_mistake(self, words: str) -> None:
        """Say in the open list why what was typed is not possible."""
        if self._has_popup and self.popup.isVisible():
            self.popup.show_mistake(words)

    @cached_property
    def popup(self) -> ModelPopup:
        """The list, made when it is first asked for; hidden unless open."""
        from turbodesk.ui.models.popup import ModelPopup

        popup = ModelPopup(self.window(), theme=self._theme)
        popup.chosen.connect(self._choose)
        popup.preset_chosen.connect(self.preset_chosen)
        popup.favourite_toggled.connect(self.favourite_toggled)
        popup.favourite_moved.connect(self.favourite_moved)
        popup.preset_renamed.connect(self.preset_renamed)
        popup.preset_deleted.connect(self.preset_deleted)
        return popup

    @property
    def _has_popup(self) -> bool:
        return "popup" in self.__dict__

    def _show(self) -> None:
        if self._model is None:
            self.setText(_("Choose a model"))
            self.setAccessibleDescription("")
            set_tip(self, _("Choose a model"))
            return
        from turbodesk.ui.models.wording import spoken

        name = self._model.name
        shown = name if len(name) <= self._widest else f"{name[: self._widest - 1]}…"
        self.setText(button_text(shown))
        self.setAccessibleDescription(name)
        set_tip(self, spoken(self._model, self._today))

    def _choose(self, id_: str) -> None:
        if self._model is None or id_ != self._model.id:
            self.model_chosen.emit(id_)


def _of_models(models: Sequence[Model], today: dt.date) -> ModelChoices:
    from turbodesk.ui.models.choices import ModelChoices

    return ModelChoices.of_models(models, today)
