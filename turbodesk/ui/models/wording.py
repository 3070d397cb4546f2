"""What is said of a model in the picker: its size, its price and what becomes of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from turbodesk.chat.model import Model, Stage

LIST_PRICES = "Prices are the provider's list prices; your gateway's own may differ."


def context_words(tokens: int) -> str:
    """Return a number of tokens as people say it: "200k", "1M", "1.5M"."""
    for size, sign in ((1_000_000, "M"), (1_000, "k")):
        if tokens >= size:
            return f"{tokens / size:.1f}".removesuffix(".0") + sign
    return str(tokens)


def price_words(model: Model) -> str:
    """Return the price of a million tokens, in and out, in US dollars; "" where none is known."""
    if model.prices is None:
        return ""
    return f"{_dollars(model.prices.input)} / {_dollars(model.prices.output)} per million tokens"


def facts(model: Model) -> str:
    """Return size and price on one line; "" for a model nothing is known of."""
    if not model.known:
        return ""
    return " · ".join(one for one in (f"{context_words(model.context)} context", price_words(model)) if one)


def spoken(model: Model, today: dt.date) -> str:
    """Return everything about a model as one sentence, for screen readers and tool tips."""
    price = price_words(model)
    parts = (
        model.name,
        model.good_at,
        f"{context_words(model.context)} context" if model.known else "",
        f"{price}, list price" if price else "",
        model.lifecycle(today),
        model.id if model.id != model.name else "",
    )
    return ", ".join(one for one in parts if one)


def in_order(models: Sequence[Model], today: dt.date) -> list[Model]:
    """Return the models as given, the retired ones at the end."""
    return sorted(models, key=lambda one: one.stage(today) is Stage.RETIRED)


def found(models: Sequence[Model], text: str) -> list[Model]:
    """Return the models in whose name, strengths or id every word of `text` occurs."""
    words = text.casefold().split()
    return [one for one in models if all(word in f"{one.name} {one.good_at} {one.id}".casefold() for word in words)]


def _dollars(amount: float) -> str:
    return f"${amount:.2f}".removesuffix(".00")
