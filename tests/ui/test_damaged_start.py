"""The whole window on a folder in which one stored value is hostile: it appears, other chats open, nothing is lost."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import qasync
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from tests.store.hostile import LAST_WORDS, cells, populate, put, stored, values
from tests.store.strategies import json_values
from tests.ui.presenters.test_window import Scene, Seat, seated
from turbodesk.app.commands import INSTRUCTIONS, PALETTE, SETTINGS
from turbodesk.app.live import LiveChat
from turbodesk.settings import ALL, WINDOW_GEOMETRY, WINDOW_SPLITTER, Section, Setting
from turbodesk.ui.settings import SettingsSheet

EXAMPLES = 250 if os.environ.get("HYPOTHESIS_PROFILE") == "thorough" else 10
bounded = settings(max_examples=EXAMPLES, suppress_health_check=[HealthCheck.function_scoped_fixture])
"""Each example is a start of the program; those without a window are tried by the hundred in `tests/app`."""


@pytest.fixture
def start(qapp: QApplication, qt_loop: qasync.QEventLoop) -> Callable[[Path, Scene], None]:
    """Open the window on a folder, play a scene in it and close it."""

    async def once(folder: Path, scene: Scene) -> None:
        async with seated(qapp, folder) as seat:
            await scene(seat)

    return lambda folder, scene: qt_loop.run_until_complete(once(folder, scene))


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder nobody has touched."""
    folder = tmp_path_factory.mktemp("sound")
    asyncio.run(populate(folder / "turbodesk.db"))
    return folder


async def every_chat_opens(seat: Seat) -> dict[str, str]:
    """Bring one chat after the other to the front, draw the window, and return what is written in it."""
    found: dict[str, str] = {}
    for one in seat.services.workspace.conversations():
        seat.presenter._chat_list.choose(one.id)  # noqa: SLF001 - as a click on its row does
        chat = await in_front(seat, one.id)
        seat.window.grab()
        found[one.id] = " ".join(message.text for message in await chat.fetch(chat.ids()))
    return found


async def in_front(seat: Seat, id_: str) -> LiveChat:
    """Wait until the window shows this chat's messages, if it has any; return the chat."""

    def chat_with_id() -> LiveChat | None:
        chat = seat.presenter.chat_presenter.chat
        return chat if chat is not None and chat.conversation.id == id_ else None

    await seat.until(lambda: chat_with_id() is not None)
    chat = chat_with_id()
    assert chat is not None
    await seat.until(lambda: not chat.ids() or chat.message(chat.ids()[-1]) is not None)
    await seat.until(lambda: not chat.ids() or bool(seat.presenter._views.transcript.living_rows))  # noqa: SLF001
    return chat


async def every_page_opens(seat: Seat) -> None:
    """Search, open the list of everything, the instructions, and each page of the settings, and draw them."""
    seat.sidebar.words_changed.emit("Hello")
    seat.window.grab()
    seat.give(PALETTE)
    seat.window.grab()
    seat.key(Qt.Key.Key_Escape)
    seat.give(INSTRUCTIONS)
    seat.window.grab()
    seat.give(SETTINGS)
    dialog = next(one for one in seat.window.findChildren(SettingsSheet) if one.isVisible())
    for section in Section:
        dialog.show_section(section)
        await asyncio.sleep(0)
        dialog.grab()
    dialog.dismiss()


@bounded
@given(data=st.data())
def test_one_hostile_cell_keeps_no_window_away(
    start: Callable[[Path, Scene], None], sound: Path, tmp_path_factory: pytest.TempPathFactory, data: st.DataObject
) -> None:
    path = sound / "turbodesk.db"
    every = cells(path)
    place = data.draw(st.sampled_from(sorted({(one.table, one.column) for one in every})))
    cell = data.draw(st.sampled_from([one for one in every if (one.table, one.column) == place]))
    value = data.draw(values(path, cell))
    folder = tmp_path_factory.mktemp("damaged") / "copy"
    shutil.copytree(sound, folder)
    assume(put(folder / "turbodesk.db", cell, value))
    chats = {row[0].decode() for row in stored(path)["conversation"] if b"Gone" not in row}

    async def scene(seat: Seat) -> None:
        shown = await every_chat_opens(seat)
        await every_page_opens(seat)
        for id_ in chats - {cell.chat, value}:
            assert id_ in shown
        assert sum(LAST_WORDS in text for text in shown.values()) >= 4, "of five chats that have them"

    start(folder, scene)
    shutil.rmtree(folder)


HOSTILE: tuple[object, ...] = (
    *("\ud800", "A\udfffB", "x", "\0", "AdnQywADAAA=", "/" * 400),
    *(-1, 2**80, None, [], {"a": "\ud800"}, 1e999),
)


@bounded
@given(
    chosen=st.dictionaries(
        st.sampled_from([one.key for one in ALL]), st.sampled_from(HOSTILE) | json_values, min_size=1
    )
)
def test_no_settings_keep_the_window_away(
    start: Callable[[Path, Scene], None], tmp_path_factory: pytest.TempPathFactory, chosen: dict[str, object]
) -> None:
    folder = tmp_path_factory.mktemp("settings")
    (folder / "settings.json").write_text(json.dumps(chosen))

    async def scene(seat: Seat) -> None:
        assert seat.window.isVisible()
        seat.window.grab()
        await every_page_opens(seat)

    start(folder, scene)


@pytest.mark.parametrize("setting", [WINDOW_GEOMETRY, WINDOW_SPLITTER])
@pytest.mark.parametrize("text", ["\ud800", "AAA\udfff", "漢字", "AAAA/wAAAAF/////"])
def test_a_damaged_place_of_the_window_is_a_sensible_one(
    start: Callable[[Path, Scene], None], tmp_path: Path, setting: Setting[str], text: str
) -> None:
    (tmp_path / "settings.json").write_text(json.dumps({setting.key: text}))

    async def scene(seat: Seat) -> None:
        assert seat.window.width() > 400
        assert 100 < seat.sidebar.width() < 500

    start(tmp_path, scene)
