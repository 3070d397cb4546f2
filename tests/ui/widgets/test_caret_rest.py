"""The caret comes to rest, lit, when nothing was written for a while, and blinks again with the next key."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, QObject, Qt, QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.caret_rest import CaretRest
from turbodesk.ui.widgets.text_field import TextField

BLINK_MS = 20


class Blinks(QObject):
    """Counts the timers that fire in fields, ours and Qt's."""

    count = 0

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() == QEvent.Type.Timer and isinstance(watched.parent(), QLineEdit | QPlainTextEdit)
        return False


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    QGuiApplication.styleHints().setCursorFlashTime(BLINK_MS)
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    for field in (TextField(), QLineEdit(), QPlainTextEdit()):
        layout.addWidget(field)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    yield window
    QGuiApplication.styleHints().setCursorFlashTime(-1)


@pytest.mark.parametrize("kind", [TextField, QLineEdit, QPlainTextEdit])
def test_every_caret_rests_and_blinks_again(
    window: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, kind: type[QWidget]
) -> None:
    monkeypatch.setattr("turbodesk.ui.widgets.caret_rest._AS_THE_DESKTOP", BLINK_MS)
    rest = CaretRest(window)
    timer = rest.findChild(QTimer)
    assert timer is not None
    blinks = Blinks()
    field = next(one for one in window.findChildren(kind) if type(one) is kind)
    field.setFocus()
    app = QApplication.instance()
    assert app is not None
    app.installEventFilter(blinks)
    qtbot.waitUntil(lambda: blinks.count > 2)
    timer.stop()
    timer.timeout.emit()  # as when the time is over
    assert rest.is_resting
    blinks.count = 0
    qtbot.wait(5 * BLINK_MS)
    assert (blinks.count, timer.isActive()) == (0, False)
    QTest.keyClick(field, Qt.Key.Key_A)
    assert not rest.is_resting
    assert timer.isActive()
    qtbot.waitUntil(lambda: blinks.count > 2)
    rest.end()
    app.removeEventFilter(blinks)


def test_a_caret_at_rest_is_seen(window: QWidget, qtbot: QtBot) -> None:
    rest = CaretRest(window)
    field = window.findChild(TextField)
    assert field is not None
    field.setFocus()
    field._flip()  # noqa: SLF001  # it is the dark half of a blink
    timer = rest.findChild(QTimer)
    assert timer is not None
    timer.timeout.emit()
    assert field._is_lit  # noqa: SLF001
    rest.end()
    assert QGuiApplication.styleHints().cursorFlashTime() > 0
