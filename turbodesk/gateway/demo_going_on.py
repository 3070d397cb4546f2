"""Lets the demo go on with a reply that ended early, from the very letter where it did, as a real model would."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from turbodesk.chat.turns import asks_to_go_on
from turbodesk.gateway.demo_script import DemoReply, answer_to, gone_on, nothing_left
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_TYPED = re.compile(r"(please )?(continue|go on|carry on|keep going)\W*", re.IGNORECASE)
# Translators: what people may write alone to have the demo go on, with "|" between.
_TRANSLATED = _("continue|go on|carry on|keep going")


@dataclass(frozen=True, slots=True)
class UnfinishedReply:
    """What a request wants to be continued."""

    question: str
    said: tuple[str, ...]
    """The reply so far, oldest piece first: it may have been interrupted several times."""
    is_open: bool
    """The rest flows into what was said, instead of standing in a message of its own."""


def interrupted(body: Mapping[str, object]) -> UnfinishedReply | None:
    """Return what this request wants to be continued; None where it asks something new."""
    messages = body.get("messages")
    turns = [(str(one["role"]), _text(one["content"])) for one in messages] if isinstance(messages, list) else []
    is_open = bool(turns) and turns[-1][0] == "assistant"
    said: list[str] = []
    for role, text in reversed(turns):
        if role == "assistant":
            said.append(text)
        elif not _asks_to_go_on(text):
            return UnfinishedReply(text, tuple(reversed(said)), is_open) if said and _is_asked(turns) else None
    return None


def rest(before: UnfinishedReply) -> DemoReply:
    """Return what is still to be said."""
    whole = answer_to(before.question)
    if whole.status != 200:
        return nothing_left()
    left = _behind(whole.text, before.said)
    if left is None:
        return nothing_left()
    if not left.strip():
        # One that broke off on purpose did so at the end of its words; any other had simply said everything.
        if not (whole.error or whole.is_cut_off):
            return nothing_left()
        whole = gone_on()
        left = whole.text
    return replace(whole, text=left if before.is_open else left.lstrip())


def _is_asked(turns: Sequence[tuple[str, str]]) -> bool:
    return turns[-1][0] == "assistant" or _asks_to_go_on(turns[-1][1])


def _asks_to_go_on(text: str) -> bool:
    words = text.strip()
    is_translated = words.rstrip(".!。！… ").lower() in map(str.strip, _TRANSLATED.lower().split("|"))
    return asks_to_go_on(text) or is_translated or _TYPED.fullmatch(words) is not None


def _behind(text: str, said: Sequence[str]) -> str | None:
    """Return what follows these pieces in `text`, blanks between them aside; None where they are not its beginning."""
    at = 0
    for piece in (piece.strip() for piece in said):
        at += len(text[at:]) - len(text[at:].lstrip())
        if not text.startswith(piece, at):
            return None
        at += len(piece)
    return text[at:]


def _text(content: object) -> str:
    """The words of a turn's blocks."""
    blocks = [one for one in content if isinstance(one, Mapping)] if isinstance(content, list) else []
    return "\n".join(str(block.get("text", "")) for block in blocks if block.get("type") == "text")
