"""The composer floats over the page: no text lies beneath it, none is cut hard, and the reader's line stays."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QRegion, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.transcript.plain import PlainRow, conversation, tops
from turbodesk.ui.main_window.chat_area import CLEAR, FOOT_FADE, HEAD_FADE, LIFT, ChatArea
from turbodesk.ui.main_window.composer_shadow import ComposerShadow
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.column import Column
from turbodesk.ui.theme.metrics import HANG, Corner
from turbodesk.ui.theme.shadow import Elevation
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.fade import Fade
from turbodesk.ui.widgets.toast import Toast


class Box(QWidget):
    """Stands for the composer, or for a card above it: as high as it is told."""

    def __init__(self) -> None:
        super().__init__()
        self.tall = 94

    def sizeHint(self) -> QSize:
        return QSize(200, self.tall)

    def grow(self, tall: int) -> None:
        self.tall = tall
        self.updateGeometry()
        QApplication.sendPostedEvents()


class Stage:
    """A chat area of 900 x 700 pixels with a conversation in it."""

    def __init__(self, messages: int, *, is_complete: bool = True) -> None:
        self.view = TranscriptView(PlainRow)
        self.composer = Box()
        self.area = ChatArea(transcript=self.view, composer=self.composer, theme=LIGHT)
        self.area.resize(900, 700)
        self.area.set_column(Column(640))
        self.view.set_column(Column(640))
        self.view.set_source(conversation(messages))
        self.area.show()
        if is_complete:
            self.area.complete()

    @property
    def page(self) -> QWidget:
        return self.view.viewport()

    def fades(self) -> list[Fade]:
        return [fade for fade in self.page.findChildren(Fade) if fade.isVisible()]


@pytest.fixture
def stage(qtbot: QtBot) -> Iterator[Stage]:
    made = Stage(60)
    qtbot.addWidget(made.area)
    qtbot.waitUntil(lambda: made.view.is_idle)
    yield made
    made.area.close()


def test_the_composer_stands_at_the_pages_edge_above_the_foot(stage: Stage) -> None:
    box, row = stage.composer.geometry(), stage.view.living_rows[0]
    assert box.left() + HANG == row.mapTo(stage.area, QPoint()).x()
    assert box.width() == row.width() + 2 * HANG
    assert stage.area.height() - box.bottom() - 1 == LIFT


def test_text_ends_above_the_composer_and_the_bar_goes_on_beside_it(stage: Stage) -> None:
    assert stage.page.height() == stage.composer.y() - CLEAR
    last = stage.view.living_rows[-1]
    assert last.mapTo(stage.area, QPoint()).y() + last.height() <= stage.composer.y() - CLEAR
    bar = stage.view.verticalScrollBar()
    assert bar.mapTo(stage.area, QPoint()).y() + bar.height() == stage.area.height()


@pytest.mark.parametrize("tall", [40, 300])
def test_the_reading_line_stays_while_the_composer_changes_its_height(stage: Stage, tall: int) -> None:
    stage.view.scroll_by(-1000)
    before = tops(stage.view)
    stage.composer.grow(tall)
    after = tops(stage.view)
    assert stage.composer.height() == tall
    assert stage.page.height() == stage.composer.y() - CLEAR
    kept = before.keys() & after.keys()
    assert kept
    assert all(before[row] == after[row] for row in kept)


def test_the_end_stays_in_view_while_the_composer_grows(stage: Stage) -> None:
    last = stage.view.living_rows[-1]
    beneath = stage.page.height() - last.geometry().bottom()
    stage.composer.grow(300)
    assert stage.page.height() - stage.view.living_rows[-1].geometry().bottom() == beneath


def test_text_fades_out_above_the_composer_and_once_scrolled_beneath_the_header(stage: Stage) -> None:
    head, foot = stage.fades()
    assert foot.geometry().getRect() == (0, stage.page.height() - FOOT_FADE, stage.page.width(), FOOT_FADE)
    assert head.geometry().getRect() == (0, 0, stage.page.width(), HEAD_FADE)
    rows = {row: at for at, row in enumerate(stage.page.children())}
    assert all(rows[row] < rows[foot] for row in stage.view.living_rows), "they lie over all rows"
    stage.view.scroll_by(-10_000_000)
    assert stage.fades() == [foot]
    stage.view.scroll_by(1)
    assert stage.fades() == [head, foot]


def test_the_first_look_goes_without_fades_and_shadow(qtbot: QtBot) -> None:
    stage = Stage(5, is_complete=False)
    qtbot.addWidget(stage.area)
    before = len(stage.area.findChildren(QWidget))
    assert stage.page.findChildren(Fade) == []
    stage.area.complete()
    assert len(stage.area.findChildren(QWidget)) == before + 3


def test_what_stands_on_an_empty_page_fades_out_too(qtbot: QtBot) -> None:
    stage = Stage(0)
    qtbot.addWidget(stage.area)
    shown = QWidget()
    stage.view.set_empty_widget(shown)
    (foot,) = stage.fades()
    assert stage.page.children().index(shown) < stage.page.children().index(foot)


def test_the_wheel_beside_the_composer_scrolls_the_page(stage: Stage) -> None:
    before, at = stage.view.scrolled(), QPointF(5, 690)
    angle, nowhere, held = QPoint(0, 120), QPoint(), Qt.KeyboardModifier.NoModifier
    phase, button = Qt.ScrollPhase.NoScrollPhase, Qt.MouseButton.NoButton
    event = QWheelEvent(at, stage.area.mapToGlobal(at), nowhere, angle, button, held, phase, False)
    QApplication.sendEvent(stage.area, event)
    assert stage.view.scrolled() < before


def test_a_question_stands_above_the_composer_and_text_above_that(stage: Stage) -> None:
    card = Box()
    stage.area.add_card(card)
    assert stage.page.height() == stage.composer.y() - CLEAR
    card.show()
    assert card.geometry().bottom() + 1 == stage.composer.y()
    assert (card.x(), card.width()) == (stage.composer.x(), stage.composer.width())
    assert stage.page.height() == card.y() - CLEAR
    card.hide()
    assert stage.page.height() == stage.composer.y() - CLEAR


@pytest.mark.parametrize("width", [420, 480, 640])
def test_in_a_narrow_window_it_leaves_room_at_its_sides(stage: Stage, width: int) -> None:
    stage.area.resize(width, 480)
    box = stage.composer.geometry()
    assert box.left() == 16
    assert 0 <= width - box.right() - 1 - box.left() <= 1


def test_a_notice_stands_above_the_composer_whatever_its_height(stage: Stage) -> None:
    toast = Toast(stage.page, theme=LIGHT, parent=stage.area)
    toast.tell("Deleted", "Undo")
    for tall in (94, 200, 40):
        stage.composer.grow(tall)
        assert toast.geometry().bottom() < stage.composer.y() - CLEAR
        assert stage.composer.y() - toast.geometry().bottom() < 40
    toast.dismiss()


def test_the_shadow_goes_on_around_the_composers_corners_when_only_the_composer_is_painted(qtbot: QtBot) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)
    shadow = ComposerShadow(parent, LIGHT)
    shadow.lie_under(QRect(60, 60, 300, 90), Corner.COMPOSER)
    air = Elevation.FLOATING.air
    box = shadow.rect().adjusted(air, air, -air, -air)

    def painted(part: QRect) -> QImage:
        image = QImage(shadow.size(), QImage.Format.Format_ARGB32_Premultiplied)
        image.fill(Qt.GlobalColor.transparent)
        shadow.render(image, part.topLeft(), QRegion(part), QWidget.RenderFlag(0))
        return image

    corner = box.bottomLeft() + QPoint(1, -1)
    assert painted(box).pixelColor(corner) == painted(shadow.rect()).pixelColor(corner)
    assert painted(box).pixelColor(corner).alpha() > 0
    caret = QRect(box.left() + HANG, box.top() + 17, 2, 24)
    assert painted(caret).pixelColor(caret.center()).alpha() == 0, "nothing is painted that is not seen"
