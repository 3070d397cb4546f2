"""Reads a gateway's list of models, in the two shapes that are about (protocol, 5 and 7).

The OpenAI shape is one page of ids with their owners. The Anthropic shape comes in pages and may tell names, limits,
capabilities and dates. Both are read by the same lines, field by field: a gateway in between may mix them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from turbodesk.chat.listed_model import ListedModel
from turbodesk.chat.model import Effort, ThinkingMode, ThinkingOff
from turbodesk.quick_dataclasses import dataclass

MOST_PAGES = 20
"""Of a list that says of every page that more follow."""
PAGE_SIZE = 1000
"""Models of one page; the most that may be asked for (protocol, 5)."""


_CONTEXT = ("max_input_tokens", "context", "max_model_len", "context_length")
"""What the context's length is called: by the protocol, by us, by vLLM, by OpenRouter; llama.cpp has a `meta.n_ctx`."""


@dataclass(frozen=True, slots=True)
class ListingPage:
    """One page of the list."""

    offers: tuple[ListedModel, ...]
    next_after: str = ""
    """The id the next page comes after; "" when this is the last."""


def page(payload: object) -> ListingPage | None:
    """Read one page; None when it is no list of models."""
    entries = payload.get("data", payload.get("models")) if isinstance(payload, Mapping) else payload
    if not isinstance(entries, list):
        return None
    found = offers(entries)
    if not isinstance(payload, Mapping) or payload.get("has_more") is not True:
        return ListingPage(found)
    last = payload.get("last_id")
    return ListingPage(found, last if isinstance(last, str) else found[-1].id if found else "")


def offers(entries: Sequence[object]) -> tuple[ListedModel, ...]:
    """Read remembered entries: as a gateway sent them, or as `ListedModel.to_json` wrote them."""
    return tuple(offer for entry in entries if (offer := _offer(entry)) is not None)


def _offer(entry: object) -> ListedModel | None:
    if isinstance(entry, str):
        entry = {"id": entry}
    if not isinstance(entry, Mapping):
        return None
    abilities, meta = entry.get("capabilities"), entry.get("meta")
    loaded = meta if isinstance(meta, Mapping) else {}
    thinking = _supported(abilities, "thinking", list(ThinkingMode), within="types")
    efforts = _supported(abilities, "effort", list(Effort))
    schema = abilities.get("structured_outputs") if isinstance(abilities, Mapping) else None
    structured = schema.get("supported") if isinstance(schema, Mapping) else entry.get("structured")
    server_tools = _supported(abilities, "server_tools", ["web_search"])
    told = {
        "id": entry.get("id", entry.get("name")),
        "name": entry.get("display_name", entry.get("name")),
        "owner": entry.get("owned_by", entry.get("owner")),
        "context": next((entry[key] for key in _CONTEXT if key in entry), loaded.get("n_ctx")),
        "max_output": entry.get("max_tokens", entry.get("max_output")),
        "thinking": entry.get("thinking") if thinking is None else thinking,
        "thinking_off": _thinking_off(abilities) or entry.get("thinking_off"),
        "efforts": entry.get("efforts") if efforts is None else efforts,
        "structured": structured,
        "web_search": entry.get("web_search") if server_tools is None else bool(server_tools),
        "retires": entry.get("retires_at", entry.get("retires")),
        "lifecycle": entry.get("lifecycle"),
    }
    return ListedModel.from_json(told)


def _thinking_off(abilities: object) -> str | None:
    """Return how a model is kept from thinking; None where the list does not speak of it."""
    thinking = abilities.get("thinking") if isinstance(abilities, Mapping) else None
    types = thinking.get("types") if isinstance(thinking, Mapping) else None
    if not isinstance(types, Mapping) or not isinstance(types.get("disabled"), Mapping):
        return None
    ways = _supported(abilities, "thinking", [ThinkingOff.DISABLED, ThinkingOff.BETWEEN_TOOLS], within="types")
    return next(iter(ways or [ThinkingOff.NEVER]))


def _supported(abilities: object, name: str, values: list[str], *, within: str = "") -> list[str] | None:
    """Return those of `values` that an ability supports; None when the list does not speak of it."""
    ability = abilities.get(name) if isinstance(abilities, Mapping) else None
    if not isinstance(ability, Mapping) or not isinstance(ability.get("supported"), bool):
        return None
    each = ability.get(within) if within else ability
    if not ability["supported"]:
        return []
    if not isinstance(each, Mapping):
        return None

    def takes(value: str) -> bool:
        one = each.get(value)
        return isinstance(one, Mapping) and one.get("supported") is True

    return [value for value in values if takes(value)]
