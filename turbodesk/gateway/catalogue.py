"""Knows the models: reads `resources/models.toml`, where every fact about them stands as plain data.

Why a file and not code: prices, limits and dates change without the program changing, and a packager or a curious
person can read and correct them. A mistake in it is told with the model and the field, at once, not at first use.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TypeGuard

from turbodesk import resources
from turbodesk.chat import listed_model as offer
from turbodesk.chat.model import (
    DEAREST,
    MOST_TOKENS_HELD,
    Effort,
    Model,
    Prices,
    Sampling,
    ThinkingMode,
    ThinkingOff,
    assumed_note,
    is_model_id,
)
from turbodesk.quantities import listed, number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

ADDED = _("Added by you")
_MOST_TIMES = 100
"""Times the usual price."""
_FOUND_OUT = {"known", "is_inherited", "lifecycle_told"}
"""What no file says of a model."""
_PRICES = tuple(field.name for field in fields(Prices) if field.name not in ("note", "fast", "long"))


def load(source: Path | str | None = None) -> tuple[Model, ...]:
    """Return the models in the order the picker shows them.

    `source` is a file, or the text of one; None reads the file TurboDesk ships.

    Raises:
        ValueError: it is not TOML, or a model in it is incomplete, doubled or of the wrong types.
        OSError: the file cannot be read.
    """
    import tomllib  # the first window does not wait for it

    if source is None:
        source = resources.text("models.toml")
    text = source.read_text("utf-8") if isinstance(source, Path) else source
    return read(tomllib.loads(text).get("model", []))


def read(entries: object, beside: Collection[str] = ()) -> tuple[Model, ...]:
    """Return the models of a catalogue's list; `beside` are the ids of others that are known besides.

    Raises:
        ValueError: it is no list, or a model in it is incomplete, doubled or of the wrong types.
    """
    if not isinstance(entries, list):
        raise ValueError("the catalogue has no list of models")
    models = tuple(_model(entry) for entry in entries)
    ids = [model.id for model in models]
    for model in models:
        if ids.count(model.id) > 1:
            raise ValueError(f"model {model.id} is in the catalogue twice")
        if model.replacement is not None and model.replacement not in {*ids, *beside}:
            raise ValueError(f"model {model.id}: its replacement {model.replacement} is not in the catalogue")
    return models


@dataclass(frozen=True, slots=True)
class Merged:
    """The catalogue with a person's own values."""

    models: tuple[Model, ...]
    mistakes: Mapping[str, str]
    """By model id, a sentence on why what was set is not used."""


def has_id(entry: object) -> TypeGuard[dict[str, object]]:
    """Whether this can be the person's values for a model."""
    return isinstance(entry, dict) and isinstance(id_ := entry.get("id"), str) and is_model_id(id_)


def laid_over(shipped: Sequence[Model], news: Sequence[Model]) -> tuple[Model, ...]:
    """Return the models of `news` in their order, and behind them the shipped ones that they do not name."""
    named = {one.id for one in news}
    return (*news, *(one for one in shipped if one.id not in named))


def merged(shipped: Sequence[Model], own: Sequence[Mapping[str, object]], instead: Sequence[Model] = ()) -> Merged:
    """Return the shipped models with the fields of `own` laid over them, and `own` models of other ids at the end.

    A model of `instead` serves where `own` does not fit over that of `shipped`: the person's values go before news.
    Never raises: what cannot be is told in `mistakes`, and the shipped values are used.
    """
    models = {one.id: one for one in shipped}
    others = {one.id: one for one in instead}
    mistakes: dict[str, str] = {}
    for fields_of in own:
        id_ = str(fields_of.get("id"))
        base = models.get(id_) or Model(id=id_, name=id_, good_at=ADDED)
        try:
            models[id_] = _model({**entry_of(base), **fields_of})
        except ValueError as error:
            if (other := others.get(id_)) is not None and (fitting := _fitting(other, fields_of)) is not None:
                models[id_] = fitting
                continue
            mistakes[id_] = str(error).removeprefix(f"model {id_}: ")  # not for people
            models.setdefault(id_, base)
    return Merged(tuple(models.values()), mistakes)


def _fitting(base: Model, fields_of: Mapping[str, object]) -> Model | None:
    try:
        return _model({**entry_of(base), **fields_of})
    except ValueError:
        return None


def entry_of(model: Model) -> dict[str, object]:
    """Return a model as an entry of a catalogue, in values JSON has."""
    entry: dict[str, object] = {
        field.name: getattr(model, field.name) for field in fields(Model) if field.name not in _FOUND_OUT
    }
    entry["assumed"] = list(model.assumed)
    entry |= {"thinking": [one.value for one in model.thinking], "efforts": [effort.value for effort in model.efforts]}
    entry |= {"sampling": model.sampling.value, "thinking_off": model.thinking_off.value}
    entry["usual_effort"] = model.usual_effort.value
    entry["prices"] = None if model.prices is None else {name: getattr(model.prices, name) for name in _PRICES}
    entry["retires"] = None if model.retires is None else model.retires.isoformat()
    return entry


def differing(model: Model, base: Model | None) -> dict[str, object]:
    """Return the fields of `model` that are not those of `base`; without one, those a new model does not begin with."""
    before = entry_of(base or Model(id=model.id, name=model.id, good_at=ADDED))
    return {name: value for name, value in entry_of(model).items() if value != before[name]}


def _model(entry: Mapping[str, object]) -> Model:
    known = {field.name for field in fields(Model)} - _FOUND_OUT
    name = entry.get("id", "without an id")  # not for people
    if unknown := set(entry) - known:
        words = _("unknown field {names}")
        raise ValueError(f"model {name}: {words.format(names=listed(sorted(unknown)))}")
    try:
        model = Model(
            id=_text(entry, "id"),
            name=_text(entry, "name"),
            good_at=_text(entry, "good_at"),
            about=_text(entry, "about") if entry.get("about") else "",
            context=_count(entry, "context"),
            max_output=_count(entry, "max_output"),
            default_max_tokens=_count(entry, "default_max_tokens"),
            sampling=Sampling(_text(entry, "sampling")),
            thinking=tuple(ThinkingMode(text) for text in _texts(entry, "thinking")),
            asks_for_summary=_flag(entry, "asks_for_summary"),
            thinking_off=ThinkingOff(str(entry.get("thinking_off", ThinkingOff.OMITTED))),
            bound_thinking=_flag(entry, "bound_thinking"),
            efforts=tuple(Effort(text) for text in _texts(entry, "efforts")),
            usual_effort=Effort(str(entry.get("usual_effort", Effort.HIGH))),
            forced_tools=_flag(entry, "forced_tools", is_usual=True),
            fast_price=_times(entry, "fast_price"),
            long_price=_times(entry, "long_price"),
            structured=_flag(entry, "structured"),
            web_search=_flag({"web_search": True, **entry}, "web_search"),
            compaction=_flag(entry, "compaction"),
            prefill=_flag(entry, "prefill"),
            cache_minimum=_count(entry, "cache_minimum"),
            image_edge=_count(entry, "image_edge"),
            pdf_pages=_count(entry, "pdf_pages"),
            images=_count(entry, "images"),
            prices=_prices(entry["prices"], entry) if entry.get("prices") is not None else None,
            retires=_day(entry, "retires"),
            replacement=_text(entry, "replacement") if entry.get("replacement") is not None else None,
            listed_only=_flag(entry, "listed_only"),
            assumed=_fields(entry, "assumed"),
            assumed_as=str(entry.get("assumed_as") or ""),
            source=str(entry.get("source") or ""),
        )
        if not model.default_max_tokens <= model.max_output <= model.context:
            raise ValueError(_("default_max_tokens, max_output and context must not decrease in this order"))
    except ValueError as error:
        raise ValueError(f"model {name}: {error}") from None
    return model


def _text(entry: Mapping[str, object], field: str) -> str:
    value = entry.get(field)
    if not isinstance(value, str) or not value.strip():
        raise ValueError(_("{field} must be text").format(field=field))
    return value


def _texts(entry: Mapping[str, object], field: str) -> tuple[str, ...]:
    value = entry.get(field, [])
    if not isinstance(value, list) or not all(isinstance(one, str) for one in value):
        raise ValueError(_("{field} must be a list of words").format(field=field))
    return tuple(value)


def _fields(entry: Mapping[str, object], field: str) -> tuple[str, ...]:
    names = _texts(entry, field)
    if unknown := set(names) - {one.name for one in fields(Model)}:
        words = _("{field} names no field of a model: {names}")
        raise ValueError(words.format(field=field, names=listed(sorted(unknown))))
    return names


def _flag(entry: Mapping[str, object], field: str, *, is_usual: bool = False) -> bool:
    value = entry.get(field, is_usual)
    if not isinstance(value, bool):
        raise ValueError(_("{field} must be true or false").format(field=field))
    return value


def _count(entry: Mapping[str, object], field: str) -> int:
    value = entry.get(field)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        raise ValueError(_("{field} must be a whole number above 0").format(field=field))
    if value > MOST_TOKENS_HELD:
        raise ValueError(_("{field} must not be above {most}").format(field=field, most=number(MOST_TOKENS_HELD)))
    return value


def _day(entry: Mapping[str, object], field: str) -> dt.date | None:
    value = entry.get(field)
    if value is None:
        return None
    if isinstance(value, str) and (read := offer.day(value)) is not None:
        return read
    if not isinstance(value, dt.date) or isinstance(value, dt.datetime):
        raise ValueError(_("{field} must be a date").format(field=field))
    return value


def _prices(raw: object, entry: Mapping[str, object]) -> Prices:
    if not isinstance(raw, Mapping) or set(raw) != set(_PRICES):
        raise ValueError(_("prices must be exactly {names}").format(names=listed(_PRICES)))
    amounts: dict[str, float] = {}
    for name in _PRICES:
        value = raw[name]
        if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= DEAREST:
            words = _("the price {name} must be a number from 0 to {most}")
            raise ValueError(words.format(name=name, most=number(DEAREST)))
        amounts[name] = float(value)
    is_assumed = "prices" in _texts(entry, "assumed")
    note = assumed_note(str(entry.get("assumed_as") or "")) if is_assumed else ""
    return Prices(
        **amounts, fast=_times(entry, "fast_price") or 1.0, long=_times(entry, "long_price") or 1.0, note=note
    )


def _times(entry: Mapping[str, object], field: str) -> float:
    value = entry.get(field, 0.0)
    if not isinstance(value, int | float) or isinstance(value, bool) or not 0 <= value <= _MOST_TIMES:
        words = _("{field} must be a number from 0 to {most}")
        raise ValueError(words.format(field=field, most=number(_MOST_TIMES)))
    return float(value)
