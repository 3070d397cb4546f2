"""Gives out what a person chose (zips, folders, several files, one JSON) as members by name, within bounds.

Names lie, and so do told sizes: members are found by the last part of their path, in any letters, at any depth; bytes
are counted as they are unpacked, and far more of them than chats can be ends the reading. Nothing is ever written to
a path from an archive; links, and names that lead elsewhere, are not followed. A zip inside a zip or a folder is opened
one level deep, and only where its name says that it is a part of an export: the person's own zip is a file like others.

One thread at a time: it is opened, read and closed by whoever imports.
"""

from __future__ import annotations

import codecs
import gzip
import os
import re
import stat
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import field
from functools import cached_property, partial
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from turbodesk.app.imports.json_stream import LONGEST_VALUE, PIECE, JsonDamaged, JsonStream, JsonUnread
from turbodesk.chat.errors import ImportRefused
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.archive_reading import UNREADABLE
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.imports.findings import Findings

ALWAYS_TAKEN, MOST_UNPACKED = 64 * 1024 * 1024, 100
"""Bytes that one reading may unpack of anything, and how many times the size on disk beyond them: chats get four to ten
times smaller."""
MOST_MEMBERS = 500_000
LARGEST_FILE = 100_000_000
"""Bytes of one picture or document."""
_LOOKED_AT = 4 * 1024 * 1024
_MOST_ROWS, _ENOUGH_LETTERS = 20, 64 * 1024
"""How many rows of a list are looked at, and after how many letters one is enough: there may be hundreds of lists."""
_NOTHING_CHANGED = _("Nothing that was here has changed.")


@dataclass(frozen=True, slots=True)
class Member:
    """One file of what was chosen. Equal to itself alone: two of one name are two."""

    path: str
    """With "/", as the archive has it; below the chosen folder."""
    size: int
    """Bytes, as told: a guide for progress, never a bound."""
    open: Callable[[], IO[bytes]] = field(repr=False, compare=False)
    """Begins anew each time."""
    number: int = 0
    """Its place among all members."""
    archive: str = ""
    """The name of the chosen file, or of the part of an export, that it lies in."""

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rpartition("/")[2]

    @property
    def folder(self) -> str:
        """The path without it."""
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Shape:
    """What the beginning of a JSON member looks like, for telling programs apart."""

    is_list: bool = False
    """An array, or several values one after the other (JSON lines)."""
    keys: frozenset[str] = frozenset()
    """Of the one object it is; as many as its first megabytes have."""
    rows: tuple[dict[str, object], ...] = ()
    """The first objects of the array; of the one object: of the first array of objects in it."""
    rows_key: str | None = None
    """Under which key the one object has this array: some tools wrap the list so."""

    def has(self, *names: str) -> bool:
        """Whether one of the first rows has all these keys."""
        return any(all(name in row for name in names) for row in self.rows)


class Container:
    """What was chosen, open. A context manager: what it opened is closed with it."""

    def __init__(self, paths: Sequence[Path]) -> None:
        """Open files and folders.

        Raises:
            ImportRefused: none of them can be read; its sentence says why.
        """
        self.paths = tuple(paths)
        self.told = 0
        """Bytes that `rows`, `json` and `lines` have read since `begin`, or a reader its own way: what there is of
        progress."""
        self._unpacked = 0
        self._allowed = ALWAYS_TAKEN
        self._opened = ExitStack()
        self._shapes: dict[Member, Shape] = {}
        self.members: list[Member] = []
        """All there are, in a stable order, but what systems add of their own."""
        with ExitStack() as undone:
            undone.callback(self.close)
            for path in paths:
                self._open(path)
            undone.pop_all()

    def __enter__(self) -> Container:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close all files."""
        self._opened.close()

    def at_its_end(self, close: Callable[[], object]) -> None:
        """Have something closed with the container at the latest: some systems remove no file that is still open."""
        self._opened.callback(close)

    def begin(self) -> None:
        """Count anew what is read: once before each whole reading."""
        self.told = self._unpacked = 0

    # Finding

    def named(self, *names: str) -> list[Member]:
        """Return the members whose last path part is one of `names`, in any letters, in the archive's order."""
        wanted = {name.lower() for name in names}
        return [member for name in wanted for member in self._by_name.get(name, [])]

    def matching(self, pattern: str) -> list[Member]:
        """Return the members whose whole last path part matches a regular expression, in any letters, by name."""
        found = re.compile(pattern, re.IGNORECASE)
        return sorted((one for one in self.members if found.fullmatch(one.name)), key=lambda one: one.name.lower())

    def single_files(self, *endings: str) -> list[Member]:
        """Return the members whose names end so (".json"), in any letters."""
        return [one for one in self.members if one.name.lower().endswith(endings)]

    @cached_property
    def _by_name(self) -> dict[str, list[Member]]:
        found: dict[str, list[Member]] = {}
        for member in self.members:
            found.setdefault(member.name.lower(), []).append(member)
        return found

    # Reading

    @contextmanager
    def stream(self, member: Member) -> Iterator[IO[bytes]]:
        """Open a member; what is read of it counts, as unpacked bytes and not as progress.

        Raises what `UNREADABLE` lists, and `ImportRefused` where it unpacks to far more than chats do.
        """
        with member.open() as file:
            yield cast(IO[bytes], _Counted(file, self._count))

    def content(self, member: Member, most: int = LARGEST_FILE) -> bytes | None:
        """Return what a member holds; None where it is larger than `most`, damaged, or locked."""
        try:
            with self.stream(member) as file:
                data = file.read(most + 1)
                return data if len(data) <= most and not file.read(1) else None  # the sum is checked at the end
        except UNREADABLE:
            return None

    @contextmanager
    def json(self, member: Member, found: Findings) -> Iterator[JsonStream]:
        """Open a member as JSON to be read by hand. Damage ends the block, and is told in `found`; what was taken from
        it before stays taken.
        """
        try:
            with member.open() as file:
                yield JsonStream(_Counted(file, self._count_told))
        except JsonDamaged:
            found.trouble(
                _("“{name}” ends too early or is damaged, so what comes after that is missing.").format(
                    name=member.name
                )
            )
        except UNREADABLE:
            found.trouble(_("“{name}” is damaged; a part of it could not be read.").format(name=member.name))

    def rows(self, member: Member, found: Findings, key: str | None = None) -> Iterator[dict[str, object]]:
        """Yield the objects of a JSON member one at a time: of its array (or, with `key`, the array so named in its one
        object), its lines, or the one object it is.

        What cannot be read is told in `found`: an element too long or nested too deeply as a chat that could not be,
        an end in the middle as a sentence.
        """
        with self.json(member, found) as stream:
            while first := stream.peek():
                if key is not None and first == "{":
                    for name in stream.members():
                        if name == key and stream.peek() == "[":
                            yield from _objects(stream.elements(), found)
                elif first == "[":
                    yield from _objects(stream.elements(), found)
                else:
                    yield from _objects([stream], found)

    def lines(self, member: Member, found: Findings) -> Iterator[str]:
        """Yield the lines of a text in UTF-8, without their ends. Damage ends it, and is told in `found`."""
        decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
        rest = ""
        try:
            with member.open() as raw:
                file = _Counted(raw, self._count_told)
                while piece := file.read(PIECE):
                    *lines, rest = (rest + decoder.decode(piece)).split("\n")
                    yield from lines
                    if len(rest) > LONGEST_VALUE:
                        raise ValueError("a line without end")
            yield rest + decoder.decode(b"", final=True)
        except UNREADABLE:
            found.trouble(_("“{name}” is damaged; a part of it could not be read.").format(name=member.name))

    def shape(self, member: Member) -> Shape:
        """Return what a JSON member looks like at its beginning; an empty shape for what is none."""
        if member not in self._shapes:
            try:
                with member.open() as file:
                    self._shapes[member] = _shape(_Counted(file, self._count, most=_LOOKED_AT))
            except UNREADABLE:
                self._shapes[member] = Shape()
        return self._shapes[member]

    def temporary_copy(self, member: Member, most: int) -> Path:
        """Unpack a member into a private file that ends with the container, for what must have a file (SQLite).

        Raises what `UNREADABLE` lists; ValueError where it is larger than `most`.
        """
        folder = Path(self._opened.enter_context(tempfile.TemporaryDirectory(prefix="turbodesk-")))
        path = folder / "copy"
        with self.stream(member) as file, path.open("wb") as copy:
            size = 0
            while piece := file.read(1 << 20):
                size += len(piece)
                if size > most:
                    raise ValueError("too large")
                copy.write(piece)
        return path

    def _count(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > self._allowed:
            raise ImportRefused(
                f"more than {self._allowed} bytes",  # not for people
                sentence=_("This file holds far more than chats can be, so it was not imported."),
                advice=_NOTHING_CHANGED,
            )

    def _count_told(self, size: int) -> None:
        self.told += size
        self._count(size)

    # Opening

    def _open(self, path: Path) -> None:
        try:
            if path.is_dir():
                self._open_folder(path)
                return
            self._allowed += MOST_UNPACKED * path.stat().st_size
            with path.open("rb") as file:
                head = file.read(512)
        except OSError as error:
            raise ImportRefused(
                str(error), sentence=_("“{name}” could not be opened.").format(name=path.name), advice=_NOTHING_CHANGED
            ) from error
        if head[:2] == b"PK":
            self._open_zip(path, path.name, is_part=False)
        elif head[:2] == b"\x1f\x8b":
            self._add(path.stem, path.stat().st_size, partial(_open_packed, path), path.name)
        elif not head:
            raise ImportRefused(
                sentence=_("“{name}” is empty.").format(name=path.name), advice=_("Download or export it once more.")
            )
        elif path.suffix.lower() == ".zip":
            raise _no_zip(path.name, head)
        else:
            self._add(path.name, path.stat().st_size, partial(_open_plain, path), path.name)

    def _open_folder(self, folder: Path) -> None:
        for root, folders, names in os.walk(folder, followlinks=False):
            folders.sort()
            for name in sorted(names):
                path = Path(root) / name
                told = path.lstat()
                if not stat.S_ISREG(told.st_mode):
                    continue
                self._allowed += MOST_UNPACKED * told.st_size
                if _PART.fullmatch(name):
                    self._open_zip(path, name, is_part=True)
                else:
                    below = path.relative_to(folder).as_posix()
                    self._add(below, told.st_size, partial(_open_plain, path), folder.name)

    def _open_zip(self, file: Path | IO[bytes], name: str, *, is_part: bool) -> None:
        try:
            archive = self._opened.enter_context(zipfile.ZipFile(file))
        except UNREADABLE as error:
            raise ImportRefused(
                str(error),
                sentence=_("“{name}” is damaged, or was not downloaded to its end.").format(name=name),
                advice=_("Download it once more. Nothing that was here has changed."),
            ) from error
        infos = [
            info for info in archive.infolist() if not info.is_dir() and not stat.S_ISLNK(info.external_attr >> 16)
        ]
        if any(info.flag_bits & 1 for info in infos):
            raise ImportRefused(
                sentence=_("“{name}” is locked with a password.").format(name=name),
                advice=_("Unpack it yourself, then choose the folder."),
            )
        if any(info.compress_type not in _PACKED for info in infos):
            raise ImportRefused(
                sentence=_("“{name}” is packed in a way that cannot be opened here.").format(name=name),
                advice=_("Unpack it yourself, then choose the folder."),
            )
        for info in infos:
            if _PART.fullmatch(info.filename.rpartition("/")[2]) and not is_part:
                self._open_part(archive, info)
            else:
                self._add(info.filename, info.file_size, partial(archive.open, info), name)

    def _open_part(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        """Open a zip in a zip, out of a private file: seeking in what is packed would unpack it again and again."""
        copy = tempfile.TemporaryFile(prefix="turbodesk-")  # noqa: SIM115 -- ends with the container
        self._opened.callback(copy.close)
        name = info.filename.rpartition("/")[2]
        try:
            with archive.open(info) as packed:
                while piece := packed.read(1 << 20):
                    self._count(len(piece))
                    copy.write(piece)
        except UNREADABLE as error:
            raise ImportRefused(
                str(error), sentence=_("“{name}” is damaged.").format(name=name), advice=_NOTHING_CHANGED
            ) from error
        self._open_zip(copy, name, is_part=True)

    def _add(self, path: str, size: int, open_: Callable[[], IO[bytes]], archive: str) -> None:
        path = path.replace("\\", "/").lstrip("/")
        parts = path.split("/")
        if ".." in parts or "__MACOSX" in parts or parts[-1].startswith("._") or parts[-1] == ".DS_Store":
            return
        if len(self.members) >= MOST_MEMBERS:
            raise ImportRefused(
                sentence=_("What you chose holds far too many files to be an export of chats."), advice=_NOTHING_CHANGED
            )
        self.members.append(Member(path, size, open_, len(self.members), archive))


def _open_plain(path: Path) -> IO[bytes]:
    return path.open("rb")


def _open_packed(path: Path) -> IO[bytes]:
    return cast(IO[bytes], gzip.open(path))


class _Counted:
    """A stream that tells how much was read of it, and ends after `most` bytes."""

    def __init__(self, file: IO[bytes], tell: Callable[[int], None], most: int | None = None) -> None:
        self._file, self._tell = file, tell
        self.most = most
        self.count = 0

    def read(self, size: int = -1, /) -> bytes:
        if self.most is not None:
            left = max(0, self.most - self.count)
            size = left if size < 0 else min(size, left)
        data = self._file.read(size)
        self.count += len(data)
        self._tell(len(data))
        return data


def _objects(streams: Iterator[JsonStream] | list[JsonStream], found: Findings) -> Iterator[dict[str, object]]:
    from turbodesk.app.imports.findings import UNREADABLE_CHATS

    for stream in streams:
        try:
            value = stream.value()
        except JsonUnread:
            value = None
        if isinstance(value, dict):
            yield value
        else:
            found.leave_out(UNREADABLE_CHATS)


def _shape(file: _Counted) -> Shape:
    stream = JsonStream(file)
    rows: list[dict[str, object]] = []
    keys: list[str] = []
    rows_key: str | None = None
    first = stream.peek()
    try:
        if first == "[":
            file.most = LONGEST_VALUE  # one chat may be long
            _look_at_rows(stream, rows, then_ends=True)
        elif first == "{":
            for key in stream.members():
                keys.append(key)
                if rows_key is None and stream.peek() == "[":
                    _look_at_rows(stream, rows, then_ends=False)
                    rows_key = key if rows else None
    except JsonDamaged:  # also where the look ends
        pass
    return Shape(first == "[", frozenset(keys), tuple(rows), rows_key)


def _look_at_rows(stream: JsonStream, rows: list[dict[str, object]], *, then_ends: bool) -> None:
    start = stream.place
    for element in stream.elements():
        if len(rows) == _MOST_ROWS or (rows and stream.place - start > _ENOUGH_LETTERS):
            if then_ends:
                return
            continue
        try:
            value = element.value()
        except JsonUnread:
            continue
        if isinstance(value, dict):
            rows.append(value)


def _no_zip(name: str, head: bytes) -> ImportRefused:
    if head.lstrip()[:1] == b"<":
        return ImportRefused(
            sentence=_(
                "“{name}” is a web page, not an archive: the link it was downloaded from has probably expired."
            ).format(name=name),
            advice=_("Ask the other program for a new export, and download that."),
        )
    return ImportRefused(
        sentence=_("“{name}” is damaged, or was not downloaded to its end.").format(name=name),
        advice=_("Download it once more. Nothing that was here has changed."),
    )


_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
_PART = re.compile(
    r"(?:(?:conversations|projects|memories|light_metadata|design_chats|frames|feedback)-\d{1,6}(?: \(\d+\))?"
    r"|(?:conversations|files)__.{1,200}-(?:part|files)-\d{1,6}(?: \(\d+\))?"
    r"|data-.{1,200}-batch-\d{1,6}(?: \(\d+\))?)\.zip",
    re.IGNORECASE,
)
"""Names of zips that are parts of an export: of Claude since 2026, of large ones of ChatGPT."""
