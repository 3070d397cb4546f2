"""Puts together which models can be chosen: those TurboDesk knows, and those the gateway says it has. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.model import Model, Stage, unknown_model

_ID = re.compile(r"(?:.*[./])?(claude-[a-z0-9-]*?[a-z0-9])(?:-(?:\d{8}|latest))?(?:-v\d+(?::\d+)?)?\Z")
_CLAUDE = re.compile(r"claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?\Z")


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model as it can be chosen."""

    model: Model
    is_new: bool = False
    """Offered by the gateway, and in no catalogue."""
    is_unlisted: bool = False
    """In the catalogue, and not on the gateway's list."""
    is_aside: bool = False
    """On the list of a gateway that has Claude models, and not one of them: found by typing only."""


def plain_id(model_id: str) -> str:
    """Return an id without its date and without what providers put around it, so that two spellings compare equal."""
    found = _ID.fullmatch(model_id)
    return found[1] if found else model_id


def plain_name(model_id: str) -> str:
    """Return "Opus 4.8" for "claude-opus-4-8"; an id of another kind is its own name."""
    found = _CLAUDE.fullmatch(plain_id(model_id))
    if not found:
        return model_id
    line, major, minor = found.groups()
    return f"{line.capitalize()} {major}.{minor}" if minor else f"{line.capitalize()} {major}"


def from_offer(offer: ListedModel) -> Model:
    """Return what is known of a model by the gateway's list alone; the rest are the safe rules (protocol, 6.2)."""
    safe = unknown_model(offer.id)
    context = offer.context or safe.context
    most = min(offer.max_output or safe.max_output, context)
    return replace(
        safe,
        name=offer.name.removeprefix("Claude ") or plain_name(offer.id),
        good_at="Offered by your gateway, not in the catalogue yet",
        context=context,
        max_output=most,
        default_max_tokens=min(safe.default_max_tokens, most),
        thinking=offer.thinking or (),
        asks_for_summary=bool(offer.thinking),
        efforts=offer.efforts or (),
        retires=offer.retires,
    )


def resolve(model_id: str, models: Iterable[Model], offers: Iterable[ListedModel] = ()) -> Model:
    """Return what is known of an id: by the catalogue, by another spelling in it, by the list, or nothing."""
    models = tuple(models)
    for model in models:
        if model.id == model_id:
            return model
    plain = plain_id(model_id)
    for model in models:
        if plain_id(model.id) == plain:
            return replace(model, id=model_id)
    offer = next((one for one in offers if one.id == model_id), None)
    return from_offer(offer) if offer is not None else unknown_model(model_id)


def entries(models: Sequence[Model], offers: Sequence[ListedModel], today: dt.date) -> tuple[ModelChoice, ...]:
    """Return what can be chosen: the catalogue in its order, then what is new; those that have retired at the end.

    Without offers nothing is marked: a gateway that tells nothing says nothing of what it lacks.
    """
    listed = {plain_id(one.id) for one in offers}
    known = {plain_id(model.id) for model in models}
    are_claude = any(_is_claude(one) for one in offers)
    shown = [ModelChoice(model, is_unlisted=bool(offers) and plain_id(model.id) not in listed) for model in models]
    for offer in offers:
        if plain_id(offer.id) not in known:
            known.add(plain_id(offer.id))
            shown.append(ModelChoice(from_offer(offer), is_new=True, is_aside=are_claude and not _is_claude(offer)))
    return tuple(sorted(shown, key=lambda one: one.model.stage(today) is Stage.RETIRED))


def _is_claude(offer: ListedModel) -> bool:
    return offer.owner == "anthropic" or "claude" in offer.id
