"""What there is to choose about thinking and speed for the chat in front, and what is chosen."""

from __future__ import annotations

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, pgettext
from turbodesk.ui.quantities import listed

_EFFORTS = {
    "low": pgettext("effort of a model, within a line", "low"),
    "medium": pgettext("effort of a model, within a line", "medium"),
    "high": pgettext("effort of a model, within a line", "high"),
    "xhigh": pgettext("effort of a model, within a line", "extra"),
    "max": pgettext("effort of a model, within a line", "max"),
}
"""What a level is called behind the name of the tool."""


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
        effort = "" if self.is_usual else _EFFORTS.get(self.level, dict(self.levels).get(self.level, ""))
        speed = pgettext("speed of a model", "fast") if self.is_fast else ""
        more = listed([effort, speed])
        if self.thinks or not more:
            # Translators: the model thinks before it replies; {choices} is such as "high, fast".
            return _("Think: {choices}").format(choices=more) if more else _("Think")
        # Translators: how much a model does for a reply; {choices} is such as "high, fast".
        return _("Effort: {choices}").format(choices=more) if effort else _("Fast")
