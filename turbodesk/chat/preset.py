"""A preset: a model, a system prompt and parameters under a name, for beginning chats the same way again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from turbodesk.chat.ids import new_id
from turbodesk.chat.model import is_model_id
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parameters import Parameters
from turbodesk.quick_dataclasses import dataclass

MOST_LETTERS = 80
"""Of a preset's name."""


@dataclass(frozen=True, slots=True)
class Preset:
    """One named set."""

    name: str
    model: str = ""
    """The id; "" leaves the model to the chat."""
    parameters: Parameters = field(default_factory=Parameters)
    id: str = field(default_factory=new_id)

    def to_json(self) -> dict[str, object]:
        """Return it as JSON."""
        return {"id": self.id, "name": self.name, "model": self.model, "parameters": self.parameters.to_json()}

    @classmethod
    def from_json(cls, raw: object) -> Preset | None:
        """Read what `to_json` wrote; None for what has no name."""
        if not isinstance(raw, Mapping):
            return None
        name, model, parameters, id_ = (raw.get(key) for key in ("name", "model", "parameters", "id"))
        if not isinstance(name, str) or not clean_name(name):
            return None
        return cls(
            name=clean_name(name),
            model=model if isinstance(model, str) and is_model_id(model) else "",
            parameters=Parameters.from_json(parameters) if isinstance(parameters, Mapping) else Parameters(),
            id=id_ if isinstance(id_, str) and id_ and id_.isprintable() else new_id(),
        )


def clean_name(name: str) -> str:
    """Return a name as it is kept: without needless blanks, and not too long."""
    return one_line(name)[:MOST_LETTERS].strip()
