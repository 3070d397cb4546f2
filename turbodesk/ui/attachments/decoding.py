"""Decodes pictures with Qt, upright and within limits, and encodes them anew with nothing but their pixels.

Why every picture is encoded anew, an untouched one too: what a camera writes beside the pixels (where, when, with
which device) is nobody's business, and picking it out of four formats is work that one mistake undoes.
A QImage needs no window system, so all of this runs on threads of its own.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from threading import Event
from typing import Final

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QSize, Qt
from PySide6.QtGui import QColor, QColorSpace, QImage, QImageReader, QPainter

from turbodesk.app.attachments import drawings
from turbodesk.app.attachments.pictures import MOST_BYTES, STORED_EDGE, Picture
from turbodesk.app.attachments.sniff import sniffed
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.translation import _
from turbodesk.ui.attachments.rare_pictures import RARE, Rare

MOST_PIXELS = 120_000_000
"""A picture with more is not decoded: 108 megapixels is the most a camera in a telephone takes."""
_MOST_MEMORY_MB = 512
"""For one picture while it is decoded; Qt refuses beyond it, whatever a file says of its size."""
_SVG_EDGE = 1_568
_MOST_SVG_BYTES = 4_000_000
_JPEG_QUALITIES = (90, 82, 72, 60)
_ROUNDS = 6
_DOTS_PER_METER = 3_780
"""96 an inch: what everybody assumes."""

_FORMATS: Final = {
    "image/png": "png",
    "image/jpeg": "jpeg",
    "image/gif": "gif",
    "image/webp": "webp",
    "image/bmp": "bmp",
    "image/tiff": "tiff",
    "image/x-icon": "ico",
    "image/x-icns": "icns",
    "image/svg+xml": "svg",
    "image/heic": "heic",
    "image/avif": "avif",
}
_LOSSY = {"image/jpeg", "image/heic", "image/avif"}
_QUICK = {"image/png", "image/jpeg", "image/gif", "image/webp"}
_QUICK_PIXELS = 40_000_000
"""A picture with more is decoded where it can be given up; a photograph with these takes 0.5 s."""
_QUICK_WORK = 400_000_000
"""Pixels times scans of a JPEG, each of which goes over all pixels again: ten are usual, and a few bytes are one more.
20 megapixels in 90 scans took 4 s. A picture counts as 4 megapixels at least."""


class QtPictures:
    """Fulfils `turbodesk.app.attachments.Pictures`."""

    def prepared(self, data: bytes, media_type: str, name: str, stop: Event | None = None) -> Picture:
        """Return a picture as it is stored, whatever `stop` says; see `Pictures.prepared`."""
        if media_type == "image/svg+xml":
            _check_svg(data, name)
        image, frames, size = _decoded(data, media_type, name)
        note = _("Only the first picture of this animation is sent.") if frames > 1 else ""
        made = _encoded(_plain(_within(image, STORED_EDGE)), is_photo=media_type in _LOSSY, note=note)
        return replace(made, file_width=size.width(), file_height=size.height())

    def smaller(self, content: bytes, edge: int) -> Picture:
        """Return a stored picture made smaller; see `Pictures.smaller`."""
        media_type = sniffed(content)[1]
        if not is_quick(content, media_type):
            raise AttachmentRefused(sentence=_("A stored picture is damaged."), advice=_("Attach it anew."))
        image, *_rest = _decoded(content, media_type, _("A stored picture"))
        return _encoded(_plain(_within(image, edge)), is_photo=media_type == "image/jpeg")


def is_quick(data: bytes, media_type: str) -> bool:
    """Whether it is known beforehand that a picture takes little time and memory to decode."""
    if media_type not in _QUICK:
        return False
    reader, _buffer = _reader(data, _FORMATS[media_type])
    size = reader.size()
    pixels = max(size.width() * size.height(), _QUICK_WORK // 100)
    scans = data.count(b"\xff\xda") if media_type == "image/jpeg" else 1
    return size.isValid() and pixels <= _QUICK_PIXELS and pixels * scans <= _QUICK_WORK


def decoded_within(content: bytes, size: QSize) -> QImage:
    """Return a stored picture scaled to cover `size` pixels at most, for looking at; a null image when it is damaged.

    JPEG is decoded at about that size, which is many times faster than whole. What another program stored, a drawing
    that is called a PNG for one, is not decoded unless that is quick.
    """
    media_type = sniffed(content)[1]
    if not is_quick(content, media_type):
        return QImage()
    reader, _buffer = _reader(content, _FORMATS[media_type])
    full = reader.size()
    if full.isValid() and (full.width() > size.width() or full.height() > size.height()):
        reader.setScaledSize(full.scaled(size, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1)))
    return reader.read()


def as_png(content: bytes) -> bytes | None:
    """Return a stored picture as a PNG, for programs that know fewer kinds; None where it cannot be decoded."""
    image = decoded_within(content, QSize(STORED_EDGE, STORED_EDGE))
    try:
        return None if image.isNull() else _written(image, "png", -1)
    except AttachmentRefused:
        return None


def _reader(data: bytes, format_: str) -> tuple[QImageReader, QBuffer]:
    """Return a reader and the buffer it reads from, which must live as long."""
    QImageReader.setAllocationLimit(_MOST_MEMORY_MB)
    buffer = QBuffer()
    buffer.setData(QByteArray(data))
    buffer.open(QIODevice.OpenModeFlag.ReadOnly)
    reader = QImageReader(buffer, QByteArray(format_.encode()))
    reader.setAutoDetectImageFormat(False)  # else another format is tried where this one fails
    reader.setAutoTransform(True)
    return reader, buffer


def _decoded(data: bytes, media_type: str, name: str) -> tuple[QImage, int, QSize]:
    """Return the picture, how many there are in the file, and its size there, upright."""
    format_ = _FORMATS.get(media_type, "")
    if media_type in RARE:
        with suppress(ImportError):  # macOS has a way of its own, which Qt takes
            return _rarely_decoded(data, media_type, name)
    if format_.encode() not in {bytes(format_.data()) for format_ in QImageReader.supportedImageFormats()}:
        raise AttachmentRefused(
            sentence=_unreadable(name, format_),
            advice=_("Save it as JPEG or PNG and attach that."),
        )
    reader, _buffer = _reader(data, format_)
    size = reader.size()
    if size.isValid() and size.width() * size.height() > MOST_PIXELS:
        raise _too_large(name, size)
    if media_type == "image/svg+xml" and size.isValid():
        reader.setScaledSize(size.scaled(_SVG_EDGE, _SVG_EDGE, Qt.AspectRatioMode.KeepAspectRatio))
    elif max(size.width(), size.height()) > 2 * STORED_EDGE and media_type == "image/jpeg":
        # Half-way down while decoding, which JPEG gives for nothing; the rest smoothly.
        reader.setScaledSize(size.scaled(2 * STORED_EDGE, 2 * STORED_EDGE, Qt.AspectRatioMode.KeepAspectRatio))
    frames = reader.imageCount() if reader.supportsAnimation() else 1
    image = reader.read()
    if image.isNull():
        if "allocation limit" in reader.errorString():  # not for people: Qt’s own words
            raise _too_large(name, size)
        raise _damaged(name, reader.errorString())
    is_upright = (size.width() < size.height()) == (image.width() < image.height())
    return image, frames, size if is_upright else size.transposed()


def _rarely_decoded(data: bytes, media_type: str, name: str) -> tuple[QImage, int, QSize]:
    try:
        rare = Rare(data, media_type)
        if rare.size.width() * rare.size.height() > MOST_PIXELS:
            raise _too_large(name, rare.size)
        image = rare.decoded()
    except ValueError as error:
        raise _damaged(name, str(error)) from error
    is_upright = (rare.size.width() < rare.size.height()) == (image.width() < image.height())
    return image, rare.frames, rare.size if is_upright else rare.size.transposed()


def _unreadable(name: str, format_: str) -> str:
    if not format_:
        return _("“{name}” is a strange picture, which cannot be read on this computer.").format(name=name)
    # Translators: {format} is a kind of picture, such as "HEIC".
    words = _("“{name}” is a {format} picture, which cannot be read on this computer.")
    return words.format(name=name, format=format_.upper())


def _damaged(name: str, detail: str) -> AttachmentRefused:
    return AttachmentRefused(
        detail,
        sentence=_("“{name}” is damaged or no picture after all.").format(name=name),
        advice=_("Open it in a picture viewer, save it anew and attach that."),
    )


def _too_large(name: str, size: QSize) -> AttachmentRefused:
    return AttachmentRefused(
        f"{size.width()} x {size.height()}",
        sentence=_("“{name}” has too many pixels to be opened here.").format(name=name),
        advice=_("Save it smaller, at most 10,000 pixels wide and high, and attach that."),
    )


def _check_svg(data: bytes, name: str) -> None:
    detail = "" if len(data) <= _MOST_SVG_BYTES else "size"
    try:
        if not detail and drawings.shapes(data) > drawings.MOST_SHAPES:
            detail = "too many shapes"  # not for people: a detail of the log
    except ValueError as error:
        detail = str(error)
    if detail:
        raise AttachmentRefused(
            detail,
            sentence=_(
                "The drawing “{name}” is damaged, too large, or refers to other files, so it was not opened."
            ).format(name=name),
            advice=_("Save it as PNG and attach that."),
        )


def _plain(image: QImage) -> QImage:
    """Return the pixels alone, in the colours everybody assumes: no profile, no texts, no resolution."""
    if image.colorSpace().isValid() and image.colorSpace() != QColorSpace(QColorSpace.NamedColorSpace.SRgb):
        converted = image.convertedToColorSpace(QColorSpace(QColorSpace.NamedColorSpace.SRgb))
        image = image if converted.isNull() else converted
    has_alpha = image.hasAlphaChannel()
    plain = QImage(image.size(), QImage.Format.Format_ARGB32_Premultiplied if has_alpha else QImage.Format.Format_RGB32)
    plain.fill(Qt.GlobalColor.transparent if has_alpha else Qt.GlobalColor.black)
    image.setDevicePixelRatio(1.0)
    painter = QPainter(plain)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_Source)
    painter.drawImage(0, 0, image)
    painter.end()
    return plain


def _within(image: QImage, edge: int) -> QImage:
    if max(image.width(), image.height()) <= edge:
        return image
    size = image.size().scaled(edge, edge, Qt.AspectRatioMode.KeepAspectRatio).expandedTo(QSize(1, 1))
    return image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)


def _encoded(image: QImage, *, is_photo: bool, note: str = "") -> Picture:
    """Encode a photograph as JPEG and all else as PNG, unless that is too large; smaller and smaller until it fits."""
    for _round in range(_ROUNDS):
        if not is_photo and len(content := _written(image, "png", -1)) <= MOST_BYTES:
            return Picture(content, "image/png", image.width(), image.height(), note)
        opaque = _on_white(image)
        for quality in _JPEG_QUALITIES:
            if len(content := _written(opaque, "jpeg", quality)) <= MOST_BYTES:
                return Picture(content, "image/jpeg", image.width(), image.height(), note)
        image = _within(image, max(1, max(image.width(), image.height()) * 3 // 4))
    raise AttachmentRefused(sentence=_("The picture could not be made small enough to be sent."))


def _written(image: QImage, format_: str, quality: int) -> bytes:
    image.setDotsPerMeterX(_DOTS_PER_METER)  # a new QImage has those of this computer's screen
    image.setDotsPerMeterY(_DOTS_PER_METER)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not image.save(buffer, format_, quality):  # type: ignore[call-overload]  # the stub lacks str for the format
        raise AttachmentRefused(sentence=_("The picture could not be written anew."))
    buffer.close()
    return bytes(content.data())


def _on_white(image: QImage) -> QImage:
    if not image.hasAlphaChannel():
        return image
    made = QImage(image.size(), QImage.Format.Format_RGB32)
    made.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(made)
    painter.drawImage(0, 0, image)
    painter.end()
    return made
