"""Does what is asked of the summaries of the chat in front: stop, try again, change, undo, put back."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.summaries import SummaryPlan

Tell = Callable[[str, str, Callable[[], object]], object]


class SummaryPresenter(QObject):
    """Serves one window, to which it belongs."""

    def __init__(self, owner: QObject, *, front: Callable[[], LiveChat | None], tell: Tell) -> None:
        """`front` gives the chat in front, `tell` says what was done, with how to undo it."""
        super().__init__(owner)
        self._front, self._tell = front, tell

    def begin(self) -> None:
        """Have the oldest turns of the chat in front summed up."""
        if (chat := self._front()) is not None:
            chat.summaries.begin()

    def stop(self) -> None:
        """End the request for one that is being written."""
        if (chat := self._front()) is not None:
            chat.summaries.stop()

    def dismiss(self) -> None:
        """Take away what is said of one that failed."""
        if (chat := self._front()) is not None:
            chat.summaries.dismiss()

    def edit(self, summary_id: str, text: str) -> None:
        """Let one say something else."""
        if (chat := self._front()) is not None:
            chat.summaries.edit(summary_id, text)

    def undo(self, summary_id: str) -> None:
        """Have the messages themselves sent again, and say how to go back."""
        chat = self._front()
        if chat is not None:
            chat.summaries.undo(summary_id)
            self._tell(
                _("The messages themselves are sent again"),
                _("Put it back"),
                lambda: chat.summaries.put_back(summary_id),
            )


def plan_words(plan: SummaryPlan) -> str:
    """Return what summing up would do and cost, for whoever is about to ask for it."""
    from turbodesk.chat.cost import dollars, dollars_in_words

    count = len(plan.ids)
    if plan.dollars is None:
        words = ngettext(
            "Summing up the oldest message is one request of about {tokens} tokens.",
            "Summing up the oldest {count} messages is one request of about {tokens} tokens.",
            count,
        )
        return words.format(count=number(count), tokens=number(plan.tokens))
    if plan.saves:
        words = ngettext(
            "Summing up the oldest message costs {sum}, and saves up to {saved} with each question.",
            "Summing up the oldest {count} messages costs {sum}, and saves up to {saved} with each question.",
            count,
        )
    else:
        words = ngettext(
            "Summing up the oldest message costs {sum}.", "Summing up the oldest {count} messages costs {sum}.", count
        )
    saved = dollars(plan.saves) if plan.saves else ""
    return words.format(count=number(count), sum=dollars_in_words(plan.dollars), saved=saved)
