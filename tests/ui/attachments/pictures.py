"""Makes pictures in the forms people attach them in."""

from __future__ import annotations

import struct

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter


def image(width: int, height: int, *, has_alpha: bool = False) -> QImage:
    """A picture whose left half is red and whose right half is blue."""
    made = QImage(width, height, QImage.Format.Format_ARGB32 if has_alpha else QImage.Format.Format_RGB32)
    made.fill(QColor(0, 0, 255, 0 if has_alpha else 255))
    for y in range(height):
        for x in range((width + 1) // 2):
            made.setPixelColor(x, y, QColor("red"))
    return made


def noise(width: int, height: int) -> QImage:
    """A picture nothing can compress."""
    state, row = 1, bytearray()
    for _ in range(width * height):
        state = (state * 1_103_515_245 + 12_345) & 0x7FFFFFFF
        row += struct.pack("<I", 0xFF000000 | (state >> 7))
    return QImage(bytes(row), width, height, QImage.Format.Format_RGB32).copy()


def written(made: QImage, form: str, quality: int = -1) -> bytes:
    """The picture as a file of this form."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QImageWriter(buffer, form.encode("ascii"))
    writer.setQuality(quality)
    assert writer.write(made)
    return bytes(content.data())


def png(width: int = 8, height: int = 4) -> bytes:
    """A small PNG."""
    return written(image(width, height), "png")


def jpeg_turned(width: int, height: int, orientation: int, *, secret: bytes = b"") -> bytes:
    """A JPEG with an EXIF orientation (1 to 8), and with `secret` where a camera writes its maker's notes."""
    data = written(image(width, height), "jpg", 95)
    entries = struct.pack("<HHII", 0x0112, 3, 1, orientation)
    count = 1
    if secret:
        count += 1
        entries += struct.pack("<HHII", 0x010E, 2, len(secret), 8 + 2 + 12 * 2 + 4)
    tiff = b"II*\x00\x08\x00\x00\x00" + struct.pack("<H", count) + entries + b"\x00\x00\x00\x00" + secret
    body = b"Exif\x00\x00" + tiff
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(body) + 2) + body + data[2:]


def gif(frames: int = 2) -> bytes:
    """A GIF of one pixel with this many frames."""
    frame = b"\x21\xf9\x04\x00\x0a\x00\x00\x00" + b"\x2c\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00"
    return b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00" + frame * frames + b"\x3b"


def png_of_claimed_size(width: int, height: int) -> bytes:
    """A PNG that says it is this large and holds nothing."""
    import zlib

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"")) + chunk(b"IEND", b"")
