"""Says where the keys of a gateway come from, and lets a person name the page: who runs another gateway knows it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QPushButton

from turbodesk.chat.profile import key_page
from turbodesk.settings import KEY_PAGE
from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.key_steps import KeyPageButton

_NAME = _("Address of the key page")
_THEIRS = _("Opens TheTurbo’s key page in your browser.")
_NAMED = _("Cards about the key of this gateway lead there.")
_ELSEWHERE = _("The page that gives keys of this gateway, if you know it: cards about the key lead there.")


class KeyPageRow(FormRow):
    """A button to the page where one is known, and a field for another; what is left in it is told when it is left."""

    named = Signal(str)
    """Another page than before, as it is kept; "" for none of the person's own."""

    def __init__(self) -> None:
        self._button = KeyPageButton()
        self._another = QPushButton(_("Another…"))
        self._another.setProperty("kind", "quiet")
        self._another.setAccessibleName(_("Name another key page"))
        super().__init__(_("Where do I get a key?"), "", ButtonRow(self._another, self._button))
        self._page = ""
        self._is_theirs = False
        self._is_asked_for = False
        """Whether the field stands open at TheTurbo's own gateway, whose page is known."""
        self._line = QLineEdit()
        self._line.setAccessibleName(_NAME)
        self._line.setInputMethodHints(Qt.InputMethodHint.ImhUrlCharactersOnly)
        self._problem = note(kind="danger")
        self._problem.hide()
        self.add_beneath(self._line)
        self.add_beneath(self._problem)
        self._another.clicked.connect(self._ask)
        self._line.editingFinished.connect(self._settle)
        self._line.textEdited.connect(lambda: self._problem.hide())
        self._show()

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._button.setIcon(theme.icon("out", "text"))

    def set_page(self, page: str) -> None:
        """Show the page the person named, "" for none; what is being written stays."""
        if page != self._page or not self._line.hasFocus():
            self._page = page
            self._is_asked_for = False
            self._line.setText(page)
            self._problem.hide()
        self._show()

    def show_place(self, *, is_theirs: bool) -> None:
        """Whether the gateway is TheTurbo's own, whose page is known."""
        if is_theirs != self._is_theirs:
            self._is_theirs, self._is_asked_for = is_theirs, False
            self._show()

    def _show(self) -> None:
        known = self._page or (KEY_PAGE if self._is_theirs else "")
        self._button.set_page(known)
        self._button.setVisible(bool(known))
        self.set_why(_NAMED if self._page else _THEIRS if self._is_theirs else _ELSEWHERE)
        self._line.setPlaceholderText(KEY_PAGE if self._is_theirs else "https://…")
        # TheTurbo's page is known: a field for another is in nobody's way there, until one is named or to be named.
        is_open = not self._is_theirs or bool(self._page) or self._is_asked_for
        self._line.setVisible(is_open)
        self._another.setVisible(not is_open)

    def _ask(self) -> None:
        self._is_asked_for = True
        self._show()
        self._line.setFocus(Qt.FocusReason.OtherFocusReason)

    def _settle(self) -> None:
        try:
            page = key_page(self._line.text())
        except ValueError as error:
            self._problem.setText(str(error))
            self._problem.show()
            announce(self._line, str(error))
            return
        self._problem.hide()
        if page != self._page:
            self._page, self._is_asked_for = page, True  # the field stays while the keyboard is in it
            self._show()
            self.named.emit(page)
