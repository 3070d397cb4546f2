"""Thinking is chosen where a message is written, for the chat in front, and kept in its parameters alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton

from tests.ui.presenters.test_window import Seat, play  # noqa: F401 - a fixture
from tests.ui.seen import button, first_of, press, shown_text
from turbodesk.app.commands import NEW_CHAT
from turbodesk.chat.model import Effort, Model, ThinkingMode
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.composer.thinking import ThinkingChip
from turbodesk.ui.composer.thinking_popup import ThinkingPopup
from turbodesk.ui.presenters.thinking import choice_of
from turbodesk.ui.widgets.switch import Switch

Play = Callable[..., None]
BOTH = Model("m", "M", thinking=(ThinkingMode.ADAPTIVE,), efforts=(Effort.LOW, Effort.HIGH, Effort.MAX))


def parameters(seat: Seat) -> Parameters:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return chat.conversation.parameters


@pytest.mark.parametrize(
    ("parameters_", "words", "is_on"),
    [
        (Parameters(), "Think", False),
        (Parameters(thinking=True), "Think", True),
        (Parameters(thinking=True, effort=Effort.MAX), "Think: max", True),
        (Parameters(effort=Effort.LOW), "Effort: low", True),
        (Parameters(effort=Effort.MEDIUM), "Think", False),  # which this model does not know
    ],
)
def test_the_chip_says_in_few_words_what_is_chosen(parameters_: Parameters, words: str, is_on: bool) -> None:
    choice = choice_of(BOTH, parameters_)
    assert choice.words == words
    assert (choice.thinks or not choice.is_usual) == is_on


def test_it_is_not_there_for_a_model_that_takes_nothing_of_it() -> None:
    assert not choice_of(Model("m", "M"), Parameters(thinking=True, effort=Effort.MAX)).is_offered
    assert choice_of(replace(BOTH, efforts=()), Parameters()).is_offered
    assert choice_of(replace(BOTH, thinking=()), Parameters()).is_offered


def test_a_switch_and_the_levels_the_model_knows_open_at_it(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        chip = first_of(seat.window, ThinkingChip)
        assert seat.window.findChildren(ThinkingPopup) == [], "made when it is first asked for"
        assert not chip.is_on
        press(chip, Qt.Key.Key_Space)
        popup = first_of(seat.window, ThinkingPopup)
        assert "Slower and dearer" in shown_text(popup)
        levels = [one for one in popup.findChildren(QRadioButton) if one.isVisible()]
        assert [one.text() for one in levels] == ["Low", "Medium", "High", "Max"]
        await seat.until(lambda: all(one.height() >= one.sizeHint().height() > 0 for one in levels))
        assert popup.rect().contains(levels[-1].mapTo(popup, levels[-1].rect().bottomRight()))
        assert seat.focused() is first_of(popup, Switch)
        seat.key(Qt.Key.Key_Space)
        assert parameters(seat) == Parameters(thinking=True)
        assert chip.is_on
        first_of(popup, QRadioButton).click()
        assert parameters(seat) == Parameters(thinking=True, effort=Effort.LOW)
        button(popup, "High").click()
        assert parameters(seat) == Parameters(thinking=True), "what the model does unasked is not sent"
        seat.key(Qt.Key.Key_Escape)
        assert popup.isHidden()
        assert seat.focused() is chip

    play(scene)


def test_it_belongs_to_the_chat_and_follows_what_is_set_elsewhere(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        chip = first_of(seat.window, ThinkingChip)
        await seat.says("Hello")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.tune(Parameters(thinking=True))
        assert chip.is_on
        seat.give(NEW_CHAT)
        await seat.until(lambda: seat.presenter.chat_presenter.chat is not chat)
        assert not chip.is_on

    play(scene)


def test_a_click_leaves_the_cursor_where_one_was_writing(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        seat.type("so")
        QTest.mouseClick(first_of(seat.window, ThinkingChip), Qt.MouseButton.LeftButton)
        popup = first_of(seat.window, ThinkingPopup)
        assert popup.isVisible()
        seat.key(Qt.Key.Key_Escape)
        assert popup.isHidden()
        seat.type(" on")
        assert seat.written() == "so on"

    play(scene)
