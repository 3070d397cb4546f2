"""Makes the control of a setting from its declaration: its label, what the person sets it with, and its help.

| the setting is                              | it is set with                      |
|---------------------------------------------|-------------------------------------|
| on or off                                   | a check box                         |
| one of some values with short labels        | segments                            |
| one of some values with labels of sentences | radio buttons, one beneath another  |
| a number with few steps from end to end     | a slider with the number beside it  |
| any other number                            | a number field                      |
| a text                                      | a field that counts when it is left |

Whatever needs more than a declaration can say, such as the models there are, is a control of its page's own.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QHBoxLayout,
    QLineEdit,
    QRadioButton,
    QSizePolicy,
    QSlider,
    QSpinBox,
    QWidget,
)

from turbodesk.settings import Setting
from turbodesk.ui.theme import Space
from turbodesk.ui.widgets.forms import Segments, WheelGuard, caption, check_one, column, explained, inset, note

_SEGMENTS_LETTERS = 40
"""Of all labels together, that stand side by side in the narrowest window."""
_SLIDER_STEPS = 50
"""From end to end: with more of them a slider is too fine for the hand."""


class SettingControl(QWidget):
    """A setting on its page; emits what the person sets it to, and nothing else."""

    changed = Signal(object)
    """The new value, of the type the setting is declared with."""

    def __init__(self, setting: Setting[Any]) -> None:
        super().__init__()
        self.setting = setting
        self._block = column()
        self.setLayout(self._block)

    def show_value(self, value: Any) -> None:
        """Show what is set; emits nothing."""
        raise NotImplementedError

    def add_beneath(self, part: QWidget) -> None:
        """Add what belongs to the control, such as a preview, between it and its help."""
        self._block.insertWidget(self._block.count() - 1, part)

    def _lay_out(self, field: QWidget, *, shown: QWidget | None = None) -> None:
        """Put label, field and help one beneath another; `shown` is what holds the field, if it is not alone."""
        field.setAccessibleName(self.setting.label)
        field.setAccessibleDescription(self.setting.help)
        for part in (
            caption(self.setting.label, kind="label", buddy=field),
            shown if shown is not None else field,
            note(self.setting.help),
        ):
            self._block.addWidget(part)


def control_for(setting: Setting[Any]) -> SettingControl:
    """Return the control that suits a setting's type, range and labels."""
    if setting.choices:
        letters = sum(len(label) for _, label in setting.choices)
        return _SegmentsControl(setting) if letters <= _SEGMENTS_LETTERS else _RadioControl(setting)
    match setting.default:
        case bool():
            return _CheckControl(setting)
        case int():
            steps = ((setting.maximum or 0) - (setting.minimum or 0)) // setting.step
            return _SliderControl(setting) if steps <= _SLIDER_STEPS else _NumberControl(setting)
        case str():
            return _TextControl(setting)
        case other:
            raise TypeError(f"no control sets a {type(other).__name__}")


class _CheckControl(SettingControl):
    def __init__(self, setting: Setting[bool]) -> None:
        super().__init__(setting)
        self._box = QCheckBox(setting.label)
        self._block.addLayout(explained(self._box, setting.help))
        self._box.clicked.connect(lambda on: self.changed.emit(on))

    def show_value(self, value: Any) -> None:
        self._box.setChecked(value)


class _SegmentsControl(SettingControl):
    def __init__(self, setting: Setting[Any]) -> None:
        super().__init__(setting)
        self._values = {str(value): value for value, _ in setting.choices}
        self._segments = Segments([(str(value), label) for value, label in setting.choices], name=setting.label)
        self._lay_out(self._segments)
        self._segments.chosen.connect(lambda key: self.changed.emit(self._values[key]))

    def show_value(self, value: Any) -> None:
        self._segments.choose(str(value))


class _RadioControl(SettingControl):
    def __init__(self, setting: Setting[Any]) -> None:
        super().__init__(setting)
        self._buttons: dict[object, QRadioButton] = {}
        group = QButtonGroup(self)
        for value, label in setting.choices:
            button = self._buttons[value] = QRadioButton(label)
            button.clicked.connect(lambda _checked=False, value=value: self.changed.emit(value))
            group.addButton(button)
        self._block.addWidget(caption(setting.label, kind="label"))
        self._block.addWidget(note(setting.help))
        self._block.addLayout(column(*self._buttons.values(), spacing=Space.XS))

    def show_value(self, value: Any) -> None:
        check_one(self._buttons[value])


class _SliderControl(SettingControl):
    def __init__(self, setting: Setting[int]) -> None:
        super().__init__(setting)
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange((setting.minimum or 0) // setting.step, (setting.maximum or 0) // setting.step)
        self._slider.setPageStep(2)
        WheelGuard(self).watch(self._slider)
        self._number = caption("")
        widest = self._number.fontMetrics().horizontalAdvance(setting.written.format(setting.maximum))
        self._number.setMinimumWidth(widest + Space.S)
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        line = QWidget()
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(Space.M)
        row.addWidget(self._slider, 1)
        row.addWidget(self._number)
        self._lay_out(self._slider, shown=line)
        self._slider.valueChanged.connect(self._moved)

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self._slider):
            self._slider.setValue(round(value / self.setting.step))
        self._number.setText(self.setting.written.format(value))

    def _moved(self, step: int) -> None:
        value = step * self.setting.step
        self._number.setText(self.setting.written.format(value))
        self.changed.emit(value)


class _NumberControl(SettingControl):
    def __init__(self, setting: Setting[int]) -> None:
        super().__init__(setting)
        self._field = QSpinBox()
        if setting.minimum is not None and setting.maximum is not None:
            self._field.setRange(setting.minimum, setting.maximum)
        self._field.setSingleStep(setting.step)
        before, after = setting.written.split("{}")
        self._field.setPrefix(before)
        self._field.setSuffix(after)
        self._field.setSpecialValueText(setting.unset)
        self._field.setKeyboardTracking(False)
        self._field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        inset(self._field)
        WheelGuard(self).watch(self._field)
        self._lay_out(self._field)
        self._field.valueChanged.connect(lambda value: self.changed.emit(value))

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self._field):
            self._field.setValue(value)


class _TextControl(SettingControl):
    def __init__(self, setting: Setting[str]) -> None:
        super().__init__(setting)
        self._field = QLineEdit()
        self._field.setPlaceholderText(setting.unset)
        self._lay_out(self._field)
        self._field.editingFinished.connect(lambda: self.changed.emit(self._field.text().strip()))

    def show_value(self, value: Any) -> None:
        if self._field.text().strip() != value:
            self._field.setText(value)
