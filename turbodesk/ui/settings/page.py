"""What the pages of the settings window have in common: a scrolled column, and the settings declared for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from turbodesk.settings import ALL, Section, Setting, Value
from turbodesk.ui.settings.controls import SettingControl, control_for
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.forms import FormPage, HeadingLabel, column, scrolling
from turbodesk.ui.widgets.lifetime import single_shot

T = TypeVar("T", bound=Value)


class SettingsPage(QScrollArea):
    """One section: the settings declared for it, and what a subclass adds around them."""

    changed = Signal(object, object)
    """A `Setting` and its new value, of the type it is declared with."""

    def __init__(self, section: Section) -> None:
        super().__init__()
        self.section = section
        self.setAccessibleName(section.value)
        self._heading = HeadingLabel(section.value)
        self._controls: dict[Setting[Any], SettingControl] = {}
        page = FormPage()
        self._blocks = QVBoxLayout(page)
        self._blocks.setContentsMargins(Space.XL, Space.L, Space.XL, Space.XL)
        self._blocks.setSpacing(Space.XL)
        self._blocks.addWidget(self._heading)
        self._blocks.addStretch(1)
        scrolling(page, self)

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts of `theme`."""
        self._heading.wear(theme.title_font(110))

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show what is set, by key; what is missing shows its default. Emits nothing."""
        for setting in self._controls:
            self.show_value(setting, setting.read(values))

    def show_value(self, setting: Setting[T], value: T) -> None:
        """Show what one setting is set to, if it is on this page; emits nothing."""
        if setting in self._controls:
            self._controls[setting].show_value(value)

    def reveal(self, part: QWidget) -> None:
        """Scroll `part` into view, once the layout has given it its place."""
        single_shot(part, 0, lambda: self.ensureWidgetVisible(part))

    def add_block(self, *parts: QWidget | QLayout) -> None:
        """Add parts that belong together beneath the blocks there are."""
        block = column()
        for part in parts:
            if isinstance(part, QWidget):
                block.addWidget(part)
            else:
                block.addLayout(part)
        self._blocks.insertLayout(self._blocks.count() - 1, block)

    def add_declared(self, *own: SettingControl, without: Collection[Setting[Any]] = ()) -> None:
        """Add every setting declared for this section, in the order of the declarations.

        `own` take the place of the control their setting would get; what is in `without`, the page shows by itself.
        """
        given = {control.setting: control for control in own}
        for setting in ALL:
            if setting.section is self.section and setting not in without:
                self._add_control(given.get(setting) or control_for(setting))

    def control(self, setting: Setting[Any]) -> SettingControl:
        """Return the control of a setting that `add_declared` has added."""
        return self._controls[setting]

    def _add_control(self, control: SettingControl) -> None:
        setting = control.setting
        self._controls[setting] = control
        control.changed.connect(lambda value: self.changed.emit(setting, value))
        self.add_block(control)
