"""The page for how TurboDesk looks, every change of it seen at once."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout

from turbodesk.settings import TEXT_PERCENT, Section, Setting
from turbodesk.ui.settings.page import SettingsPage, T
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.forms import HeadingLabel
from turbodesk.ui.widgets.plain import PlainLabel

_SAMPLE = "The quick brown fox jumps over the lazy dog."


class AppearancePage(SettingsPage):
    """The settings declared for it, and a preview of the text size."""

    def __init__(self) -> None:
        super().__init__(Section.APPEARANCE)
        self._theme: Theme | None = None
        self._percent = TEXT_PERCENT.default
        self._sample = HeadingLabel(_SAMPLE)
        self._sample.setWordWrap(True)
        self.add_declared()
        size = self.control(TEXT_PERCENT)
        size.add_beneath(_framed(self._sample))
        size.changed.connect(self._preview)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme
        self._preview(self._percent)

    def show_value(self, setting: Setting[T], value: T) -> None:
        super().show_value(setting, value)
        if setting is TEXT_PERCENT:
            self._preview(int(value))

    def _preview(self, percent: int) -> None:
        self._percent = percent
        if self._theme is not None:
            self._sample.wear(self._theme.body_font(percent))


def _framed(label: PlainLabel) -> QFrame:
    frame = QFrame()
    frame.setProperty("kind", "bubble")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
    layout.addWidget(label)
    return frame
