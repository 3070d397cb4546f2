"""Asks the speller of macOS (`NSSpellChecker`), by rubicon-objc: pure Python, 65 kB, where pyobjc is 6 MB.

AppKit belongs to the thread of the window; a word takes some ten microseconds there, and is asked in portions.
"""

from __future__ import annotations

from typing import Any

_NOT_FOUND = 2**63 - 1
"""`NSNotFound`."""


class MacSpelling:
    """The shared spell checker."""

    def __init__(self, checker: Any, new_range: Any) -> None:
        """`checker` is an `NSSpellChecker`, `new_range` makes an `NSRange` of a location and a length."""
        self._checker = checker
        self._new_range = new_range

    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(str(one).replace("-", "_") for one in self._checker.availableLanguages))

    def knows(self, word: str, language: str) -> bool:
        wrong = self._checker.checkSpellingOfString(
            word, startingAt=0, language=language, wrap=False, inSpellDocumentWithTag=0, wordCount=None
        )
        return bool(wrong.length == 0 or wrong.location == _NOT_FOUND)

    def suggestions(self, word: str, language: str) -> tuple[str, ...]:
        whole = self._new_range(0, len(word.encode("utf-16-le")) // 2)
        found = self._checker.guessesForWordRange(whole, inString=word, language=language, inSpellDocumentWithTag=0)
        return tuple(str(one) for one in found or ())

    def close(self) -> None:
        self._checker = None


def open_macos() -> MacSpelling:
    """Return the system's speller.

    Raises:
        OSError, ImportError: it cannot be had.
    """
    from rubicon.objc import NSRange, ObjCClass
    from rubicon.objc.runtime import load_library

    load_library("AppKit")
    return MacSpelling(ObjCClass("NSSpellChecker").sharedSpellChecker, NSRange)
