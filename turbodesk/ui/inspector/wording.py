"""Says in a line what an exchange was, how long its steps took and how much went each way."""

from __future__ import annotations

import datetime as dt

from turbodesk.chat.traffic import Exchanged, Outgoing
from turbodesk.translation import _
from turbodesk.ui.quantities import decimal, listed, size


def title(exchange: Exchanged) -> str:
    """Return the line of an exchange in the list, such as "19:40:12   200"."""
    return f"{_clock(exchange.started_at)}   {_outcome(exchange)}"


def what(request: Outgoing) -> str:
    """Return what a request was for, from its address."""
    path = request.url.rsplit("/v1/", 1)[-1].split("?", 1)[0]
    names = {"messages": _("Reply"), "messages/count_tokens": _("Counting tokens"), "models": _("List of models")}
    return names.get(path, path)


def times(exchange: Exchanged) -> str:
    """Return when each step was done, in seconds from the start, and the sizes."""
    # Translators: these four are steps of a request, in one line: "connected 0.12 s, answered 0.40 s".
    steps = (
        (_("connected {time}"), exchange.connected_s),
        (_("answered {time}"), exchange.answered_s),
        (_("first words {time}"), exchange.first_content_s),
        (_("done {time}"), exchange.ended_s),
    )
    said = [words.format(time=_seconds(at)) for words, at in steps if at is not None]
    if exchange.answered_s is not None and exchange.connected_s is None:
        said.insert(0, _("connection used again"))
    if exchange.ended_s is None:
        said.append(_("still going on"))
    sizes = _("{sent} sent, {received} received")
    sizes = sizes.format(sent=size(exchange.request.size), received=size(exchange.received))
    return listed([*said, sizes])


def _outcome(exchange: Exchanged) -> str:
    if exchange.ended_s is None:
        return _("under way")
    if exchange.status is None:
        return _("no answer")
    has_failed = exchange.failure and exchange.status < 400
    # Translators: {status} is the number that a server answers with.
    return _("{status}, failed").format(status=exchange.status) if has_failed else str(exchange.status)


def _seconds(value: float) -> str:
    return _("{seconds} s").format(seconds=decimal(value, 2 if value < 10 else 0))


def _clock(at_ms: int) -> str:
    return dt.datetime.fromtimestamp(at_ms / 1_000).strftime("%H:%M:%S")
