"""What there is to choose about thinking for the chat in front, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ThinkingChoice:
    """What a model takes of it, and what is chosen for the chat in front."""

    can_think: bool = False
    thinks: bool = False
    levels: tuple[tuple[str, str], ...] = ()
    """The levels of effort, from least to most: each by its key and in words."""
    level: str = ""
    """The key of the one in force."""
    is_usual: bool = True
    """Whether the model would do as much unasked."""

    @property
    def is_offered(self) -> bool:
        """Whether there is anything to choose."""
        return self.can_think or bool(self.levels)

    @property
    def words(self) -> str:
        """What is chosen, as short as a button has it."""
        effort = "" if self.is_usual else dict(self.levels).get(self.level, "").lower()
        if self.thinks or not effort:
            return f"Think: {effort}" if effort else "Think"
        return f"Effort: {effort}"
