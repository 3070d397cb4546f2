"""Opens what lies in one folder and nothing outside of it, however its links, names and changes try to lead away.

Where the system can, each folder of a path is opened relative to the one before, without following a link: between the
look and the opening nothing can be exchanged. Windows cannot; there each name is looked at, and of what was opened the
system is asked where it really lies. Links are not followed at all, not even to a place inside.
"""

from __future__ import annotations

import errno
import os
import secrets
import stat
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from turbodesk.app.folders.names import is_private, may_be_name
from turbodesk.quick_dataclasses import dataclass

MOST_ENTRIES = 5_000
"""Of one folder that are looked at."""
_CAN_OPEN_RELATIVE = os.open in os.supports_dir_fd and hasattr(os, "O_NOFOLLOW")
_LINKS = (0xA000_000C, 0xA000_0003)
"""How Windows marks a symbolic link and a junction; what lies in a cloud has marks of its own and is no link."""
_HIDDEN = 0x2 | 0x4
"""How Windows marks what is hidden or the system's."""


class FolderRefused(Exception):
    """Something in a folder cannot be read or written; the message is a sentence."""


class FolderMissing(FolderRefused):
    """There is no such file or folder."""


@dataclass(frozen=True, slots=True)
class FolderEntry:
    """A file or folder in a folder."""

    name: str
    is_folder: bool
    size: int
    """Bytes of a file."""
    changed_at: float
    """Seconds since 1970, UTC."""


@dataclass(frozen=True, slots=True)
class FolderListing:
    """What is in a folder."""

    entries: tuple[FolderEntry, ...]
    """By name, folders first."""
    left_out: int = 0
    """How many are hidden, links, or look secret."""
    is_whole: bool = True
    """Whether there were no more than `MOST_ENTRIES`."""


class ConfinedFolder:
    """One folder the person chose. Everything here blocks: call it on a thread."""

    def __init__(self, root: Path, *, without: Path | None = None, opens_relative: bool = _CAN_OPEN_RELATIVE) -> None:
        """`without` is a folder that is never entered, wherever it lies: the program's own, with all chats in it."""
        self.root = Path(os.path.realpath(root))
        self._without = _identity(without)
        self._opens_relative = opens_relative

    def entries(self, parts: tuple[str, ...]) -> FolderListing:
        """Return what is in the folder at `parts`, without what is left out.

        Raises:
            FolderRefused: there is no such folder, or it may not be read.
        """
        _judge(parts)
        with _told(parts), self._folder(parts) as folder, os.scandir(folder) as found:
            entries: list[FolderEntry] = []
            left_out = 0
            is_whole = True
            for number, one in enumerate(found):
                if number >= MOST_ENTRIES:
                    is_whole = False
                    break
                entry = self._entry(one)
                if entry is None:
                    left_out += 1
                else:
                    entries.append(entry)
        entries.sort(key=lambda one: (not one.is_folder, one.name.casefold()))
        return FolderListing(tuple(entries), left_out, is_whole)

    def has(self, parts: tuple[str, ...]) -> bool:
        """Whether there is anything at `parts`.

        Raises:
            FolderRefused: it may not be looked for.
        """
        _judge(parts)
        try:
            with _told(parts[:-1]), self._folder(parts[:-1]) as folder:
                return not parts or self._mode(folder, parts[-1]) is not None
        except FolderMissing:
            return False

    def read(self, parts: tuple[str, ...], most: int) -> bytes:
        """Return what a file holds, or its first `most` bytes and one more.

        Raises:
            FolderRefused: there is no such file, or it may not be read.
        """
        _judge(parts)
        if not parts:
            raise FolderRefused("This is a folder.")
        with _told(parts), self._folder(parts[:-1]) as folder:
            descriptor = self._opened(folder, parts, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            with open(descriptor, "rb") as file:
                if not stat.S_ISREG(os.fstat(file.fileno()).st_mode):
                    raise FolderRefused(f"“{parts[-1]}” is no file that can be read.")
                return file.read(most + 1)

    def write(self, parts: tuple[str, ...], data: bytes) -> None:
        """Put a file in its place whole or not at all; its folders are made where they are missing.

        Raises:
            FolderRefused: it cannot be written, or something other than a file is there.
        """
        _judge(parts)
        if not parts:
            raise FolderRefused("This is a folder.")
        with _told(parts), self._folder(parts[:-1], makes=True) as folder:
            self._put(folder, parts, data)

    def remove(self, parts: tuple[str, ...]) -> None:
        """Remove a file. Raises `FolderRefused` where that cannot be done."""
        _judge(parts)
        with _told(parts), self._folder(parts[:-1]) as folder:
            if self._mode(folder, parts[-1]) is None:
                raise FolderRefused(f"There is no “{parts[-1]}”.")
            if isinstance(folder, int):
                os.unlink(parts[-1], dir_fd=folder)
            else:
                os.unlink(os.path.join(folder, parts[-1]))

    def remove_empty(self, parts: tuple[str, ...]) -> None:
        """Remove a folder with nothing in it; any other stays."""
        _judge(parts)
        with suppress(OSError), self._folder(parts[:-1]) as folder:
            if isinstance(folder, int):
                os.rmdir(parts[-1], dir_fd=folder)
            else:
                os.rmdir(os.path.join(folder, parts[-1]))

    def _put(self, folder: int | str, parts: tuple[str, ...], data: bytes) -> None:
        name = parts[-1]
        mode = self._mode(folder, name)
        if mode is not None and not stat.S_ISREG(mode):
            raise FolderRefused(f"“{name}” is no file that can be written.")
        made = f".{secrets.token_hex(8)}.part"
        in_folder = {"dir_fd": folder} if isinstance(folder, int) else {}
        place = made if in_folder else os.path.join(str(folder), made)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)
        descriptor = os.open(place, flags, 0o666, **in_folder)
        with ExitStack() as undo:
            undo.callback(_unlink, place, **in_folder)
            with open(descriptor, "wb") as file:
                self._is_inside(file.fileno())
                if mode is not None and sys.platform != "win32":
                    with suppress(OSError):
                        os.fchmod(file.fileno(), stat.S_IMODE(mode) & 0o777)
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            if isinstance(folder, int):
                os.replace(made, name, src_dir_fd=folder, dst_dir_fd=folder)
            else:
                os.replace(place, os.path.join(folder, name))
            undo.pop_all()

    @contextmanager
    def _folder(self, parts: tuple[str, ...], *, makes: bool = False) -> Iterator[int | str]:
        """Give a folder: opened, or its path where the system opens nothing relative to another."""
        if not self._opens_relative:
            yield self._by_path(parts, makes=makes)
            return
        flags = os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC
        at = os.open(self.root, flags)
        try:
            self._refuse_own(os.fstat(at))
            for name in parts:
                if makes:
                    with suppress(FileExistsError):
                        os.mkdir(name, dir_fd=at)
                deeper = os.open(name, flags | os.O_NOFOLLOW, dir_fd=at)
                os.close(at)
                at = deeper
                self._refuse_own(os.fstat(at))
            yield at
        finally:
            os.close(at)

    def _by_path(self, parts: tuple[str, ...], *, makes: bool) -> str:
        path = str(self.root)
        self._refuse_own(os.stat(path))
        for name in parts:
            path = os.path.join(path, name)
            if makes:
                with suppress(FileExistsError):
                    os.mkdir(path)
            found = os.lstat(path)
            if _is_link(found):
                raise OSError(errno.ELOOP, "a link", path)
            self._refuse_own(found)
        if not _lies_in(os.path.realpath(path), str(self.root)):
            raise OSError(errno.ELOOP, "leads away", path)
        return path

    def _opened(self, folder: int | str, parts: tuple[str, ...], flags: int) -> int:
        flags |= getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0)
        if isinstance(folder, int):
            return os.open(parts[-1], flags, dir_fd=folder)
        path = os.path.join(folder, parts[-1])
        if _is_link(os.lstat(path)):
            raise OSError(errno.ELOOP, "a link", path)
        descriptor = os.open(path, flags)
        try:
            self._is_inside(descriptor)
        except OSError:
            os.close(descriptor)
            raise
        return descriptor

    def _is_inside(self, descriptor: int) -> None:
        """Ask the system where an open file really lies, where it was not opened relative to its folder."""
        if not self._opens_relative and not _lies_in(_real_path(descriptor), str(self.root)):
            raise OSError(errno.ELOOP, "leads away")

    def _mode(self, folder: int | str, name: str) -> int | None:
        try:
            found = os.lstat(name, dir_fd=folder) if isinstance(folder, int) else os.lstat(os.path.join(folder, name))
        except FileNotFoundError:
            return None
        return found.st_mode

    def _refuse_own(self, found: os.stat_result) -> None:
        if self._without is not None and (found.st_dev, found.st_ino) == self._without:
            raise FolderRefused("The folder with TurboDesk’s own data is not looked into.")

    def _entry(self, one: os.DirEntry[str]) -> FolderEntry | None:
        if is_private(one.name) or not may_be_name(one.name):
            return None
        try:
            found = one.stat(follow_symlinks=False)
        except OSError:
            return None
        is_folder = stat.S_ISDIR(found.st_mode)
        is_hidden = getattr(found, "st_file_attributes", 0) & _HIDDEN
        if is_hidden or _is_link(found) or not (is_folder or stat.S_ISREG(found.st_mode)):
            return None
        if self._without is not None and (found.st_dev, found.st_ino) == self._without:
            return None
        return FolderEntry(one.name, is_folder, found.st_size, found.st_mtime)


def _unlink(place: str, **in_folder: int) -> None:
    with suppress(OSError):
        os.unlink(place, **in_folder)


def _judge(parts: tuple[str, ...]) -> None:
    for name in parts:
        if not may_be_name(name) or name == "..":
            raise FolderRefused(f"“{name[:80]}” is no name of a file or folder here.")
        if is_private(name):
            raise FolderRefused(
                f"“{name}” is hidden or looks like a secret, so it is left out. The user can attach it."
            )


@contextmanager
def _told(parts: tuple[str, ...]) -> Iterator[None]:
    """Say in a sentence what the system refuses."""
    shown = "/".join(parts) or "This folder"
    try:
        yield
    except FileNotFoundError:
        raise FolderMissing(f"There is no “{shown}”.") from None
    except (NotADirectoryError, IsADirectoryError):
        raise FolderRefused(f"“{shown}” is a file, a folder or a link where another of these is meant.") from None
    except PermissionError:
        raise FolderRefused(f"“{shown}” may not be read or written.") from None
    except OSError as error:
        if error.errno in (errno.ELOOP, errno.EMLINK):
            raise FolderRefused(f"“{shown}” is a link, and links are not followed.") from None
        raise FolderRefused(f"“{shown}” cannot be read or written: {error.strerror or 'it failed'}.") from None


def _identity(folder: Path | None) -> tuple[int, int] | None:
    if folder is None:
        return None
    with suppress(OSError):
        found = folder.stat()
        return found.st_dev, found.st_ino
    return None


def _is_link(found: os.stat_result) -> bool:
    return stat.S_ISLNK(found.st_mode) or getattr(found, "st_reparse_tag", 0) in _LINKS


def _lies_in(path: str, root: str) -> bool:
    path, root = os.path.normcase(path), os.path.normcase(root)
    return path == root or path.startswith(root.rstrip(os.sep) + os.sep)


def _real_path(descriptor: int) -> str:
    """Return where an open file lies, as the system itself says."""
    if sys.platform != "win32":
        return os.readlink(f"/proc/self/fd/{descriptor}")  # for tests: such systems open relative to a folder
    import ctypes
    import msvcrt

    buffer = ctypes.create_unicode_buffer(32_768)
    handle = msvcrt.get_osfhandle(descriptor)
    if not ctypes.windll.kernel32.GetFinalPathNameByHandleW(ctypes.c_void_p(handle), buffer, len(buffer), 0):
        raise OSError(errno.EACCES, "the system does not say where it lies")
    return os.path.realpath(plain_path(buffer.value))


def plain_path(path: str) -> str:
    """Return a path as people write it, from the form in which Windows tells where something lies."""
    if path.startswith("\\\\?\\UNC\\"):
        return f"\\\\{path[8:]}"
    return path.removeprefix("\\\\?\\")
