"""Gives every test the same ground: no display of the developer's, no limits of time, and nothing left behind.

A test that leaves an asyncio task, a thread, a socket or a window behind fails, whatever else it proved: what leaks in
a test leaks in the program, where it loses words or keeps it from quitting.

Tests marked `display` start programs of their own under a virtual X server (see `tests/e2e/desktop.py`). Where the
tools for that are missing they are left out, and the summary says how to get them; with `CI` set they fail instead.
"""

from __future__ import annotations

import asyncio
import gc
import inspect
import os
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from pytestqt.qtbot import QtBot

from tests.e2e import tools

# Before anything imports Qt: no test may open a window on the screen of the person who runs it.
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# Tests look for English words, whatever language the person who runs them speaks.
os.environ["TURBODESK_LANGUAGE"] = "en"

# No limit for one example: this machine may be busy. Counts of work are tested, times are benchmarked.
hypothesis.settings.register_profile("default", deadline=None)
# The same commit gets the same verdict; new examples are looked for wherever somebody works.
hypothesis.settings.register_profile("ci", deadline=None, print_blob=True, derandomize=True)
# For seeing which lines are run at all: see tests/covered.py.
hypothesis.settings.register_profile("lines", deadline=None, derandomize=True, max_examples=10)
hypothesis.settings.register_profile("thorough", deadline=None, max_examples=5_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE") or ("ci" if os.environ.get("CI") else "default"))

PATIENCE_S = 20.0
"""How long a thread or socket that is already on its way out may take to be gone."""

_SEEN_WITHIN_MS = 20_000
"""How long a test waits for what it wants to see. A machine under load needs some of it, and a fault all."""

_call_failed = pytest.StashKey[bool]()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    missing = tools.missing()
    if not missing or os.environ.get("CI"):
        return
    for item in items:
        if item.get_closest_marker("display"):
            item.add_marker(pytest.mark.skip(reason=f"left out; to have it: {tools.how_to_get()}"))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    report = yield
    if call.when == "call":
        item.stash[_call_failed] = report.failed
    return report


class PatientBot(QtBot):
    """pytest-qt's, but that its own five seconds are too few for a machine that has much else to do."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = _SEEN_WITHIN_MS) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = _SEEN_WITHIN_MS, **more: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **more)

    def waitSignals(self, signals: Any, *, timeout: int = _SEEN_WITHIN_MS, **more: Any) -> Any:
        return super().waitSignals(signals, timeout=timeout, **more)

    def waitExposed(self, widget: Any, *, timeout: int = _SEEN_WITHIN_MS) -> Any:
        return super().waitExposed(widget, timeout=timeout)

    def waitActive(self, widget: Any, *, timeout: int = _SEEN_WITHIN_MS) -> Any:
        return super().waitActive(widget, timeout=timeout)


@pytest.fixture
def qtbot(qapp: object, request: pytest.FixtureRequest) -> QtBot:
    """Press, type and wait."""
    return PatientBot(request)


@pytest.fixture(autouse=True)
def nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail the test that leaves a task, a thread, a socket or a top-level widget behind.

    A test that failed is left alone: its traceback still holds whatever it made.
    """
    before = _what_is_alive()
    yield
    if request.node.stash.get(_call_failed, False):
        return
    left = _what_is_alive() - before
    if left:
        gc.collect()
        until = time.monotonic() + PATIENCE_S
        while (left := _what_is_alive() - before) and time.monotonic() < until:
            time.sleep(0.02)
    if left:
        pytest.fail(f"left behind: {', '.join(sorted(name for name, _ in left))}")


@pytest.fixture(autouse=True)
def no_task_left_in_a_coroutine(request: pytest.FixtureRequest, nothing_left_behind: None) -> None:
    """Look after the tasks of tests that are coroutines; a fixture of its own, so that the loop ends in between."""
    if inspect.iscoroutinefunction(_innermost(request.node)):
        request.getfixturevalue("no_task_left_behind")


@pytest.fixture
async def no_task_left_behind() -> AsyncIterator[None]:
    """Fail the coroutine test that leaves a task running; the loop's end would cancel it silently."""
    before = asyncio.all_tasks()
    yield
    left = {task for task in asyncio.all_tasks() - before if task is not asyncio.current_task() and not task.done()}
    if left:
        pytest.fail(f"tasks left behind: {', '.join(sorted(task.get_name() for task in left))}")


def _innermost(item: Any) -> Any:
    """The test's own function, under what hypothesis wraps around it."""
    function = item.obj
    return getattr(getattr(function, "hypothesis", None), "inner_test", function)


def _what_is_alive() -> set[tuple[str, int]]:
    """Name and identity of each thread, socket and top-level widget of this process."""
    return _threads() | _sockets() | _widgets()


def _threads() -> set[tuple[str, int]]:
    return {(f"thread {thread.name!r}", thread.ident or 0) for thread in threading.enumerate()}


def _sockets() -> set[tuple[str, int]]:
    """Sockets of any kind, a socket pair's halves included. Only Linux lists them; elsewhere CI did it for us."""
    alive = set()
    for entry in Path("/proc/self/fd").glob("*"):
        try:
            target = os.readlink(entry)
        except OSError:  # the directory's own descriptor, gone by now
            continue
        if target.startswith("socket:["):
            alive.add((f"socket {entry.name}", int(target[8:-1])))
    return alive


def _widgets() -> set[tuple[str, int]]:
    """Top-level widgets, once the deletions already asked for are done."""
    if "PySide6.QtWidgets" not in sys.modules:
        return set()
    from PySide6.QtCore import QCoreApplication, QEvent
    from PySide6.QtWidgets import QApplication

    if not isinstance(QApplication.instance(), QApplication):
        return set()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return {
        (f"widget {widget.metaObject().className()} {widget.objectName()!r}", id(widget))
        for widget in QApplication.topLevelWidgets()
        # Qt keeps the last tool tip's label for the next one.
        if widget.objectName() != "qtooltip_label"
    }
