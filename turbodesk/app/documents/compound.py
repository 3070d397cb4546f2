"""Tells what is in the container that Office used before 2007, and uses today for what has a password (MS-CFB)."""

from __future__ import annotations

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_KINDS = {
    "EncryptedPackage": "locked",
    "Workbook": "workbook",
    "Book": "workbook",
    "WordDocument": "word",
    "PowerPoint Document": "powerpoint",
    "__properties_version1.0": "mail",
}
"""By the name of the stream that makes a document of it."""
_ENTRY = 128
_MOST_SECTORS = 20_000
"""Of a list of names, and of the table of sectors: 80,000 streams, and 1.2 GB."""
_NO_SECTOR = 0xFFFFFFFA
"""Numbers from here on are no sectors."""


def kind(data: bytes) -> str:
    """Return what a container holds: "locked", "workbook", "word", "powerpoint", "mail", or "" for anything else."""
    names = set(_names(data))
    return next((kind for name, kind in _KINDS.items() if name in names), "")


def _names(data: bytes) -> list[str]:
    """Return the names of what is at any depth in it; none where it is damaged."""
    shift = int.from_bytes(data[30:32], "little")
    if shift not in (9, 12):
        return []
    size = 1 << shift
    most = min(len(data) // size, _MOST_SECTORS)

    def sector(number: int) -> bytes:
        return data[(number + 1) * size : (number + 2) * size]

    def number(at: int) -> int:
        return int.from_bytes(data[at : at + 4], "little")

    table = [number(at) for at in range(76, 512, 4)]
    further = number(68)
    while further < _NO_SECTOR and len(table) < most + 109:
        listed = sector(further)
        if len(listed) < size:
            break
        numbers = [int.from_bytes(listed[at : at + 4], "little") for at in range(0, size, 4)]
        table += numbers[:-1]
        further = numbers[-1]
    names: list[str] = []
    at, seen = number(48), 0
    while at < _NO_SECTOR and seen < most:
        seen += 1
        listed = sector(at)
        for entry in range(0, len(listed) - _ENTRY + 1, _ENTRY):
            length = int.from_bytes(listed[entry + 64 : entry + 66], "little")
            if 2 < length <= 64 and listed[entry + 66]:
                names.append(listed[entry : entry + length - 2].decode("utf-16-le", "replace"))
        block, place = divmod(at, size // 4)
        if block >= len(table) or table[block] >= _NO_SECTOR:
            break
        at = int.from_bytes(sector(table[block])[place * 4 : place * 4 + 4] or b"\xff" * 4, "little")
    return names
