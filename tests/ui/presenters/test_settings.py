"""Every setting the settings offers is set there by keys, is in force at once, and is so after a restart.

`PROOFS` has one for each declaration that names a page; a new setting without one fails.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pytest
import qasync
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QLineEdit,
    QListWidget,
    QSpinBox,
    QWidget,
)

from tests.app.speech.fakes import FakeVoice
from tests.app.spelling.engines import ListedWords
from tests.gateway_server import Answer, GatewayServer
from tests.ui.presenters.locks import lock_of, set_lock, unlock
from tests.ui.presenters.test_attachments import drafted
from tests.ui.presenters.test_notifications import Desk, Elsewhere, reply
from tests.ui.presenters.test_tray import Panel
from tests.ui.presenters.test_window import CTRL, SHIFT, Seat, play
from tests.ui.seen import button, name_of, press, shown_text
from tests.ui.settings.sheets import choice, choose
from tests.web_server import HttpAnswer, WebServer
from turbodesk import settings, translation
from turbodesk.app import commands, login_item
from turbodesk.app.signal import Signal
from turbodesk.app.spelling import engine
from turbodesk.app.tools import ToolCall, ToolRefused
from turbodesk.app.updates import NewsSource, Updates
from turbodesk.chat.keys import ApiKey
from turbodesk.settings import ALL, Section, Setting
from turbodesk.store import passphrase
from turbodesk.store.paths import DataFolder
from turbodesk.ui.desktop import notification_services, screen_lock, tray_host
from turbodesk.ui.desktop.tray_icon import PlainTrayIcon
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.presenters import read_aloud_setup
from turbodesk.ui.presenters.lazy_desktop import LazyDesktopPresenters
from turbodesk.ui.presenters.spelling import marks_of
from turbodesk.ui.settings import SettingsSheet
from turbodesk.ui.settings import storage as storage_page
from turbodesk.ui.theme import DARK, LIGHT
from turbodesk.ui.widgets.scroll_animation import ScrollAnimation
from turbodesk.ui.widgets.step_slider import StepSlider
from turbodesk.ui.widgets.text_field import TextField

__all__ = ["play"]

Play = Callable[..., None]
Key = Qt.Key
W = TypeVar("W", bound=QWidget)
SIZE = QSize(1_500, 700)
NOWHERE = "http://127.0.0.1:9"
DEAR = {"input_tokens": 10_000_000, "output_tokens": 1}
"""What one reply reports: some $30."""
LONG_AGO = (
    "UPDATE conversation SET deleted_at = deleted_at - 31 * 86400000, created_at = created_at - 32 * 86400000"
    " WHERE deleted_at IS NOT NULL"
)


@pytest.fixture
def server(qt_loop: qasync.QEventLoop) -> Iterator[GatewayServer]:
    """A gateway that stands while the program is started twice; every reply of it is dear."""
    made = GatewayServer(key=None)
    made.script(default=Answer(text="Here I am.", usage=DEAR))
    qt_loop.run_until_complete(made.__aenter__())
    yield made
    qt_loop.run_until_complete(made.__aexit__(None, None, None))


# What a person does


def open_settings(seat: Seat, section: Section) -> SettingsSheet:
    """Open the settings by their shortcut and turn to a page by keys."""
    seat.editor().setFocus()
    seat.key(Key.Key_Comma, CTRL)
    dialog = next(one for one in seat.window.findChildren(SettingsSheet) if one.isVisible())
    sections = next(one for one in dialog.findChildren(QListWidget) if name_of(one) == "Sections")
    press(sections, Key.Key_Home, *[Key.Key_Down] * list(Section).index(section))
    return dialog


def control(dialog: SettingsSheet, kind: type[W], name: str) -> W:
    # A combo box's name is what it shows, to Qt on Linux; its own stands beside it.
    return next(
        one for one in dialog.findChildren(kind) if one.isVisible() and name in (name_of(one), one.accessibleName())
    )


def write(dialog: SettingsSheet, kind: type[QLineEdit] | type[QSpinBox], name: str, text: str) -> None:
    field = control(dialog, kind, name)
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, text)
    QTest.keyClick(field, Key.Key_Return)


Change = Callable[[SettingsSheet], None]


def picked(choice: str) -> Change:
    """A radio button or a segment is clicked, a box is turned."""
    return lambda dialog: QTest.mouseClick(control(dialog, QAbstractButton, choice), Qt.MouseButton.LeftButton)


def chosen(name: str, label: str) -> Change:
    """A choice is picked from its menu."""
    return lambda dialog: choose(choice(dialog, name), label)


def boxed(label: str) -> Change:
    return lambda dialog: press(button(dialog, label), Key.Key_Space)


# What a person sees


def rows(seat: Seat, name: str) -> list[QWidget]:
    return [one for one in seat.window.findChildren(QWidget) if name_of(one) == name and one.isVisible()]


async def with_a_chat(seat: Seat) -> None:
    """See a reply with code in it; where there is a chat already, it is in front after the start."""
    seat.window.resize(SIZE)
    if not seat.chat_ids():
        await seat.says("show me some python code")
    await seat.until(lambda: rows(seat, "Reply"))


async def ground(seat: Seat) -> object:
    """The colour between the messages."""
    return seat.window.grab().toImage().pixelColor(seat.window.width() - 60, seat.window.height() // 2)


async def sizes(seat: Seat) -> object:
    """How large the letters of the composer are, and how high a reply of fifteen lines is."""
    return seat.editor().font().pixelSize(), rows(seat, "Reply")[-1].height()


async def width(seat: Seat) -> object:
    return rows(seat, "Reply")[-1].width()


async def numbers_lines(seat: Seat) -> object:
    (reply,) = rows(seat, "Reply")
    return any(page.typography.numbers for page in reply.findChildren(MessageDocument))


async def glides_for_ms(seat: Seat) -> object:
    return seat.presenter._views.transcript.findChildren(ScrollAnimation)[0].duration_ms  # noqa: SLF001


async def ends_in_view(seat: Seat) -> object:
    """Whether the view shows the end of a long reply that has just arrived."""
    await seat.says("write me a long text")
    transcript = seat.presenter._views.transcript  # noqa: SLF001
    await seat.until(lambda: transcript.is_idle)
    bar = transcript.verticalScrollBar()
    return bool(bar.value() == bar.maximum())


async def enter_breaks_the_line(seat: Seat) -> object:
    seat.editor().setFocus()
    seat.type("Hello")
    count = len(seat.chat_ids())
    seat.key(Key.Key_Return)
    broken = seat.written() == "Hello\n"
    if broken:
        seat.key(Key.Key_Return, SHIFT)
    await seat.until(lambda: len(seat.chat_ids()) > count and not seat.is_replying())
    return broken


async def pasted_as_file(seat: Seat) -> object:
    """Whether 7,000 letters become a file."""
    QGuiApplication.clipboard().setText("A letter. " * 700)
    seat.editor().clear()
    seat.editor().setFocus()
    seat.key(Key.Key_V, CTRL)
    if seat.written():
        return False
    await seat.until(lambda: drafted(seat))
    (attachment,) = drafted(seat)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    chat.drafts.detach(attachment)
    return True


async def model_of_a_new_chat(seat: Seat) -> object:
    seat.editor().setFocus()
    seat.key(Key.Key_N, CTRL)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    assert button(seat.window, "Model").text() == chat.model.name
    return chat.model.id


async def outcome(seat: Seat) -> object:
    """What comes of a message: "sent" where it is answered, else what is said instead."""
    await seat.says("Hello")
    chat = seat.presenter.chat_presenter.chat
    reply = chat.last_reply() if chat is not None else None
    assert reply is not None
    return "sent" if reply.failure is None else reply.failure.kind


async def limit_outcome(seat: Seat) -> object:
    return await outcome(seat) == "sent"


async def proxy_is_asked(seat: Seat) -> object:
    await seat.says("Hello")
    chat = seat.presenter.chat_presenter.chat
    reply = chat.last_reply() if chat is not None else None
    assert reply is not None
    assert reply.failure is not None
    return "proxy" in reply.failure.sentence


async def old_deleted_chats(seat: Seat) -> object:
    """How many chats are left of one that was deleted long ago."""
    trash = seat.services.new_trash()
    if not await trash.deleted():
        seat.editor().setFocus()
        seat.key(Key.Key_N, CTRL)
        await seat.says("Hello")
        seat.key(Key.Key_Backspace, CTRL | SHIFT)
        await seat.until(lambda: not seat.services.workspace.conversations())
        await seat.services.database.drain()
    await seat.services.database.write(lambda one: one.execute(LONG_AGO) and None)
    await trash.remove_old()
    return len(await trash.deleted())


async def title_of_a_new_chat(seat: Seat) -> object:
    """What a chat is called after its first reply."""
    seat.editor().setFocus()
    seat.key(Key.Key_N, CTRL)
    chat = seat.presenter.chat_presenter.chat
    assert chat is not None
    profiles = seat.services.profiles
    chat.choose_gateway(profiles.default_id)
    await seat.says("Hello")
    await seat.until(lambda: not seat.services.scope.is_running(f"title.{chat.conversation.id}"))
    return chat.conversation.title


async def asks_for_news(seat: Seat) -> object:
    return Updates(seat.services.preferences, "0", source=None, is_kept=False).is_on


# How it begins


def at(url: Callable[[GatewayServer], str], *, key: bool = False) -> Callable[[Seat, GatewayServer], Awaitable[None]]:
    """Let the chat in front use the first gateway, which stands at `url` in the first run."""

    async def begin(seat: Seat, server: GatewayServer) -> None:
        profiles = seat.services.profiles
        if not seat.chat_ids():
            profiles.change_url(profiles.default_id, url(server))
            profiles.set_needs_key(profiles.default_id, key)
        if key:
            await profiles.keys(profiles.default_id).keep(ApiKey("sk-right"), this_run_only=True)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.choose_gateway(profiles.default_id)

    return begin


async def in_the_demo(seat: Seat, server: GatewayServer) -> None:
    await with_a_chat(seat)


async def in_no_chat(seat: Seat, server: GatewayServer) -> None:
    assert not seat.chat_ids()


async def namer(seat: Seat, server: GatewayServer) -> None:
    """A gateway that says the same to everything."""
    server.script(default=Answer(text='{"title": "A name"}'))
    await at(lambda server: server.url)(seat, server)


async def limited(seat: Seat, server: GatewayServer) -> None:
    await at(lambda server: server.url)(seat, server)
    seat.services.preferences.set(settings.LIMIT_DOLLARS, 1)
    if not seat.chat_ids():
        await seat.says("Hello")


async def spent(seat: Seat, server: GatewayServer) -> None:
    await at(lambda server: server.url)(seat, server)
    if not seat.chat_ids():
        await seat.says("Hello")


@dataclass(frozen=True, slots=True)
class Proof:
    """That a setting does what it says: how it is changed, and what is seen before and after."""

    change: Callable[[SettingsSheet, GatewayServer], None]
    value: object
    seen: Callable[[Seat], Awaitable[object]]
    before: object = None
    after: object = None
    """None: it is only seen to be another."""
    begin: Callable[[Seat, GatewayServer], Awaitable[None]] = in_the_demo


async def closes(seat: Seat) -> bool:
    """Whether closing the window ends the program."""
    await seat.until(lambda: not seat.services.scope.is_running("tray"))
    seat.window.close()
    is_ending, seat.presenter.closed = seat.presenter.closed.done(), asyncio.get_running_loop().create_future()
    seat.window.show()
    return is_ending


async def opened_at_login(_seat: Seat) -> bool:
    return login_item.opens_at_login()


GRANTED = ["Ctrl+Alt+Space"]


class GivesKeys:
    """A desktop that grants every key."""

    def __init__(self) -> None:
        self.pressed: Signal[str] = Signal()
        self.bound: list[str] = []

    async def bind(self, keys: str) -> bool:
        self.bound = [keys]
        return True

    def unbind(self) -> None:
        self.bound = []

    close = unbind


@pytest.fixture(autouse=True)
def gives_keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(LazyDesktopPresenters, "_shortcut_service", lambda _: GivesKeys())


async def key_of_the_desktop(seat: Seat) -> list[str]:
    """What key opens a quick question."""
    service = seat.presenter._desktop.shortcut._service  # noqa: SLF001
    await seat.until(lambda: not seat.services.scope.is_running("global-shortcut"))
    assert isinstance(service, GivesKeys)
    return service.bound


async def with_a_key(seat: Seat, server: GatewayServer) -> None:
    await in_the_demo(seat, server)
    seat.services.preferences.set(settings.QUICK_KEY_WANTED, True)


async def with_a_lock(seat: Seat, server: GatewayServer) -> None:
    if seat.window.is_locked:  # as after a restart
        await unlock(seat)
    else:
        await set_lock(seat)
    await in_the_demo(seat, server)


async def seconds_to_the_lock(seat: Seat) -> object:
    return lock_of(seat)._idle._limit_s  # noqa: SLF001


async def locks_with_the_screen(seat: Seat) -> bool:
    """Whether the window is locked when the desktop says that its screen is."""
    lock_of(seat)._screen_locked()  # noqa: SLF001
    if not seat.window.is_locked:
        return False
    await unlock(seat)
    return True


async def beside_a_chat(seat: Seat, _server: GatewayServer) -> None:
    await with_a_chat(seat)


async def told_elsewhere(seat: Seat) -> list[str]:
    """What is told of a reply while another window is in front."""
    elsewhere, chat = Elsewhere(seat), seat.presenter.chat_presenter.chat
    assert chat is not None
    await elsewhere.begin()
    notifications = seat.presenter._lazy.attention.notifications  # noqa: SLF001
    notifications.reply_ended(chat.conversation.id, reply("**Some** words"))
    await asyncio.sleep(0.05)  # or nothing
    desk = notifications._service  # noqa: SLF001
    assert isinstance(desk, Desk)
    told = [one.text for one in desk.shown.values()]
    await elsewhere.end()
    return told


def by(change: Change) -> Callable[[SettingsSheet, GatewayServer], None]:
    return lambda dialog, _: change(dialog)


async def reads_here(seat: Seat) -> bool:
    """Whether a page of this computer is read."""
    tool = seat.services.toolbox().find("read_page")
    assert tool is not None
    async with WebServer({"/": HttpAnswer(b"a page of this computer")}) as web:
        try:
            await tool.run({"url": web.url}, ToolCall("toolu_1", "c"))
        except ToolRefused:
            return False
    return True


async def speed_of_reading(seat: Seat) -> object:
    """How fast a reply is read aloud."""
    voice = FakeVoice()
    await seat.says("Hello")
    reading = seat.presenter._lazy.reading  # noqa: SLF001 - what reads is made once
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(read_aloud_setup, "open_engine", lambda: voice)
        reading.__dict__.pop("aloud", None)
        seat.give(commands.READ_ALOUD)
    await seat.until(lambda: voice.is_speaking)
    seat.give(commands.STOP_READING)
    await seat.until(lambda: not voice.is_speaking)
    return voice.said[0][2]


async def words_that_are_checked(seat: Seat) -> object:
    """Whether what is written is looked at."""
    seat.editor().setFocus()
    seat.type("A wrold ")
    field = seat.editor()
    assert isinstance(field, TextField)
    await seat.until(lambda: marks_of(field))
    marks = marks_of(field)
    assert marks is not None
    return bool(marks.all_words())


async def languages_of_spelling(seat: Seat) -> object:
    await seat.services.spelling().available()
    return seat.services.spelling().languages


def tick_german(dialog: SettingsSheet) -> None:
    menu = choice(dialog, "Languages of spelling").open()
    next(one for one in menu.actions() if one.text() == "Deutsch").trigger()
    menu.close()


async def searches(seat: Seat) -> object:
    """What becomes of a search: nobody is asked, or somebody who is not there."""
    tool = seat.services.toolbox().find("search_web")
    assert tool is not None
    with pytest.raises(ToolRefused) as refused:
        await tool.run({"query": "x"}, ToolCall("toolu_1", "c"))
    return "could not be reached" in str(refused.value)


async def next_language(seat: Seat) -> str:
    """What the next start speaks on an English system."""
    seat.services.preferences.save_now()
    file = DataFolder(seat.services.folder).settings
    return translation.chosen(translation.wished(file, ["en_GB"], {}))


PROOFS: dict[Setting[Any], Proof] = {
    settings.GATEWAY_URL: Proof(
        lambda dialog, server: write(dialog, QLineEdit, "Address", server.url),
        None,
        outcome,
        "unreachable",
        "sent",
        at(lambda _: NOWHERE),
    ),
    settings.GATEWAY_PROXY: Proof(
        by(lambda dialog: write(dialog, QLineEdit, "Proxy", "nonsense://127.0.0.1:1")),
        "nonsense://127.0.0.1:1",
        proxy_is_asked,
        False,
        True,
        at(lambda _: "https://nobody.invalid", key=True),
    ),
    settings.LANGUAGE: Proof(by(chosen("Language", "Deutsch")), "de", next_language, "en", "de"),
    settings.THEME: Proof(by(picked("Dark")), "dark", ground, LIGHT.color("window"), DARK.color("window")),
    settings.READING_FACE: Proof(by(picked("Serif")), "serif", sizes),
    settings.TEXT_PERCENT: Proof(
        by(lambda dialog: press(control(dialog, StepSlider, "Text size"), *[Key.Key_Right] * 5)), 150, sizes
    ),
    settings.READING_WIDTH: Proof(by(picked("Wide")), 760, width),
    settings.LINE_NUMBERS: Proof(by(boxed("Number the lines of code")), True, numbers_lines, False, True),
    settings.MOTION: Proof(by(picked("Reduced")), "reduced", glides_for_ms, 120, 0),
    settings.SCROLLING: Proof(
        by(chosen("While a reply arrives", "Follow the text")), "follow", ends_in_view, False, True
    ),
    settings.ENTER_SENDS: Proof(by(boxed("Enter sends the message")), False, enter_breaks_the_line, False, True),
    settings.READING_SPEED: Proof(
        by(lambda dialog: press(control(dialog, StepSlider, "Speed of reading aloud"), Key.Key_Right, Key.Key_Right)),
        150,
        speed_of_reading,
        1.0,
        1.5,
    ),
    settings.LONG_TEXT: Proof(
        by(lambda dialog: write(dialog, QSpinBox, "A pasted text becomes a file", "9000")),
        9_000,
        pasted_as_file,
        True,
        False,
    ),
    settings.SPELLING: Proof(
        by(boxed("Check spelling")), False, words_that_are_checked, True, False, at(lambda server: server.url)
    ),
    settings.SPELLING_LANGUAGES: Proof(by(tick_german), "de_DE", languages_of_spelling, None, ("de_DE",)),
    settings.MODEL: Proof(
        by(lambda dialog: choice(dialog, "Model").open().actions()[-1].trigger()), None, model_of_a_new_chat
    ),
    settings.MODEL_TITLES: Proof(
        by(boxed("A model names new chats")), True, title_of_a_new_chat, "Hello", "A name", namer
    ),
    settings.LIMIT_DOLLARS: Proof(
        by(lambda dialog: write(dialog, QSpinBox, "Monthly limit", "1")), 1, limit_outcome, True, False, spent
    ),
    settings.LIMIT_STOPS: Proof(by(boxed("Stop at the limit")), False, limit_outcome, False, True, limited),
    settings.SEARCH_ENGINE: Proof(
        by(lambda dialog: write(dialog, QLineEdit, "Search engine", NOWHERE)), NOWHERE, searches, False, True
    ),
    settings.OWN_NETWORK: Proof(by(boxed("Pages of my own network")), True, reads_here, False, True),
    settings.NOTIFICATIONS: Proof(
        by(boxed("Tell me when a reply is ready")), False, told_elsewhere, ["Some words"], [], beside_a_chat
    ),
    settings.NOTIFICATION_WORDS: Proof(
        by(boxed("Show the first words")),
        False,
        told_elsewhere,
        ["Some words"],
        ["The reply is ready."],
        beside_a_chat,
    ),
    settings.TRAY: Proof(by(boxed("Keep running in the tray")), True, closes, True, False),
    settings.AT_LOGIN: Proof(by(boxed("Open at login")), True, opened_at_login, False, True),
    settings.QUICK_KEY_WANTED: Proof(by(boxed("A key for quick questions")), True, key_of_the_desktop, [], GRANTED),
    settings.QUICK_KEY: Proof(
        by(lambda dialog: write(dialog, QLineEdit, "Shortcut", "Ctrl+Shift+F9")),
        "Ctrl+Shift+F9",
        key_of_the_desktop,
        GRANTED,
        ["Ctrl+Shift+F9"],
        with_a_key,
    ),
    settings.LOCK_MINUTES: Proof(by(picked("5 minutes")), 5, seconds_to_the_lock, 900.0, 300.0, with_a_lock),
    settings.LOCK_WITH_SCREEN: Proof(
        by(boxed("Lock with the screen")), False, locks_with_the_screen, True, False, with_a_lock
    ),
    settings.EMPTY_TRASH: Proof(by(boxed("Delete for good after 30 days")), False, old_deleted_chats, 0, 1, in_no_chat),
    settings.NEWS: Proof(by(picked("Never")), "off", asks_for_news, True, False),
}


@pytest.mark.parametrize("setting", [one for one in ALL if one.section is not None], ids=lambda setting: setting.key)
def test_a_setting_changed_in_the_window_is_in_force_at_once_and_after_a_restart(
    play: Play, server: GatewayServer, setting: Setting[Any], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert setting in PROOFS, f"nothing proves that {setting.key} does what it says"
    proof = PROOFS[setting]
    monkeypatch.setattr(storage_page, "source", lambda: NewsSource("https://example.invalid", ()))
    monkeypatch.setattr(notification_services, "notification_service", lambda _bus: Desk())
    monkeypatch.setattr(engine, "open_engine", lambda: ListedWords({"de_DE": ["welt"], "en_US": ["world"]}))
    monkeypatch.setattr(tray_host, "TrayHost", lambda _bus: Panel())
    monkeypatch.setattr(PlainTrayIcon, "show", lambda _self: None)
    monkeypatch.setattr(screen_lock, "knows_screen_lock", lambda: True)
    monkeypatch.setattr(screen_lock, "screen_lock", lambda _bus, _scope: None)
    monkeypatch.setattr(passphrase, "COST", 16)
    opened: list[Sequence[str]] = []
    monkeypatch.setattr(login_item, "opens_at_login", lambda: bool(opened))
    monkeypatch.setattr(login_item, "open_at_login", opened.append)
    monkeypatch.setattr(login_item, "open_at_login_no_more", opened.clear)
    after: list[object] = []
    default = setting.default

    async def first(seat: Seat) -> None:
        await proof.begin(seat, server)
        before = await proof.seen(seat)
        if proof.before is not None:
            assert before == proof.before
        assert setting.section is not None
        dialog = open_settings(seat, setting.section)
        proof.change(dialog, server)
        QTest.keyClick(dialog, Key.Key_Escape)
        assert not dialog.isVisible()
        value = seat.services.preferences.get(setting)
        assert value != default
        if proof.value is not None:
            assert value == proof.value
        seat.window.activateWindow()
        after.append(await proof.seen(seat))
        assert after[0] != before
        if proof.after is not None:
            assert after[0] == proof.after
        await seat.services.gateways.close()  # a connection that is kept open would be reported as left behind

    async def second(seat: Seat) -> None:
        assert seat.services.preferences.get(setting) != default
        await proof.begin(seat, server)
        assert await proof.seen(seat) == after[0]
        await seat.services.gateways.close()

    play(first, second)


def test_a_restart_is_offered_where_another_language_is_chosen(play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(translation.VARIABLE, raising=False)

    async def scene(seat: Seat) -> None:
        dialog = open_settings(seat, Section.APPEARANCE)
        row = dialog.appearance.restart
        choose(choice(dialog, "Language"), "简体中文")
        assert row.isVisible()
        assert "keeps your chats" in shown_text(row)
        choose(choice(dialog, "Language"), "English")
        assert row.isHidden(), "it is the language in use"
        choose(choice(dialog, "Language"), "العربية")
        row.button.click()
        await seat.until(lambda: seat.presenter.wants_restart)

    play(scene)


def test_the_settings_window_shows_what_is_changed_elsewhere_while_it_is_open(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        dialog = open_settings(seat, Section.APPEARANCE)
        slider = control(dialog, StepSlider, "Text size")
        seat.window.activateWindow()
        await seat.until(seat.window.isActiveWindow)
        seat.editor().setFocus()
        seat.key(Key.Key_Plus, CTRL)
        assert seat.services.preferences.get(settings.TEXT_PERCENT) == 110
        assert slider.value() == 110
        press(slider, Key.Key_Right)
        assert seat.services.preferences.get(settings.TEXT_PERCENT) == 120, "it goes on from there"
        sections = control(dialog, QListWidget, "Sections")
        press(sections, Key.Key_Home)
        proxy = control(dialog, QLineEdit, "Proxy")
        proxy.setFocus()
        QTest.keyClicks(proxy, "socks5://")
        seat.services.preferences.set(settings.NEWS_DAY, 20_000)
        assert proxy.text() == "socks5://", "what is being typed stays"
        dialog.dismiss()

    play(scene)
