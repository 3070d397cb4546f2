"""Spelling in the real window: the composer and other long fields, two languages, the person's own words, the demo."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.app.spelling.engines import ListedWords
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.test_settings import open_settings
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import shown_text
from turbodesk.app import commands
from turbodesk.app.gateways import DEMO
from turbodesk.app.spelling import engine
from turbodesk.settings import SPELLING, SPELLING_LANGUAGES, Section
from turbodesk.ui.presenters.spelling import marks_of
from turbodesk.ui.quick import QuickWindow
from turbodesk.ui.widgets.menu import Menu
from turbodesk.ui.widgets.spelling_marks import SpellingMarks
from turbodesk.ui.widgets.text_field import TextField

__all__ = ["play"]

Play = Callable[..., None]
WORDS = {"de_DE": ("hallo", "welt"), "en_US": ("hello", "world", "write")}


@pytest.fixture
def server(qt_loop: qasync.QEventLoop) -> Iterator[GatewayServer]:
    """A gateway: in the demo nothing is checked."""
    made = GatewayServer(key=None)
    made.script(default=Answer(text="Here I am."))
    qt_loop.run_until_complete(made.__aenter__())
    yield made
    qt_loop.run_until_complete(made.__aexit__(None, None, None))


@pytest.fixture(autouse=True)
def dictionaries(monkeypatch: pytest.MonkeyPatch) -> ListedWords:
    """What this computer has."""
    made = ListedWords(WORDS)
    monkeypatch.setattr(engine, "open_engine", lambda: made)
    return made


async def at_gateway(seat: Seat, server: GatewayServer) -> None:
    profiles = seat.services.profiles
    profiles.change_url(profiles.default_id, server.url)
    profiles.set_needs_key(profiles.default_id, False)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    chat.choose_gateway(profiles.default_id)
    seat.services.preferences.set(SPELLING_LANGUAGES, "de_DE en_US")
    seat.editor().setFocus()
    await seat.until(lambda: has_marks(seat))


def has_marks(seat: Seat) -> bool:
    field = seat.editor()
    assert isinstance(field, TextField)
    return marks_of(field) is not None


def marks(seat: Seat) -> SpellingMarks:
    field = seat.editor()
    assert isinstance(field, TextField)
    found = marks_of(field)
    assert found is not None
    return found


def wrong(seat: Seat) -> list[str]:
    seat.editor().viewport().grab()
    words = sorted(marks(seat).all_words())
    return [one for one in words if marks(seat).speller.is_wrong(one)]


def menu() -> Menu | None:
    found = (one for one in QApplication.topLevelWidgets() if isinstance(one, Menu) and one.isVisible())
    return next(found, None)


def test_mistakes_are_marked_as_one_types_and_mended_by_keys(play: Play, server: GatewayServer) -> None:
    async def scene(seat: Seat) -> None:
        await at_gateway(seat, server)
        seat.type("Hello world, Welt, wrold ")
        await seat.until(lambda: wrong(seat) == ["wrold"])
        await seat.services.spelling().learn([])
        seat.give(commands.SPELLING)
        await seat.until(menu)
        opened = menu()
        assert opened is not None
        assert [one.text() for one in opened.actions()][:2] == ["world", "write"]
        opened.actions()[0].trigger()
        opened.close()
        assert seat.written() == "Hello world, Welt, world "
        seat.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        assert seat.written() == "Hello world, Welt, wrold "
        seat.services.preferences.set(SPELLING, False)
        assert wrong(seat) == []

    play(scene)


def test_a_word_that_was_added_is_known_after_a_restart_and_can_be_taken_back(
    play: Play, server: GatewayServer
) -> None:
    async def first(seat: Seat) -> None:
        await at_gateway(seat, server)
        seat.type("Hello wrold ")
        await seat.until(lambda: wrong(seat) == ["wrold"])
        marks(seat).speller.add("wrold")
        assert wrong(seat) == []
        assert (seat.services.folder / "own-words.txt").read_text("utf-8") == "wrold\n"
        assert "“wrold” is in your dictionary." in shown_text(seat.window)
        marks(seat).speller.remove("wrold")
        assert wrong(seat) == ["wrold"]
        marks(seat).speller.add("wrold")

    async def second(seat: Seat) -> None:
        await at_gateway(seat, server)
        seat.editor().clear()
        seat.type("Hello wrold wrnog ")
        await seat.until(lambda: wrong(seat) == ["wrnog"])
        assert seat.services.spelling().is_own("wrold")

    play(first, second)


def test_a_word_that_cannot_be_saved_is_said(play: Play, server: GatewayServer) -> None:
    async def scene(seat: Seat) -> None:
        await at_gateway(seat, server)
        (seat.services.folder / "own-words.txt").mkdir()
        marks(seat).speller.add("wrold")
        assert "Your word could not be saved." in shown_text(seat.window)

    play(scene)


def test_the_demo_is_not_checked(play: Play, dictionaries: ListedWords) -> None:
    async def scene(seat: Seat) -> None:
        seat.editor().setFocus()
        await seat.until(lambda: has_marks(seat))
        seat.type("Hello wrold ")
        seat.editor().viewport().grab()
        assert marks(seat).all_words() == set()
        assert dictionaries.asked == []

    play(scene)


def test_it_is_said_where_there_are_no_mistakes_and_where_there_is_no_dictionary(
    play: Play, server: GatewayServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def first(seat: Seat) -> None:
        await at_gateway(seat, server)
        seat.type("Hello world")
        seat.give(commands.SPELLING)
        await seat.until(lambda: "No spelling mistakes." in shown_text(seat.window))
        seat.services.preferences.set(SPELLING, False)
        seat.give(commands.SPELLING)
        await seat.until(lambda: "Spelling is not checked" in shown_text(seat.window))
        seat.services.preferences.set(SPELLING, True)
        monkeypatch.setattr(engine, "open_engine", lambda: None)

    async def second(seat: Seat) -> None:
        await at_gateway(seat, server)
        seat.give(commands.SPELLING)
        await seat.until(lambda: "There is no dictionary on this computer" in shown_text(seat.window))
        sheet = open_settings(seat, Section.WRITING)
        assert "Languages of spelling" in shown_text(sheet)
        await seat.until(lambda: "There is no dictionary on this computer" in shown_text(sheet))

    play(first, second)


def test_own_words_are_a_plain_file(play: Play, server: GatewayServer, tmp_path: Path) -> None:
    async def scene(seat: Seat) -> None:
        (seat.services.folder / "own-words.txt").write_text("wrold\n", "utf-8")
        await at_gateway(seat, server)
        seat.type("Hello wrold wrnog ")
        await seat.until(lambda: wrong(seat) == ["wrnog"])

    play(scene)


def test_the_small_window_is_checked_for_its_own_chat_and_marked_anew(
    play: Play, server: GatewayServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def scene(seat: Seat) -> None:
        await at_gateway(seat, server)
        question = seat.presenter._desktop.quick_question  # noqa: SLF001
        question.open()
        (small,) = (one for one in QApplication.topLevelWidgets() if isinstance(one, QuickWindow) and one.isVisible())
        field = next(one for one in small.findChildren(TextField) if one.accessibleName() == "Message")
        field.setFocus()
        await seat.until(lambda: marks_of(field) is not None)
        small_marks = marks_of(field)
        assert small_marks is not None
        field.setPlainText("Hello wrold ")
        chat = question._chat_presenter.chat  # noqa: SLF001
        assert chat is not None
        chat.choose_gateway(DEMO)
        assert small_marks.all_words() == set(), "the demo is not checked, whatever is in front of the other window"
        chat.choose_gateway(seat.services.profiles.default_id)
        assert small_marks.all_words() == {"Hello", "wrold"}
        told: list[None] = []
        monkeypatch.setattr(small_marks, "refresh", lambda: told.append(None))
        seat.services.spelling().ignore("wrold")
        assert told

    play(scene)


def test_a_language_that_is_written_joins_those_of_system_and_keyboard(play: Play, server: GatewayServer) -> None:
    async def scene(seat: Seat) -> None:
        await at_gateway(seat, server)
        spelling = seat.services.spelling()
        await spelling.available()
        spelling.written.emit("de")
        assert spelling.languages == ("de_DE", "en_US"), "those that were chosen are kept to"
        seat.services.preferences.set(SPELLING_LANGUAGES, "")
        assert set(spelling.languages) == {"de_DE", "en_US"}, "English is the window's"

    play(scene)
