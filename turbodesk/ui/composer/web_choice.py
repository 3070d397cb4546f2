"""What there is to choose about the web for the chat in front, and what is chosen."""

from __future__ import annotations

from dataclasses import dataclass, field

from turbodesk.chat.parameters import WebParameters
from turbodesk.chat.web_sites import readable


@dataclass(frozen=True, slots=True)
class WebChoice:
    """Whether the web is searched for the chat in front, within what, and why not where it cannot be."""

    is_offered: bool = False
    is_on: bool = False
    web: WebParameters = field(default_factory=WebParameters)
    refusal: str = ""
    """One sentence, where the gateway has refused to search for this model; "" where it has not."""
    chat_id: str = ""
    """Whose choice it is: what is being written for one chat is not meant for the next."""

    @property
    def words(self) -> str:
        """What is chosen, as short as a button has it."""
        only = self.web.only if self.is_on else ()
        if not only:
            return "Web"
        return f"Web: {len(only)} sites" if len(only) > 1 else f"Web: {readable(only[0])[:24]}"

    @property
    def told(self) -> str:
        """What is chosen, for who does not see it."""
        if self.refusal:
            return self.refusal
        if not self.is_on:
            return "Off"
        sites = f", only {', '.join(map(readable, self.web.only))}" if self.web.only else ""
        sites += f", never {', '.join(map(readable, self.web.never))}" if self.web.never else ""
        return f"On{sites}{', with where you are' if self.web.has_place else ''}"
