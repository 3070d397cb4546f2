"""A summary of a chat's oldest turns: what is sent instead of them, while they stay where they are.

It stands above the first message that is still sent whole, and holds on every branch that leads through that message;
a branch that parts before it sends its own words. Where the provider wrote it as a block of its own (protocol, 1.13),
that goes back as it came until a person changes the words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.json_values import is_sound
from turbodesk.chat.moments import is_moment
from turbodesk.chat.parts import JsonObject
from turbodesk.quick_dataclasses import dataclass

BLOCK = "compaction"
"""The `type` of the provider's block."""
MOST_CHARACTERS = 200_000
"""Of one summary: what is longer sums up nothing."""
MOST_SUMMARIES = 200
"""In one chat: what is read from a file may be anything."""
INSTRUCTIONS = (
    "Summarise the conversation above so that it can go on without its text. Keep what was asked and decided, facts, "
    "names, numbers, wishes of the person, what is still open, and exact words where they matter, such as code that is "
    "being worked on. Leave out greetings and detours. Write in the language of the conversation, as notes, without an "
    "introduction and without addressing anybody. Write nothing but the summary."
)
_LEAD = "What was said before in this conversation, summed up:"


@dataclass(frozen=True, slots=True)
class TurnSummary:
    """What stands for all that was said before one message."""

    id: str
    before: str
    """The id of the message above which it stands: the first that is sent whole."""
    text: str
    count: int
    """How many messages it sums up."""
    model: str
    """The id of the model that wrote it."""
    made_at: int = 0
    """Milliseconds since 1970, UTC."""
    block: JsonObject | None = None
    """As the provider gave it; None where it is only a text, or its words were changed."""
    is_on: bool = True
    """Whether it is sent; one that was undone can be put back."""
    is_edited: bool = False
    is_cut: bool = False
    """Whether it ends early, at the longest length of a reply."""

    def to_json(self) -> dict[str, object]:
        """Return it as JSON, without what is as usual."""
        raw: dict[str, object] = {name: getattr(self, name) for name in ("id", "before", "text", "count", "model")}
        raw["made_at"] = self.made_at
        if self.block is not None:
            raw["block"] = dict(self.block)
        flags = {"off": not self.is_on, "edited": self.is_edited, "cut": self.is_cut}
        return raw | {name: value for name, value in flags.items() if value}

    @classmethod
    def from_json(cls, raw: object) -> TurnSummary | None:
        """Read what `to_json` wrote; None for what is none."""
        if not isinstance(raw, Mapping):
            return None
        id_, before, text, model = (raw.get(name) for name in ("id", "before", "text", "model"))
        if not (isinstance(id_, str) and isinstance(before, str) and isinstance(text, str) and text.strip()):
            return None
        count, made_at, block = (raw.get(name) for name in ("count", "made_at", "block"))
        is_block = isinstance(block, Mapping) and block.get("type") == BLOCK and is_sound(block)
        return cls(
            id=id_,
            before=before,
            text=text[:MOST_CHARACTERS],
            count=count if type(count) is int and 0 <= count < 2**31 else 0,
            model=model if isinstance(model, str) else "",
            made_at=made_at if is_moment(made_at) else 0,
            block=dict(block) if is_block and isinstance(block, Mapping) else None,
            is_on=raw.get("off") is not True,
            is_edited=raw.get("edited") is True,
            is_cut=raw.get("cut") is True,
        )


def new_summary(text: str, *, before: str, count: int, model: str, block: JsonObject | None = None) -> TurnSummary:
    """Make a summary, now."""
    return TurnSummary(new_id(), before, text.strip()[:MOST_CHARACTERS], count, model, now_ms(), block)


def summaries_from(raw: Iterable[object]) -> tuple[TurnSummary, ...]:
    """Read a list of what `TurnSummary.to_json` wrote; what is none is left out."""
    found = [one for one in map(TurnSummary.from_json, raw) if one is not None]
    return tuple({one.id: one for one in found[:MOST_SUMMARIES]}.values())


def summary_in(path: Sequence[str], summaries: Iterable[TurnSummary]) -> TurnSummary | None:
    """Return the summary that is sent with `path`: the one that stands farthest down, of two in one place the newer."""
    places = {id_: at for at, id_ in enumerate(path)}
    there = [one for one in summaries if one.is_on and one.before in places]
    return max(there, key=lambda one: (places[one.before], one.id), default=None)


def told(summary: TurnSummary) -> str:
    """Return the words a model is sent."""
    return f"{_LEAD}\n\n{summary.text}"
