"""Asks the Hunspell of the system, which LibreOffice and the browsers ask too, with the dictionaries they share.

Its C interface has been the same since 2008 (`hunspell/hunspell.h`); `ctypes` lets other threads run while it works.

Why not Enchant, by pyenchant: it is linked to the GLib of the system, while the frozen program has one of its own in
the process, which Qt brings, and which is too old for the Enchant of a newer distribution. Why not chunspell: it has
Hunspell built in, 3 MB for each Python, and keeps the window waiting while it reads a dictionary or thinks.
"""

from __future__ import annotations

import codecs
import ctypes
import os
from collections.abc import Iterable, Mapping
from pathlib import Path

LIBRARIES = ("libhunspell-1.7.so.0", "libhunspell-1.6.so.0", "libhunspell.so.0")
_FOLDERS = ("hunspell", "myspell", "myspell/dicts")
_MOST = 8
"""Suggestions that are handed on."""


class Hunspell:
    """Dictionaries that are read when they are first asked, and kept."""

    def __init__(self, library: ctypes.CDLL, folders: Iterable[Path]) -> None:
        self._library = _declared(library)
        self._files = _dictionaries(folders)
        self._open: dict[str, tuple[int, str] | None] = {}
        """By language: the handle of a dictionary, and how its letters are encoded; None: it cannot be read."""

    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self._files))

    def knows(self, word: str, language: str) -> bool:
        found = self._opened(language)
        if found is None:
            return True
        handle, encoding = found
        encoded = _encoded(word, encoding)
        return encoded is not None and bool(self._library.Hunspell_spell(handle, encoded))

    def suggestions(self, word: str, language: str) -> tuple[str, ...]:
        found = self._opened(language)
        encoded = None if found is None else _encoded(word, found[1])
        if found is None or encoded is None:
            return ()
        handle, encoding = found
        listed = ctypes.POINTER(ctypes.c_char_p)()
        count = self._library.Hunspell_suggest(handle, ctypes.byref(listed), encoded)
        try:
            given = [listed[at] for at in range(min(count, _MOST))]
        finally:
            self._library.Hunspell_free_list(handle, ctypes.byref(listed), count)
        return tuple(one.decode(encoding, "replace") for one in given if one)

    def close(self) -> None:
        for found in self._open.values():
            if found is not None:
                self._library.Hunspell_destroy(found[0])
        self._open.clear()

    def _opened(self, language: str) -> tuple[int, str] | None:
        if language not in self._open:
            self._open[language] = self._read(language)
        return self._open[language]

    def _read(self, language: str) -> tuple[int, str] | None:
        path = self._files.get(language)
        if path is None:
            return None
        names = os.fsencode(path.with_suffix(".aff")), os.fsencode(path)
        handle = self._library.Hunspell_create(*names)
        if not handle:
            return None
        encoding = self._library.Hunspell_get_dic_encoding(handle).decode("ascii", "replace")
        try:
            return handle, codecs.lookup(_PYTHONS.get(encoding.lower(), encoding)).name
        except LookupError:
            self._library.Hunspell_destroy(handle)
            return None


_PYTHONS = {"microsoft-cp1251": "cp1251", "iscii-devanagari": "utf-8", "tis620-2533": "tis-620"}
"""What dictionaries call their encoding, where Python calls it otherwise."""


def open_hunspell(environment: Mapping[str, str] = os.environ, libraries: Iterable[str] = LIBRARIES) -> Hunspell | None:
    """Return the system's Hunspell, or None where it is not installed."""
    for name in libraries:
        try:
            return Hunspell(ctypes.CDLL(name), folders(environment))
        except OSError:
            continue
    return None


def folders(environment: Mapping[str, str]) -> list[Path]:
    """Return where dictionaries are looked for, the person's own before the system's."""
    home = Path(environment.get("HOME", "/"))
    named = [Path(one) for one in environment.get("DICPATH", "").split(os.pathsep) if one]
    own = Path(environment.get("XDG_DATA_HOME") or home / ".local/share")
    shared = [Path(one) for one in (environment.get("XDG_DATA_DIRS") or "").split(os.pathsep) if one]
    places = [own, *shared, Path("/usr/local/share"), Path("/usr/share")]
    return [*named, *(place / folder for place in places for folder in _FOLDERS)]


def _dictionaries(places: Iterable[Path]) -> dict[str, Path]:
    found: dict[str, Path] = {}
    for place in places:
        try:
            listed = sorted(place.glob("*.dic"))
        except OSError:
            continue
        for path in listed:
            language = path.stem.replace("-", "_")
            if not language.startswith("hyph_") and path.with_suffix(".aff").is_file():
                found.setdefault(language, path)
    return found


def _encoded(word: str, encoding: str) -> bytes | None:
    """Return a word as a dictionary has it, None where that has no such letters and so no such word."""
    try:
        return word.encode(encoding)
    except UnicodeEncodeError:
        return None


def _declared(library: ctypes.CDLL) -> ctypes.CDLL:
    handle, words = ctypes.c_void_p, ctypes.POINTER(ctypes.POINTER(ctypes.c_char_p))
    library.Hunspell_create.restype, library.Hunspell_create.argtypes = handle, (ctypes.c_char_p, ctypes.c_char_p)
    library.Hunspell_destroy.restype, library.Hunspell_destroy.argtypes = None, (handle,)
    library.Hunspell_spell.argtypes = (handle, ctypes.c_char_p)
    library.Hunspell_suggest.argtypes = (handle, words, ctypes.c_char_p)
    library.Hunspell_free_list.restype, library.Hunspell_free_list.argtypes = None, (handle, words, ctypes.c_int)
    library.Hunspell_get_dic_encoding.restype = ctypes.c_char_p
    library.Hunspell_get_dic_encoding.argtypes = (handle,)
    return library
