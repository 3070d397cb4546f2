"""The header shows a conversation's facts and asks for changes; it never changes by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QApplication, QLayout, QLineEdit, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of
from turbodesk.chat.model import Model
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.main_window.project_button import ProjectButton
from turbodesk.ui.models.popup import ModelPopup
from turbodesk.ui.theme import DARK, LIGHT, style_application


@pytest.fixture
def header(qtbot: QtBot) -> Iterator[Header]:
    window = QWidget()
    window.resize(800, 400)
    qtbot.addWidget(window)
    header = Header(LIGHT)
    QVBoxLayout(window).addWidget(header, 0, Qt.AlignmentFlag.AlignTop)
    header.set_title("Explain entanglement")
    header.set_models((Model("quick-2", "Quick 2"),), dt.date(2026, 7, 1))
    header.set_model(Model("quick-2", "Quick 2"))
    window.show()
    window.activateWindow()
    yield header
    window.close()


def button(header: Header, name: str) -> QAbstractButton:
    return next(one for one in header.findChildren(QAbstractButton) if one.accessibleName() == name)


def title_field(header: Header) -> QLineEdit:
    return next(one for one in header.findChildren(QLineEdit) if one.accessibleName() == "Title")


def edited(header: Header) -> list[str]:
    titles: list[str] = []
    header.title_edited.connect(titles.append)
    return titles


@pytest.mark.parametrize("way", ["click", "asked"])
def test_the_title_is_written_in_place(header: Header, qtbot: QtBot, way: str) -> None:
    titles = edited(header)
    if way == "click":
        qtbot.mouseClick(button(header, "Title: Explain entanglement"), Qt.MouseButton.LeftButton)
    else:
        header.edit_title()
    field = title_field(header)
    assert field.selectedText() == "Explain entanglement"
    qtbot.keyClicks(field, "Spooky  action ")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert titles == ["Spooky action"]
    assert not field.isVisible()
    assert button(header, "Title: Explain entanglement").isVisible()


def test_escape_and_a_blank_title_change_nothing(header: Header, qtbot: QtBot) -> None:
    titles = edited(header)
    stopped: list[bool] = []
    QShortcut(QKeySequence("Esc"), header).activated.connect(lambda: stopped.append(True))
    header.edit_title()
    qtbot.keyClicks(title_field(header), "other")
    qtbot.keyClick(title_field(header), Qt.Key.Key_Escape)
    assert not title_field(header).isVisible()
    header.edit_title()
    title_field(header).setText("   ")
    qtbot.keyClick(title_field(header), Qt.Key.Key_Return)
    assert titles == []
    assert stopped == []


def test_leaving_the_title_keeps_what_was_written(header: Header, qtbot: QtBot) -> None:
    titles = edited(header)
    header.edit_title()
    qtbot.keyClicks(title_field(header), "Kept")
    title_field(header).clearFocus()
    assert titles == ["Kept"]


def test_a_long_title_gives_way(header: Header) -> None:
    header.set_title("A & B " * 60)
    QApplication.sendPostedEvents()
    title = button(header, "Title: " + ("A & B " * 60).strip())
    assert title.text().endswith("…")
    assert "&&" in title.text()
    assert header.width() < 800
    assert button(header, "Model").isVisible()
    assert header.minimumSizeHint().width() < 420


@pytest.mark.parametrize("is_temporary", [False, True])
def test_in_a_narrow_window_nothing_is_cut_with_all_there_is(
    header: Header, qapp: QApplication, is_temporary: bool
) -> None:
    style_application(qapp, LIGHT)
    header.set_folded(folded=True)
    header.set_title("Ferries of the north")
    header.set_model(Model("m", "Sonnet 4.6"))
    header.set_menu(lambda menu: None)
    header.set_gateways({"a": "TheTurbo", "b": "Mine"}, "b")
    header.show_preset("Patient", is_changed=True, instructions="", of_project="")
    header.set_has_contents(has_contents=True)
    header.set_temporary(is_temporary=is_temporary)
    if not is_temporary:
        header.set_project("Norway in June with everybody")
        header.set_pinned(True)
    layout = header.window().layout()
    assert layout is not None
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSizeConstraint(QLayout.SizeConstraint.SetNoConstraint)  # as in the window, which is as small as that
    header.window().setMinimumSize(0, 0)
    header.window().resize(420, 400)
    QApplication.processEvents()
    assert header.width() == 420
    shown = [one for one in header.findChildren(QAbstractButton) if one.isVisible()]
    needed = {one.accessibleName(): min(one.minimumSizeHint().width(), one.maximumWidth()) for one in shown}
    cut = {one.accessibleName(): one.width() for one in shown if one.width() < needed[one.accessibleName()]}
    assert cut == {}
    header.apply_theme(DARK)
    assert not [one for one in header.findChildren(ProjectButton) if one.isVisible()]
    header.window().resize(800, 400)
    QApplication.processEvents()
    header.apply_theme(DARK)
    assert is_temporary or button(header, "Project: Norway in June with everybody").isVisible()


def test_the_demo_is_marked_and_the_mark_leads_out(header: Header, qtbot: QtBot) -> None:
    badge = button(header, "Demo: add your key")
    assert not badge.isVisible()
    header.set_demo(demo=True)
    assert (badge.text(), badge.isVisible()) == ("Demo, add your key", True)
    header.window().resize(420, 400)
    qtbot.waitUntil(lambda: badge.text() == "Demo")
    badge.setFocus()
    with qtbot.waitSignal(header.demo_pressed):
        qtbot.keyClick(badge, Qt.Key.Key_Space)


def test_the_ribbon_hangs_where_the_chat_is_pinned(header: Header, qtbot: QtBot) -> None:
    header.set_pinned(None)
    assert not [one for one in header.findChildren(QAbstractButton) if one.accessibleName() == "Pin chat"]
    header.set_pinned(pinned=False)
    ribbon = button(header, "Pin chat")
    assert ribbon.y() == 0, "it hangs from the window's edge"
    loose = ribbon.grab().toImage()
    with qtbot.waitSignal(header.pin_pressed):
        qtbot.mouseClick(ribbon, Qt.MouseButton.LeftButton)
    assert ribbon.accessibleName() == "Pin chat", "until it is told what came of it"
    header.set_pinned(True, drops=True)
    assert ribbon.accessibleName() == "Unpin chat"
    assert ribbon.grab().toImage() != loose


def test_the_ribbon_drops_only_when_it_is_pinned_before_ones_eyes(header: Header, qtbot: QtBot) -> None:
    header.set_pinned(False)
    header.set_pinned(True)
    ribbon = button(header, "Unpin chat")
    hanging = ribbon.grab().toImage()
    header.set_pinned(False)
    header.set_pinned(True, drops=True)
    assert ribbon.grab().toImage() != hanging, "it is on its way"
    qtbot.waitUntil(lambda: ribbon.grab().toImage() == hanging)


def test_without_the_sidebar_the_header_begins_with_the_ways_to_it(header: Header, qtbot: QtBot) -> None:
    title = button(header, "Title: Explain entanglement")
    assert not button(header, "Show sidebar").isVisible()
    assert title.mapTo(header, title.rect().topLeft()).x() + 8 == 24
    header.set_folded(folded=True)
    with qtbot.waitSignal(header.sidebar_requested):
        qtbot.mouseClick(button(header, "Show sidebar"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(header.new_chat_requested):
        qtbot.mouseClick(button(header, "New chat"), Qt.MouseButton.LeftButton)


def test_a_model_chosen_is_asked_for(header: Header, qtbot: QtBot) -> None:
    header.open_models()
    popup = first_of(header.window(), ModelPopup)
    assert popup.isVisible()
    with qtbot.waitSignal(header.model_chosen) as heard:
        for letter in "other":
            qtbot.keyClicks(header.window().focusWidget(), letter)
        qtbot.keyClick(header.window().focusWidget(), Qt.Key.Key_Return)
    assert heard.args == ["other"]


def test_the_menu_is_filled_when_it_is_opened(header: Header, qtbot: QtBot) -> None:
    assert not button(header, "Menu").isVisible()
    header.set_menu(lambda menu: menu.addActions([QAction("One", menu)]))
    qtbot.mouseClick(button(header, "Menu"), Qt.MouseButton.LeftButton)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    assert [action.text() for action in menu.actions()] == ["One"]
    menu.close()


def test_it_takes_another_theme(header: Header) -> None:
    before = header.grab().toImage()
    header.apply_theme(DARK)
    assert header.grab().toImage() != before
