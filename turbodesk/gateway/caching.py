"""Marks what the provider should keep ready of a request: the system prompt and the conversation up to now.

Of a chat in a project, the end of what all chats of the project share is marked instead of the system prompt's, and the
end of its part of the system prompt as well where the chat's own comes between (`standing`).

Marks stand behind the system prompt (or the last tool, where there is none), behind the person's last message, and
behind the one before: what was marked there in the request before is found again even where the reply in between had
more blocks than the provider looks back over (protocol, 1.8). They are made on the body, never kept in a conversation.

Why not one `cache_control` for the whole request: the older models of the provider behind the gateway refuse it.
Why no mark below the model's least length: it would be ignored, and one of the four places gone.
"""

from __future__ import annotations

from collections.abc import Sequence

from turbodesk.chat import estimate
from turbodesk.chat.model import Model
from turbodesk.chat.parameters import CacheLife
from turbodesk.gateway.standing import Shared
from turbodesk.gateway.tool_pairing import Block

_CACHEABLE = ("text", "image", "document", "tool_use", "tool_result")
MOST_MARKS = 4
NOTHING_SHARED = Shared()


def mark(body: dict[str, object], *, model: Model, life: CacheLife, shared: Shared = NOTHING_SHARED) -> None:
    """Set the marks in a body that has been built for this one request: its blocks are changed in place.

    `shared` says how much of it is the same for all chats of a project.
    """
    if life is CacheLife.OFF:
        return
    places = _places(body)
    wanted = [at for at in _wanted(places, shared) if _reaches(places[: at + 1], model)]
    for at in wanted[-MOST_MARKS:]:
        places[at].block["cache_control"] = _control(life)


def _control(life: CacheLife) -> Block:
    return {"type": "ephemeral", "ttl": "1h"} if life is CacheLife.ONE_HOUR else {"type": "ephemeral"}


class _Place:
    """One block of the body, in the order the provider reads them."""

    __slots__ = ("block", "is_cacheable", "section")

    def __init__(self, block: Block, section: str, *, is_cacheable: bool) -> None:
        self.block = block
        self.section = section
        self.is_cacheable = is_cacheable


def _places(body: dict[str, object]) -> list[_Place]:
    tools, system, messages = (_blocks(body.get(name)) for name in ("tools", "system", "messages"))
    places = [_Place(tool, "tools", is_cacheable=True) for tool in tools]
    places += [_Place(block, "system", is_cacheable=True) for block in system]
    for number, turn in enumerate(messages):
        section = f"{turn['role']} {number}"
        for block in _blocks(turn["content"]):
            is_text = block["type"] == "text"
            fits = block["type"] in _CACHEABLE and (not is_text or bool(str(block["text"]).strip()))
            places.append(_Place(block, section, is_cacheable=fits))
    return places


def _blocks(value: object) -> Sequence[Block]:
    return value if isinstance(value, list) else []


def _wanted(places: Sequence[_Place], shared: Shared) -> list[int]:
    """Where marks should stand, first to last."""
    last_of: dict[str, int] = {}
    for at, place in enumerate(places):
        if place.is_cacheable:
            last_of[place.section] = at
    head = last_of.get("system", last_of.get("tools"))
    by_person = [at for section, at in last_of.items() if section.startswith("user ")]
    heads = _shared_ends(places, shared) or ([] if head is None else [head])
    return sorted({*heads, *by_person[-2:]})


def _shared_ends(places: Sequence[_Place], shared: Shared) -> list[int]:
    """Where what all chats of a project share ends: in the system prompt, and in the first message."""
    system = [at for at, place in enumerate(places) if place.section == "system"]
    message = [at for at, place in enumerate(places) if place.section == "user 0"]
    ends = [message[shared.message - 1]] if shared.message else []
    has_own = len(system) > shared.system
    return [system[shared.system - 1], *ends] if shared.system and (has_own or not ends) else ends


def _reaches(prefix: Sequence[_Place], model: Model) -> bool:
    """Whether so much is long enough to be kept, by an estimate that stops counting once it is."""
    tokens = 0.0
    for place in prefix:
        tokens += estimate.of_block(place.block, model)
        if tokens >= model.cache_minimum:
            return True
    return False
