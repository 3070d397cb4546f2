"""What single fields of a form are filled in with: lines, switches, choices, files and folders."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from turbodesk.app.mcp.filling import Value
from turbodesk.chat.one_line import beginning
from turbodesk.translation import _
from turbodesk.ui.theme import Space
from turbodesk.ui.tools.asked_field import AskedField, InputKind
from turbodesk.ui.widgets.forms import column
from turbodesk.ui.widgets.return_line import ReturnLine
from turbodesk.ui.widgets.switch import Switch

_LEAST = 260
"""Pixels of a field."""
_LETTERS = 24
_LONGEST = 60
"""Letters of a choice: a stranger wrote them, and they stand in one line."""


class FieldInput(QWidget):
    """What one field is filled in with; what is empty is "" or []."""

    changed = Signal()

    def show_value(self, value: Value | None) -> None:
        """Show what stands in it before anybody filled it in."""
        raise NotImplementedError

    def value(self) -> Value:
        """Return what stands in it."""
        raise NotImplementedError

    def focus_first(self) -> None:
        """Put the focus where it is filled in."""
        raise NotImplementedError


class SwitchInput(FieldInput):
    """On or off."""

    def __init__(self, field: AskedField) -> None:
        super().__init__()
        self._switch = Switch(name=field.title)
        self._switch.toggled.connect(self.changed)
        _lay(self, column(self._switch))

    def show_value(self, value: Value | None) -> None:
        self._switch.setChecked(value is True)

    def value(self) -> Value:
        return self._switch.isChecked()

    def focus_first(self) -> None:
        self._switch.setFocus(Qt.FocusReason.OtherFocusReason)


class LineInput(FieldInput):
    """A line of text; a secret one is hidden and left alone by input methods."""

    def __init__(self, field: AskedField) -> None:
        super().__init__()
        self._line = ReturnLine()
        self._line.setAccessibleName(field.title)
        self._line.setAccessibleDescription(field.help)
        self._line.setMinimumWidth(_LEAST)
        if field.is_secret:
            self._line.setEchoMode(QLineEdit.EchoMode.Password)
            self._line.setPlaceholderText(_("Kept in your key store"))
            self._line.setInputMethodHints(Qt.InputMethodHint.ImhSensitiveData | Qt.InputMethodHint.ImhNoPredictiveText)
        self._line.textChanged.connect(self.changed)
        _lay(self, column(self._line))

    def show_value(self, value: Value | None) -> None:
        self._line.setText("" if value is None or isinstance(value, list | tuple) else str(value))

    def value(self) -> Value:
        return self._line.text().strip()

    def focus_first(self) -> None:
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)


class ChoiceInput(FieldInput):
    """One of several, or none where it need not be."""

    def __init__(self, field: AskedField) -> None:
        super().__init__()
        self._box = QComboBox()
        self._box.setAccessibleName(field.title)
        policies = QComboBox.SizeAdjustPolicy
        self._box.setSizeAdjustPolicy(policies.AdjustToMinimumContentsLengthWithIcon)  # not as wide as what is said
        self._box.setMinimumContentsLength(_LETTERS)
        self._box.addItem(_("Choose one"), "")
        for value, words in field.choices:
            self._box.addItem(_short(words), value)
        self._box.currentIndexChanged.connect(lambda _: self.changed.emit())
        _lay(self, column(self._box))

    def show_value(self, value: Value | None) -> None:
        self._box.setCurrentIndex(max(0, self._box.findData(value)))

    def value(self) -> Value:
        return str(self._box.currentData())

    def focus_first(self) -> None:
        self._box.setFocus(Qt.FocusReason.OtherFocusReason)


class ChoicesInput(FieldInput):
    """Any of several."""

    def __init__(self, field: AskedField) -> None:
        super().__init__()
        self._boxes = {value: QCheckBox(_short(words).replace("&", "&&")) for value, words in field.choices}
        for (_value, words), box in zip(field.choices, self._boxes.values(), strict=False):
            box.setAccessibleName(words)
            box.toggled.connect(lambda _: self.changed.emit())
        _lay(self, column(*self._boxes.values(), spacing=Space.XS))

    def show_value(self, value: Value | None) -> None:
        for one, box in self._boxes.items():
            box.setChecked(isinstance(value, list | tuple) and one in value)

    def value(self) -> Value:
        return [one for one, box in self._boxes.items() if box.isChecked()]

    def focus_first(self) -> None:
        for box in list(self._boxes.values())[:1]:
            box.setFocus(Qt.FocusReason.OtherFocusReason)


class PathInput(FieldInput):
    """One or several files or folders, chosen in the system's dialog or written."""

    def __init__(self, field: AskedField) -> None:
        super().__init__()
        self._field = field
        self._lines: list[QLineEdit] = []
        self._column = column(spacing=Space.S)
        is_folder = field.kind is InputKind.FOLDER
        several = _("Choose folders…") if is_folder else _("Choose files…")
        one = _("Choose a folder…") if is_folder else _("Choose a file…")
        self._choose = QPushButton(several if field.is_list else one)
        self._choose.setAccessibleName(_("{action}: {name}").format(action=self._choose.text(), name=field.title))
        self._choose.clicked.connect(self._ask)
        row = QHBoxLayout()
        row.addWidget(self._choose)
        row.addStretch(1)
        outer = QVBoxLayout()
        outer.setSpacing(Space.S)
        outer.addLayout(self._column)
        outer.addLayout(row)
        _lay(self, outer)

    def show_value(self, value: Value | None) -> None:
        texts = [str(one) for one in value] if isinstance(value, list | tuple) else [str(value)] if value else []
        for line in self._lines:
            self._column.removeWidget(line)
            line.deleteLater()
        self._lines = []
        for text in texts or ([] if self._field.is_list else [""]):
            self._add(text)

    def value(self) -> Value:
        texts = [text for line in self._lines if (text := line.text().strip())]
        return texts if self._field.is_list else (texts[0] if texts else "")

    def focus_first(self) -> None:
        self._choose.setFocus(Qt.FocusReason.OtherFocusReason)

    def _add(self, text: str) -> None:
        line = ReturnLine(text)
        line.setAccessibleName(self._field.title)
        line.setMinimumWidth(_LEAST)
        line.setClearButtonEnabled(True)
        line.textChanged.connect(self.changed)
        self._lines.append(line)
        self._column.addWidget(line)

    def _ask(self) -> None:
        dialog = QFileDialog(self, self._field.title)
        is_folder = self._field.kind is InputKind.FOLDER
        modes = QFileDialog.FileMode
        dialog.setFileMode(
            modes.Directory if is_folder else modes.ExistingFiles if self._field.is_list else modes.ExistingFile
        )
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def _chosen(self, paths: list[str]) -> None:
        kept = self.value()
        if isinstance(kept, list):
            self.show_value([*kept, *(one for one in paths if one not in kept)])
        else:
            self.show_value(paths[0] if paths else "")
        self.changed.emit()


def input_for(field: AskedField) -> FieldInput:
    """Return what a field is filled in with."""
    kinds: dict[InputKind, Callable[[AskedField], FieldInput]] = {
        InputKind.SWITCH: SwitchInput,
        InputKind.FOLDER: PathInput,
        InputKind.FILE: PathInput,
        InputKind.CHOICE: ChoiceInput,
        InputKind.CHOICES: ChoicesInput,
    }
    return kinds.get(field.kind, LineInput)(field)


def _short(words: str) -> str:
    return words if len(words) <= _LONGEST else f"{beginning(words, _LONGEST - 1).rstrip()}…"


def _lay(widget: QWidget, layout: QVBoxLayout) -> None:
    layout.setContentsMargins(0, 0, 0, 0)
    widget.setLayout(layout)
