"""The settings, laid over the window: sections at the left, their page at the right under its title.

Why not a window of its own: what is set is seen at once in the window behind it, and a second window has to be found
again, placed and closed. Where the window is narrow the sheet takes all of it, and of the sections their icons stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import QRect, QSize, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from turbodesk.settings import Section, Setting
from turbodesk.translation import _
from turbodesk.ui.settings.appearance import AppearancePage
from turbodesk.ui.settings.computers import ComputersPage
from turbodesk.ui.settings.desktop import DesktopPage
from turbodesk.ui.settings.gateway import GatewayPage
from turbodesk.ui.settings.models import ModelsPage
from turbodesk.ui.settings.page import SIDE, SIDE_NARROW, SettingsPage
from turbodesk.ui.settings.section_list import SectionList
from turbodesk.ui.settings.storage import StoragePage
from turbodesk.ui.settings.tools import ToolsPage
from turbodesk.ui.settings.usage import UsagePage
from turbodesk.ui.settings.writing import WritingPage
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.forms import rekind
from turbodesk.ui.widgets.return_key import pressed_button
from turbodesk.ui.widgets.sheet import Sheet

_SIZE = QSize(880, 640)
_TITLE_DROP = 10
"""Pixels the title stands lower than the button that closes."""
_FULL_BELOW = 900
"""Pixels of the window under which the sheet takes all of it."""
_ICONS_BELOW = 560
"""Pixels of the sheet under which the sections are icons alone."""


class SettingsSheet(Sheet):
    """Shows settings and emits every change at once; Esc closes it.

    The pages that show more than settings are attributes; whoever knows what they show talks to them directly.
    """

    setting_changed = Signal(object, object)
    """A `Setting` and its new value, of the type it is declared with."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, name=_("Settings"), size=_SIZE)
        self.gateway = GatewayPage(theme)
        self.appearance = AppearancePage()
        self.writing = WritingPage()
        self.models = ModelsPage()
        self.usage = UsagePage()
        self.tools = ToolsPage()
        self.desktop = DesktopPage()
        self.computers = ComputersPage()
        self.storage = StoragePage()
        self._pages: dict[Section, SettingsPage] = {
            Section.GATEWAY: self.gateway,
            Section.APPEARANCE: self.appearance,
            Section.WRITING: self.writing,
            Section.MODELS: self.models,
            Section.TOOLS: self.tools,
            Section.USAGE: self.usage,
            Section.DESKTOP: self.desktop,
            Section.COMPUTERS: self.computers,
            Section.STORAGE: self.storage,
        }
        self._sections = SectionList(theme, self._pages)
        self._stack = QStackedWidget()
        self._lay_out()
        self._connect()
        self.apply_theme(theme)
        self.set_values({})

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._sections.apply_theme(theme)
        for page in self._pages.values():
            page.apply_theme(theme)

    def show_section(self, section: Section) -> None:
        """Turn to `section`."""
        self._sections.setCurrentRow(list(self._pages).index(section))

    def focus_control(self, section: Section, title: str) -> None:
        """Give the focus to the control called `title` on a page that is shown; nothing where there is none."""
        self._pages[section].focus_control(title)

    def set_values(self, values: Mapping[str, object]) -> None:
        """Show the values in force, by key; what is missing shows its default. Emits nothing."""
        for page in self._pages.values():
            page.show_values(values)

    def show_value(self, setting: Setting[Any], value: Any) -> None:
        """Show what one setting is set to; the others stay, and what is being typed in them. Emits nothing."""
        for page in self._pages.values():
            page.show_value(setting, value)

    def wished_size(self) -> QSize:
        return _SIZE * current_theme().faces.scale

    def panel_rect(self, area: QRect) -> QRect:
        return area if area.width() < _FULL_BELOW else super().panel_rect(area)

    def open(self) -> None:
        for page in self._pages.values():
            page.is_open = True
        super().open()

    def _closed(self) -> None:
        for page in self._pages.values():
            page.is_open = False
        self.gateway.fold()  # a key typed and not saved does not wait in closed settings

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if not self.gateway.is_begun():  # a press beside the sheet may be an accident; Esc and the cross are none
            super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if pressed_button(self.window(), event):
            return
        super().keyPressEvent(event)
        event.accept()  # a letter nothing here takes is not meant for the message behind the sheet

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._is_full():
            QPainter(self).fillRect(event.rect(), current_theme().color("raised"))
        else:
            super().paintEvent(event)

    def _is_full(self) -> bool:
        return self.panel.width() >= self.width()

    def place(self) -> None:
        super().place()
        has_names = self.panel.width() >= _ICONS_BELOW * current_theme().faces.scale
        self._sections.show_names(has_names)
        rekind(self._sections, "sections-full" if self._is_full() else "sections")
        for page in self._pages.values():
            page.set_narrow(not has_names)
        self._top.setContentsMargins(margins(SIDE if has_names else SIDE_NARROW, Space.L, Space.L, Space.XS))

    def _lay_out(self) -> None:
        for page in self._pages.values():
            self._stack.addWidget(page)
        self.title.setWordWrap(True)
        self._top = self.top_line()
        self.title.setContentsMargins(0, _TITLE_DROP, 0, 0)
        body = QVBoxLayout()
        body.setSpacing(0)
        body.addLayout(self._top)
        body.addWidget(self._stack, 1)
        layout = QHBoxLayout(self.panel)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._sections)
        layout.addLayout(body, 1)
        for button in self.findChildren(QPushButton):
            # Return in a field would press whichever button Qt thinks is meant.
            button.setAutoDefault(False)

    def _connect(self) -> None:
        for page in self._pages.values():
            page.changed.connect(self.setting_changed)
        self.closed.connect(self._closed)
        self._sections.currentRowChanged.connect(self._turn)
        self._sections.setCurrentRow(0)

    def _turn(self, row: int) -> None:
        self._stack.setCurrentIndex(row)
        self.title.setText(list(self._pages)[row].label)
