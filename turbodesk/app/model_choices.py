"""Puts together which models can be chosen: those TurboDesk knows, and those the gateway says it has. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.model import Model, Stage
from turbodesk.chat.model_line import inherited, plain_id


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


def from_offer(offer: ListedModel, models: Sequence[Model] = ()) -> Model:
    """Return what is known of a model in no catalogue: what the gateway's list tells, the rest from its line."""
    base = inherited(offer.id, models)
    context = offer.context or base.context
    most = min(offer.max_output or base.max_output, context)
    thinking = base.thinking if offer.thinking is None else offer.thinking
    told = {name for name in ("context", "max_output", "thinking", "efforts") if getattr(offer, name) is not None}
    return replace(
        base,
        name=offer.name.removeprefix("Claude ") or base.name,
        good_at=base.good_at if base.known else "Offered by your gateway, not in the catalogue yet",
        context=context,
        max_output=most,
        default_max_tokens=min(base.default_max_tokens, most),
        thinking=thinking,
        asks_for_summary=bool(thinking),
        efforts=base.efforts if offer.efforts is None else offer.efforts,
        retires=offer.retires,
        assumed=tuple(name for name in base.assumed if name not in told),
    )


def resolve(model_id: str, models: Iterable[Model], offers: Iterable[ListedModel] = ()) -> Model:
    """Return what is known of an id: by the catalogue, by another spelling in it, by the list, or by its line."""
    models = tuple(models)
    for model in models:
        if model.id == model_id:
            return model
    plain = plain_id(model_id)
    for model in models:
        if plain_id(model.id) == plain:
            return replace(model, id=model_id)
    offer = next((one for one in offers if one.id == model_id), None)
    return from_offer(offer, models) if offer is not None else inherited(model_id, models)


def entries(models: Sequence[Model], offers: Sequence[ListedModel], today: dt.date) -> tuple[ModelChoice, ...]:
    """Return what can be chosen: the catalogue in its order, then what is new; those that have retired at the end.

    Without offers nothing is marked: a gateway that tells nothing says nothing of what it lacks.
    """
    listed = {plain_id(one.id) for one in offers}
    are_claude = any(_is_claude(one) for one in offers)
    shown = [
        ModelChoice(model, is_unlisted=bool(offers) and plain_id(model.id) not in listed)
        for model in models
        if not model.listed_only or plain_id(model.id) in listed
    ]
    known = {plain_id(choice.model.id) for choice in shown}
    for offer in offers:
        if plain_id(offer.id) not in known:
            known.add(plain_id(offer.id))
            shown.append(
                ModelChoice(from_offer(offer, models), is_new=True, is_aside=are_claude and not _is_claude(offer))
            )
    return tuple(sorted(shown, key=lambda one: one.model.stage(today) is Stage.RETIRED))


def _is_claude(offer: ListedModel) -> bool:
    return offer.owner == "anthropic" or "claude" in offer.id
