"""The servers of another program's list: which shall be taken over, and what each of them runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from turbodesk.app.mcp.filling import Value
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.tools.approval import ApprovalView
from turbodesk.ui.tools.field_form import FieldForm
from turbodesk.ui.tools.offers import ListedOffer
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import column, note
from turbodesk.ui.widgets.switch import Switch

_WHAT = _(
    "Each runs with your rights. Where the list came from, nothing is changed. Secrets that stand in it are copied to "
    "your key store, and nowhere else."
)


@dataclass(slots=True)
class _ListedRow:
    offer: ListedOffer
    row: FormRow
    switch: Switch
    approval: ApprovalView
    form: FieldForm


class ListPage(FormScrollArea):
    """A row a server; `chosen` gives those that are switched on."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__(side=Space.XL)
        self._theme: Theme | None = None
        self._shown: list[_ListedRow] = []
        about = column(note(_WHAT))
        about.setContentsMargins(0, Space.L, 0, Space.S)
        self.column.insertLayout(0, about)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme
        for one in self._shown:
            one.approval.apply_theme(theme)

    def show_list(self, offers: Sequence[ListedOffer]) -> None:
        """Show these servers."""
        self.forget()
        for offer in offers:
            self._shown.append(self._make(offer))
        if self._theme is not None:
            self.apply_theme(self._theme)
        self.verticalScrollBar().setValue(0)
        self.changed.emit()

    def chosen(self) -> dict[int, dict[str, Value]]:
        """Return the places of the servers that are switched on, each with what was filled in for it."""
        return {at: one.form.values() for at, one in enumerate(self._shown) if one.switch.isChecked()}

    @property
    def fault(self) -> str:
        """What is missing or wrong for one that is chosen, as a sentence; "" for nothing."""
        return next(filter(None, (one.form.fault for one in self._shown if one.switch.isChecked())), "")

    def forget(self) -> None:
        """Show none any more: what was typed may be secret."""
        for one in self._shown:
            one.form.forget()
            self.column.removeWidget(one.row)
            one.row.hide()  # at once; it goes with the next turn
            one.row.deleteLater()
        self._shown = []

    def focus_first(self) -> bool:
        """Give the focus to the first that can be chosen; says whether there is one."""
        switch = next((one.switch for one in self._shown if one.switch.isEnabled()), None)
        if switch is not None:
            switch.setFocus(Qt.FocusReason.OtherFocusReason)
        return switch is not None

    def _make(self, offer: ListedOffer) -> _ListedRow:
        switch = Switch(name=_("Take over {name}").format(name=offer.name))
        row = FormRow(offer.name, offer.why_not, switch)
        approval, form = ApprovalView(), FieldForm()
        approval.show_what([offer.runs])
        rows = form.ask(offer.fields, {})
        parts: list[QWidget] = [approval, *(note(words) for words in offer.notes), form]
        for part in parts:
            row.add_beneath(part)
        switch.setChecked(offer.is_chosen and not offer.why_not)
        switch.setEnabled(not offer.why_not)
        form.setVisible(bool(rows) and switch.isChecked())
        if rows:
            switch.toggled.connect(form.setVisible)
        switch.toggled.connect(lambda _: self.changed.emit())
        form.changed.connect(self.changed)
        self.column.insertWidget(self.column.count() - 1, row)
        return _ListedRow(offer, row, switch, approval, form)
