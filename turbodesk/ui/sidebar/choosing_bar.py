"""The bar over the foot of the sidebar while several chats are chosen: how many, and what can be done with them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets import IconButton
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.direction import margins
from turbodesk.ui.widgets.paper import Paper
from turbodesk.ui.widgets.plain import PlainLabel

_INSET = 12
"""From the sidebar's edges to the bar's."""


class ChoosingBar(QWidget):
    """Floats over its parent's foot; hidden while nothing is chosen."""

    closed = Signal()
    move_pressed = Signal(object)
    """The button beneath which the menu of projects opens."""
    pin_pressed = Signal(bool)
    """True: all shall be pinned; False: none any longer."""
    export_pressed = Signal(object)
    """The button beneath which the menu of formats opens."""
    delete_pressed = Signal()

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.hide()
        self.setAccessibleName(_("Chosen chats"))
        self._all_pinned = False
        self._count = PlainLabel()
        self._close = IconButton("close", _("Choose none"), theme=theme)
        self._move = _word(_("Move"))
        self._pin = _word(_("Pin"))
        self._export = _word(_("Export"))
        self._delete = _word(_("Delete"), kind="bar-danger")
        self._close.clicked.connect(self.closed)
        self._move.setAccessibleName(_("Move to project"))
        self._move.clicked.connect(lambda: self.move_pressed.emit(self._move))
        self._pin.clicked.connect(lambda: self.pin_pressed.emit(not self._all_pinned))
        self._export.clicked.connect(lambda: self.export_pressed.emit(self._export))
        self._delete.clicked.connect(self.delete_pressed)
        self._lay_out()
        self._paper = Paper(self)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        self._close.apply_theme(theme)
        for part in (self._count, self._move, self._pin, self._export, self._delete):
            part.setFont(theme.font(TextRole.UI_STRONG))

    def show_count(self, count: int, *, all_pinned: bool) -> None:
        """Say how many are chosen, 0: none, and whether they are all pinned."""
        words = ngettext("{count} chat chosen", "{count} chats chosen", count).format(count=number(count))
        if count and words != self._count.text():
            announce(self._over, words)
        self._all_pinned = all_pinned
        self._count.setText(words)
        self._pin.setText(_("Unpin") if all_pinned else _("Pin"))
        self._pin.setAccessibleName(self._pin.text())
        self.setVisible(bool(count))
        if count:
            self.place()
            self._paper.raise_()
            self.raise_()

    def stand_after(self, before: QWidget) -> None:
        """Let Tab come here from `before`."""
        for button in (self._move, self._pin, self._export, self._delete, self._close):
            QWidget.setTabOrder(before, button)
            before = button

    def place(self) -> None:
        """Stand at the foot of the parent."""
        height = self.sizeHint().height()
        self.setGeometry(_INSET, self._over.height() - height - _INSET, self._over.width() - 2 * _INSET, height)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(margins(Space.M, 0, 0, 0))
        head.addWidget(self._count, 1)
        head.addWidget(self._close)
        words = QHBoxLayout()
        words.setSpacing(0)
        words.setContentsMargins(margins(Space.XS, 0, 0, 0))
        for button in (self._move, self._pin, self._export, self._delete):
            words.addWidget(button)
        words.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(margins(0, Space.S, Space.XS, Space.S))
        layout.setSpacing(Space.XS)
        layout.addLayout(head)
        layout.addLayout(words)


def _word(text: str, *, kind: str = "bar") -> QPushButton:
    button = QPushButton(text)
    button.setProperty("kind", kind)
    button.setAccessibleName(text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    return button
