"""The menu of what a reply can be asked of once more: the same model, or another."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial
from itertools import islice

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from turbodesk.app.commands import TRY_AGAIN
from turbodesk.chat.model import Model
from turbodesk.translation import _
from turbodesk.ui.presenters.actions import shortcut_text
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.plain import button_text

_MOST = 6
"""Models offered here; the list of models has all of them."""


def again_menu(anchor: QWidget, others: Iterable[Model], try_again: Callable[[Model | None], object]) -> Menu:
    """Return the menu, which deletes itself when it closes; `try_again` is called with None for the same model."""
    menu = Menu(anchor)
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    same = menu.addAction("\t".join((_("The same model"), shortcut_text(TRY_AGAIN))))
    same.triggered.connect(lambda: try_again(None))
    menu.setActiveAction(same)
    for model in islice(others, _MOST):
        menu.addAction(button_text(model.name)).triggered.connect(partial(try_again, model))
    return menu
