"""What is being composed counts as written: no placeholder beneath it, and it is there when the text is taken."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from turbodesk.ui.widgets.text_field import TextField


@pytest.fixture
def field(qtbot: QtBot) -> TextField:
    field = TextField()
    qtbot.addWidget(field)
    field.set_placeholder("Say something")
    field.show()
    return field


def compose(field: TextField, *, preedit: str = "", commit: str = "") -> None:
    event = QInputMethodEvent(preedit, [])
    event.setCommitString(commit)
    QApplication.sendEvent(field, event)


def ink(field: TextField) -> bytes:
    """The picture of what is drawn right of the first letters, where a placeholder would reach."""
    picture = field.grab(field.rect().adjusted(40, 4, -4, -4)).toImage()
    return bytes(picture.constBits())


def test_no_placeholder_lies_beneath_a_composition(field: TextField) -> None:
    field.setCursorWidth(0)
    with_placeholder = ink(field)
    field.set_placeholder("")
    blank = ink(field)
    assert with_placeholder != blank
    field.set_placeholder("Say something")
    compose(field, preedit="ni")
    assert ink(field) == blank
    field.set_placeholder("Say something else")  # as when the model changes meanwhile
    assert ink(field) == blank
    compose(field)
    field.set_placeholder("Say something")
    assert ink(field) == with_placeholder


def test_what_is_composed_is_written_once_committed(field: TextField) -> None:
    told: list[bool] = []
    field.composing_changed.connect(lambda: told.append(field.is_composing))
    field.setPlainText("안")
    field.moveCursor(field.textCursor().MoveOperation.End)
    compose(field, preedit="ㄴ")
    compose(field, preedit="녕")
    assert field.toPlainText() == "안"
    field.commit()
    field.commit()
    assert field.toPlainText() == "안녕"
    assert told == [True, False]


@pytest.mark.parametrize("has_focus", [True, False])
def test_it_commits_with_the_focus_and_without(field: TextField, qtbot: QtBot, has_focus: bool) -> None:
    field.activateWindow()
    if has_focus:
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        qtbot.waitUntil(field.hasFocus)
    compose(field, preedit="네")
    field.commit()
    assert field.toPlainText() == "네"
    assert not field.is_composing
