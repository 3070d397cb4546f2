"""The Markdown folder is chosen, opened and stopped in the settings, and is there after a restart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from tests.app.exports.test_live_folder import kept, settled
from tests.ui.presenters.test_window import CTRL, Seat, play
from tests.ui.seen import button, press, shown_text
from turbodesk.app.exports import live_folder
from turbodesk.settings import Section
from turbodesk.ui.presenters import settings_live_folder
from turbodesk.ui.settings import SettingsSheet

__all__ = ["play"]


def row(seat: Seat, name: str) -> object:
    return button(seat.window.findChildren(SettingsSheet)[0].storage.live_folder, name)


async def data_page(seat: Seat) -> SettingsSheet:
    seat.key(Qt.Key.Key_Comma, CTRL)
    sheet = seat.window.findChildren(SettingsSheet)[0]
    sheet.show_section(Section.STORAGE)
    return sheet


def test_chats_go_into_the_folder_that_is_chosen_and_the_row_says_so(
    play: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_folder, "SETTLE_S", 0.0)
    monkeypatch.setattr(live_folder, "START_S", 0.0)
    folder, opened = tmp_path / "notes", list[Path]()
    folder.mkdir()
    monkeypatch.setattr(settings_live_folder, "show_file", opened.append)

    async def first(seat: Seat) -> None:
        await kept(seat.services, "Ferries")
        row_ = (await data_page(seat)).storage.live_folder
        press(button(row_, "Choose a folder…"), Qt.Key.Key_Space)
        dialog = next(one for one in seat.window.findChildren(QFileDialog) if one.isVisible())
        dialog.fileSelected.emit(str(folder))
        dialog.close()
        await settled(seat.services)
        assert "1 chat, up to date." in shown_text(row_)
        assert str(folder) in shown_text(row_)
        assert (folder / "Ferries.md").is_file()

    async def second(seat: Seat) -> None:
        await settled(seat.services)
        row_ = (await data_page(seat)).storage.live_folder
        assert "1 chat, up to date." in shown_text(row_)
        press(button(row_, "Open the Markdown folder"), Qt.Key.Key_Space)
        assert opened == [folder]
        folder.rename(tmp_path / "elsewhere")
        seat.services.live_folder().look()
        await settled(seat.services)
        assert "The folder is not there." in shown_text(row_)
        press(button(row_, "Keep no Markdown folder"), Qt.Key.Key_Space)
        assert button(row_, "Choose a folder…").hasFocus()
        assert str(folder) not in shown_text(row_)

    play(first, second)
