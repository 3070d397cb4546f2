"""Tells whether a window of its own may be translucent, and so have soft edges.

Only X11 without a compositor says no: what shines through there is black. Asked each time, since compositors come and
go; it costs a question to the X server on the connection Qt has, some 50 us.
"""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication, QNativeInterface

_OWNED_BY_COMPOSITOR = b"_NET_WM_CM_S0"
"""The selection that a compositor of the first screen holds (EWMH)."""


def is_composited() -> bool:
    """Whether the screen blends windows with what lies beneath."""
    if QGuiApplication.platformName() != "xcb":
        return True
    app = QGuiApplication.instance()
    native = app.nativeInterface() if isinstance(app, QGuiApplication) else None
    if not isinstance(native, QNativeInterface.QX11Application):
        return False
    return _has_owner(native.display(), _OWNED_BY_COMPOSITOR)


def _has_owner(display: int, selection: bytes) -> bool:
    """Whether a client of the X server holds a selection; False where its library cannot be asked."""
    import ctypes

    try:
        x11 = ctypes.CDLL("libX11.so.6")  # Qt's plugin has loaded it
    except OSError:
        return False
    x11.XInternAtom.argtypes = (ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int)
    x11.XInternAtom.restype = ctypes.c_ulong
    x11.XGetSelectionOwner.argtypes = (ctypes.c_void_p, ctypes.c_ulong)
    x11.XGetSelectionOwner.restype = ctypes.c_ulong
    return bool(x11.XGetSelectionOwner(display, x11.XInternAtom(display, selection, 0)))
