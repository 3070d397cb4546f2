"""Every command in the real window: given by its own shortcut, or in the palette, it does what its title says."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontInfo, QGuiApplication, QKeySequence
from PySide6.QtPrintSupport import QPrintDialog
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit, QListView, QPlainTextEdit, QPushButton, QWidget

from tests.app.speech.fakes import FakeVoice
from tests.ui.presenters.locks import set_lock, unlock
from tests.ui.presenters.test_read_aloud import begun
from tests.ui.presenters.test_window import SPEED, Seat, field, play  # noqa: F401 - a fixture
from tests.ui.seen import first_of, name_of, shown_text
from turbodesk.app import commands
from turbodesk.app.commands import COMMANDS, Command, CommandContext
from turbodesk.app.live import LiveChat
from turbodesk.chat.chat_link import link_to
from turbodesk.chat.conversation import ReplyPair
from turbodesk.chat.message import Message
from turbodesk.chat.parameters import Parameters
from turbodesk.settings import FAVOURITES, READING_FACE, TEXT_PERCENT, ReadingFace
from turbodesk.ui.about import AboutPanel
from turbodesk.ui.composer.web_popup import WebPopup
from turbodesk.ui.doctor import DoctorSheet
from turbodesk.ui.imports import ImportSheet
from turbodesk.ui.inspector.panel import InspectorPanel
from turbodesk.ui.main_window.find_bar import FindBar
from turbodesk.ui.main_window.reading_bar import ReadingBar
from turbodesk.ui.main_window.shortcut_sheet import ShortcutSheet
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.models.popup import ModelPopup
from turbodesk.ui.outline.popup import OutlinePopup
from turbodesk.ui.palette import CommandPalette
from turbodesk.ui.presenters import read_aloud_setup
from turbodesk.ui.presenters.actions import Actions
from turbodesk.ui.prompts import PromptSheet
from turbodesk.ui.quick import QuickWindow
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.tools import AddToolsSheet
from turbodesk.ui.tools.bring_sheet import BringSheet
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.usage.context_popup import ContextPopup

Play = Callable[..., None]
Effect = Callable[[Seat], Awaitable[None]]
EFFECTS: dict[Command, Effect] = {}
"""What is to be seen of each command, in a run of its own."""

NOWHERE = "http://127.0.0.1:9"
"""An address of this machine where nobody answers."""


def effect_of(command: Command) -> Callable[[Effect], Effect]:
    def note(effect: Effect) -> Effect:
        assert command not in EFFECTS
        EFFECTS[command] = effect
        return effect

    return note


async def give(seat: Seat, command: Command) -> None:
    """Give a command as a person does: by its shortcut, and by the palette where it has none."""
    if command.shortcut:
        QTest.keySequence(seat.focused(), QKeySequence(command.shortcut))
        return
    QTest.keySequence(seat.focused(), QKeySequence(commands.PALETTE.shortcut))
    await seat.until(lambda: name_of(seat.focused()) == "Command or chat")
    seat.type(command.title)
    QTest.keySequence(seat.focused(), QKeySequence("Return"))


def shown(kind: type[QWidget]) -> list[QWidget]:
    """The visible widgets of a kind, in all windows."""
    found = [widget for window in QApplication.topLevelWidgets() for widget in (window, *window.findChildren(kind))]
    return [widget for widget in found if isinstance(widget, kind) and widget.isVisible()]


async def appears(seat: Seat, kind: type[QWidget]) -> QWidget:
    await seat.until(lambda: shown(kind))
    return shown(kind)[0]


async def file_dialog(seat: Seat, title: str) -> None:
    dialog = await appears(seat, QFileDialog)
    assert dialog.windowTitle() == title
    dialog.close()


def transcript(seat: Seat) -> TranscriptView:
    return first_of(seat.window, TranscriptView)


def last_reply(seat: Seat) -> Message:
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    reply = chat.last_reply()
    assert reply is not None
    return reply


async def talked(seat: Seat, *titles: str) -> None:
    """Begin a chat with each of these messages; the last one stays in front."""
    for title in titles:
        await give(seat, commands.NEW_CHAT)
        await seat.says(title)
    await seat.services.database.drain()


def test_every_command_is_tried_here() -> None:
    assert list(EFFECTS) == sorted(EFFECTS, key=COMMANDS.index)
    assert set(EFFECTS) == set(COMMANDS)


def test_no_two_commands_have_one_key() -> None:
    """But for two of which one is never there with the other."""
    keys = [command.shortcut for command in COMMANDS if command.shortcut and command not in (commands.CLOSE_TEMPORARY,)]
    assert len(keys) == len(set(keys)), [key for key in keys if keys.count(key) > 1]


@pytest.mark.parametrize("command", COMMANDS, ids=lambda command: command.id)
def test_a_command_does_what_it_says(play: Play, command: Command) -> None:  # noqa: F811
    play(EFFECTS[command], speed=60.0 if command is commands.STOP else SPEED)


@effect_of(commands.NEW_CHAT)
async def _new_chat(seat: Seat) -> None:
    await seat.says("Hello")
    await give(seat, commands.NEW_CHAT)
    assert not seat.chat_ids()
    assert seat.focused() is seat.editor()


async def in_project(seat: Seat, name: str) -> str:
    """Put the chat in front into a new project; its id."""
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    project = await seat.services.new_project_chats().create(name, chats=[chat.conversation.id])
    return project.id


async def temporary(seat: Seat) -> LiveChat:
    """Begin a temporary chat with one question."""
    await give(seat, commands.TEMPORARY)
    await seat.says("Hello")
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    return chat


@effect_of(commands.TEMPORARY)
async def _temporary(seat: Seat) -> None:
    chat = await temporary(seat)
    assert chat.context.is_temporary
    assert seat.focused() is seat.editor()
    assert seat.services.workspace.conversations() == []


@effect_of(commands.KEEP_TEMPORARY)
async def _keep_temporary(seat: Seat) -> None:
    chat = await temporary(seat)
    await give(seat, commands.KEEP_TEMPORARY)
    await seat.until(lambda: [one.id for one in seat.services.workspace.conversations()] == [chat.conversation.id])
    assert seat.presenter.chat_presenter.chat is chat


@effect_of(commands.CLOSE_TEMPORARY)
async def _close_temporary(seat: Seat) -> None:
    chat = await temporary(seat)
    await give(seat, commands.CLOSE_TEMPORARY)
    await seat.until(lambda: seat.presenter.chat_presenter.chat is not chat)
    assert seat.services.workspace.conversations() == []


@effect_of(commands.NEW_IN_PROJECT)
async def _new_in_project(seat: Seat) -> None:
    await talked(seat, "Hello")
    project_id = await in_project(seat, "Norway")
    await give(seat, commands.NEW_IN_PROJECT)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    assert chat.conversation.project_id == project_id
    assert not chat.ids()
    assert seat.focused() is seat.editor()


@effect_of(commands.NEW_PROJECT)
async def _new_project(seat: Seat) -> None:
    await give(seat, commands.NEW_PROJECT)
    await seat.until(lambda: name_of(seat.focused()) == "Name of the project")
    assert [one.name for one in seat.services.workspace.known_projects()] == ["New project"]
    seat.type("Norway")
    seat.key(Qt.Key.Key_Escape)
    await seat.until(lambda: seat.services.workspace.known_projects()[0].name == "Norway")


@effect_of(commands.MOVE)
async def _move(seat: Seat) -> None:
    await talked(seat, "Hello")
    project = await seat.services.new_project_chats().create("Norway")
    await give(seat, commands.MOVE)
    await appears(seat, CommandPalette)
    seat.type("norw")
    seat.key(Qt.Key.Key_Return)
    await seat.until(lambda: [one.project_id for one in seat.services.workspace.conversations()] == [project.id])
    await seat.until(lambda: "Moved “Hello” to “Norway”" in shown_text(seat.window))


@effect_of(commands.PROJECT)
async def _project(seat: Seat) -> None:
    await talked(seat, "Hello")
    await in_project(seat, "Norway")
    await give(seat, commands.PROJECT)
    assert name_of(seat.focused()) == "Instructions of the project"
    seat.key(Qt.Key.Key_Escape)
    assert seat.focused() is seat.editor()


@effect_of(commands.SEARCH_PROJECT)
async def _search_project(seat: Seat) -> None:
    await talked(seat, "Hello there", "Hello here")
    await in_project(seat, "Norway")
    await give(seat, commands.SIDEBAR)
    await give(seat, commands.SEARCH_PROJECT)
    await seat.until(lambda: name_of(seat.focused()) == "Search in Norway")
    seat.type("hello")
    await seat.until(lambda: seat.sidebar.titles() == ["Hello here"])
    seat.key(Qt.Key.Key_Escape)
    assert seat.sidebar.titles() == ["Hello here", "Hello there"]


@effect_of(commands.SEARCH)
async def _search(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.SIDEBAR)
    await give(seat, commands.SEARCH)
    assert seat.window.sidebar.isVisible()
    assert isinstance(seat.focused(), QLineEdit)
    assert name_of(seat.focused()) == "Search"


@effect_of(commands.STARRED)
async def _starred(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.STAR)
    await give(seat, commands.STARRED)
    await seat.until(lambda: shown(CommandPalette))


@effect_of(commands.NEXT_CHAT)
async def _next_chat(seat: Seat) -> None:
    await talked(seat, "Oldest", "Middle", "Newest")
    await give(seat, commands.NEXT_CHAT)
    await seat.until(lambda: seat.window.windowTitle() == "Middle")


@effect_of(commands.PREVIOUS_CHAT)
async def _previous_chat(seat: Seat) -> None:
    await talked(seat, "Oldest", "Middle", "Newest")
    await give(seat, commands.PREVIOUS_CHAT)
    await seat.until(lambda: seat.window.windowTitle() == "Oldest")


@effect_of(commands.RENAME)
async def _rename(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.RENAME)
    seat.type("Another name")
    QTest.keySequence(seat.focused(), QKeySequence("Return"))
    await seat.until(lambda: seat.window.windowTitle() == "Another name")


@effect_of(commands.PIN)
async def _pin(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.PIN)
    await seat.until(lambda: [one.pinned for one in seat.services.workspace.conversations()] == [True])
    await give(seat, commands.PIN)
    await seat.until(lambda: [one.pinned for one in seat.services.workspace.conversations()] == [False])


@effect_of(commands.DELETE)
async def _delete(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.DELETE)
    await seat.until(lambda: not seat.services.workspace.conversations() and not seat.chat_ids())


@effect_of(commands.COPY_CONVERSATION)
async def _copy_conversation(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.COPY_CONVERSATION)
    await seat.until(lambda: "Chat copied" in shown_text(seat.window))
    assert "Hello" in QGuiApplication.clipboard().text()


@effect_of(commands.COPY_LINK)
async def _copy_link(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.COPY_LINK)
    await seat.until(lambda: "Copied the link to this chat" in shown_text(seat.window))
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    assert QGuiApplication.clipboard().text() == link_to(chat.conversation.id)


@effect_of(commands.MAKE_ROOM)
async def _make_room(seat: Seat) -> None:
    await talked(seat, "Once")
    await give(seat, commands.MAKE_ROOM)
    await appears(seat, ContextPopup)


@effect_of(commands.SAVE_PDF)
async def _save_pdf(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.SAVE_PDF)
    await file_dialog(seat, "Save as PDF")


@effect_of(commands.SAVE_WORD)
async def _save_word(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.SAVE_WORD)
    await file_dialog(seat, "Save as Word")


@effect_of(commands.SAVE_MARKDOWN)
async def _save_markdown(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.SAVE_MARKDOWN)
    await file_dialog(seat, "Save as Markdown")


@effect_of(commands.SAVE_HTML)
async def _save_html(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.SAVE_HTML)
    await file_dialog(seat, "Save as HTML")


@effect_of(commands.PRINT)
async def _print(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.PRINT)
    await seat.until(lambda: shown(QPrintDialog) or "No printer is set up" in shown_text(seat.window))
    for dialog in shown(QPrintDialog):
        dialog.close()


@effect_of(commands.SEND)
async def _send(seat: Seat) -> None:
    seat.type("Hello")
    transcript(seat).setFocus()  # in the editor the same keys are its own
    await give(seat, commands.SEND)
    await seat.until(lambda: len(seat.chat_ids()) == 2 and not seat.is_replying())
    assert seat.written() == ""


@effect_of(commands.ATTACH)
async def _attach(seat: Seat) -> None:
    await give(seat, commands.ATTACH)
    await file_dialog(seat, "Attach files")


@effect_of(commands.STOP)
async def _stop(seat: Seat) -> None:
    seat.type("write me a long text")
    QTest.keySequence(seat.focused(), QKeySequence("Return"))
    await seat.until(seat.is_replying)
    await give(seat, commands.STOP)
    await seat.until(lambda: not seat.is_replying())


@effect_of(commands.TRY_AGAIN)
async def _try_again(seat: Seat) -> None:
    await talked(seat, "Hello")
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    await give(seat, commands.TRY_AGAIN)
    await seat.until(lambda: chat.siblings(seat.chat_ids()[-1]) == (1, 2) and not seat.is_replying())


@effect_of(commands.ASK_TWO)
async def _ask_two(seat: Seat) -> None:
    await give(seat, commands.ASK_TWO)
    await seat.until(lambda: isinstance(seat.focused(), QListView))
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    seat.key(Qt.Key.Key_Return)
    await seat.until(lambda: chat.conversation.second_model is not None and seat.focused() is seat.editor())
    await give(seat, commands.ASK_TWO)
    assert chat.conversation.second_model is None


@effect_of(commands.COMPARE)
async def _compare(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.COMPARE)
    await seat.until(lambda: isinstance(seat.focused(), QListView))
    seat.key(Qt.Key.Key_Return)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    await seat.until(lambda: chat.pairs.newest() is not None and not seat.is_replying())


async def two_replies(seat: Seat) -> ReplyPair:
    """Have two models answer one question."""
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    chat.pairs.set_second("claude-opus-4-7")
    await seat.says("Hello")
    pair = chat.pairs.newest()
    assert pair is not None
    return pair


@effect_of(commands.KEEP_LEFT)
async def _keep_left(seat: Seat) -> None:
    pair = await two_replies(seat)
    await give(seat, commands.KEEP_LEFT)
    assert seat.chat_ids()[-1] == pair.left
    assert not seat.presenter.actions[commands.KEEP_LEFT].isEnabled()


@effect_of(commands.KEEP_RIGHT)
async def _keep_right(seat: Seat) -> None:
    pair = await two_replies(seat)
    await give(seat, commands.KEEP_RIGHT)
    assert seat.chat_ids()[-1] == pair.right


@effect_of(commands.KEEP_BOTH)
async def _keep_both(seat: Seat) -> None:
    pair = await two_replies(seat)
    await give(seat, commands.KEEP_BOTH)
    await seat.until(lambda: len(seat.services.workspace.conversations()) == 2)
    assert seat.chat_ids()[-1] == pair.left


@effect_of(commands.BRANCH)
async def _branch(seat: Seat) -> None:
    await talked(seat, "Show me a table")
    said = seat.chat_ids()
    await give(seat, commands.BRANCH)
    await seat.until(lambda: len(seat.chat_ids()) == len(said) and not set(seat.chat_ids()) & set(said))


@effect_of(commands.QUOTE)
async def _quote(seat: Seat) -> None:
    await talked(seat, "Show me a table")
    await give(seat, commands.QUOTE)
    assert seat.written().startswith(f"> {last_reply(seat).text.splitlines()[0]}")


@effect_of(commands.COPY_REPLY)
async def _copy_reply(seat: Seat) -> None:
    await talked(seat, "Show me a table")
    await give(seat, commands.COPY_REPLY)
    assert "<table" in QGuiApplication.clipboard().mimeData().html()


@effect_of(commands.COPY_MARKDOWN)
async def _copy_markdown(seat: Seat) -> None:
    await talked(seat, "Show me a table")
    await give(seat, commands.COPY_MARKDOWN)
    assert QGuiApplication.clipboard().text() == last_reply(seat).text
    assert not QGuiApplication.clipboard().mimeData().hasHtml()


async def _reading(seat: Seat, *given: Command) -> FakeVoice:
    """Have the newest reply read aloud, and give commands meanwhile."""
    await talked(seat, "Hello")
    voice = FakeVoice()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_aloud_setup, "open_engine", lambda: voice)
        await give(seat, commands.READ_ALOUD)
    for count, command in enumerate(given, 1):
        await begun(seat, voice, count)
        await give(seat, command)
    return voice


@effect_of(commands.READ_ALOUD)
async def _read_aloud(seat: Seat) -> None:
    voice = await _reading(seat, commands.READ_ALOUD)
    await seat.until(lambda: voice.silenced == voice.words)


@effect_of(commands.NEXT_SENTENCE)
async def _next_sentence(seat: Seat) -> None:
    voice = await _reading(seat, commands.NEXT_SENTENCE)
    await seat.until(lambda: len(set(voice.words)) == 2)


@effect_of(commands.PREVIOUS_SENTENCE)
async def _previous_sentence(seat: Seat) -> None:
    voice = await _reading(seat, commands.NEXT_SENTENCE, commands.PREVIOUS_SENTENCE)
    await seat.until(lambda: len(voice.words) == 3 and voice.words[0] == voice.words[2])


@effect_of(commands.STOP_READING)
async def _stop_reading(seat: Seat) -> None:
    voice = await _reading(seat, commands.STOP_READING)
    await seat.until(lambda: voice.silenced == voice.words and not shown(ReadingBar))


@effect_of(commands.SAVE_REPLY)
async def _save_reply(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.SAVE_REPLY)
    await file_dialog(seat, "Save as Word")


@effect_of(commands.SAVE_TABLES)
async def _save_tables(seat: Seat) -> None:
    await talked(seat, "Show me a table")
    await give(seat, commands.SAVE_TABLES)
    await file_dialog(seat, "Save tables")


@effect_of(commands.STAR)
async def _star(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.STAR)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    assert chat.conversation.starred == seat.chat_ids()[-1:]


@effect_of(commands.LEAVE_OUT)
async def _leave_out(seat: Seat) -> None:
    await talked(seat, "Hello")
    await give(seat, commands.LEAVE_OUT)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    await seat.until(lambda: chat.conversation.unsent == seat.chat_ids()[-1:])


@effect_of(commands.DELETE_MESSAGE)
async def _delete_message(seat: Seat) -> None:
    await talked(seat, "Hello")
    question = seat.chat_ids()[0]
    await give(seat, commands.DELETE_MESSAGE)
    await seat.until(lambda: seat.chat_ids() == (question,))


@effect_of(commands.MODEL)
async def _model(seat: Seat) -> None:
    await give(seat, commands.MODEL)
    await appears(seat, ModelPopup)
    assert name_of(seat.focused()) == "Models"


@effect_of(commands.FAVOURITE)
async def _favourite(seat: Seat) -> None:
    await give(seat, commands.FAVOURITE)
    assert seat.services.preferences.get(FAVOURITES) == '["claude-sonnet-4-6"]'
    await give(seat, commands.FAVOURITE)
    assert seat.services.preferences.get(FAVOURITES) == "[]"


def at_a_gateway(seat: Seat) -> Parameters:
    """Have the chat in front leave the demo, which has no web."""
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    chat.choose_gateway(seat.services.profiles.default_id)
    return chat.conversation.parameters


@effect_of(commands.WEB)
async def _web(seat: Seat) -> None:
    await give(seat, commands.WEB)
    assert not at_a_gateway(seat).web_search, "the demo has none"
    await give(seat, commands.WEB)
    assert at_a_gateway(seat).web_search
    await give(seat, commands.WEB)
    assert not at_a_gateway(seat).web_search


@effect_of(commands.WEB_SITES)
async def _web_sites(seat: Seat) -> None:
    at_a_gateway(seat)
    await give(seat, commands.WEB_SITES)
    popup = await appears(seat, WebPopup)
    seat.key(Qt.Key.Key_Escape)
    await seat.until(lambda: not popup.isVisible())


@effect_of(commands.INSTRUCTIONS)
async def _instructions(seat: Seat) -> None:
    await give(seat, commands.INSTRUCTIONS)
    assert name_of(seat.focused()) == "System prompt"
    await give(seat, commands.INSTRUCTIONS)
    assert not field(seat.window, "System prompt").isVisible()


@effect_of(commands.SAVE_PRESET)
async def _save_preset(seat: Seat) -> None:
    await give(seat, commands.SAVE_PRESET)
    assert name_of(seat.focused()) == "Name of the preset"
    await give(seat, commands.INSTRUCTIONS)


@effect_of(commands.PROMPTS)
async def _prompts(seat: Seat) -> None:
    seat.services.prompts().keep("Sum up", "Sum this up")
    await give(seat, commands.PROMPTS)
    await appears(seat, PromptSheet)
    assert name_of(seat.focused()) == "Prompts"
    seat.key(Qt.Key.Key_Return)
    assert seat.written() == "Sum this up"


@effect_of(commands.SCREENSHOT)
async def _screenshot(seat: Seat) -> None:
    await give(seat, commands.SCREENSHOT)  # which a window that nobody sees cannot have
    await seat.until(lambda: "no picture of the screen" in shown_text(seat.window))


@effect_of(commands.FROM_TOOLS)
async def _from_tools(seat: Seat) -> None:
    await give(seat, commands.FROM_TOOLS)
    sheet = await appears(seat, BringSheet)
    await seat.until(lambda: "there are none yet" in shown_text(sheet))


@effect_of(commands.SAVE_PROMPT)
async def _save_prompt(seat: Seat) -> None:
    seat.type("Sum this up")
    await give(seat, commands.SAVE_PROMPT)
    assert name_of(seat.focused()) == "Name of the prompt"
    seat.key(Qt.Key.Key_Return)
    assert [one.text for one in seat.services.prompts().all()] == ["Sum this up"]
    assert "Saved the prompt “Sum this up”" in shown_text(seat.window)


@effect_of(commands.SPELLING)
async def _spelling(seat: Seat) -> None:
    seat.type("A wrold")
    await give(seat, commands.SPELLING)  # what else it does is tried in test_spelling.py: the demo is not checked
    await seat.until(lambda: "The demo checks no spelling." in shown_text(seat.window))


@effect_of(commands.COMPOSER)
async def _composer(seat: Seat) -> None:
    transcript(seat).setFocus()
    await give(seat, commands.COMPOSER)
    assert seat.focused() is seat.editor()


async def _found(seat: Seat, *given: Command) -> str:
    """What the bar counts after these commands, where the word stands several times."""
    await seat.says("zebra zebra zebra")
    await give(seat, commands.FIND)
    seat.type("zebra")
    bar = await appears(seat, FindBar)
    await seat.until(lambda: "1 of" in shown_text(bar))
    for command in given:
        await give(seat, command)
    return shown_text(bar)


@effect_of(commands.FIND)
async def _find(seat: Seat) -> None:
    await _found(seat)
    assert name_of(seat.focused()) == "Find in chat"


@effect_of(commands.FIND_NEXT)
async def _find_next(seat: Seat) -> None:
    assert "2 of" in await _found(seat, commands.FIND_NEXT)


@effect_of(commands.FIND_PREVIOUS)
async def _find_previous(seat: Seat) -> None:
    assert "2 of" in await _found(seat, commands.FIND_NEXT, commands.FIND_NEXT, commands.FIND_PREVIOUS)


def focused_code(seat: Seat) -> int | None:
    """The number of the code panel that has the focus."""
    rows = [row for row in transcript(seat).living_rows if isinstance(row, MessageView)]
    return next((number for row in rows if (number := row.focused_code()) is not None), None)


@effect_of(commands.NEXT_CODE)
async def _next_code(seat: Seat) -> None:
    await talked(seat, "Show me code")
    await give(seat, commands.NEXT_CODE)
    await seat.until(lambda: focused_code(seat) is not None)


@effect_of(commands.PREVIOUS_CODE)
async def _previous_code(seat: Seat) -> None:
    await talked(seat, "Show me code")
    await seat.says("Show me a table")
    await give(seat, commands.PREVIOUS_CODE)
    await seat.until(lambda: focused_code(seat) is not None)


async def _at_the_end(seat: Seat) -> int:
    """Go to the end of a reply that is longer than the window; returns where the view stands then, in pixels."""
    await talked(seat, "write me a long text")
    bar = transcript(seat).verticalScrollBar()
    transcript(seat).focus_message(seat.chat_ids()[-1])
    top = bar.value()
    await give(seat, commands.MESSAGE_END)
    await seat.until(lambda: bar.value() > top)
    return bar.value()


@effect_of(commands.NEXT_CITATION)
async def _next_citation(seat: Seat) -> None:
    await talked(seat, "Show me a table")
    await give(seat, commands.NEXT_CITATION)  # what it opens is tried in test_citations.py: the demo cites nothing
    await seat.until(lambda: "Nothing in this chat is cited" in shown_text(seat.window))


@effect_of(commands.PREVIOUS_CITATION)
async def _previous_citation(seat: Seat) -> None:
    await talked(seat, "Show me a table")
    await give(seat, commands.PREVIOUS_CITATION)
    await seat.until(lambda: "Nothing in this chat is cited" in shown_text(seat.window))


@effect_of(commands.MESSAGE_TOP)
async def _message_top(seat: Seat) -> None:
    end = await _at_the_end(seat)
    await give(seat, commands.MESSAGE_TOP)
    await seat.until(lambda: transcript(seat).verticalScrollBar().value() < end)


@effect_of(commands.MESSAGE_END)
async def _message_end(seat: Seat) -> None:
    await _at_the_end(seat)


@effect_of(commands.SIDEBAR)
async def _sidebar(seat: Seat) -> None:
    await give(seat, commands.SIDEBAR)
    assert not seat.window.sidebar.isVisible()
    await give(seat, commands.SIDEBAR)
    assert seat.window.sidebar.isVisible()


def sizes(seat: Seat) -> tuple[int, int]:
    """How large the text of the newest message and that of the composer is, in pixels."""
    body = seat.window.findChildren(Body)[-1]
    return QFontInfo(body.document().defaultFont()).pixelSize(), QFontInfo(seat.editor().font()).pixelSize()


@effect_of(commands.OUTLINE)
async def _outline(seat: Seat) -> None:
    await talked(seat, "Show me a table")
    await give(seat, commands.OUTLINE)
    await appears(seat, OutlinePopup)


async def _between_questions(seat: Seat) -> None:
    """Have two questions, the second at the top of the window."""
    await talked(seat, "Show me the tour")
    await seat.says("Show me the tour")
    transcript(seat).go_to_end()
    await give(seat, commands.PREVIOUS_QUESTION)
    await seat.until(lambda: at_top(seat) in (1, 2))


def at_top(seat: Seat) -> int:
    """The position of the message at the top; behind all of them at the end."""
    place = transcript(seat).place()
    return len(seat.chat_ids()) if place is None else seat.chat_ids().index(place.message_id)


@effect_of(commands.NEXT_QUESTION)
async def _next_question(seat: Seat) -> None:
    await _between_questions(seat)
    await give(seat, commands.NEXT_QUESTION)
    await seat.until(lambda: at_top(seat) == 4)


@effect_of(commands.PREVIOUS_QUESTION)
async def _previous_question(seat: Seat) -> None:
    await _between_questions(seat)
    await give(seat, commands.PREVIOUS_QUESTION)
    await seat.until(lambda: at_top(seat) == 0)


@effect_of(commands.SERIF)
async def _serif(seat: Seat) -> None:
    await give(seat, commands.SERIF)
    await seat.until(lambda: seat.services.preferences.get(READING_FACE) is ReadingFace.SERIF)
    await give(seat, commands.SERIF)
    await seat.until(lambda: seat.services.preferences.get(READING_FACE) is ReadingFace.SANS)


@effect_of(commands.ZOOM_IN)
async def _zoom_in(seat: Seat) -> None:
    await talked(seat, "Hello")
    before = sizes(seat)
    for _ in range(3):
        await give(seat, commands.ZOOM_IN)
    assert all(now > then for now, then in zip(sizes(seat), before, strict=True))
    for _ in range(20):
        await give(seat, commands.ZOOM_IN)
    assert seat.services.preferences.get(TEXT_PERCENT) == TEXT_PERCENT.maximum


@effect_of(commands.ZOOM_OUT)
async def _zoom_out(seat: Seat) -> None:
    await talked(seat, "Hello")
    before = sizes(seat)
    for _ in range(10):
        await give(seat, commands.ZOOM_OUT)
    assert all(now < then for now, then in zip(sizes(seat), before, strict=True))
    assert seat.services.preferences.get(TEXT_PERCENT) == TEXT_PERCENT.minimum


@effect_of(commands.ZOOM_RESET)
async def _zoom_reset(seat: Seat) -> None:
    await talked(seat, "Hello")
    before = sizes(seat)
    for _ in range(3):
        await give(seat, commands.ZOOM_IN)
    await give(seat, commands.ZOOM_RESET)
    assert sizes(seat) == before


@effect_of(commands.PALETTE)
async def _palette(seat: Seat) -> None:
    await talked(seat, "Oldest", "Newest")
    await give(seat, commands.PALETTE)
    await appears(seat, CommandPalette)
    seat.type("oldest")  # chats are found there as well
    QTest.keySequence(seat.focused(), QKeySequence("Return"))
    await seat.until(lambda: seat.window.windowTitle() == "Oldest")


@effect_of(commands.SHORTCUTS)
async def _shortcuts(seat: Seat) -> None:
    await give(seat, commands.SHORTCUTS)
    sheet = await appears(seat, ShortcutSheet)
    named = [name_of(widget) for widget in sheet.findChildren(QWidget)]
    for command in COMMANDS:
        assert any(name.startswith(f"{command.title}: ") for name in named) == bool(command.shortcut), command.title


@effect_of(commands.ASK)
async def _ask(seat: Seat) -> None:
    await give(seat, commands.ASK)
    small = await appears(seat, QuickWindow)
    await seat.until(lambda: small.isActiveWindow() and seat.focused().window() is small)
    seat.key(Qt.Key.Key_Escape)
    await seat.until(lambda: not small.isVisible())


@effect_of(commands.IMPORT)
async def _import(seat: Seat) -> None:
    await give(seat, commands.IMPORT)
    sheet = await appears(seat, ImportSheet)
    await seat.until(lambda: "Choose files…" in [one.text() for one in sheet.findChildren(QPushButton)])
    await seat.until(lambda: not seat.services.scope.is_running("import"))


@effect_of(commands.ADD_TOOLS)
async def _add_tools(seat: Seat) -> None:
    await give(seat, commands.ADD_TOOLS)
    sheet = await appears(seat, AddToolsSheet)
    await seat.until(lambda: "Open a bundle…" in [one.text() for one in sheet.findChildren(QPushButton)])
    await seat.until(lambda: not seat.services.scope.is_running("add-tools.shown"))


@effect_of(commands.SYNC_NOW)
async def _sync_now(seat: Seat) -> None:
    await give(seat, commands.SYNC_NOW)
    settings = await appears(seat, SettingsSheet)
    await seat.until(lambda: "Only your computers can read them" in shown_text(settings))


@effect_of(commands.COMPUTERS)
async def _computers(seat: Seat) -> None:
    await give(seat, commands.COMPUTERS)
    settings = await appears(seat, SettingsSheet)
    await seat.until(lambda: "Only your computers can read them" in shown_text(settings))


@effect_of(commands.CHECK_CONNECTION)
async def _check_connection(seat: Seat) -> None:
    profiles = seat.services.profiles
    profiles.change_url(profiles.default_id, NOWHERE)
    await give(seat, commands.CHECK_CONNECTION)
    dialog = await appears(seat, DoctorSheet)
    await seat.until(lambda: not seat.services.scope.is_running("doctor"))
    assert profiles.default.name in shown_text(dialog)
    dialog.close()


@effect_of(commands.SETTINGS)
async def _settings(seat: Seat) -> None:
    await give(seat, commands.SETTINGS)
    await appears(seat, SettingsSheet)
    seat.key(Qt.Key.Key_Escape)
    await seat.until(lambda: not seat.services.scope.is_running("account"))


@effect_of(commands.INSPECT)
async def _inspect(seat: Seat) -> None:
    seat.type("What nobody has seen yet")
    await give(seat, commands.INSPECT)
    panel = await appears(seat, InspectorPanel)
    text = next(edit for edit in panel.findChildren(QPlainTextEdit) if name_of(edit) == "Request and answer")
    assert "What nobody has seen yet" in text.toPlainText(), "the request that would be sent now"


@effect_of(commands.USAGE)
async def _usage(seat: Seat) -> None:
    await give(seat, commands.USAGE)
    dialog = await appears(seat, SettingsSheet)
    await seat.until(lambda: "This month, by model" in shown_text(dialog))
    await seat.until(lambda: not seat.services.scope.is_running("account"))
    seat.key(Qt.Key.Key_Escape)
    assert not dialog.isVisible()


@effect_of(commands.ABOUT)
async def _about(seat: Seat) -> None:
    await give(seat, commands.ABOUT)
    panel = await appears(seat, AboutPanel)
    await seat.until(lambda: "Lesser General Public" in shown_text(panel))
    await seat.until(lambda: not seat.services.scope.is_running("about"))


@effect_of(commands.LOCK)
async def _lock(seat: Seat) -> None:
    await set_lock(seat)
    await give(seat, commands.LOCK)
    assert seat.window.is_locked
    await unlock(seat)


@effect_of(commands.QUIT)
async def _quit(seat: Seat) -> None:
    assert not seat.presenter.closed.done()
    await give(seat, commands.QUIT)
    await asyncio.wait_for(seat.presenter.closed, 5)
    await give(seat, commands.QUIT)  # a second time is once too often, and no error


def test_every_command_is_bound(play: Play) -> None:  # noqa: F811
    async def scene(seat: Seat) -> None:
        assert [command.title for command in COMMANDS if not seat.presenter.actions.is_bound(command)] == []

    play(scene)


def test_the_first_screen_allows_what_needs_no_chat(play: Play) -> None:  # noqa: F811
    allowed = {command.title for command in COMMANDS if command.when(CommandContext())}
    assert {"Settings", "Quit", "Check connection", "Keyboard shortcuts"} <= allowed
    assert not {"New chat", "Send", "Search chats", "Instructions and limits", "Delete chat"} & allowed


def test_a_command_is_bound_once_and_disabled_until_then(qapp: QApplication) -> None:
    window = QWidget()
    actions, done = Actions(window), []
    assert not actions[commands.QUIT].isEnabled()
    actions.trigger(commands.QUIT.id)
    actions.bind(commands.QUIT, lambda: done.append("quit"))
    with pytest.raises(ValueError, match=r"app\.quit"):
        actions.bind(commands.QUIT, lambda: done.append("again"))
    actions.trigger(commands.QUIT.id)
    actions.trigger("no such command")
    assert done == ["quit"]
    actions.update(CommandContext(ready=True))
    assert not actions[commands.NEW_CHAT].isEnabled(), "nobody has bound it"
    window.deleteLater()
