"""Asks what this computer shall be called where a person's computers are listed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPushButton, QWidget

from turbodesk.translation import _
from turbodesk.ui.theme import Space, Theme
from turbodesk.ui.theme.apply import current_theme
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.composition import commit_composition
from turbodesk.ui.widgets.forms import caption, column
from turbodesk.ui.widgets.return_line import ReturnLine
from turbodesk.ui.widgets.sheet import Sheet

_SIZE = QSize(440, 220)
_LONGEST = 64
"""Letters of a name."""


class NameSheet(Sheet):
    """Made for one question, and gone with its answer."""

    named = Signal(str)
    """The name that is wished, not blank."""

    def __init__(self, window: QWidget, *, theme: Theme) -> None:
        super().__init__(window, theme=theme, name=_("Name of this computer"), size=_SIZE)
        self._field = ReturnLine()
        self._field.setMaxLength(_LONGEST)
        self._field.setAccessibleName(_("Name"))
        cancel, rename = QPushButton(_("Cancel")), QPushButton(_("Rename"))
        rename.setProperty("kind", "primary")
        body = QWidget()
        rows = column(caption(_("Name"), buddy=self._field), self._field, spacing=Space.S)
        rows.setContentsMargins(Space.XL, Space.L, Space.XL, Space.L)
        rows.addStretch(1)
        body.setLayout(rows)
        self.title.setWordWrap(True)
        self.frame(body, ButtonRow(cancel, rename, at_end=2))
        cancel.clicked.connect(self.dismiss)
        rename.clicked.connect(self._rename)
        self._field.returnPressed.connect(self._rename)
        self.closed.connect(self.deleteLater)
        self.apply_theme(theme)

    def wished_size(self) -> QSize:
        return _SIZE * current_theme().faces.scale

    def ask(self, name: str) -> None:
        """Ask, with the name there is."""
        self._field.setText(name)
        self.open()

    def focus_first(self) -> None:
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)
        self._field.selectAll()

    def _rename(self) -> None:
        commit_composition()
        name = self._field.text().strip()
        if not name:
            self._field.setFocus(Qt.FocusReason.OtherFocusReason)
            return
        self.dismiss()
        self.named.emit(name)
