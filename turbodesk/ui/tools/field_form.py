"""A form of fields, a row each: what a bundle wants to know, or a server in the middle of a call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from turbodesk.app.mcp.filling import Value
from turbodesk.translation import _
from turbodesk.ui.tools.asked_field import AskedField, InputKind, fault_of, is_empty
from turbodesk.ui.tools.inputs import FieldInput, input_for
from turbodesk.ui.widgets.form_row import FormRow


class FieldForm(QWidget):
    """`values` gives what stands in the fields."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "clear")
        self._rows = QVBoxLayout(self)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(0)
        self._fields: Sequence[AskedField] = ()
        self._inputs: dict[str, FieldInput] = {}
        self._shown: list[FormRow] = []

    def ask(
        self, fields: Sequence[AskedField], defaults: Mapping[str, Value | None], *, has_end: bool = True
    ) -> list[FormRow]:
        """Show these fields with what stands in them before; returns the rows, which want a theme.

        `has_end`: nothing follows from which a line sets them apart.
        """
        for row in self._shown:
            self._rows.removeWidget(row)
            row.hide()  # at once; it goes with the next turn
            row.deleteLater()
        self._fields, self._inputs, self._shown = fields, {}, []
        for field in fields:
            wanted = input_for(field)
            wanted.show_value(defaults.get(field.key))
            wanted.changed.connect(self.changed)
            may_be_empty = not field.is_required and field.kind is not InputKind.SWITCH
            optional = _("{help} (optional)").format(help=field.help) if field.help else _("(optional)")
            why = optional if may_be_empty else field.help
            row = FormRow(field.title, why, wanted, is_wide=field.kind is not InputKind.SWITCH)
            self._rows.addWidget(row)
            self._inputs[field.key] = wanted
            self._shown.append(row)
        if self._shown and has_end:
            self._shown[-1].set_line(False)
        return self._shown

    def values(self) -> dict[str, Value]:
        """Return what stands in the fields, by key; empty ones as "" or []."""
        return {key: wanted.value() for key, wanted in self._inputs.items()}

    @property
    def fault(self) -> str:
        """What is missing or wrong in the first field with a fault, as a sentence; "" where there is none."""
        values = self.values()
        return next(filter(None, (fault_of(field, values[field.key]) for field in self._fields)), "")

    @property
    def mistake(self) -> str:
        """The same, "" where that field is only empty: nobody has to be told before they were there."""
        values = self.values()
        faults = ((fault_of(field, values[field.key]), values[field.key]) for field in self._fields)
        fault, value = next((one for one in faults if one[0]), ("", ""))
        return "" if is_empty(value) else fault

    def forget(self) -> None:
        """Empty every field: what was typed may be secret."""
        self.ask((), {})

    def focus_first(self) -> bool:
        """Give the focus to the first field; says whether there is one."""
        if not self._inputs:
            return False
        next(iter(self._inputs.values())).focus_first()
        return True
