"""Unpacks the parts of a document, which is a zip archive, by their names and within bounds.

At most `MOST_UNPACKED` bytes are unpacked whatever the archive promises. Members packed otherwise than these formats do
are refused: Python unpacks LZMA and bzip2 in pieces of any size, and so a few bytes could become gigabytes at once.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Iterator
from io import BytesIO

from turbodesk.app.documents import bounds

_PORTION = 65_536
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_END = b"PK\x05\x06"
_MOST_DIRECTORY = 8_000_000
"""Bytes of the table of contents: about 100,000 members. Python makes 500 bytes of an entry of 50."""


class DocumentArchive:
    """The parts of a document. Names are compared as the package's rules say: without case, with any slash."""

    def __init__(self, data: bytes, *, wanted: Callable[[], bool] = lambda: True) -> None:
        """`wanted` is asked between portions; once it says no, the reading ends with `bounds.Oversized`.

        Raises:
            zipfile.BadZipFile: it is no sound archive.
        """
        end = data.rfind(_END, max(0, len(data) - 66_000))
        if end >= 0 and int.from_bytes(data[end + 12 : end + 16], "little") > _MOST_DIRECTORY:
            raise zipfile.BadZipFile("a table of contents longer than a document has")
        self._archive = zipfile.ZipFile(BytesIO(data))
        self._members = {plain(info.filename): info for info in self._archive.infolist()}
        self._left = bounds.MOST_UNPACKED
        self.wanted = wanted

    @property
    def text_size(self) -> int:
        """Bytes of all parts that are no pictures or the like, as the archive says."""
        return sum(one.file_size for name, one in self._members.items() if name.endswith((".xml", ".rels", ".bin")))

    def has(self, name: str) -> bool:
        return plain(name) in self._members

    def portions(self, name: str) -> Iterator[bytes]:
        """Yield the bytes of a part.

        Raises:
            KeyError: it is not there.
            Locked: it needs a password.
            Oversized: all that was unpacked comes to more than `MOST_UNPACKED`.
        """
        info = self._members[plain(name)]
        if info.flag_bits & 1:
            raise bounds.Locked
        if info.compress_type not in _METHODS:
            raise ValueError("packed in a way these formats do not have")
        with self._archive.open(info) as member:
            while portion := member.read(_PORTION):
                self._left -= len(portion)
                if self._left < 0 or not self.wanted():
                    raise bounds.Oversized
                yield portion

    def whole(self, name: str) -> bytes:
        """Return a part at once; see `portions`."""
        return b"".join(self.portions(name))


def plain(name: str) -> str:
    """Return a part's name as it is compared."""
    return name.replace("\\", "/").lstrip("/").lower()
