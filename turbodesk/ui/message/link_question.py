"""Asks before a link is opened that may mislead, as it was judged; what is asked cannot be forged by the link.

All of it is plain text without links. Where it goes stands first and whole, on a line of its own; what the link calls
itself comes last, without line breaks and without the signs that turn the direction of what stands around them.
"""

from __future__ import annotations

import unicodedata

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from turbodesk.rendering.links import Judgement
from turbodesk.ui.widgets.plain import PlainBox

_LONGEST = 200


class LinkQuestion(PlainBox):
    """Shows where a link really goes; not modal to the application, and never blocks."""

    confirmed = Signal(str)
    """The person wants the link opened."""

    def __init__(self, judged: Judgement, text: str, parent: QWidget) -> None:
        goes_to, address = judged.goes_to, judged.address
        super().__init__(
            "Open link",
            judged.why,
            f"Goes to: {_end(goes_to)}\nAddress: {_short(address)}\nText: {_short(_one_line(text))}",
            parent,
        )
        open_button = self.addButton("Open link", PlainBox.ButtonRole.AcceptRole)
        copy_button = self.addButton("Copy address", PlainBox.ButtonRole.ActionRole)
        cancel = self.addButton(PlainBox.StandardButton.Cancel)
        self.setDefaultButton(cancel)
        open_button.clicked.connect(lambda: self.confirmed.emit(address))
        copy_button.clicked.connect(lambda: QGuiApplication.clipboard().setText(address))
        self.finished.connect(self.deleteLater)


def _end(host: str) -> str:
    """Return a host or mailbox, without its beginning where it is long: its end says whose it is."""
    return host if len(host) <= _LONGEST else f"…{host[-_LONGEST:]}"


def _one_line(text: str) -> str:
    """Return the text without line breaks, and without signs that are not seen."""
    words = " ".join(text.split())
    return "".join(sign for sign in words if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:150] + "…" + text[-49:]
