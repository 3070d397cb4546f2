"""Keeps the words that the person has added: a plain file with a word a line, which may be edited with any editor."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from pathlib import Path

from turbodesk.chat.errors import StoreUnwritable
from turbodesk.store.paths import make_private_folder
from turbodesk.store.whole_file import write_whole
from turbodesk.translation import _

MOST = 100_000
"""Words that are read; a file of more is none of ours."""


class OwnWords:
    """The words, in memory once they were asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._words: frozenset[str] | None = None

    def __contains__(self, word: str) -> bool:
        """Whether a word, or the same without its capital, was added."""
        return not self._known().isdisjoint(_forms(word))

    def add(self, word: str) -> None:
        """Keep a word.

        Raises:
            StoreUnwritable: it is known for this run, but could not be written, or not without losing others: then
                the file stays as it is.
        """
        self._change(lambda words: words | {unicodedata.normalize("NFC", word)})

    def remove(self, word: str) -> None:
        """Keep a word no longer, nor the same without its capital.

        Raises:
            StoreUnwritable: as for `add`.
        """
        self._change(lambda words: words - _forms(word))

    def _change(self, change: Callable[[frozenset[str]], frozenset[str]]) -> None:
        """Change the words, and the file as it is now: it may have been edited meanwhile."""
        self._words = change(self._known())
        path = self._path.resolve()  # a file kept elsewhere through a link stays there
        try:
            words = change(_words_of(self._lines()))
            if len(words) > MOST:
                raise ValueError(f"more than {MOST} words")
            self._words = words
            text = "".join(f"{one}\n" for one in sorted(words, key=lambda one: (one.casefold(), one)))
            make_private_folder(path.parent)
            write_whole(path, lambda file: file.write(text.encode()), private=True)
        except (OSError, ValueError) as error:
            raise StoreUnwritable(
                f"{path}\n{error}",
                sentence=_("Your word could not be saved."),
                advice=_("TurboDesk knows it until it is closed."),
            ) from error

    def _known(self) -> frozenset[str]:
        """Return the words, as far as they can be read."""
        if self._words is None:
            try:
                self._words = _words_of(self._lines(errors="replace")[:MOST])
            except (OSError, ValueError):
                self._words = frozenset()
        return self._words

    def _lines(self, *, errors: str = "strict") -> list[str]:
        """Return the lines of the file; there are none where there is no file.

        Raises:
            OSError: it is there and cannot be read.
            ValueError: strictly, it is no text in UTF-8, or of more than `MOST` lines.
        """
        try:
            lines = self._path.read_text("utf-8-sig", errors=errors).splitlines()
        except FileNotFoundError:
            return []
        if errors == "strict" and len(lines) > MOST:
            raise ValueError(f"more than {MOST} words")
        return lines


def _words_of(lines: Iterable[str]) -> frozenset[str]:
    found = (unicodedata.normalize("NFC", line.strip()) for line in lines)
    return frozenset(one for one in found if one and "\ufffd" not in one)


def _forms(word: str) -> set[str]:
    word = unicodedata.normalize("NFC", word)
    return {word, word[:1].lower() + word[1:]}
