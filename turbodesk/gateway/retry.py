"""Decides whether a request is sent again, and after how long. Pure: time and chance are passed in.

The rules are those of the provider's own client (protocol, 3.5), with two differences for a person who is watching: a
wait above a minute is told instead of being waited, and a quota that waiting does not fill is never retried.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping

from turbodesk.chat.errors import Busy, CutOff, GatewayFailure, TimedOut, TooManyRequests, Unreachable
from turbodesk.gateway.failures import LONGEST_AUTOMATIC_WAIT_S
from turbodesk.network.asked_wait import asked_wait

MOST_RETRIES = 2
_FIRST_WAIT_S = 0.5
_LONGEST_OWN_WAIT_S = 8.0
_JITTER = 0.25
"""Up to this part of a wait is taken off by chance, so that many clients do not come back at once."""

_CURABLE = (Busy, CutOff, TimedOut, TooManyRequests, Unreachable)


def wait_before(
    attempt: int,
    failure: GatewayFailure,
    headers: Mapping[str, str],
    *,
    chance: float,
    now: dt.datetime,
) -> float | None:
    """Return the seconds to wait before the same request is sent again, or None when it must not be.

    `attempt` is 1 before the second request. `headers` are those of the answer, names in lower case, empty where there
    was none; `chance` is from 0 to 1; `now` has a time zone.
    """
    if attempt > MOST_RETRIES or not _may_again(failure, headers):
        return None
    asked = asked_wait(headers, now=now)
    if asked is not None:
        return asked if asked <= LONGEST_AUTOMATIC_WAIT_S else None
    own = min(_FIRST_WAIT_S * 2.0 ** (attempt - 1), _LONGEST_OWN_WAIT_S)
    return own * (1 - _JITTER * chance)


def _may_again(failure: GatewayFailure, headers: Mapping[str, str]) -> bool:
    match headers.get("x-should-retry", "").strip().lower():
        case "true":
            return True
        case "false":
            return False
    return isinstance(failure, _CURABLE)
