"""What stands around the words of a turn: thinking, tools that ask, sources, endings, versions."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.message.test_message import WIDTH, Show, actions, reply, show, texts, the
from tests.ui.seen import button, focused
from turbodesk.app.tool_loop import DENIED, Call, CallState, ToolDecision, states
from turbodesk.app.tools import own_toolbox
from turbodesk.chat.errors import CutOff, FailureNote, KeyRefused, ModelUnavailable, Remedy, TooLarge
from turbodesk.chat.events import Adjusted, BlockStarted, SignatureDelta, TextDelta, ThinkingDelta
from turbodesk.chat.message import Block, Message, Status, empty_reply, user_message
from turbodesk.chat.parts import Opaque, RedactedThinking, Text, Thinking, ToolResult, ToolUse
from turbodesk.chat.reduce import apply
from turbodesk.chat.turns import go_on_words
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.failure_card import FailureCard
from turbodesk.ui.message.fold_line import FoldLine
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.message.source_list import SourceList
from turbodesk.ui.message.status_line import StatusLine
from turbodesk.ui.message.thought import ThinkingView
from turbodesk.ui.message.tool_card import ToolCard
from turbodesk.ui.theme.high_contrast import HIGH_CONTRAST_LIGHT
from turbodesk.ui.theme.themes import DARK
from turbodesk.ui.widgets.breathing_dot import BreathingDot
from turbodesk.ui.widgets.plain import PlainLabel

__all__ = ["actions", "show"]  # fixtures

SUM = ToolUse("toolu_1", "calculator", '{"expression": "6 * 7"}')


def thinking(text: str = "Two and two.") -> Message:
    message = apply(empty_reply("claude", "question"), BlockStarted(0, Thinking()))
    return apply(message, ThinkingDelta(0, text))


def grow(view: MessageView) -> None:
    view.setFixedHeight(view.heightForWidth(WIDTH))


def test_live_thinking_can_be_seen_and_folds_when_it_ends(show: Show) -> None:
    view = show(thinking("One line.\n" * 40))
    thought = the(view, ThinkingView)
    assert thought.button.text().startswith("Thinking")
    assert thought.button.accessibleName() == "Thinking"
    assert thought.page is not None
    assert thought.page.isVisibleTo(view)
    tall = view.heightForWidth(WIDTH)
    message = apply(apply(view.message, SignatureDelta(0, "s")), TextDelta(1, "Four."))
    view.set_message(message)
    assert thought.button.text().startswith("Thought for")
    assert not thought.page.isVisibleTo(view)
    assert view.heightForWidth(WIDTH) < tall


def test_what_the_person_opened_stays_open(show: Show) -> None:
    view = show(thinking("One line.\n" * 40))
    thought = the(view, ThinkingView)
    peek = thought.heightForWidth(WIDTH)
    thought.button.setFocus()
    QTest.keyClick(thought.button, Qt.Key.Key_Space)
    whole = thought.heightForWidth(WIDTH)
    assert whole > 2 * peek
    view.set_message(replace(apply(view.message, TextDelta(1, "Four.")), status=Status.COMPLETE))
    assert thought.button.isChecked()
    assert thought.heightForWidth(WIDTH) == whole
    QTest.keyClick(thought.button, Qt.Key.Key_Space)
    assert not thought.button.isChecked()
    assert thought.button.accessibleDescription() == "Folded"


def test_two_paragraphs_of_thinking_stand_apart_by_less_than_a_line(show: Show) -> None:
    view = show(thinking("One."))
    page = the(view, ThinkingView).page
    assert page is not None
    for piece in ("\n", "\nTwo.\n\n", "Three.\nFour."):  # cut anywhere, as a stream cuts it
        view.set_message(apply(view.message, ThinkingDelta(0, piece)))
    block, heights = page.document().firstBlock(), []
    while block.isValid():
        heights.append(block.blockFormat().lineHeight())
        block = block.next()
    line = round(page.font().pixelSize() * 22 / 13)
    assert heights == [line, round(line * 8 / 22), line, round(line * 8 / 22), line, line]
    assert page.document().size().height() == pytest.approx(sum(heights), abs=1)
    assert page.toPlainText() == "One.\n\nTwo.\n\nThree.\nFour.", "what is copied has its blank lines"


def test_a_stream_of_thoughts_is_appended_not_set_anew(show: Show) -> None:
    view = show(thinking("a"))
    page = the(view, ThinkingView).page
    assert page is not None
    removed: list[int] = []
    page.document().contentsChange.connect(lambda _at, gone, _added: removed.append(gone))
    message = view.message
    for number in range(50):
        message = apply(message, ThinkingDelta(0, f" word{number}\n"))
        view.set_message(message)
    assert page.toPlainText() == "a" + "".join(f" word{number}\n" for number in range(50)).rstrip()
    assert sum(removed) <= 1


def test_how_long_was_thought_is_known_without_the_text(show: Show) -> None:
    blocks = (
        Block(0, Thinking("", "s"), True, 1_000, 65_000),
        Block(1, RedactedThinking("x"), True, 1, 2),
        Block(2, Thinking("Hm.", "s")),
        Block(3, Text("So.")),
    )
    view = show(replace(reply(), blocks=blocks))
    found = [one.button.text() for one in view.findChildren(ThinkingView)]
    assert found == ["Thought for 1 min 4 s", "Hidden reasoning", "Thought"]
    assert [one.button.isEnabled() for one in view.findChildren(ThinkingView)] == [False, False, True]


def test_copying_a_reply_leaves_its_thinking_out_and_the_menu_copies_it(show: Show) -> None:
    view = show(reply(Thinking("Secretly.", "s"), Text("Openly.")))
    the(view, Footer).copy_button.click()
    assert QGuiApplication.clipboard().text() == "Openly."
    menu = the(view, ThinkingView).context_menu()
    (copy,) = (one for one in menu.actions() if one.text() == "Copy thinking")
    copy.trigger()
    assert QGuiApplication.clipboard().text() == "Secretly."
    menu.deleteLater()


def test_a_tool_asks_and_is_answered_by_keys(show: Show, actions: MessageActions, qtbot: QtBot) -> None:
    view = show(reply(Text("Let me see."), SUM, stop_reason="tool_use"))
    view.set_calls([Call(SUM, CallState.ASKING, tool=own_toolbox().find("calculator"))], is_passed=False)
    grow(view)
    card = the(view, ToolCard)
    assert card.height() == card.heightForWidth(card.width())
    assert "Calculator" in texts(view)
    assert card.question is not None
    assert card.question.given.text == "6 * 7"
    assert view.focus_question()
    assert QApplication.focusWidget() is card.buttons[ToolDecision.ONCE]
    assert card.buttons[ToolDecision.ONCE].accessibleName() == "Allow: Calculator"
    for key, answer in ((Qt.Key.Key_Space, ToolDecision.ONCE), (None, ToolDecision.ALWAYS), (None, ToolDecision.DENY)):
        if key is None:
            QTest.keyClick(focused(), Qt.Key.Key_Tab)
        with qtbot.waitSignal(actions.tool_answered) as said:
            QTest.keyClick(focused(), Qt.Key.Key_Space)
        assert said.args == ["toolu_1", answer]


@pytest.mark.parametrize(
    ("state", "result", "said"),
    [
        (CallState.DONE, "42", "Calculator: 42"),
        (CallState.FAILED, "It divides by zero.", "Calculator · Did not work · 6 * 7"),
        (CallState.DENIED, DENIED, "Calculator · You did not allow it · 6 * 7"),
        (CallState.INCOMPLETE, "", "Calculator · Incomplete · 6 * 7"),
        (CallState.NOT_RUN, "", "Calculator · Not run · 6 * 7"),
        (CallState.RUNNING, "", "Calculator · Running · 6 * 7"),
    ],
)
def test_how_a_tool_stands_is_said(show: Show, state: CallState, result: str, said: str) -> None:
    view = show(reply(SUM, stop_reason="tool_use"))
    view.set_calls([Call(SUM, state, result, tool=own_toolbox().find("calculator"))], is_passed=False)
    card = the(view, ToolCard)
    assert card.line.text() == card.line.accessibleName() == said
    assert card.accessibleName().startswith("Calculator. "), "a screen reader says which tool it was"
    assert card.buttons == {}
    card.line.click()
    assert card.details is not None
    whole = "The reply ended before it had said what to work on." if state is CallState.INCOMPLETE else result
    assert (card.details.given.text, card.details.result.text) == ("6 * 7", whole)
    assert not view.focus_question()


def test_a_tool_nobody_knows_and_a_long_result_break_nothing(show: Show) -> None:
    strange = ToolUse("t", "<b>rm</b>", '{"x": 1}')
    clock = ToolUse("u", "current_time")
    view = show(reply(strange, clock, stop_reason="tool_use"))
    calls = [Call(strange, CallState.FAILED, "No such tool."), Call(clock, CallState.DONE, "line\n" * 50)]
    view.set_calls(calls, is_passed=True)
    first, second = view.findChildren(ToolCard)
    assert first.line.text() == "Unknown tool “<b>rm</b>” · Did not work"
    assert not any(one.isVisibleTo(view) for one in view.findChildren(Footer))
    before = view.heightForWidth(WIDTH)
    second.line.click()
    assert view.heightForWidth(WIDTH) > before
    assert second.details is not None
    assert second.details.result.text == "line\n" * 50


def test_results_of_tools_show_nothing_of_their_own(show: Show) -> None:
    message = Message("r", "q", user_message("x", None).role, (Block(0, ToolResult("toolu_1", "42")),))
    view = show(message)
    assert view.is_silent
    assert view.heightForWidth(WIDTH) == 1
    assert texts(view) == ""


def test_going_on_needs_no_bubble_and_a_reply_that_goes_on_no_name(show: Show) -> None:
    asked = show(user_message(go_on_words(reply(Text("One, two"))), None))
    assert texts(asked) == "You asked to go on"
    view = show(reply(Text("three")))
    with_name = view.heightForWidth(WIDTH)
    view.set_says_model(says_model=False)
    assert view.heightForWidth(WIDTH) < with_name
    assert "Sonnet" not in texts(view)


def test_a_search_and_the_sources_unfold_to_links(show: Show, qtbot: QtBot) -> None:
    opened: list[str] = []
    call = Opaque({"type": "server_tool_use", "id": "s1", "name": "web_search", "input": {"query": "qubits"}})
    page = {"type": "web_search_result", "url": "https://e.org/q", "title": "About <b>qubits</b>"}
    result = Opaque({"type": "web_search_tool_result", "tool_use_id": "s1", "content": [page]})
    cited = {"type": "web_search_result_location", "url": "https://e.org/q", "title": "Qubits", "cited_text": "Both."}
    view = show(reply(call, result, Text("They are "), Text("both", (cited,)), Text(".")), open_link=opened.append)
    assert the(view, Body).toPlainText() == "They are both1."
    search, sources = (one for one in view.findChildren(SourceList) if one.isVisibleTo(view))
    assert search.button.text() == "Searched the web for “qubits”"
    assert sources.button.text() == "1 source"
    search.button.click()
    link = next(one for one in search.findChildren(QPushButton))
    assert link.text() == "About <b>qubits</b>"
    link.click()
    assert opened == ["https://e.org/q"]
    sources.button.click()
    assert "“Both.”" in texts(view)
    assert "e.org" in texts(view), "where it leads stands behind the title"
    assert "\n“Both.”" in the(view, Body).tips["#cite-1"]


def test_the_words_of_sources_stand_at_the_edge_and_their_numbers_hang(show: Show) -> None:
    cited = {
        "type": "web_search_result_location",
        "url": "https://www.e.org/q",
        "title": "Qubits",
        "cited_text": "Both.",
    }
    view = show(reply(Text("They are both", (cited,)), Text(".")))
    view.set_margins(80, 80)
    view.resize(80 + WIDTH + 80, view.heightForWidth(WIDTH))
    sources = the(view, SourceList)
    sources.button.click()
    view.resize(80 + WIDTH + 80, view.heightForWidth(WIDTH))
    edge = the(view, Body).text_rect.left()
    assert sources.x() + sources.outset == edge
    title = next(one for one in sources.findChildren(QPushButton) if one.text() == "Qubits")
    number = next(one for one in sources.findChildren(PlainLabel) if one.text() == "1")
    quote = next(one for one in sources.findChildren(PlainLabel) if one.text() == "“Both.”")
    assert title.mapTo(view, QPoint()).x() + 5 == quote.mapTo(view, QPoint()).x() == edge
    assert number.mapTo(view, number.rect().topRight()).x() + 1 == edge - 10


def test_numbers_come_behind_what_is_shown_already(show: Show) -> None:
    cited = {"type": "char_location", "document_index": 0, "cited_text": "x"}
    message = replace(empty_reply("m", "q"), blocks=(Block(0, Text("One "), True), Block(1, Text("two"), False)))
    view = show(message)
    assert len([one for one in view.findChildren(Body) if one.isVisibleTo(view)]) == 2
    message = replace(message, blocks=(message.blocks[0], Block(1, Text("two", (cited,)), True), Block(2, Text("."))))
    view.set_message(replace(message, status=Status.COMPLETE))
    assert the(view, Body).toPlainText() == "One two1."


def test_a_broken_reply_can_be_gone_on_with_and_a_long_conversation_cut(
    show: Show, actions: MessageActions, qtbot: QtBot
) -> None:
    view = show(reply(Text("Half"), status=Status.FAILED, failure=CutOff().note))
    assert list(the(view, FailureCard).other_buttons) == [Remedy.CONTINUE]
    with qtbot.waitSignal(actions.remedy_requested) as asked:
        the(view, FailureCard).other_buttons[Remedy.CONTINUE].click()
    assert asked.args == [view.message.id, Remedy.CONTINUE]
    view.set_is_last(is_last=False)
    assert not the(view, FailureCard).other_buttons[Remedy.CONTINUE].isVisibleTo(view)
    long = show(reply(status=Status.FAILED, failure=TooLarge().note))
    button = the(long, FailureCard).other_buttons[Remedy.LEAVE_OUT]
    assert button.isVisibleTo(long)
    long.set_unavailable(frozenset({Remedy.LEAVE_OUT}))
    assert not button.isVisibleTo(long)


def test_more_than_one_thing_can_be_done_about_a_length_limit(show: Show) -> None:
    view = show(reply(Text("Half"), stop_reason="max_tokens"))
    assert list(the(view, StatusLine).buttons) == [Remedy.CONTINUE, Remedy.RAISE_LIMIT]
    view.set_unavailable(frozenset({Remedy.RAISE_LIMIT}))
    shown = [one.text() for one in the(view, StatusLine).buttons.values() if one.isVisibleTo(view)]
    assert shown == ["Go on"]


def test_a_reply_cut_off_inside_a_call_is_asked_for_again_with_or_without_more_room(show: Show) -> None:
    view = show(reply(Text("Let me see."), ToolUse("t", "calculator", '{"expr'), stop_reason="max_tokens"))
    line = the(view, StatusLine)
    assert list(line.buttons) == [Remedy.RAISE_LIMIT, Remedy.TRY_AGAIN], "it cannot be gone on with"
    view.set_unavailable(frozenset({Remedy.RAISE_LIMIT}))
    assert [one.text() for one in line.buttons.values() if one.isVisibleTo(view)] == ["Try again"]
    assert not the(view, Footer).again_button.isVisibleTo(view), "once is enough"


def test_a_model_that_is_gone_names_the_one_to_use(show: Show, actions: MessageActions, qtbot: QtBot) -> None:
    view = show(reply(status=Status.FAILED, failure=ModelUnavailable().note))
    view.set_unavailable(frozenset(), successor="Sonnet 4.6")
    card = the(view, FailureCard)
    button = card.other_buttons[Remedy.USE_SUCCESSOR]
    assert button.text() == "Use Sonnet 4.6"
    assert button.x() < card.remedy_button.x(), "what helps at once comes first"
    with qtbot.waitSignal(actions.remedy_requested) as asked:
        button.click()
    assert asked.args == [view.message.id, Remedy.USE_SUCCESSOR]
    view.set_unavailable(frozenset({Remedy.USE_SUCCESSOR}))
    assert not button.isVisibleTo(view)
    assert card.remedy_button.text() == "Choose a model"


def test_a_persons_message_can_be_edited_and_its_versions_walked(
    show: Show, actions: MessageActions, qtbot: QtBot
) -> None:
    view = show(user_message("Hello", None))
    bar = the(view, PersonBar)
    with qtbot.waitSignal(actions.edit_requested) as edited:
        QTest.keyClick(bar.edit_button, Qt.Key.Key_Space)
    assert edited.args == [view.message.id]
    assert view.foot is not None
    view.foot.set_can_edit(can_edit=False)
    assert not bar.edit_button.isEnabled()
    view.set_siblings(1, 3)
    assert "2 of 3" in texts(view)
    for pressed, step in (("Next version", 1), ("Previous version", -1)):
        with qtbot.waitSignal(actions.sibling_requested) as asked:
            button(view, pressed).click()
        assert asked.args == [view.message.id, step]


@pytest.mark.parametrize(("words", "width"), [("Hello", WIDTH), ("Many words. " * 60, 320)])
def test_the_bar_stands_beneath_the_slip_whose_words_end_at_the_edge(show: Show, words: str, width: int) -> None:
    view = show(user_message(words, None))
    view.set_siblings(0, 2)
    view.set_margins(30, 40)
    height = view.heightForWidth(width)
    view.resize(30 + width + 40, height)
    bar, body = the(view, PersonBar), the(view, Body)
    assert bar.geometry().top() > body.geometry().bottom()
    assert bar.geometry().bottom() < height
    assert bar.geometry().left() >= 0
    assert body.text_rect.right() + 1 == 30 + width, "a slip's words end at the right edge of the column"


def test_in_high_contrast_a_slip_is_told_by_its_edge(show: Show) -> None:
    view = show(user_message("Hello", None))
    edge_colours = {}
    for theme in (DARK, HIGH_CONTRAST_LIGHT):
        view.apply_theme(theme)
        grow(view)
        text = the(view, Body).text_rect
        seen = view.grab().toImage()
        edge_colours[theme.name] = seen.pixelColor(text.center().x(), text.top() - 10).name()
    assert edge_colours == {DARK.name: DARK.css("bubble"), HIGH_CONTRAST_LIGHT.name: "#000000"}


def test_what_is_no_longer_sent_is_said_and_undone(show: Show, actions: MessageActions, qtbot: QtBot) -> None:
    view = show(user_message("Hello", None))
    before = view.heightForWidth(WIDTH)
    view.set_is_cut(is_cut=True)
    assert "Earlier messages are no longer sent" in texts(view)
    (undo,) = (one for one in view.findChildren(QPushButton) if one.text() == "Send them again")
    with qtbot.waitSignal(actions.send_all_requested) as undone:
        undo.click()
    assert undone.args == [view.message.id]
    view.set_is_cut(is_cut=False)
    assert view.heightForWidth(WIDTH) == before


def test_the_details_of_a_reply_say_what_was_left_out_and_who_answered(show: Show) -> None:
    adjusted = (Adjusted("temperature", "not for this model"),)
    stopped = reply(Text("Hi"), wire_id="msg_1", stop_reason="stop_sequence", stop_sequence="END", adjusted=adjusted)
    view = show(replace(stopped, reported_model="claude-x"))
    the(view, Footer).details_requested.emit()
    for words in ("Answered by: claude-x", "END", "msg_1", "Sent without temperature", "not for this model"):
        assert words in texts(view)
    the(view, Footer).details_requested.emit()
    assert "msg_1" not in texts(view)


def test_everything_changes_its_theme_and_size(show: Show) -> None:
    cited = {"type": "char_location", "document_index": 0, "cited_text": "x"}
    view = show(reply(Thinking("Hm.", "s"), Text("a", (cited,)), SUM, stop_reason="max_tokens"))
    view.set_calls([Call(SUM, CallState.NOT_RUN)], is_passed=False)
    the(view, ThinkingView).button.click()
    the(view, SourceList).button.click()
    before = view.heightForWidth(WIDTH)
    view.apply_theme(DARK)
    view.set_text_percent(200)
    assert view.heightForWidth(WIDTH) > before


def test_a_line_to_unfold_has_its_words_at_the_edge_and_its_chevron_outside(show: Show) -> None:
    view = show(reply(Thinking("Hm."), ToolResult("1", "found"), Text("Hi")))
    view.set_margins(40, 40)
    view.resize(40 + WIDTH + 40, view.heightForWidth(WIDTH))
    view.settle()
    lines = view.findChildren(FoldLine)
    assert len(lines) == 2
    for line in lines:
        assert line.mapTo(view, QPoint()).x() + line.outset == 40
        assert line.outset == 20
        assert line.height() >= 26
    thought = the(view, ThinkingView)
    thought.button.setChecked(True)
    assert thought.page is not None
    assert thought.page.mapTo(view, QPoint()).x() == 40, "what was thought begins at the edge too"


def test_thinking_that_goes_on_has_the_dot_behind_its_words(show: Show) -> None:
    message = apply(empty_reply("claude", "question"), ThinkingDelta(0, "Hm."))
    view = show(message)
    thought = the(view, ThinkingView)
    (dot,) = (one for one in view.findChildren(BreathingDot) if one.isVisibleTo(view))
    assert dot.parent() is thought
    assert dot.x() >= thought.button.width()
    view.set_message(apply(message, TextDelta(1, "So.")))
    assert not dot.isVisibleTo(view)


@pytest.mark.parametrize(("failure", "kind"), [(KeyRefused().note, "failure"), (CutOff().note, "calm")])
def test_only_what_a_person_must_see_to_is_told_in_red(show: Show, failure: FailureNote, kind: str) -> None:
    view = show(reply(Text("Half"), status=Status.FAILED, failure=failure))
    card = the(view, FailureCard)
    assert card.property("kind") == kind
    shown = [one for one in card.findChildren(QPushButton) if one.isVisibleTo(view)]
    assert [one.property("kind") for one in shown].count("primary") == 1
    assert shown[0].text() in ("Open settings", "Go on")


def test_what_another_program_ran_is_called_by_its_name(show: Show) -> None:
    python = ToolUse("t", "python", '{"input": "1 + 1"}')
    message = reply(python, ToolResult("t", "2"))
    view = show(message)
    view.set_calls(states(message, None, is_open=True), is_passed=True)
    assert "python" in texts(view)
    assert not any("Unknown tool" in words for words in texts(view))
