"""What there is to choose about thinking and speed for the chat in front, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThinkingChoice:
    """What a model takes of it, and what is chosen for the chat in front."""

    can_think: bool = False
    thinks: bool = False
    always_thinks: str = ""
    """Why thinking cannot be switched off; "" when it can."""
    without: str = ""
    """What the model does while thinking is off, where that needs to be said."""
    levels: tuple[tuple[str, str], ...] = ()
    """The levels of effort, from least to most: each by its key and in words."""
    level: str = ""
    """The key of the one in force."""
    is_usual: bool = True
    """Whether the model would do as much unasked."""
    fast_words: str = ""
    """What a fast reply is and costs; "" where the model, or the gateway, has none."""
    is_fast: bool = False

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to choose."""
        return self.can_think or bool(self.levels) or bool(self.fast_words)

    @property
    def is_on(self) -> bool:
        """Whether something is chosen that the model would not do unasked."""
        return (self.thinks and not self.always_thinks) or not self.is_usual or self.is_fast

    @property
    def words(self) -> str:
        """What is chosen, as short as a button has it."""
        effort = "" if self.is_usual else dict(self.levels).get(self.level, "").lower()
        speed = "fast" if self.is_fast else ""
        more = ", ".join(one for one in (effort, speed) if one)
        if self.thinks or not more:
            return f"Think: {more}" if more else "Think"
        return f"Effort: {more}" if effort else "Fast"
