"""The shortcut sheet shows every shortcut as this system writes it, and leaves by Esc."""

from __future__ import annotations

import sys

import pytest
from PySide6.QtCore import QLibraryInfo, QPoint, Qt, QTranslator
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QScrollArea, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, nameless, press, shown_text
from turbodesk import translation
from turbodesk.ui.main_window.shortcut_sheet import ShortcutRow, ShortcutSheet, balanced, key_caps
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.widgets.plain import key_text

ROWS = (
    ShortcutRow("New chat", "Ctrl+N", "Chat"),
    ShortcutRow("Zoom in", "Ctrl++", "View"),
    ShortcutRow("Hidden", "", "View"),
    ShortcutRow("Delete", "Ctrl+Shift+Backspace", "Chat"),
)


@pytest.fixture
def sheet(qtbot: QtBot) -> ShortcutSheet:
    window = QWidget()
    qtbot.addWidget(window)
    behind = QLineEdit()
    QVBoxLayout(window).addWidget(behind)
    window.resize(800, 560)
    window.show()
    qtbot.waitExposed(window)
    behind.setFocus()
    sheet = ShortcutSheet(window, theme=LIGHT)
    sheet.set_rows(ROWS)
    sheet.open()
    return sheet


@pytest.mark.parametrize(
    ("shortcut", "caps"),
    [
        ("Ctrl+N", ["Ctrl", "N"]),
        ("Ctrl++", ["Ctrl", "+"]),
        ("Ctrl+-", ["Ctrl", "-"]),
        ("F2", ["F2"]),
        ("+", ["+"]),
        ("Ctrl+Shift+Backspace", ["Ctrl", "Shift", "Backspace"]),
        ("Ctrl+Return", ["Ctrl", "Enter"]),
    ],
)
def test_a_shortcut_is_split_into_its_keys(shortcut: str, caps: list[str]) -> None:
    assert key_caps(shortcut) == caps


@pytest.mark.parametrize(
    ("language", "told"), [("de", ["Strg", "Enter"]), ("fr", ["Ctrl", "Entrée"]), ("zh_CN", ["Ctrl", "回车"])]
)
@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has signs instead")
def test_keys_are_named_in_the_language_in_use(qapp: QApplication, language: str, told: list[str]) -> None:
    words = QTranslator()
    assert words.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    qapp.installTranslator(words)
    try:
        assert key_caps("Ctrl+Return") == told
    finally:
        qapp.removeTranslator(words)


_WITH_KEYS = {
    "Shift+Enter starts a new line. Off: the other way round.": "Shift+Return",
    "Above so many letters it is attached instead of filling the field. Ctrl+Shift+V always pastes it as text.": (
        "Ctrl+Shift+V"
    ),
    "Such as Ctrl+Alt+Space. Your desktop may give another one, which you see in its own settings.": "Ctrl+Alt+Space",
    "Enter sends the message": "Return",
    "Another name for this preset. Enter keeps it, Esc leaves it as it was.": "Esc",
}


@pytest.mark.parametrize("language", [one for one in translation.LANGUAGES if one != translation.ENGLISH])
@pytest.mark.skipif(sys.platform == "darwin", reason="a Mac has signs instead")
def test_sentences_name_keys_as_menus_do(qapp: QApplication, language: str) -> None:
    words = QTranslator()
    assert words.load(f"qtbase_{language}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    qapp.installTranslator(words)
    translation.install([language])
    try:
        told = {key_text(keys): translation._(sentence) for sentence, keys in _WITH_KEYS.items()}
    finally:
        translation.use(translation.ENGLISH, None)
        qapp.removeTranslator(words)
    assert [sentence for keys, sentence in told.items() if keys not in sentence] == []


def test_columns_are_balanced_and_keep_their_order() -> None:
    assert balanced({"Chat": 6, "Reply": 6, "View": 5, "Application": 4}) == (
        ["Chat", "Reply"],
        ["View", "Application"],
    )
    assert balanced({}) == ([], [])


def test_it_shows_what_has_a_shortcut(sheet: ShortcutSheet) -> None:
    words = shown_text(sheet).splitlines()
    assert "New chat" in words
    assert "Backspace" in words
    assert "Hidden" not in words
    assert words.count("Chat") == 1


def test_escape_closes_and_gives_the_focus_back(sheet: ShortcutSheet) -> None:
    QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Escape)
    assert not sheet.isVisible()
    assert isinstance(sheet.window().focusWidget(), QLineEdit)


def test_the_close_button_closes(sheet: ShortcutSheet) -> None:
    press(button(sheet, "Close"), Qt.Key.Key_Space)
    assert not sheet.isVisible()


def test_tab_stays_inside(sheet: ShortcutSheet) -> None:
    for _ in range(5):
        QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Tab)
        assert sheet.isAncestorOf(sheet.window().focusWidget())
    QTest.keyClick(sheet.focusWidget(), Qt.Key.Key_Backtab)
    assert sheet.isAncestorOf(sheet.window().focusWidget())


def test_everything_is_named_and_unclipped(sheet: ShortcutSheet) -> None:
    assert nameless(sheet) == []
    assert clipped(sheet) == []


def test_in_a_narrow_window_it_has_one_column(qtbot: QtBot, sheet: ShortcutSheet) -> None:
    def lefts() -> set[int]:
        names = {"New chat", "Zoom in"}
        labels = [one for one in sheet.findChildren(QLabel) if one.text() in names]
        return {one.mapTo(sheet, QPoint()).x() for one in labels}

    qtbot.waitUntil(lambda: len(lefts()) == 2)
    high = sheet.panel.height()
    sheet.window().resize(420, 480)
    qtbot.waitUntil(lambda: len(lefts()) == 1)
    sheet.window().resize(800, 560)
    qtbot.waitUntil(lambda: len(lefts()) == 2)
    assert sheet.panel.height() == high, "no higher than two columns need"


def test_in_a_narrow_window_long_names_wrap_and_every_key_is_seen(qtbot: QtBot, sheet: ShortcutSheet) -> None:
    long = ShortcutRow("Instructions and files of the project", "Ctrl+Shift+Backspace", "Chat")
    sheet.set_rows((*ROWS, long))
    sheet.window().resize(420, 480)
    area = sheet.findChildren(QScrollArea)[0]

    def ends() -> list[int]:
        keys = [one for one in area.findChildren(QLabel) if one.text() in {"N", "Backspace"}]
        return [one.mapTo(area, QPoint(one.width(), 0)).x() for one in keys]

    qtbot.waitUntil(lambda: area.width() < 420 and len(set(ends())) > 0 and min(ends()) > 200)
    assert max(ends()) <= area.viewport().width()
    assert clipped(sheet) == []
