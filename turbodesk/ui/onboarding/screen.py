"""The one screen of a first start. Nothing is saved before the gateway has accepted the key.

Why not a wizard or a dialog: there is one question, and the window behind a dialog would be empty.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from turbodesk.chat.errors import FailureNote
from turbodesk.chat.keys import KeyState
from turbodesk.settings import GATEWAY_URL
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets import key_wording as key_words
from turbodesk.ui.widgets.disclosure import Disclosure
from turbodesk.ui.widgets.forms import FormPage, HeadingLabel, caption, centred, column, note, rekind, rule, scrolling
from turbodesk.ui.widgets.gateway_fields import AddressField, KeyField, Resolver
from turbodesk.ui.widgets.key_wording import KEEP_ANYWAY
from turbodesk.ui.widgets.lifetime import single_shot
from turbodesk.ui.widgets.logo import Logo
from turbodesk.ui.widgets.outcome import Outcome

_COLUMN = 400
_MARK = 48

# The failures' own advice leads to the settings; here the fields are in front of the person.
_ADVICE_HERE = {
    "key-refused": "Check that the whole key was copied, then try again.",
    "key-missing": "Paste your key, then try again.",
    "not-understood": "Check the gateway address; it may lead to something else, or to this network’s sign-in page.",
    "network-wants-sign-in": "Open any page in a browser, sign in to the network there, then try again.",
}
_WITHOUT_KEY = "Use this gateway anyway"
_ABOUT_THE_ADDRESS = {"not-understood", "network-wants-sign-in", "unreachable", "certificate-refused"}


class OnboardingScreen(QScrollArea):
    """Asks for a key, and shows how the check of it goes; emits it once and never shows it in a text."""

    key_submitted = Signal(str, str, bool)
    """Address as typed, key in clear, and whether to keep the key for this run only."""
    no_key_submitted = Signal(str)
    """Address as typed, of this computer; no key is needed there."""
    key_kept = Signal(str, str, bool)
    """As `key_submitted`: the key shall be kept although its check has failed."""
    no_key_kept = Signal(str)
    """As `no_key_submitted`: the address shall be used although its check has failed."""
    cancel_requested = Signal()
    """The check under way shall stop; answer with `show_form`."""
    demo_requested = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Welcome")
        self._key_state = KeyState()
        self._heading = HeadingLabel("Welcome to TurboDesk")
        self._choice = HeadingLabel("Paste your key")
        self._key = KeyField(theme=theme)
        self._keeping = note()
        self._this_run = QCheckBox("Keep for this run only")
        self._this_run.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._is_here: Callable[[str], bool] = lambda _: False
        self._address = AddressField()
        self._no_key = QCheckBox("No key needed")
        self._no_key.setAccessibleDescription("For a gateway on this computer, such as a local model. No key is sent.")
        self._no_key.hide()
        where = QWidget()
        where.setLayout(column(self._address, self._no_key))
        self._more = Disclosure("Gateway address", where, theme=theme)
        self._submit = QPushButton("Check and continue")
        self._submit.setProperty("kind", "primary")
        self._outcome = Outcome(theme=theme)
        self._demo = QPushButton("Try it without a key")
        self._lay_out()
        self._connect()
        self.set_url(GATEWAY_URL.default)
        self.apply_theme(theme)
        self.set_key_state(KeyState())

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        self._heading.wear(theme.title_font(140))
        self._choice.wear(theme.title_font(100))
        for part in (self._key, self._more, self._outcome):
            part.apply_theme(theme)

    def set_resolver(self, resolve: Resolver, is_here: Callable[[str], bool] = lambda _: False) -> None:
        """Show where requests will go as `resolve` says; it raises ValueError with a sentence for the person.

        `is_here` tells the addresses of this computer, which may need no key.
        """
        self._is_here = is_here
        self._address.set_resolver(resolve)

    def set_url(self, url: str) -> None:
        """Show `url` as the gateway's address."""
        self._address.set_url(url)

    def set_key_state(self, state: KeyState) -> None:
        """Say which key store will hold the key, or that none can."""
        self._key_state = state
        self._keeping.setText(key_words.where_it_will_be(state))
        self._judge()

    def show_form(self) -> None:
        """Take input again, without a message: at the beginning, and after a cancelled check."""
        self._outcome.clear()
        self._set_busy(False)

    def show_checking(self) -> None:
        """Show that the key is being checked, with a button that cancels it."""
        self._outcome.show_working("Asking the gateway…")
        self._set_busy(True)

    def show_failure(self, failure: FailureNote) -> None:
        """Say why the check, or saving the key, failed, and take input again."""
        way_on = "" if not failure.leaves_key_open else _WITHOUT_KEY if self._goes_without_key() else KEEP_ANYWAY
        self._outcome.show_failure(failure, advice=_ADVICE_HERE.get(failure.kind), way_on=way_on)
        self._set_busy(False)
        if failure.kind in _ABOUT_THE_ADDRESS:
            self._more.set_open(True)
        self._key.select_all()
        # Once the layout has given the message its place.
        single_shot(self, 0, lambda: self.ensureWidgetVisible(self._outcome))

    def forget_key(self) -> None:
        """Empty the key field: the key is where it belongs now."""
        self._key.clear()
        self.show_form()

    def focus_key(self) -> None:
        """Put the cursor where the key goes."""
        self._key.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        page = FormPage()
        middle = QWidget()
        middle.setFixedWidth(_COLUMN)
        inner = QVBoxLayout(middle)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.M)
        inner.addLayout(centred(Logo(_MARK)))
        inner.addSpacing(Space.XS)
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(self._heading)
        about = note("Chats with Claude, kept on your own computer.")
        about.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(about)
        inner.addSpacing(Space.S)
        inner.addWidget(self._form())
        inner.addLayout(_orrule())
        inner.addWidget(self._demo)
        hint = note("The demo answers from this computer; nothing is sent anywhere.")
        hint.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        inner.addWidget(hint)
        layout = QVBoxLayout(page)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.addStretch(2)
        layout.addLayout(centred(middle))
        layout.addStretch(3)
        scrolling(page, self)

    def _form(self) -> QWidget:
        card = QFrame()
        card.setProperty("kind", "card")
        layout = QVBoxLayout(card)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.M)
        layout.addLayout(column(self._choice, self._key))
        layout.addLayout(column(self._keeping, self._this_run, self._more, spacing=Space.XS))
        layout.addWidget(self._submit)
        layout.addWidget(self._outcome)
        return card

    def _connect(self) -> None:
        self._key.edited.connect(self._judge)
        self._key.submitted.connect(self._send)
        self._address.edited.connect(self._judge)
        self._address.submitted.connect(self._send)
        self._this_run.toggled.connect(self._judge)
        self._no_key.toggled.connect(self._judge)
        self._submit.clicked.connect(self._send)
        self._outcome.cancelled.connect(self.cancel_requested)
        self._outcome.went_on.connect(self._keep)
        self._demo.clicked.connect(self.demo_requested)

    def _is_kept(self) -> bool:
        return self._this_run.isChecked() or key_words.can_be_stored(self._key_state)

    def _goes_without_key(self) -> bool:
        return self._no_key.isChecked() and self._is_here(self._address.url())

    def _can_send(self) -> bool:
        has_key = self._is_kept() and self._key.is_key()
        return not self._outcome.is_working() and self._address.is_valid() and (has_key or self._goes_without_key())

    def _judge(self) -> None:
        self._no_key.setVisible(self._is_here(self._address.url()))
        self._submit.setEnabled(self._can_send())
        # A good key and a grey button: the reason must catch the eye.
        rekind(self._keeping, "warning" if self._key.is_key() and not self._is_kept() else "muted")

    def _send(self) -> None:
        if not self._can_send():
            return
        if self._goes_without_key():
            self.no_key_submitted.emit(self._address.url())
        else:
            self.key_submitted.emit(self._address.url(), self._key.text(), self._this_run.isChecked())

    def _keep(self) -> None:
        if not self._can_send():
            return
        if self._goes_without_key():
            self.no_key_kept.emit(self._address.url())
        else:
            self.key_kept.emit(self._address.url(), self._key.text(), self._this_run.isChecked())

    def _set_busy(self, busy: bool) -> None:
        for part in (self._key, self._this_run, self._more, self._demo):
            part.setEnabled(not busy)
        self._submit.setVisible(not busy)
        self._judge()


def _orrule() -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(Space.M)
    for part in (rule(), caption("or", kind="muted"), rule()):
        row.addWidget(part, 1 if isinstance(part, QFrame) and part.property("kind") == "line" else 0)
    return row
