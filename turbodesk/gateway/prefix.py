"""Takes the hashes of a request's beginning and compares them with those of the request before (protocol, 1.8).

Blocks are compared one by one and not turn by turn: the provider finds again what it kept up to a mark within a turn,
where more has been said in that turn since.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from hashlib import blake2b

from turbodesk.chat.ids import now_ms
from turbodesk.chat.parameters import CacheLife
from turbodesk.chat.sent_prefix import CacheMark, PrefixPart, SentPrefix
from turbodesk.gateway.base import ReplyRequest
from turbodesk.gateway.tool_pairing import Block
from turbodesk.quick_dataclasses import dataclass

_IN_ORDER = (PrefixPart.FILES, PrefixPart.THOUGHTS, PrefixPart.WORDS)
_FILES, _THOUGHTS = ("image", "document"), ("thinking", "redacted_thinking")
_SIZE = 9
"""Bytes of a hash: two that differ are taken for the same once in ten sextillions."""


def prefix_of(request: ReplyRequest, body: Mapping[str, object], *, address: str, at: int | None = None) -> SentPrefix:
    """Return how `body` begins, and what differs from the request before; `at`: when it goes out, None: now.

    Files are read whole: call it where that may take its time.
    """
    read = _Read(body)
    before, now = request.sent_before, now_ms() if at is None else at
    heads = {PrefixPart.GATEWAY: _hash(address), **_heads(body)}
    prefix = SentPrefix(
        hashes={**heads, **read.hashes(read.counts)},
        counts=read.counts,
        mark=_mark(request, body),
        at=now,
        is_first=before is None,
        asks="diagnostics" in body,
    )
    if before is None:
        return prefix
    as_far = {**heads, **read.hashes(before.counts)}
    return replace(
        prefix,
        changed=tuple(part for part in PrefixPart if before.hashes.get(part) != as_far.get(part)),
        expected=request.kept_before,
        lapsed=before.mark if now - before.at > before.mark.lasts_ms else None,
    )


def _heads(body: Mapping[str, object]) -> dict[PrefixPart, str]:
    """All but the messages. Citations are a matter of the documents, which have them."""
    return {
        PrefixPart.MODEL: _hash(body.get("model")),
        PrefixPart.SPEED: _hash(body.get("speed")),
        PrefixPart.TOOLS: _hash(_unmarked(body.get("tools"))),
        PrefixPart.SYSTEM: _hash(_unmarked(body.get("system"))),
        PrefixPart.THINKING: _hash([body.get("thinking"), body.get("output_config")]),
        PrefixPart.TOOL_CHOICE: _hash(body.get("tool_choice")),
    }


@dataclass(slots=True)
class _Read:
    """The messages of one body as hashes of their blocks."""

    digests: dict[PrefixPart, list[bytes]]
    first: str

    def __init__(self, body: Mapping[str, object]) -> None:
        self.digests = {part: [] for part in _IN_ORDER}
        self.first = ""
        for role, block in _said(body):
            kind = block.get("type")
            if kind in _FILES:
                part = PrefixPart.FILES
            else:
                part = PrefixPart.THOUGHTS if kind in _THOUGHTS else PrefixPart.WORDS
            digest = _digest([role, _unmarked(block)])
            self.digests[part].append(digest)
            if part is PrefixPart.WORDS and not self.first:
                self.first = digest.hex()

    @property
    def counts(self) -> dict[PrefixPart, int]:
        return {part: len(found) for part, found in self.digests.items()}

    def hashes(self, counts: Mapping[PrefixPart, int]) -> dict[PrefixPart, str]:
        """Return the hashes of so many blocks of each kind, from the first."""
        chained = {
            part: blake2b(b"".join(found[: counts.get(part, 0)]), digest_size=_SIZE).hexdigest()
            for part, found in self.digests.items()
        }
        return {PrefixPart.FIRST: self.first, **chained}


def _said(body: Mapping[str, object]) -> Iterator[tuple[object, Block]]:
    messages = body.get("messages")
    for turn in messages if isinstance(messages, list) else ():
        for block in turn["content"]:
            yield turn["role"], block


def _mark(request: ReplyRequest, body: Mapping[str, object]) -> CacheMark:
    for _, block in _said(body):
        if "cache_control" in block:
            is_long = isinstance(mark := block["cache_control"], dict) and mark.get("ttl") == "1h"
            return CacheMark.ONE_HOUR if is_long else CacheMark.FIVE_MINUTES
    if request.parameters.cache is CacheLife.OFF:
        return CacheMark.OFF
    return CacheMark.REFUSED if "cache_control" in request.refused else CacheMark.SHORT


def _unmarked(value: object) -> object:
    """Return blocks without the marks on them, which are no part of what is kept."""
    if isinstance(value, list):
        return [_unmarked(one) for one in value]
    if isinstance(value, dict):
        return {name: one for name, one in value.items() if name != "cache_control"}
    return value


def _hash(value: object) -> str:
    return _digest(value).hex()


def _digest(value: object) -> bytes:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return blake2b(text.encode("utf-8", "replace"), digest_size=_SIZE).digest()
