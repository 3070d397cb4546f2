"""Offers what can be begun in the menu of the program's button in the taskbar of Windows, its jump list.

By `ICustomDestinationList` and what it is given, as `shobjidl.h` and `propsys.h` have them, with comtypes, which is
there for the speller. Methods stand in the order of these files; those that are not called are named alone. Each entry
starts the program with an option, which the one that runs does then. Why no AppUserModelID: Windows gives one by the
program's file, to its window and to every shortcut that leads to it, also to those of older setups and of
administrators, in which ours would be missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from ctypes import POINTER, Structure, byref, c_int, c_uint, c_ulong, c_ushort, c_void_p, c_wchar_p
from typing import Any

from turbodesk.quick_dataclasses import dataclass

_LIST_CLASS = "{77F10CF0-3DB5-4966-B520-B7C54FD35ED6}"
_LIST = "{6332DEBF-87B5-4670-90C0-5E57B408A49E}"
_COLLECTION_CLASS = "{2D3468C1-36A7-43B6-AC24-D3F02FD9607A}"
_COLLECTION = "{5632B1A4-E38A-400A-928A-D4CD63230295}"
_ARRAY = "{92CA9DCD-5622-4BBA-A805-5E9F541BD8C9}"
_LINK_CLASS = "{00021401-0000-0000-C000-000000000046}"
_LINK = "{000214F9-0000-0000-C000-000000000046}"
_PROPERTIES = "{886D8EEB-8CF2-4446-8D02-CDBA1DBDCF99}"
_TITLE = "{F29F85E0-4FF9-1068-AB91-08002B27B3D9}", 2
"""System.Title, by its format and number."""
_TEXT = 31
"""VT_LPWSTR."""


@dataclass(frozen=True, slots=True)
class JumpTask:
    """One entry."""

    title: str
    option: str
    """What the program is started with, such as "--new-chat"."""


def offer_tasks(program: str, tasks: Sequence[JumpTask]) -> None:
    """Have the jump list hold these, in place of what it held; `program` is the file to start. For any thread.

    Raises:
        OSError, ImportError: it cannot be had.
    """
    import comtypes

    comtypes.CoInitialize()  # never undone: what a failure still holds would be let go of after it
    try:
        _offer(comtypes, program, tasks)
    except comtypes.COMError as failed:
        raise OSError(str(failed)) from failed


def _offer(comtypes: Any, program: str, tasks: Sequence[JumpTask]) -> None:
    interfaces = _interfaces(comtypes)

    def made(class_id: str, interface: str) -> Any:
        return comtypes.CoCreateInstance(comtypes.GUID(class_id), interface=interfaces[interface])

    entries = made(_COLLECTION_CLASS, "collection")
    for task in tasks:
        link = made(_LINK_CLASS, "link")
        link.SetPath(program)
        link.SetArguments(task.option)
        link.SetIconLocation(program, 0)
        properties = link.QueryInterface(interfaces["properties"])
        form, number = _TITLE
        title = _Value(_TEXT, 0, 0, 0, task.title, None)
        properties.SetValue(byref(interfaces["key"](comtypes.GUID(form), number)), byref(title))
        properties.Commit()
        entries.AddObject(link)
    jump_list = made(_LIST_CLASS, "list")
    least, removed = c_uint(), c_void_p()
    jump_list.BeginList(byref(least), byref(comtypes.GUID(_ARRAY)), byref(removed))
    if removed.value:  # what the person took out of other categories; there are none
        POINTER(comtypes.IUnknown).from_buffer(removed).Release()
    jump_list.AddUserTasks(entries.QueryInterface(interfaces["array"]))
    jump_list.CommitList()


class _Value(Structure):
    """PROPVARIANT, of a text."""

    _fields_ = (
        ("kind", c_ushort),
        *((f"reserved_{at}", c_ushort) for at in range(3)),
        ("text", c_wchar_p),
        ("rest", c_void_p),
    )


def _interfaces(comtypes: Any) -> dict[str, Any]:
    """Return the interfaces and the key of a property, which comtypes has to be there for."""
    guid = comtypes.GUID
    base: Any = comtypes.IUnknown

    def method(name: str, *values: Any) -> Any:
        return comtypes.STDMETHOD(comtypes.HRESULT, name, list(values))

    def unused(*names: str) -> tuple[Any, ...]:
        return tuple(map(method, names))

    class Key(Structure):
        _fields_ = (("form", guid), ("number", c_ulong))

    class ObjectArray(base):
        _iid_ = guid(_ARRAY)
        _methods_: Any = unused("GetCount", "GetAt")

    class ObjectCollection(ObjectArray):
        _iid_ = guid(_COLLECTION)
        _methods_ = (method("AddObject", POINTER(base)),)

    class PropertyStore(base):
        _iid_ = guid(_PROPERTIES)
        _methods_ = (
            *unused("GetCount", "GetAt", "GetValue"),
            method("SetValue", POINTER(Key), POINTER(_Value)),
            method("Commit"),  # not for people
        )

    class ShellLink(base):
        _iid_ = guid(_LINK)
        _methods_ = (
            *unused("GetPath", "GetIDList", "SetIDList", "GetDescription", "SetDescription"),
            *unused("GetWorkingDirectory", "SetWorkingDirectory", "GetArguments"),
            method("SetArguments", c_wchar_p),
            *unused("GetHotkey", "SetHotkey", "GetShowCmd", "SetShowCmd", "GetIconLocation"),
            method("SetIconLocation", c_wchar_p, c_int),
            *unused("SetRelativePath", "Resolve"),  # not for people
            method("SetPath", c_wchar_p),
        )

    class DestinationList(base):
        _iid_ = guid(_LIST)
        _methods_ = (
            method("SetAppID", c_wchar_p),
            method("BeginList", POINTER(c_uint), POINTER(guid), POINTER(c_void_p)),
            *unused("AppendCategory", "AppendKnownCategory"),
            method("AddUserTasks", POINTER(ObjectArray)),
            method("CommitList"),
        )

    made = {"list": DestinationList, "collection": ObjectCollection, "array": ObjectArray, "link": ShellLink}
    return made | {"properties": PropertyStore, "key": Key}
