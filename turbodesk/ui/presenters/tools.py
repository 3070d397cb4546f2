"""Ties the tools of the chat in front to the window: what they ask, what the person says, and how they stand."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from turbodesk.app.tool_loop import CallState
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number
from turbodesk.ui.widgets.announcement import announce

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.tool_loop import ToolDecision
    from turbodesk.ui.composer import Composer
    from turbodesk.ui.presenters.message_views import MessageViewFactory
    from turbodesk.ui.transcript.view import TranscriptView


class ToolsPresenter(QObject):
    """The tools of the chat in front."""

    def __init__(
        self,
        owner: QObject,
        *,
        front: Callable[[], LiveChat | None],
        show_path: Callable[[], object],
        tell_state: Callable[[], object],
        transcript: TranscriptView,
        message_views: MessageViewFactory,
        composer: Composer,
    ) -> None:
        """`front` gives the chat, `show_path` shows its rows now, `tell_state` says whether something of it runs."""
        super().__init__(owner)
        self._front, self._show_path, self._tell_state = front, show_path, tell_state
        self._transcript, self._message_views, self._composer = transcript, message_views, composer
        self._asked: frozenset[str] = frozenset()
        """The calls that asked when that was told last."""

    def answer(self, call_id: str, decision: ToolDecision) -> None:
        """Say what the person says to a call."""
        if (chat := self._front()) is not None:
            chat.answer(call_id, decision)
            self._go_home(chat)

    def answer_all(self, *, is_allowed: bool) -> None:
        """Say it to all that ask."""
        if (chat := self._front()) is not None:
            chat.tools.answer_all(is_allowed=is_allowed)
            self._go_home(chat)

    def ask_each_time(self) -> None:
        """Let no tool run without asking any more in the chat."""
        if (chat := self._front()) is not None:
            chat.tools.permission.ask_again()

    def _go_home(self, chat: LiveChat) -> None:
        """Give the focus to the next question, or back to where one writes once nothing more is asked."""
        last = chat.ids()[-1]
        if self._asking(chat, last):
            self._message_views.focus_question(last)
        elif chat.is_busy:
            self._composer.setFocus(Qt.FocusReason.OtherFocusReason)

    def changed(self, message_id: str) -> None:
        """Show how the calls of a message stand, and bring the person to a question unless they are writing."""
        self._show_path()
        self._message_views.calls_changed(message_id)
        self._tell_state()
        chat = self._front()
        asking = {} if chat is None else self._asking(chat, message_id)
        new, self._asked = asking.keys() - self._asked, frozenset(asking)
        if not new:
            return
        named = asking[next(id_ for id_ in asking if id_ in new)]
        announce(self._transcript, _asking_words(named, len(new)))
        if self._composer.is_blank:
            self._transcript.put_in_order()
            self._message_views.focus_question(message_id)

    @staticmethod
    def _asking(chat: LiveChat, message_id: str) -> dict[str, str]:
        """Return the names of the tools that ask, by the ids of their calls."""
        return {
            call.part.id: call.tool.title if call.tool is not None else call.part.name
            for call in chat.calls(message_id)
            if call.state is CallState.ASKING
        }


def _asking_words(tool: str, count: int) -> str:
    if count == 1:
        return _("{tool} asks whether it may run").format(tool=tool)
    words = ngettext("{count} tool asks whether it may run", "{count} tools ask whether they may run", count)
    return words.format(count=number(count))
