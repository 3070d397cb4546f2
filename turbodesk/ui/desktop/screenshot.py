"""Takes a picture of the screen as the desktop has it: through its portal, or by the system's own means.

With the portal (org.freedesktop.portal.Screenshot) and on macOS the person chooses what is in the picture. On X11
without one, and on Windows, it is the whole screen, without our window. Wayland shows a program nothing but itself.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QWidget

from turbodesk.ui.desktop.portal_request import has_portal, request
from turbodesk.ui.desktop.session_bus import SessionBus, value_of

_SCREENSHOT = "org.freedesktop.portal.Screenshot"
_GONE_S = 0.3
"""How long a desktop takes to draw what was behind a window that is hidden; animations of desktops end within."""
MOST_BYTES = 200_000_000
"""No screen makes more; a longer file is none of its."""


class NoScreenshotError(Exception):
    """This desktop gives no picture of the screen."""


async def screenshot(bus: SessionBus, window: QWidget) -> bytes | None:
    """Return a picture as a file of its kind, usually PNG; None where the person did not want one after all.

    Raises:
        NoScreenshotError: there is none to be had.
    """
    if sys.platform == "darwin":
        return await _of_macos()
    if sys.platform != "win32" and await has_portal(bus, _SCREENSHOT):
        return await _of_portal(bus)
    if sys.platform != "win32" and QGuiApplication.platformName() != "xcb":
        raise NoScreenshotError
    return await _of_screen(window)


async def _of_portal(bus: SessionBus) -> bytes | None:
    given = await request(
        bus, _SCREENSHOT, "Screenshot", "sa{sv}", lambda token: ("", {**token, "interactive": ("b", True)})
    )
    address = value_of(given.get("uri"), "s") if given is not None else None
    try:
        parts = urlsplit(address or "")
    except ValueError:  # such as "file://[", which urlsplit does not take
        return None
    if parts.scheme != "file" or parts.netloc not in ("", "localhost"):
        return None
    return await asyncio.to_thread(_read, Path(unquote(parts.path)))


async def _of_macos() -> bytes | None:
    """Let `screencapture` ask what is to be in the picture; its manual: without a choice there is no file."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "screenshot.png"
        process = await asyncio.create_subprocess_exec("/usr/sbin/screencapture", "-i", "-x", str(file))
        try:
            await process.wait()
        finally:
            if process.returncode is None:
                process.kill()
        return await asyncio.to_thread(_read, file) if file.exists() else None


async def _of_screen(window: QWidget) -> bytes:
    screen = window.screen()
    window.hide()
    try:
        await asyncio.sleep(_GONE_S)
        picture = screen.grabWindow(0)
    finally:
        window.show()
        window.activateWindow()
    if picture.isNull():
        raise NoScreenshotError
    return _png(picture)


def _png(picture: QPixmap) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    picture.toImage().save(buffer, "PNG")  # type: ignore[call-overload]
    return bytes(buffer.data().data())


def _read(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MOST_BYTES + 1)
    except OSError as error:
        raise NoScreenshotError from error
    if len(content) > MOST_BYTES:
        raise NoScreenshotError
    return content
