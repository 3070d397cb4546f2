"""Lets tests of the interface run coroutines on Qt's own event loop, as the program does.

pytest-asyncio's loop knows nothing of Qt: widgets would get no events while a coroutine runs. A test that needs both
takes `qt_loop` and says `qt_loop.run_until_complete(coroutine())`; it is a plain function, not `async def`.
"""

from __future__ import annotations

import asyncio
import gc
import traceback
from collections.abc import Iterator
from typing import Any

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtGui import QWindow
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from turbodesk.settings import ReadingFace
from turbodesk.ui.application.event_loop import EventLoop
from turbodesk.ui.theme.faces import faces_in_force


@pytest.fixture(scope="session")
def qapp(qapp: QApplication) -> QApplication:
    """The application with every face of ours, as `LIGHT` and `DARK` name them."""
    faces_in_force(qapp, ReadingFace.SERIF)
    return qapp


@pytest.fixture(scope="module", autouse=True)
def set_aside() -> None:
    """Take what is alive before a module's tests out of its collections: modules, libraries and the tests themselves.

    None of it is garbage before the end, and four fifths of the suite went into looking through it after each test.
    """
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def collected_here() -> Iterator[None]:
    """Collect Qt objects that are garbage between tests, on this thread, as the program does with its timer.

    Python would do it on any thread that allocates, such as the database's, and their timers would fire on.
    """
    was_on = gc.isenabled()
    gc.disable()
    yield
    gc.collect()
    if was_on:
        gc.enable()


@pytest.fixture(autouse=True)
def plain_look() -> Iterator[None]:
    """Take back the theme that a test put on the application: under a style sheet, fonts and sizes go other ways."""
    before = QApplication.palette() if isinstance(QApplication.instance(), QApplication) else None
    yield
    app = QApplication.instance()
    if isinstance(app, QApplication) and app.styleSheet():
        app.setStyleSheet("")
        if before is not None:
            app.setPalette(before)


@pytest.fixture(autouse=True)
def no_button_held() -> Iterator[None]:
    """Let go of a mouse button that a test left pressed, as one does whose click takes the pressed widget away.

    Qt counts buttons for the whole application: to the next test the person would be dragging, and Tab goes elsewhere.
    """
    yield
    if isinstance(QApplication.instance(), QApplication) and QApplication.mouseButtons() != Qt.MouseButton.NoButton:
        window = QWindow()
        window.create()
        for button in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton):
            if QApplication.mouseButtons() & button:
                QTest.mouseRelease(window, button)
        window.destroy()
        assert QApplication.mouseButtons() == Qt.MouseButton.NoButton


@pytest.fixture(autouse=True)
def no_theme_left_behind() -> Iterator[None]:
    """Have what asks the application for its theme, and for motion, find neither of the last test's."""
    yield
    if isinstance(app := QApplication.instance(), QApplication):
        for name in ("currentTheme", "isStill", "areKeysUsed"):
            app.setProperty(name, None)


@pytest.fixture
def qt_loop(qapp: QApplication) -> Iterator[qasync.QEventLoop]:
    """An asyncio loop inside the QApplication; fails the test that leaves a task in it, or an exception nobody took."""
    # As in the program: otherwise the last window that closes ends the loop under a running coroutine.
    quits = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    loop = EventLoop(qapp)
    asyncio.set_event_loop(loop)
    failed: list[str] = []
    loop.set_exception_handler(lambda _, context: failed.append(_told(context)))
    try:
        yield loop
        left = asyncio.all_tasks(loop)
        names = sorted(task.get_name() for task in left)
        if left:
            for task in left:
                task.cancel()
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
    finally:
        loop.close()
        asyncio.set_event_loop(None)
        qapp.setQuitOnLastWindowClosed(quits)
    if names:
        pytest.fail(f"tasks left behind: {', '.join(names)}")
    if failed:
        pytest.fail("\n".join(failed))


def _told(context: dict[str, Any]) -> str:
    error = context.get("exception")
    trace = "".join(traceback.format_exception(error)) if isinstance(error, BaseException) else ""
    return f"{context.get('message', '')}\n{trace}"


@pytest.fixture(scope="session", autouse=True)
def plain_clipboard_at_the_end() -> Iterator[None]:
    """Leave nothing of Python's on the clipboard: the offscreen platform deletes it after Python has ended."""
    yield
    if isinstance(QApplication.instance(), QApplication):
        QApplication.clipboard().setText("")
