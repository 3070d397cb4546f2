"""Learns whether the system asks for less motion, at the start and whenever that changes.

Qt 6.11 tells an application the system's colours and not this. So it is read where each system keeps it:

* **Linux**: the desktop portal's settings, without waiting for its answer. `reduced-motion` of
  `org.freedesktop.appearance` is the standard key; desktops older than 2026 have GNOME's switch for animations or
  KDE's factor for their length, which their portals hand on.
* **Windows**: `SPI_GETCLIENTAREAANIMATION` ("Animation effects"), asked again whenever TurboDesk comes to the front.
* **macOS**: `accessibilityDisplayShouldReduceMotion` of `NSWorkspace`, asked again likewise. Never run on a Mac so far.

Where nothing answers, motion is as usual.
"""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QApplication

from turbodesk.settings import Motion
from turbodesk.ui.theme.portal_settings import PortalSettings

KEYS = {
    ("org.freedesktop.appearance", "reduced-motion"): 1,
    ("org.gnome.desktop.interface", "enable-animations"): False,
    ("org.kde.kdeglobals.KDE", "AnimationDurationFactor"): "0",
}
"""Where a desktop may say it, and the value that asks for less motion."""
_GET_ANIMATION = 0x1042  # SPI_GETCLIENTAREAANIMATION


class SystemMotion(QObject):
    """What the system asks for; nothing is known before `listen`."""

    changed = Signal()

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._asking: set[tuple[str, str]] = set()
        """The keys of the portal that ask for less motion."""
        self._is_reduced = False

    @property
    def is_reduced(self) -> bool:
        """Whether the system asks for less motion."""
        return self._is_reduced

    def listen(self) -> None:
        """Ask the system now, and whenever it may have changed; returns at once."""
        if sys.platform.startswith("linux"):
            portal = PortalSettings(self)
            portal.told.connect(self.take)
            portal.listen(KEYS)
        else:
            self._ask_again(Qt.ApplicationState.ApplicationActive)
            self._application.applicationStateChanged.connect(self._ask_again)

    def take(self, namespace: str, name: str, value: object) -> None:
        """Note a setting of the portal; what is of another kind than expected asks for nothing."""
        key = (namespace, name)
        wanted = KEYS.get(key)
        if wanted is None:
            return
        if type(value) is type(wanted) and value == wanted:
            self._asking.add(key)
        else:
            self._asking.discard(key)
        self._set(bool(self._asking))

    def _ask_again(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self._set(_windows_reduces() if sys.platform == "win32" else _mac_reduces())

    def _set(self, is_reduced: bool) -> None:
        if is_reduced != self._is_reduced:
            self._is_reduced = is_reduced
            self.changed.emit()


def is_motion_reduced(choice: Motion, system: SystemMotion) -> bool:
    """Whether to do without motion: as the person chose, or else as the system asks."""
    return system.is_reduced if choice is Motion.SYSTEM else choice is Motion.REDUCED


def _windows_reduces() -> bool:
    if sys.platform != "win32":
        return False
    import ctypes

    animates = ctypes.c_int(1)
    asked = ctypes.windll.user32.SystemParametersInfoW(_GET_ANIMATION, 0, ctypes.byref(animates), 0)
    return bool(asked) and not animates.value


def _mac_reduces() -> bool:
    import ctypes
    from ctypes.util import find_library

    library = find_library("objc") if sys.platform == "darwin" else None
    if library is None:
        return False
    objc = ctypes.CDLL(library)
    objc.objc_getClass.restype = objc.sel_registerName.restype = ctypes.c_void_p
    objc.objc_getClass.argtypes = objc.sel_registerName.argtypes = [ctypes.c_char_p]
    workspace_class = objc.objc_getClass(b"NSWorkspace")
    if not workspace_class:
        return False
    send = ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    ask = ctypes.CFUNCTYPE(ctypes.c_bool, ctypes.c_void_p, ctypes.c_void_p)(("objc_msgSend", objc))
    workspace = send(workspace_class, objc.sel_registerName(b"sharedWorkspace"))
    return bool(ask(workspace, objc.sel_registerName(b"accessibilityDisplayShouldReduceMotion")))
