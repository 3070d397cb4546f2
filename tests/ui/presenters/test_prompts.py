"""Prompts in the whole window: called by a slash, filled with Tab, saved, changed, brought in and taken out."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QInputMethodEvent, QKeyEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QListView, QPlainTextEdit, QPushButton

from tests.ui.presenters.test_message_actions import Play, row
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import button, first_of, name_of, shown_text
from turbodesk.app import commands
from turbodesk.settings import THEME, ThemeChoice
from turbodesk.ui.message.person_bar import PersonBar
from turbodesk.ui.prompts import PromptPopup, PromptSheet
from turbodesk.ui.widgets.toast import Toast

__all__ = ["play"]  # fixtures

TRANSLATE = "Translate into {{language}} for {{readers}}, in {{Language}} only"


def keep(seat: Seat) -> None:
    kept = seat.services.prompts()
    kept.keep("Translate", TRANSLATE)
    kept.keep("Sum up", "Sum this up")
    kept.keep("Transcribe", "Transcribe this")


def offered(seat: Seat) -> list[str]:
    """What the list over the message shows; nothing where it is closed."""
    popups = [one for one in seat.window.findChildren(PromptPopup) if one.isVisible()]
    return [name for popup in popups for name in names(first_of(popup, QListView))]


def names(view: QListView) -> list[str]:
    model = view.model()
    return [str(model.index(at, 0).data()) for at in range(model.rowCount())]


def selected(seat: Seat) -> str:
    return seat.editor().textCursor().selectedText()


def composed(seat: Seat, text: str) -> None:
    """Write as an input method does."""
    end = QInputMethodEvent()
    end.setCommitString(text)
    QApplication.sendEvent(seat.editor(), end)


def sheet(seat: Seat) -> PromptSheet:
    return first_of(seat.window, PromptSheet)


def listed(seat: Seat) -> list[str]:
    return names(first_of(sheet(seat), QListView))


def press(seat: Seat, words: str) -> None:
    """Press the button with these words that is seen."""
    found = [one for one in seat.window.findChildren(QPushButton) if one.text() == words and one.isVisible()]
    assert len(found) == 1
    found[0].click()


def test_a_slash_offers_prompts_and_words_narrow_them(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        seat.type("/")
        assert offered(seat) == ["Sum up", "Transcribe", "Translate"]
        assert seat.editor().hasFocus()
        seat.type("transl")
        assert offered(seat) == ["Translate"]
        seat.type("zz")
        assert offered(seat) == []
        seat.key(Qt.Key.Key_Backspace)
        seat.key(Qt.Key.Key_Backspace)
        assert offered(seat) == ["Translate"]
        seat.key(Qt.Key.Key_Escape)
        assert offered(seat) == []
        assert seat.written() == "/transl", "it stays as text"
        seat.type("a")
        assert offered(seat) == []
        seat.editor().selectAll()
        seat.type("/")
        assert len(offered(seat)) == 3
        seat.key(Qt.Key.Key_Backspace)
        assert offered(seat) == []
        seat.type("see /")
        assert offered(seat) == [], "only where nothing else is written"

    play(scene)


def test_arrows_choose_and_the_text_can_be_undone(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        seat.type("/")
        seat.key(Qt.Key.Key_Up)
        seat.key(Qt.Key.Key_Up)
        seat.key(Qt.Key.Key_Return)
        assert seat.written() == "Transcribe this"
        assert offered(seat) == []
        assert not seat.is_replying(), "Enter chose and sent nothing"
        seat.editor().undo()
        assert seat.written() == "/"
        seat.editor().redo()
        assert seat.written() == "Transcribe this"
        seat.editor().selectAll()
        composed(seat, "／")
        QApplication.sendEvent(seat.editor(), QKeyEvent(QEvent.Type.KeyPress, 0x431, Qt.KeyboardModifier.NoModifier))
        seat.key(Qt.Key.Key_PageDown)
        seat.key(Qt.Key.Key_Tab)
        assert seat.written() == TRANSLATE

    play(scene)


def test_tab_leads_through_the_variables(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        seat.type("/transl")
        seat.key(Qt.Key.Key_Return)
        assert selected(seat) == "{{language}}"
        seat.type("Thai")
        seat.key(Qt.Key.Key_Tab)
        assert selected(seat) == "{{readers}}"
        assert seat.written().endswith("in Thai only"), "one name is written once"
        seat.type("me")
        seat.key(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
        assert selected(seat) == "Thai"
        seat.key(Qt.Key.Key_Tab)
        assert selected(seat) == "me"
        seat.key(Qt.Key.Key_Tab)
        assert selected(seat) == ""
        assert seat.editor().textCursor().atEnd()
        assert seat.written() == "Translate into Thai for me, in Thai only"
        seat.key(Qt.Key.Key_Tab)
        assert not seat.editor().hasFocus(), "past the last, Tab is Tab again"

    play(scene)


def test_variables_that_touch_and_wide_letters_keep_their_places(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.services.prompts().keep("A", "😀 {{a}}{{b}}\n{{c}}")
        seat.type("/")
        seat.key(Qt.Key.Key_Return)
        for words in ("one", "two", "three"):
            assert selected(seat).startswith("{{")
            seat.type(words)
            seat.key(Qt.Key.Key_Tab)
        assert seat.written() == "😀 onetwo\nthree"

    play(scene)


def test_after_an_undo_tab_is_tab(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        seat.type("/transl")
        seat.key(Qt.Key.Key_Return)
        seat.editor().undo()
        assert seat.written() == "/transl"
        seat.key(Qt.Key.Key_Tab)
        assert not seat.editor().hasFocus()

    play(scene)


def test_without_the_prompt_tab_is_tab(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        seat.type("/transl")
        seat.key(Qt.Key.Key_Return)
        seat.editor().selectAll()
        seat.key(Qt.Key.Key_Delete)
        seat.key(Qt.Key.Key_Tab)
        assert not seat.editor().hasFocus()

    play(scene)


def test_a_press_on_send_sends_what_is_written(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        seat.type("/su")
        assert offered(seat)
        QTest.mouseClick(button(seat.window, "Send"), Qt.MouseButton.LeftButton)
        assert offered(seat) == []
        await seat.until(lambda: seat.chat_ids() and not seat.is_replying())

    play(scene)


def test_damaged_prompts_are_told_wherever_they_are_looked_for(play: Play, tmp_path: Path) -> None:
    (tmp_path / "prompts.json").write_text("{broken")

    async def scene(seat: Seat) -> None:
        assert "prompts.json" not in shown_text(seat.window)
        QTest.keySequence(seat.focused(), QKeySequence(commands.PALETTE.shortcut))
        await seat.until(lambda: "prompts.json could not be read" in shown_text(seat.window))

    play(scene)


def test_a_prompt_that_is_being_written_stays(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(commands.PROMPTS)
        press(seat, "New prompt…")
        seat.type("Sum up")
        seat.give(commands.PROMPTS)
        seat.give(commands.SAVE_PROMPT)
        field = seat.focused()
        assert isinstance(field, QLineEdit)
        assert field.text() == "Sum up"
        press(seat, "Cancel")
        assert sheet(seat).isVisible()

    play(scene)


def test_day_and_clipboard_are_written_in(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        QGuiApplication.clipboard().setText("{{braces}} of somebody")
        seat.services.prompts().keep("A", "{{date}}: {{clipboard}} {{left}}")
        seat.type("/")
        seat.key(Qt.Key.Key_Return)
        assert "{{date}}" not in seat.written()
        assert seat.written().endswith(": {{braces}} of somebody {{left}}")
        assert selected(seat) == "{{left}}"

    play(scene)


def test_what_is_being_composed_keeps_its_keys(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        seat.type("/")
        QApplication.sendEvent(seat.editor(), QInputMethodEvent("tr", []))
        seat.key(Qt.Key.Key_Down)
        assert seat.written() == "/"
        composed(seat, "tra")
        assert offered(seat) == ["Transcribe", "Translate"]

    play(scene)


def test_the_list_is_for_the_message_in_front_alone(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        await seat.says("Hello")
        seat.type("/")
        assert offered(seat)
        seat.give(commands.NEW_CHAT)
        assert offered(seat) == []
        seat.key(Qt.Key.Key_Return)
        assert seat.written() == ""

    play(scene)


def test_a_slash_without_prompts_is_a_slash(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.type("/")
        seat.key(Qt.Key.Key_Return)
        await seat.until(seat.chat_ids)
        await seat.until(lambda: not seat.is_replying())

    play(scene)


def test_prompts_are_written_changed_and_deleted_in_a_sheet(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(commands.PROMPTS)
        assert "None yet" in shown_text(seat.window)
        press(seat, "New prompt…")
        seat.type("Sum up")
        press(seat, "Save")
        assert "A prompt needs a text." in shown_text(seat.window)
        first_of(sheet(seat), QPlainTextEdit).setFocus()
        seat.type("Sum this up")
        press(seat, "Save")
        assert listed(seat) == ["Sum up"]
        press(seat, "New prompt…")
        seat.type("SUM UP")
        first_of(sheet(seat), QPlainTextEdit).setFocus()
        seat.type("x")
        press(seat, "Save")
        assert "There is a prompt “SUM UP” already." in shown_text(seat.window)
        press(seat, "Cancel")
        press(seat, "Edit…")
        assert name_of(seat.focused()) == "Text of the prompt"
        seat.key(Qt.Key.Key_End, Qt.KeyboardModifier.ControlModifier)
        seat.type(", please")
        press(seat, "Save")
        assert [one.text for one in seat.services.prompts().all()] == ["Sum this up, please"]
        press(seat, "Undo")
        assert [one.text for one in seat.services.prompts().all()] == ["Sum this up"]
        first_of(sheet(seat), QListView).setFocus()
        seat.key(Qt.Key.Key_Delete)
        assert listed(seat) == []
        seat.services.preferences.set(THEME, ThemeChoice.DARK)
        press(seat, "Undo")
        assert listed(seat) == ["Sum up"]
        seat.key(Qt.Key.Key_Escape)
        assert seat.editor().hasFocus()

    async def again(seat: Seat) -> None:
        assert [one.name for one in seat.services.prompts().all()] == ["Sum up"]

    play(scene, again)


def test_what_was_written_is_not_lost_when_the_sheet_closes(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.type("Sum this up")
        seat.give(commands.SAVE_PROMPT)
        seat.key(Qt.Key.Key_Escape)
        assert "not saved" not in shown_text(seat.window), "it is in the message"
        seat.give(commands.SAVE_PROMPT)
        seat.type("Other")
        seat.key(Qt.Key.Key_Escape)
        press(seat, "Go on writing")
        assert name_of(seat.focused()) == "Name of the prompt"
        press(seat, "Save")
        assert [(one.name, one.text) for one in seat.services.prompts().all()] == [("Other", "Sum this up")]
        press(seat, "Undo")
        assert seat.services.prompts().all() == ()
        assert seat.written() == "Sum this up"

    play(scene)


def test_a_message_that_was_sent_becomes_a_prompt(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Show me a list")
        menu = first_of(row(seat, seat.chat_ids()[0]), PersonBar).menu()
        next(one for one in menu.actions() if one.text() == "Save as prompt…").trigger()
        menu.deleteLater()
        press(seat, "Save")
        assert [(one.name, one.text) for one in seat.services.prompts().all()] == [("Show me a list",) * 2]

    play(scene)


def test_the_palette_puts_a_prompt_at_the_caret(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        keep(seat)
        seat.type("First: ")
        QTest.keySequence(seat.focused(), QKeySequence(commands.PALETTE.shortcut))
        seat.type("sum up")
        seat.key(Qt.Key.Key_Return)
        assert seat.written() == "First: Sum this up"
        assert seat.editor().hasFocus()

    play(scene)


def test_files_come_in_and_go_out(play: Play, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, paths = tmp_path / "out", [tmp_path / "Sum up.md", tmp_path / "none.md"]
    folder.mkdir()
    paths[0].write_text("Sum this up")
    paths[1].write_text("")

    async def scene(seat: Seat) -> None:
        seat.give(commands.PROMPTS)
        press(seat, "Import…")
        dialog = first_of(seat.window, QFileDialog)
        assert dialog.windowTitle() == "Import prompts"
        dialog.filesSelected.emit([str(one) for one in paths])
        dialog.close()
        await seat.until(lambda: listed(seat) == ["Sum up"])
        assert "Imported 1 prompt. “none.md” is empty" in told(seat)
        press(seat, "Undo")
        assert seat.services.prompts().all() == ()
        keep(seat)
        seat.give(commands.PROMPTS)
        press(seat, "Export…")
        dialog = next(one for one in seat.window.findChildren(QFileDialog) if one.isVisible())
        dialog.fileSelected.emit(str(folder))
        dialog.close()
        await seat.until(lambda: "Saved 3 prompts in “out”" in told(seat))
        written = [one.name for one in sorted(folder.iterdir())]
        assert written == ["Sum up.md", "Transcribe.md", "Translate.md"]

    def told(seat: Seat) -> str:
        toasts = [one for one in seat.window.findChildren(Toast) if one.isVisible()]
        return "".join(text for one in toasts for text in shown_text(one))

    play(scene)
