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
from turbodesk.translation import _
from turbodesk.ui.widgets.question import Question

_LONGEST = 200
_UNSEEN = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")  # not for people: categories of Unicode


class LinkQuestion(Question):
    """Shows where a link really goes; never blocks."""

    confirmed = Signal(str)
    """The person wants the link opened."""

    def __init__(self, judged: Judgement, text: str, window: QWidget) -> None:
        goes_to, address = judged.goes_to, judged.address
        facts = (
            # Translators: {place} is such as "example.org"; the whole address of the link and its words follow.
            _("Goes to: {place}").format(place=_end(goes_to)),
            _("Address: {address}").format(address=_short(address)),
            _("Text: {text}").format(text=_short(_one_line(text))),
        )
        super().__init__(window, _("Open this link?"), judged.why, "\n".join(facts))
        self.answer(_("Copy address")).clicked.connect(lambda: QGuiApplication.clipboard().setText(address))
        self.answer(_("Cancel"), is_safe=True)
        self.answer(_("Open link")).clicked.connect(lambda: self.confirmed.emit(address))


def _end(host: str) -> str:
    """Return a host or mailbox, without its beginning where it is long: its end says whose it is."""
    return host if len(host) <= _LONGEST else f"…{host[-_LONGEST:]}"


def _one_line(text: str) -> str:
    """Return the text without line breaks, and without signs that are not seen."""
    words = " ".join(text.split())
    return "".join(sign for sign in words if unicodedata.category(sign) not in _UNSEEN)


def _short(text: str) -> str:
    return text if len(text) <= _LONGEST else text[:150] + "…" + text[-49:]
