"""The drawer lies above the page: its side throws a shadow on it, but not where only edges tell anything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.main_window.drawer import Drawer
from turbodesk.ui.theme import LIGHT, Theme
from turbodesk.ui.theme.high_contrast import HIGH_CONTRAST_LIGHT


@pytest.mark.parametrize(("theme", "has_shadow"), [(LIGHT, True), (HIGH_CONTRAST_LIGHT, False)])
def test_the_page_beside_it_lies_in_its_shadow_at_every_height(qtbot: QtBot, theme: Theme, has_shadow: bool) -> None:
    window, sidebar = QWidget(), QWidget()
    qtbot.addWidget(window)
    window.resize(640, 500)
    window.setPalette(QPalette(QColor("white")))  # whatever an earlier test has left the application with
    window.show()
    drawer = Drawer(window, theme=theme)
    drawer.open_with(sidebar, lambda: sidebar.setFocus(Qt.FocusReason.OtherFocusReason))
    qtbot.waitUntil(lambda: drawer.panel.x() == 0)
    seen = window.grab().toImage()
    edge = drawer.panel.geometry().right() + 2
    for y in (1, 250, 498):
        near, far = (seen.pixelColor(x, y).lightness() for x in (edge + 2, 600))
        assert (near < far) is has_shadow
