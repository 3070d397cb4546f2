"""What is said of a model in the picker: its size, its price and what becomes of it. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from turbodesk.chat.model import Effort, Model
from turbodesk.chat.preset import Preset

EFFORTS = {
    Effort.LOW: "Low",
    Effort.MEDIUM: "Medium",
    Effort.HIGH: "High",
    Effort.XHIGH: "Extra",
    Effort.MAX: "Max",
}
"""What a level of effort is called on a button."""
LIST_PRICES = "Prices are estimates at the provider’s list price; your gateway’s own may differ."
SOON_DAYS = 60
"""The provider's own notice before a model goes (protocol, 6.1); from then on the days are counted."""


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


def problem_words(problem: str) -> str:
    """Return the line beneath the list when the gateway's own list could not be read."""
    return f"The gateway’s list could not be read: {problem[:1].lower()}{problem[1:]}"


def lifecycle_words(model: Model, today: dt.date, *, replacement: str = "") -> str:
    """Return "retires in 8 days: try Sonnet 4.6", or the date while it is far away; "" for a model without one."""
    if model.retires is None:
        return ""
    days = (model.retires - today).days
    instead = f": try {replacement}" if replacement else ""
    if days <= 0:
        return f"{model.lifecycle(today)}{instead}"
    if days > SOON_DAYS:
        return model.lifecycle(today)
    return f"retires tomorrow{instead}" if days == 1 else f"retires in {days} days{instead}"


def is_ending(model: Model, today: dt.date) -> bool:
    """Return whether a model has retired, or will within `SOON_DAYS`."""
    return model.retires is not None and (model.retires - today).days <= SOON_DAYS


def preset_words(preset: Preset, model_name: str) -> str:
    """Return what a preset holds on one line: its model, what it changes, and the beginning of its prompt."""
    wishes = preset.parameters
    parts = [model_name, "thinks first" if wishes.thinking else "", " ".join(wishes.system.split())[:120]]
    return " · ".join(part for part in parts if part) or "The usual settings"


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
    return ", ".join(part for part in parts if part)


def found(models: Sequence[Model], text: str) -> list[Model]:
    """Return the models in whose name, strengths or id every word of `text` occurs."""
    words = text.casefold().split()
    return [one for one in models if all(word in f"{one.name} {one.good_at} {one.id}".casefold() for word in words)]


def _dollars(amount: float) -> str:
    return f"${amount:.2f}".removesuffix(".00")
