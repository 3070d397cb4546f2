"""The buttons of one code panel: Copy, Wrap and Save above the code, and beneath long code the one that unfolds it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from turbodesk.ui.theme.theme import Theme
from turbodesk.ui.widgets.plain import set_tip

_COPIED_MS = 1500
"""How long "Copied" stands: long enough to be read, short enough not to be taken for a state."""


class CodeHeader(QWidget):
    """The buttons of one code panel."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._row = row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.copy_button = _button(self, "Copy", "Copy code")
        self.copy_button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.wrap_button = _button(self, "Wrap", "Wrap lines")
        self.wrap_button.setCheckable(True)
        self.save_button = _button(self, "Save", "Save code")
        for button in (self.copy_button, self.wrap_button, self.save_button):
            row.addWidget(button)
        self.copy_button.clicked.connect(self._copied)
        self._timer = QTimer(self, singleShot=True, interval=_COPIED_MS)
        self._timer.timeout.connect(lambda: self._say_copied(is_copied=False))

    def _copied(self) -> None:
        self._say_copied(is_copied=True)
        self._timer.start()

    def _say_copied(self, *, is_copied: bool) -> None:
        self.copy_button.setText("Copied" if is_copied else "Copy")
        self.copy_button.setAccessibleName("Copied" if is_copied else "Copy code")
        self._row.activate()
        right = self.geometry().right()
        self.adjustSize()
        self.move(right - self.width() + 1, self.y())


def _button(parent: QWidget, text: str, name: str) -> QToolButton:
    button = QToolButton(parent)
    button.setText(text)
    button.setAccessibleName(name)
    set_tip(button, name)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    button.setCursor(Qt.CursorShape.ArrowCursor)
    button.setIconSize(QSize(16, 16))
    return button


class FoldButton(QToolButton):
    """Shows the rest of long code, and hides it again."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("kind", "fold")
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def show_state(self, lines: int, theme: Theme, *, is_folded: bool) -> None:
        """Say what a press does to code of so many lines."""
        self.setText(f"Show all {lines:,} lines" if is_folded else "Show less")
        self.setAccessibleName(f"Show all {lines:,} lines of code" if is_folded else "Show less code")
        self.setIcon(theme.icon("chevron-down" if is_folded else "chevron-up"))
        self.setFont(theme.small_font())
        self.adjustSize()
