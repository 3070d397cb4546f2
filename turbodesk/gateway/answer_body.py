"""Gives the body of an answer in pieces, unpacked where it came packed, and ends one that has no end.

TurboDesk asks for bodies that are not packed; some servers pack them all the same. What zlib unpacks is read, in pieces
of a bounded size, since a kilobyte can become a megabyte. Why nothing else is: the libraries for it would be loaded for
servers that do what nobody asked for. Why not httpx's own unpacking: it has no bounds, and passes on what it cannot
unpack as if it were the answer, which was then asked for again, and paid for again.
"""

from __future__ import annotations

import asyncio
import zlib
from collections.abc import AsyncIterator

import httpx

from turbodesk.chat.errors import NotUnderstood, TooMuch
from turbodesk.gateway.gulps import Gulps
from turbodesk.translation import _

_PIECE = 256 * 1024
"""Bytes unpacked at a time; then others may run."""
_PLAIN = ("", "identity")
_PACKED = ("gzip", "x-gzip", "deflate")
_UNREADABLE = ("br", "zstd", "compress", "x-compress")


def packing(response: httpx.Response) -> str:
    """Return how the body is packed: "" for not at all, or as the header calls what cannot be unpacked here too."""
    named = [name.strip().lower() for name in response.headers.get("content-encoding", "").split(",")]
    # What is no packing at all, such as "utf-8", says nothing.
    return ", ".join(name for name in named if name in _PACKED or name in _UNREADABLE)


def is_readable(response: httpx.Response) -> bool:
    """Whether the body can be unpacked; one that was packed twice is meant to do harm."""
    return packing(response) in ("", *_PACKED)


def not_readable(response: httpx.Response) -> NotUnderstood:
    """Return the failure of a body that cannot be unpacked."""
    return NotUnderstood(
        f"content-encoding: {packing(response)[:100]}",
        sentence=_("The gateway packed its answer in a way it was not asked for, so it cannot be read."),
        advice=_("Ask whoever runs the gateway, or a proxy before it, to send answers as they are."),
    )


class AnswerBody:
    """The bytes of one answer; `most` of them, unpacked, before it is given up with `TooMuch`."""

    def __init__(self, response: httpx.Response, *, most: int) -> None:
        self._packing = packing(response)
        self.raw = Gulps(response.aiter_raw() if self._packing else response.aiter_bytes())
        """The same as it comes, for letting go of it."""
        self._most = most
        self._count = 0
        self._unpacker = zlib.decompressobj(_ANY_HEADER) if self._packing else None
        self._packed = b""

    def __aiter__(self) -> AsyncIterator[bytes]:
        return self

    async def __anext__(self) -> bytes:
        """Return the next bytes.

        Raises:
            TooMuch: there is no end.
            NotUnderstood: it is not packed as it says.
            Whatever reading the answer raises.
        """
        while True:
            if self._packed:
                await asyncio.sleep(0)
                piece = self._unpacked()
            else:
                piece = await anext(self.raw)
                if self._unpacker is not None:
                    self._packed, piece = piece, b""
            self._count += len(piece)
            if self._count > self._most:
                raise TooMuch(f"more than {self._most:,} bytes")  # not for people
            if piece:
                return piece

    def _unpacked(self) -> bytes:
        assert self._unpacker is not None
        try:
            piece = self._unpacker.decompress(self._packed, _PIECE)
        except zlib.error as error:
            if self._packing == "deflate" and not self._count:
                self._unpacker, self._packing = zlib.decompressobj(-zlib.MAX_WBITS), "bare deflate"  # not for people
                return self._unpacked()
            raise NotUnderstood(f"{self._packing}: {error}") from None
        self._packed = self._unpacker.unconsumed_tail
        return piece


_ANY_HEADER = zlib.MAX_WBITS | 32
"""Of gzip or of zlib. "deflate" means the latter; some servers send it bare."""
