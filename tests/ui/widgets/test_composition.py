"""A press of the mouse outside a field, and a command, commit first what is being composed in the field."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from turbodesk.app import commands
from turbodesk.app.commands import CommandContext
from turbodesk.ui.presenters.actions import Actions
from turbodesk.ui.widgets.composition import CommitOnPress
from turbodesk.ui.widgets.text_field import TextField


class Form(QWidget):
    """Two fields and a button that is grey while the first is empty and takes no focus."""

    def __init__(self) -> None:
        super().__init__()
        self.field, self.line, self.button = TextField(), QLineEdit(), QPushButton("Save")
        self.taken: list[str] = []
        self.button.setEnabled(False)
        self.button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.field.textChanged.connect(lambda: self.button.setEnabled(self.field.toPlainText() != ""))
        self.button.clicked.connect(lambda: self.taken.append(self.field.toPlainText()))
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.line)
        layout.addWidget(self.button)


@pytest.fixture
def form(qtbot: QtBot) -> Form:
    form = Form()
    qtbot.addWidget(form)
    CommitOnPress(form)
    form.show()
    form.activateWindow()
    form.field.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(form.field.hasFocus)
    QApplication.sendEvent(form.field, QInputMethodEvent("네", []))
    return form


def press(form: Form, widget: QWidget) -> None:
    """Click as the screen does: at a place of the window, which finds the widget there."""
    window = form.windowHandle()
    QTest.mouseClick(
        window,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        widget.mapTo(form, widget.rect().center()),
    )


def test_a_press_outside_the_field_commits_before_the_button_hears_of_it(form: Form) -> None:
    press(form, form.button)
    assert form.taken == ["네"]


def test_a_press_in_the_field_is_the_input_methods_business(form: Form) -> None:
    press(form, form.field.viewport())
    assert form.field.is_composing


def test_a_command_finds_committed_what_was_being_composed(form: Form) -> None:
    actions = Actions(form)
    seen: list[str] = []
    actions.bind(commands.QUIT, lambda: seen.append(form.field.toPlainText()))
    actions.update(CommandContext(ready=True))
    actions.trigger(commands.QUIT.id)
    assert seen == ["네"]


def test_a_line_commits_too_where_no_input_method_does_it(form: Form, qtbot: QtBot) -> None:
    line = form.line
    line.setText("안")
    line.setFocus(Qt.FocusReason.OtherFocusReason)
    qtbot.waitUntil(line.hasFocus)
    QApplication.sendEvent(line, QInputMethodEvent("녕", []))
    press(form, form.button)
    assert line.text() == "안녕"
    press(form, form.button)
    assert line.text() == "안녕"
