"""Messages that stand in or over two columns: a question both replies answer, and each of these replies.

They are messages like all others. A reply leaves to the head of its column what that says: its model, its cost, and the
way to the other one.
"""

from __future__ import annotations

from PySide6.QtCore import Qt

from turbodesk.chat.model import Prices
from turbodesk.ui.message.ending import MessageEnding
from turbodesk.ui.message.message import MessageView
from turbodesk.ui.message.pair_columns import pair_columns


class PairedQuestionView(MessageView):
    """A question whose slip ends where the second column does."""

    _outer = (0, 0)

    def set_margins(self, left: int, right: int) -> None:
        self._outer = (left, right)  # where the question stands is known with the width

    def heightForWidth(self, width: int) -> int:
        left, right = self._outer
        columns = pair_columns(left + width + right, width, self._theme.faces.scale * self._percent / 100)
        shift = 0 if columns is None else max(0, columns.end - left - width)
        if columns is not None and self.layoutDirection() is Qt.LayoutDirection.RightToLeft:
            shift = min(0, columns.left - left)
        super().set_margins(left + shift, right - shift)
        return super().heightForWidth(width)


class PairedReplyView(MessageView):
    """One of two replies."""

    def set_siblings(self, position: int, count: int) -> None:
        """Show no other versions: the one that matters stands beside it."""

    def set_says_model(self, *, says_model: bool) -> None:
        super().set_says_model(says_model=False)

    def _new_ending(self, prices: Prices | None) -> MessageEnding:
        ending = super()._new_ending(prices)
        ending.stands_alone = False
        return ending
