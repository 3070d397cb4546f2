"""The whole window on a real folder and the demo, driven by key presses: what a person does is what happens."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QPlainTextEdit, QPushButton, QWidget

from tests.ui.seen import button, first_of, name_of, press, shown_text
from turbodesk.app.commands import MODEL, RENAME, USAGE, Command
from turbodesk.app.services import Services, start_services
from turbodesk.chat.conversation import Unseen, new_conversation
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.keys import KeyState
from turbodesk.chat.message import Message, Role, Status, Usage, user_message
from turbodesk.chat.parameters import Parameters
from turbodesk.translation import _
from turbodesk.ui.application.application import Application
from turbodesk.ui.attachments.decoding import QtPictures
from turbodesk.ui.main_window.drawer import Drawer
from turbodesk.ui.main_window.window import FIRST, Window
from turbodesk.ui.message.fold_line import FoldLine
from turbodesk.ui.presenters.session import open_window
from turbodesk.ui.presenters.window import WindowPresenter
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.sidebar import Sidebar
from turbodesk.ui.sidebar.conversation_list import ConversationList
from turbodesk.ui.usage.meter import ContextMeter
from turbodesk.ui.widgets.exposure import Exposure

SPEED = 4_000.0
"""The demo's tokens a second: a reply is there in a moment."""
PATIENCE_S = 60.0
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Borrowed(Application):
    """An application on the QApplication of the tests."""

    def __init__(self, qt: QApplication) -> None:
        self.qt = qt
        self.on_defect = lambda: None


@dataclass(slots=True)
class Seat:
    """Somebody sitting before the window."""

    services: Services
    presenter: WindowPresenter
    window: Window

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where the focus is."""
        QTest.keyClick(self.focused(), key, modifiers)

    def type(self, text: str) -> None:
        """Type where the focus is."""
        for letter in text:
            QTest.keyClicks(self.focused(), letter)

    @property
    def sidebar(self) -> Sidebar:
        sidebar = self.window.sidebar
        assert isinstance(sidebar, Sidebar)
        return sidebar

    def give(self, command: Command) -> None:
        """Give a command, as its shortcut, the menu and the palette do."""
        self.presenter.actions[command].trigger()

    def editor(self) -> QPlainTextEdit:
        names = ("Message", _("Message"))
        return next(one for one in self.window.findChildren(QPlainTextEdit) if name_of(one) in names)

    def written(self) -> str:
        return self.editor().toPlainText()

    async def until(self, look: Callable[[], object]) -> None:
        """Let the program go on until `look` finds something."""
        async with asyncio.timeout(PATIENCE_S):
            while not look():  # noqa: ASYNC110 - what is waited for is what a person sees, whoever changes it
                await asyncio.sleep(0.01)

    async def says(self, text: str) -> None:
        """Send a message and wait for the end of its reply."""
        self.editor().setFocus()
        self.type(text)
        self.key(Qt.Key.Key_Return)
        await self.until(lambda: self.chat_ids() and not self.is_replying())

    def chat_ids(self) -> tuple[str, ...]:
        return tuple(self.presenter.chat_presenter.chat.ids()) if self.presenter.chat_presenter.chat is not None else ()

    def is_replying(self) -> bool:
        return self.presenter.chat_presenter.chat is not None and self.presenter.chat_presenter.chat.is_replying

    def focused(self) -> QWidget:
        return QApplication.focusWidget() or self.window


@asynccontextmanager
async def seated(qapp: QApplication, folder: Path, *, demo: bool = True, speed: float = SPEED) -> AsyncIterator[Seat]:
    def report(where: str, error: BaseException) -> None:
        raise AssertionError(where) from error

    QCursor.setPos(799, 799)  # where an earlier test left it, it would be over the list and hold its rows
    async with (
        start_services(folder, report=report, demo_speed=speed, new_pictures=QtPictures) as services,
        open_window(services, Borrowed(qapp), demo=demo) as presenter,
    ):
        window = next(one for one in qapp.topLevelWidgets() if isinstance(one, Window) and one.isVisible())
        window.resize(FIRST)  # the screen of the tests is a small one
        window.activateWindow()
        seat = Seat(services, presenter, window)
        await seat.until(window.isActiveWindow)
        yield seat


def field(window: QWidget, name: str) -> QWidget:
    return next(one for one in window.findChildren(QWidget) if name_of(one) == name)


Scene = Callable[[Seat], Awaitable[None]]


@pytest.fixture
def play(qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Play scenes one after the other, each in a run of its own on the same folder."""
    palette, font, sheet = qapp.palette(), qapp.font(), qapp.styleSheet()

    async def one(scene: Scene, speed: float) -> None:
        async with seated(qapp, tmp_path, speed=speed) as seat:
            await scene(seat)

    def all_(*scenes: Scene, speed: float = SPEED) -> None:
        for scene in scenes:
            qt_loop.run_until_complete(one(scene, speed))

    yield all_
    qapp.setStyleSheet(sheet)
    qapp.setPalette(palette)
    qapp.setFont(font)


def test_the_demo_asks_no_key_store(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        assert seat.services.keys.state == KeyState()
        assert not seat.services.scope.is_running("load-key.default")

    play(scene)


def test_letters_typed_into_the_transcript_are_written_in_the_message(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.presenter._views.transcript.setFocus()  # noqa: SLF001 - as a click into it does
        seat.type("Next, please")
        assert seat.written() == "Next, please"
        assert seat.editor().hasFocus()

    play(scene)


def undo_buttons(seat: Seat) -> list[QPushButton]:
    return [one for one in seat.window.findChildren(QPushButton) if one.text() == "Undo" and one.isVisible()]


def test_a_chat_deleted_behind_a_hidden_sidebar_can_be_brought_back(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.key(Qt.Key.Key_B, CTRL)
        assert not seat.window.sidebar.isVisible()
        seat.key(Qt.Key.Key_Backspace, CTRL | SHIFT)
        await seat.until(lambda: undo_buttons(seat))
        assert seat.services.workspace.conversations() == []
        undo_buttons(seat)[0].click()
        await seat.until(seat.chat_ids)
        assert [one.title for one in seat.services.workspace.conversations()] == ["Hello"]

    play(scene)


def test_each_chat_keeps_its_draft_and_the_last_one_comes_back(play: Callable[..., None]) -> None:
    async def first(seat: Seat) -> None:
        await seat.says("Hello")
        seat.type("unsent")
        seat.key(Qt.Key.Key_N, CTRL)
        assert seat.written() == ""
        await seat.says("Second")
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.written() == "unsent")

    async def second(seat: Seat) -> None:
        assert seat.written() == "unsent"
        assert seat.window.windowTitle() == "Hello"

    play(first, second)


def test_escape_stops_the_reply(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        seat.type("write me a long text")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: button(seat.window, "Stop").isVisible())
        seat.key(Qt.Key.Key_Escape)
        await seat.until(lambda: not seat.is_replying())
        assert button(seat.window, "Send").isVisible()

    play(scene, speed=60.0)


def test_the_wish_of_the_system_closes_the_window_and_keeps_what_has_arrived(play: Callable[..., None]) -> None:
    async def first(seat: Seat) -> None:
        seat.type("write me a long text")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: len(seat.chat_ids()) == 2)
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(seat.presenter.closed, PATIENCE_S)

    async def second(seat: Seat) -> None:
        assert len(seat.chat_ids()) == 2

    play(first, second, speed=60.0)


def test_the_sidebar_is_found_as_it_was_left(play: Callable[..., None]) -> None:
    async def first(seat: Seat) -> None:
        seat.key(Qt.Key.Key_B, CTRL)

    async def second(seat: Seat) -> None:
        assert not seat.window.sidebar.isVisible()
        assert seat.editor().hasFocus()
        seat.key(Qt.Key.Key_F, CTRL | SHIFT)
        assert seat.window.sidebar.isVisible(), "searching needs it"

    play(first, second)


def test_a_title_being_written_stays_with_its_chat(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("First")
        seat.key(Qt.Key.Key_N, CTRL)
        await seat.says("Second")
        seat.key(Qt.Key.Key_F2)
        seat.type("Written")
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "First")
        await seat.services.database.drain()
        titles = {one.title for one in seat.services.workspace.conversations()}
        assert titles == {"First", "Written"}

    play(scene)


def test_after_a_title_was_written_the_message_goes_on(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("First")
        for last in (Qt.Key.Key_Return, Qt.Key.Key_Escape):
            seat.key(Qt.Key.Key_F2)
            seat.type("Written")
            seat.key(last)
            assert seat.editor().hasFocus()

    play(scene)


@pytest.mark.parametrize("last", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_the_enter_that_ends_a_title_presses_nothing_else(play: Callable[..., None], last: Qt.Key) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("First")
        button(seat.window, "Menu").setFocus()
        seat.give(RENAME)
        seat.type("Written")
        seat.key(last)
        assert name_of(seat.focused()) == "Menu"
        assert not any(isinstance(one, QMenu) and one.isVisible() for one in QApplication.topLevelWidgets())
        await seat.until(lambda: seat.window.windowTitle() == "Written")
        press(button(seat.window, "Title: Written"), Qt.Key.Key_Space)
        seat.type("Anew")
        seat.key(last)
        await seat.until(lambda: name_of(seat.focused()) == "Title: Anew")

    play(scene)


def test_the_palette_does_not_offer_itself(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        seat.key(Qt.Key.Key_K, CTRL)
        seat.type("find anything")
        assert "Nothing" in shown_text(seat.window)
        seat.key(Qt.Key.Key_Escape)
        assert seat.editor().hasFocus()

    play(scene)


def test_next_chat_is_the_one_below_in_the_sidebar(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        for title in ("Oldest", "Middle", "Newest"):
            seat.key(Qt.Key.Key_N, CTRL)
            await seat.says(title)
        oldest = next(one for one in seat.services.workspace.conversations() if one.title == "Oldest")
        await seat.services.workspace.pin(oldest.id, pinned=True)  # and stands above the others now
        seat.key(Qt.Key.Key_PageUp, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "Oldest")
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "Newest")

    play(scene)


def test_tab_goes_round_the_whole_window_while_a_reply_grows(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        seat.type("write me a long text")
        seat.key(Qt.Key.Key_Return)

        def reply() -> list[QWidget]:
            return [one for one in seat.window.findChildren(QWidget) if name_of(one) == "Reply"]

        await seat.until(lambda: any(one.isVisible() for one in reply()))
        for _turn in range(10):
            await asyncio.sleep(0)
        passed = []
        for _turn in range(24):
            seat.key(Qt.Key.Key_Tab)
            passed.append(name_of(seat.focused()))
        around = passed * 2
        first = around.index("Search chats")
        assert around[first : first + 4] == ["Search chats", "Hide sidebar", "New chat", "Chats"]
        first = around.index("Model")
        assert around[first : first + 4] == ["Model", "Contents of this chat", "Pin chat", "Menu"]
        assert {"Message", "Stop", "Reply"} <= set(passed), (
            passed,
            QApplication.mouseButtons(),
        )

    play(scene, speed=60.0)


def test_about_is_found_in_the_palette_and_names_what_is_inside(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        seat.key(Qt.Key.Key_K, CTRL)
        seat.type("about")
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: "Lesser General Public" in shown_text(seat.window))
        await seat.until(lambda: not seat.services.scope.is_running("about"))
        seat.key(Qt.Key.Key_Escape)
        assert seat.editor().hasFocus()

    play(scene)


def test_a_short_chat_shows_no_ring_and_its_costs_are_in_the_settings(play: Callable[..., None]) -> None:
    def meter(seat: Seat) -> QWidget:
        return first_of(seat.window, ContextMeter)

    async def scene(seat: Seat) -> None:
        await seat.until(lambda: seat.window.findChild(ContextMeter) is not None)
        assert not meter(seat).isVisible()
        await seat.says("Hello")
        seat.type("x" * 40)
        await seat.until(lambda: meter(seat).accessibleName().endswith("can keep in mind"))
        assert not meter(seat).isVisible()
        seat.editor().setFocus()
        seat.give(USAGE)
        await seat.until(lambda: "Usage and cost" in shown_text(seat.window))
        await seat.until(lambda: not seat.services.scope.is_running("account"))
        assert "No replies yet." in shown_text(seat.window)  # the demo costs nothing
        seat.key(Qt.Key.Key_Escape)
        assert seat.editor().hasFocus(), "where it came from"

    play(scene)


def test_in_a_narrow_window_the_sidebar_comes_over_the_page_and_goes_again(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        wide = seat.window.splitter_text()
        seat.window.resize(640, 560)
        await seat.until(lambda: seat.editor().mapTo(seat.window, QPoint()).x() < 100)
        page = seat.editor().mapTo(seat.window, QPoint())
        seat.editor().setFocus()
        ways: tuple[Callable[[], object], ...] = (
            lambda: seat.key(Qt.Key.Key_Escape),
            lambda: seat.key(Qt.Key.Key_B, CTRL),
            lambda: QTest.mouseClick(drawer(seat), Qt.MouseButton.LeftButton, pos=QPoint(500, 300)),
            lambda: press(button(seat.window, "Hide sidebar"), Qt.Key.Key_Space),
        )
        for leave in ways:
            seat.key(Qt.Key.Key_B, CTRL)
            assert seat.sidebar.isVisible()
            assert seat.sidebar.width() == 279, "and a line"
            assert seat.editor().mapTo(seat.window, QPoint()) == page, "it pushes nothing"
            assert seat.sidebar.isAncestorOf(seat.focused())
            leave()
            assert not seat.sidebar.isVisible()
            assert seat.editor().hasFocus()
        assert seat.window.splitter_text() == wide, "its width beside the page is kept"
        seat.window.resize(1200, 700)
        await seat.until(seat.sidebar.isVisible)
        assert seat.sidebar.parentWidget() is not drawer(seat)
        assert seat.sidebar.width() == 263

    play(scene)


def drawer(seat: Seat) -> Drawer:
    return first_of(seat.window, Drawer)


def test_what_is_chosen_in_the_drawer_closes_it_and_the_message_goes_on(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("First")
        seat.key(Qt.Key.Key_N, CTRL)
        await seat.says("Second")
        seat.window.resize(640, 560)
        press(button(seat.window, "Show sidebar"), Qt.Key.Key_Space)
        seat.key(Qt.Key.Key_Down)
        seat.key(Qt.Key.Key_Return)
        await seat.until(lambda: seat.window.windowTitle() == "First")
        assert not seat.sidebar.isVisible()
        assert seat.editor().hasFocus()
        seat.key(Qt.Key.Key_F, CTRL | SHIFT)
        assert name_of(seat.focused()) == "Search"
        assert drawer(seat).isVisible()
        seat.key(Qt.Key.Key_Escape)
        assert drawer(seat).isVisible(), "first the search ends"
        seat.key(Qt.Key.Key_Escape)
        assert not drawer(seat).isVisible()

    play(scene)


def test_the_sum_of_the_month_stands_in_the_sidebar_and_opens_usage(play: Callable[..., None]) -> None:
    async def spend(seat: Seat) -> None:
        assert not [one for one in seat.sidebar.findChildren(QPushButton) if one.isVisible() and "month" in one.text()]
        conversation = new_conversation()
        history = seat.services.workspace.context.history  # the demo costs nothing
        await history.save_conversation(conversation)
        usage = Usage(0, 100_000)
        reply = Message(
            new_id(), None, Role.ASSISTANT, (), Status.COMPLETE, "claude-sonnet-4-6", usage=usage, created_at=now_ms()
        )
        await history.save_message(conversation.id, reply)

    async def see(seat: Seat) -> None:
        await seat.until(
            lambda: any(name_of(one) == "$1.50 this month" for one in seat.sidebar.findChildren(QPushButton))
        )
        seat.window.resize(640, 560)
        seat.key(Qt.Key.Key_B, CTRL)
        press(button(seat.window, "$1.50 this month"), Qt.Key.Key_Space)
        assert not seat.sidebar.isVisible()
        settings = first_of(seat.window, SettingsSheet)
        assert settings.isVisible()
        assert settings.isAncestorOf(seat.focused()), "it opened last and has the focus"
        seat.key(Qt.Key.Key_Escape)
        assert seat.editor().hasFocus()
        await seat.until(lambda: not seat.services.scope.is_running("account"))

    play(spend, see)


def test_the_window_can_be_as_small_as_a_phone(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.window.resize(420, 480)
        assert (seat.window.width(), seat.window.height()) == (420, 480)
        for name in ("Show sidebar", "New chat", "Model", "Pin chat", "Menu"):
            control = button(seat.window, name)
            place = control.mapTo(seat.window, QPoint())
            assert control.isVisible()
            assert 0 <= place.x() <= 420 - control.width(), name

    play(scene)


def entries(menu: QMenu) -> list[str]:
    return ["-" if one.isSeparator() else one.text().partition("\t")[0] for one in menu.actions()]


def test_the_menu_has_thirteen_entries_in_five_groups(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        press(button(seat.window, "Menu"), Qt.Key.Key_Space)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        assert entries(menu) == [
            "Temporary chat",
            "-",
            "Rename",
            "Pin",
            "Move to project",
            "-",
            "Find in chat",
            "Copy whole chat",
            "Export, print, import",
            "-",
            "Instructions and limits",
            "Ask two models",
            "Prompts",
            "View",
            "Help",
            "-",
            "Delete chat",
        ]
        under = {one.text(): one.menu() for one in menu.actions() if isinstance(one.menu(), QMenu)}
        under.pop("Move to project")
        assert {name: entries(one) for name, one in under.items() if isinstance(one, QMenu)} == {
            "Export, print, import": ["PDF…", "Word…", "Markdown…", "HTML…", "-", "Print…", "-", "Import chats…"],
            "View": [
                *("Sidebar", "Contents", "Next citation", "Previous citation", "Starred messages", "Serif"),
                *("-", "Zoom in", "Zoom out", "Reset zoom"),
            ],
            "Help": ["Keyboard shortcuts", "Check connection", "Inspect requests", "About TurboDesk"],
        }
        QTest.keyClick(menu, Qt.Key.Key_Escape)
        assert name_of(seat.focused()) == "Menu", "where it was"
        seat.editor().setFocus()
        QTest.mouseClick(button(seat.window, "Menu"), Qt.MouseButton.LeftButton)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        pin = next(one for one in menu.actions() if one.text().startswith("Pin"))
        menu.close()
        assert seat.editor().hasFocus()
        pin.trigger()
        await seat.until(lambda: [one.pinned for one in seat.services.workspace.conversations()] == [True])
        assert button(seat.window, "Unpin chat").isVisible()

    play(scene)


def test_a_chat_that_failed_out_of_sight_says_so_in_the_list_until_it_is_opened(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_gateway(seat.services.profiles.default_id)
        id_ = chat.conversation.id
        seat.key(Qt.Key.Key_N, CTRL)
        chat.try_again()
        rows = first_of(seat.sidebar, ConversationList).rows
        await seat.until(lambda: rows.unseen(id_) is Unseen.FAILURE)
        seat.key(Qt.Key.Key_PageDown, CTRL)
        await seat.until(lambda: seat.window.windowTitle() == "Hello")
        assert rows.unseen(id_) is None

    play(scene)


def test_a_preset_is_saved_and_chosen_in_the_list_of_models(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        seat.key(Qt.Key.Key_T, CTRL | SHIFT)
        seat.type("Be patient.")
        press(button(seat.window, "Save as preset…"), Qt.Key.Key_Space)
        seat.type("Teacher")
        seat.key(Qt.Key.Key_Return)
        assert [one.name for one in seat.services.presets.all()] == ["Teacher"]
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.tune(Parameters())
        seat.key(Qt.Key.Key_Escape)
        seat.give(MODEL)
        seat.type("teach")
        seat.key(Qt.Key.Key_Return)
        assert chat.conversation.parameters == Parameters(system="Be patient.")

    play(scene)


def test_a_retired_model_is_replaced_by_one_press(play: Callable[..., None]) -> None:
    async def scene(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_model("claude-sonnet-4-20250514")
        assert "may not answer" not in shown_text(seat.window), "the demo answers whatever is chosen"
        chat.choose_gateway(seat.services.profiles.default_id)
        assert "Sonnet 4 retired 15 Jun 2026 and may not answer any more." in shown_text(seat.window)
        press(button(seat.window, "Use Sonnet 4.6"), Qt.Key.Key_Space)
        assert chat.model.id == "claude-sonnet-4-6"
        assert "may not answer" not in shown_text(seat.window)

    play(scene)


def test_a_tool_is_asked_for_allowed_by_key_and_its_result_told(play: Callable[..., None]) -> None:
    async def allowing(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.tune(Parameters(tools=("calculator",), thinking=True))
        await seat.says("What is 6 * 7?")
        await seat.until(lambda: name_of(seat.focused()) == "Allow: Calculator")
        seat.key(Qt.Key.Key_Space)
        await seat.until(lambda: len(seat.chat_ids()) == 4 and not seat.is_replying())
        await seat.until(lambda: "Calculator: 42" in map(name_of, seat.window.findChildren(FoldLine)))
        assert "The tool says **42**." in (chat.last_reply() or user_message("", None)).text
        assert seat.focused() is seat.editor()

    async def later(seat: Seat) -> None:
        await seat.until(lambda: "Calculator: 42" in map(name_of, seat.window.findChildren(FoldLine)))

    play(allowing, later)


def test_a_person_who_writes_keeps_the_focus_when_a_tool_asks(play: Callable[..., None]) -> None:
    async def writing(seat: Seat) -> None:
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.tune(Parameters(tools=("calculator",)))
        seat.editor().setFocus()
        seat.type("What is 6 * 7?")
        seat.key(Qt.Key.Key_Return)
        seat.type("and ")
        await seat.until(lambda: "Do not: Calculator" in map(name_of, seat.window.findChildren(QPushButton)))
        await seat.until(lambda: not seat.is_replying())
        assert seat.focused() is seat.editor()
        assert seat.written() == "and "

    play(writing)


def test_an_earlier_message_is_edited_where_it_stands(play: Callable[..., None]) -> None:
    async def editing(seat: Seat) -> None:
        await seat.says("Show me a list")
        first = seat.chat_ids()[0]
        seat.editor().setFocus()
        seat.type("half a thought")
        for leave in (Qt.Key.Key_Escape, Qt.Key.Key_Return):
            button(seat.window, "Edit message").click()
            field = seat.focused()
            assert isinstance(field, QPlainTextEdit)
            assert field is not seat.editor()
            assert field.toPlainText() == "Show me a list"
            assert seat.written() == "half a thought"
            seat.type(" and a table")
            seat.key(leave, CTRL if leave is Qt.Key.Key_Return else Qt.KeyboardModifier.NoModifier)
        await seat.until(lambda: seat.chat_ids()[0] != first and not seat.is_replying())
        assert seat.written() == "half a thought"
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        assert chat.siblings(seat.chat_ids()[0]) == (1, 2)

    play(editing)


def test_a_chat_in_a_window_that_cannot_be_seen_is_before_nobodys_eyes(play: Callable[..., None]) -> None:
    async def hiding(seat: Seat) -> None:
        chat, attention = seat.presenter.chat_presenter.chat, seat.services.workspace.attention
        assert chat is not None
        assert attention.has(chat.conversation.id)
        for is_exposed in (False, True):
            Exposure.of(seat.window).changed.emit(is_exposed)
            assert attention.has(chat.conversation.id) is is_exposed

    play(hiding)
