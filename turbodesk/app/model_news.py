"""What is known of models travels with the signed news of a new version, as prices change without the program.

The news name each model as the catalogue does, in JSON, under the same signature (`app.updates`). Nothing in them is
executed; every value is read as the shipped catalogue's is, and more strictly where it is shown. They are kept as they
came, signature first, and count at a start only when that is found to be ours again: a file edited on disk is refused.
They replace neither something newer (what was taken before, or the catalogue of a later program) nor what the person
set, and where they cannot be used the shipped catalogue serves.

Why a number of their form and not the version of the program: a field or a word that an older program does not know is
left out there, and changes nothing else; only what it would misread needs a new number.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import logging
import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from pathlib import Path

from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.preferences import Preferences
from turbodesk.app.updates import NewsSource, is_newer, signed_object
from turbodesk.chat.model import Effort, Model, Prices, ThinkingMode
from turbodesk.chat.one_line import one_line
from turbodesk.gateway import catalogue
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import NEWS_MODELS
from turbodesk.store.paths import make_private_folder
from turbodesk.store.whole_file import write_whole
from turbodesk.translation import _

FORM = 1
"""Raised when a program of before would misread what is new, such as prices in another unit."""
MOST_BYTES = 131_072
"""Of the news, as `gateway.releases` bounds them."""
MOST_MODELS = 100
AHEAD_S = 86_400
"""How far the clocks of this computer and of whoever signed may differ."""
AS_SHIPPED = _("as shipped with this version")

_MADE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII)
_WRITTEN = "%Y-%m-%dT%H:%M:%SZ"
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FIELDS = frozenset(field.name for field in fields(Model))
_LONGEST = {"id": 200, "name": 80, "good_at": 120, "about": 600, "replacement": 200, "assumed_as": 80, "source": 300}
"""Characters of a text; those of the shipped catalogue are a third as long at most."""
_PRICES = frozenset(field.name for field in fields(Prices))
_WORDS = {"assumed": _FIELDS, "thinking": frozenset(ThinkingMode), "efforts": frozenset(Effort)}
"""What a list may name; what a later program added is left out."""
_MOST_WORDS = 40
"""In a list of words, such as the levels of effort."""

log = logging.getLogger("turbodesk.updates")


@dataclass(frozen=True, slots=True)
class ModelNews:
    """What signed news say of models."""

    made_s: int
    """When, in seconds since 1970."""
    models: tuple[Model, ...]

    @property
    def day(self) -> str:
        """Return when they were made, for people."""
        made = dt.datetime.fromtimestamp(self.made_s, dt.UTC)
        return f"{made.day} {made:%B %Y}"


def to_json(models: Sequence[Model], made: dt.datetime) -> dict[str, object]:
    """Return what `read` takes, for whoever signs news; `made` has a time zone."""
    entries = [
        {name: value for name, value in catalogue.entry_of(one).items() if value not in (None, "", [])}
        for one in models
    ]
    return {"form": FORM, "made": made.astimezone(dt.UTC).strftime(_WRITTEN), "model": entries}


def read(news: dict[str, object], *, version: str, now_s: float, shipped: Collection[str]) -> ModelNews | None:
    """Return what signed `news` say of models; None where they say nothing of them.

    `version` is the program's own, `shipped` the ids it ships.

    Raises:
        ValueError: they are not for this program, from the future, or not what they should be.
    """
    raw = news.get("models")
    if raw is None:
        return None
    if not isinstance(raw, dict):
        raise ValueError("what they say of models is no object")
    form = raw.get("form")
    if not isinstance(form, int) or isinstance(form, bool) or form < 1:
        raise ValueError("what they say of models has no form")
    if form > FORM:
        raise ValueError("what they say of models is for a newer TurboDesk")
    if is_newer(version, str(news.get("version"))):
        raise ValueError("they are older than this TurboDesk")
    made_s = _made(raw.get("made"))
    if made_s > now_s + AHEAD_S:
        raise ValueError("they are from the future, or this computer’s clock is wrong")
    entries = raw.get("model")
    if not isinstance(entries, list) or not 0 < len(entries) <= MOST_MODELS:
        raise ValueError(f"they name no models, or more than {MOST_MODELS}")
    return ModelNews(made_s, catalogue.read([_strict(entry) for entry in entries], shipped))


def _made(raw: object) -> int:
    if not isinstance(raw, str) or not _MADE.fullmatch(raw):
        raise ValueError("they do not say when they were made")
    return int(dt.datetime.strptime(raw, _WRITTEN).replace(tzinfo=dt.UTC).timestamp())


def _strict(entry: object) -> dict[str, object]:
    """Return the fields this program knows of a model, or raise where the catalogue's own reader is too trusting."""
    if not isinstance(entry, dict):
        raise ValueError("a model of theirs is no object")
    known = {name: value for name, value in entry.items() if name in _FIELDS}
    for name, longest in _LONGEST.items():
        text = known.get(name)
        if text is not None and (not isinstance(text, str) or len(text) > longest or text != one_line(text)):
            raise ValueError(f"{name} must be one line of {longest} characters at most")
    for name, value in known.items():
        if isinstance(value, list) and len(value) > _MOST_WORDS:
            raise ValueError(f"{name} has more than {_MOST_WORDS} words")
    if (day := known.get("retires")) is not None and not (isinstance(day, str) and _DAY.fullmatch(day)):
        raise ValueError("retires must be a date")
    if known.get("prices") is None:
        raise ValueError("without a price no limit of costs would count a model")
    for name, words in _WORDS.items():
        if isinstance(value := known.get(name), list):
            known[name] = [one for one in value if not isinstance(one, str) or one in words]
    if isinstance(prices := known["prices"], dict):
        known["prices"] = {name: amount for name, amount in prices.items() if name in _PRICES}
    if known.get("replacement") == known.get("id"):
        raise ValueError("a model cannot follow itself")
    return known


class ModelNewsStore:
    """Keeps the last news of models in a file, and hands them to the registry while news are wanted."""

    def __init__(
        self,
        path: Path,
        *,
        source: NewsSource,
        registry: ModelRegistry,
        preferences: Preferences,
        version: str,
        is_wanted: Callable[[], bool],
        clock: Callable[[], float] = time.time,
    ) -> None:
        """`version` is the program's own; `is_wanted` whether the person or the kind of package wants news."""
        self._path = path
        self._source = source
        self._registry = registry
        self._preferences = preferences
        self._version = version
        self._is_wanted = is_wanted
        self._clock = clock
        self._one_at_a_time = asyncio.Lock()
        self.told = AS_SHIPPED
        """In a few words, where what is known of models comes from."""

    async def renew(self) -> None:
        """Use what is kept, once it is found to be ours and sound again; without it, or unwanted, what is shipped."""
        async with self._one_at_a_time:
            if not self._is_wanted():
                self._use(None)
                return
            try:
                news = await asyncio.to_thread(self._kept)
            except FileNotFoundError:
                self._use(None)
            except (OSError, ValueError) as error:
                log.warning("the news of models kept in %s are not used: %s", self._path.name, error)
                self._use(None, _unused(_reason(error)))
            else:
                self._use(news)

    async def take(self, content: bytes, signature: bytes) -> None:
        """Keep news that were fetched, and use them; what cannot be used or kept changes nothing. Never raises."""
        async with self._one_at_a_time:
            try:
                news = await asyncio.to_thread(self._keep, content, signature)
            except (OSError, ValueError) as error:
                log.warning("the news of models are not used: %s", error)
                return
            if news is not None:
                self._preferences.set(NEWS_MODELS, news.made_s)
                self._use(news if self._is_wanted() else None)

    def _use(self, news: ModelNews | None, besides: str = "") -> None:
        self.told = (
            (besides or AS_SHIPPED) if news is None else _("as in the signed news of {day}").format(day=news.day)
        )
        self._registry.take_news(() if news is None else news.models)

    def _kept(self) -> ModelNews | None:
        if not self._path.is_file():
            raise FileNotFoundError(self._path)
        with self._path.open("rb") as file:
            whole = file.read(MOST_BYTES + 1_024)
        signature, _, content = whole.partition(b"\n")
        return self._read(content, signature)

    def _keep(self, content: bytes, signature: bytes) -> ModelNews | None:
        news = self._read(content, signature)
        if news is not None:
            make_private_folder(self._path.parent)
            whole = signature.strip() + b"\n" + content
            write_whole(self._path, lambda file: file.write(whole), private=True)
        return news

    def _read(self, content: bytes, signature: bytes) -> ModelNews | None:
        if len(content) > MOST_BYTES:
            raise ValueError(f"they are longer than {MOST_BYTES} bytes")
        shipped = {model.id for model in self._registry.in_program}
        raw = signed_object(content, signature, self._source.keys)
        news = read(raw, version=self._version, now_s=self._clock(), shipped=shipped)
        before_s = self._preferences.get(NEWS_MODELS)
        if news is not None and news.made_s < before_s <= self._clock() + AHEAD_S:
            raise ValueError("they are older than what was known before")
        return news


def _reason(error: Exception) -> str:
    # not for people
    return (error.strerror or "they cannot be read") if isinstance(error, OSError) else one_line(str(error))[:200]


def _unused(reason: str) -> str:
    # Translators: where what is known of models comes from; {reason} says in English what is wrong with their news.
    return _("as shipped with this version; the news kept here are not used: {reason}").format(reason=reason)
