"""What is known of a tool server is shown, what is wanted of it is told, and the focus stays where it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QWidget

from tests.ui.seen import button, clipped, descriptions, focused, name_of, nameless, press, shown_text
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.apply import style_application
from turbodesk.ui.tools.approval import ToRun
from turbodesk.ui.tools.server_sheet import ServerSheet
from turbodesk.ui.tools.server_state import ServerMood, ShownServer, ShownTool, ShownTrouble
from turbodesk.ui.widgets.form_row import FormRow
from turbodesk.ui.widgets.form_scroll import FormScrollArea
from turbodesk.ui.widgets.forms import HeadingLabel
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

READ = ShownTool("read", "Read a file", "Reads <b>one</b>.", "about 120 tokens", is_always_allowed=True)
WRITE = ShownTool("write", "Write a file", "Writes one.", is_offered=False)
FILES = ShownServer(
    "files",
    "Files",
    "From a bundle by Ada",
    "Runs",
    ServerMood.WELL,
    ToRun(("node", "/b/i.js")),
    tools=(READ, WRITE),
    cost="About 120 tokens of each request.",
    left_out=("“odd” is left out.",),
    log="line 1",
    is_running=True,
    can_change=True,
)


@pytest.fixture
def sheet(qapp: QApplication) -> Iterator[ServerSheet]:
    style_application(qapp, LIGHT)
    window = QWidget()
    window.resize(900, 800)
    window.show()
    QTest.qWaitForWindowActive(window)
    sheet = ServerSheet(window, theme=LIGHT)
    sheet.show_server(FILES)
    sheet.open()
    QApplication.processEvents()
    yield sheet
    window.close()
    window.deleteLater()


def test_how_it_stands_is_shown(sheet: ServerSheet) -> None:
    text = shown_text(sheet)
    for words in (
        "Files",
        "From a bundle by Ada",
        "Runs",
        "About 120 tokens",
        "“odd” is left out.",
        "Reads <b>one</b>.",
    ):
        assert words in text
    assert name_of(focused()) == "Done"
    assert not clipped(sheet)
    assert not nameless(sheet)


def test_what_is_wanted_is_told(sheet: ServerSheet) -> None:
    told: list[object] = []
    for signal in (sheet.check_wanted, sheet.stop_wanted, sheet.change_wanted, sheet.remove_wanted):
        signal.connect(told.append)
    sheet.offered.connect(lambda *given: told.append(given))
    sheet.ask_again.connect(lambda *given: told.append(given))
    for name in ("Check", "Stop", "Change…", "Remove…", "Offer Write a file", "Ask again before Read a file runs"):
        press(button(sheet, name), Qt.Key.Key_Space)
    assert told == ["files"] * 4 + [("files", "write", True), ("files", "read")]


def test_what_is_the_matter_comes_with_a_button_that_has_the_focus(sheet: ServerSheet) -> None:
    told: list[str] = []
    sheet.help_wanted.connect(told.append)
    trouble = ShownTrouble("Files needs Node.js.", "Install it.", "Get Node.js", "spawn npx ENOENT")
    sheet.show_server(replace(FILES, trouble=trouble, state="Does not run", mood=ServerMood.ILL, is_running=False))
    sheet.focus_first()
    assert "Files needs Node.js.\nInstall it." in shown_text(sheet)
    assert "ENOENT" not in shown_text(sheet), "folded"
    press(button(sheet, "Details"), Qt.Key.Key_Space)
    assert "ENOENT" in shown_text(sheet)
    press(button(sheet, "Get Node.js"), Qt.Key.Key_Space)
    assert told == ["files"]
    sheet.show_server(FILES)
    assert "Node.js" not in shown_text(sheet)


def test_its_lines_stand_close_however_little_there_is_beneath(sheet: ServerSheet) -> None:
    trouble = ShownTrouble("Files wants you to sign in.", "Sign in, or give it a key.", "Sign in")
    sheet.show_server(replace(FILES, trouble=trouble, tools=(), left_out=(), facts=""))
    QApplication.processEvents()
    for words in (trouble.sentence, trouble.advice):
        label = next(one for one in sheet.findChildren(WrappingLabel) if one.text() == words)
        assert label.height() <= label.heightForWidth(label.width()) + 1


def test_news_of_it_leave_the_focus_and_what_is_unfolded(sheet: ServerSheet) -> None:
    press(button(sheet, "What runs"), Qt.Key.Key_Space)
    switch = button(sheet, "Offer Read a file")
    switch.setFocus()
    sheet.show_server(replace(FILES, tools=(replace(READ, is_offered=False), WRITE)))
    QApplication.processEvents()
    assert name_of(focused()) == "Offer Read a file"
    now = focused()
    assert isinstance(now, QCheckBox)
    assert not now.isChecked()
    assert "node /b/i.js" in shown_text(sheet)
    sheet.show_server(replace(FILES, id="other"))
    assert "node /b/i.js" not in shown_text(sheet)


def test_many_tools_can_be_searched(sheet: ServerSheet) -> None:
    tools = tuple(ShownTool(f"t{n}", f"Tool {n}", "for Bread" if n == 7 else "") for n in range(12))
    sheet.show_server(replace(FILES, tools=tools))
    QApplication.processEvents()
    field = next(one for one in sheet.findChildren(QWidget) if one.isVisible() and name_of(one) == "Find a tool")
    QTest.keyClicks(field, "bread")
    assert [n for n in range(12) if f"Tool {n}\n" in shown_text(sheet)] == [7]


def test_the_log_can_be_copied(sheet: ServerSheet) -> None:
    press(button(sheet, "Log"), Qt.Key.Key_Space)
    assert "line 1" in descriptions(sheet)
    press(button(sheet, "Copy the log"), Qt.Key.Key_Space)
    assert QGuiApplication.clipboard().text() == "line 1"
    sheet.show_server(replace(FILES, log=""))
    assert not button(sheet, "Copy the log").isEnabled()


def test_before_its_first_run_it_says_so(sheet: ServerSheet) -> None:
    sheet.show_server(ShownServer("new", "New", "", "Not running"))
    assert "seen when it runs for the first time" in shown_text(sheet)
    assert {name for name in ("Stop", "Change…") if name in shown_text(sheet)} == set()


def test_names_and_words_without_end_push_nothing_out_of_sight(sheet: ServerSheet) -> None:
    long = ShownTool("long", "<b>T</b>" * 20, "https://example.com/" + "d" * 240)
    sheet.show_server(replace(FILES, name="Files of a very long name " * 8, tools=(long, WRITE)))
    sheet.open()
    QApplication.processEvents()
    for switch in sheet.findChildren(QCheckBox):
        right = switch.mapTo(sheet.panel, switch.rect().topRight()).x()
        assert right <= sheet.panel.width() - 24
    assert sheet.title not in clipped(sheet)
    sheet.show_server(replace(FILES, name="F" * 200, tools=(WRITE,)))
    QApplication.processEvents()
    assert sheet.close_button.mapTo(sheet.panel, sheet.close_button.rect().topRight()).x() < sheet.panel.width()


def test_each_row_is_measured_a_few_times_however_many_there_are(
    sheet: ServerSheet, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []

    def measured(label: HeadingLabel, width: int) -> int:
        asked.append(width)
        return QLabel.heightForWidth(label, width)

    monkeypatch.setattr(HeadingLabel, "heightForWidth", measured)
    sheet.show_server(replace(FILES, tools=tuple(ShownTool(f"t{at}", f"Tool {at}", "Does it.") for at in range(60))))
    sheet.open()
    QApplication.processEvents()
    assert len(asked) <= 16 * 60


def test_a_line_stands_between_the_rows_of_a_page_that_grew(qapp: QApplication) -> None:
    style_application(qapp, LIGHT)
    page = FormScrollArea(side=0)
    first, second = FormRow("First"), FormRow("Second")
    for row in (first, second):
        page.column.insertWidget(page.column.count() - 1, row)
        page.apply_theme(LIGHT)
    page.resize(400, 300)
    page.show()
    QApplication.processEvents()
    border = LIGHT.color("border")
    lines = [row.grab().toImage().pixelColor(200, row.height() - 1) == border for row in (first, second)]
    assert lines == [True, False]
    page.close()
    page.deleteLater()
