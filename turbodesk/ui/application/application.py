"""Runs Qt and asyncio on one thread, and hears of everything nobody else caught.

The last window closing does not end the program by itself: the coroutine given to
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
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext, suppress
from types import TracebackType
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from turbodesk import resources, translation
from turbodesk.chat.errors import FailureNote
from turbodesk.settings import ThemeChoice
from turbodesk.ui.application.event_loop import EventLoop
from turbodesk.ui.theme import DESKTOP_CONTRAST, DESKTOP_FONT, style_application, theme_in_force
from turbodesk.ui.widgets.lifetime import single_shot

if TYPE_CHECKING:
    from turbodesk.ui.application.file_open import FileOpens

APPLICATION_ID = "io.github.turbodesk.TurboDesk"
"""The desktop file's name; Wayland finds the window's icon by it."""

log = logging.getLogger("turbodesk")


class DesktopApplication(QApplication):
    """Qt's application, which leaves it to others what to do when the system asks it to open something or to end.

    Not a filter on the usual one, which would be asked about every event of any object.
    """

    def __init__(self, arguments: list[str]) -> None:
        self.quit_asked: Callable[[], object] | None = None
        """Called when the session ends, or by Quit of the menu that macOS gives. None: Qt closes every window, one
        after the other, and a window that is closed may stay in the tray."""
        self.opens: FileOpens | None = None
        if sys.platform == "darwin":
            from turbodesk.ui.application.file_open import FileOpens

            self.opens = FileOpens()
        super().__init__(arguments)

    def event(self, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Quit and self.quit_asked is not None:
            event.ignore()
            self.quit_asked()
            return True
        return (self.opens is not None and self.opens.take(event)) or super().event(event)


class Application:
    """The one QApplication and its event loop."""

    def __init__(self, arguments: list[str]) -> None:
        QApplication.setApplicationName("TurboDesk")
        QApplication.setApplicationDisplayName("TurboDesk")
        QApplication.setDesktopFileName(APPLICATION_ID)
        with _reachable_input_method():
            self.qt = _on_the_desktop(arguments)
        if translation.language() != translation.ENGLISH:
            from turbodesk.ui.application.language import dress  # English ones need none of it

            dress(self.qt)
        self.qt.setQuitOnLastWindowClosed(False)
        self.qt.setWindowIcon(QIcon(str(resources.path("icons", "turbodesk.svg"))))
        self.on_defect: Callable[[], None] = lambda: None
        """Called after a defect was logged, so that a window can say that something went wrong."""

    def listen_to_opens(self, taker: Callable[[str], object] | None) -> None:
        """Give `taker` what the system asks a running program to open, where it does so by events (macOS)."""
        if (opens := getattr(self.qt, "opens", None)) is not None:
            opens.listen(taker)

    def listen_to_quit(self, asked: Callable[[], object] | None) -> None:
        """Call `asked` when the session ends, or macOS' own Quit is chosen, in place of closing every window."""
        if isinstance(self.qt, DesktopApplication):
            self.qt.quit_asked = asked

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
        with ExitStack() as stack:
            try:
                for one in before:
                    loop.add_signal_handler(one, quit_)
            except NotImplementedError:  # Windows
                stack.enter_context(_signals_heard_at_once())
                for one in before:
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
            self.report(str(context.get("message", "the event loop")), error)  # not for people: of the log
        else:
            log.error("the event loop: %s", context.get("message"))


@contextmanager
def _signals_heard_at_once() -> Iterator[None]:
    """Have Python's handlers called when a signal comes, not when Qt calls Python the next time: it may never do so."""
    import socket

    from PySide6.QtCore import QSocketNotifier

    ours, pythons = socket.socketpair()
    with ours, pythons:
        ours.setblocking(False)
        pythons.setblocking(False)
        before = signal.set_wakeup_fd(pythons.fileno(), warn_on_full_buffer=False)
        notifier = QSocketNotifier(ours.fileno(), QSocketNotifier.Type.Read)
        notifier.activated.connect(lambda: ours.recv(64))  # it runs Python, which calls the handlers first
        try:
            yield
        finally:
            notifier.setEnabled(False)
            signal.set_wakeup_fd(before)


def _on_the_desktop(arguments: list[str]) -> QApplication:
    """Make the application, in the colours and the font of the desktop's portal where there is one."""
    if "DBUS_SESSION_BUS_ADDRESS" not in os.environ:
        return DesktopApplication(arguments)
    from turbodesk.ui.application import portal

    found = portal.ask() if portal.may_have_one() else None
    with portal.followed(found):
        made = DesktopApplication(arguments)
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
