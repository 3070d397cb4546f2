"""Asks the speller of Windows (`ISpellChecker`, since Windows 8), by comtypes: pure Python, 0.3 MB.

Why not pyenchant: its package for Windows has 37 MB of libraries and dictionaries of its own, and asks none of the
system's. Why not pywin32, which is there: it calls interfaces it knows, and this is none of them.
The interfaces are those of `spellcheck.h`, their methods in its order; those that are not called are named alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any, Protocol

_FACTORY_CLASS = "{7AB36653-1796-484B-BDFA-E74F1DB7C1DC}"
_FACTORY = "{8E018A9D-2415-4677-BF08-794EA61F94BB}"
_CHECKER = "{B6FD0B71-E2BC-4653-8D05-F197E412770B}"
_ERRORS = "{803E3BD4-2828-4410-8290-418D1D73C762}"
_STRINGS = "{00000101-0000-0000-C000-000000000046}"
_S_OK = 0


class Factory(Protocol):
    """What is used of `ISpellCheckerFactory`, without the pointers."""

    def supported(self) -> Iterable[str]:
        """Name the languages there are, as in "de-AT"."""
        ...

    def checker(self, language: str) -> Checker:
        """Return what checks one language."""
        ...


class Checker(Protocol):
    """What is used of `ISpellChecker`."""

    def has_mistake(self, text: str) -> bool:
        """Whether a mistake is found in a text."""
        ...

    def suggest(self, word: str) -> Iterable[str]:
        """Name what may be meant."""
        ...


class WindowsSpelling:
    """The spellers of the languages that are installed."""

    def __init__(self, factory: Factory) -> None:
        self._factory: Factory | None = factory
        self._names = {one.replace("-", "_"): one for one in factory.supported()}
        self._checkers: dict[str, Checker | None] = {}

    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._names))

    def knows(self, word: str, language: str) -> bool:
        checker = self._checker(language)
        return checker is None or not checker.has_mistake(word)

    def suggestions(self, word: str, language: str) -> tuple[str, ...]:
        checker = self._checker(language)
        return () if checker is None else tuple(checker.suggest(word))

    def close(self) -> None:
        self._checkers.clear()
        self._factory = None  # let go on the thread it was made on, as COM wants it

    def _checker(self, language: str) -> Checker | None:
        if self._factory is None:
            return None
        if language not in self._checkers:
            try:
                self._checkers[language] = self._factory.checker(self._names[language])
            except (OSError, KeyError):  # it was removed in the settings of Windows
                self._checkers[language] = None
        return self._checkers[language]


def open_windows() -> WindowsSpelling:
    """Return the system's speller, for the thread that asks: comtypes makes it one that can use COM.

    Raises:
        OSError, ImportError: it cannot be had.
    """
    # Not `comtypes.client`, which makes a folder for the code it writes.
    import comtypes

    comtypes.CoInitialize()  # done by the import on the thread that imports first, which may have been another
    interfaces = _interfaces(comtypes)
    with _told(comtypes.COMError):
        factory = comtypes.CoCreateInstance(comtypes.GUID(_FACTORY_CLASS), interface=interfaces["factory"])
        return WindowsSpelling(_ComFactory(factory, comtypes.COMError))


@contextmanager
def _told(error: type[Exception]) -> Iterator[None]:
    """Raise an OSError where COM says that something failed; comtypes' own error is none."""
    try:
        yield
    except error as failed:
        raise OSError(str(failed)) from failed


class _ComFactory:
    def __init__(self, factory: Any, error: type[Exception]) -> None:
        self._factory, self._error = factory, error

    def supported(self) -> Iterable[str]:
        with _told(self._error):
            return list(_strings(self._factory.SupportedLanguages))

    def checker(self, language: str) -> Checker:
        with _told(self._error):
            return _ComChecker(self._factory.CreateSpellChecker(language), self._error)


class _ComChecker:
    def __init__(self, checker: Any, error: type[Exception]) -> None:
        self._checker, self._error = checker, error

    def has_mistake(self, text: str) -> bool:
        with _told(self._error):
            # S_OK: there is a mistake; S_FALSE: there is none, and the pointer is null.
            return bool(self._checker.Check(text).Next())

    def suggest(self, word: str) -> Iterable[str]:
        with _told(self._error):
            return list(_strings(self._checker.Suggest(word)))


def _strings(listed: Any) -> Iterator[str]:
    """Go through an `IEnumString`; each of its texts is ours to free."""
    import ctypes

    free = ctypes.windll.ole32.CoTaskMemFree  # type: ignore[attr-defined, unused-ignore]
    free.argtypes = (ctypes.c_void_p,)
    while True:
        text, count = ctypes.c_void_p(), ctypes.c_ulong()
        if listed.Next(1, ctypes.byref(text), ctypes.byref(count)) != _S_OK or not text.value:
            return
        try:
            found = ctypes.wstring_at(text.value)
        finally:
            free(text)
        yield found


def _interfaces(comtypes: Any) -> dict[str, Any]:
    """Return the interfaces of `spellcheck.h`, which comtypes has to be there for."""
    from ctypes import POINTER, c_int, c_ulong, c_void_p, c_wchar_p

    method, hresult, guid = comtypes.COMMETHOD, comtypes.HRESULT, comtypes.GUID
    base: Any = comtypes.IUnknown

    class EnumString(base):  # type: ignore[misc]
        _iid_ = guid(_STRINGS)
        _methods_ = (
            comtypes.STDMETHOD(hresult, "Next", [c_ulong, c_void_p, POINTER(c_ulong)]),
            comtypes.STDMETHOD(hresult, "Skip", [c_ulong]),
            comtypes.STDMETHOD(hresult, "Reset", []),
            comtypes.STDMETHOD(hresult, "Clone", [c_void_p]),
        )

    class EnumSpellingError(base):  # type: ignore[misc]
        _iid_ = guid(_ERRORS)
        _methods_ = (method([], hresult, "Next", (["out"], POINTER(POINTER(base)), "value")),)

    class SpellChecker(base):  # type: ignore[misc]
        _iid_ = guid(_CHECKER)
        _methods_ = (
            method(["propget"], hresult, "LanguageTag", (["out"], POINTER(c_wchar_p), "value")),
            method([], hresult, "Check", (["in"], c_wchar_p), (["out"], POINTER(POINTER(EnumSpellingError)), "value")),
            method([], hresult, "Suggest", (["in"], c_wchar_p), (["out"], POINTER(POINTER(EnumString)), "value")),
        )

    class SpellCheckerFactory(base):  # type: ignore[misc]
        _iid_ = guid(_FACTORY)
        _methods_ = (
            method(["propget"], hresult, "SupportedLanguages", (["out"], POINTER(POINTER(EnumString)), "value")),
            method([], hresult, "IsSupported", (["in"], c_wchar_p), (["out"], POINTER(c_int), "value")),
            method(
                [],
                hresult,
                "CreateSpellChecker",
                (["in"], c_wchar_p),
                (["out"], POINTER(POINTER(SpellChecker)), "value"),
            ),
        )

    return {"factory": SpellCheckerFactory}
