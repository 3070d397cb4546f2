"""Says what a project adds to every turn of its chats, with the cache and without: a pure function."""

from __future__ import annotations

import math
from dataclasses import dataclass

from turbodesk.chat.estimate import factor, of_part, of_text
from turbodesk.chat.model import Model
from turbodesk.chat.project import Project

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class ProjectCost:
    """What goes before each message of a project's chats."""

    tokens: int
    """About how many, by estimate."""
    is_kept: bool
    """Whether it is long enough for the model's cache."""
    plain: float | None
    """US dollars a turn without the cache; None without prices, as for the next two."""
    first: float | None
    """Of the turn that puts it into the cache."""
    later: float | None
    """Of each turn that finds it there."""


def project_cost(project: Project, model: Model) -> ProjectCost:
    """Return what the project costs with `model`."""
    instructions = of_text(project.instructions) * factor(model) if project.instructions.strip() else 0.0
    tokens = math.ceil(instructions + sum(of_part(file.part, model) for file in project.files))
    prices = model.prices
    if prices is None:
        return ProjectCost(tokens, tokens >= model.cache_minimum, None, None, None)
    times = prices.times(tokens)
    each = (tokens * price * times / _MILLION for price in (prices.input, prices.cache_write, prices.cache_read))
    return ProjectCost(tokens, tokens >= model.cache_minimum, *each)


def cost_in_words(cost: ProjectCost, model: Model) -> str:
    """Return the same as sentences; "" where the project sends nothing."""
    from turbodesk.chat.cost import dollars

    if not cost.tokens:
        return ""
    words = f"About {cost.tokens:,} tokens go before every message to {model.name}."
    if cost.plain is None or cost.first is None or cost.later is None:
        return f"{words} What they cost is not known."
    if not cost.is_kept:
        return f"{words} That is too little for its cache: each turn costs {dollars(cost.plain)}."
    return (
        f"{words} With the cache: {dollars(cost.first)} for the first turn, then {dollars(cost.later)} for each that"
        f" follows soon, in any chat of the project. Without it: {dollars(cost.plain)} each turn."
    )
