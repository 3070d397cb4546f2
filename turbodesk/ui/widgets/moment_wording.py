"""Says when something was, as people say it of what they did themselves."""

from __future__ import annotations

import datetime as dt

from turbodesk.chat.moments import local_time
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import day_and_month, number, short_date, short_time_of_day, time_of_day, weekday

_MOMENT = dt.timedelta(minutes=2)
_HOUR = dt.timedelta(hours=1)
_WEEK = 7


def clock_words(at: int, now: dt.datetime) -> str:
    """Return "14:02" for today, else "yesterday, 14:02", "3 Nov, 14:02", "3 Nov 2025, 14:02"; "" for no moment.

    `at` is in milliseconds since 1970, UTC; days are those of the zone of `now`.
    """
    then = local_time(at, now.tzinfo)
    if then is None:
        return ""
    days = (now.date() - then.date()).days
    time = time_of_day(then.time())
    if days == 0:
        return time
    if days == 1:
        return _("yesterday, {time}").format(time=time)
    # Translators: such as "29 Nov 2026, 14:02"
    return _("{date}, {time}").format(date=_date(then, now), time=time)


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
        return _("a moment ago")
    if ago < _HOUR:
        minutes = ago.seconds // 60
        return ngettext("{count} minute ago", "{count} minutes ago", minutes).format(count=number(minutes))
    if days == 0:
        return _("today, {time}").format(time=short_time_of_day(then.time()))
    if days == 1:
        return _("yesterday, {time}").format(time=short_time_of_day(then.time()))
    return weekday(then) if days < _WEEK else _date(then, now)


def _date(then: dt.datetime, now: dt.datetime) -> str:
    return day_and_month(then) if then.year == now.year else short_date(then)
