"""A diagram in its message: its buttons, its menu, and the larger look at it by mouse and by keys."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.ui.diagrams.drawn import drawn_here, settled
from turbodesk.rendering import to_html
from turbodesk.ui.diagrams.diagrams import Diagrams
from turbodesk.ui.diagrams.separate_diagrams import DiagramKey
from turbodesk.ui.document.typography import typography
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.code_header import CodeHeader
from turbodesk.ui.message.diagram_viewer import DiagramViewer
from turbodesk.ui.theme.themes import LIGHT

TEXT = "Before.\n\n```mermaid\ngraph TD %300x200\n A --> B\n```\n\nAfter.\n"
ASKED: list[DiagramKey] = []


@pytest.fixture(autouse=True)
def known(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Diagrams]:
    ASKED.clear()
    with drawn_here(monkeypatch, ASKED) as made:
        yield made


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 700)
    made.show()
    return made


@pytest.fixture
def body(qtbot: QtBot, window: QWidget) -> Body:
    made = Body(typography(LIGHT, 100), window)
    made.update_page([to_html(TEXT)], "")
    made.resize(640, made.heightForWidth(640))
    made.show()
    window.grab()
    settled(qtbot)
    made.resize(640, made.heightForWidth(640))
    window.grab()
    qtbot.waitUntil(lambda: made.findChild(CodeHeader) is not None)
    return made


def header(body: Body) -> CodeHeader:
    return body.findChildren(CodeHeader)[0]


def viewer(window: QWidget) -> DiagramViewer:
    (found,) = (one for one in window.findChildren(DiagramViewer) if one.isVisible())
    return found


def middle(body: Body) -> QPoint:
    return body.page.rect(1).center().toPoint() + QPoint(body.lead, 0)


def test_a_press_opens_it_and_escape_gives_the_focus_back(qtbot: QtBot, window: QWidget, body: Body) -> None:
    body.setFocus()
    qtbot.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=middle(body))
    opened = viewer(window)
    assert opened.surface.hasFocus()
    assert opened.surface.accessibleName() == "Flow chart"
    assert "A --> B" in opened.surface.accessibleDescription()
    qtbot.keyClick(opened.surface, Qt.Key.Key_Escape)
    assert not opened.isVisible()
    assert body.hasFocus()


def test_pulling_over_it_selects_and_opens_nothing(qtbot: QtBot, window: QWidget, body: Body) -> None:
    start, end = QPoint(body.lead + 2, 4), middle(body)
    qtbot.mousePress(body.viewport(), Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(body.viewport(), end)
    qtbot.mouseRelease(body.viewport(), Qt.MouseButton.LeftButton, pos=end)
    assert window.findChildren(DiagramViewer) == []


def test_the_keyboard_reaches_all_that_the_mouse_does(qtbot: QtBot, window: QWidget, body: Body) -> None:
    body.focus_code(0)
    assert header(body).copy_button.hasFocus()
    assert header(body).copy_button.accessibleDescription() == "Flow chart, 2 lines"
    header(body).larger_button.setFocus()
    qtbot.keyClick(header(body).larger_button, Qt.Key.Key_Space)
    opened = viewer(window)
    qtbot.keyClick(opened.surface, Qt.Key.Key_Return)
    assert not opened.isVisible()
    assert header(body).larger_button.hasFocus()


def test_the_source_and_the_diagram_change_places(qtbot: QtBot, body: Body) -> None:
    button = header(body).source_button
    assert (button.text(), button.isVisible()) == ("Source", True)
    button.click()
    assert button.text() == "Diagram"
    assert not header(body).larger_button.isVisible()
    button.click()
    assert button.text() == "Source"
    assert header(body).larger_button.isVisible()
    assert not header(body).wrap_button.isVisible()


def test_copy_gives_the_source(body: Body) -> None:
    header(body).copy_button.click()
    assert QGuiApplication.clipboard().text() == "graph TD %300x200\n A --> B\n"
    QGuiApplication.clipboard().clear()


def test_its_menu_copies_it_in_every_form(body: Body) -> None:
    menu = body.context_menu(middle(body))
    words = [action.text() for action in menu.actions()]
    assert words[:2] == ["Show larger", "Show source"]
    actions = {action.text(): action for action in menu.actions()}
    actions["Copy picture"].trigger()
    assert not QGuiApplication.clipboard().image().isNull()
    actions["Copy as SVG"].trigger()
    assert QGuiApplication.clipboard().text().startswith("<svg")
    actions["Copy source"].trigger()
    assert QGuiApplication.clipboard().text().startswith("graph")
    QGuiApplication.clipboard().clear()
    menu.close()
    other = body.context_menu(QPoint(body.lead + 2, 4))
    assert "Show larger" not in [action.text() for action in other.actions()]
    other.close()


def test_keys_make_it_larger_and_move_it(qtbot: QtBot, window: QWidget, body: Body) -> None:
    header(body).larger_button.click()
    surface = viewer(window).surface
    fitting = surface.shown_scale
    for _ in range(4):
        qtbot.keyClick(surface, Qt.Key.Key_Plus)
    assert surface.shown_scale > 2 * fitting
    before = surface.target().top()
    qtbot.keyClick(surface, Qt.Key.Key_Down)
    assert surface.target().top() < before
    for _ in range(200):
        qtbot.keyClick(surface, Qt.Key.Key_Down)
    assert surface.target().bottom() == pytest.approx(surface.height())
    qtbot.keyClick(surface, Qt.Key.Key_0)
    assert surface.shown_scale == fitting
    for _ in range(100):
        qtbot.keyClick(surface, Qt.Key.Key_Plus)
    assert surface.shown_scale == 8


def test_what_is_larger_is_drawn_anew(qtbot: QtBot, window: QWidget, body: Body) -> None:
    header(body).larger_button.click()
    surface = viewer(window).surface
    for _ in range(3):
        qtbot.keyClick(surface, Qt.Key.Key_Plus)
    window.grab()
    settled(qtbot)
    assert ASKED[-1].zoom >= surface.shown_scale * 0.99
    assert ASKED[-1].zoom > ASKED[0].zoom


def test_what_is_under_the_pointer_stays_there(qtbot: QtBot, window: QWidget, body: Body) -> None:
    header(body).larger_button.click()
    surface = viewer(window).surface
    surface.zoom_by(3)
    at = QPointF(surface.width() / 2 + 40, surface.height() / 2 - 30)
    before = surface.target()
    share = (at.x() - before.left()) / before.width()
    surface.zoom_by(1.5, at)
    after = surface.target()
    assert after.left() + share * after.width() == pytest.approx(at.x())


def test_what_is_read_beneath_a_diagram_stays_when_it_is_drawn(qtbot: QtBot, window: QWidget) -> None:
    body = Body(typography(LIGHT, 100), window)
    body.update_page([to_html(TEXT)], "")
    body.resize(640, body.heightForWidth(640))
    body.move(0, -round(body.page.rect(1).top()) - 50)  # the head of the panel is out of sight
    body.show()
    moved: list[int] = []
    body.moved.connect(moved.append)
    before = body.page.rect(2).top()
    window.grab()
    settled(qtbot)
    assert moved == [round(body.page.rect(2).top() - before)]
    assert moved[0] > 100


def test_what_is_read_above_a_diagram_stays_by_itself(qtbot: QtBot, window: QWidget) -> None:
    body = Body(typography(LIGHT, 100), window)
    body.update_page([to_html(TEXT)], "")
    body.resize(640, body.heightForWidth(640))
    body.show()
    moved: list[int] = []
    body.moved.connect(moved.append)
    window.grab()
    settled(qtbot)
    assert moved == []
