"""Every control of sidebar, header and composer can be reached by Tab and says its name to a screen reader."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import first_of, focused
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.model import Model
from turbodesk.ui.composer import Composer
from turbodesk.ui.main_window.header import Header
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.sidebar.conversation_list import ConversationList
from turbodesk.ui.theme import DARK, LIGHT, Theme, style_application
from turbodesk.ui.widgets.focus import set_keys_used
from turbodesk.ui.widgets.window_watch import WindowWatch


def sidebar() -> Sidebar:
    made = Sidebar(LIGHT)
    made.set_conversations([Conversation("a", "One"), Conversation("b", "Two")])
    made.set_month("$1.84")
    return made


def header() -> Header:
    made = Header(LIGHT)
    made.set_title("Title")
    made.set_folded(folded=True)
    made.set_pinned(False)
    made.set_models((Model("m", "Model M"),), dt.date(2026, 1, 1))
    made.set_model(Model("m", "Model M"))
    made.set_menu(lambda menu: menu.addActions([QAction("One", menu)]))
    return made


def composer() -> Composer:
    made = Composer(LIGHT)
    made.set_draft("text")
    return made


PARTS = {
    sidebar: ["Search chats", "Hide sidebar", "New chat", "Chats", "Settings", "$1.84 this month"],
    header: ["Show sidebar", "New chat", "Title: Title", "Model", "Pin chat", "Menu"],
    composer: ["Message", "Attach files", "Send"],
}


@pytest.fixture(params=PARTS, ids=lambda make: make.__name__)
def part(request: pytest.FixtureRequest, qtbot: QtBot) -> Iterator[tuple[QWidget, list[str]]]:
    window = QWidget()
    window.resize(800, 560)
    qtbot.addWidget(window)
    made = request.param()
    QVBoxLayout(window).addWidget(made)
    window.show()
    window.activateWindow()
    yield made, PARTS[request.param]
    window.close()


def test_tab_walks_through_all_controls_in_order(part: tuple[QWidget, list[str]], qtbot: QtBot) -> None:
    made, names = part
    first = next(one for one in made.findChildren(QWidget) if one.accessibleName() == names[0])
    first.setFocus(Qt.FocusReason.TabFocusReason)
    walked = []
    for _ in names:
        walked.append(focused().accessibleName())
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
    assert walked == names


def test_every_control_has_a_name(part: tuple[QWidget, list[str]]) -> None:
    made, _ = part
    nameless = [
        type(one).__name__
        for one in made.findChildren(QWidget)
        if isinstance(one, QAbstractButton | QLineEdit | QAbstractItemView)
        if one.isVisible() and not one.accessibleName()
        # Qt's own buttons inside a line edit: they take no focus and only repeat what keys do.
        if not isinstance(one.parentWidget(), QLineEdit)
    ]
    assert nameless == []


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)
def test_the_focus_can_be_seen(part: tuple[QWidget, list[str]], qapp: QApplication, theme: Theme, qtbot: QtBot) -> None:
    made, names = part
    window = made.window()
    style_application(qapp, theme)
    WindowWatch(window)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
    for name in names:
        control = next(one for one in made.findChildren(QWidget) if one.accessibleName() == name)
        if isinstance(control, QAbstractItemView):
            first_of(made, ConversationList).focus_first()
        control.setFocus(Qt.FocusReason.TabFocusReason)
        qtbot.waitUntil(control.hasFocus)
        with_focus = window.grab().toImage()
        control.clearFocus()
        assert window.grab().toImage() != with_focus, name
    set_keys_used(False)
    qapp.setStyleSheet("")
