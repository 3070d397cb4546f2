"""Photographs of telephones and pictures of the web, which Qt does not read."""

from __future__ import annotations

import base64
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageCms
from PySide6.QtGui import QImage

from turbodesk.app.attachments.pictures import STORED_EDGE
from turbodesk.app.attachments.sniff import Kind, sniffed
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.ui.attachments import decoding
from turbodesk.ui.attachments.decoding import QtPictures
from turbodesk.ui.attachments.rare_pictures import Rare
from turbodesk.ui.attachments.separate_pictures import SeparatePictures

TURNED_HEIC = base64.b64decode(
    "AAAAHGZ0eXBoZWljAAAAAG1pZjFoZWljbWlhZgAAAcdtZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAAAAAAAAAAAAAAADRp"
    "bG9jAAAAAERAAAIAAQAAAAAB6wABAAAAAAAAAEwAAgAAAAACNwABAAAAAAAAACQAAAA4aWluZgAAAAAAAgAAABVpbmZlAgAAAAABAABo"
    "dmMxAAAAABVpbmZlAgAAAQACAABFeGlmAAAAAA5waXRtAAAAAAABAAABBmlwcnAAAADlaXBjbwAAAHVodmNDAQNwAAAAkAAAAAAAHvAA"
    "/P34+AAADwNgAAEAGEABDAH//wNwAAADAJAAAAMAAAMAHroCQGEAAQApQgEBA3AAAAMAkAAAAwAAAwAeoCCBBZbqrprm4CGgwIAAAAyA"
    "AAADAIRiAAEABkQBwXPBiQAAABNjb2xybmNseAABAA0ABoAAAAAUaXNwZQAAAAAAAABAAAAAQAAAAChjbGFwAAAAGAAAAAEAAAAQAAAA"
    "Af///9gAAAAC////0AAAAAIAAAAQcGl4aQAAAAADCAgIAAAACWlyb3QDAAAAGWlwbWEAAAAAAAAAAQABBoECAwWEhgAAABppcmVmAAAA"
    "AAAAAA5jZHNjAAIAAQABAAAAeG1kYXQAAABIKAGvEyGrGGjlMPv+P0/JU+/wW+7FCwpjWdshvxVQ2wsEzYvhJeYFyG+UKzYlv7TPgbBf"
    "QPVoJPywoaDjjllyZsegqGpgeXXMAAAABkV4aWYAAE1NACoAAAAIAAEBEgADAAAAAQAGAAAAAAAA"
)
"""A red and a blue half of 12 by 16 pixels, side by side; turned as a telephone held upright says it."""


def avif(width: int = 24, height: int = 16, *, frames: int = 1, **more: object) -> bytes:
    """A red picture as AVIF; with several frames an animation."""
    images = [Image.new("RGB", (width, height), (255, number, 0)) for number in range(frames)]
    out = BytesIO()
    animated: dict[str, object] = {"save_all": True, "append_images": images[1:]} if frames > 1 else {}
    images[0].save(out, format="AVIF", speed=10, **animated, **more)
    return out.getvalue()


AVIF = avif()


def colour(content: bytes, x: int, y: int) -> tuple[bool, bool]:
    """Whether a spot of a picture is red, and whether it is blue."""
    spot = QImage.fromData(content).pixelColor(x, y)
    return spot.red() > 200 > spot.blue(), spot.blue() > 200 > spot.red()


def test_a_photograph_of_a_telephone_is_decoded_upright_in_a_process_of_its_own() -> None:
    made = SeparatePictures().prepared(TURNED_HEIC, "image/heic", "IMG_1.HEIC")
    assert (made.media_type, made.width, made.height) == ("image/jpeg", 16, 24)
    assert (made.file_width, made.file_height) == (16, 24)
    assert colour(made.content, 8, 2) == (True, False)
    assert colour(made.content, 8, 21) == (False, True)
    assert b"Exif" not in made.content


def test_a_picture_of_the_web_is_decoded_and_made_smaller() -> None:
    made = QtPictures().prepared(avif(3_000, 30), "image/avif", "a.avif")
    assert (made.media_type, made.width, made.height) == ("image/jpeg", STORED_EDGE, 25)
    assert (made.file_width, made.file_height, made.note) == (3_000, 30, "")
    assert colour(made.content, 100, 10) == (True, False)


def test_its_colours_become_those_everybody_assumes() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    assert colour(QtPictures().prepared(avif(icc_profile=profile), "image/avif", "a").content, 5, 5) == (True, False)


def test_glass_stays_glass() -> None:
    out = BytesIO()
    Image.new("RGBA", (8, 8), (255, 0, 0, 0)).save(out, format="AVIF")
    rare = Rare(out.getvalue(), "image/avif")
    assert rare.decoded().pixelColor(3, 3).alpha() == 0


def test_of_an_animation_the_first_picture_is_sent_and_that_is_told() -> None:
    assert QtPictures().prepared(avif(frames=2), "image/avif", "a").note.startswith("Only the first picture")


def test_the_two_are_told_apart_by_what_they_can_be_read_as() -> None:
    assert sniffed(TURNED_HEIC) == (Kind.PICTURE, "image/heic")
    assert sniffed(avif()) == (Kind.PICTURE, "image/avif")
    assert sniffed(b"\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf") == (Kind.PICTURE, "image/avif")
    assert sniffed(b"\0\0\0\x18ftypmif1\0\0\0\0mif1heicavif") == (Kind.PICTURE, "image/heic")
    assert sniffed(b"\0\0\0\x18ftypisom\0\0\0\0isomavif")[0] is not Kind.PICTURE


def test_one_with_too_many_pixels_is_not_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MOST_PIXELS", 100)
    for data, kind in ((TURNED_HEIC, "image/heic"), (avif(), "image/avif")):
        with pytest.raises(AttachmentRefused, match="too many pixels"):
            QtPictures().prepared(data, kind, "it")


@given(rubbish=st.binary(max_size=30), at=st.integers(0, 600))
def test_no_damage_to_an_avif_is_more_than_a_refusal(rubbish: bytes, at: int) -> None:
    with suppress(AttachmentRefused):
        assert QtPictures().prepared(AVIF[:at] + rubbish + AVIF[at + len(rubbish) :], "image/avif", "it").width > 0


@pytest.mark.parametrize(("old", "new"), [(b"infe", b"inf\xff"), (b"Exif", b"\xff\xff\xff\xff"), (b"hvc1", b"hvcC")])
def test_a_damaged_heic_is_refused_also_where_it_ends_the_process_that_decodes_it(old: bytes, new: bytes) -> None:
    """The second does: pi-heif makes a word of four bytes that are none, and does not look at what came of it.

    So what is damaged is tried in that process alone.
    """
    with pytest.raises(AttachmentRefused) as caught:
        SeparatePictures().prepared(TURNED_HEIC.replace(old, new, 1), "image/heic", "it")
    assert caught.value.note.advice
