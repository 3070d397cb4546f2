"""The panel of requests: what it lists, what it shows of each, and what it puts on the clipboard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QListWidget, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, first_of
from turbodesk.chat.errors import RequestRefused
from turbodesk.chat.traffic import Exchanged, Outgoing
from turbodesk.settings import ThemeChoice as Choice
from turbodesk.ui.inspector import InspectorPanel
from turbodesk.ui.inspector.wording import times, title, what
from turbodesk.ui.theme.themes import theme_for

BODY = {"model": "claude-sonnet-4-6", "max_tokens": 8192, "messages": []}
REQUEST = Outgoing("POST", "https://gateway.invalid/v1/messages", (("x-api-key", "[key]"),), BODY, 1_234)
DONE = Exchanged(
    2, 1_700_000_000_000, REQUEST, 200, (("request-id", "req_7"),), 0.031, 0.412, 0.633, 4.2, received=20_480
)
BUSY = Exchanged(1, 1_700_000_000_000, REQUEST, 529, answered_s=0.2, ended_s=0.21, failure="The gateway is busy.")


@pytest.fixture
def panel(qapp: QApplication) -> Iterator[InspectorPanel]:
    window = QWidget()
    window.resize(1_100, 800)
    made = InspectorPanel(window, theme=theme_for(Choice.LIGHT, False))
    window.show()
    yield made
    window.close()
    window.deleteLater()


def seen(panel: InspectorPanel) -> tuple[str, str]:
    summary = next(
        label.text() for label in panel.findChildren(QLabel) if "What Send" in label.text() or ":" in label.text()
    )
    return summary, first_of(panel, QPlainTextEdit).toPlainText()


def test_the_next_request_comes_first_and_is_shown(panel: InspectorPanel) -> None:
    panel.set_traffic(REQUEST, [DONE, BUSY])
    panel.open()
    rows = first_of(panel, QListWidget)
    assert [rows.item(at).text().split("\n")[0].split("   ")[-1] for at in range(rows.count())] == [
        "Next request",
        "200",
        "529",
    ]
    summary, text = seen(panel)
    assert "1 KB" in summary
    assert "Nothing has been sent" in summary
    assert '"max_tokens": 8192' in text
    assert rows.hasFocus()


def test_keys_walk_through_the_exchanges(panel: InspectorPanel) -> None:
    panel.set_traffic(REQUEST, [DONE, BUSY])
    panel.open()
    rows = first_of(panel, QListWidget)
    QTest.keyClick(rows, Qt.Key.Key_Down)
    summary, text = seen(panel)
    assert (
        summary
        == "Reply: connected 0.03 s, answered 0.41 s, first words 0.63 s, done 4.20 s, 1 KB sent, 20 KB received."
    )
    assert text.startswith("Status 200\nrequest-id: req_7\n\nPOST ")
    QTest.keyClick(rows, Qt.Key.Key_Down)
    assert seen(panel)[1].startswith("Status 529\nThe gateway is busy.\n")
    QTest.keyClick(rows, Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_the_clipboard_gets_what_is_shown_or_a_command(panel: InspectorPanel) -> None:
    panel.set_traffic(REQUEST, [])
    panel.open()
    button(panel, "Copy").click()
    assert QApplication.clipboard().text() == first_of(panel, QPlainTextEdit).toPlainText()
    button(panel, "Copy as curl").click()
    assert QApplication.clipboard().text().startswith("curl -X POST")


def test_what_the_demo_is_asked_is_no_command_for_a_terminal(panel: InspectorPanel) -> None:
    panel.set_traffic(replace(REQUEST, url="https://demo.invalid/v1/messages"), [])
    panel.open()
    assert button(panel, "Copy").isEnabled()
    assert not button(panel, "Copy as curl").isEnabled()
    assert "no address that a terminal could ask" in button(panel, "Copy as curl").toolTip()
    panel.set_traffic(REQUEST, [])
    button(panel, "Copy as curl").click()
    assert "$TURBODESK_KEY" in QApplication.clipboard().text()


def test_without_anything_to_send_it_says_so(panel: InspectorPanel) -> None:
    failure = RequestRefused(sentence="There is nothing to send.", advice="Write a message first.")
    panel.set_traffic(failure.note, [BUSY])
    panel.open()
    assert any(
        label.text() == "There is nothing to send. Write a message first." for label in panel.findChildren(QLabel)
    )
    assert not button(panel, "Copy").isEnabled()
    assert not button(panel, "Copy as curl").isEnabled()
    first_of(panel, QListWidget).setCurrentRow(1)
    assert button(panel, "Copy").isEnabled()


def test_the_words() -> None:
    going = Exchanged(3, 1_700_000_000_000, REQUEST)
    assert title(going).endswith("under way")
    assert "still going on" in times(going)
    assert title(Exchanged(3, 0, REQUEST, ended_s=1.0)).endswith("no answer")
    assert title(Exchanged(3, 0, REQUEST, 200, ended_s=1.0, failure="Cut off.")).endswith("200, failed")
    assert "connection used again" in times(Exchanged(3, 0, REQUEST, 200, answered_s=0.1, ended_s=12.3))
    assert "done 12 s" in times(Exchanged(3, 0, REQUEST, 200, answered_s=0.1, ended_s=12.3))
    assert what(Outgoing("GET", "https://x.invalid/v1/models?limit=9", (), None)) == "List of models"
    assert what(Outgoing("POST", "https://x.invalid/v1/messages/count_tokens", (), None)) == "Counting tokens"


def test_in_a_narrow_window_the_text_stands_beneath_the_list(qtbot: QtBot, panel: InspectorPanel) -> None:
    panel.open()
    text, names = first_of(panel, QPlainTextEdit), first_of(panel, QListWidget)
    qtbot.waitUntil(lambda: text.x() > names.geometry().right())
    panel.window().resize(420, 480)
    qtbot.waitUntil(lambda: text.y() > names.geometry().bottom())
    assert text.width() >= 300
