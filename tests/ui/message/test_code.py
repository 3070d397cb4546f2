"""Code panels: their buttons, and lines that run on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QScrollBar, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of, shown_text
from turbodesk.rendering import BlockStream, to_html
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.code import CodePanels, save_code
from turbodesk.ui.message.code_header import CodeHeader, FoldButton
from turbodesk.ui.message.code_kinds import file_name
from turbodesk.ui.theme.themes import LIGHT
from turbodesk.ui.widgets.question import Question

LONG = "```python\n" + "alpha = beta + gamma  # " * 20 + "OMEGA\nshort\n```\n"
Show = Callable[[str], Body]


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Show Markdown in a body 500 pixels wide, and wait for the buttons of its panels."""
    windows: list[QWidget] = []

    def show_it(markdown: str) -> Body:
        window = QWidget()
        windows.append(window)
        window.resize(500, 600)
        body = Body(typography(LIGHT, 100), window)
        body.update_page([to_html(markdown)], "")
        body.setGeometry(0, 0, 500, body.heightForWidth(500))
        window.show()
        qtbot.waitExposed(window)
        qtbot.waitUntil(lambda: body.findChild(CodeHeader) is not None)
        return body

    yield show_it
    for window in windows:
        window.close()
        window.deleteLater()


def button(body: Body, name: str) -> QToolButton:
    return next(one for one in body.findChildren(QToolButton) if one.accessibleName() == name)


def test_copy_takes_the_code_alone_and_says_so(show: Show) -> None:
    body = show("Before\n\n```py\nx = 1\n\ny = 2\n```\n\nAfter")
    copy = button(body, "Copy code")
    copy.click()
    assert QGuiApplication.clipboard().text() == "x = 1\n\ny = 2\n"
    assert copy.text() == "Copied"


def test_buttons_act_on_their_own_code_while_the_reply_grows(show: Show, qtbot: QtBot) -> None:
    body = show("```py\nfirst\n```\n")
    copy = button(body, "Copy code")
    body.update_page([to_html("Text\n")], to_html("```py\nsecond"))
    body.update_page([], to_html("```py\nsecond\nthird"))
    copy.click()
    assert QGuiApplication.clipboard().text() == "first\n"


def test_wrap_is_offered_only_where_lines_run_on(show: Show) -> None:
    assert not button(show("```py\nx\n```"), "Wrap lines").isVisible()
    body = show(LONG)
    wrap = button(body, "Wrap lines")
    assert wrap.isVisible()
    height = body.page.height()
    wrap.click()
    assert body.page.height() > height
    wrap.click()
    assert body.page.height() == height


def test_long_lines_are_scrolled_sideways_inside_their_panel(show: Show, qtbot: QtBot) -> None:
    body = show(LONG + "\nText below")
    bar = next(one for one in body.findChildren(QScrollBar) if one.accessibleName() == "Scroll code sideways")
    assert bar.maximum() > 0
    bar.setValue(bar.maximum())
    panel = body.page.rect(0)
    # The end of the long line is under the mouse now, near the right edge of the panel.
    line = body.page.block(0).layout().lineAt(0)
    y = round(body.page.block(0).layout().position().y() + line.y() + 5)
    qtbot.mouseDClick(body.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(round(panel.right()) - 30, y))
    assert body.selected_text() == "OMEGA"
    # Text outside of the panel has not moved.
    below = body.page.block(1).layout().position().y() + 8
    qtbot.mouseDClick(body.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(5, round(below)))
    assert body.selected_text() == "Text"


def test_no_code_is_painted_beside_its_panel_or_on_its_edge(show: Show) -> None:
    body = show(LONG)
    body.set_room(32, 24)
    body.place(QRect(40, 0, 400, body.heightForWidth(400)))
    image = body.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    panel, ratio = body.page.rect(0).translated(body.lead, 0), image.devicePixelRatio()
    assert (panel.left(), panel.right()) == (32 - 16, 32 + 400 + 16)
    y = round((panel.top() + body.page.typography.panel_header + 2) * ratio)

    def seen(x: float) -> set[int]:
        return {image.pixel(round(x * ratio), row) for row in range(y, y + round(16 * ratio))}

    ground = {LIGHT.color("code").rgb()}
    assert seen(panel.left() + 8) == seen(panel.right() - 8) == ground, "code begins and ends at the text's edges"
    assert not ground & seen(panel.left() - 2), "the panel begins 16 pixels outside"
    assert body.width() == panel.right(), "and ends there with its widget"


@pytest.mark.parametrize(
    ("delta", "modifiers", "moves"),
    [
        (QPoint(-120, 0), Qt.KeyboardModifier.NoModifier, True),
        (QPoint(0, -120), Qt.KeyboardModifier.ShiftModifier, True),
        (QPoint(0, -120), Qt.KeyboardModifier.NoModifier, False),
    ],
)
def test_the_wheel_scrolls_code_sideways_and_leaves_the_rest_to_the_transcript(
    show: Show, delta: QPoint, modifiers: Qt.KeyboardModifier, moves: bool
) -> None:
    body = show(LONG)
    bar = next(one for one in body.findChildren(QScrollBar) if one.accessibleName() == "Scroll code sideways")
    at = QPointF(50, body.page.rect(0).center().y())
    event = QWheelEvent(
        at,
        body.viewport().mapToGlobal(at),
        QPoint(),
        delta,
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(body.viewport(), event)
    assert (bar.value() > 0) is moves
    assert event.isAccepted() is moves


def test_save_asks_where_without_blocking(show: Show, qtbot: QtBot, tmp_path: Path) -> None:
    body = show("```python\nx = 1\n```")
    button(body, "Save code").click()
    dialog = body.window().findChild(QFileDialog)
    assert dialog is not None
    dialog.fileSelected.emit(str(tmp_path / "code.py"))
    dialog.close()
    assert (tmp_path / "code.py").read_text(encoding="utf-8") == "x = 1\n"


def test_a_file_that_cannot_be_written_is_told(show: Show, tmp_path: Path) -> None:
    body = show("```\nx\n```")
    panels = body.viewport().findChild(CodePanels)
    assert panels is not None
    save_code("x", tmp_path / "missing" / "x.py", panels._viewport.window())  # noqa: SLF001
    told = first_of(body.window(), Question)
    assert "could not be saved" in shown_text(told)
    told.dismiss()


def test_a_file_that_cannot_be_replaced_stays_as_it_was(show: Show, tmp_path: Path) -> None:
    body = show("```\nx\n```")
    (tmp_path / "x.py").mkdir()  # nobody, not even root, puts a file in the place of a folder that holds something
    (tmp_path / "x.py" / "inside").touch()
    save_code("y", tmp_path / "x.py", body.window())
    assert [path.name for path in tmp_path.rglob("*")] == ["x.py", "inside"]
    first_of(body.window(), Question).dismiss()


@given(st.text(max_size=30))
def test_a_file_name_never_leaves_its_folder(language: str) -> None:
    assert Path(file_name(language)).name == file_name(language)


@pytest.mark.parametrize(
    ("language", "name"), [("python", "code.py"), ("", "code.txt"), ("Dockerfile", "Dockerfile"), ("C++", "code.cpp")]
)
def test_a_file_name_fits_its_language(language: str, name: str) -> None:
    assert file_name(language) == name


def test_a_panel_that_is_gone_takes_its_buttons_along(show: Show, qtbot: QtBot) -> None:
    body = show("```py\nx\n```")
    body.update_page([to_html("No code any more.")], "", reset=True)
    qtbot.waitUntil(lambda: body.findChild(CodeHeader) is None)


def test_copied_is_said_for_a_moment_only(show: Show, qtbot: QtBot) -> None:
    copy = button(show("```py\nx = 1\n```"), "Copy code")
    copy.click()
    assert (copy.text(), copy.accessibleName()) == ("Copied", "Copied")
    qtbot.waitUntil(lambda: (copy.text(), copy.accessibleName()) == ("Copy", "Copy code"))


def test_the_button_that_unfolds_goes_with_its_code(show: Show, qtbot: QtBot) -> None:
    body = show("```py\n" + "x\n" * 200 + "```\n")
    qtbot.waitUntil(lambda: len(body.viewport().findChildren(FoldButton)) == 1)
    body.update_page([to_html("Text alone")], "", reset=True)
    qtbot.waitUntil(lambda: not body.viewport().findChildren(FoldButton))


def test_a_flush_places_the_buttons_of_the_code_that_changed_alone(
    show: Show, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    original = MessageDocument.rect

    def rect(page: MessageDocument, index: int) -> QRectF:
        asked.append(index)
        return original(page, index)

    item = "1. Step:\n\n    ```python\n    value = compute()\n    ```\n\n"
    body, stream = show(item), BlockStream()
    monkeypatch.setattr(MessageDocument, "rect", rect)
    counts = []
    for _ in range(30):
        update = stream.feed(item)
        asked.clear()
        body.update_page(update.finished, update.tail, reset=update.reset)
        counts.append(len(asked))
        body.setGeometry(0, 0, 500, body.heightForWidth(500))
        body.grab()
        qtbot.waitUntil(lambda: len(body.findChildren(CodeHeader)) == len(body.page.pieces) // 2)
    assert max(counts[-5:]) <= max(counts[2:7])
