"""What the pages of the settings window have in common: a scrolled column, and labels from the declarations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLayout, QScrollArea, QVBoxLayout, QWidget

from turbodesk.settings import Setting
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.forms import FormPage, HeadingLabel, caption, column, note, scrolling
from turbodesk.ui.widgets.lifetime import single_shot


class SettingsPage(QScrollArea):
    """One section. A subclass adds its blocks, shows values, and emits what the person changes."""

    changed = Signal(str, object)
    """The key of a setting and its new value."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setAccessibleName(title)
        self._heading = HeadingLabel(title)
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
        """Show what is set; emits nothing."""

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

    def add_setting(self, setting: Setting[Any], *controls: QWidget | QLayout) -> None:
        """Add a setting under its declared label, with its declared help beneath."""
        first = controls[0] if isinstance(controls[0], QWidget) else None
        if first is not None:
            first.setAccessibleName(setting.label)
            first.setAccessibleDescription(setting.help)
        self.add_block(caption(setting.label, kind="label", buddy=first), *controls, note(setting.help))
