"""What every engine of spelling can do, and which one there is on this system.

Linux has Hunspell (`hunspell.py`), Windows (`windows.py`) and macOS (`macos.py`) a speller of their own.
"""

from __future__ import annotations

import sys
from typing import Protocol


class SpellingEngine(Protocol):
    """Knows words. Languages are written as in "de_AT". All is called on one thread: `belongs_to_a_thread`."""

    def languages(self) -> tuple[str, ...]:
        """Return the languages there are dictionaries of, in order."""
        ...

    def knows(self, word: str, language: str) -> bool:
        """Return whether a word is right in one of `languages`; True where that cannot be told."""
        ...

    def suggestions(self, word: str, language: str) -> tuple[str, ...]:
        """Return what may be meant, the most likely first."""
        ...

    def close(self) -> None:
        """Let the dictionaries go."""
        ...


def open_engine() -> SpellingEngine | None:
    """Return this system's engine, or None where it has none; called where the engine is going to be used."""
    try:
        match sys.platform:
            case "win32":
                from turbodesk.app.spelling.windows import open_windows

                return open_windows()
            case "darwin":
                from turbodesk.app.spelling.macos import open_macos

                return open_macos()
            case _:
                from turbodesk.app.spelling.hunspell import open_hunspell

                return open_hunspell()
    except (OSError, ImportError, AttributeError):  # it is not there, or is no such thing as we know
        return None


def belongs_to_a_thread() -> bool:
    """Return whether this system's engine is opened and used on a thread of its own; macOS wants the window's."""
    return sys.platform != "darwin"
