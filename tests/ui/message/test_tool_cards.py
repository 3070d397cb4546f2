"""Calls of tools that take their time, and what a person sees of them before and after."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.app.tool_source import HeldTools
from tests.ui.message.test_message import WIDTH, Show, actions, reply, show, texts, the
from tests.ui.message.test_turns import grow
from turbodesk.app.tool_loop import Call, CallProgress, CallState, ToolDecision
from turbodesk.app.tools import ToolArgument, ToolPreview
from turbodesk.chat.ids import now_ms
from turbodesk.chat.parts import ToolResult, ToolUse
from turbodesk.chat.text_changes import MOST_LINES, ChangedLine, changed_lines
from turbodesk.chat.tool_results import ASIDE
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.call_cards import CallRun
from turbodesk.ui.message.fold_line import FoldLine
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.plain_page import PlainPage
from turbodesk.ui.message.source_list import SourceList
from turbodesk.ui.message.tool_card import ToolCard
from turbodesk.ui.message.tool_words import duration, line_of, running_words, written
from turbodesk.ui.theme.themes import DARK

__all__ = ["actions", "show"]  # fixtures

READ = HeldTools().tools()[0]
WRITE = HeldTools("files__write", may_change=True, asks_always=True).tools()[0]


def use(number: int = 0) -> ToolUse:
    return ToolUse(f"t{number}", "files__read", '{"path": "notes.txt"}')


def shown(show: Show, *calls: Call) -> MessageView:
    view = show(reply(*(call.part for call in calls), stop_reason="tool_use"))
    view.set_calls(calls, is_passed=False)
    grow(view)
    return view


def cards(view: MessageView) -> list[ToolCard]:
    return view.findChildren(ToolCard)


def test_a_call_that_is_done_is_one_line_with_what_and_how_long(show: Show) -> None:
    view = shown(show, Call(use(), CallState.DONE, "text", tool=READ, took_ms=312))
    card = the(view, ToolCard)
    assert card.line.text() == "Files · Read notes.txt · 0.3 s"
    card.line.click()
    assert card.details is not None
    assert (card.details.given.text, card.details.result.text) == ("path: notes.txt", "text")
    assert card.line.accessibleDescription() == "Unfolded"
    card.line.click()
    assert not card.details.isVisible()


def test_a_call_that_runs_says_how_far_it_is_and_can_be_stopped(
    show: Show, actions: MessageActions, qtbot: QtBot
) -> None:
    began = now_ms() - 125_000
    progress = CallProgress(3, 10, "Page\n3")
    view = shown(show, Call(use(), CallState.RUNNING, tool=READ, began_at=began, progress=progress))
    card = the(view, ToolCard)
    assert card.progress is not None
    assert card.progress.words.text() == "Page 3 · Still running, 2 min"
    assert card.progress.bar.accessibleName() == "30 percent"
    with qtbot.waitSignal(actions.tool_answered) as said:
        card.progress.stop_button.click()
    assert said.args == ["t0", ToolDecision.STOP]
    view.set_calls([Call(use(), CallState.STOPPED, "x", tool=READ)], is_passed=False)
    assert card.progress is None
    assert "You stopped it" in card.line.text()


@pytest.mark.parametrize("state", [CallState.HELD, CallState.LOST])
def test_what_did_not_end_can_be_run_again_or_told(
    show: Show, actions: MessageActions, qtbot: QtBot, state: CallState
) -> None:
    view = shown(show, Call(use(), state, tool=READ))
    card = the(view, ToolCard)
    assert card.asks
    assert "may have done" in texts(view)
    for decision, words in ((ToolDecision.ONCE, "Run again"), (ToolDecision.TELL, "Tell the model")):
        assert card.buttons[decision].isVisibleTo(view)
        assert card.buttons[decision].accessibleName() == f"{words}: Read"
        with qtbot.waitSignal(actions.tool_answered) as said:
            card.buttons[decision].click()
        assert said.args == ["t0", decision]
    assert not any(card.buttons[one].isVisibleTo(view) for one in (ToolDecision.ALWAYS, ToolDecision.DENY))


def test_a_tool_that_changed_shows_old_and_new(show: Show) -> None:
    why = "“Files” has changed what “Read” does since you allowed it."
    view = shown(show, Call(use(), CallState.ASKING, tool=READ, why=why, before="Runs: node old.js\n\nName: Read"))
    question = the(view, ToolCard).question
    assert question is not None
    assert question.why.text() == why
    assert (question.property("kind"), question.buttons[ToolDecision.ONCE].property("kind")) == ("card-warning", "")
    assert "- Runs: node old.js\n+ Runs: node files.js" in question.changes.text
    assert "node old.js" in the(view, ToolCard).accessibleDescription()


def test_a_change_is_shown_before_it_is_allowed_and_is_not_ready_to_be(show: Show) -> None:
    preview = ToolPreview("a.txt", "one\ntwo", "one\nthree")
    call = Call(use(), CallState.ASKING, tool=WRITE, preview=preview)
    view = shown(show, call)
    card = the(view, ToolCard)
    assert card.question is not None
    assert card.question.property("kind") == "card-warning"
    assert card.question.changes.text == "  one\n- two\n+ three"
    assert card.buttons[ToolDecision.ONCE].property("kind") == ""
    assert card.buttons[ToolDecision.ONCE].text() == "Allow this change"
    assert not card.buttons[ToolDecision.ALWAYS].isVisibleTo(view)
    assert not card.question.more_button.isVisibleTo(view)
    view.apply_theme(DARK)
    assert card.question.changes.text == "  one\n- two\n+ three"


def test_always_in_every_chat_stands_in_the_menu(show: Show, actions: MessageActions, qtbot: QtBot) -> None:
    view = shown(show, Call(use(), CallState.ASKING, tool=READ))
    question = the(view, ToolCard).question
    assert question is not None
    question.more_button.click()
    menu = QApplication.activePopupWidget()
    assert menu is not None
    (everywhere,) = menu.actions()
    with qtbot.waitSignal(actions.tool_answered) as said:
        everywhere.trigger()
    assert (everywhere.text(), said.args) == ("Always, in every chat", ["t0", ToolDecision.EVERYWHERE])
    menu.close()


def test_several_are_answered_at_once_but_for_what_changes_the_persons_own(
    show: Show, actions: MessageActions, qtbot: QtBot
) -> None:
    asking = [Call(use(at), CallState.ASKING, tool=WRITE if at == 0 else READ) for at in range(3)]
    view = shown(show, *asking)
    first, second, third = (card.question for card in cards(view))
    assert first is not None
    assert second is not None
    assert third is not None
    assert [one.all_button.isVisibleTo(view) for one in (first, second, third)] == [False, True, False]
    assert second.all_button.text() == "Allow these 2"
    for button, is_allowed in ((second.all_button, True), (second.none_button, False)):
        with qtbot.waitSignal(actions.tools_answered) as said:
            button.click()
        assert said.args == [is_allowed]
    done = Call(use(1), CallState.DONE, "x", tool=READ)
    view.set_calls([asking[0], done, asking[2]], is_passed=False)
    assert not any(card.question.all_button.isVisibleTo(view) for card in cards(view) if card.question is not None)


def test_the_focus_stays_with_the_call_when_its_question_is_answered(show: Show) -> None:
    view = shown(show, Call(use(), CallState.ASKING, tool=READ))
    assert view.focus_question()
    view.set_calls([Call(use(), CallState.RUNNING, tool=READ, began_at=now_ms())], is_passed=False)
    assert QApplication.focusWidget() is the(view, ToolCard).line


def test_a_result_is_words_a_table_and_places_and_never_markup(show: Show, qtbot: QtBot) -> None:
    table = [{"name": "<b>x</b>", "size": 3}, {"name": "# y"}]
    aside = {"shown": "All of it: <i>no</i> **markup**", "table": table, "references": [["A page", "https://e.org/"]]}
    answer = ToolResult("t0", "All…", extra={ASIDE: aside})
    opened: list[str] = []
    view = show(reply(use(), stop_reason="tool_use"), open_link=opened.append)
    view.set_calls([Call(use(), CallState.DONE, "All…", tool=READ, answer=answer)], is_passed=True)
    card = the(view, ToolCard)
    card.line.click()
    grow(view)
    assert card.details is not None
    assert card.details.result.text == "All of it: <i>no</i> **markup**"
    assert "<b>x</b>" in card.details.findChildren(Body)[0].toPlainText()
    places = card.details.findChildren(SourceList)[0]
    places.button.click()
    card.details.link_activated.emit("https://e.org/", "A page")
    assert opened == ["https://e.org/"]
    view.apply_theme(DARK)
    assert view.heightForWidth(WIDTH) > 100


def test_the_wheel_is_the_transcripts_until_a_page_has_the_focus(show: Show) -> None:
    view = shown(show, Call(use(), CallState.FAILED, "line\n" * 100, tool=READ))
    card = the(view, ToolCard)
    card.line.click()
    grow(view)
    assert card.details is not None
    page = card.details.result
    assert page.height() < 13 * page.fontMetrics().height() + 30

    def turned() -> bool:
        at, down = QPointF(5, 5), QPoint(0, -120)
        buttons, keys, phase = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, page.mapToGlobal(at), QPoint(), down, buttons, keys, phase, False)
        page.wheelEvent(event)
        return event.isAccepted()

    assert not turned()
    page.setFocus()
    assert turned()
    assert page.verticalScrollBar().value() > 0


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        (None, "a\nb", ["+a", "+b"]),
        ("a", None, ["-a"]),
        ("a", "a", []),
        ("a\nb\nc\nd\ne", "a\nb\nc\nd\nE", ["…", " c", " d", "-e", "+E"]),
        ("A\nb\nc\nd\ne", "a\nb\nc\nd\ne", ["-A", "+a", " b", " c", "…"]),
    ],
)
def test_a_change_is_told_line_by_line(before: str | None, after: str | None, lines: list[str]) -> None:
    assert [line.sign + line.text for line in changed_lines(before, after)] == lines


def test_long_texts_are_not_compared() -> None:
    text = "\n".join(map(str, range(MOST_LINES)))
    found = changed_lines(text, text)
    assert len(found) == 2 * MOST_LINES
    assert found[0] == ChangedLine("-", "0")


def test_words_about_calls() -> None:
    assert [duration(ms) for ms in (0, 312, 9_940, 12_400, 59_700, 125_000)] == [
        "0.1 s",
        "0.3 s",
        "9.9 s",
        "12 s",
        "1 min 0 s",
        "2 min 5 s",
    ]
    assert running_words(Call(use(), CallState.RUNNING), 59_000) == ""
    assert written((ToolArgument("a", "x"), ToolArgument("b", "1\n2"), ToolArgument("", "y"))) == "a: x\nb:\n1\n2\ny"
    broken = ToolUse("t", "files__read", '{"path')
    assert line_of(Call(broken, CallState.INCOMPLETE, tool=READ)) == 'Files · Read · Incomplete · {"path'
    long = ToolUse("t", "files__read", f'{{"path": "{"x" * 90}"}}')
    assert line_of(Call(long, CallState.DONE, tool=READ)) == f"Files · Read {'x' * 60}…"


def test_a_folded_run_shows_its_line_and_gives_it_the_focus_of_what_it_hides(
    show: Show, actions: MessageActions, qtbot: QtBot
) -> None:
    calls = [Call(use(at), CallState.DONE, "x", tool=READ, took_ms=4_000) for at in range(3)]
    view = shown(show, *calls)
    cards(view)[1].line.setFocus()
    run = CallRun("m", 12, 48_000, is_first=True)
    view.set_calls(calls, is_passed=True, run=run)
    grow(view)
    (line,) = (one for one in view.findChildren(FoldLine) if one.isVisible())
    assert (line.text(), line.accessibleDescription()) == ("12 calls, 48 s", "Folded")
    assert QApplication.focusWidget() is line
    with qtbot.waitSignal(actions.run_toggled) as said:
        line.click()
    assert said.args == ["m"]
    view.set_calls(calls, is_passed=True, run=replace(run, is_open=True))
    grow(view)
    assert all(card.isVisible() for card in cards(view))
    view.apply_theme(DARK)
    view.set_calls(calls, is_passed=True, run=replace(run, is_first=False))
    assert view.heightForWidth(WIDTH) < 60
    assert not any(card.isVisible() for card in cards(view))
    view.set_calls(calls, is_passed=True)
    assert all(card.isVisible() for card in cards(view))


def test_a_line_without_end_is_laid_in_pieces_and_told_whole(show: Show) -> None:
    view = shown(show, Call(use(), CallState.DONE, "x" * 9_000, tool=READ, took_ms=1))
    card = the(view, ToolCard)
    card.line.click()
    assert card.details is not None
    page = card.details.result
    assert page.text == "x" * 9_000
    assert page.document().blockCount() == 3


def test_a_bare_number_is_not_put_on_the_line() -> None:
    steps = ToolUse("t0", "files__read", '{"steps": 6}')
    assert line_of(Call(steps, CallState.RUNNING, tool=READ)) == "Files · Read · Running"


def test_of_a_result_of_megabytes_a_portion_is_laid_out_and_the_rest_when_it_is_wanted(qtbot: QtBot) -> None:
    page = PlainPage("What it gave", theme=DARK, percent=100)
    qtbot.addWidget(page)
    page.resize(400, 200)
    page.show()
    text = "".join(f"line {number}\n" for number in range(100_000))
    page.show_text(text)
    assert page.text == text
    assert text.startswith(page.toPlainText())
    first = len(page.toPlainText())
    assert first < len(text) / 4
    bar = page.verticalScrollBar()
    bar.setValue(bar.maximum())
    assert first < len(page.toPlainText()) < len(text)
    assert bar.value() < bar.maximum(), "what follows lies beneath"
    QTest.keyClick(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert page.toPlainText() == text
    assert len(page.textCursor().selectedText()) == len(text)
