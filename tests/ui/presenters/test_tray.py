"""A window that is closed into the tray: what stays, what leads back to it, and what ends the program all the same."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from tests.ui.presenters.test_notifications import Desk, Elsewhere, desk
from tests.ui.presenters.test_window import Seat, play
from tests.ui.seen import shown_text
from turbodesk.app.signal import Signal
from turbodesk.settings import NOTIFICATIONS, TRAY, TRAY_TOLD
from turbodesk.ui.desktop import tray_host
from turbodesk.ui.desktop.tray_icon import PlainTrayIcon
from turbodesk.ui.presenters import tray as tray_module
from turbodesk.ui.presenters.tray import TrayPresenter

__all__ = ["desk", "play"]

Play = Callable[..., None]


class Panel:
    """The desktop's panel, which may have a tray."""

    def __init__(self) -> None:
        self.changed: Signal[None] = Signal()
        self.is_there = True

    async def look(self, *, may_ask_qt: bool = True) -> bool:
        """Whether it is there."""
        return self.is_there

    async def listen(self) -> None:
        """Nothing to listen to."""

    def becomes(self, *, is_there: bool) -> None:
        """It comes or goes."""
        self.is_there = is_there
        self.changed.emit(None)


@pytest.fixture
def panel(monkeypatch: pytest.MonkeyPatch) -> Panel:
    made = Panel()
    monkeypatch.setattr(PlainTrayIcon, "show", lambda _self: None)  # nothing here would show it
    monkeypatch.setattr(tray_host, "TrayHost", lambda _bus: made)
    return made


async def kept(seat: Seat) -> TrayPresenter:
    """Have the window stay in the tray."""
    seat.services.preferences.set(TRAY, True)
    presenter = seat.presenter._lazy.attention.tray  # noqa: SLF001
    await seat.until(lambda: not seat.services.scope.is_running("tray"))
    return presenter


def entries(presenter: TrayPresenter) -> dict[str, QAction]:
    menu = presenter._menu  # noqa: SLF001
    assert menu is not None
    return {one.text(): one for one in menu.actions() if not one.isSeparator()}


def is_ending(seat: Seat) -> bool:
    return seat.presenter.closed.done()


def test_a_reply_that_grew_behind_the_icon_is_read_from_its_question_on(play: Play, panel: Panel, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        await kept(seat)
        chat, transcript = seat.presenter.chat_presenter.chat, seat.presenter._views.transcript  # noqa: SLF001
        assert chat is not None
        chat.send("Show me the tour")
        await seat.until(lambda: chat.is_busy and len(chat.ids()) == 2)
        seat.window.close()  # before the reply has filled the page, so that its end was to be seen
        await seat.until(lambda: not chat.is_busy)
        seat.window.show()
        bar = transcript.verticalScrollBar()
        await seat.until(lambda: transcript.is_idle and bar.maximum() > 0)
        assert bar.value() == 0

    play(scene)


def test_closing_hides_the_window_says_so_once_and_the_reply_goes_on(play: Play, panel: Panel, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        presenter = await kept(seat)
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        chat.send("Hello")
        seat.window.close()
        assert seat.window.isHidden()
        seat.presenter._close()  # noqa: SLF001 - as of who pressed twice
        assert not is_ending(seat)
        await seat.until(lambda: not chat.is_busy)
        await seat.until(lambda: len(desk.told) == 2)
        assert "keeps running" in " ".join(one.text for one in desk.told)
        entries(presenter)["Open TurboDesk"].trigger()
        assert seat.window.isVisible()
        elsewhere = Elsewhere(seat)  # this platform does not say that a window that comes back is the active one
        await elsewhere.begin()
        await elsewhere.end()
        assert desk.shown == {}
        seat.window.close()
        assert seat.window.isHidden()
        assert len(desk.told) == 2
        presenter._activated(PlainTrayIcon.ActivationReason.Trigger)  # noqa: SLF001 - as a click on the icon does
        assert seat.window.isVisible()

    play(scene)


def test_where_the_desktop_shows_nothing_the_window_says_it_when_it_is_back(
    play: Play, panel: Panel, desk: Desk
) -> None:
    async def scene(seat: Seat) -> None:
        presenter = await kept(seat)
        seat.services.preferences.set(NOTIFICATIONS, False)
        seat.window.close()
        await seat.until(lambda: not seat.services.scope.is_running("tray.told"))
        assert seat.services.preferences.get(TRAY_TOLD)
        entries(presenter)["Open TurboDesk"].trigger()
        assert "keeps running" in shown_text(seat.window)
        assert desk.told == []

    play(scene)


def test_without_a_tray_or_the_wish_closing_quits(play: Play, panel: Panel) -> None:
    async def unwished(seat: Seat) -> None:
        seat.window.close()
        assert is_ending(seat)
        assert "attention" not in vars(seat.presenter._lazy)  # noqa: SLF001

    async def without(seat: Seat) -> None:
        panel.is_there = False
        await kept(seat)
        seat.window.close()
        assert is_ending(seat)

    play(unwished, without)


def test_the_menu_has_what_runs_and_opens_it_and_new_chat_and_quit(play: Play, panel: Panel, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        presenter = await kept(seat)
        await seat.says("Fish & chips")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        assert list(entries(presenter)) == ["Open TurboDesk", "New chat", "Quick question", "Quit"]
        chat.send("More")
        found = list(entries(presenter))
        assert found == ["Open TurboDesk", "New chat", "Quick question", "Being answered:", "Fish && chips", "Quit"]
        seat.window.close()
        running = entries(presenter)["Fish && chips"]
        entries(presenter)["New chat"].trigger()
        assert seat.window.isVisible()
        assert seat.chat_ids() == ()
        running.trigger()
        await seat.until(lambda: seat.presenter.chat_presenter.chat is chat)
        await seat.until(lambda: not chat.is_busy)
        assert list(entries(presenter)) == ["Open TurboDesk", "New chat", "Quick question", "Quit"]
        seat.window.close()
        entries(presenter)["Quick question"].trigger()
        small = seat.presenter._desktop.quick_question  # noqa: SLF001
        assert small.is_open
        assert seat.window.isHidden()
        small.dismiss()
        entries(presenter)["Quit"].trigger()
        assert is_ending(seat)

    play(scene, speed=200.0)


def test_a_panel_that_goes_for_good_gives_the_window_back_and_one_that_restarts_does_not(
    play: Play, panel: Panel, monkeypatch: pytest.MonkeyPatch, desk: Desk
) -> None:
    waiting: list[Callable[[], object]] = []
    monkeypatch.setattr(tray_module, "single_shot", lambda _owner, _ms, call: waiting.append(call))

    async def scene(seat: Seat) -> None:
        presenter = await kept(seat)
        seat.window.close()
        panel.becomes(is_there=False)
        await seat.until(lambda: waiting)
        panel.becomes(is_there=True)
        await seat.until(lambda: presenter._is_hosted)  # noqa: SLF001
        waiting.pop()()
        assert seat.window.isHidden()
        panel.becomes(is_there=False)
        await seat.until(lambda: waiting)
        waiting.pop()()
        assert seat.window.isVisible()
        assert not seat.window.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        seat.window.close()
        assert is_ending(seat)

    play(scene)


def test_a_window_that_was_not_shown_is_not_brought_back(
    play: Play, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Callable[[], object]] = []
    monkeypatch.setattr(tray_module, "single_shot", lambda _owner, _ms, call: waiting.append(call))

    async def scene(seat: Seat) -> None:
        presenter = await kept(seat)
        seat.window.hide()  # as it is where the program was started for a quick question alone
        panel.becomes(is_there=False)
        await seat.until(lambda: not presenter._is_hosted)  # noqa: SLF001
        seat.services.preferences.set(TRAY, False)
        assert waiting == []
        assert seat.window.isHidden()

    play(scene)


def test_a_panel_that_starts_after_the_program_is_found(
    play: Play, panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting: list[Callable[[], object]] = []
    monkeypatch.setattr(tray_module, "single_shot", lambda _owner, _ms, call: waiting.append(call))

    async def first(seat: Seat) -> None:
        seat.services.preferences.set(TRAY, True)

    async def second(seat: Seat) -> None:
        presenter = seat.presenter._lazy.attention.tray  # noqa: SLF001
        await seat.until(lambda: len(waiting) == 1)  # until an older kind of tray is looked for
        assert presenter._icon is None  # noqa: SLF001
        panel.becomes(is_there=True)
        await seat.until(lambda: presenter._icon is not None)  # noqa: SLF001
        waiting.pop()()

    panel.is_there = False
    play(first)
    waiting.clear()
    play(second)


def test_who_wants_it_no_longer_gets_the_window_back(play: Play, panel: Panel, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        presenter = await kept(seat)
        seat.window.close()
        seat.services.preferences.set(TRAY, False)
        assert seat.window.isVisible()
        assert presenter._icon is None  # noqa: SLF001
        seat.window.close()
        assert is_ending(seat)

    play(scene)


def test_quitting_from_the_tray_shows_the_window_where_something_would_be_lost(
    play: Play, panel: Panel, desk: Desk
) -> None:
    async def scene(seat: Seat) -> None:
        presenter = await kept(seat)
        seat.presenter._lazy.temporary.begin()  # noqa: SLF001
        await seat.says("My secret")
        seat.window.close()
        entries(presenter)["Quit"].trigger()
        done = seat.services.scope.start("closing", seat.presenter.until_closed())
        await seat.until(lambda: "A temporary chat is still open." in shown_text(seat.window))
        assert seat.window.isVisible()
        seat.services.scope.cancel("closing")
        await seat.until(done.done)
        seat.presenter._lazy.temporary.close()  # noqa: SLF001

    play(scene)


def test_the_end_of_the_session_ends_a_program_in_the_tray(play: Play, panel: Panel, desk: Desk) -> None:
    async def scene(seat: Seat) -> None:
        await kept(seat)
        seat.window.close()
        seat.presenter.end()
        assert is_ending(seat)
        await seat.presenter.until_closed()

    play(scene)


def test_names_of_chats_are_no_commands_of_a_menu(play: Play, panel: Panel) -> None:
    async def scene(seat: Seat) -> None:
        presenter = await kept(seat)
        icon = presenter._icon  # noqa: SLF001
        assert icon is not None
        icon.set_tip("<b>" * 3)
        assert icon.toolTip() != "<b>" * 3
        assert cast(Any, presenter)._menu.actions()[0].text() == "Open TurboDesk"  # noqa: SLF001

    play(scene)
