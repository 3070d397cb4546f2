"""The selection in the texts of one message, as a stretch of the whole message: its texts are widgets of their own.

`ui/transcript/text_selection.py` makes one selection over several messages of such stretches.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint
from PySide6.QtGui import QGuiApplication

from turbodesk.chat.message import Message
from turbodesk.ui.document.copying import Copied, mime_of
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.rest import whole_pieces


@dataclass(frozen=True, slots=True, order=True)
class TextPlace:
    """A place in a message: the number of the text, from 0, and of the character in it."""

    body: int
    position: int


def place_at(bodies: Sequence[Body], point: QPoint) -> TextPlace:
    """Return the place nearest to a point of the row; above the first text its beginning, below the last its end."""
    for number, body in enumerate(bodies):
        if point.y() < body.y():
            return TextPlace(number, 0)
        if point.y() <= body.geometry().bottom():
            return TextPlace(number, body.character_at(point - body.pos()))
    return TextPlace(len(bodies) - 1, bodies[-1].last_character) if bodies else TextPlace(0, 0)


def select(bodies: Sequence[Body], anchor: TextPlace | None, end: TextPlace | None, *, is_upwards: bool) -> None:
    """Select from `anchor` to `end`. None is where the message begins or ends, on the side that `is_upwards` gives."""
    first, last = (end, anchor) if is_upwards else (anchor, end)
    first = first or TextPlace(0, 0)
    last = last or TextPlace(len(bodies), 0)
    for number, body in enumerate(bodies):
        if not first.body <= number <= last.body:
            body.clear_selection()
            continue
        start = first.position if number == first.body else 0
        stop = last.position if number == last.body else body.last_character
        body.select_between(*((stop, start) if is_upwards else (start, stop)))


def copied(bodies: Sequence[Body]) -> list[Copied]:
    """Return what a copy takes of each text in which something is selected."""
    return [body.copied() for body in bodies if body.has_selection()]


def copy_as_one(rows: Sequence[BaseMessageView | Message]) -> None:
    """Put what is selected in each row on the clipboard as one text, with all of a message that has no row."""
    texts = [text for row in rows for text in copied_of(row)]
    if texts:
        QGuiApplication.clipboard().setMimeData(mime_of(texts))


def copied_of(row: BaseMessageView | Message) -> list[Copied]:
    """Return what a copy takes of a row, or of a message that has no row: all of it."""
    return _whole(row) if isinstance(row, Message) else row.copied()


def _whole(message: Message) -> list[Copied]:
    return [Copied(whole_pieces(message), message.text)] if message.text else []
