"""Takes the headers a person adds to what is sent to one gateway: for experts, so it is folded until asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from turbodesk.chat import own_headers
from turbodesk.chat.own_headers import OwnHeaders
from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.disclosure import Disclosure
from turbodesk.ui.widgets.forms import note

NAME = _("Extra headers")
_WHY = _(
    "For experts: sent with every request to this gateway’s address and to no other. One a line, as “Name: value”. "
    "“{chat}” stands for an id of each chat, for a gateway that routes by one. They are kept in a file that "
    "only you can read, not in the key store, and are shown nowhere else."
)
_LINES = 4


class OwnHeadersForm(QWidget):
    """A field with a line for each header, folded; a changed text is sent with the button."""

    saved = Signal(object)
    """The headers as `OwnHeaders`; answer with `set_headers`."""

    def __init__(self, *, theme: Theme) -> None:
        super().__init__()
        self._headers: OwnHeaders = ()
        self._text = QPlainTextEdit()
        self._text.setAccessibleName(NAME)
        self._text.setAccessibleDescription(_WHY)
        self._text.setTabChangesFocus(True)
        self._text.setPlaceholderText("CF-Access-Client-Id: …")
        self._problem = note(kind="danger")
        self._problem.hide()
        self._save = QPushButton(_("Save headers"))
        row = QHBoxLayout()
        row.addWidget(self._save)
        row.addStretch(1)
        content = QWidget()
        inner = QVBoxLayout(content)
        inner.setContentsMargins(0, 0, 0, 0)
        inner.setSpacing(Space.S)
        for widget in (note(_WHY), self._text, self._problem):
            inner.addWidget(widget)
        inner.addLayout(row)
        self._disclosure = Disclosure(NAME, content, theme=theme)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._disclosure)
        self._text.textChanged.connect(self._judge)
        self._save.clicked.connect(self._send)
        self._fit()
        self._judge()

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons of `theme`."""
        self._disclosure.apply_theme(theme)

    def set_headers(self, headers: OwnHeaders) -> None:
        """Show these; a text that is being written stays where they are those shown already."""
        if headers != self._headers or not self._disclosure.is_open():
            self._headers = headers
            self._text.setPlainText(own_headers.written(headers))
        self._judge()

    def is_begun(self) -> bool:
        """Whether another text stands there than was saved."""
        return self._disclosure.is_open() and self._save.isEnabled()

    def fold(self) -> None:
        """Put a half-written text away."""
        self._disclosure.set_open(False)
        self.set_headers(self._headers)

    def _fit(self) -> None:
        frame = 2 * (self._text.frameWidth() + int(self._text.document().documentMargin()))
        self._text.setFixedHeight(_LINES * self._text.fontMetrics().lineSpacing() + frame + Space.S)

    def _judge(self) -> None:
        """Offer to save what is another text; what is wrong with it is said when it is saved, until it is right."""
        self._save.setEnabled(self._text.toPlainText().strip() != own_headers.written(self._headers).strip())
        if not self._problem.isHidden():
            self._read()

    def _read(self) -> OwnHeaders | None:
        """Return what the text means; where it means nothing, say why, and return None."""
        try:
            headers, problem = own_headers.parse(self._text.toPlainText()), ""
        except ValueError as error:
            headers, problem = None, str(error)
        self._problem.setText(problem)
        self._problem.setVisible(bool(problem))
        return headers

    def _send(self) -> None:
        headers = self._read()
        if headers is None:
            announce(self, self._problem.text())
            self._text.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self._headers = headers
        self.saved.emit(headers)
        self._judge()
