"""The one screen of a first start. Nothing is saved before the gateway has accepted the key.

Why not a wizard or a dialog: there is one question, and the window behind a dialog would be empty. Why its button is
never grey: who presses it wants to know what is missing.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
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
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets import key_wording as key_words
from turbodesk.ui.widgets.forms import FormPage, HeadingLabel, column, rekind, scrolling
from turbodesk.ui.widgets.gateway_fields import AddressField, KeyField, Resolver
from turbodesk.ui.widgets.key_wording import KEEP_ANYWAY
from turbodesk.ui.widgets.lifetime import single_shot
from turbodesk.ui.widgets.logo import Logo
from turbodesk.ui.widgets.outcome import Outcome

if TYPE_CHECKING:
    from turbodesk.ui.widgets.key_steps import KeySteps

_COLUMN, _STEPS = 400, 300
"""Widths of the form and of the note beside it, in pixels of text at its usual size."""
_MARK = 48
_ABOVE, _BELOW = 1, 2
"""How the room that is left is shared out."""

_HINT = _("The demo answers from this computer; nothing is sent anywhere.")
_LEAD = (_("A quiet page to talk with Claude on."), _("What you both write is kept on this computer."))
# The failures' own advice leads to the settings; here the fields are in front of the person.
_ADVICE_HERE = {
    "key-refused": _("Check that the whole key was copied, then try again."),
    "key-expired": _("Make a new key where this one was made, and paste it here."),
    "key-missing": _("Paste your key, then try again."),
    "not-understood": _("Check the gateway address; it may lead to something else, or to this network’s sign-in page."),
    "network-wants-sign-in": _("Open any page in a browser, sign in to the network there, then try again."),
}
_WANTS_ANOTHER_KEY = {"key-expired", "out-of-credit"}
"""The key was right once: where the next one comes from is shown beside."""
_WITHOUT_KEY = _("Use this gateway anyway")
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
        self.setAccessibleName(_("Welcome"))
        self._theme = theme
        self._key_state = KeyState()
        self._heading = HeadingLabel(_("Welcome to TurboDesk"))
        self._lead = [HeadingLabel(words) for words in _LEAD]
        self._asked = HeadingLabel(_("Your key"))
        self._where = _link(_("Where do I get one?"))
        self._where.setCheckable(True)
        self._where.setProperty("light", "true")
        self._key = KeyField(theme=theme)
        self._keeping, self._hint = HeadingLabel(""), HeadingLabel(_HINT)
        self._this_run = QCheckBox(key_words.THIS_RUN)
        self._this_run.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self._is_here: Callable[[str], bool] = lambda _: False
        self._address = AddressField()
        self._no_key = QCheckBox(_("No key needed"))
        self._no_key.setAccessibleDescription(
            _("For a gateway on this computer, such as a local model. No key is sent.")
        )
        self._no_key.hide()
        self._where_to = HeadingLabel(_("Gateway address"))
        self._gateway = QWidget()
        self._gateway.setLayout(column(Space.S, self._where_to, self._address, self._no_key))
        self._gateway.hide()
        self._submit = QPushButton(_("Check and continue"))
        self._submit.setProperty("kind", "primary")
        self._submit.setProperty("big", "true")
        self._outcome = Outcome(theme=theme)
        self._demo = _link(_("Try it without a key"))
        self._another = _link(_("Another gateway…"), kind="aside")
        self._another.setCheckable(True)
        self._page, self._form = FormPage(), QWidget()
        self._beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._lay_out()
        self._connect()
        self.set_url(GATEWAY_URL.default)
        self.apply_theme(theme)
        self.set_key_state(KeyState())

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        self._theme = theme
        lead = [(label, TextRole.READING) for label in self._lead]
        strong = [(label, TextRole.UI_STRONG) for label in (self._asked, self._where_to)]
        small = [(label, TextRole.LABEL) for label in (self._keeping, self._hint)]
        for label, role in ((self._heading, TextRole.DISPLAY), *lead, *strong, *small):
            label.wear(theme.font(role))
            label.setMinimumHeight(round(theme.line_height(role)))
        for part in (self._key, self._outcome):
            part.apply_theme(theme)
        if self._has_steps:
            self._steps.apply_theme(theme)
        self._arrange()

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
        self._outcome.show_working(_("Asking the gateway…"))
        self._set_busy(True)

    def show_failure(self, failure: FailureNote) -> None:
        """Say why the check, or saving the key, failed, and take input again."""
        way_on = "" if not failure.leaves_key_open else _WITHOUT_KEY if self._goes_without_key() else KEEP_ANYWAY
        self._outcome.show_failure(failure, advice=_ADVICE_HERE.get(failure.kind), way_on=way_on)
        self._set_busy(False)
        if failure.kind in _ABOUT_THE_ADDRESS:
            self._another.setChecked(True)
        if failure.kind in _WANTS_ANOTHER_KEY and not self._where.isHidden():
            self._where.setChecked(True)
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._arrange()
        super().resizeEvent(event)

    @property
    def _scale(self) -> float:
        """How much larger than usual the system wants its text."""
        return self._theme.line_height(TextRole.UI) / 20

    @cached_property
    def _steps(self) -> KeySteps:
        """Says where a key comes from; made when somebody asks."""
        from turbodesk.ui.widgets.key_steps import KeySteps

        steps = KeySteps(theme=self._theme)
        self._beside.addWidget(steps, 0, Qt.AlignmentFlag.AlignTop)
        return steps

    @property
    def _has_steps(self) -> bool:
        return "_steps" in self.__dict__

    def _lay_out(self) -> None:
        label = QHBoxLayout()
        label.addWidget(self._asked)
        label.addStretch(1)
        label.addWidget(self._where)
        last = QHBoxLayout()
        last.addWidget(self._demo)
        last.addStretch(1)
        last.addWidget(self._another)
        inner = QVBoxLayout(self._form)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(0)
        self._heading.setWordWrap(True)
        for line in (*self._lead, self._keeping, self._hint):
            line.setProperty("kind", "muted")
            line.setWordWrap(True)
        for part, below in (
            (Logo(_MARK), 20),
            (self._heading, Space.S),
            (self._lead[0], 0),
            (self._lead[1], Space.XXL - 2),
            (label, Space.XS),
            (self._key, Space.S - 2),
            (self._keeping, 0),
            (self._this_run, 0),
            (self._gateway, 20),
            (self._submit, Space.XS),
            (self._outcome, Space.M),
            (last, Space.XS),
            (self._hint, 0),
        ):
            if isinstance(part, QWidget):
                inner.addWidget(part)
            else:
                inner.addLayout(part)
            inner.addSpacing(below)
        self._beside.setSpacing(Space.XXXL)
        self._beside.addWidget(self._form, 0, Qt.AlignmentFlag.AlignTop)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addLayout(self._beside)
        middle.addStretch(1)
        layout = QVBoxLayout(self._page)
        layout.setContentsMargins(0, Space.XL, 0, Space.XL)
        layout.addStretch(_ABOVE)
        layout.addLayout(middle)
        layout.addStretch(_BELOW)
        scrolling(self._page, self)

    def _arrange(self) -> None:
        """Let the steps stand beside the form where there is room, else beneath it."""
        room = self.width() - 2 * Space.XL
        form = min(round(_COLUMN * self._scale), room)
        steps = min(round(_STEPS * self._scale), room)
        self._form.setFixedWidth(form)
        if not self._has_steps:
            return
        is_beside = form + Space.XXXL + steps <= room
        direction = QBoxLayout.Direction.LeftToRight if is_beside else QBoxLayout.Direction.TopToBottom
        self._beside.setDirection(direction)
        self._steps.setFixedWidth(steps if is_beside else form)
        self._steps.setContentsMargins(0, self._asked.y() + Space.L if is_beside else 0, 0, 0)

    def _connect(self) -> None:
        self._key.edited.connect(self._judge)
        self._key.submitted.connect(self._send)
        self._address.edited.connect(self._judge)
        self._address.submitted.connect(self._send)
        self._this_run.toggled.connect(self._judge)
        self._no_key.toggled.connect(self._judge)
        self._submit.clicked.connect(self._send)
        self._where.toggled.connect(self._show_steps)
        self._another.toggled.connect(self._show_address)
        self._outcome.cancelled.connect(self.cancel_requested)
        self._outcome.went_on.connect(self._keep)
        self._demo.clicked.connect(self.demo_requested)

    def _show_steps(self, are_shown: bool) -> None:
        if are_shown or self._has_steps:
            self._steps.setVisible(are_shown)
            self._arrange()
            if are_shown:
                single_shot(self, 0, lambda: self.ensureWidgetVisible(self._steps))

    def _show_address(self, is_shown: bool) -> None:
        self._gateway.setVisible(is_shown)
        if is_shown:
            self._address.setFocus(Qt.FocusReason.OtherFocusReason)
        self._judge()

    def _is_kept(self) -> bool:
        return self._this_run.isChecked() or self._is_stored()

    def _is_stored(self) -> bool:
        return key_words.can_be_stored(self._key_state)

    def _goes_without_key(self) -> bool:
        return self._no_key.isChecked() and self._is_here(self._address.url())

    def _judge(self) -> None:
        self._no_key.setVisible(self._is_here(self._address.url()))
        self._this_run.setVisible(self._another.isChecked() or self._key_state.failure is not None)
        is_theirs = urlsplit(self._address.url()).hostname == urlsplit(GATEWAY_URL.default).hostname
        self._asked.setText(_("Your key from TheTurbo") if is_theirs else _("Your key"))
        self._where.setVisible(is_theirs)
        if not is_theirs:
            self._where.setChecked(False)
        # A good key that cannot be kept: the reason must catch the eye.
        rekind(self._keeping, "warning" if self._key.is_key() and not self._is_kept() else "muted")

    def _complains(self) -> bool:
        """Whether something is missing; it is told, and the focus goes to where it belongs."""
        if not self._address.is_valid():
            self._another.setChecked(True)
            self._address.complain()
        elif self._goes_without_key():
            return False
        elif not self._key.is_key():
            self._key.complain(self._key.fault())
        elif not self._is_kept():
            self._key.complain(_("To go on without a key store, check “{choice}”.").format(choice=key_words.THIS_RUN))
            self._this_run.show()
            self._this_run.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return False
        return True

    def _send(self) -> None:
        if self._outcome.is_working() or self._complains():
            return
        if self._goes_without_key():
            self.no_key_submitted.emit(self._address.url())
        else:
            self.key_submitted.emit(self._address.url(), self._key.text(), self._this_run.isChecked())

    def _keep(self) -> None:
        if self._outcome.is_working() or self._complains():
            return
        if self._goes_without_key():
            self.no_key_kept.emit(self._address.url())
        else:
            self.key_kept.emit(self._address.url(), self._key.text(), self._this_run.isChecked())

    def _set_busy(self, busy: bool) -> None:
        for part in (self._key, self._this_run, self._gateway, self._another, self._demo):
            part.setEnabled(not busy)
        self._submit.setVisible(not busy)
        self._judge()


def _link(text: str, *, kind: str = "inline") -> QPushButton:
    """Return a button that stands in a line as words do."""
    button = QPushButton(text)
    button.setProperty("kind", kind)
    button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
    return button
