"""What one can do with a person's own message: say it differently, and walk through the versions."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel, set_tip


class PersonBar(QWidget):
    """Stands beneath a slip."""

    outset = 8

    def __init__(
        self,
        message_id: str,
        *,
        actions: MessageActions,
        theme: Theme,
        percent: int,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self.previous_button = _button(self, "Previous version")
        self.place_label = PlainLabel(parent=self)
        self.next_button = _button(self, "Next version")
        self.edit_button = _button(self, "Edit message")
        self.place_label.setProperty("kind", "muted")
        for widget in (self.previous_button, self.place_label, self.next_button, self.edit_button):
            row.addWidget(widget)
        self.previous_button.clicked.connect(lambda: actions.sibling_requested.emit(message_id, -1))
        self.next_button.clicked.connect(lambda: actions.sibling_requested.emit(message_id, 1))
        self.edit_button.clicked.connect(lambda: actions.edit_requested.emit(message_id))
        self._theme = theme
        self._has_siblings = False
        self.set_siblings(0, 1)
        self.restyle(theme, percent)

    def set_can_edit(self, *, can_edit: bool) -> None:
        """Whether the message can be said differently now: not while a reply grows."""
        self.edit_button.setEnabled(can_edit)

    def set_siblings(self, position: int, count: int) -> None:
        """Show that this is version `position` (from 0) of `count`; nothing for a single one."""
        if count > 1 and not self._has_siblings:
            self._has_siblings = True
            self._dress_arrows()
        for widget in (self.previous_button, self.place_label, self.next_button):
            widget.setVisible(count > 1)
        self.place_label.setText(f"{position + 1}/{count}")
        self.place_label.setAccessibleName(f"Version {position + 1} of {count}")
        self.previous_button.setEnabled(position > 0)
        self.next_button.setEnabled(position + 1 < count)
        self.adjustSize()

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme = theme
        self.edit_button.setIcon(theme.icon("pencil"))
        if self._has_siblings:  # most messages have none, and icons are what a row takes longest to make
            self._dress_arrows()
        self.place_label.setFont(theme.small_font(percent))
        self.adjustSize()

    def _dress_arrows(self) -> None:
        self.previous_button.setIcon(self._theme.icon("chevron-left"))
        self.next_button.setIcon(self._theme.icon("chevron-right"))


def _button(parent: QWidget, name: str) -> QToolButton:
    button = QToolButton(parent)
    button.setAccessibleName(name)
    set_tip(button, name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setIconSize(QSize(16, 16))
    return button
