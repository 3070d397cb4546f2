"""Sums of what replies used and cost, by day and model, and the limit a person has set on a month."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable

from turbodesk.chat.cost import cost, saved_by_cache
from turbodesk.chat.message import Usage
from turbodesk.chat.model import Prices
from turbodesk.quantities import money
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

NEAR = 0.8
"""The share of a limit from which on it is spoken of."""


@dataclass(frozen=True, slots=True)
class Used:
    """What the replies of one model used on one day."""

    day: dt.date
    """As the person's clock had it."""
    model: str
    replies: int
    usage: Usage
    """The sum of all of them."""
    estimated: int = 0
    """How many of them ended before the gateway counted what they wrote."""


@dataclass(frozen=True, slots=True)
class Total:
    """Several replies together."""

    replies: int = 0
    input_tokens: int = 0
    """All of them, from the cache or not."""
    cached_tokens: int = 0
    """Those of them that came from the cache."""
    output_tokens: int = 0
    dollars: float = 0.0
    """At the prices known; what has no price is not in it."""
    unpriced: int = 0
    """How many of the replies have no price, or told no tokens."""
    saved: float = 0.0
    """Dollars that the cache saved; below 0 where keeping it has not paid yet."""
    estimated: int = 0
    """How many of the replies ended before the gateway counted what they wrote."""

    @property
    def hit_share(self) -> float:
        """The share of the input that came from the cache, 0 to 1."""
        return self.cached_tokens / self.input_tokens if self.input_tokens else 0.0


def total(used: Iterable[Used], prices: Callable[[str], Prices | None]) -> Total:
    """Return the sum; `prices` gives a model's."""
    replies = input_tokens = cached = output = unpriced = estimated = 0
    dollars = saved = 0.0
    for one in used:
        amount = cost(one.usage, prices(one.model))
        replies += one.replies
        input_tokens += one.usage.total_input or 0
        cached += one.usage.cache_read_input_tokens or 0
        output += one.usage.output_tokens or 0
        dollars += amount or 0.0
        saved += saved_by_cache(one.usage, prices(one.model))
        unpriced += one.replies if amount is None else 0
        estimated += one.estimated
    return Total(replies, input_tokens, cached, output, dollars, unpriced, saved, estimated)


def limit_words(spent: float, limit: int, *, stops: bool) -> str:
    """Return what there is to say about a month's limit in dollars, or "" while it is far or there is none."""
    if limit <= 0 or spent < NEAR * limit:
        return ""
    if spent < limit:
        return _("This month's replies cost about {spent} of the {limit} you set as a limit.").format(
            spent=money(spent), limit=money(limit, 0)
        )
    if stops:
        words = _("This month's replies have reached your limit of {limit}. Nothing more is sent until you raise it.")
    else:
        words = _("This month's replies have reached your limit of {limit}. Replies go on.")
    return words.format(limit=money(limit, 0))
