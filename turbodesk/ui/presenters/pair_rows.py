"""Makes the rows of two replies side by side, and of the question over them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from turbodesk.ui.message.pair_head import PairHead
from turbodesk.ui.message.pair_view import PairView
from turbodesk.ui.message.paired_views import PairedReplyView

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from turbodesk.chat.message import Message
    from turbodesk.chat.model import Prices
    from turbodesk.ui.message.actions import MessageActions
    from turbodesk.ui.theme import Theme


def new_pair_row(
    both: Sequence[Message],
    *,
    front: str,
    make_view: Callable[[Message, type[PairedReplyView]], PairedReplyView],
    facts_of: Callable[[Message], tuple[str, Prices | None]],
    actions: MessageActions,
    theme: Theme,
    percent: int,
) -> PairView:
    """Make the row of two replies, the left one first; the chat goes on with the one of the id `front`.

    `facts_of` gives the name of a reply's model and its prices.
    """

    def new_head(message: Message, other: Message, row: QWidget) -> PairHead:
        name, prices = facts_of(message)
        return PairHead(
            message,
            model_name=name,
            prices=prices,
            other_id=other.id,
            is_left=message is both[0],
            actions=actions,
            theme=theme,
            percent=percent,
            parent=row,
        )

    views = [make_view(message, PairedReplyView) for message in both]
    return PairView(views, new_head, front=front, theme=theme, percent=percent)
