"""Lets Return press the button that has the focus, as Space does.

Whether it does is a matter of the desktop's theme for Qt: without one it does not, and Return on a button of the first
screen did nothing. Windows call this with the keys that nothing in them took.
"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget

_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


def pressed_button(window: QWidget, event: QKeyEvent) -> bool:
    """Whether the key was a Return for the focused button of `window`, which has been pressed then."""
    button = window.focusWidget()
    is_plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier == Qt.KeyboardModifier.NoModifier
    if event.key() not in _KEYS or not is_plain or not isinstance(button, (QPushButton, QToolButton)):
        return False
    event.accept()
    if event.isAutoRepeat() or not button.isEnabled():
        return True  # held down, it presses once
    if isinstance(button, QToolButton) and button.menu() is not None:
        button.showMenu()
    else:
        button.click()
    return True
