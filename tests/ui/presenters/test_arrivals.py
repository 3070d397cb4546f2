"""Files opened with TurboDesk are attached and not sent; links open the chat they name, and do nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QUrl
from PySide6.QtGui import QFileOpenEvent

from tests.ui.presenters.test_application import run, second_start
from tests.ui.presenters.test_attachments import tiles
from tests.ui.presenters.test_window import Seat
from tests.ui.seen import shown_text
from turbodesk.app.handover import Handover
from turbodesk.chat.attachments import attachments_in
from turbodesk.chat.chat_link import link_to
from turbodesk.chat.ids import new_id
from turbodesk.ui.application.file_open import FileOpens
from turbodesk.ui.presenters.arrivals import GONE, WRONG_LINK

__all__ = ["run"]


def attached(seat: Seat) -> list[str]:
    chat = seat.presenter.chat_presenter.chat
    return [] if chat is None else [one.name for one in attachments_in(chat.conversation.draft_parts)]


def test_files_of_a_second_start_are_attached_to_a_new_chat_and_not_sent(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"What is in {name}.")

    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        await second_start(tmp_path / "data", Handover(files=(str(tmp_path / "a.txt"),)))
        await seat.until(lambda: attached(seat) == ["a.txt"])
        assert not seat.chat_ids()
        assert seat.editor().hasFocus()
        # Several chosen at once come one by one where the system starts the program for each.
        await second_start(tmp_path / "data", Handover(files=(str(tmp_path / "b.txt"),)))
        await seat.until(lambda: attached(seat) == ["a.txt", "b.txt"])
        assert not seat.chat_ids(), "nothing was sent"

    run(scene)


def test_a_file_that_is_not_there_is_told_at_its_tile(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    async def scene(seat: Seat) -> None:
        await second_start(tmp_path / "data", Handover(files=(str(tmp_path / "gone.txt"),)))
        await seat.until(lambda: [one.accessibleName() for one in tiles(seat)] == ["gone.txt"])
        await seat.until(lambda: any(one.failure is not None for one in tiles(seat)))
        assert attached(seat) == []

    run(scene)


def test_files_wait_until_there_is_a_chat(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(f"What is in {name}.")

    async def scene(seat: Seat) -> None:
        await seat.until(lambda: seat.window.is_onboarding)
        await second_start(tmp_path / "data", Handover(files=(str(tmp_path / "a.txt"),)))
        assert attached(seat) == []
        await second_start(tmp_path / "data", Handover(demo=True, files=(str(tmp_path / "b.txt"),)))
        await seat.until(lambda: attached(seat) == ["a.txt", "b.txt"])

    run(scene, demo=False)


def test_a_link_opens_its_chat_and_does_nothing_else(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        link, words = link_to(chat.conversation.id), len(chat.ids())
        seat.presenter.actions.trigger("chat.new")
        await seat.until(lambda: not seat.chat_ids())
        seat.type("Not sent")
        await second_start(tmp_path / "data", Handover(link=link))
        await seat.until(lambda: seat.presenter.chat_presenter.chat is chat)
        assert len(chat.ids()) == words
        assert seat.editor().toPlainText() == ""

    run(scene)


@pytest.mark.parametrize(
    ("link", "said"),
    [
        (link_to(new_id()), GONE),
        ("turbodesk://new?text=Send%20me", WRONG_LINK),
        (link_to(new_id()) + "?send=1", WRONG_LINK),
    ],
)
def test_a_link_that_leads_nowhere_says_so(run, tmp_path: Path, link: str, said: str) -> None:  # type: ignore[no-untyped-def]
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.type("Mine")
        await second_start(tmp_path / "data", Handover(link=link))
        await seat.until(lambda: said in shown_text(seat.window))
        assert seat.editor().toPlainText() == "Mine"
        assert seat.chat_ids()

    run(scene)


def test_what_macos_asks_to_open_waits_for_the_window(tmp_path: Path) -> None:
    opens, taken = FileOpens(), list[str]()
    link = link_to(new_id())
    assert opens.take(QFileOpenEvent(str(tmp_path / "a.txt")))
    assert opens.take(QFileOpenEvent(QUrl(link)))
    assert not opens.take(QEvent(QEvent.Type.User))
    opens.listen(taken.append)
    assert taken == [str(tmp_path / "a.txt"), link]
    opens.take(QFileOpenEvent(QUrl(link)))
    assert taken[2:] == [link]
    opens.listen(None)
    opens.take(QFileOpenEvent(QUrl(link)))
    assert taken[3:] == []


def test_what_macos_asks_to_open_is_opened(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    (tmp_path / "a.txt").write_text("What is in it.")

    async def scene(seat: Seat) -> None:
        seat.presenter.open(str(tmp_path / "a.txt"))
        await seat.until(lambda: attached(seat) == ["a.txt"])

    run(scene)
