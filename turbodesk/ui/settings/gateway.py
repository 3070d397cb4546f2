"""The page for the gateways: which there are, and for the one looked at its address, its key and what to do with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton

from turbodesk.chat.errors import FailureNote
from turbodesk.chat.keys import KeyPlace, KeyState
from turbodesk.chat.own_headers import OwnHeaders
from turbodesk.chat.profile import Profile
from turbodesk.settings import GATEWAY_URL, Section
from turbodesk.translation import _, pgettext
from turbodesk.ui.quantities import sentences
from turbodesk.ui.settings.ask_first import ask_first
from turbodesk.ui.settings.gateway_list import NO_KEY, NO_KEY_WHY, GatewayList
from turbodesk.ui.settings.key_page_row import KeyPageRow
from turbodesk.ui.settings.left_out import LeftOut
from turbodesk.ui.settings.new_key import NewKeyForm
from turbodesk.ui.settings.own_headers import OwnHeadersForm
from turbodesk.ui.settings.page import SettingsPage
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets import key_wording as key_words
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.gateway_fields import AddressField, Resolver
from turbodesk.ui.widgets.outcome import Outcome
from turbodesk.ui.widgets.switch import Switch

_NAME_WIDTH = 240

# The failures' own advice leads to this page; here the fields are in front of the person.
_ADVICE_HERE = {
    "key-refused": _("Check that the whole key was copied, and that the address is right."),
    "key-expired": _("Make a new key where this one was made, and paste it here."),
    "key-missing": _("Add a key first."),
}


class GatewayPage(SettingsPage):
    """Gateways, address and key; emits what the person wants, and shows what came of it."""

    gateway_chosen = Signal(str)
    """The id of the gateway to look at; answer with `set_gateways` and `set_key_state`, as to the next six."""
    gateway_added = Signal(str, str, bool)
    """Name, address, and whether a key is needed."""
    gateway_renamed = Signal(str)
    gateway_removed = Signal()
    default_chosen = Signal()
    """New chats shall use the gateway looked at."""
    address_changed = Signal(str)
    needs_key_changed = Signal(bool)
    key_replaced = Signal(str, bool)
    """A new key in clear, and whether to keep it for this run only; answer with `show_checking`, `show_checked`."""
    key_kept = Signal(str, bool)
    """The same of a key whose check has failed; answer with `show_kept`, or with `show_checked` where that fails."""
    key_removed = Signal()
    check_requested = Signal()
    """The connection to the gateway looked at shall be checked."""
    cancel_requested = Signal()
    """The check of a new key shall stop; answer with `show_idle`."""
    refusals_forgotten = Signal()
    key_page_named = Signal(str)
    """The address of the page that gives keys of the gateway looked at, "" for none."""
    headers_saved = Signal(object)
    """The `OwnHeaders` the gateway looked at is sent from now on; answer with `set_own_headers`."""

    def __init__(self, theme: Theme) -> None:
        super().__init__(Section.GATEWAY)
        self._state = KeyState()
        self._looked_at = ""
        self._busy = False
        self._is_here: Callable[[str], bool] = lambda _: False
        self._lead = note()
        self._check = QPushButton(_("Check connection"))
        self._check.setAccessibleDescription(_("Sends one short question and shows what works."))
        self._gateways = GatewayList(self._check)
        self._name = QLineEdit()
        self._name.setMinimumWidth(_NAME_WIDTH)
        self._named = FormRow(_("Name"), "", self._name)
        self._address = AddressField(GATEWAY_URL.label)
        self._address.setAccessibleDescription(GATEWAY_URL.help)
        self._no_key = Switch(name=NO_KEY)
        self._without = FormRow(NO_KEY, NO_KEY_WHY, self._no_key)
        self._trouble = note(kind="warning")
        self._replace = QPushButton()
        self._remove = QPushButton(_("Remove"))
        self._key = FormRow(_("Key"), "", ButtonRow(self._replace, self._remove))
        self._where_from = KeyPageRow()
        self._form = NewKeyForm(theme=theme)
        self._outcome = Outcome(theme=theme)
        self._left_out = LeftOut()
        self._own_headers = OwnHeadersForm(theme=theme)
        self._use = QPushButton(_("Use for new chats"))
        self._remove_gateway = QPushButton(_("Remove this gateway"))
        self._several = FormRow(_("This gateway"), "", ButtonRow(self._use, self._remove_gateway))
        self._lay_out()
        self._connect()
        self.set_key_state(KeyState())
        self.set_gateways([], looked_at="", for_new_chats="")

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._form.apply_theme(theme)
        self._outcome.apply_theme(theme)
        self._own_headers.apply_theme(theme)

    def set_resolver(self, resolve: Resolver, is_here: Callable[[str], bool]) -> None:
        """Show where requests go as `resolve` says; `is_here` tells the addresses of this computer."""
        self._is_here = is_here
        self._address.set_resolver(resolve)
        self._gateways.set_resolver(resolve, is_here)

    def set_gateways(self, profiles: Sequence[Profile], *, looked_at: str, for_new_chats: str) -> None:
        """Show these gateways, and the fields of the one looked at."""
        several = len(profiles) > 1
        if looked_at != self._looked_at:
            self._looked_at = looked_at
            self._own_headers.fold()  # what was being written was for another gateway
        self._gateways.show_gateways(profiles, looked_at=looked_at, for_new_chats=for_new_chats)
        self._named.setVisible(several)
        self._several.setVisible(several)
        self._use.setVisible(looked_at != for_new_chats)
        profile = next((one for one in profiles if one.id == looked_at), None)
        if profile is None:
            return
        if self._name.text() != profile.name:
            self._name.setText(profile.name)
        self._address.set_url(profile.url)
        self._where_from.set_page(profile.key_page)
        self._no_key.setChecked(not profile.needs_key)
        self._show_state()

    def look_at(self, gateway_id: str) -> None:
        """Look at a gateway, as if it had been chosen in the list."""
        if gateway_id != self._looked_at:
            self.gateway_chosen.emit(gateway_id)

    def set_own_headers(self, headers: OwnHeaders) -> None:
        """Show the headers the person added for the address of the gateway looked at."""
        self._own_headers.set_headers(headers)

    def set_left_out(self, lines: Sequence[str]) -> None:
        """Show what the gateway looked at refused, a line for each model; none hides it."""
        had_focus = self._left_out.isAncestorOf(self.window().focusWidget() or self)
        self._left_out.set_lines(lines)
        if had_focus and not lines:
            self._check.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_key_state(self, state: KeyState) -> None:
        """Say where the key is, and offer what can be done about it."""
        self._state = state
        self._form.set_key_state(state)
        self._show_state()

    def show_checking(self) -> None:
        """Show that the gateway is being asked, with a button that cancels it."""
        was_in_form = self._is_in_form()
        self._outcome.show_working(_("Asking the gateway…"))
        if was_in_form:  # before it is disabled: Qt would push the focus into some field behind it
            self._outcome.hold_focus()
        self._set_busy(True)

    def show_checked(self, failure: FailureNote | None) -> None:
        """Show the outcome of a check, or of keeping a new key; None: all is well."""
        self._set_busy(False)
        if failure is not None:
            if not self.is_open:
                self.fold()
            can_keep = failure.leaves_key_open and self._form.given() is not None
            way_on = key_words.KEEP_ANYWAY if can_keep else ""
            self._give_back_focus()
            self._outcome.show_failure(failure, advice=_ADVICE_HERE.get(failure.kind), way_on=way_on)
            self.reveal(self._outcome)
            return
        self._succeed(_("The gateway accepts the address and the key."))

    def show_kept(self) -> None:
        """Show that a new key is kept which the gateway has not accepted."""
        self._set_busy(False)
        self._succeed(_("The key is saved. Your next message shows whether the gateway accepts it."))

    def _succeed(self, words: str) -> None:
        if not self._form.isHidden():
            self._fold_form()
        self._outcome.show_success(words)

    def show_idle(self) -> None:
        """Take input again, without a message: after a cancelled check."""
        self._set_busy(False)
        self._give_back_focus()
        self._outcome.clear()

    def is_begun(self) -> bool:
        """Whether something was written that is neither saved nor sent, such as a key."""
        return self._form.is_begun() or self._gateways.is_begun() or self._own_headers.is_begun()

    def fold(self) -> None:
        """Put everything half done away, a typed key first of all. A check under way goes on and is told later."""
        if self._busy:
            return
        self._fold_form()
        self._gateways.fold()
        self._own_headers.fold()
        self._outcome.clear()

    def _lay_out(self) -> None:
        self._name.setAccessibleName(_("Name"))
        self._form.hide()
        for part in (self._trouble, self._form, self._outcome):
            self._key.add_beneath(part)
        self.add_block(self._lead)
        self.add_block(self._gateways, above=Space.M)
        self.add_rows(
            self._named,
            FormRow(GATEWAY_URL.label, GATEWAY_URL.help, self._address, is_wide=True),
            self._without,
            self._key,
            self._where_from,
        )
        self.add_declared(without=[GATEWAY_URL])  # which is the first gateway's address, and above
        self.add_rows(self._left_out, self._several)
        self.add_block(self._own_headers, above=Space.M)

    def _connect(self) -> None:
        self._gateways.chosen.connect(self.gateway_chosen)
        self._gateways.added.connect(self.gateway_added)
        self._name.editingFinished.connect(lambda: self.gateway_renamed.emit(self._name.text()))
        self._address.settled.connect(self.address_changed)
        self._address.edited.connect(self._show_state)
        self._no_key.clicked.connect(lambda on: self.needs_key_changed.emit(not on))
        self._replace.clicked.connect(self._open_form)
        self._remove.clicked.connect(self._ask)
        self._check.clicked.connect(self.check_requested)
        self._left_out.forgotten.connect(self.refusals_forgotten)
        self._own_headers.saved.connect(self.headers_saved)
        self._where_from.named.connect(self.key_page_named)
        self._form.saved.connect(self.key_replaced)
        self._form.cancelled.connect(self._fold_form)
        self._use.clicked.connect(self.default_chosen)
        self._remove_gateway.clicked.connect(self._ask_for_gateway)
        self._outcome.cancelled.connect(self.cancel_requested)
        self._outcome.went_on.connect(self._keep)

    def _keep(self) -> None:
        given = self._form.given()
        if given is not None:
            self.key_kept.emit(*given)

    def ask_for_key(self) -> None:
        """Open the form for a key, with the cursor in it, unless none can be taken here."""
        if self._replace.isEnabled() and not self._replace.isHidden():
            self._open_form()
            self.reveal(self._form)

    def _open_form(self) -> None:
        self._outcome.clear()
        self._form.show()
        self._show_state()
        self._form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _fold_form(self) -> None:
        had_focus = self._is_in_form() or self._outcome.has_focus
        self._form.clear()
        self._form.hide()
        self._show_state()
        if had_focus:
            self._replace.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask(self) -> None:
        self._fold_form()
        self._outcome.clear()
        ask_first(
            self,
            _("Remove the key from this computer?"),
            _("Chats stay; to go on with one, a key is needed again."),
            keep=pgettext("an API key", "Keep it"),
            do=_("Remove the key"),
            agreed=self._do_remove,
        )

    def _ask_for_gateway(self) -> None:
        ask_first(
            self,
            _("Remove this gateway and its key?"),
            _("Its chats stay, and can be moved to another one."),
            keep=_("Keep this gateway"),
            do=_("Remove it"),
            agreed=self.gateway_removed.emit,
        )

    def _do_remove(self) -> None:
        self._replace.setFocus(Qt.FocusReason.OtherFocusReason)
        self.key_removed.emit()

    def _is_in_form(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self._form.isAncestorOf(focused)

    def _give_back_focus(self) -> None:
        """Let the key be written on where the focus was there when the check began."""
        if self._outcome.has_focus and not self._form.isHidden():
            self._form.setFocus(Qt.FocusReason.OtherFocusReason)

    def _set_busy(self, busy: bool) -> None:
        self._busy = busy
        self._address.setEnabled(not busy)
        self._form.set_busy(busy)
        self._show_state()

    def _show_state(self) -> None:
        place = self._state.place
        is_here = self._is_here(self._address.url())
        no_key = is_here and self._no_key.isChecked()
        self._without.setVisible(is_here)
        is_theirs = urlsplit(self._address.url()).hostname == urlsplit(GATEWAY_URL.default).hostname
        self._where_from.show_place(is_theirs=is_theirs)
        self._where_from.setVisible(not no_key)
        self._lead.setText(sentences(_("Where your questions go."), key_words.where_it_is_kept(self._state)))
        self._key.set_why(NO_KEY_WHY if no_key else key_words.where_it_is(self._state))
        trouble = key_words.trouble(self._state)
        if place is KeyPlace.ENVIRONMENT:
            trouble = _("To change it, change the variable and start TurboDesk again.")
        self._trouble.setText(trouble)
        # The open form says the same about the key it takes.
        self._trouble.setVisible(bool(trouble) and self._form.isHidden() and not no_key)
        self._replace.setText(_("Add a key") if place is KeyPlace.NONE else _("Change…"))
        self._replace.setEnabled(place is not KeyPlace.ENVIRONMENT)
        removable = place in (KeyPlace.STORE, KeyPlace.THIS_RUN) or (place is KeyPlace.NONE and self._state.elsewhere)
        for button, offered in ((self._replace, not no_key), (self._remove, removable)):
            button.setVisible(bool(offered) and not self._busy)
        self._check.setEnabled(not self._busy)
