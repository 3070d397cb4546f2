"""Chats that are in memory alone: told, taken back when they are on disk, and not lost without a question."""

from __future__ import annotations

import asyncio
import shutil
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, shown_text
from turbodesk.settings import MODEL
from turbodesk.ui.presenters.unsaved import UNSAVED
from turbodesk.ui.widgets.question import Question

posix_only = pytest.mark.skipif(sys.platform == "win32", reason="Windows removes no open files")


__all__ = ["play"]  # a fixture
Play = Callable[..., None]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("turbodesk.store.opening.BUSY_TIMEOUT_MS", 20)
    monkeypatch.setattr("turbodesk.store.connection.LOOK_EVERY_S", 0.05)


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Another program writes in the file of chats; it stands for whatever keeps it from being written."""
    with closing(sqlite3.connect(folder / "turbodesk.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


def drafts(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "turbodesk.db")) as connection:
        return [row[0] for row in connection.execute("SELECT draft FROM conversation WHERE draft <> ''")]


def question() -> Question | None:
    asked = [one for top in QApplication.topLevelWidgets() for one in top.findChildren(Question) if one.isVisible()]
    return asked[0] if asked else None


def answer(words: str) -> None:
    asked = question()
    assert asked is not None
    button(asked, words).click()


def test_it_is_told_and_taken_back_when_it_is_on_disk(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        notice = seat.presenter._views.notice  # noqa: SLF001
        with held(tmp_path):
            seat.type("kept in memory")
            await seat.until(lambda: notice.has(UNSAVED))
            assert "another program" in shown_text(notice)
        await seat.until(lambda: not notice.has(UNSAVED))
        assert notice.isHidden()
        await seat.until(lambda: drafts(tmp_path) == ["kept in memory"])

    play(scene)


@posix_only
def test_who_comes_back_finds_a_removed_file_written_anew(
    play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("turbodesk.store.connection.LOOK_EVERY_S", 3_600)  # while nobody is there, nobody looks

    async def scene(seat: Seat) -> None:
        seat.type("kept")
        await seat.until(lambda: drafts(tmp_path) == ["kept"])
        (tmp_path / "turbodesk.db").unlink()
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        application.applicationStateChanged.emit(Qt.ApplicationState.ApplicationActive)
        await seat.until((tmp_path / "turbodesk.db").exists)
        await seat.until(lambda: "written anew" in shown_text(seat.presenter._views.notice))  # noqa: SLF001
        assert drafts(tmp_path) == ["kept"]

    play(scene)


def test_quitting_asks_before_something_is_lost(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        ending = asyncio.ensure_future(seat.presenter.until_closed())
        with held(tmp_path):
            seat.type("last words")
            seat.presenter.restart()
            await seat.until(question)
            answer("Keep open")
            await seat.until(lambda: not seat.presenter.closed.done())
            assert not seat.presenter.wants_restart
            seat.presenter.quit()
            await seat.until(question)
            answer("Close and lose it")
            await asyncio.wait_for(ending, 20)

    play(scene)


def test_quitting_asks_nothing_when_everything_is_saved_or_the_system_wants_it(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        seat.type("saved")
        seat.presenter.quit()
        await asyncio.wait_for(seat.presenter.until_closed(), 20)
        assert drafts(tmp_path) == ["saved"]
        with held(tmp_path):
            seat.type(" more")
            seat.presenter.end()
            await asyncio.wait_for(seat.presenter.until_closed(), 20)
        assert question() is None

    play(scene)


@posix_only
def test_a_folder_removed_while_the_window_is_open_is_written_anew_and_told(play: Play, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        seat.services.preferences.set(MODEL, "some-model")
        seat.type("never lost")
        await seat.until(lambda: drafts(tmp_path) == ["never lost"] and (tmp_path / "settings.json").exists())
        shutil.rmtree(tmp_path)
        notice = seat.presenter._views.notice  # noqa: SLF001
        await seat.until(lambda: "removed" in shown_text(notice))
        await seat.until(lambda: (tmp_path / "settings.json").exists())
        assert "some-model" in (tmp_path / "settings.json").read_text()
        assert drafts(tmp_path) == ["never lost"]

    play(scene)
