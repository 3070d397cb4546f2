"""Decodes the pictures that Qt cannot: the photographs of telephones (HEIC) and what the web has in AVIF.

In the process that decodes one picture and ends (`decoding_process`), for both libraries are native code that few look
at. Why both: pi-heif hands its pictures over as Pillow's, and Pillow reads AVIF itself.
"""

from __future__ import annotations

import warnings
from contextlib import suppress
from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from PySide6.QtCore import QByteArray, QSize
from PySide6.QtGui import QColorSpace, QImage

if TYPE_CHECKING:
    from PIL.Image import Image

RARE: Final = {"image/heic": "HEIF", "image/avif": "AVIF"}
"""What is decoded here, and what Pillow calls it."""
_MISTAKES = (OSError, ValueError, TypeError, SyntaxError, EOFError, RuntimeError, LookupError, MemoryError)
"""What the libraries raise for a file that is not what it says."""


class Rare:
    """One picture that has been opened and not decoded."""

    def __init__(self, data: bytes, media_type: str) -> None:
        """Read its head.

        Raises:
            ImportError: there is no library for it here.
            ValueError: it is damaged.
        """
        from PIL import Image

        Image.MAX_IMAGE_PIXELS = None  # whoever asks has a limit of its own
        _register(media_type)
        try:
            self._image: Image.Image = Image.open(BytesIO(data), formats=[RARE[media_type]])
            self.frames = int(getattr(self._image, "n_frames", 1)) if media_type == "image/avif" else 1
        except _MISTAKES as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error
        self.size = QSize(*self._image.size)

    def decoded(self) -> QImage:
        """Return its pixels, upright, with the colour space that they are in.

        Raises:
            ValueError: it is damaged.
        """
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what Pillow thinks of a picture is not for our log
                return _as_qt(_upright(self._image))
        except _MISTAKES as error:
            raise ValueError(f"{type(error).__name__}: {error}") from error


def _register(media_type: str) -> None:
    if media_type == "image/avif":
        from PIL import AvifImagePlugin

        if not AvifImagePlugin.SUPPORTED:
            raise ImportError("Pillow without AVIF")  # not for people
        return
    import pi_heif

    pi_heif.register_heif_opener(thumbnails=False)


def _upright(image: Image) -> Image:
    """Return a picture turned as it says; as it is where that cannot be read."""
    from PIL import ImageOps

    image.load()
    with suppress(*_MISTAKES):
        return ImageOps.exif_transpose(image)
    return image


def _as_qt(image: Image) -> QImage:
    has_alpha = image.has_transparency_data
    pixels = image.convert("RGBA" if has_alpha else "RGB").tobytes()
    form = QImage.Format.Format_RGBA8888 if has_alpha else QImage.Format.Format_RGB888
    made = QImage(pixels, image.width, image.height, image.width * (4 if has_alpha else 3), form).copy()
    profile: Any = image.info.get("icc_profile")
    if isinstance(profile, bytes):
        made.setColorSpace(QColorSpace.fromIccProfile(QByteArray(profile)))  # an invalid one is none
    return made
