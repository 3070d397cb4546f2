"""Makes names of files that every system takes, out of titles and of names that other programs gave."""

from __future__ import annotations

import re

from turbodesk.chat.one_line import beginning, one_line

LONGEST = 143
"""Bytes of a name in UTF-8, its ending included: an encrypted folder of Linux takes no more; other systems take 255."""
_UNFIT = re.compile(r'[<>:"/\\|?*]+')
"""What no name of a file has on one of the systems."""
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com[0-9\u00b9\u00b2\u00b3]|lpt[0-9\u00b9\u00b2\u00b3])\s*(?:\.|$)", re.I)
"""Names that Windows keeps for itself, whatever their ending."""


def fitting_name(name: str, ending: str, *, otherwise: str) -> str:
    """Return a name for a file, no path, that ends in `ending`; `otherwise` stands for a `name` with nothing fit."""
    stem = fit(name)
    room = LONGEST - 1 - len(ending.encode())
    length = min(len(stem), room)  # a letter has a byte at least
    while len(stem[:length].encode()) > room:
        length -= 1
    stem = fit(beginning(stem, length)) or otherwise
    return f"_{stem}{ending}" if _DEVICES.match(stem) else f"{stem}{ending}"


def fit(name: str) -> str:
    """Return what of a name can stand in a file's, however long; "" where nothing can."""
    return one_line(_UNFIT.sub(" ", one_line(name))).strip(" .")
