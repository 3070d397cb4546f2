"""Reads a text file whatever it was written in, and says so where that had to be guessed.

Unicode first: a text in UTF-8 stays one where a byte of it is bad or a letter is cut at an end, since letters of
several bytes that fit together by chance are rare.
"""

from __future__ import annotations

import codecs
from contextlib import suppress

from turbodesk.app.attachments.sniff import utf_16
from turbodesk.chat.errors import AttachmentRefused

MOST_BYTES = 4_000_000
"""Bytes of a text at most: about a million tokens, more than any model's whole memory."""
_SAMPLE = 256_000
"""Bytes the guess is made from."""
_LEAST_FITTING = 4
"""Bytes that fit as in UTF-8, for each that does not: old texts, cut anywhere, had three at most by chance."""
_LOST = "\N{REPLACEMENT CHARACTER}"

_MARKS = (  # the longer first: UTF-32's begins as UTF-16's
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Return a text, line ends as \\n, and a note where its encoding was guessed or letters of it are lost.

    Raises:
        AttachmentRefused: it is too long.
    """
    if len(data) > MOST_BYTES:
        raise AttachmentRefused(
            sentence=f"“{name}” is longer than a model can read.", advice="Attach the part of it that matters."
        )
    text, note = _read(data)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""), note


def _read(data: bytes) -> tuple[str, str]:
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in marked or [utf_16(data) or "utf-8"]:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), ""
    if marked or _is_damaged_utf_8(data):
        return data.decode(
            (marked or ["utf-8"])[0], "replace"
        ), "Some letters are damaged and stand as \N{REPLACEMENT CHARACTER}."
    guess = _guess(data[:_SAMPLE])
    return data.decode(guess, "replace"), f"Read as {guess}, which is a guess; some letters may be wrong."


def _is_damaged_utf_8(data: bytes) -> bool:
    """Whether this is UTF-8 all the same; a letter cut off at an end says nothing against it."""
    text = data.decode("utf-8", "replace").strip(_LOST)
    sound = text.replace(_LOST, "")
    fitting = len(sound.encode()) - len(sound)  # the bytes after the first of each letter
    return fitting >= _LEAST_FITTING * max(1, text.count(_LOST))


def _guess(sample: bytes) -> str:
    from charset_normalizer import from_bytes  # 30 ms to import

    best = from_bytes(sample).best()
    # Windows-1252 is the old text of most of the Latin world, and what browsers fall back to.
    return "cp1252" if best is None else best.encoding
