"""Knows what replies cost: this chat, today, this month; warns when a month's limit is near, and can stop there.

All amounts are estimates at list prices (`chat.cost`); what a gateway really charges, it alone knows. The month's sum
is read once and grows with each reply, so that asking for it before every request costs nothing.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

from turbodesk.app.preferences import Preferences
from turbodesk.app.signal import Signal
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.cost import cost
from turbodesk.chat.errors import SpendingLimitReached
from turbodesk.chat.message import Message, Usage
from turbodesk.chat.model import Model, Prices
from turbodesk.chat.spending import Total, Used, limit_words, total
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import LIMIT_DOLLARS, LIMIT_STOPS
from turbodesk.store.database import Database
from turbodesk.store.spending import Spending

DAYS = 30
"""Days of the chart, today included."""


@dataclass(frozen=True, slots=True)
class Account:
    """What has been spent, for showing."""

    chat: Total
    today: Total
    month: Total
    days: tuple[tuple[dt.date, Total], ...]
    """The last `DAYS` days, oldest first, without gaps."""
    models: tuple[tuple[str, Total], ...]
    """This month by the model's name, the dearest first."""


class Ledger:
    """The sums of all conversations, the demo's left out."""

    def __init__(
        self,
        spending: Spending,
        preferences: Preferences,
        model: Callable[[str], Model],
        *,
        demo: str,
        today: Callable[[], dt.date] = dt.date.today,
    ) -> None:
        self.warned: Signal[str] = Signal()
        """A sentence: the month's limit is near, or reached. Once for each, and again when the limit is changed."""
        self.recounted: Signal[None] = Signal()
        """The sums are no longer what they were, though no reply has ended."""
        self._spending = spending
        self._preferences = preferences
        self._model = model
        self._demo = demo
        self._today = today
        self._month: dt.date | None = None
        self._spent = 0.0
        self._changes = 0
        """How often something came to be counted; a sum that was read meanwhile lacks it."""
        self._said = ""

    async def allow(self, conversation: Conversation) -> None:
        """Let a request of this conversation go out.

        Raises:
            SpendingLimitReached: the month's limit is reached, and the person wants to stop there.
        """
        limit = self._preferences.get(LIMIT_DOLLARS)
        if limit <= 0 or conversation.gateway_id == self._demo:
            return
        await self._know_month()
        if self._spent >= limit and self._preferences.get(LIMIT_STOPS):
            raise SpendingLimitReached
        self._warn()

    def add(self, conversation: Conversation, reply: Message) -> None:
        """Count a reply that has just ended."""
        if conversation.gateway_id == self._demo or reply.model is None:
            return
        self._changes += 1
        if self._month == self._first():
            self._spent += cost(reply.usage, self._prices(reply.model)) or 0.0
            self._warn()

    def add_own(self, model: str, usage: Usage, chat: str = "") -> None:
        """Count what a small request of the program's own has used, with the `chat` it was asked for as well."""
        self._spending.add_own(self._today(), model, usage, chat=chat)
        self._changes += 1
        if self._month == self._first():
            self._spent += cost(usage, self._prices(model)) or 0.0
            self._warn()

    def take_back_own(self, day: dt.date, model: str, usage: Usage) -> None:
        """Count no longer what `add_own` was told on a day; `count_anew` then shows it."""
        self._spending.add_own(day, model, usage, sign=-1)
        self._changes += 1

    def count_anew(self) -> None:
        """Read the month anew when it is asked for: models have other prices, or a reply's chat is gone."""
        self._changes += 1
        self._month = None
        self.recounted.emit(None)

    async def account(self, conversation_id: str | None, memory: Database | None = None) -> Account:
        """Return all sums; `conversation_id` is the chat in front, `memory` where it is if it is a temporary one."""
        today, first = self._today(), self._first()
        begin = min(first, today - dt.timedelta(days=DAYS - 1))
        changes = self._changes
        used = await self._spending.since(begin)
        is_whole = changes == self._changes
        spending = self._spending if memory is None else Spending(memory, demo=self._demo)
        chat = await spending.of(conversation_id) if conversation_id else []
        days = [today - dt.timedelta(days=back) for back in reversed(range(DAYS))]
        month = [one for one in used if one.day >= first]
        if is_whole:
            self._month, self._spent = first, self._total(month).dollars
        by_model: dict[str, list[Used]] = {one.model: [] for one in month}
        for one in month:
            by_model[one.model].append(one)
        models = [(self._model(model).name, self._total(part)) for model, part in by_model.items()]
        return Account(
            chat=self._total(chat),
            today=self._total([one for one in used if one.day == today]),
            month=self._total(month),
            days=tuple((day, self._total([one for one in used if one.day == day])) for day in days),
            models=tuple(sorted(models, key=lambda one: -one[1].dollars)),
        )

    async def spent_this_month(self) -> float:
        """Return what this month's replies cost so far, in US dollars; read from the disk once a month."""
        await self._know_month()
        return self._spent

    async def _know_month(self) -> None:
        while self._month != (first := self._first()):
            changes = self._changes
            used = await self._spending.since(first)
            if changes == self._changes:
                self._spent = self._total(used).dollars
                self._month, self._said = first, ""

    def _warn(self) -> None:
        limit = self._preferences.get(LIMIT_DOLLARS)
        words = limit_words(self._spent, limit, stops=self._preferences.get(LIMIT_STOPS))
        said = f"{limit} {self._spent >= limit}" if words else ""
        if said and said != self._said:
            self._said = said
            self.warned.emit(words)

    def _total(self, used: list[Used]) -> Total:
        return total(used, self._prices)

    def _prices(self, model_id: str) -> Prices | None:
        return self._model(model_id).prices

    def _first(self) -> dt.date:
        return self._today().replace(day=1)
