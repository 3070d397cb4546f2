"""What the menus that Windows and macOS show at the program's icon offer; here nobody shows them."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import qasync
from PySide6.QtWidgets import QMenu, QWidget

from turbodesk.app.tasks import Scope
from turbodesk.main import options_from
from turbodesk.ui.desktop import jump_list
from turbodesk.ui.desktop.jump_list import JumpTask
from turbodesk.ui.presenters.icon_entries import offer_at_icon


def test_windows_is_told_what_the_program_is_started_with(
    qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[tuple[str, Sequence[JumpTask]]] = []

    def offered(program: str, tasks: Sequence[JumpTask]) -> None:
        told.append((program, tasks))
        raise OSError("no desktop")

    monkeypatch.setattr(sys, "platform", "win32")
    monkeypatch.setattr(jump_list, "offer_tasks", offered)

    async def work() -> None:
        reports: list[object] = []
        scope, window = Scope("tests", lambda *report: reports.append(report)), QWidget()
        offer_at_icon(window, scope, None, tuple)  # Python's own icon
        offer_at_icon(window, scope, Path("TurboDesk.exe"), tuple)
        async with asyncio.timeout(20):
            while scope.is_running("jump-list"):  # noqa: ASYNC110 - a thread does it
                await asyncio.sleep(0.01)
        await scope.close()
        assert not reports
        window.deleteLater()

    qt_loop.run_until_complete(work())
    ((program, tasks),) = told
    assert program == "TurboDesk.exe"
    assert [one.title for one in tasks] == ["New chat", "Quick question"]
    options = [options_from([one.option]) for one in tasks]
    assert [(one.new_chat, one.ask) for one in options] == [(True, False), (False, True)]


def test_a_menu_of_the_dock_does_what_it_says_and_lives_as_long_as_the_window(
    qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[QMenu] = []
    done: list[str] = []
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(QMenu, "setAsDockMenu", lambda menu: shown.append(menu), raising=False)
    window = QWidget()
    entries = (("New & old", lambda: done.append("new")), ("Ask", lambda: done.append("ask")))
    offer_at_icon(window, Scope("tests", lambda *_: None), None, lambda: entries)
    (menu,) = shown
    assert [one.text() for one in menu.actions()] == ["New && old", "Ask"]
    for one in menu.actions():
        one.trigger()
    assert done == ["new", "ask"]
    assert menu.parent() is window
    window.deleteLater()
