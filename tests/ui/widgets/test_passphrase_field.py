"""A field for a passphrase shows nothing of it, not even in what letters it is."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.passphrase_field import PassphraseField

RIGHT, LEFT = Qt.LayoutDirection.RightToLeft, Qt.LayoutDirection.LeftToRight


@pytest.mark.parametrize("direction", [RIGHT, LEFT], ids=lambda one: one.name)
def test_its_dots_stand_where_the_window_is_read_from_whatever_letters_they_are(
    qtbot: QtBot, qapp: QApplication, direction: Qt.LayoutDirection
) -> None:
    before = qapp.layoutDirection()
    qapp.setLayoutDirection(direction)
    try:
        field = PassphraseField("Passphrase")
        field.setStyleSheet("color: #000000; background: #FFFFFF")  # whatever colours a test before has left
        qtbot.addWidget(field)
        field.resize(300, 30)
        for words in ("geheim", "\u0643\u0644\u0645\u0629"):
            field.setText(words)
            image = field.grab().toImage()
            inside = range(8, image.width() - 8)
            inked = [x for x in inside for y in range(6, 24) if image.pixelColor(x, y).lightness() < 120]
            is_at_right = min(inked) > image.width() / 2
            assert is_at_right is (direction is RIGHT)
    finally:
        qapp.setLayoutDirection(before)
