"""Reads a text file whatever it was written in, and says so where that had to be guessed.

Unicode first: a text in UTF-8 stays one where a byte of it is bad or a letter is cut at an end, since letters of
several bytes that fit together by chance are rare. Then what the text says itself that it is in, as pages and sources
do, and then one of the few encodings that old files really have.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from turbodesk.chat import encodings
from turbodesk.chat.errors import AttachmentRefused
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MOST_BYTES = 4_000_000
"""Bytes of a text at most: about a million tokens, more than any model's whole memory."""
_SAMPLE = 256_000
"""Bytes the guess is made from."""
_LEAST_FITTING = 4
"""Bytes that fit as in UTF-8, for each that does not: old texts, cut anywhere, had three at most by chance."""
_LOST = "\N{REPLACEMENT CHARACTER}"
_DAMAGED = _("Some letters are damaged and stand as {sign}.").format(sign=_LOST)

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
"""What is guessed among."""
_NEAR = 0.6
"""How likely the person's own encoding must be, against the likeliest, to be taken instead. Of 96 short texts 93 are
read right by people of their language, where 92 are without, and up to 5 fewer by others: most files are one's own."""


_NEEDED = 4_096
"""Bytes from the beginning that tell UTF-16."""
_DECLARED = re.compile(
    rb"""<\?xml[^>]{0,200}?\sencoding\s*=\s*["']([\w.:-]{1,40})|<meta\s[^>]{0,200}?charset\s*=\s*["']?([\w.:-]{1,40})
    |\A@charset\s"([\w.:-]{1,40})|\A(?:[^\n]{0,200}\n)?[ \t\f]*\#[^\n]{0,200}?coding[:=][ \t]*([\w.-]{1,40})""",
    re.I | re.X,
)
"""How XML, HTML, CSS and source files say what they are in (PEP 263 for the last)."""
_DECLARED_WITHIN = 1_024
"""Bytes in which browsers look for it."""
_JAPANESE_SHIFT = re.compile(rb"\x1b\$[@B]")


@dataclass(frozen=True, slots=True)
class DecodedText:
    """The text of a file, and what it was read with."""

    text: str
    """Line ends are \\n."""
    encoding: str
    """One of `encodings.ENCODINGS`."""
    note: str = ""
    """One sentence where the encoding was guessed, or letters are lost."""

    @property
    def is_plain(self) -> bool:
        """Whether the text itself, in UTF-8, is as good as the file to read it anew from."""
        return self.encoding == encodings.UTF_8 and not self.note


def utf_16(data: bytes) -> str:
    """Return the name of UTF-16 where a text without its mark is in it, else "".

    Latin letters, blanks and ends of lines have a zero in one half and never in the other.
    """
    head = data[: _NEEDED // 2 * 2]
    for zeros, others, encoding in ((head[1::2], head[::2], "utf-16-le"), (head[::2], head[1::2], "utf-16-be")):
        if len(head) % 2 == 0 and not others.count(0) and zeros.count(0) * 4 > len(zeros):
            with suppress(UnicodeDecodeError):
                letters = head.decode(encoding)
                return encoding if "".join(letters.split()).isprintable() else ""
    return ""


def decoded(data: bytes, name: str, language: str = "") -> DecodedText:
    """Return the text of a file.

    `language` is the person's, such as "de_DE".

    Raises:
        AttachmentRefused: it is too long.
    """
    return _read_within(data, name, lambda: _read(data, language))


def decoded_as(data: bytes, name: str, encoding: str) -> DecodedText:
    """Return the text of a file read with an encoding of `ENCODINGS`, which a person chose.

    Raises:
        AttachmentRefused: it is too long.
    """
    return _read_within(data, name, lambda: _chosen(data, encoding))


def _read_within(data: bytes, name: str, read: Callable[[], DecodedText]) -> DecodedText:
    if len(data) > MOST_BYTES:
        raise AttachmentRefused(
            sentence=_("“{name}” is longer than a model can read.").format(name=name),
            advice=_("Attach the part of it that matters."),
        )
    found = read()
    return replace(found, text=found.text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", ""))


def _chosen(data: bytes, encoding: str) -> DecodedText:
    codec = encoding
    if encoding == encodings.UTF_16 and not data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        codec = utf_16(data) or "utf-16-le"
    elif encoding == encodings.UTF_8:
        codec = "utf-8-sig"
    with suppress(UnicodeDecodeError):
        return DecodedText(data.decode(codec), encoding)
    return DecodedText(data.decode(codec, "replace"), encoding, _DAMAGED)


def _read(data: bytes, language: str) -> DecodedText:
    marked = [encoding for mark, encoding in _MARKS if data.startswith(mark)]
    if not marked and _JAPANESE_SHIFT.search(data, 0, _SAMPLE):
        with suppress(UnicodeDecodeError):
            return DecodedText(data.decode(encodings.ISO_2022_JP), encodings.ISO_2022_JP)
    for encoding in marked or [utf_16(data) or encodings.UTF_8]:
        with suppress(UnicodeDecodeError):
            return DecodedText(data.decode(encoding), encodings.known(encoding))
    if not marked and (declared := _declared(data)):
        with suppress(UnicodeDecodeError):
            return DecodedText(data.decode(declared), declared)
    if marked or _is_damaged_utf_8(data):
        encoding = (marked or [encodings.UTF_8])[0]
        return DecodedText(data.decode(encoding, "replace"), encodings.known(encoding), _DAMAGED)
    guess = _guess(data[:_SAMPLE], language)
    note = _("Read as {encoding}, which is a guess; some letters may be wrong.").format(
        encoding=encodings.long_name(guess)
    )
    return DecodedText(data.decode(guess, "replace"), guess, note)


def _declared(data: bytes) -> str:
    """Return what a text says itself that it is in, where that is one of those that can be read; else ""."""
    found = _DECLARED.search(data[:_DECLARED_WITHIN])
    name = next(filter(None, found.groups()), b"") if found is not None else b""
    declared = encodings.known(name.decode("ascii", "ignore"))
    return "" if declared in (encodings.UTF_8, encodings.UTF_16, encodings.UTF_32) else declared


def _is_damaged_utf_8(data: bytes) -> bool:
    """Whether this is UTF-8 all the same; a letter cut off at an end says nothing against it."""
    text = data.decode("utf-8", "replace").strip(_LOST)
    sound = text.replace(_LOST, "")
    fitting = len(sound.encode()) - len(sound)  # the bytes after the first of each letter
    return fitting >= _LEAST_FITTING * max(1, text.count(_LOST))


def _guess(sample: bytes, language: str) -> str:
    import chardet  # 50 ms to import

    found = chardet.detect_all(sample, include_encodings=_OLD)
    likely = {encodings.known(one["encoding"]): one["confidence"] for one in found if one["encoding"]}
    likely.pop("", None)
    own = encodings.own(language)
    best = max(likely, key=lambda name: likely[name], default=own)
    return own if likely.get(own, 0) >= _NEAR * likely.get(best, 0) else best
