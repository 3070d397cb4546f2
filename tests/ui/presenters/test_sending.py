"""What the window does while a message is sent: the request leaves first, and nothing is laid that need not be."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

import pytest

from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import first_of
from turbodesk.ui.composer.editor import Editor
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.presenters.path_changes import PathChanges
from turbodesk.ui.transcript import TranscriptView

__all__ = ["play"]  # a fixture

Play = Callable[..., None]


def rows(seat: Seat) -> int:
    return first_of(seat.window, TranscriptView).rows_made


def test_rows_are_made_once_the_request_is_under_way(play: Play) -> None:
    async def script(seat: Seat) -> None:
        chat_presenter = seat.presenter.chat_presenter
        seat.editor().setFocus()
        seat.type("Hello")
        before, began_with = rows(seat), list[int]()
        assert chat_presenter.chat is not None
        chat_presenter.chat.reply_began.connect(lambda _: began_with.append(rows(seat)))
        chat_presenter._composer.send()  # noqa: SLF001 - as Enter does
        assert began_with == [before]
        assert rows(seat) == before
        assert not chat_presenter._composer.text()  # noqa: SLF001
        await seat.until(lambda: rows(seat) == before + 2)
        await seat.until(lambda: not seat.is_replying())
        shown = {view.message.id for view in seat.window.findChildren(MessageView)}
        assert shown == set(seat.chat_ids())

    play(script)


def test_another_chat_that_comes_in_front_at_once_finds_all_shown(play: Play) -> None:
    async def script(seat: Seat) -> None:
        await seat.says("Hello")
        seat.type("And now?")
        seat.presenter.chat_presenter._composer.send()  # noqa: SLF001
        ids = seat.chat_ids()
        seat.presenter.chat_presenter._path.show_now()  # noqa: SLF001 - as whatever else comes of the chat
        assert {view.message.id for view in seat.window.findChildren(MessageView)} == set(ids)
        await seat.until(lambda: not seat.is_replying())

    play(script)


def test_a_send_lays_no_earlier_message_anew(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    async def script(seat: Seat) -> None:
        for words in ("One", "Two", "Three"):
            await seat.says(words)
        told: list[str] = []
        original = MessageView.height_may_differ

        def counted(view: MessageView) -> None:
            told.append(view.message.id)
            original(view)

        monkeypatch.setattr(MessageView, "height_may_differ", counted)
        earlier = set(seat.chat_ids())
        seat.type("Four")
        seat.presenter.chat_presenter._composer.send()  # noqa: SLF001
        await seat.until(lambda: not seat.is_replying())
        assert not earlier & set(told)

    play(script)


def test_the_text_is_read_from_the_field_once_a_change(play: Play) -> None:
    async def script(seat: Seat) -> None:
        editor = cast("Editor", seat.editor())
        editor.setPlainText("some\u00a0text\nin lines")
        first = editor.text()
        assert first == "some\u00a0text\nin lines"
        assert editor.text() is first
        editor.textCursor().insertText("more ")
        assert editor.text() == "more some\u00a0text\nin lines"
        editor.remove_all()
        assert editor.text() == ""
        assert editor.is_blank()

    play(script)


def test_changes_are_told_in_their_order_and_once() -> None:
    class Told:
        def __init__(self) -> None:
            self.told: list[object] = []

        def path_changed(self, *first: int) -> None:
            self.told.append(("path", *first))

        def reply_began(self, question_id: str, reply_id: str) -> None:
            self.told.append((question_id, reply_id))

    transcript, views = Told(), Told()
    changes = PathChanges(None, transcript, views)  # type: ignore[arg-type]  # all it asks of them
    with changes.sending():
        changes.path_changed(4)
        changes.path_changed(5)
        changes.reply_began(("q", "r"))
        assert not transcript.told
    changes.show_now()
    assert transcript.told == [("path", 4), ("q", "r")]
    assert views.told == [("path",)]
    changes.show_now()
    changes.path_changed(7)
    assert transcript.told[2:] == [("path", 7)]
