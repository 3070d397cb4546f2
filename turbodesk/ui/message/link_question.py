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
from turbodesk.ui.widgets.question import Question

_LONGEST = 200


class LinkQuestion(Question):
    """Shows where a link really goes; never blocks."""

    confirmed = Signal(str)
    """The person wants the link opened."""

    def __init__(self, judged: Judgement, text: str, window: QWidget) -> None:
        goes_to, address = judged.goes_to, judged.address
        facts = f"Goes to: {_end(goes_to)}\nAddress: {_short(address)}\nText: {_short(_one_line(text))}"
        super().__init__(window, "Open this link?", judged.why, facts)
        self.answer("Copy address").clicked.connect(lambda: QGuiApplication.clipboard().setText(address))
        self.answer("Cancel", is_safe=True)
        self.answer("Open link").clicked.connect(lambda: self.confirmed.emit(address))


def _end(host: str) -> str:
    """Return a host or mailbox, without its beginning where it is long: its end says whose it is."""
    return host if len(host) <= _LONGEST else f"…{host[-_LONGEST:]}"


def _one_line(text: str) -> str:
    """Return the text without line breaks, and without signs that are not seen."""
    words = " ".join(text.split())
    return "".join(sign for sign in words if unicodedata.category(sign) not in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp"))


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:150] + "…" + text[-49:]
