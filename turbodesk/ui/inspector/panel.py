"""Shows the next request as it will be sent and the last exchanges with the gateway, to read, copy and send by hand.

For those who want to know what leaves their computer, and for whoever helps them when a gateway objects.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QBoxLayout,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from turbodesk.app.inspect import as_curl, exchange_text, has_address, request_text
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.traffic import Exchanged, Outgoing
from turbodesk.translation import _
from turbodesk.ui.inspector.wording import times, title, what
from turbodesk.ui.quantities import sentences, size
from turbodesk.ui.theme import Space, TextRole, Theme
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.forms import note
from turbodesk.ui.widgets.plain import set_tip
from turbodesk.ui.widgets.sheet import Sheet
from turbodesk.ui.widgets.side_by_side import direct_list

_SIZE = QSize(940, 680)
_LIST_WIDTH = 210
_NOTE_WIDTH = 150
"""Pixels below which a note beside buttons becomes a column of single words."""
_COPIED_MS = 1_500
_NEXT = _("Next request")
_CURL = _("A command for a terminal. Put your key into the variable TURBODESK_KEY first.")
_NO_CURL = _("The demo is inside TurboDesk: there is no address that a terminal could ask.")
_PROMISE = _("The key is never shown. What was sent is remembered until TurboDesk closes, in memory only.")


class InspectorPanel(Sheet):
    """A list of exchanges, the next one first, and the one chosen in full."""

    def __init__(self, parent: QWidget, *, theme: Theme) -> None:
        super().__init__(parent, theme=theme, name=_("Requests"), size=_SIZE)
        self._next: Outgoing | FailureNote | None = None
        self._list = QListWidget()
        self._list.setAccessibleName(_("Requests"))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._summary = note(kind="")
        self._summary.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(_("Request and answer"))
        self._copy = QPushButton(_("Copy"))
        self._curl = QPushButton(_("Copy as curl"))
        self._curl.setAccessibleDescription(
            _("A command for a terminal; the key is left to the variable TURBODESK_KEY")
        )
        set_tip(self._curl, _CURL)
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._middle = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._foot, self._buttons = QBoxLayout(QBoxLayout.Direction.LeftToRight), QHBoxLayout()
        self._lay_out()
        self._list.currentItemChanged.connect(lambda *_: self._show())
        self._copy.clicked.connect(self._copy_text)
        self._curl.clicked.connect(self._copy_curl)
        self._copied.timeout.connect(self._name_buttons)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        super().apply_theme(theme)
        self._text.setFont(theme.font(TextRole.CODE))

    def place(self) -> None:
        super().place()
        direct_list(self._middle, self._list, _LIST_WIDTH, self.panel.width())
        # Where long names of buttons leave no column for the note, it stands above them.
        beside = self.panel.width() - Space.XL - Space.L - self._buttons.sizeHint().width()
        is_wide = beside >= _NOTE_WIDTH
        self._foot.setDirection(QBoxLayout.Direction.LeftToRight if is_wide else QBoxLayout.Direction.TopToBottom)

    def set_traffic(self, coming: Outgoing | FailureNote, exchanges: Sequence[Exchanged]) -> None:
        """Show the request that would be sent now, or why there is none, and the exchanges, newest first."""
        self._next = coming
        self._list.clear()
        self._add(_NEXT, None)
        for one in exchanges:
            self._add(f"{title(one)}\n{what(one.request)}", one)
        self._list.setCurrentRow(0)

    def focus_first(self) -> None:
        self._list.setFocus(Qt.FocusReason.PopupFocusReason)

    def _add(self, text: str, exchange: Exchanged | None) -> None:
        item = QListWidgetItem(text, self._list)
        item.setData(Qt.ItemDataRole.UserRole, exchange)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text.replace("\n", ", "))

    def _chosen(self) -> Exchanged | None:
        item = self._list.currentItem()
        return None if item is None else item.data(Qt.ItemDataRole.UserRole)

    def _request(self) -> Outgoing | None:
        """The request in front, which is what can be sent by hand."""
        chosen = self._chosen()
        if chosen is not None:
            return chosen.request
        return self._next if isinstance(self._next, Outgoing) else None

    def _show(self) -> None:
        chosen = self._chosen()
        if chosen is not None:
            # Translators: {request} is such as "Reply", {steps} such as "connected 0.12 s, done 3.40 s".
            words = _("{request}: {steps}.").format(request=what(chosen.request), steps=times(chosen))
            self._say(words, exchange_text(chosen))
        elif isinstance(self._next, Outgoing):
            words = _("What Send would send now: {size}. Nothing has been sent.").format(size=size(self._next.size))
            self._say(words, request_text(self._next))
        elif self._next is not None:
            self._say(sentences(self._next.sentence, self._next.advice), "")
        request = self._request()
        can_be_sent = request is not None and has_address(request)
        self._copy.setEnabled(request is not None)
        self._curl.setEnabled(can_be_sent)
        set_tip(self._curl, _CURL if can_be_sent or request is None else _NO_CURL)
        self._name_buttons()

    def _say(self, summary: str, text: str) -> None:
        self._summary.setText(summary)
        self._text.setPlainText(text)

    def _copy_text(self) -> None:
        QGuiApplication.clipboard().setText(self._text.toPlainText())
        self._copy.setText(_("Copied"))
        self._copied.start()

    def _copy_curl(self) -> None:
        request = self._request()
        if request is not None:
            QGuiApplication.clipboard().setText(as_curl(request))
            self._curl.setText(_("Copied"))
            self._copied.start()

    def _name_buttons(self) -> None:
        self._copied.stop()
        self._copy.setText(_("Copy"))
        self._curl.setText(_("Copy as curl"))

    def _lay_out(self) -> None:
        right = QVBoxLayout()
        right.setSpacing(Space.S)
        right.addWidget(self._summary)
        right.addWidget(self._text, 1)
        middle = self._middle
        middle.setSpacing(Space.M)
        middle.addWidget(self._list)
        middle.addLayout(right, 1)
        self._buttons.setSpacing(Space.S)
        self._buttons.addStretch()
        self._buttons.addWidget(self._copy)
        self._buttons.addWidget(self._curl)
        self._foot.setSpacing(Space.S)
        self._foot.addWidget(note(_PROMISE), 1)
        self._foot.addLayout(self._buttons)
        layout = QVBoxLayout(self.panel)
        layout.setContentsMargins(margins(Space.XL, Space.L, Space.L, Space.L))
        layout.setSpacing(Space.M)
        layout.addLayout(self.top_line())
        layout.addLayout(middle, 1)
        layout.addLayout(self._foot)
