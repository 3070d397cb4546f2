"""What a person can set about a conversation's replies. None means: not sent, the model's own default."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field, fields
from enum import StrEnum

from turbodesk.chat.model import Effort, Model
from turbodesk.quick_dataclasses import dataclass

MAX_TOKENS_WITHOUT_STREAM = 21_333
"""Above it a reply could take longer than ten minutes (protocol, 3.5), so it must be streamed."""

MIN_THINKING_BUDGET = 1_024
"""Tokens; the provider refuses less (protocol, 1.5)."""

MOST_TEMPERATURE = 2.0
"""The most a gateway documents (protocol, 1.4)."""

USUAL_TEMPERATURE = 1.0
"""The most Claude models document themselves, and their own when none is set."""

MAX_USER_ID = 256
"""Characters of `Parameters.user_id` (protocol, 1.1)."""


MOST_SITES = 50
"""Sites that a search is kept to, or kept from."""

MOST_SITE_LETTERS = 300
"""Of one of them, path included."""

MOST_PLACE_LETTERS = 100
"""Of a city, a region or a time zone."""

_MOST = 2**31 - 1
"""Of any number here: what the fields of the window can hold, and far above what any model takes."""


class CacheLife(StrEnum):
    """How long the provider is asked to keep the beginning of a conversation ready (protocol, 1.8)."""

    OFF = "off"
    FIVE_MINUTES = "5m"
    ONE_HOUR = "1h"


_SITE = re.compile(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:/[!-~]*)?")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class WebParameters:
    """What a search of the web is kept to, and where it is made from; by itself nothing of either is sent.

    A site is a host in ASCII and in small letters, with a path or without, as the protocol has it (1.7).
    """

    only: tuple[str, ...] = ()
    """Sites that alone are searched and read; () for all."""
    never: tuple[str, ...] = ()
    """Sites that are not searched or read; () where there are some in `only`, since the two do not go together."""
    city: str = ""
    region: str = ""
    country: str = ""
    """Two capital letters (ISO 3166-1)."""
    timezone: str = ""
    """A name of the IANA's, such as "Europe/Berlin"."""

    @property
    def has_place(self) -> bool:
        """Whether it is told where the person is."""
        return bool(self.city or self.region or self.country or self.timezone)

    def to_json(self) -> dict[str, object]:
        """Return what is set."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if value}

    @classmethod
    def from_json(cls, raw: object) -> WebParameters:
        """Read what `to_json` wrote; what is no site, no country or too long is left out."""
        if not isinstance(raw, Mapping):
            return cls()
        only, country = _sites(raw.get("only")), _text(raw.get("country"))
        return cls(
            only=only,
            never=() if only else _sites(raw.get("never")),
            city=_place(raw.get("city")),
            region=_place(raw.get("region")),
            country=country if _COUNTRY.fullmatch(country) else "",
            timezone=_place(raw.get("timezone")),
        )


def is_site(text: str) -> bool:
    """Whether text is a site as `WebParameters` keeps it."""
    return len(text) <= MOST_SITE_LETTERS and _SITE.fullmatch(text) is not None


@dataclass(frozen=True, slots=True)
class Parameters:
    """A conversation's parameters; what a model does not take is kept here and left out of its request."""

    system: str = ""
    """The system prompt; blank means none."""
    temperature: float | None = None
    """0 to `MOST_TEMPERATURE`; above `USUAL_TEMPERATURE` some models refuse it (protocol, 1.4)."""
    top_p: float | None = None
    """0 to 1."""
    top_k: int | None = None
    """Choose among this many of the likeliest tokens; 1 or more."""
    thinking: bool = False
    """Think before replying, in the way the model takes."""
    budget_tokens: int | None = None
    """Tokens to think with, for models that want a number; at least `MIN_THINKING_BUDGET`."""
    effort: Effort | None = None
    fast: bool = False
    """Ask for a fast reply at the fast price, of models that have a fast mode."""
    max_tokens: int | None = None
    """The longest reply, in tokens; None: the model's usual (`Model.default_max_tokens`)."""
    stop_sequences: tuple[str, ...] = ()
    """A reply ends where one of these would stand; none is blank."""
    stream: bool = True
    cache: CacheLife = CacheLife.FIVE_MINUTES
    tools: tuple[str, ...] = ()
    """Names of the built-in tools the model may ask for."""
    tool_choice: str = "auto"
    """"auto", "any", "none", or the name of the one tool that must be used."""
    web_search: bool = False
    """Offer the gateway's own search of the web, and its reading of pages, where it has them."""
    web: WebParameters = field(default_factory=WebParameters)
    keep_attachments: int | None = None
    """Only the newest this many pictures and documents are sent again; None: all of them."""
    user_id: str = ""
    """Sent as `metadata.user_id`; no name or address belongs here. "" sends none."""

    def is_fast_for(self, model: Model) -> bool:
        """Whether a fast reply is asked of a model."""
        return self.fast and model.fast_price > 0

    def to_json(self) -> dict[str, object]:
        """Return what differs from the defaults."""
        default = Parameters()
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        changed = {name: value for name, value in values.items() if value != getattr(default, name)}
        return {name: _as_json(value) for name, value in changed.items()}

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Parameters:
        """Read what `to_json` wrote; a value out of range or of the wrong type falls back to its default."""
        budget = _whole(raw.get("budget_tokens"), MIN_THINKING_BUDGET)
        return cls(
            system=_text(raw.get("system")),
            temperature=_number(raw.get("temperature"), MOST_TEMPERATURE),
            top_p=_number(raw.get("top_p"), 1.0),
            top_k=_whole(raw.get("top_k"), 1),
            thinking=raw.get("thinking") is True,
            budget_tokens=budget,
            effort=next((one for one in Effort if one == raw.get("effort")), None),
            fast=raw.get("fast") is True,
            max_tokens=_whole(raw.get("max_tokens"), 1),
            stop_sequences=tuple(text for text in _texts(raw.get("stop_sequences")) if text.strip()),
            stream=raw.get("stream") is not False,
            cache=next((one for one in CacheLife if one == raw.get("cache")), CacheLife.FIVE_MINUTES),
            tools=_texts(raw.get("tools")),
            tool_choice=_text(raw.get("tool_choice")) or "auto",
            web_search=raw.get("web_search") is True,
            web=WebParameters.from_json(raw.get("web")),
            keep_attachments=_whole(raw.get("keep_attachments"), 0),
            user_id=_text(raw.get("user_id"))[:MAX_USER_ID],
        )


def _as_json(value: object) -> object:
    if isinstance(value, WebParameters):
        return value.to_json()
    return list(value) if isinstance(value, tuple) else value


def _sites(value: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one for one in _texts(value) if is_site(one)))[:MOST_SITES]


def _place(value: object) -> str:
    text = _text(value)
    return text if len(text) <= MOST_PLACE_LETTERS and text.isprintable() and text == " ".join(text.split()) else ""


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _texts(value: object) -> tuple[str, ...]:
    return tuple(one for one in value if isinstance(one, str)) if isinstance(value, list | tuple) else ()


def _number(value: object, most: float) -> float | None:
    fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most
    return float(value) if fits else None  # type: ignore[arg-type]  # `fits` proves it


def _whole(value: object, least: int) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and least <= value <= _MOST else None
