"""One message of a conversation, and how far it has come.

Messages are values: a reply grows by `reduce.apply` making the next one. A finished message is never changed; an edit
or a second try is a sibling under the same parent.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from turbodesk.chat.errors import FailureNote
from turbodesk.chat.ids import new_id, now_ms
from turbodesk.chat.parts import JsonObject, Opaque, Part, Text
from turbodesk.quick_dataclasses import dataclass

if TYPE_CHECKING:
    from turbodesk.chat.events import Adjusted
    from turbodesk.chat.sent_prefix import SentPrefix


class Role(StrEnum):
    """Who speaks."""

    USER = "user"
    ASSISTANT = "assistant"


class Status(StrEnum):
    """How far a message has come; all but `REPLYING` are final."""

    REPLYING = "replying"
    """Growing now, in this run of the application."""
    COMPLETE = "complete"
    STOPPED = "stopped"
    """Ended by the person; what had arrived is kept."""
    FAILED = "failed"
    """Ended by a failure, told in `Message.failure`; what had arrived is kept."""
    INTERRUPTED = "interrupted"
    """The application ended in mid-reply; found in the journal at the next start."""


MOST_TOKENS = 10**12
"""A count beyond it is no count: sums and prices of it would leave the range of numbers."""


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the gateway counts them; absent numbers are None, never 0."""

    input_tokens: int | None = None
    """Input after the last cache mark, not the whole input."""
    output_tokens: int | None = None
    """Output, thinking included."""
    cache_creation_input_tokens: int | None = None
    cache_read_input_tokens: int | None = None
    extra: JsonObject = field(default_factory=dict)
    """Every other field the gateway reported, unchanged."""

    @property
    def is_output_estimated(self) -> bool:
        """Whether the output was not counted by the gateway, because the reply ended before it could tell."""
        return self.extra.get(ESTIMATED) is True

    @property
    def is_fast(self) -> bool:
        """Whether the fast price counts: the gateway says that it was fast, or was asked for that and says nothing."""
        speed = self.extra.get("speed")
        return speed == FAST if isinstance(speed, str) else self.was_asked_fast

    @property
    def was_asked_fast(self) -> bool:
        """Whether a fast reply was asked for."""
        return self.extra.get(ASKED_FAST) is True

    def with_estimated_output(self, tokens: int) -> Usage:
        """Return the usage with an output that is only estimated."""
        return replace(self, output_tokens=min(tokens, MOST_TOKENS), extra={**self.extra, ESTIMATED: True})

    @property
    def total_input(self) -> int | None:
        """All input tokens, cached or not; None when the gateway reported none."""
        known = [
            count
            for count in (self.input_tokens, self.cache_creation_input_tokens, self.cache_read_input_tokens)
            if count is not None
        ]
        return sum(known) if known else None

    @property
    def longest_prompt(self) -> int:
        """The input tokens of the request; of several that were added up, those of the longest."""
        longest = self.extra.get(LONGEST)
        return longest if isinstance(longest, int) and not isinstance(longest, bool) else self.total_input or 0

    @property
    def web_searches(self) -> int:
        """How often the gateway searched the web, which costs beside the tokens (protocol, 6)."""
        reported = self.extra.get(SERVER_TOOLS)
        count = reported.get("web_search_requests") if isinstance(reported, Mapping) else None
        return count if isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST_TOKENS else 0

    def with_web_searches(self, count: int) -> Usage:
        """Return the usage with a number of searches that were seen, where the gateway did not come to count them."""
        if count <= self.web_searches:
            return self
        reported = self.extra.get(SERVER_TOOLS)
        others = dict(reported) if isinstance(reported, Mapping) else {}
        return replace(self, extra={**self.extra, SERVER_TOOLS: {**others, "web_search_requests": count}})

    def merged(self, reported: Mapping[str, object]) -> Usage:
        """Return the usage after one more report: reports are cumulative, and only the keys present count."""
        counts = {name: getattr(self, name) for name in COUNTS}
        extra = dict(self.extra)
        for key, value in reported.items():
            if key not in COUNTS:
                extra[key] = value
            elif isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= MOST_TOKENS:
                counts[key] = value
        return Usage(**counts, extra=extra)


SERVER_TOOLS = "server_tool_use"
"""Under which a gateway reports how often it used tools of its own."""
ESTIMATED = "turbodesk_output_is_estimated"
"""Kept beside what the gateway reported; no gateway has such a field."""
FAST = "fast"
"""What the gateway calls the speed of a fast reply (protocol, 1.11)."""
ASKED_FAST = "turbodesk_asked_fast"
"""Kept beside what the gateway reported; true where a fast reply was asked for."""
LONGEST = "turbodesk_longest_prompt"
"""Kept beside the sum of several requests, where it matters how long each of them was; no gateway has such a field."""
COUNTS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
"""The fields of a usage that are numbers of tokens."""


@dataclass(frozen=True, slots=True)
class Block:
    """One part in its place. The gateway addresses blocks by `index` alone, in any order, and may end them late."""

    index: int
    part: Part
    closed: bool = True
    began_at: int | None = field(default=None, compare=False)
    """Milliseconds since 1970, UTC: when the first and the latest of it arrived. Never sent; None where not known."""
    ended_at: int | None = field(default=None, compare=False)


DEMO_ID = "msg_demo_"
"""How the demo's own ids of replies begin; a chat may go on at a gateway, so its replies must be told apart."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message; `blocks` are sorted by index."""

    id: str
    parent_id: str | None
    role: Role
    blocks: tuple[Block, ...] = ()
    status: Status = Status.COMPLETE
    model: str | None = None
    """The model asked for; None in a person's message."""
    reported_model: str | None = None
    """The model the gateway says replied."""
    wire_id: str | None = None
    """The gateway's own id of the reply; its form is nobody's promise."""
    usage: Usage = field(default_factory=Usage)
    stop_reason: str | None = None
    stop_sequence: str | None = None
    stop_details: JsonObject | None = None
    failure: FailureNote | None = None
    adjusted: tuple[Adjusted, ...] = ()
    """What the gateway refused of the request and was left out to get this reply."""
    sent: SentPrefix | None = None
    """How the request it answers began; None for what was never sent, or before that was kept."""
    follows_gap: bool = False
    """Whether something that was said before it is removed for good."""
    created_at: int = 0
    """Milliseconds since 1970, UTC; so are the next two."""
    first_part_at: int | None = None
    finished_at: int | None = None

    @property
    def parts(self) -> tuple[Part, ...]:
        """The parts in order."""
        return tuple(block.part for block in self.blocks)

    @property
    def text(self) -> str:
        """The Markdown of all text parts, set apart by blank lines; where citations break it up, as one."""
        runs = ("".join(part.text for block in run if isinstance(part := block.part, Text)) for run in text_runs(self))
        return "\n\n".join(text for text in runs if text)

    @property
    def is_demo(self) -> bool:
        """Whether the demo made this reply: it cost nothing, and its signatures are nobody's."""
        return (self.wire_id or "").startswith(DEMO_ID)

    @property
    def is_final(self) -> bool:
        """Whether the message will never change again."""
        return self.status is not Status.REPLYING


def text_runs(message: Message) -> list[list[Block]]:
    """Return the text blocks of a message, those together that are read as one.

    A gateway that cites, or searches, breaks its text into blocks in the middle of sentences; others do not.
    """
    joins = any(
        (isinstance(part, Text) and part.citations) or (isinstance(part, Opaque) and part.kind.endswith("_tool_result"))
        for part in message.parts
    )
    runs: list[list[Block]] = []
    before: Block | None = None
    for block in message.blocks:
        if isinstance(block.part, Text):
            if joins and before is not None and isinstance(before.part, Text):
                runs[-1].append(block)
            else:
                runs.append([block])
        before = block
    return runs


def user_message(text: str, parent_id: str | None, attached: Sequence[Part] = ()) -> Message:
    """Make a person's message, now. What is attached comes before the words that speak of it (protocol, 1.2)."""
    parts = [*attached, Text(text)] if text or not attached else attached
    blocks = tuple(Block(index, part) for index, part in enumerate(parts))
    return Message(new_id(), parent_id, Role.USER, blocks, created_at=now_ms())


def empty_reply(model: str, parent_id: str) -> Message:
    """Make the message a reply will grow in, now."""
    return Message(new_id(), parent_id, Role.ASSISTANT, status=Status.REPLYING, model=model, created_at=now_ms())
