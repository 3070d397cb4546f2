"""Names the encodings that text files have, as people know them, and says which a person's own files are likeliest in.

The few that files really have, and not the hundred that Python knows: the code page of a Windows, or what stood in its
place on Unix, DOS and the Mac.
"""

from __future__ import annotations

import codecs
from contextlib import suppress

from turbodesk.translation import _

UTF_8 = "utf-8"
UTF_16 = "utf-16"
UTF_32 = "utf-32"
ISO_2022_JP = "iso2022_jp"

_NAMES = {
    UTF_8: (_("Unicode"), "UTF-8"),
    UTF_16: (_("Unicode"), "UTF-16"),
    UTF_32: (_("Unicode"), "UTF-32"),
    "cp1256": (_("Arabic"), "Windows-1256"),
    "cp1257": (_("Baltic"), "Windows-1257"),
    "cp1250": (_("Central European"), "Windows-1250"),
    "iso8859-2": (_("Central European"), "ISO 8859-2"),
    "gb18030": (_("Chinese, simplified"), "GB18030"),
    "big5hkscs": (_("Chinese, traditional"), "Big5"),
    "cp1251": (_("Cyrillic"), "Windows-1251"),
    "koi8-r": (_("Cyrillic"), "KOI8-R"),
    "cp866": (_("Cyrillic"), "DOS"),
    "cp1253": (_("Greek"), "Windows-1253"),
    "cp1255": (_("Hebrew"), "Windows-1255"),
    "cp932": (_("Japanese"), "Shift JIS"),  # not for people
    "euc-jp": (_("Japanese"), "EUC"),
    ISO_2022_JP: (_("Japanese"), "JIS"),
    "cp949": (_("Korean"), "Windows-949"),
    "cp874": (_("Thai"), "Windows-874"),
    "cp1254": (_("Turkish"), "Windows-1254"),
    "cp1252": (_("Western European"), "Windows-1252"),
    "iso8859-15": (_("Western European"), "ISO 8859-15"),
    "cp850": (_("Western European"), "DOS"),
    "mac-roman": (_("Western European"), "Mac"),  # not for people
}
"""By the name a text is read with: for which letters it is, and what it is called; the usual one of each first."""
ENCODINGS = tuple(_NAMES)

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
_READ_AS = {
    **dict.fromkeys(("ascii", "iso8859-1"), "cp1252"),  # as browsers do: the declaration means the one of Windows
    **dict.fromkeys(("gb2312", "gbk"), "gb18030"),
    **dict.fromkeys(("utf-16-le", "utf-16-be"), UTF_16),
    **dict.fromkeys(("utf-32-le", "utf-32-be"), UTF_32),
    **dict.fromkeys(("tis-620", "iso8859-11"), "cp874"),
    "utf-8-sig": UTF_8,
    "big5": "big5hkscs",
    "shift_jis": "cp932",
    "euc_kr": "cp949",
    "euc_jp": "euc-jp",
    "iso8859-9": "cp1254",
    "iso8859-7": "cp1253",
    "iso8859-13": "cp1257",
}
"""Other names that declarations give, by Python's own for them: a larger sibling reads all that the smaller has."""


def known(name: str) -> str:
    """Return the encoding of `ENCODINGS` that a declared name, of any spelling, means; "" where there is none."""
    with suppress(LookupError, ValueError):  # a ValueError: a zero in the name
        found = codecs.lookup(name.strip()).name
        found = _READ_AS.get(found, found)
        return next((one for one in ENCODINGS if one == found or codecs.lookup(one).name == found), "")
    return ""


def own(language: str) -> str:
    """Return what old files of a language, such as "de_DE", are in on Windows."""
    return _WINDOWS.get(language) or _WINDOWS.get(language[:2]) or "cp1252"


def short_name(encoding: str) -> str:
    """Return what an encoding is called, such as "Windows-1251", with its letters where that alone says too little."""
    letters, name = _NAMES[encoding]
    return name if any(one.isdigit() for one in name) or name == "Big5" else f"{letters}, {name}"


def long_name(encoding: str) -> str:
    """Return for which letters it is and what it is called, such as "Cyrillic (Windows-1251)"."""
    letters, name = _NAMES[encoding]
    return f"{letters} ({name})"


def offered(language: str, current: str) -> tuple[str, ...]:
    """Return what a person is to choose among: Unicode, those for the same letters, the usual of others."""
    near = {_NAMES[one][0] for one in (current, own(language)) if one in _NAMES}
    usual = {_NAMES[one][0]: one for one in reversed(ENCODINGS)}
    first = (UTF_8, current, own(language), *(one for one in ENCODINGS if _NAMES[one][0] in near))
    return tuple(dict.fromkeys((*first, *(usual[group] for group in sorted(usual)), UTF_16)))
