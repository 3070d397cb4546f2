"""What the pages of the settings have in common: a scrolled column of rows, and the settings declared for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, TypeVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractButton, QLayout, QWidget

from turbodesk.settings import ALL, Section, Setting, Value
from turbodesk.ui.settings.controls import SettingControl, control_for
from turbodesk.ui.settings.picture_choice import RING
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import column

T = TypeVar("T", bound=Value)

SIDE, SIDE_NARROW = 32, 16
"""Pixels left and right of what a page shows."""
BLEED = RING
"""Pixels that the rings of pictures reach beyond it."""


class SettingsPage(FormScrollArea):
    """One section: the settings declared for it, and what a subclass adds around them."""

    changed = Signal(object, object)
    """A `Setting` and its new value, of the type it is declared with."""

    def __init__(self, section: Section) -> None:
        super().__init__(side=SIDE - BLEED)
        self.section = section
        self.is_open = False
        """Whether the settings are open, at this page or at another one."""
        self.setAccessibleName(section.label)
        self._controls: dict[Setting[Any], SettingControl] = {}

    def set_narrow(self, is_narrow: bool) -> None:
        """Keep less air at the sides, where every pixel counts."""
        self.set_side((SIDE_NARROW if is_narrow else SIDE) - BLEED)

    def show_values(self, values: Mapping[str, object]) -> None:
        """Show what is set, by key; what is missing shows its default. Emits nothing."""
        for setting in self._controls:
            self.show_value(setting, setting.read(values))

    def show_value(self, setting: Setting[T], value: T) -> None:
        """Show what one setting is set to, if it is on this page; emits nothing."""
        if setting in self._controls:
            self._controls[setting].show_value(value)

    def focus_control(self, title: str) -> None:
        """Give the focus to the control with this name, and scroll it into view; nothing where there is none."""
        row = next((one for one in self.findChildren(FormRow) if one.title == title and not one.isHidden()), None)
        found = (one for one in self.findChildren(QWidget) if _is_called(one, title) and not one.isHidden())
        part: QWidget | None = row or next(found, None)
        if part is None:
            return
        self.reveal(part)
        first = _first_control(part)
        if first is not None:
            first.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def add_block(self, *parts: QWidget | QLayout, above: int = 0) -> None:
        """Add parts that belong together beneath the blocks there are, `above` pixels further down."""
        block = column()
        block.setContentsMargins(BLEED, above, BLEED, 0)
        for part in parts:
            if isinstance(part, QWidget):
                block.addWidget(part)
            else:
                block.addLayout(part)
        self.column.insertLayout(self.column.count() - 1, block)

    def add_rows(self, *rows: FormRow) -> None:
        """Add rows beneath what there is."""
        for row in rows:
            row.set_bleed(BLEED)
            self.column.insertWidget(self.column.count() - 1, row)

    def add_declared(self, *own: SettingControl, without: Collection[Setting[Any]] = ()) -> None:
        """Add every setting declared for this section, in the order of the declarations.

        `own` take the place of the control their setting would get; what is in `without`, the page shows by itself.
        """
        given = {control.setting: control for control in own}
        for setting in ALL:
            if setting.section is self.section and setting not in without:
                self.add_control(given.get(setting) or control_for(setting))

    def control(self, setting: Setting[Any]) -> SettingControl:
        """Return the control of a setting that `add_declared` has added."""
        return self._controls[setting]

    def add_control(self, control: SettingControl) -> None:
        """Add the control of one setting beneath what there is."""
        setting = control.setting
        self._controls[setting] = control
        control.changed.connect(lambda value: self.changed.emit(setting, value))
        self.add_rows(control)


def _is_called(widget: QWidget, title: str) -> bool:
    """Whether this is a widget's name, or all of it but what is chosen there."""
    words = widget.text() if isinstance(widget, QAbstractButton) else ""
    return title in (words, widget.accessibleName(), widget.accessibleName().split(": ")[0])


def _first_control(part: QWidget) -> QWidget | None:
    """The first widget in `part`, itself included, that Tab leads to."""
    for one in (part, *part.findChildren(QWidget)):
        if one.isEnabled() and not one.isHidden() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            return one
    return None
