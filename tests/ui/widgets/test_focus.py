"""Where Tab leads, looked up without taking what belongs to others along when a sheet ends."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QPushButton, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from turbodesk.ui.widgets.focus import beside_in_chain, tab_chain


@pytest.mark.parametrize("forward", [True, False])
def test_what_qt_has_made_elsewhere_outlives_a_sheet_whose_controls_were_walked(qtbot: QtBot, forward: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    layout, area, page, sheet = QVBoxLayout(window), QScrollArea(), QWidget(), QWidget(window)
    QVBoxLayout(page).addWidget(QPushButton("Beneath"))
    area.setWidget(page)
    layout.addWidget(area)
    answer = QPushButton("Answer")
    QVBoxLayout(sheet).addWidget(answer)
    window.show()
    viewport = page.parentWidget()
    assert tab_chain(sheet) == [answer]
    at = beside_in_chain(answer, forward=forward)
    while at is not answer:
        assert at is not None
        at = beside_in_chain(at, forward=forward)
    sheet.deleteLater()
    QCoreApplication.sendPostedEvents(sheet, QEvent.Type.DeferredDelete)
    assert not isValid(answer)
    assert viewport is not None
    assert isValid(viewport)
    assert viewport.isVisible()
    assert window.isVisible()
