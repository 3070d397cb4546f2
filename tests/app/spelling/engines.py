"""Engines of spelling whose words are known."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping


class ListedWords:
    """Knows the words it was given, by language, and suggests those that begin alike; counts what it is asked."""

    def __init__(self, words: Mapping[str, Iterable[str]]) -> None:
        self.words = {language: set(known) for language, known in words.items()}
        self.asked: list[tuple[str, str]] = []
        self.threads: set[str] = set()
        self.is_closed = False

    def languages(self) -> tuple[str, ...]:
        return tuple(sorted(self.words))

    def knows(self, word: str, language: str) -> bool:
        self.asked.append((word, language))
        self.threads.add(threading.current_thread().name)
        return word in self.words[language] or word.lower() in self.words[language]

    def suggestions(self, word: str, language: str) -> tuple[str, ...]:
        return tuple(sorted(known for known in self.words[language] if known[:1] == word[:1]))

    def close(self) -> None:
        self.is_closed = True
