"""Lists, reads and searches what lies in a chosen folder, within bounds of files, bytes and time."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterator
from threading import Event

from turbodesk.app.attachments.any_text import text_of_any
from turbodesk.app.attachments.sniff import Kind, sniffed
from turbodesk.app.documents import texts
from turbodesk.app.folders.confined import ConfinedFolder, FolderEntry, FolderRefused
from turbodesk.app.folders.names import MOST_DEEP, holds_key
from turbodesk.app.text_matcher import TextMatcher, matcher_for
from turbodesk.chat.attachments import size_for_model
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.quick_dataclasses import dataclass

MOST_BYTES = 20_000_000
"""Bytes of a file that is read."""
MOST_SHOWN = 500
"""Entries of a folder that are told."""
MOST_FILES = 20_000
"""Files a search looks at."""
MOST_SEARCHED_BYTES = 2_000_000
"""Bytes of a text that a search reads; of a document four times as much."""
MOST_DOCUMENTS = 40
"""Documents a search opens: each takes 0.1 to 1 s."""
MOST_HITS = 40
EACH = 3
"""Places told of one file."""
SEARCH_S = 20.0
_AROUND = 160
"""Characters told around what was found."""
_DOCUMENTS = ("docx", "odt", "xlsx", "ods", "pptx", "odp", "pdf", "rtf", "eml", "epub", "doc", "xls", "html", "htm")


@dataclass(frozen=True, slots=True)
class FileHit:
    """A place in a file, or a file by its name."""

    path: str
    line: int = 0
    """Counted from 1; 0: the name alone has the words, or its text has no lines of its own."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class FileSearch:
    """What a search found."""

    hits: tuple[FileHit, ...]
    files: int
    """How many were looked at."""
    left_out: int = 0
    """How many files and folders look secret, are hidden or are links."""
    unread: int = 0
    """How many files were not looked into: too large, or documents beyond what is opened."""
    is_whole: bool = True


def list_folder(folder: ConfinedFolder, parts: tuple[str, ...]) -> str:
    """Return what is in a folder, an entry a line. Raises `FolderRefused`."""
    found = folder.entries(parts)
    lines = [_line(entry) for entry in found.entries[:MOST_SHOWN]]
    rest = len(found.entries) - MOST_SHOWN
    if rest > 0 or not found.is_whole:
        lines.append(f"[And {'many' if not found.is_whole else f'{rest:,}'} more.]")
    if found.left_out:
        lines.append(f"[{left_out_words(found.left_out)}]")
    return "\n".join(lines) or "[The folder is empty.]"


def left_out_words(count: int) -> str:
    """Say how many entries are not told of."""
    one = "1 hidden file, link, or file that looks like a secret is left out."
    return one if count == 1 else f"{count:,} hidden files, links, or files that look like secrets are left out."


def read_file(folder: ConfinedFolder, parts: tuple[str, ...]) -> bytes:
    """Return what a file holds, unless it holds a key. Raises `FolderRefused`."""
    data = folder.read(parts, MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise FolderRefused(f"“{parts[-1]}” is larger than {size_for_model(MOST_BYTES)}.")
    if holds_key(data):
        raise FolderRefused(f"“{parts[-1]}” holds a private key, so it is left out.")
    return data


def search_folder(
    folder: ConfinedFolder, parts: tuple[str, ...], words: str, stop: Event, told: Callable[[int], object]
) -> FileSearch:
    """Look for words in names and texts, in any case; `told` hears how many files were looked at.

    Raises:
        FolderRefused: there is no such folder.
    """
    matcher = matcher_for(one_line(words))
    if matcher is None:
        raise FolderRefused("There are no words to look for.")
    search = _Search(folder, matcher, stop, told)
    search.run(parts)
    return FileSearch(tuple(search.hits), search.files, search.left_out, search.unread, search.is_whole)


class _Search:
    """One search under way: nearer folders first."""

    def __init__(
        self, folder: ConfinedFolder, matcher: TextMatcher, stop: Event, told: Callable[[int], object]
    ) -> None:
        self._folder, self._matcher, self._stop, self._told = folder, matcher, stop, told
        self._end = time.monotonic() + SEARCH_S
        self._documents = 0
        self.hits: list[FileHit] = []
        self.files = self.left_out = self.unread = 0
        self.is_whole = True

    def run(self, parts: tuple[str, ...]) -> None:
        waiting = deque([parts])
        while waiting and self._goes_on():
            here = waiting.popleft()
            try:
                found = self._folder.entries(here)
            except FolderRefused:
                if here == parts:
                    raise
                self.unread += 1
                continue
            self.left_out += found.left_out
            self.is_whole = self.is_whole and found.is_whole
            for entry in found.entries:
                if entry.is_folder and len(here) < MOST_DEEP:
                    waiting.append((*here, entry.name))
                elif not entry.is_folder and self._goes_on():
                    self._look_at((*here, entry.name), entry)
        self.is_whole = self.is_whole and not waiting

    def _goes_on(self) -> bool:
        is_over = self._stop.is_set() or time.monotonic() > self._end or len(self.hits) >= MOST_HITS
        if is_over or self.files >= MOST_FILES:
            self.is_whole = False
            return False
        return True

    def _look_at(self, path: tuple[str, ...], entry: FolderEntry) -> None:
        self.files += 1
        if self.files % 50 == 0:
            self._told(self.files)
        shown = "/".join(path)
        if next(self._matcher.spans(entry.name), None) is not None:
            self.hits.append(FileHit(shown))
        for number, (line, words) in enumerate(self._places(path, entry)):
            if number >= EACH or len(self.hits) >= MOST_HITS:
                break
            self.hits.append(FileHit(shown, line, words))

    def _places(self, path: tuple[str, ...], entry: FolderEntry) -> Iterator[tuple[int, str]]:
        is_document = entry.name.rpartition(".")[2].lower() in _DOCUMENTS
        most = MOST_SEARCHED_BYTES * (4 if is_document else 1)
        if entry.size > most or (is_document and self._documents >= MOST_DOCUMENTS):
            self.unread += 1
            return
        self._documents += is_document
        try:
            data = self._folder.read(path, most)
            if holds_key(data):
                return
            if is_document:
                text, _ = text_of_any(data, entry.name, self._stop)
            elif data and sniffed(data)[0] in (Kind.TEXT, Kind.MAIL, Kind.RICH_TEXT):
                text = texts.decoded(data[: texts.MOST_BYTES], entry.name).text
            else:
                return
        except (FolderRefused, AttachmentRefused):
            self.unread += 1
            return
        for number, line in enumerate(text.split("\n"), 1):
            if (span := next(self._matcher.spans(line), None)) is not None:
                start = max(0, span[0] - _AROUND // 2)
                words = beginning(one_line(line[start : start + 3 * _AROUND]), _AROUND)
                yield (0 if is_document else number), words


def _line(entry: FolderEntry) -> str:
    if entry.is_folder:
        return f"{entry.name}/"
    day = time.strftime("%Y-%m-%d", time.localtime(max(0.0, entry.changed_at)))
    return f"{entry.name} ({size_for_model(entry.size)}, {day})"
