"""What belongs to a window, a row or a dialog ends with it, however long that lives which it listens to."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from shiboken6 import delete

from tests.ui.presenters.test_window import Seat, play
from turbodesk.app.commands import COPY_CONVERSATION, DELETE, FIND, INSPECT, NEW_CHAT, SETTINGS
from turbodesk.app.exports.formats import PDF
from turbodesk.app.signal import Signal as OurSignal
from turbodesk.ui.document.document import MessageDocument
from turbodesk.ui.widgets.lifetime import briefly, is_alive, owned, single_shot, subscribe

__all__ = ["play"]

Play = Callable[..., None]


class Speaker(QObject):
    said = Signal(str, bool)


@pytest.fixture
def owner(qtbot: QtBot) -> QObject:
    return QObject()


@pytest.fixture
def heard() -> list[object]:
    return []


def test_a_callback_does_nothing_once_its_owner_is_gone(owner: QObject, heard: list[object]) -> None:
    call = owned(owner, heard.append)
    call("first")
    owner.deleteLater()
    QCoreApplication.sendPostedEvents(owner, QEvent.Type.DeferredDelete)
    call("second")
    assert heard == ["first"]


@pytest.mark.parametrize("slot_takes", [0, 1, 2])
def test_a_signal_of_qt_is_heard_until_the_owner_is_gone(owner: QObject, heard: list[object], slot_takes: int) -> None:
    slots: list[Callable[..., None]] = [
        lambda: heard.append(()),
        lambda a: heard.append(a),
        lambda a, b: heard.append((a, b)),
    ]
    speaker = Speaker()
    subscribe(owner, speaker.said, slots[slot_takes])
    speaker.said.emit("x", True)
    delete(owner)
    speaker.said.emit("y", True)
    assert heard == [[(), "x", ("x", True)][slot_takes]]


def test_a_signal_of_ours_forgets_the_listener_with_its_owner(owner: QObject, heard: list[object]) -> None:
    signal: OurSignal[int] = OurSignal()
    subscribe(owner, signal, heard.append)
    signal.emit(1)
    delete(owner)
    assert len(signal) == 0
    signal.emit(2)
    assert heard == [1]


def test_a_subscription_ends_earlier_when_it_is_closed(owner: QObject, heard: list[object]) -> None:
    ours: OurSignal[str] = OurSignal()
    speaker = Speaker()
    both = [subscribe(owner, ours, heard.append), subscribe(owner, speaker.said, lambda words: heard.append(words))]
    for one in both:
        one.close()
        one.close()
    ours.emit("x")
    speaker.said.emit("y", False)
    assert heard == []
    delete(owner)
    for one in both:
        one.close()


def test_what_was_to_come_soon_does_not_come_to_one_who_is_gone(qtbot: QtBot, heard: list[object]) -> None:
    stays, goes = QObject(), QObject()
    single_shot(goes, 0, lambda: heard.append("gone"))
    single_shot(stays, 0, lambda: heard.append("there"))
    delete(goes)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard == ["there"]


def test_an_object_for_a_moment_ends_though_it_is_in_a_cycle(qtbot: QtBot) -> None:
    with briefly(QObject()) as made:
        made.itself = made  # type: ignore[attr-defined]
        child = QObject(made)
    assert not is_alive(made)
    assert not is_alive(child)


def test_a_reply_that_runs_on_at_the_end_finds_no_settings_window(play: Play) -> None:
    async def scene(seat: Seat) -> None:
        seat.give(SETTINGS)
        seat.editor().setFocus()
        seat.type("write me a long text")
        seat.key(Qt.Key.Key_Return)
        await seat.until(seat.is_replying)

    play(scene, speed=60.0)


def test_nothing_of_the_program_listens_after_the_window_is_gone(play: Play) -> None:
    signals: list[tuple[str, OurSignal[object]]] = []

    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.give(SETTINGS)
        seat.give(FIND)
        seat.give(INSPECT)
        services = seat.services
        for whole in (
            services,
            services.workspace,
            services.workspace.ledger,
            services.preferences,
            services.presets,
            services.keys,
        ):
            # None of the language: before 3.11.3 `__weakref__` of a dataclass with slots cannot be read (gh-102069).
            parts = {name: getattr(whole, name) for name in dir(whole) if not name.startswith("__")}
            found = ((name, part) for name, part in parts.items() if isinstance(part, OurSignal))
            signals.extend((f"{type(whole).__name__}.{name}", part) for name, part in found)

    play(scene)
    listening = {name: len(signal) for name, signal in signals if len(signal)}
    inside = {"Preferences.changed", "Services.store_failed", "Services.store_saved"}
    assert set(listening) <= inside, listening


def test_what_is_garbage_has_ended_before_for_qt(play: Play, tmp_path: Path) -> None:
    """A collector may run on any thread: it must find nothing that Qt still has to destroy."""

    async def scene(seat: Seat) -> None:
        for _ in range(2):
            await seat.says("Show me everything: tables, code, lists")
        chat = seat.presenter.chat_presenter.chat
        assert chat is not None
        gc.collect()
        gc.freeze()
        late = seat.presenter._lazy  # noqa: SLF001 - the dialog that asks for the file is not what is looked at
        late.export.write(chat, tmp_path / "a.pdf", PDF)
        await seat.until(lambda: not seat.services.scope.is_running("export"))
        seat.give(COPY_CONVERSATION)
        await seat.until(lambda: not seat.services.scope.is_running("export"))
        seat.give(SETTINGS)
        seat.give(NEW_CHAT)
        await seat.says("Hello")
        seat.give(DELETE)
        await seat.until(lambda: seat.presenter.chat_presenter.chat is not chat and not seat.chat_ids())
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        gc.set_debug(gc.DEBUG_SAVEALL)
        gc.collect()
        gc.set_debug(0)
        found = [type(one).__name__ for one in gc.garbage if isinstance(one, QObject) and is_alive(one)]
        was_looked_at = any(isinstance(one, MessageDocument) for one in gc.garbage)
        gc.garbage.clear()
        gc.unfreeze()
        assert was_looked_at
        assert not found

    play(scene)


def objects_of_ours() -> list[QObject]:
    """Every Qt object of the interface that is alive, whichever test made it."""
    return [
        found
        for found in gc.get_objects()
        if isinstance(found, QObject) and is_alive(found) and type(found).__module__.startswith("turbodesk.ui")
    ]


def test_the_presenters_end_with_their_window(play: Play) -> None:
    others = objects_of_ours()  # of tests before this one; held, so that none of ours takes the place of one
    known = set(map(id, others))
    seen: list[QObject] = []

    async def scene(seat: Seat) -> None:
        await seat.says("Hello")
        seat.give(SETTINGS)
        seen.extend(found for found in objects_of_ours() if id(found) not in known)

    play(scene)
    assert any(type(found).__name__ == "WindowPresenter" for found in seen)
    left = {type(one).__name__ for one in seen if is_alive(one)}
    assert left <= {"Formulas", "Colours"}, "these serve all windows; nothing else may outlive one"
