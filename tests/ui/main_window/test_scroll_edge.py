"""The text melts away beneath the header, and only where there is more of it above."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of
from turbodesk.ui.main_window.scroll_edge import ScrollEdge
from turbodesk.ui.widgets.fade import Fade


def test_the_fade_comes_with_the_first_scrolling_and_goes_at_the_top(qtbot: QtBot) -> None:
    area = QPlainTextEdit("line\n" * 200)
    qtbot.addWidget(area)
    area.resize(300, 200)
    area.show()
    ScrollEdge(area)
    assert area.findChild(Fade) is None
    area.verticalScrollBar().setValue(10)
    fade = first_of(area, Fade)
    assert fade.isVisible()
    assert (fade.y(), fade.width(), fade.height()) == (area.viewport().y(), area.viewport().width(), 20)
    area.resize(260, 200)
    qtbot.waitUntil(lambda: fade.width() == area.viewport().width())
    area.verticalScrollBar().setValue(0)
    assert not fade.isVisible()
