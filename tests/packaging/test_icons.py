"""The icon is drawn in every size, the same each time, in the formats of the three systems."""

from __future__ import annotations

import struct

import pytest
from bundle import icons
from PySide6.QtGui import QImage


@pytest.mark.parametrize("side", icons.SIZES)
def test_a_png_of_every_size_shows_something(qapp: object, side: int) -> None:
    written = icons.png(side)
    assert written == icons.png(side)
    image = QImage.fromData(written)
    assert (image.width(), image.height()) == (side, side)
    assert image.pixelColor(0, 0).alpha() == 0, "the corners are clear"
    assert image.pixelColor(side // 2, side // 2).alpha() == 255


def test_windows_finds_each_picture_where_the_directory_says(qapp: object) -> None:
    written = icons.ico()
    _, kind, count = struct.unpack_from("<HHH", written)
    assert kind == 1
    for number in range(count):
        width, *_, length, offset = struct.unpack_from("<BBBBHHII", written, 6 + 16 * number)
        image = QImage.fromData(written[offset : offset + length])
        assert image.width() == (width or 256)


def test_macos_finds_each_picture_by_its_length(qapp: object) -> None:
    written = icons.icns()
    assert written[:4] == b"icns"
    assert struct.unpack_from(">I", written, 4)[0] == len(written)
    place, seen = 8, 0
    while place < len(written):
        length = struct.unpack_from(">I", written, place + 4)[0]
        assert written[place + 8 : place + 16] == b"\x89PNG\r\n\x1a\n"
        place, seen = place + length, seen + 1
    assert (place, seen) == (len(written), 7)
