"""Folders for tools are chosen and given up in the settings, and what a tool changed is undone there or at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget

from tests.ui.presenters.test_settings import open_settings
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, everything_told, first_of, press
from turbodesk.app.folders import ChosenFolders
from turbodesk.app.tools import ToolCall
from turbodesk.settings import Section
from turbodesk.ui.presenters import settings_tools
from turbodesk.ui.presenters.settings_tools import ToolSettingsPresenter
from turbodesk.ui.widgets.toast import Toast

__all__ = ["play"]

Play = Callable[..., None]


async def write(seat: Seat, text: str) -> None:
    tool = seat.services.toolbox().find("write_file")
    assert tool is not None
    await tool.run({"path": "Letters/plan.md", "text": text}, ToolCall("toolu_1", "c"))


def test_folders_are_added_and_removed_by_keys(play: Play, tmp_path: Path) -> None:
    (tmp_path / "Letters").mkdir()

    async def scene(seat: Seat) -> None:
        page = open_settings(seat, Section.TOOLS).tools
        presenter = page.findChild(ToolSettingsPresenter)
        assert presenter is not None
        presenter.add(tmp_path / "Letters")
        shown = first_of(page.folders, QListWidget)
        assert [shown.item(at).text() for at in range(shown.count())] == [str(tmp_path / "Letters")]
        presenter.add(Path(tmp_path.anchor))
        assert "A whole disk is too much. Choose the folders that matter." in everything_told(page)
        remove = button(page, "Remove the folder from the list")
        remove.setFocus()
        press(remove, Qt.Key.Key_Space)
        assert not ChosenFolders(seat.services.preferences).all
        assert not shown.isVisibleTo(page)
        assert button(page, "Add a folder…").hasFocus(), "the button that had it is gone"

    play(scene)


def test_a_change_is_told_and_undone_at_once_or_later(play: Play, tmp_path: Path) -> None:
    (tmp_path / "Letters").mkdir()
    plan = tmp_path / "Letters" / "plan.md"

    async def scene(seat: Seat) -> None:
        ChosenFolders(seat.services.preferences).add(tmp_path / "Letters")
        await write(seat, "one")
        await write(seat, "two")
        toast = seat.window.findChild(Toast)
        assert toast is not None
        assert "“plan.md” was changed" in everything_told(toast)
        button(toast, "Undo: “plan.md” was changed").click()
        await seat.until(lambda: plan.read_text(encoding="utf-8") == "one")
        page = open_settings(seat, Section.TOOLS).tools
        await seat.until(lambda: "“plan.md” was made" in everything_told(page))
        button(page, "Undo the change").click()
        await seat.until(lambda: not plan.exists())
        await seat.until(lambda: "It is as it was before." in everything_told(page))
        await seat.until(lambda: "No tool has changed anything." in everything_told(page))

    play(scene)


def test_the_folder_of_the_notes_is_opened(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[Path] = []
    monkeypatch.setattr(settings_tools, "show_file", opened.append)

    async def scene(seat: Seat) -> None:
        button(open_settings(seat, Section.TOOLS).tools, "Open the folder with the notes").click()
        assert opened == [seat.services.notes_folder]
        assert opened[0].is_dir()

    play(scene)
