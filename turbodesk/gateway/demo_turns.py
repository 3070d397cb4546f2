"""Lets the demo think and ask for tools, where the request offers that, as a real model would."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import ENGLISH, _, language, pgettext

Body = Mapping[str, object]

_THOUGHT = _(
    "The question comes from somebody who is trying TurboDesk without a key. They have asked to see how a model "
    "thinks, so this is what thinking looks like: a few steps, one after the other.\n\n"
    "First, what is being asked? Then, what would help most? And last, how to say it in few words.\n"
)
_SUM = re.compile(r"\d[\d\s.,]*(?:[-+*/×÷^]|\*\*)[\d\s.,()*/×÷^+-]*\d")
_WHEN = re.compile(r"\b(time|date|day|today|clock|o'clock)\b", re.IGNORECASE)
# Translators: words people may ask the demo for the time with, "|" between them.
_WHEN_TRANSLATED = pgettext("asked of the demo", "time|date|today|clock")


@dataclass(frozen=True, slots=True)
class Wish:
    """A tool the demo asks for."""

    name: str
    given: Mapping[str, object]
    words: str
    """What it says before."""


def thought(body: Body) -> str:
    """Return what the demo thinks before this reply; "" where it was not asked to."""
    thinking = body.get("thinking")
    wants = isinstance(thinking, Mapping) and thinking.get("type") in ("enabled", "adaptive")
    return _THOUGHT if wants and results(body) is None else ""


def wish(body: Body, asked: str) -> Wish | None:
    """Return the tool the demo asks for to answer what was `asked`; None where none is offered that would help."""
    tools = body.get("tools")
    offered = (
        {str(tool.get("name")) for tool in tools if isinstance(tool, Mapping)} if isinstance(tools, list) else set()
    )
    choice = body.get("tool_choice")
    if results(body) is not None or (isinstance(choice, Mapping) and choice.get("type") == "none"):
        return None
    if "calculator" in offered and (found := _SUM.search(asked)):
        return Wish("calculator", {"expression": found[0].strip()}, _("Let me work that out."))
    if "current_time" in offered and _is_when(asked):
        return Wish("current_time", {}, _("Let me look at the clock."))
    return None


def _is_when(asked: str) -> bool:
    if _WHEN.search(asked):
        return True
    words = map(str.strip, _WHEN_TRANSLATED.lower().split("|"))
    return language() != ENGLISH and any(one in asked.lower() for one in words if one)


def results(body: Body) -> str | None:
    """Return what the tools of the last reply gave, as the demo repeats it; None where the last word is a person's."""
    messages = body.get("messages")
    last = messages[-1] if isinstance(messages, list) and messages else {}
    content = last.get("content") if isinstance(last, Mapping) else None
    blocks = [one for one in content if isinstance(one, Mapping)] if isinstance(content, list) else []
    found = [block for block in blocks if block.get("type") == "tool_result"]
    if not found:
        return None
    if all(one.get("is_error") for one in found):
        return _("Then I have to answer without it, and a demo cannot do that. A real model would try.")
    said = ", ".join(f"**{_plain(one.get('content'))}**" for one in found if not one.get("is_error"))
    # Translators: {said} is what a tool of this computer gave, in bold.
    return _("The tool says {said}.\n\nThat came from your own computer; I only asked for it.").format(said=said)


def _plain(content: object) -> str:
    return content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
