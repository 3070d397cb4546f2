"""Asks for a passphrase that is to be set, changed or removed, and says before it is set what that is good for."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.forms import FormPage, caption, column, note, scrolling
from turbodesk.ui.widgets.passphrase_field import PassphraseField
from turbodesk.ui.widgets.sheet import Sheet

_WIDTH = 440
_GOOD_FOR = _(
    "It hides your chats from whoever sits down at this computer. Nothing is encrypted: whoever can open your files "
    "can still read the chats in them."
)
_FORGOTTEN = _(
    "Nobody can tell you a forgotten passphrase. The lock is gone once TurboDesk is closed and this file is deleted; "
    "your chats stay: {path}"
)
_CAPS_LOCK = _("Caps Lock is on.")


class PassphraseSheet(Sheet):
    """Made for one question, and gone with its answer."""

    submitted = Signal(str, str)
    """The passphrase there is, and the new one, each "" where it is not asked for; answer with `say` or `dismiss`."""

    def __init__(self, window: QWidget, title: str, do: str, *, asks_old: bool, new_at: Path | None) -> None:
        """`do` is what the button says. `new_at`: a new one is asked for too, and the file that will prove it."""
        super().__init__(window, theme=current_theme(), name=title)
        self._heading = note(title, kind="")
        self._old = PassphraseField(_("Passphrase")) if asks_old else None
        self._new = PassphraseField(_("New passphrase")) if new_at is not None else None
        # Translators: the field where the new passphrase is typed a second time
        self._again = PassphraseField(_("Once more")) if new_at is not None else None
        self._fields = [one for one in (self._old, self._new, self._again) if one is not None]
        said = () if new_at is None else (_GOOD_FOR, _FORGOTTEN.format(path=new_at))
        self._notes = [note(words) for words in said]
        self._problem = note(kind="danger")
        self._caps_lock = note(_CAPS_LOCK)
        self._cancel, self._do = QPushButton(_("Cancel")), QPushButton(do)
        self._do.setProperty("kind", "primary")
        self._page, self._area = FormPage(), QScrollArea()
        self._page.setProperty("kind", "clear")
        self._lay_out()
        for part in (self._problem, self._caps_lock):
            part.hide()
        for field in self._fields:
            field.submitted.connect(self._submit)
            field.caps_lock_seen.connect(self._caps_lock.setVisible)
        self._cancel.clicked.connect(self.dismiss)
        self._do.clicked.connect(self._submit)
        self.closed.connect(self.deleteLater)
        self.apply_theme(current_theme())

    def _lay_out(self) -> None:
        rows: list[QWidget] = []
        for field in self._fields:
            field.setPlaceholderText("")  # its name stays readable once something is typed
            rows += (caption(field.accessibleName(), buddy=field), field)
        fields = QWidget()
        fields.setLayout(column(*rows, self._problem, self._caps_lock, spacing=Space.S))
        page = QVBoxLayout(self._page)
        page.setContentsMargins(Space.XL, 0, Space.XL, 0)
        page.setSpacing(Space.M)
        for part in (self._heading, *self._notes, fields):
            page.addWidget(part)
        scrolling(self._page, self._area)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(Space.XL, 0, Space.XL, 0)
        buttons.addStretch(1)
        buttons.addWidget(ButtonRow(self._cancel, self._do))
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(0, Space.XL, 0, Space.XL)
        layout.setSpacing(Space.M)
        layout.addWidget(self._area, 1)
        layout.addLayout(buttons)

    def apply_theme(self, theme: Theme) -> None:
        """Take the colours and fonts of `theme`."""
        super().apply_theme(theme)
        self._heading.setFont(theme.font(TextRole.TITLE))

    def wished_size(self) -> QSize:
        width = min(round(_WIDTH * current_theme().faces.scale), self.width() - 2 * Space.XL)
        foot = self._do.sizeHint().height() + Space.M + 2 * Space.XL
        return QSize(width, self._page.heightForWidth(width) + foot)

    def focus_first(self) -> None:
        self._focus(self._fields[0])

    def focusNextPrevChild(self, next: bool) -> bool:
        is_moved = super().focusNextPrevChild(next)
        self._area.ensureWidgetVisible(self.focusWidget() or self._page)
        return is_moved

    def _focus(self, field: PassphraseField) -> None:
        field.setFocus(Qt.FocusReason.PopupFocusReason)
        field.selectAll()
        self._area.ensureWidgetVisible(field)

    def say(self, words: str) -> None:
        """Say what is wrong, and take input again."""
        self._do.setEnabled(True)
        self._problem.setText(words)
        self._problem.setVisible(bool(words))
        self.place()
        self._focus(self._fields[0])
        announce(self, words)

    def _submit(self) -> None:
        if not self._do.isEnabled():
            return
        old = "" if self._old is None else self._old.text()
        new = "" if self._new is None else self._new.text()
        again = "" if self._again is None else self._again.text()
        if not all(field.text() for field in self._fields):
            self._focus(next(field for field in self._fields if not field.text()))
        elif new != again:
            self._complain(_("These two are not the same."))
        else:
            self._do.setEnabled(False)
            self.submitted.emit(old, new)

    def _complain(self, words: str) -> None:
        self.say(words)
        assert self._again is not None
        self._focus(self._again)
