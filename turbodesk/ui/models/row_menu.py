"""The menu of a row in the model list: what else can be done with a model or a preset, each with its key."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from turbodesk.translation import _
from turbodesk.ui.widgets.menu import Menu, mark_danger
from turbodesk.ui.widgets.plain import key_text

MARK_KEY, UP_KEY, DOWN_KEY, RENAME_KEY, DELETE_KEY = "Ctrl+D", "Alt+Up", "Alt+Down", "F2", "Del"  # not for people: keys


def of_model(
    parent: QWidget, *, is_favourite: bool, mark: Callable[[], object], move: Callable[[int], object] | None
) -> Menu:
    """Return the menu of a model, which deletes itself when it closes; `move` is for those that stand in an order."""
    menu = _menu(parent)
    _add(menu, _("No favourite any more") if is_favourite else _("Make it a favourite"), MARK_KEY, mark)
    if move is not None:
        menu.addSeparator()
        _add(menu, _("Move up"), UP_KEY, lambda: move(-1))
        _add(menu, _("Move down"), DOWN_KEY, lambda: move(1))
    return menu


def of_preset(parent: QWidget, *, rename: Callable[[], object], delete: Callable[[], object]) -> Menu:
    """Return the menu of a preset; it deletes itself when it closes."""
    menu = _menu(parent)
    _add(menu, _("Rename…"), RENAME_KEY, rename)
    menu.addSeparator()
    mark_danger(_add(menu, _("Delete"), DELETE_KEY, delete))
    return menu


def _menu(parent: QWidget) -> Menu:
    menu = Menu(parent)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    return menu


def _add(menu: Menu, words: str, key: str, act: Callable[[], object]) -> QAction:
    action = menu.addAction(f"{words}\t{key_text(key)}")
    action.triggered.connect(lambda: act())
    return action
