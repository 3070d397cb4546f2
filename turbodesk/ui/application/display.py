"""Finds out whether there is a screen to open a window on, before Qt would abort the program over it."""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from turbodesk.translation import _

NO_DISPLAY = _("TurboDesk needs a screen: neither DISPLAY nor WAYLAND_DISPLAY leads to one.")

_X11_PORT = 6000  # display N listens at 6000 + N where it listens on the network at all
_LIMIT_S = 5.0  # a display reached through ssh may take a moment


def is_available(environment: Mapping[str, str] = os.environ) -> bool:
    """Whether a window can be opened. Windows and macOS always have a screen; elsewhere X11 or Wayland must answer."""
    if sys.platform in ("win32", "darwin"):
        return True
    platform = environment.get("QT_QPA_PLATFORM", "")
    if platform and platform.split(":")[0] not in ("xcb", "wayland"):
        return True  # offscreen and its kin need none; an unknown name is Qt's to refuse
    return _wayland_answers(environment) or _x11_answers(environment.get("DISPLAY", ""))


def _wayland_answers(environment: Mapping[str, str]) -> bool:
    name = environment.get("WAYLAND_DISPLAY")
    if not name:
        return False
    return _connects(socket.AF_UNIX, str(Path(environment.get("XDG_RUNTIME_DIR", "/nonexistent")) / name))


def _x11_answers(display: str) -> bool:
    host, colon, rest = display.rpartition(":")
    number = rest.split(".")[0]
    if not colon or not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _connects(socket.AF_UNIX, path) or _connects(socket.AF_UNIX, f"\0{path}")
    return _connects(socket.AF_INET, (host, _X11_PORT + int(number)))


def _connects(family: int, address: str | tuple[str, int]) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(_LIMIT_S)
            probe.connect(address)
    except OSError:
        return False
    return True
