"""A preset is kept with a word, named while it is in force, left, renamed and deleted, and all of it can be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListView, QPushButton

from tests.ui.presenters.test_chat_list import chats, sidebar, titled
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import button, first_of, guessing, name_of, press, shown_text
from turbodesk.app.commands import INSTRUCTIONS, MODEL, NEW_CHAT, PALETTE, SAVE_PRESET
from turbodesk.app.live import LiveChat
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.preset import Preset
from turbodesk.ui.main_window.gateway_button import GatewayButton
from turbodesk.ui.main_window.preset_button import PresetButton
from turbodesk.ui.models.popup import ModelPopup
from turbodesk.ui.models.preset_popup import PresetPopup
from turbodesk.ui.projects import ProjectSheet

__all__ = ["play"]

Play = Callable[..., None]
PIRATE = Parameters(system="You are a pirate.", thinking=True)


def front(seat: Seat) -> LiveChat:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return chat


def mark(seat: Seat) -> str:
    """What the header says of presets and instructions; "" where it says nothing."""
    found = [one for one in seat.window.findChildren(PresetButton) if one.isVisible()]
    return name_of(found[0]) if found else ""


def undo(seat: Seat, words: str) -> None:
    press(button(seat.window, f"Undo: {words}"), Qt.Key.Key_Space)


def pirate(seat: Seat) -> Preset:
    """Keep a preset, and choose it in the list of models."""
    kept = seat.services.presets.keep("Pirate", "claude-opus-4-7", PIRATE)
    seat.give(MODEL)
    seat.type("pirate")
    seat.key(Qt.Key.Key_Return)
    return kept


async def kept_on_disk(seat: Seat) -> None:
    done: list[bool] = []
    seat.services.presets.when_kept(lambda: done.append(True))
    await seat.until(lambda: done)


def test_saving_one_says_so_with_undo_and_names_it(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        assert mark(seat) == ""
        seat.give(SAVE_PRESET)
        seat.type("Teacher")
        seat.key(Qt.Key.Key_Return)
        assert [one.name for one in seat.services.presets.all()] == ["Teacher"]
        assert "Saved as “Teacher”" in shown_text(seat.window)
        assert mark(seat) == "Preset: Teacher"
        undo(seat, "Saved as “Teacher”")
        assert seat.services.presets.all() == ()
        assert mark(seat) == ""

    play(scene)


def test_replacing_one_can_be_undone(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        old = seat.services.presets.keep("Teacher", "", Parameters(system="Be patient."))
        seat.give(SAVE_PRESET)
        seat.type("teacher")
        seat.key(Qt.Key.Key_Return)
        (kept,) = seat.services.presets.all()
        assert kept.parameters == Parameters()
        undo(seat, "“Teacher” holds this now")
        assert seat.services.presets.all() == (old,)

    play(scene)


def test_the_header_names_it_until_something_is_changed_and_says_that_then(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        kept = pirate(seat)
        chat = front(seat)
        assert (chat.model.id, chat.conversation.parameters) == (kept.model, PIRATE)
        assert mark(seat) == "Preset: Pirate"
        chat.tune(replace(PIRATE, thinking=False))
        assert mark(seat) == "Preset: Pirate, changed here since"
        press(first_of(seat.window, PresetButton), Qt.Key.Key_Space)
        popup = first_of(seat.window, PresetPopup)
        for words in ("Pirate", "Something of it was changed", "Opus 4.7", "Thinks first", "You are a pirate."):
            assert words in shown_text(popup)
        press(button(popup, "Undo the changes"), Qt.Key.Key_Space)
        assert popup.isHidden()
        assert (chat.conversation.parameters, mark(seat)) == (PIRATE, "Preset: Pirate")
        undo(seat, "As “Pirate” has it")
        assert mark(seat) == "Preset: Pirate, changed here since"
        press(first_of(seat.window, PresetButton), Qt.Key.Key_Space)
        press(button(popup, "Keep the changes in Pirate"), Qt.Key.Key_Space)
        assert mark(seat) == "Preset: Pirate"
        undo(seat, "“Pirate” was changed")
        await kept_on_disk(seat)
        assert seat.services.presets.all() == (kept,)

    play(scene)


def test_it_is_left_by_one_press_and_had_back(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        kept = pirate(seat)
        chat = front(seat)
        press(first_of(seat.window, PresetButton), Qt.Key.Key_Space)
        popup = first_of(seat.window, PresetPopup)
        shown = [one.text() for one in popup.findChildren(QPushButton) if one.isVisible()]
        assert shown == ["Instructions and limits", "Leave preset"]
        press(button(popup, "Leave Pirate"), Qt.Key.Key_Space)
        assert (chat.conversation.parameters, chat.conversation.model, mark(seat)) == (Parameters(), None, "")
        undo(seat, "Left “Pirate”")
        assert (chat.model.id, chat.conversation.parameters) == (kept.model, PIRATE)
        assert mark(seat) == "Preset: Pirate"

    play(scene)


def test_it_is_named_after_a_restart_and_in_the_chats_that_go_by_it_alone(play: Play) -> None:
    async def before(seat: Seat) -> None:
        pirate(seat)
        await seat.says("Hello")
        seat.give(NEW_CHAT)
        assert mark(seat) == ""
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: mark(seat) == "Preset: Pirate")

    async def after(seat: Seat) -> None:
        await seat.until(lambda: mark(seat) == "Preset: Pirate")

    play(before, after)


def test_new_chats_that_begin_with_it_name_it(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        kept = seat.services.presets.keep("Pirate", "claude-opus-4-7", PIRATE)
        seat.services.presets.choose_default(kept.id)
        seat.give(NEW_CHAT)
        assert mark(seat) == "Preset: Pirate"

    play(scene)


def test_one_is_renamed_and_deleted_in_the_list_of_models(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        kept = pirate(seat)
        seat.services.presets.keep("Teacher", "", Parameters())
        seat.services.presets.choose_default(kept.id)
        seat.give(MODEL)
        seat.key(Qt.Key.Key_End)
        for _ in range(20):
            seat.key(Qt.Key.Key_Up)
            popup = first_of(seat.window, ModelPopup)
            if first_of(popup, QListView).currentIndex().data() == "Pirate":
                break
        seat.key(Qt.Key.Key_F2)
        assert name_of(seat.focused()) == "Name of the preset"
        seat.type("teacher")
        seat.key(Qt.Key.Key_Return)
        assert "There is a preset “teacher” already." in shown_text(first_of(seat.window, ModelPopup))
        seat.key(Qt.Key.Key_A, CTRL)
        seat.type("Buccaneer")
        seat.key(Qt.Key.Key_Return)
        await kept_on_disk(seat)
        assert mark(seat) == "Preset: Buccaneer"
        seat.key(Qt.Key.Key_Delete)
        await kept_on_disk(seat)
        assert mark(seat) == "Instructions of this chat", "what it set stays"
        seat.key(Qt.Key.Key_Escape)
        undo(seat, "Deleted the preset “Buccaneer”")
        await kept_on_disk(seat)
        assert mark(seat) == "Preset: Buccaneer"
        assert (default := seat.services.presets.default()) is not None
        assert default.id == kept.id

    play(scene)


def test_a_chat_with_instructions_shows_them_and_opens_them(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        chat = front(seat)
        chat.tune(Parameters(system="  Be <b>brief</b>.\n\nAlways. " + "x" * 500))
        found = first_of(seat.window, PresetButton)
        assert (found.text(), mark(seat)) == ("", "Instructions of this chat")
        assert found.accessibleDescription().startswith("Be <b>brief</b>. Always. xx")
        assert len(found.accessibleDescription()) <= 160
        assert "&lt;b&gt;" in found.toolTip()
        press(found, Qt.Key.Key_Space)
        assert name_of(seat.focused()) == "System prompt"
        seat.give(INSTRUCTIONS)
        chat.tune(Parameters(system=" \n "))
        assert mark(seat) == ""

    play(scene)


def test_instructions_of_the_project_are_shown_where_the_chat_has_none(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One")
        project = await seat.services.new_project_chats().create("Norway")
        sidebar(seat).project_actions.moved.emit((titled(seat, "One"),), project.id)
        await seat.until(lambda: front(seat).project is not None)
        assert mark(seat) == ""
        seat.services.workspace.projects.put(replace(project, instructions="Prices in kroner."))
        await seat.until(lambda: mark(seat) == "Instructions of the project")
        found = first_of(seat.window, PresetButton)
        assert "This chat’s project has instructions: Prices in kroner." in found.toolTip()
        front(seat).tune(Parameters(system="Be brief."))
        assert mark(seat) == "Instructions of this chat"
        front(seat).tune(Parameters())
        press(found, Qt.Key.Key_Space)
        await seat.until(lambda: [one for one in seat.window.findChildren(ProjectSheet) if one.isVisible()])

    play(scene)


def test_the_palette_finds_what_can_be_done_with_presets(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        pirate(seat)
        for words, name in (("leave pirate", ""), ("use pirate", "Preset: Pirate")):
            seat.give(PALETTE)
            seat.type(words)
            seat.key(Qt.Key.Key_Return)
            assert mark(seat) == name

    play(scene)


def test_where_there_is_little_room_it_is_an_icon(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        pirate(seat)
        seat.window.resize(420, 480)
        await seat.until(lambda: first_of(seat.window, PresetButton).text() == "")
        assert mark(seat) == "Preset: Pirate"
        seat.key(Qt.Key.Key_T, CTRL | SHIFT)

    play(scene)


def test_keys_walk_the_header_from_left_to_right_whatever_was_there_first(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        front(seat).tune(Parameters(system="Be brief."))
        profiles = seat.services.profiles
        other = profiles.add("Other", "https://other.invalid").id
        front(seat).choose_gateway(other)
        gateway, preset = first_of(seat.window, GatewayButton), first_of(seat.window, PresetButton)
        assert gateway.geometry().right() < preset.geometry().left() or not gateway.isVisible()
        gateway.setFocus()
        seat.key(Qt.Key.Key_Tab)
        assert seat.focused() is preset
        seat.key(Qt.Key.Key_Tab)
        assert name_of(seat.focused()) == "Model"

    play(scene)


def test_what_a_person_called_it_is_shown_as_it_is_written(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        kept = seat.services.presets.keep("<b>Pirate</b> &amp;", "<i>x</i>", Parameters(system="<img src='x'>"))
        front(seat).set_up(kept.model, kept.parameters, kept.id)
        press(first_of(seat.window, PresetButton), Qt.Key.Key_Space)
        popup = first_of(seat.window, PresetPopup)
        for words in ("<b>Pirate</b> &amp;", "<i>x</i>", "<img src='x'>"):
            assert words in shown_text(popup)
        assert not guessing(popup)

    play(scene)


def test_a_letter_of_a_draft_dresses_nothing_anew(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        pirate(seat)
        found = first_of(seat.window, PresetButton)
        told: list[str] = []
        found.tell = lambda name, **_: told.append(name)  # type: ignore[method-assign]
        seat.editor().setFocus()
        seat.type("Ahoy")
        assert told == []

    play(scene)
