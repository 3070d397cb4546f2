"""What a tool server asks the person in the middle of a call: a small form, or a page that it wants opened.

All of it is a stranger's words. A page is opened only when the whole of its address was seen; keys are nothing to be
asked for in a form, and the sheet says so where the question looks like one.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.app.mcp.filling import Value
from turbodesk.app.mcp.secret_names import is_secret_name
from turbodesk.translation import _, pgettext
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.tools.asked_field import AskedField
from turbodesk.ui.tools.field_form import FieldForm
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import column, note
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_SIZE = QSize(520, 460)
_LOW, _LOWEST = 380, 240
_CAREFUL = _("Never type a password or a key here: TurboDesk keeps those in your key store, and no tool has to ask.")
_PAGE = _("It wants a page of {place} opened in your browser. Open it only if you know that place.")


class ElicitationSheet(Sheet):
    """One question; `answered` comes once, whatever way it is closed."""

    answered = Signal(bool, object)
    """Whether the person answered (`False`: declined), and the values by their keys; None where it was only closed."""

    def __init__(self, window: QWidget, *, theme: Theme, name: str, words: str) -> None:
        """`name` is what the person calls the server, `words` are the server's."""
        super().__init__(window, theme=theme, name=_("{server} asks").format(server=name), size=_SIZE)
        self._is_answered = False
        self._has_form = False
        self._said, self._why, self._fault = note(words, kind=""), note(), note(kind="danger")
        self._address = WrappingLabel()
        self._form = FieldForm()
        self._area = FormScrollArea(side=Space.XL)
        self._decline, self._accept = QPushButton(_("Do not answer")), QPushButton(pgettext("verb", "Answer"))
        self._accept.setProperty("kind", "primary")
        self._lay_out()
        self._form.changed.connect(self._judge)
        self._decline.clicked.connect(lambda: self._end(False, {}))
        self._accept.clicked.connect(lambda: self._end(True, self._form.values()))
        self.closed.connect(lambda: self._end(False, None))
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        super().apply_theme(theme)
        self._area.apply_theme(theme)
        self._address.setFont(theme.font(TextRole.CODE))

    def ask_fields(self, fields: Sequence[AskedField], defaults: dict[str, Value | None]) -> None:
        """Ask by a form."""
        self._has_form = bool(fields)
        if not fields:
            self._decline.setText(_("Decline"))
            self._accept.setText(_("Agree"))
        self._form.ask(fields, defaults)
        is_delicate = any(is_secret_name(one.key) or is_secret_name(one.title) for one in fields)
        self._why.setText(_CAREFUL)
        self._why.setVisible(is_delicate)
        self._address.hide()
        self._area.apply_theme(self._theme)
        self._judge()

    def ask_to_open(self, address: str, place: str) -> None:
        """Ask whether a page may be opened; the whole address is shown, and whose it is: `place`, its host."""
        self._form.hide()
        self._fault.hide()
        self._why.setText(_PAGE.format(place=place))
        self._address.setText(address)
        self._decline.setText(_("Do not open"))
        self._accept.setText(_("Open in the browser"))

    def open(self) -> None:
        super().open()
        announce(self, _("{title}. {words}").format(title=self.title.text(), words=self._said.text()))

    def focus_first(self) -> None:
        if not (self._has_form and self._form.focus_first()):
            self._decline.setFocus(Qt.FocusReason.PopupFocusReason)

    def wished_size(self) -> QSize:
        height = _SIZE.height() if self._has_form else _LOW if self._address.text() else _LOWEST
        return QSize(_SIZE.width(), height)

    def _judge(self) -> None:
        mistake = self._form.mistake
        self._fault.setText(mistake)
        self._fault.setVisible(bool(mistake))
        self._accept.setEnabled(not self._form.fault)

    def _end(self, is_accepted: bool, values: dict[str, Value] | None) -> None:
        if not self._is_answered:
            self._is_answered = True
            self.dismiss()
            self.answered.emit(is_accepted, values)
            self.deleteLater()

    def _lay_out(self) -> None:
        self._address.setProperty("kind", "inset")
        self._address.setContentsMargins(Space.M, Space.S, Space.M, Space.S)
        self._address.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._address.setAccessibleName(_("The address"))
        about = column(self._said, self._why, self._address, self._fault, spacing=Space.S)
        about.setContentsMargins(0, Space.L, 0, Space.S)
        self._area.column.insertLayout(0, about)
        self._area.column.insertWidget(1, self._form)
        self.frame(self._area, ButtonRow(self._decline, self._accept, at_end=2))
