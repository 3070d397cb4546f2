"""The row in which words are looked for: it stands in the place of New chat while a search is on."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget
from shiboken6 import isValid

from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.widgets.plain import plain_tip, set_tip

_EVERYWHERE = _("Search chats")


class SearchField(QWidget):
    """A field with the glass before its words and a cross behind them; the focus goes back to where it came from."""

    closed = Signal()
    widened = Signal()
    """All chats shall be searched again, and not those of a project alone."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._focus_before: QWidget | None = None
        self.field = QLineEdit()
        self.field.setProperty("kind", "search")
        self.field.setAccessibleName(_("Search"))
        self.field.setPlaceholderText(_EVERYWHERE)
        self._is_narrowed = False
        self._glass = QAction(self)
        self._glass.triggered.connect(lambda: self.widened.emit() if self._is_narrowed else None)
        self._cross = QAction(_("End search"), self)
        self._cross.triggered.connect(self.close_it)
        self.field.addAction(self._glass, QLineEdit.ActionPosition.LeadingPosition)
        self.field.addAction(self._cross, QLineEdit.ActionPosition.TrailingPosition)
        set_tip(self.field, "")
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.field)
        self.apply_theme(theme)

    def apply_theme(self, theme: Theme) -> None:
        """Take the icons and fonts of `theme`."""
        self.field.setFont(theme.font(TextRole.UI))
        self._theme = theme
        self._glass.setIcon(theme.icon("folder", "accent") if self._is_narrowed else theme.icon("search"))
        self._cross.setIcon(theme.icon("close"))

    def show_scope(self, name: str) -> None:
        """Say that only the chats of a project are looked through, by its name; "": all are."""
        within = _("Search in {project}").format(project=name)
        self.field.setPlaceholderText(within if name else _EVERYWHERE)
        self.field.setAccessibleName(within if name else _("Search"))
        wider = _("Only in {project}: search all chats").format(project=name)
        icon, words = ("folder", wider) if name else ("search", "")
        self._glass.setIcon(self._theme.icon(icon, "accent" if name else "text-muted"))
        self._glass.setText(words)
        self._glass.setToolTip(plain_tip(words))
        self._is_narrowed = bool(name)

    def begin(self, within: QWidget) -> None:
        """Take the focus, with all words chosen, and remember where it was; while a search is on, not in `within`."""
        before = self.window().focusWidget()
        if not (self.isVisible() and before is not None and within.isAncestorOf(before)):
            self._focus_before = before
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def close_it(self) -> None:
        """Forget the words and give the focus back."""
        self.field.clear()
        before, self._focus_before = self._focus_before, None
        self.closed.emit()
        if before is not None and isValid(before) and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
