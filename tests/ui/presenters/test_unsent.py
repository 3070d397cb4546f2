"""What a person has written and not sent is never lost: not by another chat, not by the end of the program."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt

from tests.ui.presenters.test_window import CTRL, Seat, play, undo_buttons  # noqa: F401 - a fixture
from tests.ui.seen import first_of, name_of, shown_text
from turbodesk.ui.main_window.empty_state import EmptyState
from turbodesk.ui.message.slip_editor import SlipEditor
from turbodesk.ui.widgets.prompt_field import PromptField

Play = Callable[..., None]


def begin_edit(seat: Seat, at: int = 0) -> None:
    """Press "Edit" beneath a message."""
    seat.presenter.chat_presenter.edits.begin(seat.chat_ids()[at])


def edited(seat: Seat) -> SlipEditor | None:
    """The field that a message has become, where one can be seen."""
    return next((one for one in seat.window.findChildren(SlipEditor) if one.isVisible()), None)


def is_editing(seat: Seat) -> bool:
    return edited(seat) is not None


def words(seat: Seat) -> str:
    editor = edited(seat)
    return "" if editor is None else editor.text


def test_an_edit_stands_where_the_message_is_and_goes_on_after_a_look_at_another_chat(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        await seat.says("First")
        seat.type("a draft")
        begin_edit(seat)
        assert seat.written() == "a draft", "the composer has nothing to do with it"
        seat.type(" one")
        assert words(seat) == "First one"
        seat.key(Qt.Key.Key_N, CTRL)
        assert not is_editing(seat)
        assert seat.written() == ""
        await seat.says("Second")
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "First" and is_editing(seat))
        assert words(seat) == "First one"
        assert seat.written() == "a draft"
        begin_edit(seat)
        seat.key(Qt.Key.Key_Escape)
        assert not is_editing(seat)
        assert name_of(seat.focused()) == "Edit message", "the focus is back where it came from"
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "Second")
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "First")
        assert not is_editing(seat)
        assert seat.written() == "a draft"

    play(scene)


def test_an_edit_goes_on_after_a_restart_and_can_be_sent(play: Play) -> None:  # noqa: F811
    async def first(seat: Seat) -> None:
        await seat.says("Frist")
        seat.type("a draft")
        begin_edit(seat)
        seat.key(Qt.Key.Key_A, CTRL)
        seat.type("First")

    async def second(seat: Seat) -> None:
        await seat.until(lambda: is_editing(seat))
        assert words(seat) == "First"
        old = seat.chat_ids()[0]
        begin_edit(seat)
        seat.key(Qt.Key.Key_Return)
        assert words(seat) == "First\n", "Enter breaks the line, as in any text"
        seat.key(Qt.Key.Key_Return, CTRL)
        await seat.until(lambda: seat.chat_ids()[0] != old and not seat.is_replying())
        assert not is_editing(seat)
        assert seat.editor().hasFocus()
        assert seat.written() == "a draft"

    async def third(seat: Seat) -> None:
        assert not is_editing(seat)
        assert seat.written() == "a draft"
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        message = chat.message(chat.ids()[0])
        assert message is not None
        assert message.text == "First"

    play(first, second, third)


def test_an_edit_under_way_gives_way_to_no_other(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        await seat.says("First")
        await seat.says("Second")
        begin_edit(seat, 0)
        begin_edit(seat, 2)
        assert words(seat) == "Second", "nothing was changed in the first"
        seat.type("!")
        seat.presenter._views.transcript.setFocus()  # noqa: SLF001 - as after a click on the other message
        begin_edit(seat, 0)
        editor = edited(seat)
        assert editor is not None
        assert editor.field.hasFocus(), "where what stands in the way is"
        assert words(seat) == "Second!"
        assert "another message of this chat" in shown_text(seat.window)
        begin_edit(seat, 2)
        assert words(seat) == "Second!"

    play(scene)


def test_the_draft_of_a_new_chat_is_in_front_though_nothing_was_closed(play: Play) -> None:  # noqa: F811
    async def first(seat: Seat) -> None:
        await seat.says("Before")
        seat.key(Qt.Key.Key_N, CTRL)
        seat.type("h")
        await seat.services.database.drain()
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None

        def front(connection: object) -> list[tuple[str, str]]:
            query = "SELECT c.id, c.draft FROM remembered JOIN conversation c ON c.id = value WHERE name = 'front'"
            return connection.execute(query).fetchall()  # type: ignore[attr-defined,no-any-return]

        assert await seat.services.database.read(front) == [(chat.conversation.id, "h")]
        seat.type("alf a thought")

    async def second(seat: Seat) -> None:
        assert seat.written() == "half a thought"
        assert seat.editor().hasFocus()

    play(first, second)


def test_instructions_for_a_new_chat_outlive_the_program(play: Play) -> None:  # noqa: F811
    async def first(seat: Seat) -> None:
        seat.key(Qt.Key.Key_T, CTRL | Qt.KeyboardModifier.ShiftModifier)
        seat.type("Be brief.")

    async def second(seat: Seat) -> None:
        assert seat.services.workspace.conversations() == [], "an empty chat is in no list"
        seat.key(Qt.Key.Key_T, CTRL | Qt.KeyboardModifier.ShiftModifier)
        assert first_of(seat.window, PromptField).toPlainText() == "Be brief."

    play(first, second)


def test_a_suggestion_does_not_take_what_was_written(play: Play) -> None:  # noqa: F811
    async def first(seat: Seat) -> None:
        seat.type("my own words")
        first_of(seat.window, EmptyState).suggested.emit("Write a poem")
        assert seat.written() == "Write a poem"
        seat.key(Qt.Key.Key_Z, CTRL)
        assert seat.written() == "my own words"
        seat.key(Qt.Key.Key_Z, CTRL | Qt.KeyboardModifier.ShiftModifier)
        assert seat.written() == "Write a poem"

    async def second(seat: Seat) -> None:
        assert seat.written() == "Write a poem"

    play(first, second)


def test_what_undo_brings_back_after_sending_is_a_draft_again(play: Play) -> None:  # noqa: F811
    async def first(seat: Seat) -> None:
        await seat.says("Said too early")
        seat.key(Qt.Key.Key_Z, CTRL)
        assert seat.written() == "Said too early"

    async def second(seat: Seat) -> None:
        assert seat.written() == "Said too early"

    play(first, second)


def test_a_deleted_chat_is_told_beside_the_list_and_comes_back(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.key(Qt.Key.Key_Backspace, CTRL | Qt.KeyboardModifier.ShiftModifier)
        assert undo_buttons(seat) == [], "it is told when it is done"
        await seat.until(lambda: undo_buttons(seat))
        (undo,) = undo_buttons(seat)
        assert undo.accessibleName() == "Undo: Deleted “Hello”"
        undo.click()
        await seat.until(lambda: seat.window.windowTitle() == "Hello")

    play(scene)
