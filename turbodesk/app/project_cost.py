"""Says what a project adds to every turn of its chats, with the cache and without: a pure function."""

from __future__ import annotations

import math

from turbodesk.chat.estimate import factor, of_part, of_text
from turbodesk.chat.model import Model
from turbodesk.chat.project import Project
from turbodesk.quantities import number, sentences
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext

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
    # Translators: {model} is the name of a model, such as "Sonnet 4.6".
    words = ngettext(
        "About {count} token goes before every message to {model}.",
        "About {count} tokens go before every message to {model}.",
        cost.tokens,
    )
    # Translators: stands behind "About {count} tokens go before every message to {model}."
    then = _("What they cost is not known.")
    amounts = {name: dollars(getattr(cost, name) or 0.0) for name in ("plain", "first", "later")}
    if cost.plain is not None and cost.first is not None and cost.later is not None:
        then = (
            _(
                "With the cache: {first} for the first turn, then {later} for each that follows soon, in any chat of "
                "the project. Without it: {plain} each turn."
            )
            if cost.is_kept
            else _("That is too little for its cache: each turn costs {plain}.")
        )
    return sentences(words.format(count=number(cost.tokens), model=model.name), then.format(**amounts))
