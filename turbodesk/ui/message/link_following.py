"""Goes where a link in a message leads: to a source, to a place of the same text, or, judged before, out of here."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QWidget

from turbodesk.chat.citations import ANCHOR
from turbodesk.rendering.links import Verdict, judge
from turbodesk.ui.message.actions import MessageActions
from turbodesk.ui.message.base_view import BaseMessageView
from turbodesk.ui.message.body import Body
from turbodesk.ui.message.link_question import LinkQuestion

_LINE_PIXELS = 24
"""What is shown of a place that is scrolled to: about a line."""


def follow_link(
    row: BaseMessageView,
    href: str,
    text: str,
    *,
    origin: QWidget,
    actions: MessageActions,
    go_to: Callable[[str], object],
) -> None:
    """Follow a link in the widget `origin` of a row; `text` is what the person saw of it, `go_to` opens an address."""
    if href.startswith(ANCHOR) and href[len(ANCHOR) :].isdecimal() and href[len(ANCHOR) :].isascii():
        actions.citation_requested.emit(row.message.id, int(href[len(ANCHOR) :][:9]))
        return
    if href.startswith("#") and isinstance(origin, Body):
        y = origin.anchor_top(href[1:])
        if y is not None:
            row.reveal_requested.emit(QRect(0, origin.y() + y, row.width(), _LINE_PIXELS))
        return
    judged = judge(href, text)
    match judged.verdict:
        case Verdict.OPEN:
            go_to(judged.address)
        case Verdict.ASK:
            question = LinkQuestion(judged, text, row.window())
            question.confirmed.connect(go_to)
            question.open()
        case Verdict.REFUSE:
            pass
