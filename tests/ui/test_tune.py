"""The Tune panel offers what the model takes, tells every change once, and never loses a typed word."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QDoubleSpinBox,
    QPushButton,
    QRadioButton,
    QSlider,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.seen import clipped, nameless, press, shown_text, tab_order
from turbodesk.chat.model import Model, Sampling
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.tune import TunePanel
from turbodesk.ui.tune.prompt import PromptField

SONNET = Model("claude-sonnet-4-6", "Sonnet 4.6", sampling=Sampling.ONE, max_output=128_000)
OPUS = Model("claude-opus-4-7", "Opus 4.7", sampling=Sampling.NONE, max_output=128_000)


@pytest.fixture
def told() -> list[Parameters]:
    return []


@pytest.fixture
def panel(qtbot: QtBot, told: list[Parameters]) -> TunePanel:
    panel = TunePanel(LIGHT)
    qtbot.addWidget(panel)
    panel.set_model(SONNET)
    panel.parameters_changed.connect(told.append)
    panel.resize(panel.width(), 700)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


def radio(panel: QWidget, text: str) -> QRadioButton:
    return next(one for one in panel.findChildren(QRadioButton) if one.text().startswith(text))


def test_showing_parameters_tells_nothing(panel: TunePanel, told: list[Parameters]) -> None:
    panel.set_parameters(Parameters(system="Be brief.", temperature=0.3, max_tokens=500, stream=False))
    panel.set_model(OPUS)
    panel.hide()
    assert told == []


def test_a_typed_prompt_is_told_once_after_a_pause(qtbot: QtBot, panel: TunePanel, told: list[Parameters]) -> None:
    field = panel.findChild(PromptField)
    QTest.keyClicks(field, "Be brief.")
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [Parameters(system="Be brief.")]


def test_a_prompt_still_being_typed_is_told_when_asked_to(panel: TunePanel, told: list[Parameters]) -> None:
    QTest.keyClicks(panel.findChild(PromptField), "Be")
    panel.flush()
    panel.flush()
    assert told == [Parameters(system="Be")]


def test_hiding_the_panel_keeps_the_prompt(panel: TunePanel, told: list[Parameters]) -> None:
    QTest.keyClicks(panel.findChild(PromptField), "Be")
    panel.hide()
    assert told == [Parameters(system="Be")]


def test_another_change_does_not_undo_what_is_being_typed(panel: TunePanel, told: list[Parameters]) -> None:
    field = panel.findChild(PromptField)
    QTest.keyClicks(field, "Be")
    press(panel.findChild(QCheckBox), Qt.Key.Key_Space)
    panel.flush()
    assert field.toPlainText() == "Be"
    assert told[-1] == Parameters(system="Be", stream=False)


def test_temperature_is_chosen_and_set_by_keys(panel: TunePanel, told: list[Parameters]) -> None:
    press(radio(panel, "Model’s own"), Qt.Key.Key_Right)
    assert told[-1] == Parameters(temperature=1.0)
    press(panel.findChild(QSlider), Qt.Key.Key_Right)
    assert told[-1] == Parameters(temperature=1.05)
    number = panel.findChild(QDoubleSpinBox)
    assert number.value() == pytest.approx(1.05)
    press(number, Qt.Key.Key_Down)
    assert told[-1] == Parameters(temperature=1.0)


def test_temperature_and_top_p_exclude_one_another(panel: TunePanel, told: list[Parameters]) -> None:
    press(radio(panel, "Model’s own"), Qt.Key.Key_Right)
    press(radio(panel, "Temperature"), Qt.Key.Key_Right)
    assert told[-1].top_p == pytest.approx(0.95)
    assert all(one.temperature is None or one.top_p is None for one in told)


def test_a_temperature_the_models_do_not_document_is_marked(panel: TunePanel) -> None:
    panel.set_parameters(Parameters(temperature=1.0))
    assert "documented range" not in shown_text(panel)
    press(panel.findChild(QDoubleSpinBox), Qt.Key.Key_Up)
    assert "documented range" in shown_text(panel)


def test_a_model_with_its_own_sampling_greys_it_with_the_reason(panel: TunePanel, told: list[Parameters]) -> None:
    panel.set_parameters(Parameters(temperature=0.4))
    panel.set_model(OPUS)
    assert not radio(panel, "Temperature").isEnabled()
    assert not panel.findChild(QSlider).isEnabled()
    assert OPUS.temperature_reason() in shown_text(panel)
    panel.set_model(SONNET)
    assert radio(panel, "Temperature").isChecked()
    assert OPUS.temperature_reason() not in shown_text(panel)
    assert told == []


def test_length_is_a_number_up_to_the_models_maximum(panel: TunePanel, told: list[Parameters]) -> None:
    press(radio(panel, "Model’s usual (8,192 tokens)"), Qt.Key.Key_Down)
    assert told[-1] == Parameters(max_tokens=8192)
    number = panel.findChild(QSpinBox)
    number.selectAll()
    QTest.keyClicks(number, "999999")
    press(number, Qt.Key.Key_Return)
    assert told[-1].max_tokens is not None
    assert told[-1].max_tokens <= SONNET.max_output


def test_an_unstreamed_reply_is_shorter_and_the_panel_says_why(panel: TunePanel, told: list[Parameters]) -> None:
    panel.set_parameters(Parameters(max_tokens=50_000))
    press(panel.findChild(QCheckBox), Qt.Key.Key_Space)
    assert panel.findChild(QSpinBox).value() == 21_333
    assert "ten minutes" in shown_text(panel)
    # The wish itself is kept: with streaming back on, it counts again.
    press(panel.findChild(QCheckBox), Qt.Key.Key_Space)
    assert told[-1] == Parameters(max_tokens=50_000)
    assert panel.findChild(QSpinBox).value() == 50_000


def test_a_reset_can_be_taken_back(panel: TunePanel, told: list[Parameters]) -> None:
    tuned = Parameters(system="An hour of work", temperature=0.2)
    panel.set_parameters(tuned)
    button = panel.findChild(QPushButton)
    press(button, Qt.Key.Key_Space)
    assert told[-1] == Parameters()
    press(button, Qt.Key.Key_Space)
    assert told[-1] == tuned
    assert panel.findChild(PromptField).toPlainText() == tuned.system


def test_nothing_to_reset_nothing_to_press(panel: TunePanel) -> None:
    assert not panel.findChild(QPushButton).isEnabled()


def test_escape_asks_to_be_closed(qtbot: QtBot, panel: TunePanel) -> None:
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(panel.findChild(PromptField), Qt.Key.Key_Escape)


def test_the_prompt_grows_with_its_text_and_stops(qtbot: QtBot, panel: TunePanel) -> None:
    field = panel.findChild(PromptField)
    empty = field.height()
    panel.set_parameters(Parameters(system="line\n" * 8))
    qtbot.waitUntil(lambda: field.height() > empty)
    some = field.height()
    panel.set_parameters(Parameters(system="line\n" * 500))
    qtbot.waitUntil(lambda: field.height() > some)
    assert field.height() < 2 * some


def test_tab_leads_through_the_panel_as_it_is_read(panel: TunePanel) -> None:
    panel.set_parameters(Parameters(temperature=0.5, max_tokens=500))
    assert tab_order(panel, panel.findChild(PromptField)) == [
        "System prompt",
        "Temperature",
        "Temperature",
        "Temperature, number",
        "At most a number of tokens",
        "Longest reply in tokens",
        "Stream replies",
        "Reset",
        "Close Tune",
    ]


def test_everything_is_named_and_unclipped(qtbot: QtBot, panel: TunePanel) -> None:
    panel.set_parameters(Parameters(temperature=1.5, max_tokens=50_000, stream=False))
    assert nameless(panel) == []
    qtbot.waitUntil(lambda: not clipped(panel))


def test_a_prompt_that_fits_does_not_scroll(qtbot: QtBot, panel: TunePanel) -> None:
    field = panel.findChild(PromptField)
    panel.set_parameters(Parameters(system="You are a careful editor. " * 9))
    qtbot.waitUntil(lambda: field.verticalScrollBar().maximum() == 0)


def test_a_large_system_font_widens_the_panel_instead_of_cutting_it(qtbot: QtBot, panel: TunePanel) -> None:
    usual = panel.width()
    font = panel.font()
    font.setPointSizeF(font.pointSizeF() * 2)
    panel.setFont(font)
    qtbot.waitUntil(lambda: panel.width() > usual)
    top_p = radio(panel, "Top p")
    panel.set_parameters(Parameters(temperature=1.5, max_tokens=50_000))
    qtbot.waitUntil(lambda: not clipped(panel))
    assert panel.rect().contains(top_p.mapTo(panel, top_p.rect().bottomRight()))
