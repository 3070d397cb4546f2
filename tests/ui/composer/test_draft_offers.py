"""What was typed at another computer is offered above the field, and never takes the focus."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, focused, nameless, shown_text
from turbodesk.chat.sync_status import OfferedDraft
from turbodesk.ui.composer.draft_offers import DraftOffers
from turbodesk.ui.theme import LIGHT

ONE = OfferedDraft("a", "b" * 16, "Office PC", "Dear <b>Ada</b>,\nthank you")
TWO = OfferedDraft("a", "c" * 16, "Laptop", "x " * 400)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    column = QVBoxLayout(window)
    column.addWidget(DraftOffers(LIGHT))
    column.addWidget(QLineEdit())
    qtbot.addWidget(window)
    window.resize(500, 200)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_each_is_a_line_that_is_used_or_dismissed(window: QWidget, qtbot: QtBot) -> None:
    (offers,) = window.findChildren(DraftOffers)
    (field,) = window.findChildren(QLineEdit)
    field.setFocus()
    told: list[object] = []
    offers.used.connect(lambda draft: told.append(("use", draft)))
    offers.dismissed.connect(lambda draft: told.append(("dismiss", draft)))
    offers.left.connect(lambda: told.append("left"))
    offers.left.connect(field.setFocus)
    offers.show_offers((ONE, TWO))
    qtbot.waitUntil(lambda: "Office PC" in shown_text(offers))
    assert field.hasFocus()
    assert "Draft from Office PC: “Dear <b>Ada</b>, thank you”" in shown_text(offers).replace("\u2068", "").replace(
        "\u2069", ""
    )
    assert nameless(offers) == []
    assert all(label.width() <= window.width() for label in offers.findChildren(QWidget))
    button(offers, "Use the draft from Office PC").click()
    button(offers, "Dismiss the draft from Laptop").click()
    assert told == [("use", ONE), ("dismiss", TWO)]
    button(offers, "Use the draft from Laptop").setFocus()
    QTest.keyClick(focused(), Qt.Key.Key_Escape)
    assert field.hasFocus()
    button(offers, "Dismiss the draft from Office PC").setFocus()
    offers.show_offers(())
    assert offers.isHidden()
    assert field.hasFocus(), "the focus is not lost with the line that had it"
    offers.set_look(LIGHT, 150)
