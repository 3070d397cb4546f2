"""Decides what happens when a link in a reply is opened: which targets may be, and when to ask first.

A reply is written by a model that may have read hostile pages: its links go only to web and mail addresses, and a
text that looks like one address while the target is another is shown to the person before anything is opened.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from PySide6.QtCore import QUrl

from turbodesk.ui.transcript.pieces import Paragraph, Piece, Runs, Table, flat


class Verdict(StrEnum):
    """What to do with a link."""

    OPEN = "open"
    ASK = "ask"
    """Show where it goes first."""
    REFUSE = "refuse"


_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>]+|(?:[\w-]+\.)+[a-z]{2,}(?=[/:?#\s]|$)|[\w.+-]+@[\w.-]+\.\w+", re.I)


def judge(href: str, text: str) -> Verdict:
    """Return what to do with a link to `href` whose text reads `text`."""
    try:
        target = urlsplit(href.strip())
        host = (target.hostname or "").rstrip(".")
    except ValueError:
        return Verdict.REFUSE
    if target.scheme == "mailto" and target.path:
        return Verdict.ASK if _misleads(text, {unquote(target.path).lower()}) else Verdict.OPEN
    if target.scheme not in ("http", "https") or not host:
        return Verdict.REFUSE
    if target.username or not host.isascii() or "xn--" in host:
        return Verdict.ASK  # a name before an @, and letters that look like others, are how addresses lie
    return Verdict.ASK if _misleads(text, {host, host.removeprefix("www.")}) else Verdict.OPEN


def _misleads(text: str, honest: set[str]) -> bool:
    """Whether an address in the text is another than those the link leads to."""
    for found in _ADDRESS.finditer(text):
        shown = found[0].lower()
        if "@" in shown and "://" not in shown:
            if shown.split("?")[0] not in honest:
                return True
            continue
        address = shown if "://" in shown else f"https://{shown}"
        try:
            host = urlsplit(address).hostname or ""
        except ValueError:
            return True
        if host.rstrip(".") not in honest and host.rstrip(".").removeprefix("www.") not in honest:
            return True
    return False


def as_written(pieces: Iterable[Piece], url: QUrl) -> tuple[str, str]:
    """Return the target and the text of the first link to `url` as the pieces have them."""
    for piece in pieces:
        lines: tuple[Runs, ...] = (piece.runs,) if isinstance(piece, Paragraph) else ()
        if isinstance(piece, Table):
            lines = tuple(cell for row in piece.rows for cell in row)
        for runs in lines:
            found = tuple(run for run in runs if run.href and QUrl(run.href) == url)
            if found:
                return found[0].href, flat(found)
    return url.toString(), ""
