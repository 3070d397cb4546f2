"""Reads a text file whatever it was written in, and says so where that had to be guessed.

Unicode first: a text in UTF-8 stays one where a byte of it is bad or a letter is cut at an end, since letters of
several bytes that fit together by chance are rare. Then one of the few encodings that old files really have.
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
_OLD = (
    *("cp1250", "cp1251", "cp1252", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874", "cp866", "koi8-r"),
    *("gb18030", "big5hkscs", "cp932", "euc-jp", "cp949"),
)
"""What files without Unicode are in: the code page of a Windows, or what stood in its place on Unix and DOS."""
_WINDOWS = {
    **dict.fromkeys(("be", "bg", "kk", "ky", "mk", "mn", "ru", "sr", "tg", "uk"), "cp1251"),
    **dict.fromkeys(("bs", "cs", "hr", "hu", "pl", "ro", "sk", "sl", "sq"), "cp1250"),
    **dict.fromkeys(("az", "tr"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
    **dict.fromkeys(("he", "iw", "yi"), "cp1255"),
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    "el": "cp1253",
    "ja": "cp932",
    "ko": "cp949",
    "th": "cp874",
    "zh": "gb18030",
    "zh_HK": "big5hkscs",
    "zh_MO": "big5hkscs",
    "zh_TW": "big5hkscs",
}
"""The code page of a Windows in some languages; cp1252 in all others."""
_NEAR = 0.6
"""How likely the person's own encoding must be, against the likeliest, to be taken instead. Of 96 short texts 93 are
read right by people of their language, where 92 are without, and up to 5 fewer by others: most files are one's own."""


def decoded(data: bytes, name: str, language: str = "") -> tuple[str, str]:
    """Return a text, line ends as \\n, and a note where its encoding was guessed or letters of it are lost.

    `language` is the person's, such as "de_DE".

    Raises:
        AttachmentRefused: it is too long.
    """
    if len(data) > MOST_BYTES:
        raise AttachmentRefused(
            sentence=f"“{name}” is longer than a model can read.", advice="Attach the part of it that matters."
        )
    text, note = _read(data, language)
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""), note


def _read(data: bytes, language: str) -> tuple[str, str]:
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    for encoding in marked or [utf_16(data) or "utf-8"]:
        with suppress(UnicodeDecodeError):
            return data.decode(encoding), ""
    if marked or _is_damaged_utf_8(data):
        text = data.decode((marked or ["utf-8"])[0], "replace")
        return text, f"Some letters are damaged and stand as {_LOST}."
    guess = _guess(data[:_SAMPLE], language)
    return data.decode(guess, "replace"), f"Read as {guess}, which is a guess; some letters may be wrong."


def _is_damaged_utf_8(data: bytes) -> bool:
    """Whether this is UTF-8 all the same; a letter cut off at an end says nothing against it."""
    text = data.decode("utf-8", "replace").strip(_LOST)
    sound = text.replace(_LOST, "")
    fitting = len(sound.encode()) - len(sound)  # the bytes after the first of each letter
    return fitting >= _LEAST_FITTING * max(1, text.count(_LOST))


def _guess(sample: bytes, language: str) -> str:
    import chardet  # 50 ms to import

    found = chardet.detect_all(sample, include_encodings=_OLD)
    likely = {codecs.lookup(one["encoding"]).name: one["confidence"] for one in found if one["encoding"]}
    own = codecs.lookup(_WINDOWS.get(language) or _WINDOWS.get(language[:2]) or "cp1252").name
    best = max(likely, key=lambda name: likely[name], default=own)
    return own if likely.get(own, 0) >= _NEAR * likely.get(best, 0) else best
