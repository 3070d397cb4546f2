"""Pictures arrive upright, as large as they may be, and with nothing but their pixels; hostile ones do not arrive."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QSize
from PySide6.QtGui import QColorSpace, QImage, QTransform

from tests.ui.attachments import pictures
from turbodesk.app.attachments.pictures import MOST_BYTES, STORED_EDGE, Picture
from turbodesk.app.attachments.sniff import sniffed
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.ui.attachments.decoding import QtPictures, as_png, decoded_within

QT = QtPictures()


def prepared(data: bytes, name: str = "it") -> Picture:
    return QT.prepared(data, sniffed(data)[1], name)


def refusal(data: bytes) -> str:
    with pytest.raises(AttachmentRefused) as caught:
        prepared(data)
    return caught.value.note.sentence


def is_red(image: QImage, x: int, y: int) -> bool:
    color = image.pixelColor(x, y)
    return color.red() > 180 and color.blue() < 80


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_upright(orientation: int) -> None:
    made = prepared(pictures.jpeg_turned(64, 32, orientation))
    assert (made.width, made.height) == ((64, 32) if orientation < 5 else (32, 64))
    image = QImage.fromData(made.content)
    assert (image.width(), image.height()) == (made.width, made.height)
    red_at = {1: (4, 16), 2: (60, 16), 3: (60, 16), 4: (4, 16), 5: (16, 4), 6: (16, 4), 7: (16, 60), 8: (16, 60)}
    assert is_red(image, *red_at[orientation])


def test_what_a_camera_writes_beside_the_pixels_is_gone() -> None:
    secret = b"Home, Elm Street 7, 51.5N 0.1W\x00"
    data = pictures.jpeg_turned(64, 32, 6, secret=secret)
    assert secret in data
    content = prepared(data).content
    assert secret not in content
    assert b"Exif" not in content


@pytest.mark.parametrize("form", ["png", "webp", "tiff", "jpg"])
def test_texts_and_profiles_are_gone_whatever_the_form(form: str) -> None:
    image = pictures.image(20, 10)
    image.setText("Author", "Somebody Secret")
    image.setColorSpace(QColorSpace(QColorSpace.NamedColorSpace.AdobeRgb))
    made = prepared(pictures.written(image, form))
    assert b"Somebody" not in made.content
    read = QImage.fromData(made.content)
    assert not read.textKeys()
    assert not read.colorSpace().isValid()


@pytest.mark.parametrize(("form", "media_type"), [("bmp", "image/png"), ("tiff", "image/png"), ("webp", "image/png")])
def test_what_the_protocol_does_not_take_becomes_what_it_takes(form: str, media_type: str) -> None:
    made = prepared(pictures.written(pictures.image(20, 10), form))
    assert made.media_type == media_type == sniffed(made.content)[1]


def test_transparency_is_kept() -> None:
    made = prepared(pictures.written(pictures.image(20, 10, has_alpha=True), "png"))
    assert QImage.fromData(made.content).pixelColor(19, 5).alpha() == 0


def test_an_animation_is_its_first_picture_and_says_so() -> None:
    assert "first picture" in prepared(pictures.gif(3)).note
    assert prepared(pictures.gif(1)).note == ""


@given(st.integers(1, 6_000), st.integers(1, 40))
def test_a_large_picture_is_made_as_small_as_it_may_be_stored(long: int, short: int) -> None:
    plain = QImage(long, short, QImage.Format.Format_RGB32)
    plain.fill(0)
    for image in (plain, plain.transformed(QTransform().rotate(90))):
        made = prepared(pictures.written(image, "png"))
        assert max(made.width, made.height) == min(long, STORED_EDGE) or max(long, short) <= STORED_EDGE
        assert min(made.width, made.height) >= 1
        assert len(made.content) <= MOST_BYTES


def test_a_picture_that_cannot_be_compressed_still_fits() -> None:
    made = prepared(pictures.written(pictures.noise(1_600, 1_200), "png"))
    assert len(made.content) <= MOST_BYTES
    assert made.media_type == "image/jpeg"


def test_a_smaller_one_is_always_the_same_so_that_the_cache_of_the_provider_finds_it() -> None:
    stored = prepared(pictures.written(pictures.noise(900, 600), "jpg")).content
    once, again = QT.smaller(stored, 300), QT.smaller(stored, 300)
    assert once == again
    assert (once.width, once.height) == (300, 200)


def test_a_picture_that_claims_to_be_endless_is_refused_before_it_is_decoded() -> None:
    assert "too many pixels" in refusal(pictures.png_of_claimed_size(60_000, 60_000))


@pytest.mark.qt_log_ignore("JPEG")  # the library says so as well
@pytest.mark.parametrize(
    "data",
    [b"\x89PNG\r\n\x1a\n" + bytes(100), b"\xff\xd8\xff\xe0" + bytes(100), pictures.png()[:60]],
    ids=["png", "jpeg", "cut off"],
)
def test_a_damaged_picture_is_refused(data: bytes) -> None:
    assert "damaged" in refusal(data)


SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="40" height="20">{}</svg>'
)


def test_a_drawing_becomes_a_picture() -> None:
    made = prepared(SVG.format('<defs><g id="a"/></defs><use xlink:href="#a"/><rect width="40" height="20"/>').encode())
    assert made.media_type == "image/png"
    assert made.width == 2 * made.height


@pytest.mark.parametrize(
    "inside",
    [
        '<image xlink:href="file:///etc/passwd"/>',
        '<image href="/etc/passwd"/>',
        '<image href="&#102;ile:///etc/passwd"/>',
        '<use xlink:href="other.svg#a"/>',
        '<a href="https://x.example"><image href="/etc/passwd"/></a>',
        "<style>rect { fill: url(http://x/y) }</style>",
        '<style>@import "/etc/passwd";</style>',
        "<rect style=\"fill: url( 'http://x/y' )\"/>",
        '<?xml-stylesheet href="/etc/passwd"?>',
        '<rect fill="url(http://x/y)"/>',
        # A drawing within the drawing, whatever it is said to be: Qt would open the files that one refers to.
        '<image xlink:href="data:image/svg+xml,%3Csvg/%3E"/>',
        f'<image xlink:href="data:image/png;base64,{b64encode(b"<svg><image href=1/></svg>").decode()}"/>',
    ],
)
def test_a_drawing_that_refers_to_other_files_is_refused(inside: str) -> None:
    assert "refers to other files" in refusal(SVG.format(inside).encode())


@pytest.mark.parametrize(
    "inside",
    [
        '<a href="https://example.com"><rect width="40" height="20"/></a>',
        '<a xlink:href="other.html" target="_blank"><rect width="4" height="2"/></a>',
        '<metadata><link>see href="x.png"</link></metadata>',
        '<linearGradient id="a"/><style>rect { fill: url(#a) }</style>',
    ],
)
def test_a_place_to_go_loads_nothing(inside: str) -> None:
    assert prepared(SVG.format(inside + '<rect width="9" height="9"/>').encode()).media_type == "image/png"


def test_a_drawing_may_hold_pixels() -> None:
    pixels = b64encode(pictures.png()).decode()
    assert prepared(SVG.format(f'<image xlink:href="data:image/png;base64,{pixels}" width="9" height="9"/>').encode())


def test_a_drawing_in_an_encoding_that_hides_its_words_is_refused() -> None:
    hidden = SVG.format('<image xlink:+AGgAcgBlAGYAPQ-"/etc/passwd"/>')
    data = f'<?xml version="1.0" encoding="UTF-7"?>{hidden}'.encode()
    with pytest.raises(AttachmentRefused, match="refers to other files"):
        QT.prepared(data, "image/svg+xml", "it")


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]>',
        '<!DOCTYPE svg [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]>',
        '<?xml version="1.0" encoding="windows-1251"?>',
        "<!DOCTYPE" * 400_000,
    ],
    ids=["file", "laughs", "encoding", "never ending"],
)
def test_a_drawing_with_declarations_of_its_own_is_refused(before: str) -> None:
    data = (before + SVG.format('<rect width="9" height="9"/>')).encode()
    with pytest.raises(AttachmentRefused, match="refers to other files"):
        QT.prepared(data, "image/svg+xml", "it")


def test_a_drawing_may_say_which_kind_it_is() -> None:
    kind = '<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">'
    data = f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>{kind}' + SVG.format("<rect width='9' height='9'/>")
    assert prepared(data.encode()).media_type == "image/png"


def test_a_drawing_that_repeats_itself_without_end_is_refused_before_it_is_drawn() -> None:
    groups = '<g id="g0"><rect width="1" height="1"/></g>'
    for level in range(1, 12):
        groups += f'<g id="g{level}">' + f'<use xlink:href="#g{level - 1}"/>' * 10 + "</g>"
    assert "too large" in refusal(SVG.format(groups).encode())


def test_a_heic_photograph_is_named_where_it_cannot_be_read() -> None:
    data = b"\x00\x00\x00\x18ftypheic" + bytes(100)
    assert "HEIC" in refusal(data) or "damaged" in refusal(data)


def test_a_look_is_decoded_at_the_size_of_the_look() -> None:
    stored = prepared(pictures.written(pictures.noise(800, 400), "jpg")).content
    assert decoded_within(stored, QSize(100, 100)).size() == QSize(100, 50)
    assert decoded_within(b"rubbish", QSize(100, 100)).isNull()


def test_a_look_is_at_pixels_that_take_little_time_alone() -> None:
    size = QSize(100, 100)
    assert decoded_within(SVG.format('<rect width="40" height="20"/>').encode(), size).isNull()
    assert decoded_within(pictures.written(pictures.image(20, 10), "bmp"), size).isNull()
    assert decoded_within(pictures.png_of_claimed_size(8_000, 8_000), size).isNull()
    photograph = pictures.written(pictures.image(20, 10), "jpg")
    assert not decoded_within(photograph, size).isNull()
    assert decoded_within(photograph + b"\xff\xda" * 200, size).isNull(), "each scan may be as long as the picture"
    with pytest.raises(AttachmentRefused, match="damaged"):
        QT.smaller(SVG.format("").encode(), 100)


def test_a_picture_becomes_one_that_every_program_knows() -> None:
    made = as_png(pictures.written(pictures.image(20, 10), "webp"))
    assert made is not None
    assert made.startswith(b"\x89PNG")
    image = QImage.fromData(made)
    assert (image.width(), image.height()) == (20, 10)
    assert as_png(b"RIFF....WEBPVP8 damaged") is None
