"""What an id says of a Claude model: its line and version; and what a model in no catalogue inherits from its line.

A provider brings models faster than programs are updated. An id that is newer than one of its line is taken to be able
to do what that one does, and to cost the same; what is taken so is marked as assumed (protocol, 6.2). An id that is
older than all of its line, or of no line, keeps the safe rules of `unknown_model`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from typing import NamedTuple

from turbodesk.chat.model import Model, assumed_note, unknown_model
from turbodesk.translation import _

_ID = re.compile(r"(?:.*[./])?(claude-[a-z0-9-]*?[a-z0-9])(?:[-@](?:\d{8}|latest))?(?:-v\d+(?::\d+)?)?\Z")
"""With what providers put around an id: "us.anthropic.", a date, "latest", "-v1:0"."""
_CLAUDE = re.compile(r"claude-([a-z]+)-(\d{1,2})(?:-(\d{1,2}))?\Z")
_INHERITED = ("context", "max_output", "thinking", "efforts", "image_edge", "prices")
"""What a person plans by, so that it is told to be assumed."""


class Generation(NamedTuple):
    """Where a model stands: Opus 4.8 is `("opus", 4, 8)`, Opus 5 is `("opus", 5, 0)`."""

    line: str
    major: int
    minor: int

    def __str__(self) -> str:
        return f"{self.line.capitalize()} {self.major}" + (f".{self.minor}" if self.minor else "")


@lru_cache(maxsize=4_096)
def plain_id(model_id: str) -> str:
    """Return an id without its date and without what providers put around it, so that two spellings compare equal."""
    found = _ID.fullmatch(model_id)
    return found[1] if found else model_id


def generation(model_id: str) -> Generation | None:
    """Return what an id says of its model; None for an id that is not made of a line and a version."""
    found = _CLAUDE.fullmatch(plain_id(model_id))
    return Generation(found[1], int(found[2]), int(found[3] or 0)) if found else None


def plain_name(model_id: str) -> str:
    """Return "Opus 4.8" for "claude-opus-4-8"; an id of another kind is its own name."""
    found = generation(model_id)
    return str(found) if found else model_id


def parent(model_id: str, models: Iterable[Model]) -> Model | None:
    """Return the newest known model of the id's line that is not newer than it; None where there is none.

    A line nobody knows is taken for the dearest of the known models, so that no limit of costs is blind for it.
    """
    wanted = generation(model_id)
    if wanted is None:
        return None
    known = [(made, model) for model in models if model.known and (made := generation(model.id)) is not None]
    if all(made.line != wanted.line for made, _ in known):
        priced = [model for _, model in known if model.prices is not None]
        return max(priced, key=lambda model: model.prices.output if model.prices else 0.0, default=None)
    older = [(made, model) for made, model in known if made.line == wanted.line and made <= wanted]
    return max(older, key=lambda pair: pair[0])[1] if older else None


def inherited(model_id: str, models: Iterable[Model]) -> Model:
    """Return what an id in no catalogue is taken for: a model of its line under its own name, or the safe rules."""
    base = parent(model_id, models)
    if base is None:
        return replace(unknown_model(model_id), name=plain_name(model_id))
    return replace(
        base,
        id=model_id,
        name=plain_name(model_id),
        good_at=_("New, treated like {model}").format(model=base.name),
        about="",
        is_inherited=True,
        assumed=_INHERITED,
        assumed_as=base.name,
        prices=replace(base.prices, note=assumed_note(base.name)) if base.prices is not None else None,
        retires=None,
        replacement=None,
        listed_only=True,
        source="",
    )
