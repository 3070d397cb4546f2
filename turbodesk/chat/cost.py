"""What a reply cost: the tokens the gateway counted, at the prices the catalogue knows."""

from __future__ import annotations

from collections.abc import Mapping

from turbodesk.chat.message import MOST_TOKENS, Message, Usage
from turbodesk.chat.model import Prices

_MILLION = 1_000_000
_LEAST_S = 0.2
"""Seconds; what came faster came in one piece, and says nothing of speed."""


def cost(usage: Usage, prices: Prices | None) -> float | None:
    """Return the estimated cost in US dollars, or None where tokens or prices are not known.

    Writes to the cache cost by how long they are kept; where the gateway does not split them they are taken as
    five-minute writes, the shorter and cheaper kind (protocol, section 6).
    """
    if prices is None or usage.output_tokens is None or usage.total_input is None:
        return None
    written = usage.cache_creation_input_tokens or 0
    long_lived = min(_long_lived(usage), written)
    dollars = (
        (usage.input_tokens or 0) * prices.input
        + (written - long_lived) * prices.cache_write
        + long_lived * prices.cache_write_1h
        + (usage.cache_read_input_tokens or 0) * prices.cache_read
        + usage.output_tokens * prices.output
    )
    return dollars / _MILLION


def _long_lived(usage: Usage) -> int:
    """Tokens written to the one-hour cache."""
    split = usage.extra.get("cache_creation")
    count = split.get("ephemeral_1h_input_tokens") if isinstance(split, Mapping) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST_TOKENS else 0


def dollars(amount: float) -> str:
    """Return an amount as people read it: "$0.009", "$1.24", and "<$0.001" for the very small."""
    if amount <= 0:
        return "$0"
    if amount < 0.001:
        return "<$0.001"
    return f"${amount:,.3f}" if amount < 1 else f"${amount:,.2f}"


def usage_line(usage: Usage, prices: Prices | None) -> str:
    """Return "1,204 in  366 out  $0.009" with what is known of it, or ""."""
    parts = []
    if usage.total_input is not None:
        parts.append(f"{usage.total_input:,} in")
    if usage.output_tokens is not None:
        parts.append(f"{usage.output_tokens:,} out")
    amount = cost(usage, prices)
    if amount is not None:
        parts.append(dollars(amount))
    return "  ".join(parts)


def usage_details(message: Message, prices: Prices | None) -> tuple[str, ...]:
    """Return everything the gateway told of a reply's cost and speed, one fact to a line."""
    usage, lines = message.usage, []
    if (sent := usage.total_input) is not None:
        cached = usage.cache_read_input_tokens or 0
        lines.append(f"{sent:,} tokens in" + (f", {cached:,} of them ({cached / sent:.0%}) cached" if cached else ""))
    if usage.cache_creation_input_tokens:
        lines.append(f"{usage.cache_creation_input_tokens:,} tokens written to the cache")
    if usage.output_tokens is not None:
        thinking = _thinking_tokens(usage)
        lines.append(f"{usage.output_tokens:,} tokens out" + (f", {thinking:,} of them thinking" if thinking else ""))
    if message.first_part_at is not None:
        lines.append(f"first word after {(message.first_part_at - message.created_at) / 1000:.1f} s")
        if (speed := _speed(message)) is not None:
            lines.append(f"{speed:,.0f} tokens a second")
    amount = cost(usage, prices)
    if amount is not None:
        lines.append(f"{dollars(amount)}, an estimate at list prices")
    return tuple(lines)


def _thinking_tokens(usage: Usage) -> int:
    details = usage.extra.get("output_tokens_details")
    count = details.get("thinking_tokens") if isinstance(details, Mapping) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST_TOKENS else 0


def _speed(message: Message) -> float | None:
    """Tokens a second from the first word to the end; None for what was too short to say."""
    if message.first_part_at is None or message.finished_at is None or not message.usage.output_tokens:
        return None
    took = (message.finished_at - message.first_part_at) / 1000
    return message.usage.output_tokens / took if took >= _LEAST_S else None
