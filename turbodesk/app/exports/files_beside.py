"""Writes what is attached to a chat into a folder beside the text about it: "Ferries files" beside "Ferries.md".

Nothing that is there is written over. A file of the same name and content serves again, so that a chat saved twice has
its files once; what a failure or a cancellation leaves unfinished is taken away again.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from turbodesk.app.attachments.opened_copies import name_of_copy
from turbodesk.app.new_file import write_new_file
from turbodesk.chat.attachments import Attachment
from turbodesk.translation import _, unmarked


class FilesBeside:
    """The files of one text; a context that takes back what it wrote where it ends in an exception."""

    def __init__(self, path: Path, content: Callable[[str], bytes | None]) -> None:
        """`path` is the text's; `content` gives the bytes of an attachment by their hash, None where they are lost."""
        self._folder = path.with_name(unmarked(_("{name} files").format(name=path.stem)))
        self._content = content
        self._made: list[Path] = []
        self._links: dict[str, str] = {}

    def __enter__(self) -> FilesBeside:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        if kind is not None:
            for one in self._made:
                one.unlink(missing_ok=True)
            with suppress(OSError):  # there may be others in it, or none was made
                self._folder.rmdir()

    def link(self, attachment: Attachment) -> str:
        """Write a file, once, and return where it is, seen from the text, as an address; "" where it is lost.

        Raises:
            StoreFailure: it cannot be written.
        """
        if attachment.sha256 not in self._links:
            content = self._content(attachment.sha256)
            if content is None:
                return ""
            name = self._written(attachment, content).name
            self._links[attachment.sha256] = f"{quote(self._folder.name)}/{quote(name)}"
        return self._links[attachment.sha256]

    def _written(self, attachment: Attachment, content: bytes) -> Path:
        with suppress(OSError):  # where it cannot be made, the file says so
            self._folder.mkdir(exist_ok=True)
        wanted = path = self._folder / name_of_copy(attachment)
        number = 1
        while path.exists():
            if path.stat().st_size == len(content) and path.read_bytes() == content:
                return path
            number += 1
            path = wanted.with_name(f"{wanted.stem} {number}{wanted.suffix}")
        write_new_file(path, lambda file: file.write(content))
        self._made.append(path)
        return path
