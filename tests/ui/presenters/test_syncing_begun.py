"""In the real window, chats begin to be kept in a real folder: checked, noted, sent, told, and stopped again."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from tests.store.test_secrets import Scripted
from tests.ui.presenters.key_store import key_store
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, name_of, press, shown_text
from turbodesk.app import commands
from turbodesk.settings import Section
from turbodesk.ui.presenters import sync_signs
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings.computers_sheet import SyncSetupSheet
from turbodesk.ui.widgets.question import Question

__all__ = ["key_store", "play"]
Play = Callable[..., None]


def test_a_folder_is_chosen_and_used_until_that_is_stopped(
    play: Play, key_store: Scripted, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sync_signs, "NETWORK_AFTER_MS", 3_600_000)  # it keeps a connection to the system's bus
    shared = tmp_path_factory.mktemp("shared")  # outside the program's own folder

    async def scene(seat: Seat) -> None:
        seat.give(commands.COMPUTERS)
        settings = first_of(seat.window, SettingsSheet)
        await seat.until(lambda: "Only your computers can read them" in shown_text(settings))
        press(button(settings, "Folder…"), Qt.Key.Key_Space)
        sheet = first_of(seat.window, SyncSetupSheet)
        sheet.place_page.choose_folder(str(shared))
        press(button(sheet, "Check"), Qt.Key.Key_Space)
        await seat.until(lambda: "does all that is needed" in shown_text(sheet))
        press(button(sheet, "Next"), Qt.Key.Key_Space)
        press(button(sheet, "Make a code"), Qt.Key.Key_Space)
        groups = sheet.new_code.code.split("-")
        for one in sheet.new_code.findChildren(QLineEdit):
            one.setFocus()
            QTest.keyClicks(one, groups[int(name_of(one).removeprefix("Group ")) - 1])
        press(button(sheet, "Start syncing"), Qt.Key.Key_Space)
        await seat.until(lambda: "All is there." in shown_text(sheet))
        assert set(key_store.kept.values()) == {"-".join(groups)}, "in the key store, and nowhere else"
        assert [one for one in shared.rglob("*") if one.is_file()]
        press(button(sheet, "Done"), Qt.Key.Key_Space)
        await seat.until(lambda: "Up to date" in shown_text(settings.computers))
        await seat.until(lambda: "(this computer)" in shown_text(settings.computers))  # its row comes a moment later
        assert seat.services.has_other_computers
        settings.show_section(Section.STORAGE)
        assert "Chats and settings stay on this computer" not in shown_text(settings.storage)
        settings.show_section(Section.COMPUTERS)
        press(button(settings, "Stop syncing here…"), Qt.Key.Key_Space)
        press(button(seat.window.findChildren(Question)[-1], "Stop syncing here"), Qt.Key.Key_Space)
        await seat.until(lambda: "Only your computers can read them" in shown_text(settings))
        assert not seat.services.has_other_computers
        await seat.until(lambda: not key_store.kept)
        await _join(seat, settings, sheet, shared, groups)

    play(scene)


async def _join(seat: Seat, settings: SettingsSheet, sheet: SyncSetupSheet, shared: Path, groups: list[str]) -> None:
    """Come back with the code, after a letter of it was typed wrongly."""
    press(button(settings, "I have a code…"), Qt.Key.Key_Space)
    sheet.place_page.choose_folder(str(shared))
    press(button(sheet, "Check"), Qt.Key.Key_Space)
    await seat.until(lambda: "does all that is needed" in shown_text(sheet))
    press(button(sheet, "Next"), Qt.Key.Key_Space)
    field = first_of(sheet.typed_code, QLineEdit)
    wrong = [*groups[:-1], groups[-1][:-1] + ("A" if groups[-1][-1] != "A" else "B")]
    QTest.keyClicks(field, "".join(wrong))
    press(field, Qt.Key.Key_Return)
    await seat.until(lambda: not seat.services.scope.is_running("syncing.setup"))
    assert sheet.step is sheet.typed_code
    assert "Recovery code" not in shown_text(sheet.typed_code).splitlines()[-1], "what is wrong stands beneath"
    field.selectAll()
    QTest.keyClicks(field, "".join(groups))
    press(field, Qt.Key.Key_Return)
    await seat.until(lambda: "What comes together" in shown_text(sheet))
    press(button(sheet, "Join"), Qt.Key.Key_Space)
    await seat.until(lambda: "All is there" in shown_text(sheet))
    press(button(sheet, "Done"), Qt.Key.Key_Space)
    await seat.until(lambda: "Up to date" in shown_text(settings.computers))
