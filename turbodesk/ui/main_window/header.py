"""The line above a conversation: its title, whether this is the demo, the model, the door to its parameters, a menu."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSize, Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QMenu, QPushButton, QVBoxLayout, QWidget

from turbodesk.ui.main_window.gateway_button import GatewayButton
from turbodesk.ui.models import ModelPicker
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets import EditableTitle, IconButton
from turbodesk.ui.widgets.plain import set_tip

if TYPE_CHECKING:
    from turbodesk.chat.model import Model
    from turbodesk.ui.models.choices import ModelChoices


class Header(QWidget):
    """Shows what it is told of the conversation in front and asks for what the person wants changed."""

    title_edited = Signal(str)
    """Another title, not blank."""
    model_chosen = Signal(str)
    """The id of another model."""
    gateway_chosen = Signal(str)
    """The id of another gateway."""
    preset_chosen = Signal(str)
    """A preset's id."""
    models_opened = Signal()
    """The list of models is shown."""
    demo_pressed = Signal()
    """The mark of the demo was pressed: the person wants a gateway to answer."""
    tune_requested = Signal()
    """The Tune button was pressed; tell `set_tuning` what came of it."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._fill_menu: Callable[[QMenu], None] | None = None
        self._title = EditableTitle()
        self._demo = QPushButton("Demo")
        self._demo.setProperty("kind", "badge")
        self._demo.setAccessibleName("Demo: add your key")
        self._demo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._demo.clicked.connect(self.demo_pressed)
        set_tip(self._demo, "No key and no network: these replies are made on this machine. Press to add your key.")
        self._demo.hide()
        self._gateway = GatewayButton(theme)
        self._gateway.chosen.connect(self.gateway_chosen)
        self._picker = ModelPicker(theme)
        self._tune = QPushButton("Tune")
        self._tune.setProperty("kind", "quiet")
        self._tune.setAccessibleName("Tune")
        set_tip(self._tune, "System prompt, thinking, tools and length of the replies")
        self._tune.setCheckable(True)
        self._tune.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._tune.setIconSize(QSize(18, 18))
        self._menu_button = IconButton("more", "Menu", theme=theme)
        self._menu_button.hide()
        self._lay_out()
        self._title.edited.connect(self.title_edited)
        self._picker.model_chosen.connect(self.model_chosen)
        self._picker.preset_chosen.connect(self.preset_chosen)
        self._picker.opened.connect(self.models_opened)
        self._tune.clicked.connect(self._ask_tune)
        self._menu_button.clicked.connect(self._open_menu)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        self._title.set_title_font(theme.font(TextRole.UI_STRONG))
        self._demo.setFont(theme.small_font())
        self._gateway.apply_theme(theme)
        self._picker.apply_theme(theme)
        self._tune.setIcon(theme.icon("tune"))
        self._menu_button.apply_theme(theme)

    def set_title(self, title: str) -> None:
        """Show the conversation's title; text being written in its place stays."""
        self._title.set_title(title)

    def set_demo(self, *, demo: bool) -> None:
        """Mark the conversation as one with the demo, or not."""
        self._demo.setVisible(demo)

    def set_gateways(self, names: Mapping[str, str], current: str) -> None:
        """Offer these gateways, ids and names, with the chat's own marked; hidden where there is nothing to choose."""
        self._gateway.set_gateways(names, current)

    def open_gateways(self) -> None:
        """Show the list of gateways."""
        self._gateway.open()

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        """Offer these models, with what is true of them on `today`."""
        self._picker.set_models(models, today)

    def set_offering(self, offering: Callable[[], ModelChoices]) -> None:
        """Offer the models and presets that `offering` gives whenever the list is opened."""
        self._picker.set_offering(offering)

    def refresh_models(self) -> None:
        """Show in the open list of models what is offered now."""
        self._picker.refresh()

    def set_model(self, model: Model | None) -> None:
        """Show the model in use; None: none is chosen yet."""
        self._picker.set_model(model)

    def set_tuning(self, shown: bool) -> None:
        """Show whether the parameters are open."""
        self._tune.setChecked(shown)

    def set_menu(self, fill: Callable[[QMenu], None]) -> None:
        """Offer a menu that `fill` fills each time it is opened."""
        self._fill_menu = fill
        self._menu_button.show()

    def edit_title(self) -> None:
        """Let the person write another title, as a click on it does."""
        self._title.edit()

    def finish_title(self) -> None:
        """End the writing of the title, which is the front chat's and not the next one's."""
        self._title.finish()

    def open_models(self) -> None:
        """Show the list of models."""
        self._picker.open()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        row.setSpacing(Space.S)
        row.addWidget(self._title)
        row.addWidget(self._demo, 0, Qt.AlignmentFlag.AlignVCenter)
        row.addStretch(1)
        row.addWidget(self._gateway)
        row.addWidget(self._picker)
        row.addWidget(self._tune)
        row.addWidget(self._menu_button)
        line = QFrame()
        line.setProperty("kind", "line")
        line.setFixedHeight(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(row)
        layout.addWidget(line)

    def _ask_tune(self, checked: bool) -> None:
        self._tune.setChecked(not checked)  # as it was, until we are told what came of it
        self.tune_requested.emit()

    def _open_menu(self) -> None:
        if self._fill_menu is None:
            return
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu)
        button = self._menu_button
        menu.popup(button.mapToGlobal(QPoint(button.width() - menu.sizeHint().width(), button.height() + Space.XS)))
