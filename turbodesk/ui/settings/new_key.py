"""The small form in the settings that takes a new key."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout

from turbodesk.chat.keys import KeyState
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets import key_wording as key_words
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.forms import note, rekind
from turbodesk.ui.widgets.gateway_fields import KeyField
from turbodesk.ui.widgets.switch import Switch


class NewKeyForm(QFrame):
    """A key field, where the key will be kept, and the choice to keep it for this run only."""

    saved = Signal(str, bool)
    """The key in clear, and whether to keep it for this run only."""
    cancelled = Signal()

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self._state = KeyState()
        self._key = KeyField(theme=theme)
        self._keeping = note()
        self._this_run = Switch(key_words.THIS_RUN)
        self._save = QPushButton(_("Check and save"))
        self._save.setProperty("kind", "primary")
        self._cancel = QPushButton(_("Cancel"))
        self.setFocusProxy(self._key)
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addStretch(1)
        buttons.addWidget(self._cancel)
        buttons.addWidget(self._save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.L, Space.L, Space.L, Space.L)
        layout.setSpacing(Space.S)
        for part in (self._key, self._keeping, self._this_run):
            layout.addWidget(part)
        layout.addLayout(buttons)
        self._key.edited.connect(self._judge)
        self._key.submitted.connect(self._send)
        self._this_run.toggled.connect(self._judge)
        self._save.clicked.connect(self._send)
        self._cancel.clicked.connect(self.cancelled)
        self.set_key_state(KeyState())

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self._key.apply_theme(theme)

    def set_key_state(self, state: KeyState) -> None:
        """Say which key store will hold the key, or that none can."""
        self._state = state
        self._keeping.setText(key_words.where_it_will_be(state))
        self._judge()

    def clear(self) -> None:
        """Forget what was typed."""
        self._key.clear()
        self._this_run.setChecked(False)

    def is_begun(self) -> bool:
        """Whether a key, or a part of one, was typed."""
        return bool(self._key.text())

    def set_busy(self, busy: bool) -> None:
        """Take no input while the key is being checked; there is one button then, the check's own Cancel."""
        self.setEnabled(not busy)
        self._cancel.setVisible(not busy)
        self._save.setVisible(not busy)

    def given(self) -> tuple[str, bool] | None:
        """Return the key in clear and whether to keep it for this run only; None while there is none to keep."""
        return (self._key.text(), self._this_run.isChecked()) if self._is_kept() and self._key.is_key() else None

    def _is_kept(self) -> bool:
        return self._this_run.isChecked() or key_words.can_be_stored(self._state)

    def _judge(self) -> None:
        # A good key that cannot be kept: the reason must catch the eye.
        rekind(self._keeping, "warning" if self._key.is_key() and not self._is_kept() else "muted")

    def _send(self) -> None:
        if fault := self._key.fault():
            self._key.complain(fault)
            return
        if self._is_kept():
            self.saved.emit(self._key.text(), self._this_run.isChecked())
        else:
            self._this_run.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(self, self._keeping.text())
