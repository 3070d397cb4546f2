"""Projects in the real window: chats are moved, projects made, named, deleted and brought back, and pages filled."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QPushButton

from tests.ui.presenters.test_chat_list import chats, sidebar, the_list, titled, undo
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, name_of, nameless, shown_text
from turbodesk.app import commands
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.parameters import Parameters
from turbodesk.ui.attachments.clipboard_content import ClipboardContent
from turbodesk.ui.attachments.viewer import Viewer
from turbodesk.ui.composer.tool_buttons import ToolChip
from turbodesk.ui.main_window.project_button import ProjectButton
from turbodesk.ui.projects import ProjectSheet
from turbodesk.ui.widgets.choice_button import ChoiceButton
from turbodesk.ui.widgets.question import Question

__all__ = ["play"]

Play = Callable[..., None]


def homes(seat: Seat) -> dict[str, str]:
    """The name of the project of each chat that is in one."""
    workspace = seat.services.workspace
    found = ((one.title, workspace.projects.of(one)) for one in workspace.conversations())
    return {title: project.name for title, project in found if project is not None}


async def pressed_undo(seat: Seat) -> None:
    await seat.until(lambda: undo(seat))
    undo(seat).click()  # type: ignore[union-attr]  # waited for above


def answer(seat: Seat, words: str) -> None:
    (question,) = (one for one in seat.window.findChildren(Question) if one.isVisible())
    next(one for one in question.findChildren(QPushButton) if one.accessibleName() == words).click()


def sheet(seat: Seat) -> ProjectSheet:
    return seat.window.findChildren(ProjectSheet)[0]


def test_chats_are_moved_and_moved_back(play: Play) -> None:
    async def first(seat: Seat) -> None:
        await chats(seat, "One", "Two", "Three")
        project = await seat.services.new_project_chats().create("Norway")
        asked = sidebar(seat).project_actions
        asked.moved.emit((titled(seat, "One"), titled(seat, "Three")), project.id)
        await seat.until(lambda: homes(seat) == {"One": "Norway", "Three": "Norway"})
        await seat.until(lambda: "Moved 2 chats to “Norway”" in shown_text(seat.window))
        assert sidebar(seat).titles() == ["Three", "One", "Two"]
        (before,) = seat.window.findChildren(ProjectButton)
        assert before.accessibleName() == "Project: Norway"
        await pressed_undo(seat)
        await seat.until(lambda: homes(seat) == {})
        assert not before.isVisible()
        asked.moved.emit((titled(seat, "Two"),), project.id)
        await seat.until(lambda: homes(seat) == {"Two": "Norway"})
        await seat.until(lambda: "Moved “Two”" in shown_text(seat.window))
        seat.sidebar.conversation_chosen.emit(titled(seat, "One"))
        await seat.until(lambda: "Moved “Two”" not in shown_text(seat.window))
        asked.fold_toggled.emit(project.id)
        await seat.until(lambda: sidebar(seat).titles() == ["Three", "One"])

    async def second(seat: Seat) -> None:
        assert homes(seat) == {"Two": "Norway"}
        assert sidebar(seat).titles() == ["Three", "One"], "it stays folded"

    play(first, second)


def test_a_new_project_is_named_where_it_stands(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One", "Two")
        for number, title in enumerate(("One", "Two"), start=1):
            sidebar(seat).project_actions.new_requested.emit((titled(seat, title),))
            await seat.until(lambda: [one for one in the_list(seat).findChildren(QLineEdit) if one.isVisible()])
            assert homes(seat)[title] == ("New project" if number == 1 else "New project 2")
            editor = next(one for one in the_list(seat).findChildren(QLineEdit) if one.isVisible())
            the_list(seat).commitData(editor)
            the_list(seat).closeEditor(editor, the_list(seat).itemDelegate().EndEditHint.NoHint)

    play(scene)


def test_deleting_a_project_asks_and_can_be_taken_back(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await chats(seat, "One", "Two", "Three")
        doors = seat.services.new_project_chats()
        project = await doors.create("Norway", chats=[titled(seat, "One"), titled(seat, "Three")])
        asked = sidebar(seat).project_actions
        asked.deleted.emit(project.id)
        answer(seat, "Cancel")
        assert homes(seat) == {"One": "Norway", "Three": "Norway"}
        asked.deleted.emit(project.id)
        answer(seat, "Keep the chats")
        await seat.until(lambda: sidebar(seat).titles() == ["Three", "Two", "One"] and not homes(seat))
        await pressed_undo(seat)
        await seat.until(lambda: homes(seat) == {"One": "Norway", "Three": "Norway"})
        asked.deleted.emit(project.id)
        answer(seat, "Delete all")
        await seat.until(lambda: sidebar(seat).titles() == ["Two"])
        assert not seat.chat_ids(), "the one in front was among them"
        await pressed_undo(seat)
        await seat.until(lambda: seat.window.windowTitle() == "Three")
        assert homes(seat) == {"One": "Norway", "Three": "Norway"}
        empty = await doors.create("Empty")
        asked.deleted.emit(empty.id)
        answer(seat, "Delete project")
        await seat.until(lambda: [one.name for one in seat.services.workspace.known_projects()] == ["Norway"])
        asked.deleted.emit("unknown")

    play(scene)


async def page(seat: Seat) -> tuple[ProjectSheet, str]:
    await chats(seat, "One")
    project = await seat.services.new_project_chats().create("Norway", chats=[titled(seat, "One")])
    seat.give(commands.PROJECT)
    return sheet(seat), project.id


def files(seat: Seat, project_id: str) -> tuple[Attachment, ...]:
    project = seat.services.workspace.projects.get(project_id)
    assert project is not None
    return project.files


def test_the_page_keeps_what_is_written_and_says_what_it_costs(play: Play, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Ferries go at noon. " * 2_000, "utf-8")
    (tmp_path / "b.txt").write_text("Ferries go at one.", "utf-8")

    async def first(seat: Seat) -> None:
        shown, id_ = await page(seat)
        assert nameless(shown) == []
        assert "costs nothing" in shown_text(shown)
        shown.files.offered.emit(ClipboardContent((tmp_path / "a.txt",)))
        await seat.until(lambda: [one.name for one in files(seat, id_)] == ["a.txt"])
        assert "With the cache: $" in shown_text(shown)
        chip = next(one for one in seat.window.findChildren(ToolChip) if one.accessibleName().startswith("Project"))
        await seat.until(lambda: chip.accessibleName() == "Project Norway: 1 file")
        assert "Without it: $" in chip.accessibleDescription()
        shown.files.offered.emit(ClipboardContent((tmp_path / "a.txt",)))
        await seat.until(lambda: "“a.txt” is in it already." in shown_text(shown))
        shown.files.offered.emit(ClipboardContent((tmp_path / "gone.txt",)))
        await seat.until(lambda: "gone.txt" in shown_text(shown))
        text = next(one for one in shown.findChildren(QPlainTextEdit) if one.isVisible())
        text.setPlainText("Be brief.")
        button(shown, "Teal").click()
        button(shown, "Globe").click()
        name = next(one for one in shown.findChildren(QLineEdit) if name_of(one) == "Name of the project")
        name.setText("  Norway\tin June ")
        shown.dismiss()
        await seat.services.database.drain()

    async def second(seat: Seat) -> None:
        (project,) = seat.services.workspace.known_projects()
        assert (project.name, project.instructions, project.picture) == ("Norway in June", "Be brief.", "globe")
        assert project.colour.value == "teal"
        assert [one.name for one in project.files] == ["a.txt"]

    play(first, second)


def test_a_file_is_replaced_and_the_page_says_who_saw_the_old_one(play: Play, tmp_path: Path) -> None:
    for name in ("old.txt", "new.txt"):
        (tmp_path / name).write_text(name, "utf-8")

    async def scene(seat: Seat) -> None:
        shown, id_ = await page(seat)
        shown.files.offered.emit(ClipboardContent((tmp_path / "old.txt",)))
        await seat.until(lambda: files(seat, id_))
        shown.dismiss()
        await seat.says("What does it say?")
        seat.give(commands.PROJECT)
        button(shown, "Replace old.txt").click()
        (dialog,) = seat.window.findChildren(QFileDialog)
        dialog.filesSelected.emit([str(tmp_path / "new.txt")])
        dialog.close()
        await seat.until(lambda: [one.name for one in files(seat, id_)] == ["new.txt"])
        await seat.until(lambda: "Replaced “old.txt” a moment ago. “One” saw the old one." in shown_text(shown))
        button(shown, "Remove new.txt").click()
        await seat.until(lambda: files(seat, id_) == ())
        button(shown, "Undo: Removed “new.txt”.").click()
        assert [one.name for one in files(seat, id_)] == ["new.txt"]
        await seat.until(lambda: "new.txt" in shown_text(shown))
        button(shown, "Remove new.txt").click()
        button(shown, "New chat in this project").click()
        assert not shown.isVisible()
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        assert chat.conversation.project_id == id_

    play(scene)


def test_a_file_is_looked_at_and_read_with_another_encoding(play: Play, tmp_path: Path) -> None:
    (tmp_path / "old.txt").write_bytes("Größe".encode("cp1252"))
    (tmp_path / "new.txt").write_text("new", "utf-8")

    async def scene(seat: Seat) -> None:
        shown, id_ = await page(seat)
        shown.files.offered.emit(ClipboardContent((tmp_path / "old.txt", tmp_path / "new.txt")))
        await seat.until(lambda: len(files(seat, id_)) == 2)
        await seat.until(lambda: "Windows-1252" in shown_text(shown) and "new.txt" in shown_text(shown))
        eye = button(shown, "What the model gets of new.txt")
        eye.setFocus()
        eye.click()
        await seat.until(lambda: any(one.isVisible() for one in seat.window.findChildren(Viewer)))
        viewer = seat.window.findChildren(Viewer)[0]
        assert "2 of 2" in shown_text(viewer)
        QTest.keyClick(seat.focused(), Qt.Key.Key_Escape)
        assert not viewer.isVisible()
        assert seat.focused() is eye

        button(shown, "What the model gets of old.txt").click()
        await seat.until(viewer.isVisible)
        choice = button(viewer, "Encoding: Western European (Windows-1252)")
        assert isinstance(choice, ChoiceButton)
        choice.chosen.emit("cp1251")
        await seat.until(lambda: [one.encoding for one in files(seat, id_)] == ["cp1251", "utf-8"])
        await seat.until(lambda: choice.accessibleName() == "Encoding: Cyrillic (Windows-1251)")
        await seat.until(lambda: "Windows-1251" in shown_text(shown))
        assert "Replaced" not in shown_text(shown), "no chat has seen the other"
        QTest.keyClick(seat.focused(), Qt.Key.Key_Escape)
        assert shown.isAncestorOf(seat.focused()), "the page lies beneath"
        shown.dismiss()

        await seat.says("What does it say?")
        seat.give(commands.PROJECT)
        button(shown, "What the model gets of old.txt").click()
        await seat.until(viewer.isVisible)
        choice.chosen.emit("cp1252")
        await seat.until(lambda: "Replaced “old.txt” a moment ago. “One” saw the old one." in shown_text(shown))
        QTest.keyClick(seat.focused(), Qt.Key.Key_Escape)

    play(scene)


def test_the_preset_of_new_chats_is_chosen_and_a_deleted_one_counts_as_none(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        preset = seat.services.presets.keep("Short", "", Parameters(system="Short."))
        shown, id_ = await page(seat)
        choice = next(one for one in shown.findChildren(ChoiceButton) if one.isVisible())
        assert choice.accessibleName() == "New chats begin with: The same as all chats"
        menu = choice.open()
        next(one for one in menu.actions() if one.text() == "Short").trigger()
        menu.close()
        project = seat.services.workspace.projects.get(id_)
        assert project is not None
        assert project.preset_id == preset.id
        seat.services.presets.delete(preset.id)
        await seat.until(lambda: choice.accessibleName() == "New chats begin with: The same as all chats")
        button(shown, "New chat in this project").click()
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        assert chat.conversation.parameters.system == ""

    play(scene)


def test_a_page_goes_with_its_project(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        shown, id_ = await page(seat)
        await seat.services.new_project_chats().delete(id_, with_chats=False)
        await seat.until(lambda: not shown.isVisible())
        seat.give(commands.PROJECT)

    play(scene)


def test_files_are_dropped_on_the_page(play: Play, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("a", "utf-8")

    async def scene(seat: Seat) -> None:
        from PySide6.QtGui import QGuiApplication

        shown, id_ = await page(seat)
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "a.txt"))])
        QGuiApplication.clipboard().setMimeData(mime)
        assert shown.files.take_pasted()
        await seat.until(lambda: [one.name for one in files(seat, id_)] == ["a.txt"])
        QGuiApplication.clipboard().clear()

    play(scene)
