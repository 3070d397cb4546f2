"""The rows of the sidebar, and which group a chat stands in: pinned ones, projects, then days, then months. Pure."""

from __future__ import annotations

import datetime as dt
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from itertools import compress, count
from operator import attrgetter, is_not
from typing import TYPE_CHECKING

from turbodesk.chat.conversation import Conversation
from turbodesk.chat.moments import local_time
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext

if TYPE_CHECKING:
    from turbodesk.chat.found import FoundMessage
    from turbodesk.chat.project import Project

PROJECTS = _("Projects")
PINNED = _("Pinned")
TODAY = _("Today")
YESTERDAY = _("Yesterday")
WEEK = _("Previous 7 days")
UNDATED = _("Without a date")
"""Chats whose time is no moment that can be shown."""

PORTION = 2_000
"""Rows that are made in one turn of the event loop."""

_PLACE = attrgetter("updated_at", "id")
"""What the place of a chat among others follows from; in C, for there are ten thousand of them."""


@dataclass(frozen=True, slots=True)
class DayHeading:
    """The row above a group."""

    name: str

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return f"heading:{self.name}"


@dataclass(frozen=True, slots=True)
class ChatItem:
    """The row of one conversation."""

    conversation: Conversation
    is_inset: bool = False
    """Whether it stands beneath its project."""

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return self.conversation.id


@dataclass(frozen=True, slots=True)
class ProjectItem:
    """The row of one project, above its chats where it is unfolded."""

    project: Project
    count: int
    """How many chats it has, pinned ones included."""
    is_folded: bool

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return f"project:{self.project.id}"


@dataclass(frozen=True, slots=True)
class Summary:
    """The line above everything that was found."""

    chats: int
    places: int
    is_cut: bool = False
    """Whether there is more than is shown or counted."""
    has_signs: bool = True
    """Whether the messages have the words with their signs."""
    within: str = ""
    """The project whose chats alone were looked through."""

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return "summary"

    @property
    def name(self) -> str:
        """The line as it is read."""
        from turbodesk.ui.quantities import listed, number

        words = ngettext("{count} chat", "{count} chats", self.chats).format(count=number(self.chats))
        if self.places:
            places = ngettext("{count} place", "{count} places", self.places)
            words = listed([words, places.format(count=number(self.places))])
        if self.is_cut:
            # Translators: {found} is such as "12 chats, 40 places"; so it is in the next two.
            words = _("{found} and more").format(found=words)
        if self.within:
            words = _("{found} in {project}").format(found=words, project=self.within)
        # Translators: the words were found, but not with the punctuation that was typed.
        return words if self.has_signs else _("{found}, without the signs").format(found=words)


@dataclass(frozen=True, slots=True)
class ChatHit:
    """A chat that was found: its title, and when it was last touched."""

    conversation: Conversation
    when: str
    marks: tuple[tuple[int, int], ...]
    """Where the title has the words; () where only messages have them."""
    best: FoundMessage | None
    """The message to show first; None where only the title has the words."""

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return f"chat:{self.conversation.id}"


@dataclass(frozen=True, slots=True)
class Hit:
    """A message with the words, beneath its chat."""

    found: FoundMessage
    title: str
    """The conversation's, as it is called now."""
    when: str
    is_last: bool = True
    """Whether nothing of the same chat stands beneath it."""

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return f"message:{self.found.message_id}"


@dataclass(frozen=True, slots=True)
class MoreHits:
    """How many more messages of a chat have the words; opens the chat, where the find bar goes on."""

    best: FoundMessage
    title: str
    count: int

    @property
    def key(self) -> str:
        """What tells this row from all others."""
        return f"more:{self.best.conversation_id}"

    @property
    def name(self) -> str:
        """The row as it is read."""
        from turbodesk.ui.quantities import number

        # Translators: so many more messages of this chat were found.
        words = ngettext("{count} more here", "{count} more here", self.count)
        return words.format(count=number(self.count))


Row = DayHeading | ChatItem | ProjectItem | Summary | ChatHit | Hit | MoreHits


class RowRegistry:
    """The rows of chats, projects and headings by their keys: the same object as long as it says the same."""

    def __init__(self) -> None:
        self._items: dict[str, ChatItem] = {}
        self._heads: dict[str, Row] = {}

    def head(self, row: Row) -> Row:
        """Return the row of a heading or a project."""
        if self._heads.get(row.key) != row:
            self._heads[row.key] = row
        return self._heads[row.key]

    def item(self, conversation: Conversation, *, is_inset: bool) -> ChatItem:
        """Return the row of a chat."""
        item = self._items.get(conversation.id)
        if item is None or item.conversation is not conversation or item.is_inset is not is_inset:
            item = self._items[conversation.id] = ChatItem(conversation, is_inset)
        return item

    def items(self, conversations: Iterable[Conversation], *, is_inset: bool = False) -> list[ChatItem]:
        """Return the rows of chats."""
        found, made = self._items, list[ChatItem]()
        for one in conversations:  # as `item` does; a call for each of ten thousand would double what it takes
            item = found.get(one.id)
            if item is None or item.conversation is not one or item.is_inset is not is_inset:
                item = found[one.id] = ChatItem(one, is_inset)
            made.append(item)
        return made

    def make_ready(self, conversations: Sequence[Conversation]) -> Iterator[None]:
        """Make the rows of chats that shall be shown, a portion at each step."""
        for start in range(0, len(conversations), PORTION):
            for one in conversations[start : start + PORTION]:
                self._items.setdefault(one.id, ChatItem(one))
            yield

    def lacks(self, conversations: Iterable[Conversation]) -> int:
        """Return how many of these chats have no row."""
        return len({one.id for one in conversations} - self._items.keys())

    def forget(self, ids: Iterable[str]) -> None:
        """These chats are there no longer."""
        for id_ in ids:
            self._items.pop(id_, None)


@dataclass(frozen=True, slots=True)
class ChatGroup:
    """A heading and the conversations under it, the one touched last first."""

    name: str
    conversations: Sequence[Conversation]
    project: Project | None = None
    """Whose chats they are; None for a day's."""
    count: int = 0
    """How many chats the project has, wherever they stand."""


@dataclass(frozen=True, slots=True)
class Standing:
    """How the list stood when the hand came into it."""

    today: dt.date
    rows: dict[str, tuple[bool, int]] = field(default_factory=dict)
    """By conversation that has changed since, whether it was pinned and when it was touched: what its place follows
    from."""

    def stood(self, known: Mapping[str, Conversation]) -> dict[str, Conversation]:
        """Return those conversations with what their places followed from then."""
        return {
            id_: replace(known[id_], pinned=pinned, updated_at=updated_at)
            for id_, (pinned, updated_at) in self.rows.items()
            if id_ in known
        }


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
    from turbodesk.ui.quantities import heading, month, month_name

    return heading(month_name(day) if day.year == today.year else month(day))


def moment(at: int, *, today: dt.date, zone: dt.tzinfo | None = None) -> str:
    """Return a moment in milliseconds since 1970, UTC, in as few words as tell it: "14:05", "3 Mar", "3 Mar 2025".

    "" for a number that is none.
    """
    then = local_time(at, zone)
    if then is None:
        return ""
    from turbodesk.ui.quantities import day_and_month, short_date, time_of_day

    if then.date() == today:
        return time_of_day(then.time())
    return day_and_month(then.date()) if then.year == today.year else short_date(then.date())


def grouped(
    conversations: Iterable[Conversation],
    *,
    today: dt.date,
    zone: dt.tzinfo | None = None,
    projects: Sequence[Project] = (),
) -> list[ChatGroup]:
    """Return the groups in the order they are shown; only a project's may be empty, and has no pinned chat."""
    newest_first = sorted(conversations, key=_PLACE, reverse=True)
    pinned: list[Conversation] = []
    within: dict[str | None, list[Conversation]] = {project.id: [] for project in projects}
    others: list[Conversation] = []
    for one in newest_first:
        if one.pinned:
            pinned.append(one)
        elif one.project_id in within:
            within[one.project_id].append(one)
        else:
            others.append(one)
    days = _by_day(others, today=today, zone=zone)
    counts = Counter(map(attrgetter("project_id"), newest_first)) if projects else Counter[str | None]()
    groups = [ChatGroup(project.name, within[project.id], project, counts[project.id]) for project in projects]
    return [
        *([ChatGroup(PINNED, pinned)] if pinned else []),
        *groups,
        *(ChatGroup(name, members) for name, members in days.items()),
    ]


def _by_day(
    newest_first: Sequence[Conversation], *, today: dt.date, zone: dt.tzinfo | None
) -> dict[str, list[Conversation]]:
    """Return chats under their headings; only where the next one begins is looked for, not the day of each."""
    days: dict[str, list[Conversation]] = {}
    start = 0
    while start < len(newest_first):
        at = newest_first[start].updated_at
        name = group_name(at, today=today, zone=zone)

        def is_beyond(one: Conversation, at: int = at, name: str = name) -> bool:
            # without a date are those beyond all days on either side
            return (one.updated_at < 0) != (at < 0) or group_name(one.updated_at, today=today, zone=zone) != name

        end = bisect_left(newest_first, True, lo=start + 1, key=is_beyond)
        days.setdefault(name, []).extend(newest_first[start:end])
        start = end
    return days


def places_in(title: str, words: Sequence[str]) -> tuple[tuple[int, int], ...]:
    """Return where `words`, already casefolded, stand in `title`: start and end in characters, without overlaps."""
    folded = [(part, at) for at, letter in enumerate(title) for part in letter.casefold()]
    text = "".join(part for part, _place in folded)
    marked: set[int] = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            marked.update(place for _letter, place in folded[at : at + len(word)])
            at = text.find(word, at + len(word))
    return tuple(_stretches(sorted(marked)))


def _stretches(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return ascending numbers as stretches: the first, and the one after the last."""
    found: list[tuple[int, int]] = []
    for number in numbers:
        if found and found[-1][1] == number:
            found[-1] = (found[-1][0], number + 1)
        else:
            found.append((number, number + 1))
    return found


def matches(title: str, words: Sequence[str]) -> bool:
    """Return whether every one of `words`, already casefolded, occurs in `title`."""
    folded = title.casefold()
    return all(word in folded for word in words)


def differing(before: Sequence[Row], after: Sequence[Row]) -> tuple[int, Sequence[Row], Sequence[Row]]:
    """Return how many rows are the same at the top, and both without these and those that are the same at the foot."""
    shorter = min(len(before), len(after))
    top = next(compress(count(), map(is_not, before, after)), shorter)
    foot = next(compress(count(), map(is_not, reversed(before), reversed(after))), shorter)
    foot = min(foot, shorter - top)
    return top, before[top : len(before) - foot], after[top : len(after) - foot]


def runs(numbers: Iterable[int]) -> list[tuple[int, int]]:
    """Return ascending numbers as runs (first, last)."""
    runs: list[tuple[int, int]] = []
    for number in numbers:
        if runs and runs[-1][1] == number - 1:
            runs[-1] = (runs[-1][0], number)
        else:
            runs.append((number, number))
    return runs
