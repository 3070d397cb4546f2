"""Makes the control of a setting from its declaration: its label, what the person sets it with, and its help.

| the setting is                              | it is set with                      |
|---------------------------------------------|-------------------------------------|
| on or off                                   | a switch                            |
| one of some values with short labels        | segments                            |
| one of some values with labels of sentences | a button that opens their menu      |
| a number with few steps from end to end     | less and more, the number between   |
| any other number                            | a number field                      |
| a text                                      | a field that counts when it is left |

Whatever needs more than a declaration can say, such as the models there are, is a control of its page's own.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QSpinBox, QWidget

from turbodesk.settings import Setting
from turbodesk.translation import unmarked
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import Segments, WheelGuard, inset
from turbodesk.ui.widgets.step_slider import StepSign, StepSlider
from turbodesk.ui.widgets.switch import Switch

_SEGMENTS_LETTERS = 40
"""Of all labels together, that stand side by side in the narrowest window."""
_MOST_STEPS = 50
"""From end to end: with more of them one step at a time is too slow."""


_SIGNS = (StepSign("−"), StepSign("+"))


class SettingControl(FormRow):
    """A setting on its page; emits what the person sets it to, and nothing else."""

    changed = Signal(object)
    """The new value, of the type the setting is declared with."""

    def __init__(self, setting: Setting[Any], control: QWidget, *, is_wide: bool = False) -> None:
        super().__init__(setting.label, setting.help, control, is_wide=is_wide)
        self.setting = setting
        control.setAccessibleName(setting.label)
        control.setAccessibleDescription(setting.help)

    def show_value(self, value: Any) -> None:
        """Show what is set; emits nothing."""
        raise NotImplementedError


def control_for(setting: Setting[Any]) -> SettingControl:
    """Return the control that suits a setting's type, range and labels."""
    if setting.choices:
        letters = sum(len(label) for _, label in setting.choices)
        return _SegmentsControl(setting) if letters <= _SEGMENTS_LETTERS else _ChoiceControl(setting)
    match setting.default:
        case bool():
            return _SwitchControl(setting)
        case int():
            steps = ((setting.maximum or 0) - (setting.minimum or 0)) // setting.step
            return StepControl(setting) if steps <= _MOST_STEPS else _NumberControl(setting)
        case str():
            return _TextControl(setting)
        case other:
            raise TypeError(f"no control sets a {type(other).__name__}")


class _SwitchControl(SettingControl):
    def __init__(self, setting: Setting[bool]) -> None:
        switch = Switch()
        super().__init__(setting, switch)
        self._switch = switch
        self._switch.clicked.connect(lambda on: self.changed.emit(on))

    def show_value(self, value: Any) -> None:
        self._switch.setChecked(value)


class _SegmentsControl(SettingControl):
    def __init__(self, setting: Setting[Any]) -> None:
        segments = Segments([(str(value), label) for value, label in setting.choices], name=setting.label)
        super().__init__(setting, segments)
        self._segments = segments
        self._values = {str(value): value for value, _ in setting.choices}
        self._segments.chosen.connect(lambda key: self.changed.emit(self._values[key]))

    def show_value(self, value: Any) -> None:
        self._segments.choose(str(value))


class _ChoiceControl(SettingControl):
    def __init__(self, setting: Setting[Any]) -> None:
        button = ChoiceButton(setting.label, setting.choices)
        super().__init__(setting, button)
        self._button = button
        self._button.chosen.connect(self.changed)

    def show_value(self, value: Any) -> None:
        self._button.choose(value)


class StepControl(SettingControl):
    """A number with few steps from end to end."""

    def __init__(self, setting: Setting[int], signs: tuple[StepSign, StepSign] = _SIGNS) -> None:
        """`signs` stand at its ends."""
        steps = StepSlider(setting.written, signs=signs, step=setting.step)
        super().__init__(setting, steps)
        self._steps = steps
        self._steps.setRange(setting.minimum or 0, setting.maximum or 0)
        self._steps.valueChanged.connect(lambda value: self.changed.emit(value))

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self._steps):
            self._steps.setValue(value)
        self._steps.update()


class _NumberControl(SettingControl):
    def __init__(self, setting: Setting[int]) -> None:
        field = QSpinBox()
        super().__init__(setting, field)
        self._field = field
        if setting.minimum is not None and setting.maximum is not None:
            self._field.setRange(setting.minimum, setting.maximum)
        self._field.setSingleStep(setting.step)
        before, after = unmarked(setting.written).split("{number}")
        self._field.setPrefix(before)
        self._field.setSuffix(after)
        self._field.setSpecialValueText(setting.unset)
        self._field.setKeyboardTracking(False)
        self._field.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        inset(self._field)
        WheelGuard(self).watch(self._field)
        self._field.valueChanged.connect(lambda value: self.changed.emit(value))

    def show_value(self, value: Any) -> None:
        with QSignalBlocker(self._field):
            self._field.setValue(value)


class _TextControl(SettingControl):
    def __init__(self, setting: Setting[str]) -> None:
        field = QLineEdit()
        super().__init__(setting, field, is_wide=True)
        self._field = field
        self._field.setPlaceholderText(setting.unset)
        self._field.editingFinished.connect(lambda: self.changed.emit(self._field.text().strip()))

    def show_value(self, value: Any) -> None:
        if self._field.text().strip() != value:
            self._field.setText(value)
