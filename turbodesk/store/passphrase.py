"""Keeps what proves a passphrase, and not the passphrase: its scrypt hash, in a file its owner alone may read.

Why a file and not the key store: it guards no secret, it tells whether to lift a curtain. A key store that is locked,
gone or replaced would ask for a password of its own at every start, or shut people out of their own chats. With the
file the lock goes where the folder goes, and goes away when somebody deletes the file, who could read the chats beside
it as well.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Mapping

from turbodesk.quick_dataclasses import dataclass

COST, BLOCK, LANES = 2**15, 8, 3
"""32 MB and a quarter of a second: OWASP's advice for scrypt (Password Storage Cheat Sheet, 2024)."""
_MOST_COST, _MOST_BLOCK, _MOST_LANES, _MOST_ROOM = 2**20, 16, 16, 2**28
"""A file written by hand shall not take all memory: bytes, which a hash that cannot be made would shut people out."""
_SALT, _LENGTH = 16, 32
"""Bytes."""
_SCRYPT = "scrypt"


@dataclass(frozen=True, slots=True)
class Passphrase:
    """One that was set: how to make its hash again, and the hash."""

    cost: int
    block: int
    lanes: int
    salt: bytes
    digest: bytes

    def matches(self, text: str) -> bool:
        """Whether `text` is the passphrase. Takes a quarter of a second: call it from a thread."""
        return hmac.compare_digest(_digest(text, self.salt, self.cost, self.block, self.lanes), self.digest)

    def values(self) -> dict[str, object]:
        """Return what the file holds."""
        return {
            "kind": _SCRYPT,
            "cost": self.cost,
            "block": self.block,
            "lanes": self.lanes,
            "salt": self.salt.hex(),
            "digest": self.digest.hex(),
        }


def made_of(text: str) -> Passphrase:
    """Return what proves `text` from now on. Takes a quarter of a second: call it from a thread."""
    salt = secrets.token_bytes(_SALT)
    return Passphrase(COST, BLOCK, LANES, salt, _digest(text, salt, COST, BLOCK, LANES))


def read(values: Mapping[str, object]) -> Passphrase | None:
    """Return what a file holds; None where that proves nothing."""
    numbers = [values.get(name) for name in ("cost", "block", "lanes")]
    cost, block, lanes = (one if type(one) is int else 0 for one in numbers)
    is_sound = 2 <= cost <= _MOST_COST and cost & (cost - 1) == 0
    is_sound = is_sound and 1 <= block <= _MOST_BLOCK and 1 <= lanes <= _MOST_LANES
    is_sound = is_sound and _room(cost, block, lanes) <= _MOST_ROOM
    salt, digest = _bytes(values.get("salt")), _bytes(values.get("digest"))
    if values.get("kind") != _SCRYPT or not is_sound or len(salt) < _SALT or len(digest) != _LENGTH:
        return None
    return Passphrase(cost, block, lanes, salt, digest)


def _bytes(value: object) -> bytes:
    try:
        return bytes.fromhex(value) if isinstance(value, str) else b""
    except ValueError:
        return b""


def _digest(text: str, salt: bytes, cost: int, block: int, lanes: int) -> bytes:
    # The same letters can be written in several ways, and two keyboards may not write them alike.
    words = unicodedata.normalize("NFKC", text).encode("utf-8", "surrogatepass")
    room = _room(cost, block, lanes)
    return hashlib.scrypt(words, salt=salt, n=cost, r=block, p=lanes, maxmem=room, dklen=_LENGTH)


def _room(cost: int, block: int, lanes: int) -> int:
    return 128 * block * (cost + lanes) + 2**20
