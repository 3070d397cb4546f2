"""The page for the gateway: its address, its key, and whether the two work."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from turbodesk.chat.errors import FailureNote
from turbodesk.chat.keys import KeyPlace, KeyState
from turbodesk.settings import GATEWAY_URL
from turbodesk.ui import key_words
from turbodesk.ui.fields import AddressField, Resolver
from turbodesk.ui.form import caption, note
from turbodesk.ui.outcome import Outcome
from turbodesk.ui.settings.new_key import NewKeyForm
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.theme import Space, Theme

# The failures' own advice leads to this page; here the fields are in front of the person.
_ADVICE_HERE = {
    "key-refused": "Check that the whole key was copied, and that the address is right.",
    "key-missing": "Add a key first.",
}


class GatewayPage(SettingsPage):
    """Address and key; emits what the person wants, and shows what came of it."""

    key_replaced = Signal(str, bool)
    """A new key in clear, and whether to keep it for this run only."""
    key_removed = Signal()
    check_requested = Signal()
    cancel_requested = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__("Gateway")
        self._state = KeyState()
        self._busy = False
        self._address = AddressField(GATEWAY_URL.label)
        self._where = note(kind="")
        self._trouble = note(kind="warning")
        self._replace = QPushButton()
        self._remove = QPushButton("Remove")
        self._check = QPushButton("Check")
        self._check.setAccessibleDescription("Ask the gateway whether it accepts the address and the key.")
        self._form = NewKeyForm(theme=theme)
        self._really = QWidget()
        self._outcome = Outcome(theme=theme)
        self._lay_out()
        self._connect()
        self.set_key_state(KeyState())

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._form.apply_theme(theme)
        self._outcome.apply_theme(theme)

    def show_values(self, values: Mapping[str, object]) -> None:
        self._address.set_url(GATEWAY_URL.read(values))

    def set_resolver(self, resolve: Resolver) -> None:
        """Show where requests go as `resolve` says."""
        self._address.set_resolver(resolve)

    def set_key_state(self, state: KeyState) -> None:
        """Say where the key is, and offer what can be done about it."""
        self._state = state
        self._form.set_key_state(state)
        self._show_state()

    def show_checking(self) -> None:
        """Show that the gateway is being asked, with a button that cancels it."""
        self._set_busy(True)
        self._outcome.show_working("Asking the gateway…")

    def show_checked(self, failure: FailureNote | None) -> None:
        """Show the outcome of a check, or of keeping a new key; None: all is well."""
        self._set_busy(False)
        if failure is not None:
            if not self.window().isVisible():
                self.fold()
            self._outcome.show_failure(failure, advice=_ADVICE_HERE.get(failure.kind))
            self.reveal(self._outcome)
            return
        if not self._form.isHidden():
            self._fold_form()
        self._outcome.show_success("The gateway accepts the address and the key.")

    def show_idle(self) -> None:
        """Take input again, without a message: after a cancelled check."""
        self._set_busy(False)
        self._outcome.clear()

    def fold(self) -> None:
        """Put everything half done away, a typed key first of all. A check under way goes on and is told later."""
        if self._busy:
            return
        self._fold_form()
        self._really.hide()
        self._outcome.clear()

    def _lay_out(self) -> None:
        self.add_setting(GATEWAY_URL, self._address)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        for button in (self._check, self._replace, self._remove):
            buttons.addWidget(button)
        buttons.addStretch(1)
        self._keep, self._remove_really = QPushButton("Keep it"), QPushButton("Remove the key")
        self._remove_really.setProperty("kind", "danger")
        question = QHBoxLayout(self._really)
        question.setContentsMargins(0, 0, 0, 0)
        question.setSpacing(Space.S)
        question.addWidget(caption("Remove the key from this computer?"), 1)
        question.addWidget(self._keep)
        question.addWidget(self._remove_really)
        for folded in (self._form, self._really):
            folded.hide()
        self.add_block(
            caption("Key", kind="label"),
            self._where,
            self._trouble,
            buttons,
            self._really,
            self._form,
            self._outcome,
        )

    def _connect(self) -> None:
        self._address.settled.connect(lambda url: self.changed.emit(GATEWAY_URL.key, url))
        self._replace.clicked.connect(self._open_form)
        self._remove.clicked.connect(self._ask)
        self._check.clicked.connect(self.check_requested)
        self._form.saved.connect(self.key_replaced)
        self._form.cancelled.connect(self._fold_form)
        self._keep.clicked.connect(self._do_not_remove)
        self._remove_really.clicked.connect(self._do_remove)
        self._outcome.cancelled.connect(self.cancel_requested)

    def _open_form(self) -> None:
        self._really.hide()
        self._outcome.clear()
        self._form.show()
        self._show_state()
        self._form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold_form(self) -> None:
        had_focus = self._form.isAncestorOf(self.window().focusWidget()) if self.window().focusWidget() else False
        self._form.clear()
        self._form.hide()
        self._show_state()
        if had_focus:
            self._replace.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        self._fold_form()
        self._outcome.clear()
        self._really.show()
        self._keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do_not_remove(self) -> None:
        self._really.hide()
        self._remove.setFocus(Qt.FocusReason.OtherFocusReason)

    def _do_remove(self) -> None:
        self._really.hide()
        self._replace.setFocus(Qt.FocusReason.OtherFocusReason)
        self.key_removed.emit()

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._address.setEnabled(not busy)
        self._form.set_busy(busy)
        self._show_state()

    def _show_state(self) -> None:
        place = self._state.place
        self._where.setText(key_words.where_it_is(self._state))
        trouble = key_words.trouble(self._state)
        if place is KeyPlace.ENVIRONMENT:
            trouble = "To change it, change the variable and start TurboDesk again."
        self._trouble.setText(trouble)
        # The open form says the same about the key it takes.
        self._trouble.setVisible(bool(trouble) and self._form.isHidden())
        self._replace.setText("Add a key" if place is KeyPlace.NONE else "Replace")
        self._replace.setEnabled(place is not KeyPlace.ENVIRONMENT)
        self._check.setEnabled(place is not KeyPlace.NONE)
        removable = place in (KeyPlace.STORE, KeyPlace.THIS_RUN)
        for button, offered in ((self._check, True), (self._replace, True), (self._remove, removable)):
            button.setVisible(offered and not self._busy)
