"""Runs Qt and asyncio on one thread, and hears of everything nobody else caught.

qasync is imported here and nowhere else, for its event loop alone: its `asyncSlot` keeps no reference to the task it
starts and its `asyncClose` spins. The last window closing does not end the program by itself: the coroutine given to
`run` decides when it is over, so that no task is cut off in the middle of a write.
"""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from types import TracebackType
from typing import Any

import qasync
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from turbodesk import resources
from turbodesk.chat.errors import FailureNote
from turbodesk.settings import ThemeChoice
from turbodesk.ui.theme import DESKTOP_CONTRAST, DESKTOP_FONT, style_application, theme_in_force
from turbodesk.ui.widgets.lifetime import single_shot

APPLICATION_ID = "io.github.turbodesk.TurboDesk"
"""The desktop file's name; Wayland finds the window's icon by it."""

log = logging.getLogger("turbodesk")


class EventLoop(qasync.QEventLoop):
    """qasync's loop, whose timers end when it is closed.

    qasync only marks them: those still running would go on inside a QObject that is cyclic garbage, until a collector
    destroys it, on another thread if it runs there.
    """

    def close(self) -> None:
        """Release everything, on this thread."""
        was_closed = self.is_closed()
        super().close()
        if not was_closed:
            delete(self._timer)

    def _add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        if self.is_closed():  # a thread's last word, underway when the loop closed
            handle.cancel()
            return handle
        made: asyncio.Handle = super()._add_callback(handle, delay)
        return made


class Application:
    """The one QApplication and its event loop."""

    def __init__(self, arguments: list[str]) -> None:
        QApplication.setApplicationName("TurboDesk")
        QApplication.setApplicationDisplayName("TurboDesk")
        QApplication.setDesktopFileName(APPLICATION_ID)
        with _reachable_input_method():
            self.qt = _on_the_desktop(arguments)
        self.qt.setQuitOnLastWindowClosed(False)
        self.qt.setWindowIcon(QIcon(str(resources.path("icons", "turbodesk.svg"))))
        self.on_defect: Callable[[], None] = lambda: None
        """Called after a defect was logged, so that a window can say that something went wrong."""

    def run(self, main: Callable[[], Coroutine[Any, Any, int]]) -> int:
        """Run `main()` to its end on Qt's event loop and return its exit code."""
        loop = EventLoop(self.qt)
        asyncio.set_event_loop(loop)
        loop.set_exception_handler(self._loop_failed)
        hooks = sys.excepthook, sys.unraisablehook, threading.excepthook
        sys.excepthook, sys.unraisablehook, threading.excepthook = self._hook, _unraisable, _thread_failed
        try:
            with loop:
                return int(loop.run_until_complete(main()))
        finally:
            sys.excepthook, sys.unraisablehook, threading.excepthook = hooks
            asyncio.set_event_loop(None)

    @contextmanager
    def ended_by_system(self, quit_: Callable[[], None]) -> Iterator[None]:
        """Call `quit_` when the system wants the program to end (SIGTERM), or its terminal (SIGINT, by Ctrl+C)."""
        loop = asyncio.get_running_loop()
        before = {one: signal.getsignal(one) for one in (signal.SIGINT, signal.SIGTERM)}
        for one in before:
            try:
                loop.add_signal_handler(one, quit_)
            except NotImplementedError:  # Windows: heard when Qt calls Python the next time
                signal.signal(one, lambda *_: loop.call_soon_threadsafe(quit_))
        try:
            yield
        finally:
            for one, old in before.items():
                with suppress(NotImplementedError):
                    loop.remove_signal_handler(one)
                signal.signal(one, old)

    async def tell(self, note: FailureNote) -> None:
        """Say one thing in a box of its own, where there is no window to say it in, and wait until it is read."""
        from turbodesk.ui.widgets.plain import PlainBox

        style_application(self.qt, theme_in_force(self.qt, ThemeChoice.SYSTEM))
        box = PlainBox("TurboDesk", note.sentence, note.advice)
        box.setIcon(PlainBox.Icon.Information)
        box.setStandardButtons(PlainBox.StandardButton.Ok)
        read: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        box.finished.connect(lambda _: read.set_result(None))
        box.open()
        try:
            await read
        finally:
            box.deleteLater()

    def report(self, where: str, error: BaseException) -> None:
        """Log a defect of ours and tell the window; for `Scope` and the hooks here."""
        log.error("failed: %s", where, exc_info=error)
        # Not at once: this may be called in the middle of a paint or a layout.
        single_shot(self.qt, 0, lambda: self.on_defect())

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        self.report("a callback", error.with_traceback(trace))

    def _loop_failed(self, _loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
        error = context.get("exception")
        if isinstance(error, BaseException):
            self.report(str(context.get("message", "the event loop")), error)
        else:
            log.error("the event loop: %s", context.get("message"))


def _on_the_desktop(arguments: list[str]) -> QApplication:
    """Make the application, in the colours and the font of the desktop's portal where there is one."""
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        return QApplication(arguments)
    from turbodesk.ui.application import portal

    found = portal.ask() if portal.may_have_one() else None
    with portal.followed(found):
        made = QApplication(arguments)
    if found is not None and found.wants_contrast:
        made.setProperty(DESKTOP_CONTRAST, True)
    is_kde = "KDE" in os.environ.get("XDG_CURRENT_DESKTOP", "").split(":")  # Qt reads its fonts where they really are
    if found is not None and not is_kde and (font := portal.family_and_size(found.font)) is not None:
        family, size = font
        chosen = made.font()
        chosen.setFamily(family)
        chosen.setPointSizeF(size)
        made.setProperty(DESKTOP_FONT, chosen)
    return made


def _reachable_input_method() -> AbstractContextManager[None]:
    if not os.environ.keys() & {"QT_IM_MODULES", "QT_IM_MODULE"}:
        return nullcontext()
    from turbodesk.ui.application.input_method import reachable

    return reachable(os.environ)


def _thread_failed(args: threading.ExceptHookArgs) -> None:
    name = "?" if args.thread is None else args.thread.name
    log.error("failed: the thread %s", name, exc_info=args.exc_value)


def _unraisable(args: sys.UnraisableHookArgs) -> None:
    log.error("failed: %s", args.err_msg or "an end nobody waits for", exc_info=args.exc_value)


def picture_formats() -> list[str]:
    """Return the picture formats that Qt's plugins here can read, by their usual endings."""
    from PySide6.QtGui import QImageReader

    return sorted(bytes(format_.data()).decode("ascii") for format_ in QImageReader.supportedImageFormats())
