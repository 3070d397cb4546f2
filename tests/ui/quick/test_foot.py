"""The foot of the small window has room for all of its words on a small screen."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.chat.model import Model
from turbodesk.ui.quick import QuickFoot


@pytest.mark.parametrize("width", [230, 320, 640])
def test_nothing_is_cut_off_however_narrow_it_is(qtbot: QtBot, width: int) -> None:
    page, foot = QWidget(), QuickFoot(dict)
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(foot)
    qtbot.addWidget(page)
    foot.set_model(Model("m", "A model with a long name"))
    foot.set_demo(demo=True)
    foot.set_has_answer(has_answer=True)
    page.show()
    page.setFixedSize(width, foot.heightForWidth(width))
    buttons = foot.findChildren(QPushButton)

    def is_whole() -> bool:
        return all(page.rect().contains(QRect(one.mapTo(page, QPoint(0, 0)), one.size())) for one in buttons)

    qtbot.waitUntil(is_whole)  # a row that needs more lines asks for them once it knows its width
    assert all(one.width() >= min(one.sizeHint().width(), width) for one in buttons)
