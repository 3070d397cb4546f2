""" "Instructions and limits" offers what the model takes, tells every change once, and never loses a typed word."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QDoubleSpinBox,
    QLineEdit,
    QRadioButton,
    QSlider,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, clipped, first_of, nameless, press, shown_text, tab_order
from tests.ui.settings.sheets import choice, choose
from turbodesk.chat.model import Effort, Model, Sampling, ThinkingMode, unknown_model
from turbodesk.chat.parameters import CacheLife, Parameters
from turbodesk.ui.instructions import InstructionsSheet
from turbodesk.ui.instructions.advanced import read, written
from turbodesk.ui.instructions.tool_rows import ToolChoice, ToolRows
from turbodesk.ui.theme import LIGHT
from turbodesk.ui.widgets.disclosure import Disclosure
from turbodesk.ui.widgets.forms import Segments
from turbodesk.ui.widgets.prompt_field import PromptField
from turbodesk.ui.widgets.switch import Switch

ADAPTIVE, BUDGET = ThinkingMode.ADAPTIVE, ThinkingMode.BUDGET
SONNET = Model(
    "claude-sonnet-4-6",
    "Sonnet 4.6",
    sampling=Sampling.ONE,
    max_output=128_000,
    thinking=(ADAPTIVE, BUDGET),
    efforts=(Effort.LOW, Effort.MEDIUM, Effort.HIGH, Effort.MAX),
)
OPUS = Model(
    "claude-opus-4-7",
    "Opus 4.7",
    sampling=Sampling.NONE,
    max_output=128_000,
    thinking=(ADAPTIVE,),
    efforts=tuple(Effort),
)
HAIKU = Model("claude-haiku-4-5-20251001", "Haiku 4.5", sampling=Sampling.ONE, thinking=(BUDGET,))
TOOLS = (ToolChoice("now", "Date and time", "Tells the time."), ToolChoice("sum", "Calculator", "Calculates."))


@pytest.fixture
def told() -> list[Parameters]:
    return []


@pytest.fixture
def panel(qtbot: QtBot, told: list[Parameters]) -> InstructionsSheet:
    window = QWidget()
    window.resize(1_120, 760)
    qtbot.addWidget(window)
    panel = InstructionsSheet(window, theme=LIGHT, tools=TOOLS)
    panel.set_model(SONNET)
    panel.parameters_changed.connect(told.append)
    window.show()
    qtbot.waitExposed(window)
    panel.open()
    return panel


def unfold(panel: InstructionsSheet) -> None:
    first_of(panel, Disclosure).set_open(True)


def labelled(panel: QWidget, name: str) -> Switch:
    return next(one for one in panel.findChildren(Switch) if one.accessibleName() == name)


def spin(panel: QWidget, name: str) -> QSpinBox:
    return next(one for one in panel.findChildren(QSpinBox) if one.accessibleName() == name)


def segments(panel: QWidget, name: str) -> Segments:
    return next(one for one in panel.findChildren(Segments) if one.accessibleName() == name)


def radio(panel: QWidget, text: str, group: str = "Creativity") -> QRadioButton:
    return next(one for one in segments(panel, group).findChildren(QRadioButton) if one.text() == text)


def test_showing_parameters_tells_nothing(panel: InstructionsSheet, told: list[Parameters]) -> None:
    panel.set_parameters(Parameters(system="Be brief.", temperature=0.3, max_tokens=500, stream=False))
    panel.set_model(OPUS)
    panel.dismiss()
    assert told == []


def test_a_prompt_typed_without_a_pause_is_told_while_typing_goes_on(
    qtbot: QtBot, panel: InstructionsSheet, told: list[Parameters]
) -> None:
    field = first_of(panel, PromptField)

    def typing() -> bool:
        QTest.keyClicks(field, "x")
        return bool(told)

    qtbot.waitUntil(typing)
    letters = len(field.toPlainText())
    assert letters - 1 <= len(told[0].system) <= letters
    assert len(told) == 1


def test_a_typed_prompt_is_told_once_it_rests(qtbot: QtBot, panel: InstructionsSheet, told: list[Parameters]) -> None:
    field = first_of(panel, PromptField)
    QTest.keyClicks(field, "Be brief.")
    assert told == []
    qtbot.waitUntil(lambda: bool(told))
    assert told == [Parameters(system="Be brief.")]


def test_a_prompt_still_being_typed_is_told_when_asked_to(panel: InstructionsSheet, told: list[Parameters]) -> None:
    QTest.keyClicks(first_of(panel, PromptField), "Be")
    panel.flush()
    panel.flush()
    assert told == [Parameters(system="Be")]


def test_closing_the_sheet_keeps_the_prompt(panel: InstructionsSheet, told: list[Parameters]) -> None:
    QTest.keyClicks(first_of(panel, PromptField), "Be")
    panel.dismiss()
    assert told == [Parameters(system="Be")]


def test_another_change_does_not_undo_what_is_being_typed(panel: InstructionsSheet, told: list[Parameters]) -> None:
    field = first_of(panel, PromptField)
    QTest.keyClicks(field, "Be")
    unfold(panel)
    press(labelled(panel, "Show words as they come"), Qt.Key.Key_Space)
    panel.flush()
    assert field.toPlainText() == "Be"
    assert told[-1] == Parameters(system="Be", stream=False)


def test_temperature_is_chosen_and_set_by_keys(panel: InstructionsSheet, told: list[Parameters]) -> None:
    press(radio(panel, "Automatic"), Qt.Key.Key_Right)
    assert told[-1] == Parameters(temperature=1.0)
    press(first_of(panel, QSlider), Qt.Key.Key_Left)
    assert told[-1] == Parameters(temperature=0.95)
    assert "Claude models document" not in shown_text(panel)
    number = first_of(panel, QDoubleSpinBox)
    assert number.value() == pytest.approx(0.95)
    press(number, Qt.Key.Key_Up)
    assert told[-1] == Parameters(temperature=1.0)


def test_a_temperature_above_what_models_document_is_marked(panel: InstructionsSheet, told: list[Parameters]) -> None:
    panel.set_parameters(Parameters(temperature=1.0))
    press(first_of(panel, QDoubleSpinBox), Qt.Key.Key_Up)
    assert told[-1] == Parameters(temperature=1.05)
    assert "Above 1 is more than Claude models document" in shown_text(panel)
    panel.set_parameters(Parameters(temperature=2.0))
    assert first_of(panel, QSlider).value() == first_of(panel, QSlider).maximum()
    press(radio(panel, "Temperature"), Qt.Key.Key_Right)
    assert "Claude models document" not in shown_text(panel)


def test_temperature_and_top_p_exclude_one_another(panel: InstructionsSheet, told: list[Parameters]) -> None:
    press(radio(panel, "Automatic"), Qt.Key.Key_Right)
    press(radio(panel, "Temperature"), Qt.Key.Key_Right)
    assert told[-1].top_p == pytest.approx(0.95)
    assert all(one.temperature is None or one.top_p is None for one in told)


def test_a_model_with_its_own_sampling_greys_it_with_the_reason(
    panel: InstructionsSheet, told: list[Parameters]
) -> None:
    panel.set_parameters(Parameters(temperature=0.4))
    panel.set_model(OPUS)
    assert not radio(panel, "Temperature").isEnabled()
    assert not first_of(panel, QSlider).isEnabled()
    assert OPUS.temperature_reason() in shown_text(panel)
    panel.set_model(SONNET)
    assert radio(panel, "Temperature").isChecked()
    assert OPUS.temperature_reason() not in shown_text(panel)
    assert told == []


def test_length_is_a_number_up_to_the_models_maximum(panel: InstructionsSheet, told: list[Parameters]) -> None:
    assert "Up to 8,192 tokens." in shown_text(panel)
    assert not spin(panel, "Length of a reply in tokens").isVisible()
    press(radio(panel, "Automatic", "Length of a reply"), Qt.Key.Key_Right)
    assert told[-1] == Parameters(max_tokens=8192)
    number = spin(panel, "Length of a reply in tokens")
    number.selectAll()
    QTest.keyClicks(number, "999999")
    press(number, Qt.Key.Key_Return)
    assert told[-1].max_tokens is not None
    assert told[-1].max_tokens <= SONNET.max_output


def test_an_unstreamed_reply_is_shorter_and_the_panel_says_why(
    panel: InstructionsSheet, told: list[Parameters]
) -> None:
    panel.set_parameters(Parameters(max_tokens=50_000))
    unfold(panel)
    press(labelled(panel, "Show words as they come"), Qt.Key.Key_Space)
    assert spin(panel, "Length of a reply in tokens").value() == 21_333
    assert "ten minutes" in shown_text(panel)
    # The wish itself is kept: with streaming back on, it counts again.
    press(labelled(panel, "Show words as they come"), Qt.Key.Key_Space)
    assert told[-1] == Parameters(max_tokens=50_000)
    assert spin(panel, "Length of a reply in tokens").value() == 50_000


def test_a_reset_can_be_taken_back(panel: InstructionsSheet, told: list[Parameters]) -> None:
    tuned = Parameters(system="An hour of work", temperature=0.2)
    panel.set_parameters(tuned)
    press(button(panel, "Reset"), Qt.Key.Key_Space)
    assert told[-1] == Parameters()
    press(button(panel, "Undo reset"), Qt.Key.Key_Space)
    assert told[-1] == tuned
    assert first_of(panel, PromptField).toPlainText() == tuned.system


def test_nothing_to_reset_nothing_to_press(panel: InstructionsSheet) -> None:
    assert not button(panel, "Reset").isEnabled()


def test_escape_closes_it(qtbot: QtBot, panel: InstructionsSheet) -> None:
    with qtbot.waitSignal(panel.closed):
        QTest.keyClick(first_of(panel, PromptField), Qt.Key.Key_Escape)
    assert not panel.isVisible()


def test_the_cursor_is_in_the_instructions(panel: InstructionsSheet) -> None:
    assert panel.focusWidget() is first_of(panel, PromptField)


def test_the_prompt_grows_with_its_text_and_stops(qtbot: QtBot, panel: InstructionsSheet) -> None:
    field = first_of(panel, PromptField)
    empty = field.height()
    panel.set_parameters(Parameters(system="line\n" * 8))
    qtbot.waitUntil(lambda: field.height() > empty)
    some = field.height()
    panel.set_parameters(Parameters(system="line\n" * 500))
    qtbot.waitUntil(lambda: field.height() > some)
    assert field.height() < 2 * some


def test_tab_leads_through_the_panel_as_it_is_read(panel: InstructionsSheet) -> None:
    panel.set_parameters(Parameters(temperature=0.5, max_tokens=500, tools=("sum",), top_k=3))
    unfold(panel)
    assert tab_order(panel, first_of(panel, PromptField)) == [
        "System prompt",
        "Limit",
        "Length of a reply in tokens",
        "Temperature",
        "Temperature",
        "Temperature, number",
        "Send all",
        "Date and time",
        "Calculator",
        "When to use tools: When they help",
        "More, for experts",
        "Stop sequences",
        "Limit top k",
        "Top k",
        "5 minutes",
        "User id",
        "Show words as they come",
        "Reset",
        "Save as preset…",
        "Close",
    ]


def test_thinking_by_budget_raises_the_length_and_greys_the_temperature(
    panel: InstructionsSheet, told: list[Parameters]
) -> None:
    panel.set_model(HAIKU)
    panel.set_parameters(Parameters(max_tokens=4_000, temperature=0.4))
    number = spin(panel, "Tokens to think with")
    assert not number.isEnabled()
    assert "chosen where you write" in shown_text(panel)
    panel.set_parameters(Parameters(max_tokens=4_000, temperature=0.4, thinking=True))
    assert "Sent as 12,192" in shown_text(panel)
    assert not first_of(panel, QSlider).isEnabled()
    assert "Yours is kept, not sent" in shown_text(panel)
    number.selectAll()
    QTest.keyClicks(number, "20000")
    press(number, Qt.Key.Key_Return)
    assert told == [Parameters(max_tokens=4_000, temperature=0.4, thinking=True, budget_tokens=20_000)]
    assert "Sent as 24,000" in shown_text(panel)


def test_an_adaptive_model_wants_no_number(panel: InstructionsSheet) -> None:
    panel.set_parameters(Parameters(thinking=True))
    assert not spin(panel, "Tokens to think with").isVisible()
    assert "Up to 24,192 tokens." in shown_text(panel)


def test_a_model_nobody_knows_may_be_tried_and_all_is_kept(panel: InstructionsSheet, told: list[Parameters]) -> None:
    panel.set_parameters(Parameters(thinking=True, effort=Effort.LOW, top_k=9))
    model = unknown_model("my-own")
    panel.set_model(model)
    unfold(panel)
    assert told == []
    assert spin(panel, "Top k").isEnabled()
    press(radio(panel, "Automatic"), Qt.Key.Key_Right)
    assert told[-1].temperature == 1.0
    assert "Whether my-own takes this is not known" in shown_text(panel)


def test_stop_sequences_are_lines(panel: InstructionsSheet, told: list[Parameters]) -> None:
    unfold(panel)
    field = next(one for one in panel.findChildren(PromptField) if one.accessibleName() == "Stop sequences")
    field.setFocus()
    QTest.keyClicks(field, "END")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "  ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClicks(field, "\\n\\nHuman:")
    panel.flush()
    assert told[-1] == Parameters(stop_sequences=("END", "\n\nHuman:"))


@given(st.text())
def test_a_stop_sequence_survives_its_line(sequence: str) -> None:
    line = written(sequence)
    assert "\n" not in line
    assert read(line) == sequence


def test_caching_and_top_k_are_set_by_keys(panel: InstructionsSheet, told: list[Parameters]) -> None:
    unfold(panel)
    press(radio(panel, "5 minutes", "Keep the chat ready"), Qt.Key.Key_Right)
    assert told[-1] == Parameters(cache=CacheLife.ONE_HOUR)
    press(labelled(panel, "Limit top k"), Qt.Key.Key_Space)
    assert told[-1].top_k == 40
    press(spin(panel, "Top k"), Qt.Key.Key_Down)
    assert told[-1].top_k == 39


def test_a_user_id_is_sent_when_it_is_finished_and_a_mail_address_is_warned_of(
    panel: InstructionsSheet, told: list[Parameters]
) -> None:
    unfold(panel)
    field = next(one for one in panel.findChildren(QLineEdit) if one.accessibleName() == "User id")
    field.setFocus()
    QTest.keyClicks(field, "ann@example.org")
    assert "mail address" in shown_text(panel)
    field.clear()
    QTest.keyClicks(field, "team-7")
    assert told == []
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == [Parameters(user_id="team-7")]


def test_tools_keep_their_order_and_are_not_forced_while_a_budget_thinks(
    panel: InstructionsSheet, told: list[Parameters]
) -> None:
    press(labelled(panel, "Calculator"), Qt.Key.Key_Space)
    press(labelled(panel, "Date and time"), Qt.Key.Key_Space)
    assert told[-1] == Parameters(tools=("now", "sum"))
    choose(choice(panel, "When to use tools"), "One of them, always")
    assert told[-1].tool_choice == "any"
    panel.set_model(HAIKU)
    panel.set_parameters(Parameters(tools=("sum",), tool_choice="any", thinking=True))
    assert "must be free to use a tool or not" in shown_text(panel)
    assert choice(panel, "When to use tools").text() == "One of them, always", "what is set is seen"


def served(name: str, *, letters: int = 370) -> ToolChoice:
    return ToolChoice(f"files__{name}", name.title(), f"Does {name}.", "files", "Files", {"name": "x" * letters})


def test_the_tools_of_a_server_stand_behind_one_row_with_what_they_take(
    panel: InstructionsSheet, told: list[Parameters]
) -> None:
    panel.set_tools([*TOOLS, served("read"), served("write")])
    assert "2 tools, about 200 tokens in every request if all are on" in shown_text(panel)
    assert "Does read." not in shown_text(panel)
    press(button(panel, "Turn on all tools of Files"), Qt.Key.Key_Space)
    assert told[-1].tools == ("files__read", "files__write")
    assert "2 of 2 on, about 200 tokens in every request" in shown_text(panel)
    assert "Those that are on take about 200 tokens of every request." in shown_text(panel)
    press(button(panel, "Choose among the tools of Files"), Qt.Key.Key_Space)
    assert "Does read. About 100 tokens." in shown_text(panel)
    press(labelled(panel, "Read"), Qt.Key.Key_Space)
    press(labelled(panel, "Calculator"), Qt.Key.Key_Space)
    assert told[-1].tools == ("sum", "files__write"), "in the order of the list"
    assert "1 of 2 on" in shown_text(panel)
    panel.set_allowed(("files__write#abc", "files__gone#1"))
    assert "Write runs without asking in this chat." in shown_text(panel)
    panel.set_tools(TOOLS)
    assert "Files" not in shown_text(panel)
    press(labelled(panel, "Date and time"), Qt.Key.Key_Space)
    assert told[-1] == Parameters(tools=("now", "sum", "files__write")), "what is not there now is kept"


def test_rows_are_no_window_before_they_stand_in_the_sheet(qtbot: QtBot) -> None:
    rows = ToolRows([served("read")], sum_words=lambda _on, _count, _tokens: "")
    assert not rows.isVisible()
    qtbot.addWidget(rows)


def test_many_tools_are_looked_through_by_words(panel: InstructionsSheet) -> None:
    panel.set_tools([*TOOLS, *(served(f"thing {at}") for at in range(20))])
    field = next(one for one in panel.findChildren(QLineEdit) if one.accessibleName() == "Find a tool")
    assert field.isVisible()
    field.setFocus()
    QTest.keyClicks(field, "FILES 17")
    assert "Does thing 17." in shown_text(panel)
    assert "Does thing 1." not in shown_text(panel)
    assert "Calculator" not in shown_text(panel)
    field.clear()
    assert "Does thing 17." not in shown_text(panel)
    assert "Calculator" in shown_text(panel)
    panel.set_tools(TOOLS)
    assert not field.isVisible()


def test_a_preset_is_named_in_place(panel: InstructionsSheet, told: list[Parameters]) -> None:
    names: list[str] = []
    panel.preset_saved.connect(names.append)
    panel.set_presets(frozenset({"Teacher"}))
    press(button(panel, "Save as preset…"), Qt.Key.Key_Space)
    field = panel.window().focusWidget()
    QTest.keyClicks(field, "  my   editor ")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert names == ["my editor"]
    press(button(panel, "Save as preset…"), Qt.Key.Key_Space)
    QTest.keyClicks(field, "teacher")
    assert "exists and will hold" in shown_text(panel)
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert names == ["my editor"]
    assert button(panel, "Save as preset…").isVisible()


def test_everything_is_named_and_unclipped(qtbot: QtBot, panel: InstructionsSheet) -> None:
    unfold(panel)
    panel.set_parameters(Parameters(temperature=1.5, max_tokens=50_000, stream=False))
    assert nameless(panel) == []
    qtbot.waitUntil(lambda: not clipped(panel))


def test_a_prompt_that_fits_does_not_scroll(qtbot: QtBot, panel: InstructionsSheet) -> None:
    field = first_of(panel, PromptField)
    panel.set_parameters(Parameters(system="You are a careful editor. " * 9))
    qtbot.waitUntil(lambda: field.verticalScrollBar().maximum() == 0)


@pytest.mark.parametrize("width", [420, 700, 1_120])
def test_nothing_is_cut_in_any_window(qtbot: QtBot, panel: InstructionsSheet, width: int) -> None:
    panel.window().resize(width, 480)
    unfold(panel)
    panel.set_parameters(Parameters(temperature=1.5, max_tokens=50_000, top_k=3, keep_attachments=2))
    qtbot.waitUntil(lambda: not clipped(panel))
    seen = [one for one in panel.panel.findChildren(QWidget) if one.isVisible()]
    ends = [one.mapTo(panel.panel, one.rect().bottomRight()).x() for one in seen]
    assert max(ends) <= panel.panel.width(), "nothing reaches beyond the sheet"


def test_the_last_few_attachments_can_be_kept_and_all_of_them_again(panel: InstructionsSheet, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.parameters_changed) as told:
        button(panel, "The newest").click()
    assert told.args[0].keep_attachments == 5
    number = next(one for one in panel.findChildren(QSpinBox) if one.accessibleName() == "Number of attachments kept")
    with qtbot.waitSignal(panel.parameters_changed) as told:
        number.setValue(2)
    assert told.args[0].keep_attachments == 2
    with qtbot.waitSignal(panel.parameters_changed) as told:
        button(panel, "Send all").click()
    assert told.args[0].keep_attachments is None
    assert not number.isVisible()


def test_a_user_id_is_told_while_it_is_written_and_goes_on_standing_there(
    qtbot: QtBot, panel: InstructionsSheet, told: list[Parameters]
) -> None:
    unfold(panel)
    field = next(one for one in panel.findChildren(QLineEdit) if one.accessibleName() == "User id")
    field.setFocus()

    def typing() -> bool:
        QTest.keyClicks(field, "x")
        return bool(told)

    qtbot.waitUntil(typing)
    assert field.text().startswith(told[0].user_id)
    assert len(field.text()) - 1 <= len(told[0].user_id)
