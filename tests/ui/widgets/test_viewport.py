"""Holds the viewports we make to Qt's own."""

from __future__ import annotations

import subprocess
import sys
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QAbstractScrollArea, QListView, QPlainTextEdit
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.viewport import make_text_viewport, make_viewport


def look(area: QAbstractScrollArea) -> dict[str, Any]:
    """What a viewport is to its area, to the style and to the person."""
    viewport = area.viewport()
    attributes = [one for one in Qt.WidgetAttribute if one is not Qt.WidgetAttribute.WA_AttributeCount]
    return {
        "name": viewport.objectName(),
        "role": viewport.backgroundRole(),
        "is filled": viewport.autoFillBackground(),
        "takes drops": viewport.acceptDrops(),
        "is tracked": viewport.hasMouseTracking(),
        "cursor": viewport.cursor().shape(),
        "focus": viewport.focusProxy() is area,
        "font": viewport.font(),
        "place": viewport.geometry(),
        "attributes": {one.name for one in attributes if viewport.testAttribute(one)},
    }


@pytest.mark.parametrize("is_field", [False, True])
def test_a_viewport_is_as_one_of_qt(qtbot: QtBot, *, is_field: bool) -> None:
    areas: list[QAbstractScrollArea] = [QPlainTextEdit(), QPlainTextEdit()] if is_field else [QListView(), QListView()]
    own, ours = areas
    for area in areas:
        qtbot.addWidget(area)
    if isinstance(ours, QPlainTextEdit):
        make_text_viewport(ours)
    else:
        make_viewport(ours)
    assert look(ours) == look(own)
    for area in areas:
        area.setAcceptDrops(not area.acceptDrops())
        area.setMouseTracking(True)
        area.resize(200, 100)
        area.show()
    assert look(ours) == look(own)


def test_a_field_measures_its_letters_for_the_viewport_it_has(qtbot: QtBot) -> None:
    field = QPlainTextEdit()
    qtbot.addWidget(field)
    make_text_viewport(field)
    assert field.document().documentLayout().paintDevice() is field.viewport()
    field.setPlainText("one\ntwo")
    field.resize(200, 100)
    field.show()
    qtbot.mouseClick(field.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, 40))
    qtbot.keyClicks(field, "x")
    assert field.toPlainText() == "one\ntwox"


def test_nobody_makes_all_classes_there_are_for_it() -> None:
    program = (
        "import sys; from PySide6.QtWidgets import QApplication, QPlainTextEdit, QAbstractScrollArea, QWidget;"
        "from turbodesk.ui.widgets.viewport import make_text_viewport; import PySide6.QtWidgets as q, enum;"
        "app = QApplication([]); field = QPlainTextEdit(); from PySide6.QtCore import Qt;"
        "count = lambda kind: sum(1 + count(one) for one in type.__subclasses__(kind));"
        "make_text_viewport(field); before = count(enum.Enum); field.viewport(); print(count(enum.Enum) - before)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.split() == ["0"]
