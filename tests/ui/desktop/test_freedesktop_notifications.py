"""What the desktop's notification service hears of the program, and the program of it, over a real bus."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing, contextmanager
from pathlib import Path

import pytest
import qasync

from tests.ui.desktop.private_bus import NOTIFICATIONS, PATIENCE_S, Service, has_bus, private_bus, service
from turbodesk.app.tasks import Scope
from turbodesk.ui.desktop.freedesktop_notifications import FreedesktopNotifications
from turbodesk.ui.desktop.notification_services import notification_service
from turbodesk.ui.desktop.notifications import Notification, NotificationAction, NotificationPress
from turbodesk.ui.desktop.session_bus import SessionBus

pytestmark = pytest.mark.skipif(not has_bus(), reason="needs dbus-daemon")
READY = Notification("one", "A & B <i>", "5 < 6 & <b>bold</b>", open_words="Open the chat")
AGAIN, COPY = NotificationAction.TRY_AGAIN, NotificationAction.COPY
FAILED = Notification("one", "A chat", "It failed.", "Open the chat", ((AGAIN, "Try again"),), "im.error")


@pytest.fixture
def bus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    with private_bus(tmp_path / "home") as environment:
        monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
        yield environment


@asynccontextmanager
async def notifications() -> AsyncIterator[FreedesktopNotifications]:
    reports: list[tuple[str, BaseException]] = []
    scope = Scope("tests", lambda name, error: reports.append((name, error)))
    connection = SessionBus(scope)
    made = notification_service(connection)
    assert isinstance(made, FreedesktopNotifications)
    try:
        yield made
    finally:
        made.close()
        connection.close()
        await scope.close()
        assert not reports


async def heard(daemon: Service, member: str) -> list[object]:
    """Return the values of the next call of a method, on a thread: the program goes on meanwhile."""
    while True:
        called, values = await asyncio.to_thread(daemon.heard)
        if called == member:
            return list(values)


async def until(look: Callable[[], object]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not look():  # noqa: ASYNC110 - the desktop changes it
            await asyncio.sleep(0.01)


Work = Callable[[FreedesktopNotifications], Awaitable[None]]


def run(qt_loop: qasync.QEventLoop, work: Work) -> None:
    async def all_() -> None:
        async with notifications() as made:
            await asyncio.wait_for(work(made), PATIENCE_S)

    qt_loop.run_until_complete(all_())


@pytest.mark.parametrize(
    ("capabilities", "text", "actions"),
    [
        ("body,body-markup,actions", "5 &lt; 6 &amp; &lt;b&gt;bold&lt;/b&gt;", ["default", "Open the chat"]),
        ("body", READY.text, []),
        ("", READY.text, []),
    ],
)
def test_words_of_a_reply_are_no_markup(
    qt_loop: qasync.QEventLoop, bus: dict[str, str], capabilities: str, text: str, actions: list[str]
) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        with service(bus, NOTIFICATIONS, capabilities) as daemon:
            assert await made.show(READY)
            name, before, icon, title, said, offered, hints, shown_ms = await heard(daemon, "Notify")
            assert (name, before, title, said, offered, shown_ms) == ("TurboDesk", 0, READY.title, text, actions, -1)
            assert str(icon).startswith("file:///")
            assert isinstance(hints, dict)
            assert hints["urgency"] == ["y", 1]

    run(qt_loop, work)


def test_pressing_tells_which_and_brings_what_a_window_needs_to_come_to_the_front(
    qt_loop: qasync.QEventLoop, bus: dict[str, str]
) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        pressed: list[NotificationPress] = []
        made.pressed.connect(pressed.append)
        with service(bus, NOTIFICATIONS, "actions") as daemon:
            await made.show(READY)
            await made.show(Notification("two", "Second"))
            daemon.emit("ActivationToken", "us", 2, "token-of-the-desktop")
            daemon.emit("ActionInvoked", "us", 77, "default")  # another program's
            daemon.emit("ActionInvoked", "us", 2, "default")
            daemon.emit("ActionInvoked", "us", 1, "default")
            await until(lambda: len(pressed) == 2)
            assert pressed == [NotificationPress("two", token="token-of-the-desktop"), NotificationPress("one")]

    run(qt_loop, work)


def test_buttons_are_offered_where_the_service_shows_them_and_no_other_is_pressed(
    qt_loop: qasync.QEventLoop, bus: dict[str, str]
) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        pressed: list[NotificationPress] = []
        made.pressed.connect(pressed.append)
        with service(bus, NOTIFICATIONS, "actions,persistence") as daemon:
            await made.show(FAILED)
            _, _, _, _, _, offered, hints, _ = await heard(daemon, "Notify")
            assert offered == ["default", "Open the chat", "try-again", "Try again"]
            assert isinstance(hints, dict)
            assert (hints["category"], hints["urgency"]) == (["s", "im.error"], ["y", 1])
            for action in ("copy", "", "delete", "try-again"):
                daemon.emit("ActionInvoked", "us", 1, action)
            await until(lambda: pressed)
            assert pressed == [NotificationPress("one", AGAIN)]
            await made.show(Notification("one", "A chat", "Ready", buttons=((COPY, "Copy"),), category=""))
            assert "category" not in (await heard(daemon, "Notify"))[6]  # type: ignore[operator]
            for action in ("try-again", "copy"):
                daemon.emit("ActionInvoked", "us", 1, action)
            await until(lambda: len(pressed) == 2)
            assert pressed[1] == NotificationPress("one", COPY)
            made.withdraw("one")
            for action in ("copy", "default"):
                daemon.emit("ActionInvoked", "us", 1, action)
            await made.show(READY)
            daemon.emit("ActionInvoked", "us", 3, "default")
            await until(lambda: len(pressed) == 3)
            assert pressed[2] == NotificationPress("one")
        await until(lambda: not made._ids)  # noqa: SLF001
        with service(bus, NOTIFICATIONS, "body") as daemon:
            await made.show(FAILED)
            assert (await heard(daemon, "Notify"))[5] == []

    run(qt_loop, work)


def test_a_later_one_takes_the_place_of_an_earlier_and_is_taken_back(
    qt_loop: qasync.QEventLoop, bus: dict[str, str]
) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        with service(bus, NOTIFICATIONS) as daemon:
            await asyncio.gather(made.show(READY), made.show(Notification("one", "Later")))
            assert (await heard(daemon, "Notify"))[1] == 0
            assert (await heard(daemon, "Notify"))[1] == 1
            made.withdraw("one")
            made.withdraw("one")
            made.withdraw("never shown")
            assert await heard(daemon, "CloseNotification") == [1]
            await made.show(READY)
            assert (await heard(daemon, "Notify"))[1] == 0

    run(qt_loop, work)


def test_one_that_is_withdrawn_on_its_way_does_not_stay(qt_loop: qasync.QEventLoop, bus: dict[str, str]) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        with service(bus, NOTIFICATIONS) as daemon:
            shown = asyncio.ensure_future(made.show(READY))
            await heard(daemon, "GetCapabilities")
            made.withdraw("one")
            await shown
            assert await heard(daemon, "CloseNotification") == [1]

    run(qt_loop, work)


def test_what_the_person_has_closed_is_not_closed_again(qt_loop: qasync.QEventLoop, bus: dict[str, str]) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        with service(bus, NOTIFICATIONS) as daemon:
            await made.show(READY)
            daemon.emit("NotificationClosed", "uu", 1, 2)
            await until(lambda: not made._ids)  # noqa: SLF001
            made.withdraw("one")
            await made.show(Notification("two", "Next"))
            calls = [(await asyncio.to_thread(daemon.heard))[0] for _ in range(3)]
            assert calls == ["GetCapabilities", "Notify", "Notify"]

    run(qt_loop, work)


def test_without_a_service_nothing_is_shown_and_a_new_one_has_new_numbers(
    qt_loop: qasync.QEventLoop, bus: dict[str, str]
) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        assert not await made.show(READY)
        with service(bus, NOTIFICATIONS, "actions"):
            assert await made.show(READY)
        await until(lambda: not made._ids)  # noqa: SLF001
        with service(bus, NOTIFICATIONS, "body-markup") as daemon:
            assert await made.show(READY)
            assert (await heard(daemon, "Notify"))[1:6:4] == [0, []]

    run(qt_loop, work)


def test_a_service_that_answers_with_other_types_shows_nothing_and_harms_nothing(
    qt_loop: qasync.QEventLoop, bus: dict[str, str]
) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        pressed: list[NotificationPress] = []
        made.pressed.connect(pressed.append)
        with service(bus, NOTIFICATIONS, "actions") as daemon:
            for signature, values in (("s", ["one"]), ("", []), ("au", [[1]]), ("uu", [1, 2])):
                daemon.answer("GetCapabilities", signature, *values)
                daemon.answer("Notify", signature, *values)
                assert not await made.show(READY)
            daemon.answer("Notify", "u", 5)
            assert await made.show(READY)
            for member in ("ActivationToken", "ActionInvoked", "NotificationClosed"):
                daemon.emit(member, "")
                daemon.emit(member, "u", 5)
                daemon.emit(member, "aus", [5], "default")
            daemon.emit("ActivationToken", "uu", 5, 5)
            daemon.emit("ActionInvoked", "us", 5, "default")
            await until(lambda: pressed)
            assert pressed == [NotificationPress("one")]

    run(qt_loop, work)


def another_says_that_it_was_pressed(environment: dict[str, str], number: int) -> None:
    """Return when the bus has passed it on."""
    from jeepney import DBusAddress, new_signal  # type: ignore[import-untyped]
    from jeepney.bus_messages import message_bus  # type: ignore[import-untyped]
    from jeepney.io.blocking import open_dbus_connection  # type: ignore[import-untyped]

    address = DBusAddress("/org/freedesktop/Notifications", interface=NOTIFICATIONS)
    with closing(open_dbus_connection(environment["DBUS_SESSION_BUS_ADDRESS"])) as connection:
        connection.send(new_signal(address, "ActionInvoked", "us", (number, "default")))
        connection.send_and_get_reply(message_bus.GetId())


def test_only_the_service_says_what_was_pressed(qt_loop: qasync.QEventLoop, bus: dict[str, str]) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        pressed: list[NotificationPress] = []
        made.pressed.connect(pressed.append)
        with service(bus, NOTIFICATIONS, "actions") as daemon:
            await made.show(READY)
            await made.show(Notification("two", "Second"))
            await asyncio.to_thread(another_says_that_it_was_pressed, bus, 1)
            daemon.emit("ActionInvoked", "us", 2, "default")
            await until(lambda: pressed)
            assert pressed == [NotificationPress("two")]

    run(qt_loop, work)


def test_a_bus_that_ends_is_no_defect(
    qt_loop: qasync.QEventLoop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        pressed: list[NotificationPress] = []
        made.pressed.connect(pressed.append)
        for turn in range(2):
            with private_bus(tmp_path / str(turn)) as environment:
                monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", environment["DBUS_SESSION_BUS_ADDRESS"])
                with service(environment, NOTIFICATIONS, "actions") as daemon:
                    assert await made.show(READY)
                    daemon.emit("ActionInvoked", "us", 1, "default")
                    await until(pressed.copy)
                    pressed.clear()
            await until(lambda: not made._ids)  # noqa: SLF001
            assert not await made.show(READY)

    monkeypatch.setenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nowhere/bus")
    run(qt_loop, work)


def test_where_there_is_no_bus_there_is_nothing_to_ask(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)
    assert notification_service(SessionBus(Scope("tests", lambda *_: None))) is None


@contextmanager
def dunst(environment: dict[str, str]) -> Iterator[Callable[..., str]]:
    """Run a notification service people use, on a screen of its own; yields what asks it."""
    screen = subprocess.Popen(
        ["Xvfb", "-displayfd", "1", "-screen", "0", "800x600x24"],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    assert screen.stdout is not None
    settings = Path(environment["XDG_RUNTIME_DIR"]) / "dunstrc"
    settings.write_text("[global]\ndmenu = /bin/grep Try\n")  # the person who chooses in its menu of buttons
    seen = environment | {"DISPLAY": f":{screen.stdout.readline().strip()}"}
    daemon = subprocess.Popen(
        ["dunst", "-conf", str(settings)], env=seen, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )

    def ask(*words: str) -> str:
        done = subprocess.run(["dunstctl", *words], env=seen, capture_output=True, text=True, timeout=PATIENCE_S)
        return done.stdout.strip()

    try:
        yield ask
    finally:
        for process in (daemon, screen):
            process.terminate()
            process.wait(PATIENCE_S)
        screen.stdout.close()


@pytest.mark.skipif(not (shutil.which("dunst") and shutil.which("Xvfb")), reason="needs dunst and Xvfb")
def test_a_real_service_shows_one_has_it_pressed_and_takes_it_back(
    qt_loop: qasync.QEventLoop, bus: dict[str, str]
) -> None:
    async def work(made: FreedesktopNotifications) -> None:
        with dunst(bus) as ask:
            pressed: list[NotificationPress] = []
            made.pressed.connect(pressed.append)
            async with asyncio.timeout(PATIENCE_S):
                while not await made.show(READY):  # noqa: ASYNC110 - until dunst is there
                    await asyncio.sleep(0.05)
            assert await asyncio.to_thread(ask, "count", "displayed") == "1"
            await made.show(Notification("one", "Later", "words"))
            assert await asyncio.to_thread(ask, "count", "displayed") == "1"
            await asyncio.to_thread(ask, "action", "0")
            await until(lambda: pressed)
            assert pressed == [NotificationPress("one")]
            await made.show(FAILED)
            await asyncio.to_thread(ask, "context")
            await until(lambda: len(pressed) == 2)
            assert pressed[1] == NotificationPress("one", AGAIN)
            await made.show(READY)
            made.withdraw("one")
            assert await made.show(Notification("two", "Next"))  # answered after it
            assert await asyncio.to_thread(ask, "count", "displayed") == "1"
            told = json.loads(await asyncio.to_thread(ask, "history"))["data"][0]
            assert "5 < 6 & <b>bold</b>" in str(told) or "5 &lt; 6" in str(told)

    run(qt_loop, work)
