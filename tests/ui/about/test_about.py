"""The About panel names everything inside with its licence, and gives it away as text for a report."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, first_of, name_of, shown_text
from turbodesk.app.about import Component
from turbodesk.ui.about import AboutPanel
from turbodesk.ui.about.panel import Facts
from turbodesk.ui.theme import LIGHT

FACTS = Facts(
    "1.2.3", "deb", "Python 3.11, Qt 6.11, Linux", "MIT License text", "/usr/lib/qt", "/var/log/turbodesk.log"
)
PARTS = (Component("httpx", "0.28", "BSD-3-Clause", "The text of BSD"), Component("zlib", "1.3", "Zlib", ""))


@pytest.fixture
def panel(qtbot: QtBot) -> AboutPanel:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(1000, 760)
    window.show()
    made = AboutPanel(window, theme=LIGHT)
    made.set_facts(FACTS)
    made.set_components(PARTS)
    made.open()
    return made


def licence(panel: AboutPanel) -> str:
    return first_of(panel, QPlainTextEdit).toPlainText()


def test_it_says_which_version_this_is_and_what_may_be_replaced(panel: AboutPanel) -> None:
    words = shown_text(panel)
    for fact in ("Version 1.2.3", "Python 3.11, Qt 6.11, Linux", "Lesser General Public", "/usr/lib/qt", FACTS.log):
        assert fact in words


def test_the_licence_of_what_is_chosen_by_key_is_shown(panel: AboutPanel) -> None:
    listed = first_of(panel, QListWidget)
    assert name_of(listed) == "Components"
    assert licence(panel).endswith("MIT License text")
    QTest.keyClick(listed, Qt.Key.Key_Down)
    assert licence(panel) == "httpx 0.28\nBSD-3-Clause\n\nThe text of BSD"
    QTest.keyClick(listed, Qt.Key.Key_Down)
    assert "brings no text" in licence(panel)


def test_the_details_are_copied_for_a_report(panel: AboutPanel) -> None:
    button(panel, "Copy details").click()
    copied = QApplication.clipboard().text()
    assert copied.startswith("TurboDesk 1.2.3 (deb)\nPython 3.11, Qt 6.11, Linux")
    assert copied.endswith("httpx 0.28 (BSD-3-Clause)\nzlib 1.3 (Zlib)")


def test_escape_closes_it(panel: AboutPanel) -> None:
    QTest.keyClick(panel, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_without_a_log_none_is_offered(panel: AboutPanel) -> None:
    panel.set_facts(Facts("1.2.3", "source", "", "", "", ""))
    assert "Log:" not in shown_text(panel)


def test_in_a_narrow_window_the_licence_stands_beneath_the_list(qtbot: QtBot, panel: AboutPanel) -> None:
    text, names = first_of(panel, QPlainTextEdit), first_of(panel, QListWidget)
    qtbot.waitUntil(lambda: text.width() > 400)
    assert text.y() == names.y()
    panel.window().resize(420, 480)
    qtbot.waitUntil(lambda: text.y() > names.y())
    assert text.width() == names.width() >= 300
    panel.window().resize(1000, 760)
    qtbot.waitUntil(lambda: text.y() == names.y())
    assert names.width() == 250


def test_a_double_click_on_what_opened_it_does_not_close_it_at_once(panel: AboutPanel) -> None:
    QTest.mouseDClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert panel.isVisible()
    QTest.mouseClick(panel, Qt.MouseButton.LeftButton, pos=QPoint(5, 5))
    assert not panel.isVisible()
