"""Seals the files that several computers exchange, with keys made of one recovery code.

A sealed file is

    4 bytes   "TDS1"
    1 byte    the form of what is inside; a program that does not know it leaves the file for after its update
    24 bytes  random
    the rest  AES-256-GCM of a flag ("z": compressed, "=": not) and the content

Each file has a key of its own, HKDF-SHA256 of the vault's key and those 24 bytes, so the nonce may be zero and no count
of files is too many. What stands before the rest, and the name, are authenticated too: a storage that changes the form,
renames files or swaps them is noticed. All of it is proved before anything is believed, the form included.

Sealing and opening take time with the size: they belong on a thread (`asyncio.to_thread`).
"""

from __future__ import annotations

import hmac
import secrets
import zlib
from base64 import b32encode
from dataclasses import field
from typing import TYPE_CHECKING

from turbodesk.chat.storage_errors import Damaged, TooNew
from turbodesk.quick_dataclasses import dataclass
from turbodesk.remote.recovery_code import read_code

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

FORM = 1
"""The newest form this program knows. A newer one seals in the same way, and differs in what is inside alone."""
LARGEST_CONTENT = 256 * 1024 * 1024
"""Bytes: far above the largest attachment. A few kilobytes that unpack to more are nobody's chats."""
_MAGIC = b"TDS1"
_RANDOM = 24
_HEADER = len(_MAGIC) + 1 + _RANDOM
_TAG = 16
_COMPRESSED, _PLAIN = b"z", b"="
_LEVEL = 6
"""Of zlib, its own choice."""


@dataclass(frozen=True, slots=True)
class Vault:
    """All that belongs to one code."""

    id: str
    """Names the folder of this code, 16 letters; says nothing about the code."""
    _sealing: bytes = field(repr=False)
    _naming: bytes = field(repr=False)

    @classmethod
    def of(cls, code: str) -> Vault:
        """Make the keys of a recovery code.

        Raises:
            WrongCode: it is none.
        """
        root = read_code(code).to_bytes(17, "big")
        return cls(_letters(_derived(root, b"id", 10)), _derived(root, b"seal", 32), _derived(root, b"name", 32))

    def seal(self, name: str, content: bytes, *, compress: bool = True, form: int = FORM) -> bytes:
        """Return the content of the file `name` as it may lie in the storage.

        Raises:
            ValueError: it is larger than what is ever opened.
        """
        if len(content) > LARGEST_CONTENT:
            raise ValueError(f"{len(content)} bytes are too many for {name}")  # not for people: a defect
        packed = _COMPRESSED + zlib.compress(content, _LEVEL) if compress else _PLAIN + content
        header = _MAGIC + bytes([form]) + secrets.token_bytes(_RANDOM)
        return header + self._cipher(header).encrypt(bytes(12), packed, header + name.encode())

    def open(self, name: str, sealed: bytes) -> bytes:
        """Return what was sealed as `name`.

        Raises:
            Damaged: it is not whole, not `name`, not sealed with this code, or unpacks to more than is ever sealed.
            TooNew: it needs a newer program.
        """
        from cryptography.exceptions import InvalidTag

        header = sealed[:_HEADER]
        if len(sealed) < self.sealed_size(0) or not header.startswith(_MAGIC):
            raise Damaged(name)
        try:
            packed = self._cipher(header).decrypt(bytes(12), memoryview(sealed)[_HEADER:], header + name.encode())
        except InvalidTag:
            raise Damaged(name) from None
        if header[len(_MAGIC)] > FORM:
            raise TooNew(name)
        match packed[:1]:
            case b"z":
                return _unpacked(name, memoryview(packed)[1:])
            case b"=":
                return packed[1:]
            case _:
                raise Damaged(name)

    @staticmethod
    def sealed_size(size: int) -> int:
        """Return how many bytes so many bytes take when they are sealed without compressing."""
        return _HEADER + 1 + size + _TAG

    def blob_name(self, writer: str, sha256: str) -> str:
        """Return what a writer calls an attachment, in 32 letters: nobody can tell which it is, nor who has it too."""
        return _letters(hmac.digest(self._naming, f"{writer} {sha256}".encode(), "sha256")[:20])

    def _cipher(self, header: bytes) -> AESGCM:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        return AESGCM(_derived(self._sealing, header[-_RANDOM:], 32))


def _unpacked(name: str, packed: memoryview) -> bytes:
    unpacking = zlib.decompressobj()
    try:
        content = unpacking.decompress(packed, LARGEST_CONTENT)
        # At the limit the end may not have been read yet, and reading on shows whether it is there.
        rest = b"" if unpacking.eof else unpacking.decompress(unpacking.unconsumed_tail, 1)
    except zlib.error:
        raise Damaged(name) from None
    if rest or not unpacking.eof or unpacking.unused_data:
        raise Damaged(name)
    return content


def _derived(key: bytes, info: bytes, length: int) -> bytes:
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.kdf.hkdf import HKDF

    return HKDF(SHA256(), length, salt=b"turbodesk sync 1", info=info).derive(key)


def _letters(data: bytes) -> str:
    return b32encode(data).decode().lower().rstrip("=")
