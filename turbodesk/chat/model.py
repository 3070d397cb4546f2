"""What is known of a model: its names, limits, prices and how long it will live."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from turbodesk.quantities import short_day
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MOST_TOKENS_HELD = 2**31 - 1
"""Of any count of a model: what the fields of the window can hold, and a thousand times what any model takes."""
DEAREST = 1_000_000
"""US dollars for a million tokens."""
LONG_PROMPT = 100_000
"""Tokens of input above which some models charge more for the whole of a request (protocol, 6)."""
SOON_DAYS = 60
"""The provider's own notice before a model goes (protocol, 6.1); from then on the days are counted."""
_READ, _WRITTEN = 1_333, 400
"""Tokens of a usual question and its reply, 1,000 and 300 words: three words of English take about four."""


def is_model_id(text: str) -> bool:
    """Whether text can name a model: one line of moderate length."""
    return bool(text.strip()) and len(text) <= 1_000 and text.isprintable()


class Sampling(StrEnum):
    """Which of temperature and top_p a model takes."""

    BOTH = "both"
    ONE = "one"
    """Either, never both in one request."""
    NONE = "none"


class ThinkingMode(StrEnum):
    """How a model is told to think before it replies (protocol, 1.5)."""

    BUDGET = "enabled"
    """With a number of tokens set by the request."""
    ADAPTIVE = "adaptive"
    """As much as the model finds right, guided by the effort."""


class ThinkingOff(StrEnum):
    """How a model is kept from thinking before it replies (protocol, 1.5)."""

    OMITTED = "omitted"
    """It thinks only when it is told to."""
    DISABLED = "disabled"
    """It thinks unless it is told not to, which it takes up to high effort."""
    BETWEEN_TOOLS = "between_tools"
    """The same, and it still makes notes between the tools it uses."""
    NEVER = "never"
    """It always thinks first; the effort says how much."""


class Effort(StrEnum):
    """How much a model spends on a reply, from least to most (protocol, 1.6)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    XHIGH = "xhigh"
    MAX = "max"


class Lifecycle(StrEnum):
    """Where the provider says that a model stands (protocol, 6.1)."""

    ACTIVE = "active"
    DEPRECATED = "deprecated"
    """Still answers, also past an announced day, and is headed for retirement."""
    RETIRED = "retired"


class Stage(StrEnum):
    """Where a model stands in its life on a given day."""

    ACTIVE = "active"
    RETIRING = "retiring"
    """Is to be retired, on a day that is known or not."""
    RETIRED = "retired"


@dataclass(frozen=True, slots=True)
class Prices:
    """US dollars per million tokens, the provider's list price: an estimate, the gateway's own may differ."""

    input: float
    output: float
    cache_write: float
    """Five-minute cache."""
    cache_write_1h: float
    cache_read: float
    fast: float = 1.0
    """How many times as much a fast reply costs, reading and the cache included."""
    long: float = 1.0
    """How many times as much a request costs whose input is above `LONG_PROMPT`, the reply and the cache included."""
    note: str = ""
    """What is said wherever a cost is shown that comes of these, such as "assumed, as Opus 5.5"."""

    @property
    def usual(self) -> float:
        """US dollars for a usual question: 1,000 words read, 300 written."""
        return (self.input * _READ + self.output * _WRITTEN) / 1_000_000

    def times(self, prompt: int, *, is_fast: bool = False) -> float:
        """Return how many times the price a request with so many tokens of input costs."""
        return (self.fast if is_fast else 1.0) * (self.long if prompt > LONG_PROMPT else 1.0)


@dataclass(frozen=True, slots=True)
class Model:
    """One model as the catalogue knows it, or as little as is known of an id typed by hand."""

    id: str
    name: str
    """Plain name, such as "Sonnet 4.6"."""
    good_at: str = ""
    """What it is for, in a few words."""
    about: str = ""
    """What else there is to say of it, a sentence or two."""
    context: int = 200_000
    """Tokens, input and output together."""
    max_output: int = 64_000
    """Tokens of one reply, thinking included."""
    default_max_tokens: int = 8_192
    sampling: Sampling = Sampling.NONE
    thinking: tuple[ThinkingMode, ...] = ()
    """The ways it can be told to think, the one to use first; () means that nothing about thinking is sent."""
    asks_for_summary: bool = False
    """Whether it keeps its thinking to itself unless asked to sum it up."""
    thinking_off: ThinkingOff = ThinkingOff.OMITTED
    """How it is kept from thinking first."""
    bound_thinking: bool = False
    """Whether its thoughts go back only where they were thought: to the same conversation and account."""
    efforts: tuple[Effort, ...] = ()
    """The levels of effort it takes, from least to most."""
    usual_effort: Effort = Effort.HIGH
    """The level it replies with unasked."""
    forced_tools: bool = True
    """Whether it can be made to use a tool."""
    fast_price: float = 0.0
    """How many times the price a fast reply costs; 0: it has no fast mode (protocol, 1.11)."""
    long_price: float = 0.0
    """How many times the price a request above `LONG_PROMPT` costs; 0: as much as any other."""
    structured: bool = False
    """Whether it can be held to a JSON schema (protocol, 1.9)."""
    web_search: bool = True
    """Whether it may be given the gateway's own search of the web; True also where nobody says: its first use tells."""
    compaction: bool = False
    """Whether its provider can sum up a conversation as a block of its own (protocol, 1.13)."""
    prefill: bool = False
    """Whether a reply may be begun for it, which is how one that broke off is continued."""
    cache_minimum: int = 4_096
    """Tokens; the provider caches no beginning shorter than this (protocol, 1.8)."""
    image_edge: int = 1_568
    """Pixels; the longer edge above which a picture gains nothing (protocol, 5)."""
    pdf_pages: int = 100
    """Pages of PDF in one request, at most."""
    images: int = 100
    """Pictures in one request, at most."""
    prices: Prices | None = None
    retires: dt.date | None = None
    """The day it is no longer offered, where one is announced."""
    lifecycle_told: Lifecycle | None = None
    """What the gateway's list says, which goes before the day; None where it says nothing."""
    replacement: str | None = None
    """The id to offer instead of a retiring or retired model, where nothing that is as able and no dearer is there."""
    is_inherited: bool = False
    """Whether nothing is known of it but its line."""
    listed_only: bool = False
    """Whether it is offered only by gateways that list it: those that tell nothing may not have it."""
    assumed: tuple[str, ...] = ()
    """The fields whose values no source of the provider states."""
    assumed_as: str = ""
    """The name of the model those are taken from; "" where they come from elsewhere, such as release notes."""
    source: str = ""
    """Where the other values were read."""
    known: bool = True
    """False for an id that is in no catalogue (protocol, 6.2)."""

    @property
    def is_in_catalogue(self) -> bool:
        """Whether this very model is known, and not only its line, or nothing."""
        return self.known and not self.is_inherited

    def stage(self, today: dt.date) -> Stage:
        """Return where the model stands on `today`: by the provider's word, and without one by the day."""
        match self.lifecycle_told:
            case Lifecycle.ACTIVE:
                return Stage.ACTIVE
            case Lifecycle.DEPRECATED:
                return Stage.RETIRING
            case Lifecycle.RETIRED:
                return Stage.RETIRED
        if self.retires is None:
            return Stage.ACTIVE
        return Stage.RETIRED if today >= self.retires else Stage.RETIRING

    def is_ending(self, today: dt.date) -> bool:
        """Whether it has retired, will within `SOON_DAYS`, or is deprecated by the provider's word."""
        match self.stage(today):
            case Stage.ACTIVE:
                return False
            case Stage.RETIRED:
                return True
        is_told = self.lifecycle_told is Lifecycle.DEPRECATED
        return is_told or self.retires is None or (self.retires - today).days <= SOON_DAYS

    def ending(self, today: dt.date) -> str:
        """Return a name for the end that is near or past, so that each is told once; "" for a model that stays."""
        return f"{self.stage(today)}:{self.id}" if self.is_ending(today) else ""

    def lifecycle(self, today: dt.date) -> str:
        """Return one phrase such as "retires 30 Nov 2026", or "" for a model that stays."""
        day = "" if self.retires is None else short_day(self.retires)
        match self.stage(today):
            case Stage.ACTIVE:
                return ""
            case Stage.RETIRING if self.retires is not None and today >= self.retires:
                return _("was to retire {day}, and still answers").format(day=day)
            case Stage.RETIRING:
                return _("retires {day}").format(day=day) if day else _("will be retired")
            case Stage.RETIRED:
                return _("retired {day}").format(day=day) if day else _("retired")

    def thinking_reason(self) -> str:
        """Return why thinking cannot be switched on, or "" when it can."""
        if self.thinking:
            return ""
        if not self.known:
            return _("Whether {model} can be asked to think is not known here, so it is left to the model.").format(
                model=self.name
            )
        return _("{model} cannot be asked to think first.").format(model=self.name)

    def temperature_reason(self) -> str:
        """Return why temperature and top_p cannot be set, or "" when they can."""
        if self.sampling is not Sampling.NONE:
            return ""
        return _("{model} chooses its own sampling and takes neither temperature nor top p.").format(model=self.name)


def assumed_note(as_: str = "") -> str:
    """Return the `Prices.note` of prices that no source of the provider states; `as_` is whose they are taken to be."""
    # Translators: stands behind prices; {model} is the model whose prices these are taken to be.
    return _("assumed, as {model}").format(model=as_) if as_ else _("assumed")


def unknown_model(model_id: str) -> Model:
    """Return the rules for an id in no catalogue: the newest models', and any sampling until it is refused (6.2)."""
    return Model(id=model_id, name=model_id, good_at=_("A model of your own"), sampling=Sampling.BOTH, known=False)
