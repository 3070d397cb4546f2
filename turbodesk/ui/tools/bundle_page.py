"""What a bundle says of itself, what it asks for and what it will run: all that is seen before it is added."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal

from turbodesk.app.mcp.filling import Value
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import listed, number
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.tools.approval import ApprovalView, ToRun
from turbodesk.ui.tools.asked_field import InputKind
from turbodesk.ui.tools.field_form import FieldForm
from turbodesk.ui.tools.offers import BundleOffer
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import caption, column, note
from turbodesk.ui.widgets.switch import Switch

_SHOWN_TOOLS = 12
_RIGHTS = _("It runs with your rights: it can read and change what you can.")
_FENCED = _("It sees its own files, nothing else of yours.")
_FENCED_WITH_PLACES = _("It sees its own files and what you chose for it, nothing else of yours.")
_NOT_YET = _("It is seen here once all is filled in.")


class BundlePage(FormScrollArea):
    """Shows one bundle; `values` gives what the person filled in."""

    changed = Signal()
    """Another value, or another wish for the sandbox."""

    def __init__(self) -> None:
        super().__init__(side=Space.XL)
        self._theme: Theme | None = None
        self._offer: BundleOffer | None = None
        self._facts, self._about, self._tools = note(), note(kind=""), note()
        self._form = FieldForm()
        self._sandbox, self._network = Switch(name=_("Fence it in")), Switch(name=_("Let it use the network"))
        self._sandbox_row = FormRow(_("Fence it in"), _FENCED, self._sandbox)
        self._network_row = FormRow(
            _("Let it use the network"), _("Off, nothing can leave this computer."), self._network
        )
        self._rights = note(kind="warning")
        self.approval = ApprovalView()
        """What will run."""
        self._not_yet = note(_NOT_YET)
        self._mistake = note(kind="danger")
        self._mistake.hide()
        about = column(self._facts, self._about, self._tools, self._mistake, spacing=Space.S)
        about.setContentsMargins(0, Space.L, 0, Space.S)
        runs = column(
            caption(_("This will run"), kind="label"), self._not_yet, self.approval, self._rights, spacing=Space.S
        )
        runs.setContentsMargins(0, Space.L, 0, Space.S)
        at = self.column.count() - 1
        self.column.insertLayout(at, about)
        self.column.insertLayout(at + 1, runs)  # before what is asked: nobody adds what they have not seen
        for row, part in enumerate((self._form, self._sandbox_row, self._network_row), start=2):
            self.column.insertWidget(at + row, part)
        self._form.changed.connect(self.changed)
        self._sandbox.toggled.connect(self._fence)
        self._network.toggled.connect(self.changed)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._theme = theme
        self.approval.apply_theme(theme)

    def show_bundle(self, offer: BundleOffer) -> None:
        """Show a bundle with what stands in its fields before anybody filled them in."""
        self._offer = offer
        self._facts.setText(offer.facts)
        self._about.setText(offer.about)
        self._tools.setText(_tools_in_words(offer.tools))
        self._about.setVisible(bool(offer.about))
        self._tools.setVisible(bool(offer.tools))
        rows = self._form.ask(offer.fields, offer.defaults, has_end=False)
        self._form.setVisible(bool(rows))
        can_fence = not offer.why_no_sandbox
        has_places = any(one.kind in (InputKind.FOLDER, InputKind.FILE) for one in offer.fields)
        self._sandbox_row.set_why(_FENCED_WITH_PLACES if has_places else _FENCED)
        self._sandbox.setChecked(can_fence and offer.is_fenced)
        self._network.setChecked(offer.has_network)
        self._sandbox_row.setVisible(can_fence)
        self._fence(self._sandbox.isChecked())
        self.show_mistake("")
        if self._theme is not None:
            self.apply_theme(self._theme)
        self.verticalScrollBar().setValue(0)

    def show_run(self, run: ToRun | None, mistake: str = "") -> None:
        """Show what will run with what is filled in by now; None: not all is filled in."""
        self.approval.setVisible(run is not None)
        self._not_yet.setVisible(run is None)
        if run is not None:
            self.approval.show_what([run])
        self.show_mistake(mistake)

    def show_mistake(self, words: str) -> None:
        """Say why it cannot be added as it is filled in; "" for nothing."""
        self._mistake.setText(words)
        self._mistake.setVisible(bool(words))

    @property
    def values(self) -> dict[str, Value]:
        """What is filled in, by the keys of the fields."""
        return self._form.values()

    @property
    def fault(self) -> str:
        """What is missing or wrong in what is filled in, as a sentence; "" for nothing."""
        return self._form.fault

    @property
    def is_fenced(self) -> bool:
        """Whether it shall be fenced in."""
        return self._sandbox.isChecked()

    @property
    def has_network(self) -> bool:
        """Whether it may use the network, where it is fenced in."""
        return self._network.isChecked()

    def forget(self) -> None:
        """Empty the fields: what was typed may be secret."""
        self._form.forget()

    def focus_first(self) -> bool:
        """Give the focus to the first field; says whether there is one."""
        return self._form.focus_first()

    def _fence(self, is_fenced: bool) -> None:
        self._network_row.setVisible(is_fenced)
        why = self._offer.why_no_sandbox if self._offer is not None else ""
        is_remote = self._offer is not None and self._offer.is_remote
        self._rights.setText(why if is_remote else f"{_RIGHTS} {why}".strip())
        self._rights.setVisible(not is_fenced)
        self.changed.emit()


def _tools_in_words(tools: Sequence[str]) -> str:
    """Return a line with the first names of a bundle's tools."""
    named, more = listed(tools[:_SHOWN_TOOLS]), len(tools) - _SHOWN_TOOLS
    if more <= 0:
        return _("Its tools, as it says: {names}.").format(names=named)
    return ngettext(
        "Its tools, as it says: {names} and {count} more.", "Its tools, as it says: {names} and {count} more.", more
    ).format(names=named, count=number(more))
