"""Searching all chats from the sidebar, by the keys a person presses in the real window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit

from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import name_of, shown_text
from turbodesk.chat.conversation import new_conversation
from turbodesk.chat.found import FoundMessage
from turbodesk.chat.message import user_message
from turbodesk.ui.main_window.find_bar import FindBar
from turbodesk.ui.message.body import Body
from turbodesk.ui.sidebar.conversation_list import ConversationList
from turbodesk.ui.sidebar.grouping import Hit

__all__ = ["play"]

Play = Callable[..., None]
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def the_list(seat: Seat) -> ConversationList:
    return seat.window.findChildren(ConversationList)[0]


def messages(seat: Seat) -> list[FoundMessage]:
    """The messages shown, from top to bottom."""
    rows = the_list(seat).rows
    shown = [rows.row(rows.index(at)) for at in range(rows.rowCount())]
    return [row.found for row in shown if isinstance(row, Hit)]


def hits(seat: Seat) -> list[str]:
    return [one.snippet for one in messages(seat)]


def search_field(seat: Seat) -> QLineEdit:
    return next(one for one in seat.window.findChildren(QLineEdit) if name_of(one) == "Search")


def front(seat: Seat) -> list[str]:
    """The matches marked as the one in front."""
    bodies = [body for body in seat.window.findChildren(Body) if body.isVisible()]
    return [body.marks.matcher.folded for body in bodies if body.marks.front is not None and body.marks.matcher]


async def two_chats(seat: Seat) -> None:
    await seat.says("A zebra crosses the street")
    assert seat.presenter.chat_presenter.chat is not None
    seat.presenter.chat_presenter.chat.rename("Animals")
    seat.key(Qt.Key.Key_N, CTRL)
    await seat.says("Something about giraffes")


def test_words_of_a_message_are_found_while_typing_and_lead_to_it(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        seat.key(Qt.Key.Key_F, CTRL | SHIFT)
        seat.type("cross zeb")
        assert seat.sidebar.titles() == []
        await seat.until(lambda: not seat.sidebar.titles() and "Nothing found" in shown_text(seat.window))
        search_field(seat).clear()
        seat.type("street zeb")
        await seat.until(lambda: hits(seat))
        assert hits(seat)[0] == "A zebra crosses the street"
        index = the_list(seat).rows.index(1)
        spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
        assert spoken.startswith("Animals, ")
        seat.key(Qt.Key.Key_Down)
        assert the_list(seat).hasFocus()
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: seat.window.windowTitle() == "Animals")
        await seat.until(lambda: front(seat))
        assert front(seat)[0] in ("zebra", "street")
        assert seat.editor().hasFocus()
        assert seat.window.findChildren(FindBar)[0].isVisible()

    play(scene)


def test_enter_waits_for_what_is_found_and_escape_forgets_it(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        seat.key(Qt.Key.Key_F, CTRL | SHIFT)
        seat.type("street zebra")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: seat.window.windowTitle() == "Animals")
        seat.key(Qt.Key.Key_F, CTRL | SHIFT)
        seat.key(Qt.Key.Key_Down)
        assert the_list(seat).hasFocus()
        seat.key(Qt.Key.Key_Up)
        assert search_field(seat).hasFocus()
        seat.key(Qt.Key.Key_Down)
        seat.key(Qt.Key.Key_Escape)
        assert search_field(seat).text() == ""
        assert not search_field(seat).isVisible()
        assert seat.editor().hasFocus(), "where it came from"
        assert hits(seat) == []
        assert len(seat.sidebar.titles()) == 2

    play(scene)


def test_a_version_that_is_not_shown_is_brought_onto_the_path(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("First words about walruses")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        old = chat.ids()[0]
        chat.rename("Sea")
        question = chat.message(old)
        assert question is not None
        assert chat.edit(question, "Other words")
        await seat.until(lambda: not chat.is_replying)
        assert old not in chat.ids()
        seat.key(Qt.Key.Key_F, CTRL | SHIFT)
        seat.type("words walruses")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: old in chat.ids())
        await seat.until(lambda: front(seat))

    play(scene)


def test_the_message_chosen_is_in_view_however_far_away(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        conversation = new_conversation()
        history = seat.services.workspace._history  # noqa: SLF001 - a long history, faster than talking
        history.save_conversation(conversation)
        parent, wanted = None, ""
        for number in range(600):
            message = user_message("The only okapi here" if number == 77 else f"Line {number}", parent)
            history.save_message(conversation.id, message)
            parent = message.id
            wanted = message.id if number == 77 else wanted
        await seat.services.workspace.load()
        seat.key(Qt.Key.Key_F, CTRL | SHIFT)
        seat.type("okap")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: seat.presenter.chat_presenter.chat is not None and len(seat.chat_ids()) == 600)
        await seat.until(lambda: front(seat))
        row = seat.presenter._views.transcript.row(wanted)  # noqa: SLF001 - where it stands
        assert row is not None
        assert 0 <= row.y() < seat.presenter._views.transcript.viewport().height()  # noqa: SLF001

    play(scene)


def test_a_deleted_chat_leaves_what_was_found(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        seat.key(Qt.Key.Key_F, CTRL | SHIFT)
        seat.type("street zebra")
        await seat.until(lambda: hits(seat))
        seat.services.workspace.delete(messages(seat)[0].conversation_id)
        await seat.until(lambda: not hits(seat))
        labels = [one.text() for one in seat.sidebar.findChildren(QLabel) if one.isVisible()]
        assert "Nothing found" in labels
        assert QApplication.focusWidget() is search_field(seat)

    play(scene)
