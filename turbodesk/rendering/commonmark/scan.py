"""The state of reading one text, which the functions that read single constructs share."""

from __future__ import annotations

from typing import Protocol
from xml.etree.ElementTree import Element

from .definitions import Definitions
from .events import DelimiterRun, Event, Tag
from .notes import Notes


class InlineContext(Protocol):
    """What a construct may ask of the parser of texts."""

    definitions: Definitions
    notes: Notes
    lenient: bool
    followed_only: bool
    """Whether links go only where `addresses.may_follow` says, and images are links."""

    def fill(self, root: Element) -> None:
        """Parse all texts in `root` that are still Markdown."""


class Bracket:
    """An opening `[` or `![` whose partner has not come yet."""

    __slots__ = ("end", "event", "has_brackets", "is_image", "runs")

    def __init__(self, *, event: int, runs: int, end: int, is_image: bool) -> None:
        self.event = event
        """The index of its own event."""
        self.runs = runs
        """How many runs of marks came before it."""
        self.end = end
        """Where the text inside begins in the source."""
        self.is_image = is_image
        self.has_brackets = False


class Scan:
    """The state of reading one text. Functions that read one construct take it and a place in the source; they add
    events and return the place after the construct, or 0 when there is none."""

    __slots__ = ("_missing", "brackets", "dead_brackets", "events", "has_tags", "parser", "runs", "source", "ticks")

    def __init__(self, source: str, parser: InlineContext) -> None:
        self.source = source
        self.parser = parser
        self.events: list[Event] = []
        self.runs: list[DelimiterRun] = []
        """Runs that may still pair."""
        self.brackets: list[Bracket] = []
        self.dead_brackets = 0
        """As many of the outermost open brackets can open no link any more, since they hold one."""
        self.ticks: dict[int, list[int]] | None = None
        """Where the runs of backticks stand, by length; made when the first is met."""
        self.has_tags = False
        self._missing: set[str] = set()

    def add(self, event: Event) -> None:
        """Add an event."""
        self.events.append(event)

    def add_run(self, run: DelimiterRun) -> None:
        """Add a run of marks."""
        self.events.append(run)
        if run.can_open or run.can_close:
            self.runs.append(run)

    def add_tag(self, tag: Tag) -> None:
        """Add an allowed tag."""
        self.events.append(tag)
        self.has_tags = True

    def note_missing(self, closer: str) -> None:
        """Remember that `closer` does not come any more."""
        self._missing.add(closer)

    def is_missing(self, closer: str) -> bool:
        """Whether `closer` was searched for in vain before."""
        return closer in self._missing
