"""Puts together which models can be chosen: those TurboDesk knows, and those the gateway says it has. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.model import Lifecycle, Model, Stage, ThinkingOff
from turbodesk.chat.model_line import generation, inherited, plain_id
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_NOTHING: Mapping[str, Collection[str]] = MappingProxyType({})
_OTHER_WORK = re.compile(
    r"embed|rerank|moderation|dall-?e|image|imagen|flux|stable-diffusion|midjourney|seedream"
    r"|whisper|transcri|tts|speech|audio|voice|realtime|suno|sora|veo|video|kling|seedance|hailuo"
)
"""What the ids of models for embeddings, pictures, speech and video have in them, by the lists of such gateways."""
_STRENGTHS = ("haiku", "sonnet", "opus", "fable", "mythos")
"""The lines of models, from the least able to the most."""


@dataclass(frozen=True, slots=True)
class ModelChoice:
    """A model as it can be chosen."""

    model: Model
    is_new: bool = False
    """Offered by the gateway, and in no catalogue."""
    is_unlisted: bool = False
    """In the catalogue, and not on the gateway's list."""
    is_aside: bool = False
    """No model one talks to, or none of Claude's on the list of a gateway that has them: shown on demand only."""
    is_favourite: bool = False


_LIMITS = ("context", "max_output", "thinking", "efforts")
_TOLD = (*_LIMITS, "structured", "web_search", "retires")
"""What a list tells of a model, where it does."""


def told(model: Model, offer: ListedModel, own: Collection[str] = ()) -> Model:
    """Return a model with what a gateway's list tells of it; the fields `own` are the person's, and stay."""
    said = {name: value for name in _TOLD if (value := getattr(offer, name)) is not None and name not in own}
    if said.get("retires") is None and "retires" not in own and offer.lifecycle is Lifecycle.ACTIVE:
        said["retires"] = None
    if "thinking" in said and offer.thinking_off is not None and "thinking_off" not in own:
        # "disabled" is taken as well by models that think only when they are told to.
        is_bare = model.known and model.thinking_off is ThinkingOff.OMITTED
        is_same = is_bare and offer.thinking_off is ThinkingOff.DISABLED
        said["thinking_off"] = model.thinking_off if is_same else offer.thinking_off
    context = said.get("context", model.context)
    most = min(said.get("max_output", model.max_output), context)
    return replace(
        model,
        **{
            **said,
            "max_output": most,
            "default_max_tokens": min(model.default_max_tokens, most),
            "asks_for_summary": model.asks_for_summary if "thinking" not in said else bool(said["thinking"]),
            "lifecycle_told": None if "retires" in own else offer.lifecycle,
            "assumed": tuple(name for name in model.assumed if name not in said),
        },
    )


def from_offer(offer: ListedModel, models: Sequence[Model] = ()) -> Model:
    """Return what is known of a model in no catalogue: what the gateway's list tells, the rest from its line."""
    base = inherited(offer.id, models)
    good_at = base.good_at if base.known else _("New on your gateway")
    name = offer.name.removeprefix("Claude ") or base.name  # not for people
    return told(replace(base, name=name, good_at=good_at), offer)


def resolve(
    model_id: str,
    models: Iterable[Model],
    offers: Iterable[ListedModel] = (),
    own: Mapping[str, Collection[str]] = _NOTHING,
) -> Model:
    """Return what is known of an id: by the catalogue or another spelling in it, by its line, and by gateways' lists.

    `own` has the fields the person has set, by id: no list changes them. Nor does one change what the provider
    documents, since any gateway's list is heard, and a small server's limits are not those of the model elsewhere.
    """
    models, plain = tuple(models), plain_id(model_id)
    offer = next((one for one in offers if plain_id(one.id) == plain), None)
    found = next((one for one in models if one.id == model_id), None)
    found = found or next((one for one in models if plain_id(one.id) == plain), None)
    if found is None:
        return inherited(model_id, models) if offer is None else replace(from_offer(offer, models), id=model_id)
    known = replace(found, id=model_id)
    documented = set(_LIMITS) - set(found.assumed)
    return known if offer is None else told(known, offer, documented | set(own.get(found.id, ())))


def entries(
    models: Sequence[Model],
    offers: Sequence[ListedModel],
    today: dt.date,
    own: Mapping[str, Collection[str]] = _NOTHING,
) -> tuple[ModelChoice, ...]:
    """Return what can be chosen: the catalogue in its order, then what is new; those that have retired at the end.

    Without offers nothing is marked: a gateway that tells nothing says nothing of what it lacks.
    """
    listed = {plain_id(one.id) for one in offers}
    are_claude = any(_is_claude(one) for one in offers)
    shown = [
        ModelChoice(
            resolve(model.id, (model,), offers, own), is_unlisted=bool(offers) and plain_id(model.id) not in listed
        )
        for model in models
        if not model.listed_only or plain_id(model.id) in listed
    ]
    known = {plain_id(choice.model.id) for choice in shown}
    for offer in offers:
        if plain_id(offer.id) not in known:
            known.add(plain_id(offer.id))
            is_aside = not talks(offer.id) or (are_claude and not _is_claude(offer))
            shown.append(ModelChoice(from_offer(offer, models), is_new=True, is_aside=is_aside))
    return tuple(sorted(shown, key=lambda one: one.model.stage(today) is Stage.RETIRED))


def favourites_first(choices: Sequence[ModelChoice], favourites: Sequence[str]) -> tuple[ModelChoice, ...]:
    """Return the choices with the person's favourites, given as plain ids, first and in that order.

    What the gateway does not have stays where it was.
    """
    order = {plain: at for at, plain in enumerate(favourites)}
    marked = [
        replace(one, is_favourite=True, is_aside=False)
        if plain_id(one.model.id) in order and not one.is_unlisted
        else one
        for one in choices
    ]
    first = sorted((one for one in marked if one.is_favourite), key=lambda one: order[plain_id(one.model.id)])
    return (*first, *(one for one in marked if not one.is_favourite))


def successor(model: Model, choices: Iterable[ModelChoice], today: dt.date) -> Model | None:
    """Return the model to go on with once `model` ends; None where nothing that is offered would do.

    What it costs and how able it is decide, not the next number: the newest of its line that costs no more for a usual
    question, else a more able line at no more, else what the catalogue names. A price that is told goes before one that
    is assumed. None is returned that is itself about to end, or that the gateway does not have.
    """
    offered = (one.model for one in choices if not (one.is_aside or one.is_unlisted))
    others = (one for one in offered if one.known and plain_id(one.id) != plain_id(model.id))
    rank = partial(_rank, model)
    fit = [(ranked, one) for one in others if not one.is_ending(today) and (ranked := rank(one)) is not None]
    return min(fit, key=lambda pair: pair[0])[1] if fit else None


def _rank(old: Model, new: Model) -> tuple[int, int, bool, int, int, float] | None:
    """Return how well `new` stands in for `old`, the least being the best; None: not at all."""
    (old_line, old_version), (line, version) = _strength(old), _strength(new)
    cost = new.prices.usual if new.prices is not None else None
    # An assumed price is no measure of what another may cost.
    before = None if old.prices is None or old.is_inherited else old.prices.usual
    is_affordable = cost is not None and (before is None or cost <= before)
    step = -1 if None in (line, old_line) else _STRENGTHS.index(str(line)) - _STRENGTHS.index(str(old_line))
    is_same, is_newer, is_more = line is not None and step == 0, version >= old_version, step > 0
    if is_affordable and is_same and is_newer:
        kind = 0
    elif is_affordable and is_more and before is not None:
        kind = 1
    elif plain_id(new.id) == plain_id(old.replacement or ""):
        kind = 2
    elif is_affordable and is_same:
        kind = 3
    elif is_same and is_newer:
        kind = 4
    elif is_affordable and None not in (line, old_line):
        kind = 5
    else:
        return None
    return kind, abs(step), new.is_inherited, -version[0], -version[1], cost or 0.0


def _strength(model: Model) -> tuple[str | None, tuple[int, int]]:
    """Return a model's line, None for one of no known line, and its version in it."""
    found = generation(model.id)
    line = found.line if found else next((one for one in _STRENGTHS if one in plain_id(model.id)), None)
    return (line if line in _STRENGTHS else None), ((found.major, found.minor) if found else (0, 0))


def talks(model_id: str) -> bool:
    """Whether an id looks like one of a model one can talk to; a Claude always is."""
    return "claude" in model_id.lower() or _OTHER_WORK.search(model_id.lower()) is None


def _is_claude(offer: ListedModel) -> bool:
    return offer.owner == "anthropic" or "claude" in offer.id
