"""Walks from one code panel of a conversation to the next, and to the top and the end of a message.

Where one is: the panel in view whose buttons have the keyboard's focus; without that, the upper edge of the view.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QApplication, QWidget

from turbodesk.chat.message import Role
from turbodesk.chat.parts import Text
from turbodesk.ui.transcript.message_list import MARGIN, MessageList
from turbodesk.ui.transcript.source import HasCode
from turbodesk.ui.widgets.scroll_keys import Step

_MAY_BE_CODE = re.compile(r"```|~~~|(?:^|\n)[ \t>]*(?: {4}|\t)")
"""What no Markdown with code is without: fences, or lines that stand in."""

Show = Callable[[str, Callable[[QWidget], QRect | None]], bool]


class KeyboardNavigation:
    """Finds the way in one transcript; `show` brings a stretch of a message's row into view, making the row."""

    def __init__(self, messages: MessageList, show: Show) -> None:
        self._messages = messages
        self._show = show

    def take(self, step: Step) -> int | None:
        """Go to code at once; return how far to go down for an edge of a message, in pixels."""
        if step in (Step.PREVIOUS_CODE, Step.NEXT_CODE):
            self.to_code(1 if step is Step.NEXT_CODE else -1)
            return None
        return self.to_edge(is_end=step is Step.MESSAGE_END)

    def to_edge(self, *, is_end: bool) -> int:
        """Return how far to go down, in pixels, for the top or the end of the focused message, or the first in view."""
        layout = self._messages.layout
        if not layout.ids:
            return 0
        index = self._focused_at()
        index = layout.visible().start if index is None else index
        if is_end:
            row: Any = self._messages.rows.get(layout.ids[index])
            height = layout.height(index) if row is None else row.height()
            return layout.y(index) + height + MARGIN - layout.view_height
        return layout.y(index) - MARGIN

    def to_code(self, step: int) -> bool:
        """Bring the next (1) or the previous (-1) code panel into view and give it the focus; False: there is none.

        Messages that are not read from the disk yet are left out.
        """
        for message_id, number in self._ahead(step):
            found = [False]

            def rect_of(row: QWidget, number: int | None = number, found: list[bool] = found) -> QRect | None:
                rects = row.code_rects() if isinstance(row, HasCode) else []
                if not rects:
                    return None
                found[0] = True
                return rects[number if number is not None else (0 if step > 0 else -1)]

            if self._may_have_code(message_id) and self._show(message_id, rect_of) and found[0]:
                row: Any = self._messages.rows.get(message_id)
                row.focus_code(number if number is not None else (0 if step > 0 else len(row.code_rects()) - 1))
                return True
        return False

    def _ahead(self, step: int) -> Iterator[tuple[str, int | None]]:
        """Yield messages in the direction of `step`, the first with the panel to go to where that is known."""
        layout = self._messages.layout
        if not layout.ids:
            return
        index = self._focused_at()
        row: Any = None if index is None else self._messages.rows.get(layout.ids[index])
        now = row.focused_code() if isinstance(row, HasCode) else None
        if index is None or now is None:
            index = layout.visible().start if index is None else index
            row = self._messages.rows.get(layout.ids[index])
            top = -layout.y(index)
            rects = row.code_rects() if isinstance(row, HasCode) else []
            now = sum(rect.top() < top for rect in rects) - (1 if step > 0 else 0)
        if isinstance(row, HasCode) and 0 <= now + step < len(row.code_rects()):
            yield layout.ids[index], now + step
        index += step
        while 0 <= index < len(layout.ids):
            yield layout.ids[index], None
            index += step

    def _focused_at(self) -> int | None:
        """The row with the focus, if it is in view: one that was scrolled away from is not where the reader is."""
        index = self._messages.layout.index_of(self._messages.rows.owner_of(QApplication.focusWidget()) or "")
        return index if index in self._messages.layout.visible() else None

    def _may_have_code(self, message_id: str) -> bool:
        """Whether it is worth making the row of a message: a conversation of thousands has few with code."""
        source = self._messages.source
        message = None if source is None else source.message(message_id)
        if message is None or message.role is Role.USER:
            return False
        return any(_MAY_BE_CODE.search(part.text) for part in message.parts if isinstance(part, Text))
