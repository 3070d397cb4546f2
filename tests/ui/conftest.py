"""Lets tests of the interface run coroutines on Qt's own event loop, as the program does.

pytest-asyncio's loop knows nothing of Qt: widgets would get no events while a coroutine runs. A test that needs both
takes `qt_loop` and says `qt_loop.run_until_complete(coroutine())`; it is a plain function, not `async def`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

import pytest
import qasync
from PySide6.QtWidgets import QApplication


@pytest.fixture
def qt_loop(qapp: QApplication) -> Iterator[qasync.QEventLoop]:
    """An asyncio loop inside the QApplication; fails the test that leaves a task in it."""
    # As in the program: otherwise the last window that closes ends the loop under a running coroutine.
    quits = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    loop = qasync.QEventLoop(qapp)
    asyncio.set_event_loop(loop)
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


@pytest.fixture(scope="session", autouse=True)
def plain_clipboard_at_the_end() -> Iterator[None]:
    """Leave nothing of Python's on the clipboard: the offscreen platform deletes it after Python has ended."""
    yield
    if isinstance(QApplication.instance(), QApplication):
        QApplication.clipboard().setText("")
