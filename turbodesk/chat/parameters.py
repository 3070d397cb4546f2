"""What a person can tune about a conversation's replies. None means: not sent, the model's own default."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields

MAX_TOKENS_WITHOUT_STREAM = 21_333
"""Above it a reply could take longer than ten minutes (protocol, 3.5), so it must be streamed."""


@dataclass(frozen=True, slots=True)
class Parameters:
    """A conversation's parameters; what a model does not take is kept here and left out of its request."""

    system: str = ""
    """The system prompt; blank means none."""
    temperature: float | None = None
    """0 to 2 as the gateway documents; the models document 0 to 1."""
    top_p: float | None = None
    """0 to 1."""
    max_tokens: int | None = None
    """The longest reply, in tokens; None: the model's usual (`Model.default_max_tokens`)."""
    stream: bool = True

    def to_json(self) -> dict[str, object]:
        """Return what differs from the defaults."""
        default = Parameters()
        values = {one.name: getattr(self, one.name) for one in fields(self)}
        return {name: value for name, value in values.items() if value != getattr(default, name)}

    @classmethod
    def from_json(cls, raw: Mapping[str, object]) -> Parameters:
        """Read what `to_json` wrote; a value out of range or of the wrong type falls back to its default."""

        def number(name: str, top: float) -> float | None:
            value = raw.get(name)
            fits = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= top
            return float(value) if fits else None  # type: ignore[arg-type]  # `fits` proves it

        tokens = raw.get("max_tokens")
        return cls(
            system=str(raw.get("system") or ""),
            temperature=number("temperature", 2),
            top_p=number("top_p", 1),
            max_tokens=tokens if isinstance(tokens, int) and not isinstance(tokens, bool) and tokens > 0 else None,
            stream=raw.get("stream") is not False,
        )
