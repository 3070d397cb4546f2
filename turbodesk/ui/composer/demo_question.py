"""Asks above the composer whether a chat that began in the demo goes on at the person's own gateway."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.quantities import sentences
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.plain import button_text

_LONGEST = 32
"""Characters of a gateway's name on a button."""
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class DemoQuestion(QWidget):
    """Hidden until `ask`; the answer that moves the chat is ready to be pressed."""

    moved = Signal()
    """The chat shall go to the gateway."""
    stayed = Signal()
    """The chat shall stay in the demo."""
    left = Signal()
    """Esc: the question stays open."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._card = QFrame()
        self._card.setProperty("kind", "card")
        self._words = note(kind="")
        self._more = note(_("What was said here so far goes along, so that the model knows it."))
        self._move = QPushButton()
        self._move.setProperty("kind", "primary")
        self._stay = QPushButton(_("Stay in the demo"))
        self._move.clicked.connect(self.moved)
        self._stay.clicked.connect(self.stayed)
        self._lay_out()
        self.setAccessibleName(_("Question about this chat"))
        self.apply_theme(theme)
        self.hide()

    def apply_theme(self, theme: Theme) -> None:
        """Take the fonts of `theme`."""
        self._more.setFont(theme.font(TextRole.LABEL))

    def ask(self, gateway: str, *, sends: bool) -> None:
        """Ask whether to move to the gateway of this name; with `sends`, what stands in the composer goes at once."""
        short = gateway if len(gateway) <= _LONGEST else f"{gateway[: _LONGEST - 1]}…"
        question = _("This chat began in the demo. Let {gateway} answer from now on?")
        answer = _("Move to {gateway}")
        if sends:
            question = _("This chat began in the demo. Send this to {gateway} now?")
            answer = _("Send to {gateway}")
        self._words.setText(question.format(gateway=gateway))
        self._move.setText(button_text(answer.format(gateway=short)))
        self.show()
        self._move.setFocus(Qt.FocusReason.OtherFocusReason)
        announce(self, sentences(self._words.text(), self._more.text()))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        focused = self.focusWidget()
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in _ENTER and isinstance(focused, QPushButton):
            focused.click()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(Space.S)
        buttons.addWidget(self._move)
        buttons.addWidget(self._stay)
        buttons.addStretch(1)
        inside = QVBoxLayout(self._card)
        inside.setContentsMargins(Space.L - 1, Space.M, Space.L - 1, Space.M)  # beside its edge
        inside.setSpacing(Space.S)
        inside.addWidget(self._words)
        inside.addWidget(self._more)
        inside.addLayout(buttons)
        around = QVBoxLayout(self)
        around.setContentsMargins(0, 0, 0, Space.S)
        around.addWidget(self._card)
