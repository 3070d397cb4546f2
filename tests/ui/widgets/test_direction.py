"""What is painted and placed by hand turns round with a window that is read from the right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.chat.profile import Profile
from turbodesk.chat.spending import Total
from turbodesk.settings import Section
from turbodesk.ui.composer.tool_buttons import ToolChip
from turbodesk.ui.main_window.contents_row import ContentsRow
from turbodesk.ui.message.margin_note import MarginNote
from turbodesk.ui.outline.ticks import OutlineTicks
from turbodesk.ui.settings.gateway_list import GatewayList
from turbodesk.ui.settings.section_list import SectionList
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.theme.icons import MIRRORED
from turbodesk.ui.theme.mirrored_sheet import mirrored_sheet
from turbodesk.ui.usage.chart import Chart
from turbodesk.ui.widgets.button_row import ButtonRow
from turbodesk.ui.widgets.direction import Direction, in_own_order, margins, mirrored, start, start_corner
from turbodesk.ui.widgets.elided_label import ElidedLabel
from turbodesk.ui.widgets.menu import beside_menu
from turbodesk.ui.widgets.plain import PlainLabel
from turbodesk.ui.widgets.step_slider import StepSign, StepSlider
from turbodesk.ui.widgets.switch import Switch
from turbodesk.ui.widgets.word_button import WordButton
from turbodesk.ui.widgets.wrapping_label import WrappingLabel

_WIDE = 320
_SAME = 3
"""Pixels by which the ink of letters may differ: they are the same letters at another side."""


@pytest.fixture
def turn(qapp: QApplication) -> Iterator[Callable[[], None]]:
    """What turns the program round; it is read from the left again afterwards."""
    yield lambda: QGuiApplication.setLayoutDirection(Direction.RightToLeft)
    QGuiApplication.setLayoutDirection(Direction.LeftToRight)


def _chip() -> QWidget:
    chip = ToolChip("globe", "Web", theme=LIGHT, words="Web")
    chip.set_state("Web", is_on=True)
    return chip


def _word() -> QWidget:
    return WordButton("Details", "Details", trailing="chevron-down", theme=LIGHT)


def _slider() -> QWidget:
    slider = StepSlider("{number}", signs=(StepSign("A", 0.6), StepSign("A", 1.4)), step=10)
    slider.setRange(0, 100)
    return slider


def _ticks() -> QWidget:
    ticks = OutlineTicks(LIGHT, key="")
    ticks.show_place(8, 2)
    return ticks


def _row() -> QWidget:
    row = ContentsRow()
    row.set_words("Explain something", "in plain words")
    row.wear(LIGHT, 100)
    return row


def _gateways() -> QWidget:
    gateways = GatewayList()
    profiles = [Profile("a", "Work", "https://work.example"), Profile("b", "Home", "https://home.example")]
    gateways.show_gateways(profiles, looked_at="a", for_new_chats="b")
    return gateways


def _label() -> QWidget:
    return PlainLabel("Sonnet 4.6")


def _elided() -> QWidget:
    return ElidedLabel("A title that is longer than there is room for it in so narrow a window as this one is")


def _wrapped() -> QWidget:
    return WrappingLabel("Words")


@pytest.mark.parametrize(
    "make",
    [_chip, _word, _slider, _ticks, _row, _gateways, _label, _elided, _wrapped, Switch],
    ids=lambda make: str(make.__name__).strip("_"),
)
def test_ink_stands_as_far_from_the_side_it_is_read_from(make: Callable[[], QWidget], turn: Callable[[], None]) -> None:
    from_left = _ink(make())
    turn()
    from_right = _ink(make())

    assert abs(from_left.left() - (_WIDE - 1 - from_right.right())) <= _SAME
    assert abs(from_left.right() - (_WIDE - 1 - from_right.left())) <= _SAME


def test_the_sections_icons_stand_at_the_side_they_are_read_from(turn: Callable[[], None]) -> None:
    turn()
    sections = SectionList(LIGHT, [Section.GATEWAY])
    sections.resize(240, 120)
    image = _painted(sections)
    row = sections.visualItemRect(sections.item(0)).translated(sections.viewport().pos())

    assert _columns(image, QRect(row.right() - 30, row.top() + 2, 28, row.height() - 4))
    assert not _columns(image, QRect(row.left() + 8, row.top() + 2, 20, row.height() - 4))


def test_a_press_at_the_slider_s_start_takes_a_step_back(turn: Callable[[], None], qtbot: QtBot) -> None:
    turn()
    slider = StepSlider("{number}", signs=(StepSign("A", 0.6), StepSign("A", 1.4)), step=10)
    slider.setRange(0, 100)
    slider.setValue(50)
    slider.resize(slider.sizeHint())
    qtbot.mouseClick(slider, Qt.MouseButton.LeftButton, pos=QPoint(slider.width() - 5, slider.height() // 2))

    assert slider.value() == 40


def test_the_first_of_several_buttons_stands_where_reading_begins(turn: Callable[[], None], qtbot: QtBot) -> None:
    turn()
    first, second, last = QPushButton("One"), QPushButton("Two"), QPushButton("Last")
    row = ButtonRow(first, second, last, at_end=1)
    qtbot.addWidget(row)
    _resized(row).show()

    assert first.geometry().right() == _WIDE - 1
    assert second.x() < first.x()
    assert last.x() == 0


def test_the_days_of_a_chart_go_on_to_the_left(turn: Callable[[], None], qtbot: QtBot) -> None:
    turn()
    chart = Chart(LIGHT)
    chart.set_days([(dt.date(2026, 11, day), Total()) for day in range(1, 11)])
    chart.resize(chart.sizeHint())
    told: list[str] = []
    chart.chosen.connect(told.append)
    for key in (Qt.Key.Key_Home, Qt.Key.Key_Left, Qt.Key.Key_Right):
        qtbot.keyClick(chart, key)

    assert [words.split(":")[0] for words in told] == ["1 Nov", "2 Nov", "1 Nov"]


def test_a_note_stands_in_the_margin_that_a_reply_begins_with(turn: Callable[[], None]) -> None:
    def place() -> QRect:
        row = _resized(QWidget())
        note = MarginNote("Sonnet 4.6", theme=LIGHT, percent=100, parent=row)
        note.place_at(180, 20)
        return note.geometry()

    from_left = place()
    turn()
    assert place() == from_left.translated(_WIDE - from_left.left() - from_left.right() - 1, 0)


def test_parts_go_to_the_other_side_of_the_whole() -> None:
    whole, part = QRectF(10, 0, 100, 20), QRectF(15, 5, 20.5, 10)

    assert mirrored(Direction.LeftToRight, whole, part) == part
    assert mirrored(Direction.RightToLeft, whole, part) == QRectF(84.5, 5, 20.5, 10)
    assert start(Direction.RightToLeft) & Qt.AlignmentFlag.AlignRight
    assert start(Direction.RightToLeft, at_end=True) & Qt.AlignmentFlag.AlignLeft


def test_margins_and_the_order_of_words_follow_the_program(turn: Callable[[], None]) -> None:
    assert (margins(1, 2, 3, 4).left(), in_own_order("Title…")) == (1, "Title…")
    turn()
    assert (margins(1, 2, 3, 4).left(), in_own_order("Title…"), in_own_order("")) == (3, "\u2068Title…\u2069", "")
    assert start_corner(_resized(QWidget())).x() == _WIDE


def test_a_submenu_opens_at_the_left_where_there_is_room() -> None:
    screen, size = QRect(0, 0, 1000, 800), QSize(200, 100)

    assert beside_menu(QRect(500, 0, 200, 300), 10, size, screen, is_left=True).x() == 304
    assert beside_menu(QRect(50, 0, 200, 300), 10, size, screen, is_left=True).x() == 246
    assert beside_menu(QRect(500, 0, 200, 300), 10, size, screen).x() == 696


def test_only_icons_that_mean_a_direction_turn_round(turn: Callable[[], None]) -> None:
    names = ("chevron-right", "list", "clock", "check", "search")
    before = {name: _icon(name) for name in names}
    turn()

    assert {name for name in names if _icon(name) == before[name]} == set(names) - MIRRORED
    assert _icon("chevron-right") == before["chevron-right"].flipped(Qt.Orientation.Horizontal)


def test_a_style_sheet_turns_round() -> None:
    sheet = """QListView { border-right: 1px solid; border-top-left-radius: 15px; padding: 16px 8px; }
QPushButton { text-align: left; padding: 5px 32px 5px 12px; margin: 1px 2px 3px 4px; right: 8px; }
QMenu::right-arrow { image: url("@@/chevron-right.svg"); margin-right: 8px; }"""

    assert (
        mirrored_sheet(sheet)
        == """QListView { border-left: 1px solid; border-top-right-radius: 15px; padding: 16px 8px; }
QPushButton { text-align: left; padding: 5px 32px 5px 12px; margin: 1px 4px 3px 2px; left: 8px; }
QMenu::right-arrow, QMenu::left-arrow { image: url("@@/chevron-left.svg"); margin-left: 8px; }"""
    )


def _icon(name: str) -> QImage:
    return LIGHT.icon(name).pixmap(16, 16).toImage()


def _resized(widget: QWidget) -> QWidget:
    widget.resize(_WIDE, max(40, widget.sizeHint().height()))
    return widget


def _painted(widget: QWidget) -> QImage:
    image = QImage(widget.size(), QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.white)
    widget.render(image)
    return image


def _ink(widget: QWidget) -> QRect:
    """Return the rectangle of what a widget paints on white."""
    image = _painted(_resized(widget))
    columns = _columns(image, image.rect())
    assert columns
    return QRect(columns[0], 0, columns[-1] - columns[0] + 1, 1)


def _columns(image: QImage, part: QRect) -> list[int]:
    """Return the columns of a part of a picture that are not of one colour."""
    ground = image.pixel(part.left(), part.top())
    rows = range(part.top(), part.bottom() + 1)
    return [x for x in range(part.left(), part.right() + 1) if any(image.pixel(x, y) != ground for y in rows)]


def test_lines_that_wrap_begin_at_one_edge(qtbot: QtBot, turn: Callable[[], None]) -> None:
    turn()
    label = PlainLabel("مم " * 30)
    label.setWordWrap(True)
    label.setStyleSheet("color: #000000; background: #FFFFFF; padding: 0px")
    qtbot.addWidget(label)
    label.resize(200, label.heightForWidth(200))
    image = label.grab().toImage()
    count = round(image.height() / (label.fontMetrics().lineSpacing() * image.devicePixelRatio()))
    line, ends = image.height() / count, dict[int, int]()  # whatever leading the font of this machine adds
    for y in range(image.height()):
        dark = [x for x in range(image.width()) if QColor(image.pixel(x, y)).lightness() < 128]
        ends[int(y / line)] = max([ends.get(int(y / line), 0), *dark])
    told = [one for one in ends.values() if one]
    assert len(told) > 2
    assert max(told) - min(told) <= 1, "no line begins a blank further in"
