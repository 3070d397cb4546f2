"""Shows a number and a line of progress at the window's button in the taskbar of Windows.

The number is Qt's, the line `ITaskbarList3` of `shobjidl.h`, by comtypes, which is there for the speller. Its methods
stand here in the order of that file. Where it cannot be had, as before the desktop runs, there is no line.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cached_property
from typing import Any, Protocol

from PySide6.QtGui import QGuiApplication

_CLASS = "{56FDF344-FD6D-11D0-958A-006097C9A090}"
_TASKBAR = "{EA1AFB91-9E28-4B86-90E9-9E9F8A5EEFAF}"
_NO_PROGRESS, _NORMAL = 0, 2
_WHOLE = 1_000


class Taskbar(Protocol):
    """What is used of `ITaskbarList3`; each raises an OSError where it cannot be done."""

    def set_state(self, window_id: int, state: int) -> None:
        """Say what kind of line there is."""

    def set_value(self, window_id: int, done: int, of: int) -> None:
        """Say how long it is."""


class TaskbarButton:
    """The button of one window."""

    def __init__(self, window_id: Callable[[], int], taskbar: Callable[[], Taskbar] | None = None) -> None:
        self._window_id, self._open = window_id, taskbar or open_taskbar

    def set_count(self, count: int) -> None:
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(count)

    def set_progress(self, share: float | None) -> None:
        taskbar = self._taskbar
        if taskbar is None:
            return
        with suppress(OSError):
            taskbar.set_state(self._window_id(), _NO_PROGRESS if share is None else _NORMAL)
            if share is not None:
                taskbar.set_value(self._window_id(), round(min(max(share, 0.0), 1.0) * _WHOLE), _WHOLE)

    @cached_property
    def _taskbar(self) -> Taskbar | None:
        try:
            return self._open()
        except (OSError, ImportError):
            return None


def open_taskbar() -> Taskbar:
    """Return the system's taskbar, for the window's thread.

    Raises:
        OSError, ImportError: it cannot be had.
    """
    import comtypes

    comtypes.CoInitialize()  # comtypes does so on the thread that imports it, which may have been another
    try:
        made = comtypes.CoCreateInstance(comtypes.GUID(_CLASS), interface=_interface(comtypes))
        made.HrInit()
    except comtypes.COMError as failed:
        raise OSError(str(failed)) from failed
    return _ComTaskbar(made, comtypes.COMError)


class _ComTaskbar:
    def __init__(self, made: Any, error: type[Exception]) -> None:
        self._made, self._error = made, error

    def set_state(self, window_id: int, state: int) -> None:
        self._call(self._made.SetProgressState, window_id, state)

    def set_value(self, window_id: int, done: int, of: int) -> None:
        self._call(self._made.SetProgressValue, window_id, done, of)

    def _call(self, method: Any, *values: int) -> None:
        try:
            method(*values)
        except self._error as failed:
            raise OSError(str(failed)) from failed


def _interface(comtypes: Any) -> Any:
    """Return `ITaskbarList3`, as far as it is used; comtypes has to be there for it."""
    from ctypes import c_int, c_ulonglong, c_void_p

    method, result = comtypes.STDMETHOD, comtypes.HRESULT
    base: Any = comtypes.IUnknown

    class TaskbarList3(base):
        _iid_ = comtypes.GUID(_TASKBAR)
        _methods_ = (
            method(result, "HrInit", []),
            method(result, "AddTab", [c_void_p]),
            method(result, "DeleteTab", [c_void_p]),
            method(result, "ActivateTab", [c_void_p]),
            method(result, "SetActiveAlt", [c_void_p]),
            method(result, "MarkFullscreenWindow", [c_void_p, c_int]),
            method(result, "SetProgressValue", [c_void_p, c_ulonglong, c_ulonglong]),
            method(result, "SetProgressState", [c_void_p, c_int]),
        )

    return TaskbarList3
