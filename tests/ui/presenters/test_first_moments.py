"""Acts between the first paint of the window and the first chat in it, as somebody quick does."""

from __future__ import annotations

import sys
import threading
from importlib.util import find_spec
from pathlib import Path

import pytest
import qasync
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.presenters.test_window import Seat, seated
from turbodesk.app.services import start_services
from turbodesk.ui.presenters import background_imports
from turbodesk.ui.presenters.background_imports import CHATS, MESSAGES, imported
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.presenters.window import WindowPresenter


@pytest.mark.parametrize("by_key", [False, True])
def test_a_chat_begun_before_the_last_one_is_there_stays_in_front(
    by_key: bool, qapp: QApplication, qt_loop: qasync.QEventLoop, tmp_path: Path
) -> None:
    async def before() -> None:
        async with seated(qapp, tmp_path) as seat:
            await seat.says("Hello")

    async def quickly() -> None:
        def report(where: str, error: BaseException) -> None:
            raise AssertionError(where) from error

        async with start_services(tmp_path, report=report) as services:
            views = MainWindowViews(qapp, services)
            presenter = WindowPresenter(services, views, demo=True)

            def act(_: object) -> None:
                if by_key:
                    QTest.keyClick(views.window, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
                else:
                    views.sidebar.new_chat_requested.emit()
                views.window.typed.emit("quick")

            presenter.painted.add_done_callback(act)
            await presenter.start()
            seat = Seat(services, presenter, views.window)
            assert seat.chat_ids() == ()
            assert seat.written() == "quick"
            presenter.finish()
            views.window.deleteLater()

    qt_loop.run_until_complete(before())
    qt_loop.run_until_complete(quickly())


def test_what_is_imported_beside_the_window_is_there(qt_loop: qasync.QEventLoop) -> None:
    assert [name for name in (*CHATS, *MESSAGES) if find_spec(name) is None] == []
    qt_loop.run_until_complete(imported((*CHATS, *MESSAGES)))
    assert set(CHATS) | set(MESSAGES) <= sys.modules.keys()


def test_what_needs_qt_is_imported_on_the_windows_thread(
    qt_loop: qasync.QEventLoop, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: dict[str, bool] = {}
    here = threading.get_ident()
    monkeypatch.setattr(
        background_imports, "import_module", lambda name: threads.setdefault(name, threading.get_ident() == here)
    )
    qt_loop.run_until_complete(imported(["turbodesk.ui.never", "turbodesk.app.never", "turbodesk.ui.nor_this"]))
    assert threads == {"turbodesk.app.never": False, "turbodesk.ui.never": True, "turbodesk.ui.nor_this": True}


def test_modules_are_imported_on_another_thread_and_once(qt_loop: qasync.QEventLoop, tmp_path: Path) -> None:
    (tmp_path / "imported_late.py").write_text("import threading\nhere = threading.get_ident()\n")
    sys.path.insert(0, str(tmp_path))
    try:
        qt_loop.run_until_complete(imported(["imported_late"]))
        assert sys.modules["imported_late"].here != threading.get_ident()
        with pytest.raises(StopIteration):
            imported(["imported_late"]).send(None)  # which waits for nothing
    finally:
        sys.path.remove(str(tmp_path))
        sys.modules.pop("imported_late", None)
