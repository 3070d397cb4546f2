"""The two fields that lead to a gateway: its key and its address. The first screen and the settings share them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLineEdit, QToolButton, QVBoxLayout, QWidget

from turbodesk.chat.keys import ApiKey
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.metrics import FIELD
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.forms import note, rekind
from turbodesk.ui.widgets.plain import set_tip

Resolver = Callable[[str], str]
"""Returns the address requests go to, or raises ValueError with a sentence for the person."""


_NO_ADDRESS = _("Enter the address first.")


class KeyField(QWidget):
    """A hidden field for the key with a button that shows it, and what is wrong with it beneath."""

    edited = Signal()
    submitted = Signal()
    """Return was pressed, whatever stands in the field."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._line = QLineEdit()
        self._line.setAccessibleName(_("Your key"))
        self._line.setPlaceholderText(_("Paste it here"))
        self._line.setEchoMode(QLineEdit.EchoMode.Password)
        # Keeps input methods from learning the key, and on-screen keyboards from suggesting it.
        self._line.setInputMethodHints(
            Qt.InputMethodHint.ImhSensitiveData
            | Qt.InputMethodHint.ImhHiddenText
            | Qt.InputMethodHint.ImhNoPredictiveText
            | Qt.InputMethodHint.ImhNoAutoUppercase
        )
        self._eye = QToolButton()
        self._eye.setCheckable(True)
        self._eye.setProperty("kind", "eye")
        self._eye.setAccessibleName(_("Show the key"))
        self._problem = note(kind="danger")
        self._problem.hide()
        self._lay_out()
        self.setFocusProxy(self._line)
        self._line.textChanged.connect(self._check)
        self._line.returnPressed.connect(self.submitted)
        self._eye.toggled.connect(self._show_or_hide)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self._eye_open, self._eye_closed = theme.icon("eye"), theme.icon("eye-off")
        self._show_or_hide(self._eye.isChecked())

    def text(self) -> str:
        """Return what stands in the field: the key in clear, for the one signal that carries it."""
        return self._line.text().strip()

    def is_key(self) -> bool:
        """Return whether what stands in the field may be a key."""
        return bool(self.text()) and not self._fault()

    def fault(self) -> str:
        """Return what keeps the text in the field from being a key, as a sentence; "" when nothing does."""
        return self._fault() if self.text() else _("Paste your key first.")

    def complain(self, words: str) -> None:
        """Say beneath the field what is wrong, until it is written in again, and put the cursor there."""
        self._say(words)
        self.select_all()
        announce(self._line, words)

    def clear(self) -> None:
        """Empty the field, its undo history included, and hide it again."""
        self._line.clear()
        self._eye.setChecked(False)

    def select_all(self) -> None:
        """Put the cursor into the field with everything selected, so that a new key replaces the old one."""
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        self._line.selectAll()

    def _lay_out(self) -> None:
        inside = QGridLayout()
        inside.addWidget(self._line, 0, 0)
        inside.addWidget(self._eye, 0, 0, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._line.setTextMargins(margins(0, 0, FIELD - Space.XS, 0))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        layout.addLayout(inside)
        layout.addWidget(self._problem)

    def _fault(self) -> str:
        """What is wrong with the key, "" when nothing is or nothing is there yet."""
        if not self.text():
            return ""
        try:
            ApiKey(self.text())
        except ValueError as fault:
            return str(fault)
        return ""

    def _check(self) -> None:
        self._say(self._fault())
        self.edited.emit()

    def _say(self, words: str) -> None:
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self._line.setAccessibleDescription(words)

    def _show_or_hide(self, shown: bool) -> None:
        self._line.setEchoMode(QLineEdit.EchoMode.Normal if shown else QLineEdit.EchoMode.Password)
        self._eye.setIcon(self._eye_closed if shown else self._eye_open)
        set_tip(self._eye, _("Hide the key") if shown else _("Show the key"))


class AddressField(QWidget):
    """A field for the gateway's address, with the resolved address beneath it, or what is wrong once it is left."""

    edited = Signal()
    settled = Signal(str)
    """A valid address was finished by Return or by leaving the field; only when it is another than before."""

    submitted = Signal()
    """Return was pressed."""

    def __init__(self, name: str = _("Gateway address")) -> None:
        super().__init__()
        self._resolve: Resolver = str.strip
        self._settled_url = ""
        self._is_judged = False
        """Whether what is wrong is said: the field has been left, or a form with it was sent."""
        self._line = QLineEdit()
        self._line.setAccessibleName(name)
        self._line.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self._words = note()
        self._words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(Space.XS)
        layout.addWidget(self._line)
        layout.addWidget(self._words)
        self.setFocusProxy(self._line)
        self._line.textChanged.connect(self._edit)
        self._line.editingFinished.connect(self._settle)
        self._line.returnPressed.connect(self.submitted)

    def set_resolver(self, resolve: Resolver) -> None:
        """Resolve with `resolve` from now on."""
        self._resolve = resolve
        self._show()

    def set_url(self, url: str) -> None:
        """Show `url` as the one in force."""
        self._settled_url = url
        self._is_judged = False
        if url != self._line.text():
            self._line.setText(url)

    def complain(self) -> None:
        """Say what is wrong with the address, until it is right, and put the cursor there."""
        self._is_judged = True
        self._show()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self._line, self._words.text())

    def url(self) -> str:
        """Return the address as typed."""
        return self._line.text().strip()

    def is_valid(self) -> bool:
        """Return whether the address can be resolved."""
        return not self.fault()

    def fault(self) -> str:
        """Return why the address cannot be resolved, as a sentence; "" when it can."""
        return self._resolved()[1] if self.url() else _NO_ADDRESS

    def _resolved(self) -> tuple[str, str]:
        """The resolved address and "", or "" and what is wrong."""
        try:
            return self._resolve(self.url()), ""
        except ValueError as fault:
            return "", str(fault)

    def _edit(self) -> None:
        self._is_judged = self._is_judged and not self.is_valid()
        self._show()

    def _show(self) -> None:
        fault = self.fault()
        shown = fault if self._is_judged else ""
        words = shown if fault else _("Requests go to {resolved}").format(resolved=self._resolved()[0])
        self._words.setText(words)
        self._words.setVisible(bool(words))
        self._line.setAccessibleDescription(words)
        rekind(self._words, "danger" if shown else "muted")
        self.edited.emit()

    def _settle(self) -> None:
        self._is_judged = bool(self.url())
        self._show()
        if self.is_valid() and self.url() != self._settled_url:
            self._settled_url = self.url()
            self.settled.emit(self._settled_url)
