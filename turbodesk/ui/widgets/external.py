"""Hands web and mail addresses, and files that this program made, to the desktop: the only module that can.

`open_address` is for addresses, whoever wrote them, and knows http, https and mailto; `show_file` is for paths that the
program itself has chosen or was told to write to. Two doors, because one that took both would let a reply reach the
disk: the desktop *runs* some files when it is asked to open them. What is looked at is the very object that is handed
over, so that no two parsers can read it differently.

Every start of another program through the desktop goes through `_hand_over`.
"""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QUrl, QUrlQuery
from PySide6.QtGui import QDesktopServices

from turbodesk.frozen import lent_to_no_other

log = logging.getLogger(__name__)

_WEB = frozenset({"http", "https"})
_MAIL_FIELDS = frozenset({"to", "cc", "bcc", "subject", "body"})
"""What a mail address may fill in; `attach` makes some mail programs enclose a file of the disk."""
_SHOWN = frozenset({".pdf", ".md", ".log", ".txt", ".zip", ".png", ".jpg", ".gif", ".webp"})
"""Endings of files that are opened themselves. Of another, that a desktop might run, the folder is."""


def open_address(address: str) -> bool:
    """Have the desktop open a web or mail address; return whether it was asked to and took it. Returns at once."""
    url = QUrl(address.strip())
    scheme = url.scheme()
    if url.isValid() and scheme in _WEB and url.host():
        return _hand_over(url)
    if url.isValid() and scheme == "mailto" and url.path() and not url.host():
        return _hand_over(_letter(url))
    log.info("an address of the kind %r is not opened", scheme[:20])
    return False


def show_file(path: Path) -> bool:
    """Have the desktop show a file or folder that this program made; return whether something took it.

    Where no program is known for the file, or it is of a kind that a desktop might run, its folder is shown.
    """
    path = path.absolute()
    if path.is_dir() or path.suffix.lower() in _SHOWN:
        if _hand_over(QUrl.fromLocalFile(str(path))):
            return True
        if path.is_dir():
            return False
    return _hand_over(QUrl.fromLocalFile(str(path.parent)))


def show_page(path: Path) -> bool:
    """Have the browser show a page that this program wrote, sealed or without scripts; return whether one took it."""
    return path.suffix == ".html" and _hand_over(QUrl.fromLocalFile(str(path.absolute())))


def _letter(url: QUrl) -> QUrl:
    """Return a mail address with those fields alone that can do no harm."""
    asked = QUrlQuery(url).queryItems(QUrl.ComponentFormattingOption.FullyEncoded)
    kept = QUrlQuery()
    kept.setQueryItems([item for item in asked if item[0].lower() in _MAIL_FIELDS])
    letter = QUrl(url)
    letter.setQuery(kept)
    return letter


def _hand_over(url: QUrl) -> bool:
    with lent_to_no_other():
        return QDesktopServices.openUrl(url)
