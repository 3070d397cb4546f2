"""The block of backups leaves the focus where the person has put it."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.settings.backups import BackupsBlock


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    for part in (BackupsBlock(), QLineEdit(), QLineEdit()):
        column.addWidget(part)
    qtbot.addWidget(page)
    page.show()
    qtbot.waitExposed(page)
    page.activateWindow()
    return page


@pytest.mark.parametrize("goes_on", [True, False])
def test_whoever_goes_on_elsewhere_meanwhile_stays_there(page: QWidget, qtbot: QtBot, *, goes_on: bool) -> None:
    (block,) = page.findChildren(BackupsBlock)
    elsewhere = page.findChildren(QLineEdit)[-1]
    make = next(one for one in block.findChildren(QPushButton) if one.text() == "Back up now")
    make.setFocus()
    qtbot.waitUntil(make.hasFocus)
    block.show_busy("Backing up…")
    if goes_on:
        elsewhere.setFocus()
    block.show_outcome("2 chats backed up.")
    assert page.focusWidget() is (elsewhere if goes_on else make)


def test_what_ends_of_itself_takes_no_focus(page: QWidget, qtbot: QtBot) -> None:
    (block,) = page.findChildren(BackupsBlock)
    elsewhere = page.findChildren(QLineEdit)[-1]
    elsewhere.setFocus()
    qtbot.waitUntil(elsewhere.hasFocus)
    block.show_busy("Backing up…")
    block.show_outcome("2 chats backed up.", can_undo=True)
    assert elsewhere.hasFocus()
