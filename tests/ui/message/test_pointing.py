"""What stands beneath and beside a message shows where the person points, keeps its place, and is said all the same."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.message.test_message import WIDTH, Show, actions, reply, show, texts, the
from tests.ui.seen import button, name_of, shown_text
from turbodesk.chat.message import Message, Status, Usage, user_message
from turbodesk.chat.model import Prices
from turbodesk.chat.parts import Text
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.cost_button import CostButton
from turbodesk.ui.message.footer import Footer
from turbodesk.ui.message.margin_note import MarginNote
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.message.word_row import WordRow
from turbodesk.ui.theme import LIGHT, Theme
from turbodesk.ui.widgets.word_button import WordButton

__all__ = ["actions", "show"]  # fixtures

PRICES = Prices(3, 15, 3.75, 6, 0.3)
SERIF = replace(LIGHT, faces=replace(LIGHT.faces, is_serif=True))


@pytest.fixture
def show_away(show: Show) -> Show:
    """Show a message that nobody points at, wherever pointer and focus were left."""

    def show_it(message: Message, **more: object) -> MessageView:
        view = show(message, **more)
        if (focused := QApplication.focusWidget()) is not None:
            focused.clearFocus()  # a window that is shown gives it to the first that takes it
        point_at(view, is_there=False)
        return view

    return show_it


def answered() -> Message:
    return replace(reply(Text("Hi"), usage=Usage(1204, 366)), created_at=1_000_000, finished_at=1_004_100)


def point_at(view: QWidget, *, is_there: bool) -> None:
    """Move the pointer into a widget, or out of it."""
    view.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, is_there)
    at = QPointF(1, 1)
    event = QEnterEvent(at, at, at) if is_there else QEvent(QEvent.Type.Leave)
    QApplication.sendEvent(view, event)


def places(row: WordRow) -> list[tuple[QPoint, int]]:
    return [(word.pos(), word.width()) for word in row.findChildren(WordButton)]


@pytest.mark.parametrize("message", [answered(), user_message("Hello", None)], ids=["reply", "question"])
def test_words_show_on_pointing_and_nothing_moves(show_away: Show, message: Message) -> None:
    view = show_away(message, prices=PRICES)
    view.set_is_last(is_last=False)
    row = the(view, WordRow)
    height, before = view.heightForWidth(WIDTH), places(row)
    assert not row.is_revealed
    assert not any(word.is_revealed for word in row.findChildren(WordButton))
    point_at(view, is_there=True)
    assert all(word.is_revealed for word in row.findChildren(WordButton))
    assert (view.heightForWidth(WIDTH), places(row)) == (height, before)
    point_at(view, is_there=False)
    assert not row.is_revealed


def test_the_keyboard_shows_them_too_and_always_reaches_them(show_away: Show) -> None:
    view = show_away(user_message("Hello", None))
    bar = the(view, PersonBar)
    assert not bar.is_revealed
    assert name_of(bar.copy_button) == "Copy message"
    bar.edit_button.setFocus(Qt.FocusReason.TabFocusReason)
    assert bar.is_revealed
    assert bar.copy_button.is_revealed
    the(view, Body).setFocus(Qt.FocusReason.TabFocusReason)
    assert bar.is_revealed, "the words belong to the message the keyboard is in"


def test_the_last_reply_shows_its_words_all_the_time(show_away: Show) -> None:
    view = show_away(answered())
    footer = the(view, Footer)
    assert footer.is_revealed
    view.set_is_last(is_last=False)
    assert not footer.is_revealed


def test_versions_are_seen_all_the_time(show_away: Show) -> None:
    view = show_away(user_message("Hello", None))
    view.set_siblings(1, 3)
    assert "2 of 3" in texts(view)
    assert all(word.is_revealed for word in view.findChildren(WordButton) if "version" in name_of(word))


def test_copied_is_said_in_the_place_of_copy(show_away: Show) -> None:
    view = show_away(answered())
    footer = the(view, Footer)
    before = places(footer)
    button(view, "Copy reply").click()
    assert footer.copy_button.word == "Copied"
    assert places(footer) == before


def stand(view: MessageView, left: int) -> None:
    """Let a message stand in its column with so much margin on either side."""
    view.set_margins(left, left)
    view.resize(left + WIDTH + left, view.heightForWidth(WIDTH))
    view.settle()


def test_where_there_is_room_a_note_in_the_margin_tells_model_time_and_cost(show_away: Show) -> None:
    view = show_away(answered(), prices=PRICES)
    view.set_is_last(is_last=False)
    narrow = view.heightForWidth(WIDTH)
    stand(view, 200)
    note = the(view, MarginNote)
    assert view.heightForWidth(WIDTH) < narrow, "the line above it has gone"
    assert note.geometry().right() <= 200 - 32 + 8
    assert note.name_label.text() == "Sonnet"
    assert not the(view, Footer).cost_button.isVisibleTo(view), "the cost stands in one place"
    assert note.time_label is None, "nothing is made before it is looked at"
    point_at(view, is_there=True)
    assert note.time_label is not None
    assert note.time_label.text().endswith(", in 4 s")
    assert name_of(the(note, CostButton)) == "Cost $0.009"
    point_at(view, is_there=False)
    assert not note.time_label.isVisibleTo(view)
    stand(view, 100)
    assert not note.isVisibleTo(view)
    assert "Sonnet" in texts(view)
    assert the(view, Footer).cost_button.isVisibleTo(view)


@pytest.mark.parametrize("text", ["One.", "# One", "> One", "- One"])
@pytest.mark.parametrize("theme", [LIGHT, SERIF], ids=["sans", "serif"])
def test_the_note_stands_on_the_line_of_the_first_words(show_away: Show, text: str, theme: Theme) -> None:
    view = show_away(reply(Text(text)))
    view.apply_theme(theme)
    stand(view, 200)
    body, label = the(view, Body), the(view, MarginNote).name_label
    line = body.page.firstBlock().layout().lineAt(0)
    words = body.page.documentLayout().blockBoundingRect(body.page.firstBlock()).top() + line.y() + line.ascent()
    metrics = label.fontMetrics()
    letters = label.mapTo(view, QPoint()).y() + (label.height() - metrics.height()) // 2 + metrics.ascent()
    assert abs(letters - (body.y() + words)) <= 1


def test_the_serif_is_for_replies_and_not_for_what_the_person_said(show_away: Show) -> None:
    for message, changes in ((user_message("Hello", None), False), (reply(Text("Hello")), True)):
        view = show_away(message)
        before = the(view, Body).page.typography.body
        view.apply_theme(SERIF)
        assert (the(view, Body).page.typography.body != before) is changes


def test_the_cost_of_the_last_reply_stands_beneath_it_and_nowhere_else(show_away: Show) -> None:
    view = show_away(answered(), prices=PRICES)
    stand(view, 200)
    assert the(view, Footer).cost_button.isVisibleTo(view)
    assert the(view, Footer).cost_button.is_revealed
    point_at(view, is_there=True)
    note = the(view, MarginNote)
    assert note.time_label is not None
    assert note.time_label.isVisibleTo(view)
    assert [name_of(one) for one in view.findChildren(CostButton) if one.isVisibleTo(view)] == ["Cost $0.009"]
    view.set_is_last(is_last=False)
    assert not the(view, Footer).cost_button.isVisibleTo(view), "the next reply has come"
    assert note.cost_button is not None
    assert note.cost_button.isVisibleTo(view)


def test_a_note_that_is_pointed_at_while_the_reply_ends_tells_all_at_once(show_away: Show) -> None:
    whole = answered()
    view = show_away(replace(whole, status=Status.REPLYING, finished_at=None, usage=Usage()), prices=PRICES)
    view.set_is_last(is_last=False)
    stand(view, 200)
    point_at(view, is_there=True)
    view.set_message(whole)
    note = the(view, MarginNote)
    assert note.time_label is not None
    assert note.time_label.isVisibleTo(view)
    assert note.cost_button is not None
    assert note.cost_button.isVisibleTo(view)


@pytest.mark.parametrize("left", [24, 200])
def test_the_model_is_said_only_where_it_is_another(show_away: Show, left: int) -> None:
    view = show_away(answered())
    stand(view, left)
    assert "Sonnet" in texts(view)
    view.set_says_model(says_model=False)
    stand(view, left)
    assert "Sonnet" not in texts(view)


def test_the_card_at_the_cost_shows_where_it_is_pointed_at(show_away: Show, qtbot: QtBot) -> None:
    view = show_away(answered(), prices=PRICES)
    cost = the(view, CostButton)
    point_at(cost, is_there=True)
    qtbot.waitUntil(lambda: cost.card is not None)
    assert cost.card is not None
    assert "1,204 tokens" in shown_text(cost.card)
    assert "Costs about" in shown_text(cost.card)
    point_at(cost, is_there=False)
    assert cost.card is None
    cost.setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.waitUntil(lambda: cost.card is not None)


def test_a_quotation_is_of_what_is_selected_else_of_all(show_away: Show, actions: MessageActions, qtbot: QtBot) -> None:
    view = show_away(reply(Text("One.\n\nTwo.")))
    with qtbot.waitSignal(actions.quote_requested) as quoted:
        button(view, "Quote reply").click()
    assert quoted.args == ["One.\n\nTwo."]
    cursor = the(view, Body).textCursor()
    cursor.setPosition(0)
    cursor.setPosition(3, cursor.MoveMode.KeepAnchor)
    the(view, Body).setTextCursor(cursor)
    with qtbot.waitSignal(actions.quote_requested) as quoted:
        button(view, "Quote reply").click()
    assert quoted.args == ["One"]


@pytest.mark.parametrize(("width", "percent"), [(260, 100), (460, 200), (WIDTH, 100)])
def test_in_a_narrow_window_the_three_dots_have_what_finds_no_room(show_away: Show, width: int, percent: int) -> None:
    view = show_away(answered(), prices=PRICES, text_percent=percent)
    view.set_siblings(1, 3)
    view.set_margins(32, 32)
    view.resize(32 + width + 32, view.heightForWidth(width))
    view.settle()
    footer = the(view, Footer)
    shown = [one for one in footer.findChildren(WordButton) if one.isVisibleTo(view)]
    assert all(one.geometry().right() <= footer.width() and one.width() >= one.sizeHint().width() for one in shown)
    entries = [entry.text() for entry in footer.menu().actions()]
    assert ("Quote" in entries) is footer.quote_button.isHidden() is (width < WIDTH)
    assert "Copy as Markdown" in entries


@pytest.mark.parametrize("percent", [100, 200])
def test_the_first_word_begins_at_the_edge_at_every_size(show_away: Show, percent: int) -> None:
    view = show_away(answered(), text_percent=percent)
    view.set_margins(40, 40)
    view.resize(40 + WIDTH + 40, view.heightForWidth(WIDTH))
    view.settle()
    padding = 8 * percent // 100
    assert the(view, Footer).copy_button.mapTo(view, QPoint()).x() + padding == 40
