"""The line above a conversation: its title, whether this is the demo, the model, the ribbon of a pinned chat, a menu.

Where the sidebar is out of the way it begins with the ways to it and to a new chat.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.models import ModelPicker
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.metrics import BUTTON, HEADER
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets import EditableTitle, IconButton
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.plain import set_tip

if TYPE_CHECKING:
    from turbodesk.chat.model import Model
    from turbodesk.ui.main_window.gateway_button import GatewayButton
    from turbodesk.ui.main_window.preset_button import PresetButton
    from turbodesk.ui.main_window.project_button import ProjectButton
    from turbodesk.ui.main_window.ribbon import Ribbon
    from turbodesk.ui.main_window.temporary_mark import TemporaryMark
    from turbodesk.ui.models.choices import ModelChoices
    from turbodesk.ui.widgets.menu import Menu

_NARROW = 560
"""Pixels below which the mark of the demo says only what it is, and a gateway is an icon."""
_NARROW_PRESET = 680
"""Pixels below which a preset is an icon."""
_TITLE_PADDING = 8
_BEFORE_TITLE = 24
"""From the header's edge to the title's words."""


class Header(QWidget):
    """Shows what it is told of the conversation in front and asks for what the person wants changed."""

    project_pressed = Signal()
    """The name of the chat's project was pressed."""
    title_edited = Signal(str)
    """Another title, not blank."""
    model_chosen = Signal(str)
    """The id of another model."""
    gateway_chosen = Signal(str)
    """The id of another gateway."""
    preset_chosen = Signal(str)
    """A preset's id."""
    preset_pressed = Signal()
    """The mark of the preset in force, or of instructions, was pressed."""
    models_opened = Signal()
    """The list of models is shown."""
    demo_pressed = Signal()
    """The mark of the demo was pressed: the person wants a gateway to answer."""
    temporary_pressed = Signal()
    """The mark of a temporary chat was pressed."""
    contents_pressed = Signal()
    """The person wants to see what there is in the chat."""
    pin_pressed = Signal()
    """The ribbon was pressed; tell `set_pinned` what came of it."""
    sidebar_requested = Signal()
    new_chat_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self._pin_key = self._contents_key = ""
        self._project_name = ""
        self._has_contents = False
        self._fill_menu: Callable[[Menu], None] | None = None
        self._sidebar = IconButton("sidebar", _("Show sidebar"), theme=theme)
        self._new = IconButton("pen", _("New chat"), theme=theme)
        self._title = EditableTitle()
        self._demo = QPushButton()
        self._demo.setProperty("kind", "badge")
        self._demo.setAccessibleName(_("Demo: add your key"))
        self._demo.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._demo.clicked.connect(self.demo_pressed)
        set_tip(self._demo, _("No key and no network: these replies are made on this machine. Press to add your key."))
        self._demo.hide()
        self.picker = ModelPicker(theme)
        """Names the model in use, and offers all models and presets."""
        self._menu_button = IconButton("more", _("Menu"), theme=theme)
        self._menu_button.hide()
        self._lay_out()
        self._connect()
        self.set_folded(folded=False)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours, icons and fonts of `theme`."""
        self._theme = theme
        self._title.set_title_font(theme.font(TextRole.UI_STRONG))
        self._demo.setFont(theme.font(TextRole.LABEL))
        for part in (self._sidebar, self._new, self.picker, self._menu_button):
            part.apply_theme(theme)
        for name in ("_gateway", "_project", "_contents", "_ribbon", "preset_button", "temporary_mark"):
            if (made := self.__dict__.get(name)) is not None:
                made.apply_theme(theme)
        self.setFixedHeight(HEADER + round(theme.line_height(TextRole.UI)) - 20)
        self._fit()

    def set_title(self, title: str) -> None:
        """Show the conversation's title; text being written in its place stays."""
        self._title.set_title(title)

    def set_project(self, name: str) -> None:
        """Show before the title to which project the chat belongs; "": to none."""
        if name or "_project" in self.__dict__:
            self._project_name = name
            self._project.set_name(name)
            self._fit()

    def set_keys(self, *, sidebar: str, new_chat: str, pin: str, contents: str) -> None:
        """Name the shortcuts that do the same as the buttons, as this system writes them."""
        set_tip(self._sidebar, _("Show sidebar"), sidebar)
        set_tip(self._new, _("New chat"), new_chat)
        self._pin_key, self._contents_key = pin, contents

    def set_pinned(self, pinned: bool | None, *, drops: bool = False) -> None:
        """Hang the ribbon out, or take it in; None: there is nothing to pin yet. `drops`: it happens just now."""
        if pinned is not None or "_ribbon" in self.__dict__:
            self._ribbon.setVisible(pinned is not None)
            self._ribbon.set_pinned(pinned=bool(pinned), drops=drops)

    def set_folded(self, *, folded: bool) -> None:
        """Begin with the ways to the sidebar and to a new chat, or not: the sidebar is there and has them."""
        self._sidebar.setVisible(folded)
        self._new.setVisible(folded)
        start = Space.M if folded else _BEFORE_TITLE - _TITLE_PADDING
        self._row.setContentsMargins(margins(start, 0, Space.M, 0))

    def set_demo(self, *, demo: bool) -> None:
        """Mark the conversation as one with the demo, or not."""
        self._demo.setVisible(demo)

    def set_temporary(self, *, is_temporary: bool) -> None:
        """Mark the chat as one of which nothing is kept, or not."""
        if is_temporary or "temporary_mark" in self.__dict__:
            self.temporary_mark.setVisible(is_temporary)

    def set_gateways(self, names: Mapping[str, str], current: str) -> None:
        """Offer these gateways, ids and names, with the chat's own marked; hidden where there is nothing to choose."""
        if (current and (len(names) > 1 or current not in names)) or "_gateway" in self.__dict__:
            self._gateway.set_gateways(names, current)

    def open_gateways(self) -> None:
        """Show the list of gateways."""
        self._gateway.open()

    def show_preset(self, name: str, *, is_changed: bool, instructions: str, of_project: str) -> None:
        """Name the preset in force, "" for none, or say that there are instructions; with neither there is no mark."""
        if name or instructions or of_project or "preset_button" in self.__dict__:
            self.preset_button.tell(name, is_changed=is_changed, instructions=instructions, of_project=of_project)

    def set_models(self, models: Sequence[Model], today: dt.date) -> None:
        """Offer these models, with what is true of them on `today`."""
        self.picker.set_models(models, today)

    def set_offering(self, offering: Callable[[], ModelChoices]) -> None:
        """Offer the models and presets that `offering` gives whenever the list is opened."""
        self.picker.set_offering(offering)

    def refresh_models(self) -> None:
        """Show in the open list of models what is offered now."""
        self.picker.refresh()

    def set_model(self, model: Model | None) -> None:
        """Show the model in use; None: none is chosen yet."""
        self.picker.set_model(model)

    def set_menu(self, fill: Callable[[Menu], None]) -> None:
        """Offer a menu that `fill` fills each time it is opened."""
        self._fill_menu = fill
        self._menu_button.show()

    def edit_title(self) -> None:
        """Let the person write another title, as a click on it does."""
        self._title.edit()

    def finish_title(self) -> None:
        """End the writing of the title, which is the front chat's and not the next one's."""
        self._title.finish()

    def set_has_contents(self, *, has_contents: bool) -> None:
        """Offer the contents of the chat, or not: there are none yet."""
        if has_contents or "_contents" in self.__dict__:
            self._has_contents = has_contents
            self._fit()

    @property
    def contents_anchor(self) -> QWidget:
        """What the list of contents opens at."""
        return self._contents if self._has_contents and not self._contents.isHidden() else self._menu_button

    def open_models(self) -> None:
        """Show the list of models."""
        self.picker.open()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        is_narrow = self.width() < _NARROW
        self._demo.setText(_("Demo") if is_narrow else _("Demo, add your key"))
        if self._has_contents or "_contents" in self.__dict__:
            self._contents.setVisible(self._has_contents and not is_narrow)
        if "_project" in self.__dict__:  # the composer's foot leads to its page as well
            self._project.setVisible(bool(self._project_name) and not is_narrow)
        self.picker.set_narrow(narrow=is_narrow)
        if "temporary_mark" in self.__dict__:
            self.temporary_mark.set_narrow(narrow=is_narrow)
        if "preset_button" in self.__dict__:
            self.preset_button.set_narrow(narrow=self.width() < _NARROW_PRESET)
        if "_gateway" in self.__dict__:
            self._gateway.set_narrow(narrow=self.width() < _NARROW)

    def _lay_out(self) -> None:
        for button in (self._sidebar, self._new, self._menu_button):
            button.setFixedSize(BUTTON, BUTTON)
        row = self._row = QHBoxLayout(self)
        row.setSpacing(Space.XS)
        row.addWidget(self._sidebar)
        row.addWidget(self._new)
        row.addWidget(self._title)
        row.addWidget(self._demo)
        row.addStretch(1)
        row.addWidget(self.picker)
        row.addWidget(self._menu_button)

    def _connect(self) -> None:
        self._sidebar.clicked.connect(self.sidebar_requested)
        self._new.clicked.connect(self.new_chat_requested)
        self._title.edited.connect(self.title_edited)
        self.picker.model_chosen.connect(self.model_chosen)
        self.picker.preset_chosen.connect(self.preset_chosen)
        self.picker.opened.connect(self.models_opened)
        self._menu_button.clicked.connect(self._open_menu)

    @cached_property
    def _gateway(self) -> GatewayButton:
        """The chat's gateway, made for people who have several."""
        from turbodesk.ui.main_window.gateway_button import GatewayButton

        button = GatewayButton(self._theme)
        button.set_narrow(narrow=self.width() < _NARROW)
        button.chosen.connect(self.gateway_chosen)
        after = self.__dict__.get("preset_button", self.picker)
        self._row.insertWidget(self._row.indexOf(after), button)
        QWidget.setTabOrder(self._demo, button)
        return button

    @cached_property
    def preset_button(self) -> PresetButton:
        """The mark of a preset or of instructions, made for people who have one."""
        from turbodesk.ui.main_window.preset_button import PresetButton

        button = PresetButton(self._theme)
        button.set_narrow(narrow=self.width() < _NARROW_PRESET)
        button.clicked.connect(self.preset_pressed)
        self._row.insertWidget(self._row.indexOf(self.picker), button)
        QWidget.setTabOrder(self.__dict__.get("_gateway", self._demo), button)
        return button

    @cached_property
    def _project(self) -> ProjectButton:
        """The chat's project, made for the first chat that has one."""
        from turbodesk.ui.main_window.project_button import ProjectButton

        button = ProjectButton(self._theme)
        button.clicked.connect(self.project_pressed)
        self._row.insertWidget(self._row.indexOf(self._title), button)
        QWidget.setTabOrder(self._new, button)
        return button

    @cached_property
    def temporary_mark(self) -> TemporaryMark:
        """The mark of a temporary chat, made for the first one."""
        from turbodesk.ui.main_window.temporary_mark import TemporaryMark

        mark = TemporaryMark(self._theme)
        mark.set_narrow(narrow=self.width() < _NARROW)
        mark.clicked.connect(self.temporary_pressed)
        self._row.insertWidget(self._row.indexOf(self._demo), mark)
        QWidget.setTabOrder(self._title, mark)
        return mark

    @cached_property
    def _contents(self) -> IconButton:
        """The way to the contents, made when a chat has some."""
        button = IconButton("list", _("Contents of this chat"), theme=self._theme, key=self._contents_key)
        button.setFixedSize(BUTTON, BUTTON)
        button.clicked.connect(self.contents_pressed)
        self._row.insertWidget(self._row.indexOf(self.picker) + 1, button)
        QWidget.setTabOrder(self.picker, button)
        return button

    @cached_property
    def _ribbon(self) -> Ribbon:
        """The ribbon, made when there is a chat to pin."""
        from turbodesk.ui.main_window.ribbon import Ribbon

        ribbon = Ribbon(self._theme)
        ribbon.key = self._pin_key
        ribbon.clicked.connect(self.pin_pressed)
        self._row.insertWidget(self._row.indexOf(self._menu_button), ribbon)
        QWidget.setTabOrder(self.__dict__.get("_contents", self.picker), ribbon)
        return ribbon

    def _open_menu(self) -> None:
        if self._fill_menu is None:
            return
        from turbodesk.ui.widgets.menu import Menu

        menu = Menu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._fill_menu(menu)
        menu.popup_below(self._menu_button, is_right=True)
