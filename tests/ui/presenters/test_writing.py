"""Small moves of the hand while writing: the last message again, a quotation, a long text that becomes a file."""

from __future__ import annotations

from PySide6.QtCore import QMimeData, Qt
from PySide6.QtGui import QGuiApplication

from tests.ui.presenters.test_attachments import drafted, paste
from tests.ui.presenters.test_message_actions import Play, front, row
from tests.ui.presenters.test_unsent import edited
from tests.ui.presenters.test_window import CTRL, Seat, play
from tests.ui.seen import button, first_of, shown_text
from turbodesk.app import commands
from turbodesk.chat.attachments import attachments_in
from turbodesk.settings import LONG_TEXT
from turbodesk.ui.attachments.tile import Tile
from turbodesk.ui.message.body import Body
from turbodesk.ui.widgets.toast import Toast

__all__ = ["play"]  # fixtures

LONG = "A line of a long letter, with words.\n" * 400
SHIFT = Qt.KeyboardModifier.ShiftModifier


def text(words: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(words)
    return mime


def test_up_where_nothing_is_written_says_the_last_message_again(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.editor().setFocus()
        seat.key(Qt.Key.Key_Up)
        assert edited(seat) is None, "there is none"
        await seat.says("First")
        await seat.says("Second")
        seat.editor().setFocus()
        seat.type("words")
        seat.key(Qt.Key.Key_Up)
        assert edited(seat) is None, "Up moves in what is written"
        seat.editor().clear()
        seat.key(Qt.Key.Key_Up)
        field = edited(seat)
        assert field is not None
        assert field.text == "Second"
        seat.key(Qt.Key.Key_Escape)
        assert edited(seat) is None
        assert seat.editor().hasFocus(), "back to where it came from"
        seat.key(Qt.Key.Key_Up)
        seat.type(" thoughts")
        seat.key(Qt.Key.Key_Return, CTRL)
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        message = front(seat).message(seat.chat_ids()[2])
        assert message is not None
        assert message.text == "Second thoughts"

    play(scene)


def test_what_is_selected_is_quoted_and_else_the_newest_reply(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        seat.give(commands.QUOTE)
        reply = front(seat).last_reply()
        assert reply is not None
        assert seat.written().startswith(f"> {reply.text.splitlines()[0]}")
        seat.editor().clear()
        body = first_of(row(seat, reply.id), Body)
        cursor = body.textCursor()
        cursor.setPosition(0)
        cursor.setPosition(5, cursor.MoveMode.KeepAnchor)
        body.setTextCursor(cursor)
        seat.give(commands.QUOTE)
        assert seat.written() == "> Lists\n\n"
        seat.editor().clear()
        menu = body.context_menu(body.rect().center())
        next(action for action in menu.actions() if action.text() == "Quote").trigger()
        menu.close()
        assert seat.written() == "> Lists\n\n"

    play(scene)


def test_a_long_text_becomes_a_file_and_one_press_makes_it_text_again(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.type("See: ")
        paste(seat, text(LONG))
        await seat.until(lambda: len(drafted(seat)) == 1 and first_of(seat.window, Tile).isVisible())
        assert seat.written() == "See: "
        assert first_of(seat.window, Tile).accessibleName() == "Pasted text.txt"
        await seat.until(lambda: "attached as a file" in shown_text(first_of(seat.window, Toast)))
        button(first_of(seat.window, Toast), "Make it text: The long text is attached as a file").click()
        await seat.until(lambda: seat.written() == f"See: {LONG}" and not drafted(seat))
        assert attachments_in(front(seat).conversation.draft_parts) == ()

    play(scene)


def test_a_text_is_put_into_the_message_from_its_tile(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        paste(seat, text(LONG))
        await seat.until(lambda: len(drafted(seat)) == 1 and first_of(seat.window, Tile).attachment is not None)
        menu = first_of(seat.window, Tile).menu()
        assert [action.text() for action in menu.actions()] == [
            "Open",
            "Open in another program",
            "Put into the message as text",
            "Encoding",
            "Remove",
        ]
        menu.actions()[2].trigger()
        menu.close()
        await seat.until(lambda: seat.written() == LONG and not drafted(seat))

    play(scene)


def test_ctrl_shift_v_and_the_setting_leave_a_long_text_a_text(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        QGuiApplication.clipboard().setText(LONG)
        seat.editor().setFocus()
        seat.key(Qt.Key.Key_V, CTRL | SHIFT)
        assert seat.written() == LONG
        seat.editor().clear()
        seat.services.preferences.set(LONG_TEXT, 0)
        paste(seat, text(LONG))
        assert seat.written() == LONG
        assert drafted(seat) == ()

    play(scene)
