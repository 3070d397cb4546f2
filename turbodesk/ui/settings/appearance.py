"""The page for how TurboDesk looks, every change of it seen at once."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QSlider, QVBoxLayout

from turbodesk.settings import LINE_NUMBERS, MOTION, READING_WIDTH, TEXT_PERCENT, THEME, Motion
from turbodesk.settings import ThemeChoice as Choice
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.forms import HeadingLabel, Segments, WheelGuard, caption, explained
from turbodesk.ui.widgets.plain import PlainLabel

_STEP = 10  # percent: less is not seen, and the keyboard gets there in few presses
_SAMPLE = "The quick brown fox jumps over the lazy dog."


class AppearancePage(SettingsPage):
    """Theme, text size with a preview, and how a conversation is set."""

    def __init__(self) -> None:
        super().__init__("Appearance")
        self._theme: Theme | None = None
        self._shown_percent = TEXT_PERCENT.default
        self._looks = Segments([(choice.value, label) for choice, label in THEME.choices], name=THEME.label)
        self._size = QSlider(Qt.Orientation.Horizontal)
        self._size.setRange((TEXT_PERCENT.minimum or 0) // _STEP, (TEXT_PERCENT.maximum or 0) // _STEP)
        self._size.setPageStep(2)
        WheelGuard(self).watch(self._size)
        self._percent = caption("")
        self._percent.setMinimumWidth(self._percent.fontMetrics().horizontalAdvance("250 %") + Space.S)
        self._percent.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._sample = HeadingLabel(_SAMPLE)
        self._sample.setWordWrap(True)
        self.add_setting(THEME, self._looks)
        row = QHBoxLayout()
        row.setSpacing(Space.M)
        row.addWidget(self._size, 1)
        row.addWidget(self._percent)
        self.add_setting(TEXT_PERCENT, row, _framed(self._sample))
        self._size.setAccessibleName(TEXT_PERCENT.label)
        self._size.setAccessibleDescription(TEXT_PERCENT.help)
        self._widths = Segments(
            [(str(width), label) for width, label in READING_WIDTH.choices], name=READING_WIDTH.label
        )
        self.add_setting(READING_WIDTH, self._widths)
        self._numbers = QCheckBox(LINE_NUMBERS.label)
        self.add_block(explained(self._numbers, LINE_NUMBERS.help))
        self._motion = Segments([(choice.value, label) for choice, label in MOTION.choices], name=MOTION.label)
        self.add_setting(MOTION, self._motion)
        self._motion.chosen.connect(lambda value: self.changed.emit(MOTION.key, Motion(value)))
        self._widths.chosen.connect(lambda value: self.changed.emit(READING_WIDTH.key, int(value)))
        self._numbers.clicked.connect(lambda on: self.changed.emit(LINE_NUMBERS.key, on))
        self._looks.chosen.connect(lambda value: self.changed.emit(THEME.key, Choice(value)))
        self._size.valueChanged.connect(self._resize)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme
        self._preview()

    def show_values(self, values: Mapping[str, object]) -> None:
        self._looks.choose(THEME.read(values).value)
        self._widths.choose(str(READING_WIDTH.read(values)))
        self._motion.choose(MOTION.read(values).value)
        with QSignalBlocker(self._numbers):
            self._numbers.setChecked(LINE_NUMBERS.read(values))
        self._shown_percent = TEXT_PERCENT.read(values)
        with QSignalBlocker(self._size):
            self._size.setValue(round(self._shown_percent / _STEP))
        self._preview()

    def _resize(self, step: int) -> None:
        self._shown_percent = step * _STEP
        self._preview()
        self.changed.emit(TEXT_PERCENT.key, self._shown_percent)

    def _preview(self) -> None:
        self._percent.setText(f"{self._shown_percent} %")
        if self._theme is not None:
            self._sample.wear(self._theme.body_font(self._shown_percent))


def _framed(label: PlainLabel) -> QFrame:
    frame = QFrame()
    frame.setProperty("kind", "bubble")
    layout = QVBoxLayout(frame)
    layout.setContentsMargins(Space.L, Space.M, Space.L, Space.M)
    layout.addWidget(label)
    return frame
