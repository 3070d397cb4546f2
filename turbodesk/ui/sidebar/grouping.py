"""Sorts conversations into the groups of the sidebar: pinned ones, then days, then months. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from turbodesk.chat.conversation import Conversation
from turbodesk.chat.moments import local_time

PINNED = "Pinned"
TODAY = "Today"
YESTERDAY = "Yesterday"
WEEK = "Previous 7 days"
UNDATED = "Without a date"
"""Chats whose time is no moment that can be shown."""

_MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


@dataclass(frozen=True, slots=True)
class ChatGroup:
    """A heading and the conversations under it, the one touched last first."""

    name: str
    conversations: Sequence[Conversation]


def group_name(updated_at: int, *, today: dt.date, zone: dt.tzinfo | None = None) -> str:
    """Return the heading for a moment in milliseconds since 1970, UTC.

    Days are those of `zone`, None meaning this machine's. A moment still to come (a clock set back) counts as today.
    """
    then = local_time(updated_at, zone)
    if then is None:
        return UNDATED
    day = then.date()
    days_ago = (today - day).days
    if days_ago <= 0:
        return TODAY
    if days_ago == 1:
        return YESTERDAY
    if days_ago <= 7:
        return WEEK
    month = _MONTHS[day.month - 1]
    return month if day.year == today.year else f"{month} {day.year}"


def moment(at: int, *, today: dt.date, zone: dt.tzinfo | None = None) -> str:
    """Return a moment in milliseconds since 1970, UTC, in as few words as tell it: "14:05", "3 Mar", "3 Mar 2025".

    "" for a number that is none.
    """
    then = local_time(at, zone)
    if then is None:
        return ""
    if then.date() == today:
        return f"{then:%H:%M}"
    day = f"{then.day} {_MONTHS[then.month - 1][:3]}"
    return day if then.year == today.year else f"{day} {then.year}"


def grouped(conversations: Iterable[Conversation], *, today: dt.date, zone: dt.tzinfo | None = None) -> list[ChatGroup]:
    """Return the groups in the order they are shown; none is empty."""
    newest_first = sorted(conversations, key=lambda one: (one.updated_at, one.id), reverse=True)
    groups: dict[str, list[Conversation]] = {PINNED: []}
    for one in newest_first:
        name = PINNED if one.pinned else group_name(one.updated_at, today=today, zone=zone)
        groups.setdefault(name, []).append(one)
    return [ChatGroup(name, members) for name, members in groups.items() if members]


def matches(title: str, words: Sequence[str]) -> bool:
    """Return whether every one of `words`, already casefolded, occurs in `title`."""
    folded = title.casefold()
    return all(word in folded for word in words)
