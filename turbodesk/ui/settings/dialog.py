"""The settings window: sections at the left, their page at the right."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QDialog, QFrame, QHBoxLayout, QListWidget, QPushButton, QStackedWidget, QWidget

from turbodesk.settings import Section, Setting
from turbodesk.ui.settings.appearance import AppearancePage
from turbodesk.ui.settings.gateway import GatewayPage
from turbodesk.ui.settings.models import ModelsPage
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.settings.presets import PresetsPage
from turbodesk.ui.settings.storage import StoragePage
from turbodesk.ui.settings.usage import UsagePage
from turbodesk.ui.settings.writing import WritingPage
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.return_key import pressed_button

_SIZE = (720, 520)
_LEAST_SIZE = (560, 400)
_SECTIONS_WIDTH = 184


class SettingsDialog(QDialog):
    """Shows settings and emits every change at once. Show it with `show`; it is not modal, and Esc closes it.

    The pages that show more than settings are attributes; whoever knows what they show talks to them directly.
    """

    setting_changed = Signal(object, object)
    """A `Setting` and its new value, of the type it is declared with."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setMinimumSize(*_LEAST_SIZE)
        self.resize(*_SIZE)
        self.gateway = GatewayPage(theme)
        self.writing = WritingPage()
        self.models = ModelsPage()
        self.presets = PresetsPage()
        self.usage = UsagePage()
        self.storage = StoragePage()
        self._pages: dict[Section, SettingsPage] = {
            Section.GATEWAY: self.gateway,
            Section.APPEARANCE: AppearancePage(),
            Section.WRITING: self.writing,
            Section.MODELS: self.models,
            Section.PRESETS: self.presets,
            Section.USAGE: self.usage,
            Section.STORAGE: self.storage,
        }
        self._sections = QListWidget()
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self.set_values({})

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        for page in self._pages.values():
            page.apply_theme(theme)

    def show_section(self, section: Section) -> None:
        """Turn to `section`."""
        self._sections.setCurrentRow(list(self._pages).index(section))

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show the values in force, by key; what is missing shows its default. Emits nothing."""
        for page in self._pages.values():
            page.show_values(values)

    def show_value(self, setting: Setting[Any], value: Any) -> None:
        """Show what one setting is set to; the others stay, and what is being typed in them. Emits nothing."""
        for page in self._pages.values():
            page.show_value(setting, value)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        # The list measured its rows before it had its style.
        self._sections.doItemsLayout()
        needed = self._sections.sizeHintForColumn(0) + 2 * Space.M
        self._sections.setFixedWidth(max(_SECTIONS_WIDTH, needed))

    def hideEvent(self, event: QHideEvent) -> None:
        # A key typed and not saved does not wait in a closed window; in a minimised one (spontaneous) it does, because
        # its owner may only have gone to fetch it.
        if not event.spontaneous():
            self.gateway.fold()
        super().hideEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if not pressed_button(self, event):
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        self._sections.setAccessibleName("Sections")
        self._sections.setProperty("kind", "sections")
        self._sections.setFrameShape(QFrame.Shape.NoFrame)
        self._sections.setFixedWidth(_SECTIONS_WIDTH)
        for section, page in self._pages.items():
            self._sections.addItem(section.value)
            self._stack.addWidget(page)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._sections)
        layout.addWidget(self._stack, 1)
        self._sections.currentRowChanged.connect(self._stack.setCurrentIndex)
        self._sections.setCurrentRow(0)
        for button in self.findChildren(QPushButton):
            # Return in a field would press whichever button Qt thinks is meant.
            button.setAutoDefault(False)

    def _connect(self) -> None:
        for page in self._pages.values():
            page.changed.connect(self.setting_changed)
