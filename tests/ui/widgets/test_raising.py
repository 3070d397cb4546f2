"""What a desktop gives for one window to come to the front is no other program's."""

from __future__ import annotations

import os

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.raising import bring_to_front, is_in_front


@pytest.mark.parametrize(("platform", "stays"), [("wayland", True), ("wayland-egl", True), ("xcb", False)])
def test_a_token_is_left_only_where_qt_takes_it(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, platform: str, stays: bool
) -> None:
    monkeypatch.delenv("XDG_ACTIVATION_TOKEN", raising=False)
    monkeypatch.setattr(QApplication, "platformName", lambda: platform)
    window = QWidget()
    qtbot.addWidget(window)
    bring_to_front(window, "token")
    assert (os.environ.pop("XDG_ACTIVATION_TOKEN", "") == "token") is stays


def test_a_window_whose_dialog_is_worked_in_is_in_front(qtbot: QtBot) -> None:
    window, other = QWidget(), QWidget()
    qtbot.addWidget(window)
    qtbot.addWidget(other)
    bring_to_front(window)
    qtbot.waitUntil(lambda: is_in_front(window))
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(dialog.isActiveWindow)
    assert is_in_front(window)
    dialog.close()
    bring_to_front(other)
    qtbot.waitUntil(other.isActiveWindow)
    assert not is_in_front(window)
