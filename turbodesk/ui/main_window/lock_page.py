"""What a locked window shows: that it is locked, and where the passphrase goes. Nothing of any chat."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.focus import claims_escape, move_focus_inside
from turbodesk.ui.widgets.forms import HeadingLabel, centred, column, note, rekind
from turbodesk.ui.widgets.passphrase_field import PassphraseField

_WIDTH = 280
"""Pixels of the field, with letters of the usual size."""
_ABOVE, _BELOW = 2, 3
"""How the room that is left is shared out."""
_CAPS_LOCK = _("Caps Lock is on.")


class LockPage(QWidget):
    """Covers the whole window."""

    submitted = Signal(str)
    """What was typed; answer with `say`, or put the page away."""
    system_asked = Signal()
    """The system shall say whether its user is there, as `submitted` is answered."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window)
        self.hide()
        self.setAccessibleName(_("TurboDesk is locked"))
        self._theme = theme
        self._heading = HeadingLabel(_("TurboDesk is locked"))
        self._heading.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._heading.setWordWrap(True)
        self._field = PassphraseField(_("Passphrase"))
        self._unlock = QPushButton(_("Unlock"))
        self._unlock.setProperty("kind", "primary")
        self._unlock.setProperty("big", "true")
        self._system: QPushButton | None = None
        self._note = note()
        self._note.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._form = QWidget()
        self._form.setLayout(column(self._field, self._unlock, self._note, spacing=Space.M))
        self._form.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(Space.XL, Space.XL, Space.XL, Space.XL)
        layout.setSpacing(Space.XL)
        layout.addStretch(_ABOVE)
        layout.addWidget(self._heading)
        layout.addLayout(centred(self._form))
        layout.addStretch(_BELOW)
        self._said = ""
        """What the note says beside Caps Lock."""
        self._is_caps_lock_on = False
        self._field.caps_lock_seen.connect(self._caps_lock)
        self._field.submitted.connect(self._submit)
        self._unlock.clicked.connect(self._submit)
        self.setFocusProxy(self._field)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        self._theme = theme
        self._heading.wear(theme.font(TextRole.DISPLAY))
        self._fit()
        self._note.setMinimumHeight(round(2 * theme.line_height(TextRole.UI)))  # what it says moves nothing
        self.update()

    def _fit(self) -> None:
        self._form.setFixedWidth(min(round(_WIDTH * self._theme.faces.scale), max(0, self.width() - 2 * Space.XL)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def clear(self) -> None:
        """Forget what was typed, and say nothing."""
        self._field.clear()
        self._is_caps_lock_on = False
        self.say("")

    def say(self, words: str) -> None:
        """Say why it is still locked, and take input again; "" for nothing to say."""
        self._said = words
        self._unlock.setEnabled(True)
        self._show_note()
        announce(self, words)

    def offer_system(self) -> None:
        """Offer to be opened by the system's own check, too."""
        if self._system is None:
            self._system = QPushButton(_("Use Touch ID or the Mac’s password"))
            self._system.clicked.connect(self.system_asked)
            layout = self._form.layout()
            assert isinstance(layout, QVBoxLayout)
            layout.insertWidget(layout.indexOf(self._unlock) + 1, self._system)

    def let_type_again(self) -> None:
        """Choose what was typed, so that the next letter takes its place."""
        self._field.selectAll()

    def show_checking(self) -> None:
        """Take no second try while one is being checked."""
        self._unlock.setEnabled(False)

    def event(self, event: QEvent) -> bool:
        return claims_escape(event) or super().event(event)

    def focusNextPrevChild(self, next: bool) -> bool:
        return move_focus_inside(self, is_forward=next)

    def paintEvent(self, event: QPaintEvent) -> None:
        QPainter(self).fillRect(event.rect(), self._theme.color("window"))

    def _submit(self) -> None:
        if self._unlock.isEnabled():
            self.submitted.emit(self._field.text())

    def _caps_lock(self, is_on: bool) -> None:
        self._is_caps_lock_on = is_on
        self._show_note()

    def _show_note(self) -> None:
        rekind(self._note, "danger" if self._said else "muted")
        self._note.setText(self._said or (_CAPS_LOCK if self._is_caps_lock_on else ""))
