"""Numbers, sums, days and lists for the layers below the interface, as the person's language writes them.

English ones are made here. How every other language writes is Qt's knowledge, which nothing below the interface may
ask: `main` hands it over as `turbodesk/ui/quantities.py`, once the language is known. A program without a window, such
as `turbodesk doctor`, does without.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Protocol

from turbodesk.translation import ENGLISH, _, language, pgettext

_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
"""Not strftime's, which follow the locale of the process and not the language of the window."""


class Quantities(Protocol):
    """What writes quantities in the language in use."""

    def number(self, count: int, /) -> str:
        """Return a whole number."""

    def decimal(self, value: float, places: int, /) -> str:
        """Return a number with so many digits behind the point."""

    def money(self, dollars: float, places: int, /) -> str:
        """Return a sum in US dollars."""

    def long_date(self, day: dt.date, /) -> str:
        """Return a day in words."""

    def time_of_day(self, moment: dt.time, /) -> str:
        """Return a time of the day to the minute."""

    def joined(self, parts: Sequence[str], /) -> str:
        """Return things in a row."""


_given: Quantities | None = None


def use(given: Quantities | None) -> None:
    """Let `given` write what is written from now on; None: as English is written."""
    global _given
    _given = given


def number(count: int) -> str:
    """Return a whole number, such as "1,234"."""
    return f"{count:,}" if _given is None else _given.number(count)


def decimal(value: float, places: int) -> str:
    """Return a number with so many digits behind the point, such as "1,234.5"."""
    return f"{value:,.{places}f}" if _given is None else _given.decimal(value, places)


def money(dollars: float, places: int = 2) -> str:
    """Return a sum in US dollars, such as "$1,234.50"."""
    return f"${dollars:,.{places}f}" if _given is None else _given.money(dollars, places)


def day(date: dt.date) -> str:
    """Return a day in words, such as "22 November 2026"."""
    return f"{date.day} {_MONTHS[date.month - 1]} {date.year}" if _given is None else _given.long_date(date)


def short_day(date: dt.date) -> str:
    """Return a day in few words, such as "22 Nov 2026"."""
    return f"{date.day} {_MONTHS[date.month - 1][:3]} {date.year}" if _given is None else _given.long_date(date)


def day_and_time(moment: dt.datetime) -> str:
    """Return a day and the time of it to the minute, such as "22 November 2026, 14:05"."""
    return _("{day}, {time}").format(day=day(moment), time=time_of_day(moment.time()))


def time_of_day(moment: dt.time) -> str:
    """Return a time of the day to the minute, such as "14:05"."""
    return f"{moment:%H:%M}" if _given is None else _given.time_of_day(moment)


def listed(parts: Iterable[str]) -> str:
    """Return things in a row of which there may be more, such as "a, b, c"; what is "" is left out."""
    # Translators: two things of a list that has no "and" before the last, such as names of files
    return _row(pgettext("list", "{first}, {second}"), parts)


def sentences(*parts: str) -> str:
    """Return whole sentences, one after the other; what is "" is left out."""
    # Translators: two sentences; without the space where yours end with a wide full stop
    return _row(pgettext("sentences", "{first} {second}"), parts)


def joined(parts: Sequence[str]) -> str:
    """Return things in a row, such as "a, b and c"."""
    if _given is not None:
        return _given.joined(parts)
    if language() != ENGLISH:  # in a process without Qt, which has no word for "and"
        return listed(parts)
    return " and ".join((", ".join(parts[:-1]), parts[-1])) if len(parts) > 1 else "".join(parts)


def _row(pair: str, parts: Iterable[str]) -> str:
    """Return parts one after the other as two of them are, none inside another.

    In a language read from the right a part that held several, each ordered by itself, would be read from the left.
    """
    told = [one for one in parts if one]
    if len(told) < 2:
        return "".join(told)
    before, _first, rest = pair.partition("{first}")
    between, _second, after = rest.partition("{second}")
    return f"{before}{between.join(told)}{after}"
