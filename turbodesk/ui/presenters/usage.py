"""Ties what replies take and cost to the window: the ring in the composer, what opens at it, and warnings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from turbodesk.app.exact import ExactCounts
from turbodesk.app.forecast import Forecast, forecast, portions
from turbodesk.app.gateways import DEMO
from turbodesk.app.signal import Signal
from turbodesk.chat.cost import dollars_in_words
from turbodesk.translation import _
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.quantities import percent, sentences
from turbodesk.ui.usage.meter import ContextMeter, count_words, share_words
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.ui.usage.context_popup import ContextPopup, ContextPortion

PAUSE_MS = 250
"""How long the person must have stopped typing before the meter moves."""
_WHEN_FULL = _(
    "When it is full, the model takes no more questions. The oldest messages can be summed up or left out: "
    "they stay here."
)
_MAKE_ROOM, _OPEN = "make-room:", "open-usage"  # not for people: an id


def _is_empty(chat: LiveChat | None) -> bool:
    """Whether nothing would be sent."""
    return chat is None or not (chat.ids() or chat.conversation.draft.strip() or chat.conversation.draft_parts)


class UsagePresenter(QObject):
    """Serves one window."""

    def __init__(
        self,
        meter: ContextMeter,
        *,
        notice: NoticeBar,
        chat_presenter: ChatPresenter,
        exact: ExactCounts,
        warned: Signal[str],
        open_usage: Callable[[], None],
        new_chat: Callable[[], None],
        summarise: Callable[[], None],
    ) -> None:
        """The presenter belongs to `meter`; `warned` tells that a limit is near, in words.

        `summarise` has the oldest turns of the chat in front summed up.
        """
        super().__init__(meter)
        self._meter = meter
        self._notice = notice
        self._chat_presenter = chat_presenter
        self._exact = exact
        self._open_usage = open_usage
        self._new_chat, self._summarise = new_chat, summarise
        self._expected: Forecast | None = None
        self._popup: ContextPopup | None = None
        self._warned_of = ""
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._show)
        meter.clicked.connect(self.open)
        chat_presenter.changed.connect(self._changed)
        notice.action_requested.connect(self._act)
        subscribe(self, exact.counted, lambda _: self._show())
        self._subscriptions = subscribe(self, warned, self._limit_near)

    def start(self) -> None:
        """Show what the chat in front would send."""
        self._timer.start()

    def finish(self) -> None:
        """Hear no more."""
        self._timer.stop()
        self._exact.want(None)
        self._subscriptions.close()

    def _changed(self) -> None:
        chat = self._chat_presenter.chat
        self._exact.take_back(chat)
        if _is_empty(chat):  # at once: for a quarter of a second it would be the ring of the chat that was there before
            self._meter.set_forecast(None)
        self._timer.start()

    def _show(self) -> None:
        chat = self._chat_presenter.chat
        self._exact.want(chat)
        if chat is None or _is_empty(chat):
            self._meter.set_forecast(None)
            return
        draft, views = chat.conversation.draft, chat.conversation.draft_parts
        expected = forecast(chat, draft, views, counted=self._exact.of(chat))
        self._expected = expected
        self._meter.set_forecast(expected, chat.model.name)
        if expected.is_tight and self._warned_of != chat.conversation.id and chat.ids():
            self._warned_of = chat.conversation.id
            self._warn(chat, expected)
        elif not expected.is_tight:
            self._notice.withdraw(_MAKE_ROOM + chat.conversation.id)

    def _warn(self, chat: LiveChat, expected: Forecast) -> None:
        self._notice.show_notice(
            _("This chat fills {share} of what {model} can keep in mind.").format(
                share=percent(expected.share), model=chat.model.name
            ),
            action=_("Make room…") if chat.summaries.can_cut else "",
            action_id=_MAKE_ROOM + chat.conversation.id if chat.summaries.can_cut else "",
            chat_id=chat.conversation.id,
        )

    def open(self) -> None:
        """Say what fills the context, and what can be done about it."""
        self._show()
        chat, expected = self._chat_presenter.chat, self._expected
        if chat is None or expected is None:
            return
        if self._popup is None:
            from turbodesk.ui.usage.context_popup import ContextPopup

            self._popup = ContextPopup(self._meter.window())
            self._popup.leave_out_requested.connect(self._leave_out)
            self._popup.new_chat_requested.connect(self._new_chat)
            self._popup.summary_requested.connect(self._summarise)
        is_paid = expected.dollars is not None and chat.conversation.gateway_id != DEMO
        both = chat.conversation.second_model is not None
        price = (
            _("The next question costs {sum} with both models.") if both else _("The next question costs {sum}.")
        ).format(sum=dollars_in_words(expected.dollars or 0.0))
        self._popup.tell(
            # Translators: {share} is such as "12 %", or "Less than 1 %"
            _("{share} of what {model} can keep in mind").format(share=share_words(expected), model=chat.model.name),
            _portions(chat, expected),
            counted=count_words(expected),
            advice=sentences(_WHEN_FULL, price if is_paid else ""),
            can_leave_out=chat.summaries.can_cut,
            summary=self._summary_words(chat, expected),
        )
        composer = self._meter.parentWidget() or self._meter
        self._popup.open_below(self._meter if self._meter.isVisible() else composer, is_right=True)

    def _summary_words(self, chat: LiveChat, expected: Forecast) -> str:
        from turbodesk.ui.presenters.summaries import plan_words

        plan = chat.summaries.plan(expected.tokens)
        return "" if plan is None else plan_words(plan)

    def _leave_out(self) -> None:
        if self._chat_presenter.chat is not None:
            self._chat_presenter.chat.leave_out_oldest(again=False)
            self._timer.start()

    def _limit_near(self, words: str) -> None:
        self._notice.show_notice(words, action=_("Usage and limit"), action_id=_OPEN)

    def _act(self, action: str) -> None:
        if action.startswith(_MAKE_ROOM):
            self.open()
        elif action == _OPEN:
            self._open_usage()


def _portions(chat: LiveChat, expected: Forecast) -> tuple[ContextPortion, ...]:
    from turbodesk.ui.usage.context_popup import ContextPortion

    draft, attached = chat.conversation.draft, chat.conversation.draft_parts
    taken = portions(chat, draft, attached, tokens=expected.tokens)
    return (
        ContextPortion(_("Instructions"), taken.instructions / expected.context, "text-muted"),
        ContextPortion(_("Files"), taken.files / expected.context, "accent"),
        ContextPortion(_("This chat"), taken.chat / expected.context, "accent", 0.55),
        ContextPortion(_("What you are writing"), taken.draft / expected.context, "accent", 0.35),
    )
