"""Says in a line what an exchange was, how long its steps took and how much went each way."""

from __future__ import annotations

import datetime as dt

from turbodesk.chat.attachments import size_in_words
from turbodesk.chat.traffic import Exchanged, Outgoing


def title(exchange: Exchanged) -> str:
    """Return the line of an exchange in the list, such as "19:40:12   200"."""
    return f"{_clock(exchange.started_at)}   {_outcome(exchange)}"


def what(request: Outgoing) -> str:
    """Return what a request was for, from its address."""
    path = request.url.rsplit("/v1/", 1)[-1].split("?", 1)[0]
    names = {"messages": "Reply", "messages/count_tokens": "Counting tokens", "models": "List of models"}
    return names.get(path, path)


def times(exchange: Exchanged) -> str:
    """Return when each step was done, in seconds from the start, and the sizes."""
    steps = (
        ("connected", exchange.connected_s),
        ("answered", exchange.answered_s),
        ("first words", exchange.first_content_s),
        ("done", exchange.ended_s),
    )
    said = [f"{name} {_seconds(at)}" for name, at in steps if at is not None]
    if exchange.answered_s is not None and exchange.connected_s is None:
        said.insert(0, "connection used again")
    if exchange.ended_s is None:
        said.append("still going on")
    sent, received = size_in_words(exchange.request.size), size_in_words(exchange.received)
    return ", ".join([*said, f"{sent} sent, {received} received"])


def _outcome(exchange: Exchanged) -> str:
    if exchange.ended_s is None:
        return "under way"
    if exchange.status is None:
        return "no answer"
    return f"{exchange.status}, failed" if exchange.failure and exchange.status < 400 else str(exchange.status)


def _seconds(value: float) -> str:
    return f"{value:.2f} s" if value < 10 else f"{value:.0f} s"


def _clock(at_ms: int) -> str:
    return dt.datetime.fromtimestamp(at_ms / 1_000).strftime("%H:%M:%S")
