"""The palette in the real window finds settings, models, chats and what was said in them, and leads there."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QListView, QWidget

from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import first_of, name_of, shown_text
from turbodesk import resources
from turbodesk.app.commands import COMMANDS, NEW_CHAT, PALETTE, Command
from turbodesk.chat.parameters import Parameters
from turbodesk.settings import THEME, ThemeChoice
from turbodesk.ui.main_window.find_bar import FindBar
from turbodesk.ui.palette import CommandPalette
from turbodesk.ui.palette.item_model import PaletteItemModel, ShownRow
from turbodesk.ui.presenters.palette import ICONS
from turbodesk.ui.settings import SettingsSheet

__all__ = ["play"]

Play = Callable[..., None]


def lines(seat: Seat) -> list[str]:
    """Headings and rows, as they are read out."""
    model = first_of(first_of(seat.window, CommandPalette), QListView).model()
    role = Qt.ItemDataRole.AccessibleTextRole
    return [model.index(row, 0).data(role) for row in range(model.rowCount())]


def look_for(seat: Seat, words: str) -> None:
    seat.give(PALETTE)
    seat.type(words)


async def take(seat: Seat, line: str) -> None:
    """Walk to a row by keys, and take it."""
    await seat.until(lambda: line in lines(seat))
    at = first_of(first_of(seat.window, CommandPalette), QListView)
    for _ in lines(seat):
        if at.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) == line:
            break
        seat.key(Qt.Key.Key_Down)
    seat.key(Qt.Key.Key_Return)
    assert not first_of(seat.window, CommandPalette).isVisible()


async def two_chats(seat: Seat) -> None:
    await seat.says("Curtains")
    await seat.says("What is the darkest wool?")
    seat.give(NEW_CHAT)
    await seat.says("Bread")


def test_it_begins_with_the_last_chats_but_the_one_in_front(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        seat.give(PALETTE)
        assert lines(seat)[:3] == ["Chats", "Curtains, a moment ago", "Commands"]
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: seat.window.windowTitle() == "Curtains")

    play(scene)


def test_every_row_has_an_icon(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        seat.give(PALETTE)
        model = first_of(first_of(seat.window, CommandPalette), QListView).model()
        assert isinstance(model, PaletteItemModel)
        shown = [model.line(model.index(at, 0)) for at in range(model.rowCount())]
        icons = {line.row.title: line.row.icon for line in shown if isinstance(line, ShownRow)}
        assert icons["Curtains"] == "chat"
        assert all(resources.path("icons", f"{icon}.svg").exists() for icon in icons.values()), icons
        seat.key(Qt.Key.Key_Escape)

    play(scene)


def test_what_was_said_is_found_and_shown_where_it_stands(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        look_for(seat, "darkest")
        line = "What is the darkest wool?, Curtains"
        await seat.until(lambda: line in lines(seat))
        assert any(one.startswith("Search all chats for “darkest”, in 1 chat") for one in lines(seat))
        await take(seat, line)
        await seat.until(lambda: seat.window.windowTitle() == "Curtains")
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(FindBar)))
        assert first_of(seat.window, FindBar).words == "darkest"

    play(scene)


def test_words_that_gave_a_chat_its_title_are_not_found_twice(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        look_for(seat, "curtains")
        await seat.until(lambda: any("in 1 chat" in one for one in lines(seat)))
        assert [one for one in lines(seat) if one.startswith("Curtains")] == ["Curtains, a moment ago"]

    play(scene)


def test_all_that_was_said_is_searched_for_in_the_sidebar(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        look_for(seat, "darkest")
        await seat.until(lambda: any("in 1 chat" in one for one in lines(seat)))
        await take(seat, next(one for one in lines(seat) if one.startswith("Search all chats")))
        field = seat.focused()
        assert isinstance(field, QLineEdit)
        assert field.text() == "darkest"
        assert seat.sidebar.isAncestorOf(field)

    play(scene)


def test_what_nobody_said_can_be_asked(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await two_chats(seat)
        look_for(seat, "xyzzy")
        await seat.until(lambda: lines(seat) == ["Commands", "Ask “xyzzy” in a new chat"])
        assert "Nothing is called “xyzzy”." in shown_text(first_of(seat.window, CommandPalette))
        seat.key(Qt.Key.Key_Return)
        assert seat.written() == "xyzzy"
        assert seat.chat_ids() == ()
        assert seat.editor().hasFocus()

    play(scene)


def test_a_value_of_a_setting_is_one_press_away(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        look_for(seat, "dark")
        assert lines(seat)[1] == f"{THEME.label}: Dark, Settings, Appearance"
        seat.key(Qt.Key.Key_Return)
        assert seat.services.preferences.get(THEME) is ThemeChoice.DARK
        look_for(seat, "dark")
        assert not any(one.startswith(f"{THEME.label}: Dark") for one in lines(seat)), "it is dark already"

    play(scene)


@pytest.mark.parametrize(
    ("typed", "line", "name"),
    [
        ("deleted", "Recently deleted, Settings, Data", "Recently deleted"),
        ("lines code number", "Number the lines of code, Settings, Appearance", "Number the lines of code"),
        ("backup", "Export everything, Settings, Data", "Export everything…"),
    ],
)
def test_a_setting_is_shown_where_it_is_set(play: Play, typed: str, line: str, name: str) -> None:
    async def scene(seat: Seat) -> None:
        look_for(seat, typed)
        await take(seat, line)
        sheet = first_of(seat.window, SettingsSheet)
        assert sheet.isVisible()
        await seat.until(lambda: sheet.isAncestorOf(seat.focused()))
        assert name in shown_text(sheet) or any(name_of(one) == name for one in sheet.findChildren(QWidget))
        seat.key(Qt.Key.Key_Escape)

    play(scene)


def test_models_and_presets_are_found_by_name(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        other = next(one for one in seat.services.model_registry.models if one.id != chat.model.id and not one.retires)
        look_for(seat, f"use {other.name}")
        await take(seat, f"Use {other.name}, {other.good_at}")
        assert chat.model.id == other.id
        look_for(seat, f"use {other.name}")
        assert not any(one.startswith(f"Use {other.name}") for one in lines(seat)), "it is in use"
        seat.key(Qt.Key.Key_Escape)
        seat.services.presets.keep("Pirate", "", Parameters(system="Arr."))
        look_for(seat, "pirate")
        assert lines(seat)[1] == "Use Pirate, Your preset"
        seat.key(Qt.Key.Key_Return)
        assert chat.conversation.parameters.system == "Arr."

    play(scene)


def test_the_field_says_what_it_finds(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(PALETTE)
        assert name_of(seat.focused()) == "Command or chat"

    play(scene)


@pytest.mark.parametrize("command", [one for one in COMMANDS if one is not PALETTE], ids=lambda one: one.id)
def test_every_command_has_an_icon(command: Command) -> None:
    assert resources.path("icons", f"{ICONS[command.id]}.svg").exists()
