"""A menu is soft paper whose panel is where it is asked for, and stays usable where its air lies over others."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.theme import LIGHT, style_application
from turbodesk.ui.widgets.menu import Menu, OwnMenus, beside, beside_menu, mark_danger, panel_of

AREA = QRect(0, 0, 1000, 800)


@pytest.fixture(autouse=True)
def _dressed(qapp: QApplication) -> Iterator[None]:
    palette, font = qapp.palette(), qapp.font()
    style_application(qapp, LIGHT)
    yield
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(font)


@pytest.fixture
def menu(qtbot: QtBot) -> Menu:
    made = Menu()
    qtbot.addWidget(made)
    find = made.addAction("Find in chat")
    find.setShortcut(QKeySequence("Ctrl+F"))
    made.addSeparator()
    mark_danger(made.addAction("Delete chat"))
    return made


def test_its_panel_stands_where_it_is_asked_for(menu: Menu) -> None:
    menu.popup_at(QPoint(200, 150))
    assert menu.pos() + menu.panel.topLeft() == QPoint(200, 150)
    menu.close()
    menu.popup(QPoint(210, 160))
    assert menu.pos() + menu.panel.topLeft() == QPoint(210, 160)
    menu.close()
    menu.popup_at(QPoint(400, 150), is_right=True)
    assert menu.pos().x() + menu.panel.right() + 1 == 400


def test_it_opens_beneath_what_it_belongs_to(menu: Menu, qtbot: QtBot) -> None:
    button = QPushButton("Open")
    qtbot.addWidget(button)
    button.setGeometry(100, 100, 80, 32)
    button.show()
    menu.popup_below(button)
    assert menu.pos() + menu.panel.topLeft() == button.mapToGlobal(QPoint(0, button.height() + 4))


def test_a_panel_goes_above_what_it_belongs_to_where_there_is_no_room_beneath() -> None:
    size = QSize(200, 300)
    assert beside(QRect(50, 100, 80, 32), size, AREA, is_right=False) == QPoint(50, 132)
    assert beside(QRect(50, 600, 80, 32), size, AREA, is_right=False) == QPoint(50, 300)
    assert beside(QRect(900, 100, 80, 32), size, AREA, is_right=True) == QPoint(780, 132)
    assert beside(QRect(950, 100, 40, 32), size, AREA, is_right=False) == QPoint(800, 132), "it stays on the screen"
    assert beside(QRect(0, 400, 80, 32), QSize(200, 790), AREA, is_right=False) == QPoint(0, 10)


def test_a_submenu_stands_beside_its_menus_panel() -> None:
    size = QSize(200, 120)
    assert beside_menu(QRect(100, 100, 240, 300), 190, size, AREA) == QPoint(336, 190)
    assert beside_menu(QRect(740, 100, 240, 300), 190, size, AREA) == QPoint(544, 190), "left, where there is no room"
    assert beside_menu(QRect(100, 600, 240, 180), 750, size, AREA) == QPoint(336, 680)


def test_the_first_entry_of_a_submenu_is_in_line_with_its_own(menu: Menu) -> None:
    submenu = menu.add_submenu("Export")
    first = submenu.addAction("PDF")
    menu.popup_at(QPoint(100, 100))
    menu.setActiveAction(submenu.menuAction())
    QTest.keyClick(menu, Qt.Key.Key_Right)
    assert submenu.isVisible()
    entry = menu.mapToGlobal(menu.actionGeometry(submenu.menuAction()).topLeft())
    assert submenu.mapToGlobal(submenu.actionGeometry(first).topLeft()).y() == entry.y()
    assert submenu.pos().x() + submenu.panel.left() == menu.pos().x() + menu.panel.right() + 1 - 4


def test_a_press_in_the_air_around_it_closes_it(menu: Menu) -> None:
    menu.popup_at(QPoint(200, 150))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(5, 5))
    assert not menu.isVisible()


def test_the_pointer_in_a_submenus_air_is_over_the_menu_beneath(menu: Menu) -> None:
    chosen: list[bool] = []
    find = menu.actions()[0]
    find.triggered.connect(lambda: chosen.append(True))
    submenu = menu.add_submenu("Export")
    submenu.addAction("PDF")
    menu.popup_at(QPoint(100, 100))
    menu.setActiveAction(submenu.menuAction())
    QTest.keyClick(menu, Qt.Key.Key_Right)
    row = menu.actionGeometry(find)
    over = submenu.mapFromGlobal(menu.mapToGlobal(QPoint(row.right() - 3, row.center().y())))
    if not submenu.rect().contains(over):  # the air reaches no further up than it is high
        over = submenu.mapFromGlobal(menu.mapToGlobal(QPoint(row.right() - 3, row.bottom())))
    assert submenu.rect().contains(over)
    assert not submenu.panel.contains(over)
    QTest.mouseMove(submenu, over)
    QTest.mouseClick(submenu, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, over)
    assert chosen == [True]


def picture(menu: QMenu) -> QImage:
    return menu.grab().toImage()


def has(image: QImage, rect: QRect, color: str) -> bool:
    """Whether any pixel of `rect` has a token's colour."""
    wanted = LIGHT.color(color).rgb()
    return any(
        image.pixel(x, y) == wanted
        for x in range(rect.left(), rect.right() + 1)
        for y in range(rect.top(), rect.bottom() + 1)
    )


def test_what_cannot_be_undone_is_red_and_nothing_else(menu: Menu) -> None:
    menu.popup_at(QPoint(0, 0))
    find, _, delete = menu.actions()
    image = picture(menu)
    assert has(image, menu.actionGeometry(delete), "danger")
    assert not has(image, menu.actionGeometry(find), "danger")


def test_its_window_is_clear_around_the_panel(menu: Menu) -> None:
    menu.popup_at(QPoint(0, 0))
    image = QImage(menu.size(), QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    menu.render(image, renderFlags=QWidget.RenderFlag.DrawChildren)
    assert image.pixelColor(0, 0).alpha() == 0
    assert image.pixelColor(menu.panel.center().x(), menu.panel.bottom() + 3).alpha() > 0
    assert image.pixelColor(menu.panel.left() + 8, menu.panel.center().y()) == LIGHT.color("raised")


def test_without_a_compositor_it_is_square_and_opaque(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr("turbodesk.ui.widgets.menu.is_composited", lambda: False)
    menu = Menu()
    qtbot.addWidget(menu)
    menu.addAction("One")
    menu.popup_at(QPoint(30, 40))
    assert menu.pos() == QPoint(30, 40)
    assert menu.panel == menu.rect()
    image = picture(menu)
    assert image.pixelColor(0, 0) == LIGHT.color("button-border")
    assert image.pixelColor(3, 3) == LIGHT.color("raised")


def test_on_macos_the_system_makes_the_shadow(monkeypatch: pytest.MonkeyPatch, qtbot: QtBot) -> None:
    monkeypatch.setattr("sys.platform", "darwin")
    menu = Menu()
    qtbot.addWidget(menu)
    assert not menu.windowFlags() & Qt.WindowType.NoDropShadowWindowHint
    menu.addAction("One")
    menu.popup_at(QPoint(30, 40))
    assert menu.panel == menu.rect()
    assert menu.pos() == QPoint(30, 40)


def test_menus_that_qt_makes_are_soft_too(qapp: QApplication, qtbot: QtBot) -> None:
    own = OwnMenus()
    own.expect_at(QPoint(60, 70))
    qapp.installEventFilter(own)
    try:
        menu = QMenu()
        qtbot.addWidget(menu)
        menu.addAction("Paste")
        menu.popup(QPoint(60, 70))
    finally:
        qapp.removeEventFilter(own)
    assert menu.testAttribute(Qt.WidgetAttribute.WA_TranslucentBackground)
    assert menu.pos() + panel_of(menu).topLeft() == QPoint(60, 70)
    assert picture(menu).pixelColor(QPointF(panel_of(menu).center()).toPoint()).alpha() == 255


def test_icons_and_words_begin_as_far_from_the_edge_as_keys_end(menu: Menu) -> None:
    menu.clear()
    menu.addAction("Hide\tF2").setIcon(LIGHT.icon("stop"))
    menu.popup_at(QPoint(0, 0))
    QApplication.processEvents()
    panel = menu.grab(menu.panel).toImage()
    inked = [
        x for x in range(4, panel.width() - 4)
        if any(panel.pixelColor(x, y).lightness() < 150 for y in range(8, panel.height() - 8))
    ]  # fmt: skip
    words = next(x for x in inked if x > 34)
    assert abs(inked[0] - 20) <= 1, "the square of the icon lies 3 px inside its 16"
    assert abs(words - 43) <= 2
    assert abs(panel.width() - inked[-1] - 17) <= 2
