"""Says when something was, as people say it of what they did themselves. Pure."""

from __future__ import annotations

import datetime as dt

from turbodesk.chat.moments import local_time

_MOMENT = dt.timedelta(minutes=2)
_HOUR = dt.timedelta(hours=1)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def clock_words(at: int, now: dt.datetime) -> str:
    """Return "14:02" for today, else "yesterday, 14:02", "3 Nov, 14:02", "3 Nov 2025, 14:02"; "" for no moment.

    `at` is in milliseconds since 1970, UTC; days are those of the zone of `now`.
    """
    then = local_time(at, now.tzinfo)
    if then is None:
        return ""
    days = (now.date() - then.date()).days
    if days == 0:
        return f"{then:%H:%M}"
    day = (
        f"{then.day} {_MONTHS[then.month - 1]}"
        if then.year == now.year
        else (f"{then.day} {_MONTHS[then.month - 1]} {then.year}")
    )
    return f"{'yesterday' if days == 1 else day}, {then:%H:%M}"


def when_words(at: int, now: dt.datetime) -> str:
    """Return "a moment ago", "12 minutes ago", "today, 9:41", "yesterday, 18:05", "Tuesday", "3 Nov", "3 Nov 2025".

    `at` is in milliseconds since 1970, UTC; days are those of the zone of `now`. A moment still to come (a clock set
    back) counts as just now; "" for a number that is no moment.
    """
    then = local_time(at, now.tzinfo)
    if then is None:
        return ""
    ago, days = now - then, (now.date() - then.date()).days
    if ago < _MOMENT:
        return "a moment ago"
    if ago < _HOUR:
        return f"{ago.seconds // 60} minutes ago"
    clock = f"{then.hour}:{then:%M}"
    if days == 0:
        return f"today, {clock}"
    if days == 1:
        return f"yesterday, {clock}"
    if days < len(_DAYS):
        return _DAYS[then.weekday()]
    day = f"{then.day} {_MONTHS[then.month - 1]}"
    return day if then.year == now.year else f"{day} {then.year}"
