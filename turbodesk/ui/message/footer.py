"""The row under a finished reply: copy it, try again, walk through the tries, and what it cost."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QWidget

from turbodesk.chat.errors import Remedy
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import PlainLabel, set_tip

_COPIED_MS = 1500


class Footer(QWidget):
    """Buttons and usage of one reply."""

    details_requested = Signal()

    def __init__(
        self, message_id: str, *, actions: MessageActions, theme: Theme, percent: int, parent: BaseMessageView
    ) -> None:
        super().__init__(parent)
        self._message_id, self._actions, self._row = message_id, actions, parent
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(4)
        self.copy_button = _button(self, "Copy", "Copy reply")
        self.again_button = _button(self, "Try again", "Try again")
        self.previous_button = _button(self, "", "Previous reply")
        self.place_label = PlainLabel(parent=self)
        self.next_button = _button(self, "", "Next reply")
        self.more_button = _button(self, "", "More")
        self.usage_label = PlainLabel(parent=self)
        for widget in (
            self.copy_button,
            self.again_button,
            self.previous_button,
            self.place_label,
            self.next_button,
            self.more_button,
        ):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.usage_label)
        for label in (self.place_label, self.usage_label):
            label.setProperty("kind", "muted")
        self.copy_button.clicked.connect(self._copy)
        self.again_button.clicked.connect(lambda: actions.try_again_requested.emit(message_id))
        self.previous_button.clicked.connect(lambda: actions.sibling_requested.emit(message_id, -1))
        self.next_button.clicked.connect(lambda: actions.sibling_requested.emit(message_id, 1))
        self.more_button.clicked.connect(self._open_menu)
        self._can_continue = False
        self._copied = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._copied.timeout.connect(lambda: self._say_copied(is_copied=False))
        self._theme = theme
        self._has_siblings = False
        self.set_siblings(0, 1)
        self.restyle(theme, percent)

    def set_usage(self, text: str, details: Sequence[str] = ()) -> None:
        """Show tokens and cost, and `details` under the pointer; "" shows nothing."""
        self.usage_label.setText(text)
        set_tip(self.usage_label, "\n".join(details))
        self.usage_label.setAccessibleDescription(", ".join(details))

    def set_can_copy(self, *, can_copy: bool, has_details: bool) -> None:
        """Whether there is any text to copy, and whether the three dots lead to anything."""
        self.copy_button.setVisible(can_copy)
        self.more_button.setVisible(has_details)

    def set_can_try_again(self, *, can_try_again: bool) -> None:
        """Whether this reply can be asked for once more."""
        self.again_button.setVisible(can_try_again)

    @property
    def is_blank(self) -> bool:
        """Whether there is nothing to show."""
        shown = (self.copy_button, self.again_button, self.place_label, self.more_button)
        return not self.usage_label.text() and all(widget.isHidden() for widget in shown)

    def set_can_continue(self, *, can_continue: bool) -> None:
        """Whether the menu offers to go on with this reply."""
        self._can_continue = can_continue

    def set_siblings(self, position: int, count: int) -> None:
        """Show that this is the try number `position` + 1 of `count`; nothing for a single one."""
        if count > 1 and not self._has_siblings:
            self.previous_button.setIcon(self._theme.icon("chevron-left"))
            self.next_button.setIcon(self._theme.icon("chevron-right"))
        self._has_siblings = count > 1
        for widget in (self.previous_button, self.place_label, self.next_button):
            widget.setVisible(count > 1)
        self.place_label.setText(f"{position + 1}/{count}")
        self.place_label.setAccessibleName(f"Reply {position + 1} of {count}")
        self.previous_button.setEnabled(position > 0)
        self.next_button.setEnabled(position + 1 < count)

    def restyle(self, theme: Theme, percent: int) -> None:
        """Take a theme and a text size in percent."""
        self._theme = theme
        icons = {
            self.copy_button: "copy",
            self.again_button: "retry",
            self.more_button: "more",
        }
        if self._has_siblings:  # most replies have none, and icons are what a row takes longest to make
            icons |= {self.previous_button: "chevron-left", self.next_button: "chevron-right"}
        for button, icon in icons.items():
            button.setIcon(theme.icon(icon))
        for widget in (self.copy_button, self.again_button, self.place_label, self.usage_label):
            widget.setFont(theme.small_font(percent))

    def _copy(self) -> None:
        self._row.copy_message()
        self._say_copied(is_copied=True)
        self._copied.start()

    def _continue(self) -> None:
        self._actions.remedy_requested.emit(self._message_id, Remedy.CONTINUE)

    def _say_copied(self, *, is_copied: bool) -> None:
        self.copy_button.setText("Copied" if is_copied else "Copy")
        self.copy_button.setAccessibleName("Copied" if is_copied else "Copy reply")
        self.copy_button.setIcon(self._theme.icon("check" if is_copied else "copy"))

    def menu(self) -> QMenu:
        """Return what stands behind the three dots; it deletes itself when it closes."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        if not self.copy_button.isHidden():
            menu.addAction("Copy as Markdown").triggered.connect(self._row.copy_markdown)
            menu.addAction("Select all").triggered.connect(self._row.select_all)
        menu.addAction("Details").triggered.connect(self.details_requested)
        if self._can_continue:
            menu.addAction("Continue this reply").triggered.connect(self._continue)
        return menu

    def _open_menu(self) -> None:
        self.menu().popup(self.more_button.mapToGlobal(self.more_button.rect().bottomLeft()))


def _button(parent: QWidget, text: str, name: str) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(name)
    set_tip(button, name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setIconSize(QSize(16, 16))
    if text:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button
