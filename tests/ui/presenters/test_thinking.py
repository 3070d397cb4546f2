"""Thinking is chosen where a message is written, for the chat in front, and kept in its parameters alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton

from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_own_gateway import keyed
from tests.ui.presenters.test_window import Seat, play  # noqa: F401 - a fixture
from tests.ui.seen import button, first_of, press, shown_text
from turbodesk.app.commands import NEW_CHAT
from turbodesk.chat.model import Effort, Model, Prices, ThinkingMode, ThinkingOff
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.composer.thinking import ThinkingChip
from turbodesk.ui.composer.thinking_popup import ThinkingPopup
from turbodesk.ui.presenters.palette_choices import thinking_choices
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
        (Parameters(fast=True), "Think", False),  # nor this
    ],
)
def test_the_chip_says_in_few_words_what_is_chosen(parameters_: Parameters, words: str, is_on: bool) -> None:
    choice = choice_of(BOTH, parameters_)
    assert choice.words == words
    assert choice.is_on == is_on


NEW = replace(
    BOTH,
    name="New 5",
    thinking_off=ThinkingOff.NEVER,
    usual_effort=Effort.LOW,
    fast_price=2.0,
    prices=Prices(4, 20, 5, 8, 0.2, fast=2.0),
)


@pytest.mark.parametrize(
    ("parameters_", "words", "is_on"),
    [
        (Parameters(), "Think", False),  # it always does
        (Parameters(thinking=True), "Think", False),
        (Parameters(effort=Effort.LOW), "Think", False),
        (Parameters(effort=Effort.HIGH), "Think: high", True),
        (Parameters(fast=True), "Think: fast", True),
        (Parameters(effort=Effort.MAX, fast=True), "Think: max, fast", True),
    ],
)
def test_what_a_model_does_unasked_is_not_on(parameters_: Parameters, words: str, is_on: bool) -> None:
    choice = choice_of(NEW, parameters_)
    assert (choice.words, choice.is_on, choice.thinks) == (words, is_on, True)
    assert choice.always_thinks == "New 5 always thinks first."


def test_fast_mode_is_offered_with_its_price_where_model_and_gateway_have_it() -> None:
    words = "written up to 2.5× as quickly, for 2× the price: $8 per million tokens read, $40 written."
    assert choice_of(NEW, Parameters()).fast_words.endswith(words)
    assert choice_of(replace(NEW, prices=None), Parameters()).fast_words.endswith("for 2× the price.")
    assert choice_of(replace(NEW, thinking=(), efforts=()), Parameters(fast=True)).words == "Fast"
    refused = choice_of(NEW, Parameters(fast=True), {"speed"})
    assert (refused.fast_words, refused.is_fast, refused.words) == ("", False, "Think")


def test_what_a_gateway_has_refused_is_not_offered() -> None:
    unlike = replace(NEW, thinking_off=ThinkingOff.DISABLED)
    assert choice_of(unlike, Parameters()).always_thinks == ""
    assert choice_of(unlike, Parameters(effort=Effort.MAX)).always_thinks.startswith("With so much effort New 5")
    assert choice_of(unlike, Parameters(), {"thinking.disabled"}).always_thinks == "New 5 always thinks first here."
    assert choice_of(unlike, Parameters(thinking=True), {"thinking"}).can_think is False
    assert choice_of(unlike, Parameters(effort=Effort.MAX), {"effort"}).levels == ()
    between = choice_of(replace(NEW, thinking_off=ThinkingOff.BETWEEN_TOOLS), Parameters())
    assert between.without == "Off: New 5 only makes notes between the tools it uses."


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
        assert not switch(popup, "Fast mode").isVisible()
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


def switch(popup: ThinkingPopup, name: str) -> Switch:
    return next(one for one in popup.findChildren(Switch) if one.accessibleName() == name)


def test_fast_mode_is_a_switch_of_the_popup_and_a_row_of_the_palette(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_model("claude-opus-5-5")
        chip = first_of(seat.window, ThinkingChip)
        press(chip, Qt.Key.Key_Space)
        popup = first_of(seat.window, ThinkingPopup)
        assert "Opus 5.5 always thinks first." in shown_text(popup)
        assert not switch(popup, "Think before replying").isEnabled()
        assert switch(popup, "Think before replying").isChecked()
        fast = switch(popup, "Fast mode")
        assert "2× the price: $8 per million tokens read, $40 written (assumed)." in fast.accessibleDescription()
        await seat.until(lambda: popup.rect().contains(fast.mapTo(popup, fast.rect().bottomRight())))
        fast.click()
        assert parameters(seat) == Parameters(fast=True)
        assert (chip.is_on, chip.accessibleDescription()) == (True, "Think: fast")
        seat.key(Qt.Key.Key_Escape)
        rows = {row.title: act for row, act in thinking_choices(chat)}
        assert "Think before replying" not in rows, "it always does"
        assert {"How hard: High", "Fast mode: off"} < set(rows)
        assert "How hard: Medium" not in rows, "that is what it does"
        rows["Fast mode: off"]()
        rows["How hard: High"]()
        assert parameters(seat) == Parameters(effort=Effort.HIGH)
        chat.choose_model("claude-sonnet-5-5")
        dict((row.title, act) for row, act in thinking_choices(chat))["Think before replying"]()
        assert parameters(seat) == Parameters(thinking=True, effort=Effort.HIGH)

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


def test_a_fast_reply_is_asked_for_and_one_that_is_refused_is_no_longer_offered(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        async with GatewayServer(key="sk-right") as server:
            await keyed(seat, server)
            chat = seat.presenter.chat_presenter.chat
            assert chat is not None
            chat.choose_model("claude-opus-5-5")
            chip = first_of(seat.window, ThinkingChip)
            chat.tune(Parameters(fast=True))
            await seat.says("Quickly, please")
            assert server.requests[-1].json["speed"] == "fast"
            reply = chat.last_reply()
            assert reply is not None
            assert reply.usage.was_asked_fast
            server.script(Answer(status=400, body={"error": {"message": "speed: Extra inputs are not permitted"}}))
            await seat.says("Again")
            assert "speed" not in server.requests[-1].json
            reply = chat.last_reply()
            assert reply is not None
            assert [one.parameter for one in reply.adjusted] == ["speed"]
            await seat.until(lambda: not chip.is_on)
            press(chip, Qt.Key.Key_Space)
            popup = first_of(seat.window, ThinkingPopup)
            assert not switch(popup, "Fast mode").isVisible()
            seat.key(Qt.Key.Key_Escape)
            assert parameters(seat).fast, "the wish is kept, for a gateway that takes it"
            await seat.services.gateways.close()

    play(scene)
