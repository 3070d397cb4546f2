"""One message: what it shows at each stage, and what one can do with it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface, QGuiApplication, QTextCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.seen import button, focused
from turbodesk.chat.errors import KeyExpired, KeyRefused, Remedy
from turbodesk.chat.events import TextDelta, Waiting
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Block, Message, Status, Usage, empty_reply, user_message
from turbodesk.chat.model import Prices
from turbodesk.chat.parts import Document, Image, Opaque, Part, Text, Thinking, ToolResult
from turbodesk.chat.reduce import apply
from turbodesk.chat.reply_status import next_change
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.failure_card import FailureCard
from turbodesk.ui.message.fold import Fold
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.link_question import LinkQuestion
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.status_line import StatusLine
from turbodesk.ui.message.waiting import WaitingLine
from turbodesk.ui.theme.apply import set_motion
from turbodesk.ui.theme.roles import TextRole
from turbodesk.ui.theme.themes import DARK, LIGHT
from turbodesk.ui.widgets.breathing_dot import BreathingDot
from turbodesk.ui.widgets.lifetime import briefly

WIDTH = 700
W = TypeVar("W", bound=QWidget)
Show = Callable[..., MessageView]


def reply(*parts: Part, status: Status = Status.COMPLETE, **more: object) -> Message:
    blocks = tuple(Block(at, part) for at, part in enumerate(parts))
    return replace(empty_reply("claude", "question"), blocks=blocks, status=status, **more)  # type: ignore[arg-type]


@pytest.fixture
def actions(qapp: QApplication) -> Iterator[MessageActions]:
    """Hears what is asked of the messages shown."""
    with briefly(MessageActions()) as made:
        yield made


@pytest.fixture
def show(qtbot: QtBot, actions: MessageActions) -> Iterator[Show]:
    """Show a message in a window."""
    windows: list[QWidget] = []

    def show_it(message: Message, **more: object) -> MessageView:
        window = QWidget()
        windows.append(window)
        window.resize(WIDTH, 600)
        view = MessageView(message, actions=actions, theme=LIGHT, model_name="Sonnet", parent=window, **more)  # type: ignore[arg-type]
        view.setGeometry(0, 0, WIDTH, view.heightForWidth(WIDTH))
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)  # only an active window has a focus
        return view

    yield show_it
    for window in windows:
        window.close()
        window.deleteLater()


def the(view: MessageView, kind: type[W]) -> W:
    """The only visible widget of a kind."""
    (found,) = (one for one in view.findChildren(kind) if one.isVisibleTo(view))
    return found


def texts(view: MessageView) -> str:
    labels = [one.text() for one in view.findChildren(QLabel) if one.isVisibleTo(view)]
    buttons = [one.text() for one in view.findChildren(QAbstractButton) if one.isVisibleTo(view)]
    return " | ".join([*labels, *buttons])


def test_a_persons_words_stand_as_typed(show: Show) -> None:
    view = show(user_message("# not a *heading*\n<b>x</b>", None))
    assert the(view, Body).toPlainText() == "# not a *heading*\n<b>x</b>"
    assert the(view, Body).geometry().right() <= WIDTH
    assert the(view, Body).width() < WIDTH * 0.8


def test_a_reply_is_set_with_its_model_and_what_it_cost(show: Show) -> None:
    prices = Prices(3, 15, 3.75, 6, 0.3)
    view = show(reply(Text("**Hello** there"), usage=Usage(1204, 366)), prices=prices)
    assert the(view, Body).toPlainText() == "Hello there"
    assert "Sonnet" in texts(view)
    cost = button(view, "Cost $0.009")
    assert cost.accessibleDescription().startswith("Read: 1,204 tokens, Written: 366 tokens")


@given(
    sizes=st.lists(st.integers(1, 30), min_size=1, max_size=20),
    widths=st.lists(st.integers(200, 900), min_size=1, max_size=3),
)
@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_a_grown_reply_is_as_tall_as_the_same_one_opened_later(
    qapp: QApplication, actions: MessageActions, sizes: list[int], widths: list[int]
) -> None:
    text = "# Hi\n\nSome words.\n\n- a\n- b\n\n```py\nx = 1\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\nThe end."
    message = empty_reply("claude", "question")
    grown = MessageView(message, actions=actions, theme=LIGHT, model_name="Sonnet")
    at, turn = 0, 0
    while at < len(text):
        size = sizes[turn % len(sizes)]
        message = apply(message, TextDelta(0, text[at : at + size]))
        grown.set_message(message)
        grown.heightForWidth(widths[turn % len(widths)])
        at, turn = at + size, turn + 1
    final = replace(message, status=Status.COMPLETE)
    grown.set_message(final)
    opened = MessageView(final, actions=actions, theme=LIGHT, model_name="Sonnet")
    for width in (*widths, WIDTH):
        assert grown.heightForWidth(width) == opened.heightForWidth(width)
    for view in (grown, opened):
        view.deleteLater()


def test_the_row_is_exactly_as_tall_as_it_said(show: Show) -> None:
    view = show(reply(Thinking("hm"), Text("One\n\n```py\nx\n```"), status=Status.STOPPED))
    bottom = max(one.geometry().bottom() for one in view.children() if isinstance(one, QWidget) and one.isVisible())
    assert bottom + 1 == view.height() == view.heightForWidth(WIDTH)


def test_waiting_has_its_dot_at_once_and_words_by_and_by_and_ends_with_the_first_word(show: Show) -> None:
    message = empty_reply("claude", "question")
    fresh = show(message)
    line = the(fresh, WaitingLine)
    assert line.label.text() == ""
    assert line.dot.is_breathing
    assert line.x() + line.dot.geometry().center().x() in (3, 4), "its 8 pixels begin where the first word will"
    view = show(replace(message, created_at=message.created_at - 2_500))
    assert the(view, WaitingLine).label.text() == "Waiting for Sonnet"
    view = show(replace(message, created_at=message.created_at - 12_500))
    assert the(view, WaitingLine).label.text() == "Still waiting, 12 s. Long questions take a moment."
    assert not the(view, WaitingLine).again_button.isVisibleTo(view)
    view.set_message(apply(view.message, TextDelta(0, "Hi")))
    assert the(view, Body).toPlainText() == "Hi"
    assert not any(one.isVisibleTo(view) for one in view.findChildren(WaitingLine))


def test_silence_in_mid_reply_is_told_with_its_length_and_can_be_stopped(
    show: Show, actions: MessageActions, qtbot: QtBot
) -> None:
    view = show(reply(Text("Some"), status=Status.REPLYING))
    assert not view.findChildren(WaitingLine)
    view = MessageView(reply(Text("Some"), status=Status.REPLYING), actions=actions, theme=LIGHT)
    view.set_heard(now_ms() - 75_500)
    height = view.heightForWidth(WIDTH)
    qtbot.waitUntil(lambda: bool(view.findChildren(WaitingLine)))
    line = the(view, WaitingLine)
    assert line.label.text() == "Nothing has come for 1 min 15 s."
    with qtbot.waitSignal(actions.restart_requested) as again:
        line.again_button.click()
    assert again.args == [view.message.id]
    assert view.heightForWidth(WIDTH) > height
    with qtbot.waitSignal(actions.stop_requested) as stopped:
        line.stop_button.click()
    assert stopped.args == [view.message.id]
    view.set_message(apply(view.message, TextDelta(0, " text")))
    assert not any(one.isVisibleTo(view) for one in view.findChildren(WaitingLine))
    assert view.heightForWidth(WIDTH) == height
    view.deleteLater()


def test_a_retry_is_counted_down_and_can_be_stopped(show: Show, actions: MessageActions, qtbot: QtBot) -> None:
    view = show(empty_reply("claude", "question"))
    line = the(view, WaitingLine)
    view.set_waiting(Waiting(1, 8.0, KeyRefused().note))
    assert "Trying again in 8 s." in line.label.text()
    with qtbot.waitSignal(actions.stop_requested) as stopped:
        line.stop_button.click()
    assert stopped.args == [view.message.id]
    view.set_waiting(None)
    assert not line.stop_button.isVisibleTo(view)


def test_words_that_are_wider_than_the_window_take_more_lines(show: Show) -> None:
    message = empty_reply("claude", "question")
    view = show(replace(message, created_at=message.created_at - 12_500))
    line = the(view, WaitingLine)
    before, first = line.height(), line.dot.y()
    for width in (300, 200):
        view.resize(width, view.heightForWidth(width))
        label = line.label
        assert line.height() > before
        assert line.rect().contains(label.geometry())
        assert label.height() >= label.heightForWidth(label.width())
        assert line.dot.y() == first, "beside the first line"
        before = line.height()
    with_button = line.height()
    view.set_waiting(Waiting(1, 8.0, KeyRefused().note))
    assert line.height() > with_button, "longer words, and a button beside them"
    assert not line.label.geometry().intersects(line.stop_button.geometry())


def test_waiting_wakes_only_when_its_words_change(show: Show, qtbot: QtBot) -> None:
    message = empty_reply("claude", "question")
    line = the(show(replace(message, created_at=message.created_at - 1_900)), WaitingLine)
    qtbot.waitUntil(lambda: line.label.text() == "Waiting for Sonnet")
    assert line.wake_ups == 1
    assert next_change(0) == next_change(1) == 2
    assert next_change(2) == next_change(9) == 10
    assert (next_change(10), next_change(31)) == (11, 32)


def test_where_nothing_may_move_waiting_is_said_at_once(show: Show, qapp: QApplication) -> None:
    set_motion(qapp, is_reduced=True)
    try:
        line = the(show(empty_reply("claude", "question")), WaitingLine)
        assert line.label.text() == "Waiting for Sonnet"
        assert not line.dot.is_breathing
    finally:
        set_motion(qapp, is_reduced=False)


def test_the_dot_stands_behind_the_last_word_while_a_reply_is_written(show: Show, qtbot: QtBot) -> None:
    view = show(apply(empty_reply("claude", "question"), TextDelta(0, "Some")))
    (dot,) = (one for one in view.findChildren(BreathingDot) if one.isVisibleTo(view))
    before = dot.x()
    view.set_message(apply(view.message, TextDelta(0, " more words")))
    qtbot.waitUntil(lambda: dot.x() > before)  # a page that took long to set rests before the next
    body = the(view, Body)
    assert body.geometry().top() < dot.geometry().center().y() < body.geometry().bottom()
    view.set_message(replace(view.message, status=Status.COMPLETE))
    assert not dot.isVisibleTo(view)


def test_a_row_made_while_a_retry_is_awaited_says_so(actions: MessageActions) -> None:
    view = MessageView(empty_reply("claude", "question"), actions=actions, theme=LIGHT)
    view.set_waiting(Waiting(1, 8.0, KeyRefused().note))
    view.heightForWidth(WIDTH)
    assert "Trying again in 8 s." in the(view, WaitingLine).label.text()
    view.deleteLater()


def test_tab_goes_from_the_text_through_its_code_to_the_footer(show: Show, qtbot: QtBot) -> None:
    view = show(reply(Text("```py\nx\n```")))
    qtbot.waitUntil(lambda: any(one.accessibleName() == "Copy code" for one in view.findChildren(QAbstractButton)))
    the(view, Body).setFocus()
    names = []
    for _ in range(3):
        qtbot.keyClick(QApplication.focusWidget(), Qt.Key.Key_Tab)
        names.append(focused().accessibleName())
    assert names == ["Copy code", "Save code", "Copy reply"]


def test_only_a_focus_that_came_by_keyboard_is_shown(show: Show, qtbot: QtBot) -> None:
    view = show(reply(Text("Hello")))
    body = the(view, Body)
    body.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not body.shows_focus
    copy = the(view, Footer).copy_button
    copy.setFocus()
    qtbot.keyClick(copy, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert body.shows_focus


def test_a_note_leads_to_its_footnote(show: Show, qtbot: QtBot) -> None:
    view = show(reply(Text("Text[^1].\n\n" + "More.\n\n" * 20 + "[^1]: The note.\n")))
    body = the(view, Body)
    href = next(run.href for run in body.page.pieces[0].runs if run.href)  # type: ignore[union-attr]
    with qtbot.waitSignal(view.reveal_requested) as asked:
        body.link_activated.emit(href, "1")
    assert asked.args[0].top() > view.height() // 2


def test_the_clipboard_owns_what_a_copy_by_qt_itself_gave_it(show: Show) -> None:
    view = show(reply(Text("**Bold**")))
    view.select_all()
    the(view, Body).copy()
    gc.collect()
    assert QGuiApplication.clipboard().mimeData().html() == "<p><strong>Bold</strong></p>"


@pytest.mark.parametrize(
    ("message", "sentence", "remedy"),
    [
        (reply(Text("Half"), status=Status.STOPPED), "You stopped here.", Remedy.CONTINUE),
        (
            reply(Text("Half"), status=Status.INTERRUPTED),
            "TurboDesk closed while this reply was arriving.",
            Remedy.CONTINUE,
        ),
        (reply(Text("Half"), stop_reason="max_tokens"), "longest length", Remedy.CONTINUE),
        (reply(), "The reply is empty.", Remedy.TRY_AGAIN),
        (reply(stop_reason="refusal"), "declined", Remedy.EDIT),
        (reply(Text("Half"), stop_reason="content_filter"), "filter", Remedy.TRY_AGAIN),
        (reply(Text("Half"), stop_reason="moon_phase"), "“moon_phase”", None),
        (reply(Text("Half"), stop_reason="pause_turn"), "paused", Remedy.CONTINUE),
        (reply(Text("Half"), stop_reason="model_context_window_exceeded"), "memory", Remedy.LEAVE_OUT),
        (reply(Thinking("Hm.", "s")), "The reply is empty.", Remedy.TRY_AGAIN),
        (reply(Thinking("Hm.", "s"), stop_reason="max_tokens"), "before it said", Remedy.RAISE_LIMIT),
    ],
)
def test_how_a_reply_ended_is_said(
    show: Show, actions: MessageActions, qtbot: QtBot, message: Message, sentence: str, remedy: Remedy | None
) -> None:
    view = show(message)
    note = the(view, StatusLine)
    assert sentence in note.label.text()
    if remedy is None:
        assert note.button is None
        return
    assert note.button is not None
    with qtbot.waitSignal(actions.remedy_requested) as asked:
        note.button.click()
    assert asked.args == [message.id, remedy]
    view.set_is_last(is_last=False)
    assert not note.button.isVisibleTo(view)


def test_a_footer_is_dressed_when_its_message_is_the_last_no_more_and_not_at_each_change_of_the_chat(
    show: Show, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = show(reply(Text("Hi"), stop_reason="end_turn"))
    dressed: list[object] = []
    monkeypatch.setattr(Footer, "set_cost", lambda *told: dressed.append(told))
    for _ in range(3):
        view.set_is_last(is_last=False)
    assert len(dressed) == 1


def test_a_reply_that_simply_ended_says_nothing_more(show: Show) -> None:
    view = show(reply(Text("Hi"), stop_reason="end_turn"))
    assert view.findChildren(StatusLine) == []


def test_a_failure_stands_where_the_reply_would_be(show: Show, actions: MessageActions, qtbot: QtBot) -> None:
    note = KeyRefused("invalid <b>key</b>", status=401, error_type="authentication_error", request_id="req_7").note
    view = show(reply(status=Status.FAILED, failure=note))
    card = the(view, FailureCard)
    assert note.sentence in texts(view)
    assert note.advice in texts(view)
    with qtbot.waitSignal(actions.remedy_requested) as asked:
        card.remedy_button.click()
    assert asked.args == [view.message.id, Remedy.OPEN_GATEWAY_SETTINGS]
    assert "req_7" not in texts(view)
    before = view.heightForWidth(WIDTH)
    with qtbot.waitSignal(view.height_changed):
        card.details_button.click()
    assert view.heightForWidth(WIDTH) > before
    assert "Request: req_7" in texts(view)
    assert "invalid <b>key</b>" in texts(view)
    card.copy_button.click()
    assert "Status: 401" in QGuiApplication.clipboard().text()


@pytest.mark.parametrize("percent", [100, 200])
def test_the_buttons_of_a_failure_are_whole_in_a_narrow_window(show: Show, percent: int) -> None:
    view = show(reply(status=Status.FAILED, failure=KeyExpired("ended", status=401).note))
    view.set_text_percent(percent)
    card = the(view, FailureCard)
    card.set_offered({Remedy.GET_KEY})
    width = 356
    view.resize(width, view.heightForWidth(width))
    QApplication.processEvents()
    buttons = [one for one in card.findChildren(QAbstractButton) if not one.isHidden()]
    assert [one.text() for one in buttons] == ["Open settings", "Where do I get a key?", "Check connection", "Details"]
    assert all(one.width() >= one.minimumSizeHint().width() for one in buttons)
    bottoms = [one.mapTo(card, QPoint(0, one.height())).y() for one in buttons]
    assert max(bottoms) <= card.height()
    view.resize(WIDTH, view.heightForWidth(WIDTH))
    QApplication.processEvents()
    if percent == 100:
        assert len({one.mapTo(card, one.rect().center()).y() for one in buttons}) == 1


def test_the_words_of_a_failure_stand_at_the_edge_on_lines_of_their_own_height(show: Show) -> None:
    view = show(reply(status=Status.FAILED, failure=KeyRefused("no").note))
    card = the(view, FailureCard)
    card.setStyleSheet(LIGHT.style_sheet())  # which draws an edge around it
    view.resize(WIDTH, view.heightForWidth(WIDTH))
    sentence, advice = (label for label in card.findChildren(QLabel) if not label.isHidden())
    at = card.remedy_button.mapTo(card, QPoint(0, 0)).x()
    assert (sentence.x(), advice.x(), at) == (card.outset,) * 3
    assert sentence.height() == round(LIGHT.line_height(TextRole.H3))
    assert advice.height() == round(LIGHT.line_height(TextRole.UI))


@pytest.mark.parametrize(
    ("part", "title", "content"),
    [
        (ToolResult("1", "found"), "Tool result", "found"),
        (Image({"type": "base64", "media_type": "image/png", "data": "AAAA"}), "Image", "4 characters"),
        (Document({"type": "file", "file_id": "f1"}, "Plan"), "Document: Plan", "file_id: f1"),
        (Opaque({"type": "novelty", "x": 1}), "A part this version does not know: novelty", '"x": 1'),
        (Opaque({"x": 1}), "A damaged part of the reply, which is not sent again", '"x": 1'),
        (Opaque({"type": "n", "x": 1e999}), "A damaged part of the reply, which is not sent again", "cannot be shown"),
    ],
)
def test_parts_that_are_not_text_are_named_and_can_be_unfolded(
    show: Show, part: Part, title: str, content: str
) -> None:
    view = show(reply(part, Text("And so")))
    fold = the(view, Fold)
    assert fold.button.text() == title
    assert fold.button.isEnabled() is bool(content)
    if content:
        assert content not in texts(view)
        fold.button.click()
        assert content in texts(view)


def test_a_selection_survives_what_arrives(show: Show) -> None:
    message = apply(empty_reply("claude", "question"), TextDelta(0, "First paragraph.\n\nSecond"))
    view = show(message)
    body = the(view, Body)
    cursor = body.textCursor()
    cursor.setPosition(0)
    cursor.setPosition(16, cursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)
    for word in (" and", " more.\n\n", "- a\n", "- b\n", "\n[x]: https://e.org\n\n", "End [x]."):
        message = apply(message, TextDelta(0, word))
        view.set_message(message)
        assert view.selected_text() == "First paragraph."
    view.set_message(replace(message, status=Status.COMPLETE))
    assert view.selected_text() == "First paragraph."


def test_copying_gives_three_forms(show: Show) -> None:
    view = show(reply(Text("**Bold** and\n\n| a |\n|---|\n| 1 |")))
    the(view, Footer).copy_button.click()
    mime = QGuiApplication.clipboard().mimeData()
    assert mime.text() == "Bold and\n\na\n1"
    assert "<table" in mime.html()
    assert bytes(mime.data("text/markdown").data()).decode() == "**Bold** and\n\n| a |\n|---|\n| 1 |"


def test_ctrl_c_copies_what_is_selected(show: Show, qtbot: QtBot) -> None:
    view = show(reply(Text("one *two* three")))
    body = the(view, Body)
    body.setFocus()
    cursor = body.textCursor()
    cursor.setPosition(4)
    cursor.setPosition(7, cursor.MoveMode.KeepAnchor)
    body.setTextCursor(cursor)
    qtbot.keyClick(body, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    mime = QGuiApplication.clipboard().mimeData()
    assert (mime.text(), mime.html()) == ("two", "<p><em>two</em></p>")
    assert bytes(mime.data("text/markdown").data()) == b"*two*"


def test_the_keyboard_selects_and_leaves_scrolling_to_the_transcript(show: Show, qtbot: QtBot) -> None:
    view = show(reply(Text("one two three")))
    body = the(view, Body)
    body.setFocus()
    qtbot.keyClick(body, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier | Qt.KeyboardModifier.ControlModifier)
    assert view.selected_text().strip() == "one"
    qtbot.keyClick(body, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert view.selected_text() == "one two three"


def test_links_are_judged_before_they_open(show: Show, qtbot: QtBot) -> None:
    opened: list[str] = []
    view = show(
        reply(Text("[bank.com](https://evil.example) and [here](https://example.org/a)")), open_link=opened.append
    )
    body = the(view, Body)
    body.link_activated.emit("https://example.org/a", "here")
    assert opened == ["https://example.org/a"]
    body.link_activated.emit("https://evil.example", "bank.com")
    assert opened == ["https://example.org/a"]
    (question,) = view.window().findChildren(LinkQuestion)
    button(question, "Open link").click()
    assert opened == ["https://example.org/a", "https://evil.example"]


def test_a_link_is_not_left_selected_by_the_click_that_opened_it(show: Show, qtbot: QtBot) -> None:
    opened: list[str] = []
    view = show(reply(Text("[here](https://example.org/a) and more")), open_link=opened.append)
    body = the(view, Body)
    at = body.cursorRect(QTextCursor(body.page)).center() + QPoint(8, 0)
    qtbot.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert opened == ["https://example.org/a"]
    assert view.selected_text() == ""
    qtbot.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert len(opened) == 2
    body.selectAll()
    qtbot.mouseClick(body.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert view.selected_text() == ""


def test_versions_can_be_walked_through(show: Show, actions: MessageActions, qtbot: QtBot) -> None:
    view = show(reply(Text("Hi")))
    footer = the(view, Footer)
    assert footer.versions.next_button is None
    view.set_siblings(1, 3)
    assert "2 of 3" in texts(view)
    for pressed, step in (("Previous reply", -1), ("Next reply", 1)):
        with qtbot.waitSignal(actions.sibling_requested) as asked:
            button(view, pressed).click()
        assert asked.args == [view.message.id, step]


def test_another_theme_and_size_keep_the_text(show: Show) -> None:
    view = show(reply(Text("Hello `code`"), Thinking("x"), status=Status.STOPPED))
    before = view.heightForWidth(WIDTH)
    view.apply_theme(DARK)
    assert view.heightForWidth(WIDTH) == before
    view.set_text_percent(200)
    assert view.heightForWidth(WIDTH) > before
    assert the(view, Body).toPlainText() == "Hello code"


def test_the_line_under_the_eye_is_found_again(show: Show) -> None:
    view = show(reply(Text("\n\n".join(f"Paragraph {n} " + "word " * 40 for n in range(20)))))
    view.resize(WIDTH, view.heightForWidth(WIDTH))
    y = view.height() // 2
    position = view.position_at(y)
    assert abs(view.y_of(position) - y) <= 40
    view.set_text_percent(150)
    view.resize(WIDTH, view.heightForWidth(WIDTH))
    assert view.position_at(view.y_of(position) + 2) == position


def test_every_button_has_a_name_and_can_be_focused(show: Show, qtbot: QtBot) -> None:
    view = show(reply(Thinking("x"), Text("```py\nx\n```"), status=Status.STOPPED))
    qtbot.waitUntil(lambda: any(one.accessibleName() == "Copy code" for one in view.findChildren(QAbstractButton)))
    for one in view.findChildren(QAbstractButton):
        assert one.accessibleName() or one.text()
        assert one.focusPolicy() & Qt.FocusPolicy.TabFocus


def test_a_screen_reader_can_read_the_text(show: Show) -> None:
    view = show(reply(Text("Hello **there**")))
    assert view.accessibleName() == "Reply by Sonnet"
    interface = QAccessible.queryAccessibleInterface(the(view, Body))
    assert isinstance(interface, QAccessibleInterface)
    text = interface.textInterface()
    assert text is not None
    assert text.text(0, text.characterCount()) == "Hello there"
