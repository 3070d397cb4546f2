"""Where the files of all computers lie: four verbs, and nothing that a plain folder could not do.

No storage is asked for a lock, a condition, an order or a clock, since none can be trusted to have one. A file's name
is used once and its content never changes.

A name is a folder and a file, as in "log/abcdefghijklmnop.1-9.abcdefgh.tds". Names come from outside too: what a
program that keeps folders in step makes of ours ("… (conflicted copy).tds") is listed and can be read. So what may be
a name is said here, once: it begins as ours do, and nothing in it means anything to a file system or in an address.
"""

from __future__ import annotations

import re
from typing import Protocol

LARGEST_FILE = 128 * 1024 * 1024
"""Bytes. None of ours is larger, so a larger one is not loaded."""

FOLDERS = ("log", "blobs")
"""All there are in a vault: files of records, and attachments."""

_FILE = r"[A-Za-z2-7]{16}[^/\\:*?\"<>|%#\x00-\x1f\x7f-\x9f\ud800-\udfff]{0,150}(?<![. ])"
_FILE_PATTERN = re.compile(_FILE)
_NAME_PATTERN = re.compile(f"({'|'.join(FOLDERS)})/({_FILE})")


def is_file_name(text: str) -> bool:
    """Whether a listing may show this: a name of ours, or what somebody made of one. All else is passed over."""
    return _FILE_PATTERN.fullmatch(text) is not None


def split_name(name: str) -> tuple[str, str]:
    """Return the folder and the file of a name.

    Raises:
        ValueError: it is none. That is a defect of ours, since listings show no other.
    """
    found = _NAME_PATTERN.fullmatch(name)
    if found is None:
        raise ValueError(f"not a name in storage: {name[:200]!r}")  # not for people: a defect
    return found[1], found[2]


class Storage(Protocol):
    """One place for files. What is called below may be called several times at once."""

    async def list(self, folder: str) -> dict[str, int]:
        """Return the files of a folder, "log" or "blobs", and their sizes in bytes; one that is not there is empty.

        Only what `is_file_name` accepts is shown.

        Raises:
            StorageError: it could not be looked at as a whole. A part is never given for the whole.
        """
        ...

    async def get(self, name: str) -> bytes:
        """Return a file.

        Raises:
            Missing: there is none.
            StorageError: it could not be had.
            Damaged: it is larger than `LARGEST_FILE`, and was not loaded.
        """
        ...

    async def put(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all where that can be had; its folder is made where there is none.

        Cancelling, like a failure, leaves open whether the file is there.

        Raises:
            StorageError: it may be there, or be there in part.
        """
        ...

    async def delete(self, name: str) -> None:
        """Delete a file; one that is not there is no failure.

        Raises:
            StorageError: it may still be there.
        """
        ...

    async def remove_empty_folders(self) -> None:
        """Remove the folders this vault has in the storage, as far as they are empty; what is in use stays.

        For when nothing shall be left: after a trial, and after everything was deleted.

        Raises:
            StorageError: some may still be there.
        """
        ...

    async def close(self) -> None:
        """End the connections. Never raises; nothing else may be called afterwards."""
        ...
