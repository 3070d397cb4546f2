"""The page for how TurboDesk looks, every change of it seen at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSlider, QVBoxLayout

from turbodesk.settings import TEXT_PERCENT, THEME
from turbodesk.settings import Theme as Choice
from turbodesk.ui.form import Heading, Segments, WheelGuard, caption
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.theme import Space, Theme

_STEP = 10  # percent: less is not seen, and the keyboard gets there in few presses
_SAMPLE = "The quick brown fox jumps over the lazy dog."


class AppearancePage(SettingsPage):
    """Theme, and text size with a preview."""

    def __init__(self) -> None:
        super().__init__("Appearance")
        self._theme: Theme | None = None
        self._looks = Segments([(choice.value, label) for choice, label in THEME.choices], name=THEME.label)
        self._size = QSlider(Qt.Orientation.Horizontal)
        self._size.setRange((TEXT_PERCENT.minimum or 0) // _STEP, (TEXT_PERCENT.maximum or 0) // _STEP)
        self._size.setPageStep(2)
        WheelGuard(self).watch(self._size)
        self._percent = caption("")
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("250 %") + Space.S)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._sample = Heading(_SAMPLE)
        self._sample.setWordWrap(True)
        self.add_setting(THEME, self._looks)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self._size, 1)
        row.addWidget(self._percent)
        self.add_setting(TEXT_PERCENT, row, _framed(self._sample))
        self._size.setAccessibleName(TEXT_PERCENT.label)
        self._size.setAccessibleDescription(TEXT_PERCENT.help)
        self._looks.chosen.connect(lambda value: self.changed.emit(THEME.key, Choice(value)))
        self._size.valueChanged.connect(self._resize)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme
        self._preview()

    def show_values(self, values: Mapping[str, object]) -> None:
        self._looks.choose(THEME.read(values).value)
        with QSignalBlocker(self._size):
            self._size.setValue(round(TEXT_PERCENT.read(values) / _STEP))
        self._preview(TEXT_PERCENT.read(values))

    def _resize(self, step: int) -> None:
        self._preview()
        self.changed.emit(TEXT_PERCENT.key, step * _STEP)

    def _preview(self, percent: int | None = None) -> None:
        """Show the sample at `percent`, or where the slider stands."""
        percent = self._size.value() * _STEP if percent is None else percent
        self._percent.setText(f"{percent} %")
        if self._theme is not None:
            self._sample.wear(self._theme.body_font(percent))


def _framed(label: QLabel) -> QFrame:
    frame = QFrame()
    frame.setProperty("kind", "bubble")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
    layout.addWidget(label)
    return frame
