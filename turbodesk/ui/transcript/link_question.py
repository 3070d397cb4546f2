"""Asks before a link is opened that goes somewhere else than its text says; what is asked cannot be forged by the link.

All of it is plain text without links. Where it goes stands first and whole, on a line of its own; what the link calls
itself comes last, without line breaks and without the signs that turn the direction of what stands around them.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from turbodesk.ui.widgets.plain import PlainBox

_LONGEST = 200


class LinkQuestion(PlainBox):
    """Shows where a link really goes; not modal to the application, and never blocks."""

    confirmed = Signal(str)
    """The person wants the link opened."""

    def __init__(self, href: str, text: str, parent: QWidget) -> None:
        url = QUrl(href.strip())
        super().__init__(
            "Open link",
            "This link goes somewhere else than its text says.",
            f"Goes to: {_destination(url)}\nAddress: {_short(_ascii(url))}\nText: {_short(_one_line(text))}",
            parent,
        )
        open_button = self.addButton("Open link", PlainBox.ButtonRole.AcceptRole)
        copy_button = self.addButton("Copy address", PlainBox.ButtonRole.ActionRole)
        cancel = self.addButton(PlainBox.StandardButton.Cancel)
        self.setDefaultButton(cancel)
        open_button.clicked.connect(lambda: self.confirmed.emit(href))
        copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(href))
        self.finished.connect(self.deleteLater)


def _destination(url: QUrl) -> str:
    """Return the host, or the mailbox, as it truly is: foreign letters in their ASCII form, and the end in any case."""
    encoded = QUrl.ComponentFormattingOption.FullyEncoded
    whole = url.host(encoded) or url.path(encoded)
    return whole if len(whole) <= _LONGEST else f"…{whole[-_LONGEST:]}"


def _ascii(url: QUrl) -> str:
    return bytes(url.toEncoded().data()).decode("ascii", "replace")


def _one_line(text: str) -> str:
    """Return the text without line breaks, and without signs that are not seen."""
    words = " ".join(text.split())
    return "".join(sign for sign in words if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:150] + "…" + text[-49:]
