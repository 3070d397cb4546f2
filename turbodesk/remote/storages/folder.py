"""A folder that a program of the person's keeps in step: Syncthing, Dropbox, OneDrive, iCloud Drive, a network share.

The folder is never made: where it is gone, a share is not mounted or a disk not plugged in, and files put in its place
would be on this computer alone. What is below it is ours, and is a folder or a file: links are not followed, since
whoever can write there could lead us anywhere.

A file gets its name when all of it is on the disk. Until then it has a name that every one of these programs leaves
alone: Dropbox and Nextcloud for its first letters, OneDrive for its last ones, our own listing for its point.
"""

from __future__ import annotations

import errno
import os
import re
import secrets
import stat
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

from turbodesk.chat.storage_choice import StorageChoice
from turbodesk.chat.storage_errors import (
    Damaged,
    FolderClosed,
    FolderGone,
    Missing,
    NotStorage,
    OnlineOnly,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
)
from turbodesk.remote import storage as rules
from turbodesk.remote.patient_threads import TIME_LIMIT_S, PatientThreads, Progress

T = TypeVar("T")

_PORTION = 1024 * 1024
"""Bytes read or written before it is seen whether anybody still waits."""
_ENTRIES = 256
"""Likewise, entries of a folder."""
_PARTIAL = re.compile(r"\.~[0-9a-f]{16}\.tmp")
_PARTIAL_DAYS = 1
"""A partial file as old as that is of a run that was killed."""
_REPLACE_AGAIN_S = (0.05, 0.2, 0.5)
"""On Windows a file that a scanner has just opened cannot be renamed."""

_KINDS: dict[int, type[StorageError]] = {
    errno.EACCES: FolderClosed,
    errno.EPERM: FolderClosed,
    errno.EROFS: FolderClosed,
    errno.ENOSPC: StorageFull,
    errno.EDQUOT: StorageFull,
    errno.EFBIG: StorageFull,
    errno.EBUSY: StorageBusy,
    errno.EAGAIN: StorageBusy,
    errno.ENOENT: FolderGone,
    errno.ENOTDIR: FolderGone,
}
"""All others, EIO and those of a network among them, are `StorageUnreachable`."""
_SHARING = (32, 33)
"""Of Windows: another program has the file open, or a part of it."""
_CLOUD = range(362, 399)
"""Of Windows: what the files of OneDrive and its like fail with (ERROR_CLOUD_FILE_…, winerror.h)."""
_ONLINE_ATTRIBUTES = 0x1000 | 0x40000 | 0x400000
"""Of Windows: FILE_ATTRIBUTE_OFFLINE, RECALL_ON_OPEN, RECALL_ON_DATA_ACCESS."""
_DATALESS = 0x40000000
"""Of macOS: SF_DATALESS, a file that iCloud Drive or another has taken the content of."""
_JUNCTION = 0xA0000003
"""Of Windows: IO_REPARSE_TAG_MOUNT_POINT, a folder that stands for another."""


def open_folder(choice: StorageChoice, secret: str, vault_id: str, *, proxy: str = "") -> FolderStorage:
    """Return the storage of a choice. A folder has neither secret nor proxy."""
    return FolderStorage(Path(choice.address), vault_id)


class FolderStorage:
    """Storage in a folder that exists."""

    def __init__(self, path: Path, vault_id: str, *, time_limit_s: float = TIME_LIMIT_S) -> None:
        """`path` is what the person chose; nothing is looked at yet."""
        self._above = path
        self._path = path / vault_id
        self._threads = PatientThreads("storage folder", time_limit_s=time_limit_s)  # not for people

    async def list(self, folder: str) -> dict[str, int]:
        """Return the files of a folder and their sizes, conflict copies among them (see `Storage`)."""
        return await self._do(lambda progress: self._listed(folder, progress))

    async def get(self, name: str) -> bytes:
        """Return a file (see `Storage`). Raises OnlineOnly too: its content is not on this computer."""
        folder, file = rules.split_name(name)
        return await self._do(lambda progress: self._read(folder, file, progress))

    async def put(self, name: str, content: bytes) -> None:
        """Write a file, whole or not at all (see `Storage`)."""
        folder, file = rules.split_name(name)
        await self._do(lambda progress: self._write(folder, file, content, progress))

    async def delete(self, name: str) -> None:
        """Delete a file (see `Storage`)."""
        folder, file = rules.split_name(name)

        def work(_: Progress) -> None:
            with suppress(FileNotFoundError):
                if (path := self._folder(folder)) is not None and stat.S_ISREG(os.lstat(path / file).st_mode):
                    (path / file).unlink()

        await self._do(work)

    async def remove_empty_folders(self) -> None:
        """Remove our folders, as far as they are empty (see `Storage`)."""

        def work(_: Progress) -> None:
            self._look()
            for path in (*(self._path / folder for folder in rules.FOLDERS), self._path):
                try:
                    path.rmdir()
                except OSError as error:
                    if error.errno not in (errno.ENOENT, errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR):
                        raise

        await self._do(work)

    async def close(self) -> None:
        """Do nothing: what was called has ended, or is not waited for."""

    async def _do(self, work: Callable[[Progress], T]) -> T:
        try:
            return await self._threads.do(work)
        except OSError as error:
            raise storage_error(error) from error

    def _look(self) -> None:
        """Raise FolderGone where the person's folder is not there."""
        try:
            is_there = stat.S_ISDIR(os.stat(self._above).st_mode)
        except FileNotFoundError:
            is_there = False
        if not is_there:
            raise FolderGone(str(self._above))

    def _folder(self, folder: str) -> Path | None:
        """Return one of our folders; None: there is none yet."""
        self._look()
        for path in (self._path, self._path / folder):
            try:
                found = os.lstat(path)
            except FileNotFoundError:
                return None
            if not stat.S_ISDIR(found.st_mode) or getattr(found, "st_reparse_tag", 0) == _JUNCTION:
                raise NotStorage(f"{path} is no folder")  # not for people: details
        return path

    def _listed(self, folder: str, progress: Progress) -> dict[str, int]:
        path = self._folder(folder)
        if path is None:
            return {}
        found: dict[str, int] = {}
        with os.scandir(path) as entries:
            for at, entry in enumerate(entries):
                if at % _ENTRIES == 0:
                    progress.note()
                with suppress(FileNotFoundError):  # deleted since, by another computer
                    if rules.is_file_name(entry.name) and entry.is_file(follow_symlinks=False):
                        found[entry.name] = entry.stat(follow_symlinks=False).st_size
                    elif _PARTIAL.fullmatch(entry.name):
                        _remove_if_old(entry)
        return found

    def _read(self, folder: str, file: str, progress: Progress) -> bytes:
        path = self._folder(folder)
        try:
            found = os.lstat(path / file) if path is not None else None
        except FileNotFoundError:
            found = None
        if path is None or found is None or not stat.S_ISREG(found.st_mode):
            raise Missing(file)
        if found.st_size > rules.LARGEST_FILE:
            raise Damaged(f"{file}: {found.st_size} bytes")
        if seems_online_only(found):
            progress.if_late = OnlineOnly
        try:
            return _content(path / file, progress)
        except FileNotFoundError as error:
            raise Missing(file) from error
        except OSError as error:
            meaning = storage_error(error)
            if type(meaning) is StorageUnreachable:
                raise progress.if_late(meaning.detail) from error
            raise meaning from error

    def _write(self, folder: str, file: str, content: bytes, progress: Progress) -> None:
        path = self._folder(folder)
        if path is None:
            path = self._path / folder
            for one in (self._path, path):
                with suppress(FileExistsError):
                    one.mkdir()
        partial = path / f".~{secrets.token_hex(8)}.tmp"
        try:
            with partial.open("xb") as out:
                for start in range(0, len(content), _PORTION):
                    out.write(memoryview(content)[start : start + _PORTION])
                    progress.note()
                out.flush()
                _keep(out.fileno())
            progress.note()
            _replace(partial, path / file)
        finally:
            with suppress(OSError):  # what went wrong before says more
                partial.unlink(missing_ok=True)


def storage_error(error: OSError) -> StorageError:
    """Return what the system's error means for storage."""
    windows = getattr(error, "winerror", None) or 0
    if windows in _CLOUD:
        return OnlineOnly(str(error))
    kind = StorageBusy if windows in _SHARING else _KINDS.get(error.errno or 0, StorageUnreachable)
    return kind(str(error))


def seems_online_only(found: os.stat_result) -> bool:
    """Whether a file may be there in name alone.

    That it has no blocks says little by itself: some systems keep small files elsewhere, and some count none. So such a
    file is read all the same, by which OneDrive and iCloud Drive fetch it.
    """
    return bool(
        getattr(found, "st_file_attributes", 0) & _ONLINE_ATTRIBUTES
        or getattr(found, "st_flags", 0) & _DATALESS
        or (found.st_size > 0 and getattr(found, "st_blocks", 1) == 0)
    )


def _content(path: Path, progress: Progress) -> bytes:
    portions: list[bytes] = []
    size = 0
    with open(path, "rb", buffering=0, opener=_without_links) as file:  # Path.open takes no opener
        while portion := file.read(_PORTION):
            progress.note()
            portions.append(portion)
            size += len(portion)
            if size > rules.LARGEST_FILE:  # it grows
                raise Damaged(path.name)
    return b"".join(portions)


def _without_links(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NOFOLLOW", 0))


def _keep(file: int) -> None:
    """Wait until a file is on the disk, as far as its file system knows how to."""
    try:
        os.fsync(file)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP, errno.ENOSYS):
            raise


def _replace(partial: Path, path: Path) -> None:
    for wait_s in _REPLACE_AGAIN_S:
        try:
            partial.replace(path)
        except PermissionError:
            time.sleep(wait_s)
        else:
            return
    partial.replace(path)


def _remove_if_old(entry: os.DirEntry[str]) -> None:
    if time.time() - entry.stat(follow_symlinks=False).st_mtime > _PARTIAL_DAYS * 86_400:
        with suppress(OSError):  # somebody else does
            os.unlink(entry.path)
