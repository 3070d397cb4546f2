"""What a reply cost: the tokens the gateway counted, at the prices the catalogue knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from turbodesk.chat.cache_loss import cache_words
from turbodesk.chat.message import ASKED_FAST, COUNTS, ESTIMATED, LONGEST, MOST_TOKENS, Message, Usage
from turbodesk.chat.model import LONG_PROMPT, Prices
from turbodesk.quantities import decimal, money, number
from turbodesk.translation import _, ngettext

_MILLION = 1_000_000
_SPEEDS = ("speed", ASKED_FAST)
SEARCH_DOLLARS = 0.01
"""US dollars for one search of the web (protocol, 6); the provider's, a gateway's own may differ."""
_CENT, _TENTH = 0.01, 0.001
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
    times = prices.times(usage.longest_prompt, is_fast=usage.is_fast)
    return dollars * times / _MILLION + usage.web_searches * SEARCH_DOLLARS


def saved_by_cache(usage: Usage, prices: Prices | None) -> float:
    """Return what the cache saved in US dollars: what reading without it had cost more, less what keeping it cost.

    Below 0 where keeping has not paid yet; 0 where the prices are not known.
    """
    if prices is None:
        return 0.0
    written = usage.cache_creation_input_tokens or 0
    long_lived = min(_long_lived(usage), written)
    kept = (written - long_lived) * (prices.cache_write - prices.input)
    kept += long_lived * (prices.cache_write_1h - prices.input)
    saved = (usage.cache_read_input_tokens or 0) * (prices.input - prices.cache_read) - kept
    return saved * prices.times(usage.longest_prompt, is_fast=usage.is_fast) / _MILLION


def _long_lived(usage: Usage) -> int:
    """Tokens written to the one-hour cache."""
    split = usage.extra.get("cache_creation")
    count = split.get("ephemeral_1h_input_tokens") if isinstance(split, Mapping) else None
    return count if isinstance(count, int) and not isinstance(count, bool) and 0 < count <= MOST_TOKENS else 0


def dollars(amount: float) -> str:
    """Return an amount as bills have it, "$1.84"; less than a cent as "$0.009", and "<$0.001" for the very small.

    One way for a reply, a chat and a month: the same sum looks the same wherever it stands.
    """
    if amount <= 0:
        return money(0, 0)
    if amount < _TENTH:
        return _("<{amount}").format(amount=money(_TENTH, 3))
    return money(amount, 2 if round(amount, 3) >= _CENT else 3)


def dollars_in_words(amount: float) -> str:
    """Return an amount within a sentence: "about $0.21", "less than $0.001"."""
    if 0 < amount < _TENTH:
        return _("less than {amount}").format(amount=money(_TENTH, 3))
    return _("about {amount}").format(amount=dollars(amount))


def as_one(message: Message, earlier: Sequence[Message]) -> Message:
    """Return a reply as one with its `earlier` parts, between which tools ran: with what all of them used and took.

    How fast its words came is not said of it: in between tools ran, and a person may have been asked.
    """
    if not earlier:
        return message
    usage = _summed([one.usage for one in (*earlier, message)])
    return replace(message, usage=usage, created_at=earlier[0].created_at, first_part_at=None)


def _summed(usages: Sequence[Usage]) -> Usage:
    """Return what several requests to the same model used together."""

    def of(name: str) -> int | None:
        known = [count for one in usages if (count := getattr(one, name)) is not None]
        return min(sum(known), MOST_TOKENS) if known else None

    extra: dict[str, object] = {name: usages[-1].extra[name] for name in _SPEEDS if name in usages[-1].extra}
    # Where only the last of them grew long, the sum is taken for dearer than it was: at most once in a chat's life.
    if longest := max(one.longest_prompt for one in usages):
        extra[LONGEST] = longest
    if any(one.is_output_estimated for one in usages):
        extra[ESTIMATED] = True
    if long_lived := sum(map(_long_lived, usages)):
        extra["cache_creation"] = {"ephemeral_1h_input_tokens": long_lived}
    if thinking := sum(map(_thinking_tokens, usages)):
        extra["output_tokens_details"] = {"thinking_tokens": thinking}
    counts = {name: of(name) for name in COUNTS}
    return Usage(**counts, extra=extra).with_web_searches(sum(one.web_searches for one in usages))


def cost_line(usage: Usage, prices: Prices | None) -> str:
    """Return what a reply cost, "$0.006"; the number of its tokens where no price is known, "" where nothing is."""
    amount = cost(usage, prices)
    if amount is not None:
        return dollars_in_words(amount) if usage.is_output_estimated else dollars(amount)
    tokens = (usage.total_input or 0) + (usage.output_tokens or 0)
    if not tokens:
        return ""
    return about_tokens(tokens) if usage.is_output_estimated else tokens_in_words(tokens)


def tokens_in_words(count: int) -> str:
    """Return a number of tokens, "1,204 tokens"."""
    return ngettext("{count} token", "{count} tokens", count).format(count=number(count))


def about_tokens(count: int) -> str:
    """Return a number of tokens that is estimated, "about 1,204 tokens"."""
    return ngettext("about {count} token", "about {count} tokens", count).format(count=number(count))


def seconds_in_words(milliseconds: int) -> str:
    """Return how long something took, "1.2 s"."""
    return _("{seconds} s").format(seconds=decimal(milliseconds / 1000, 1))


def cost_facts(message: Message, prices: Prices | None) -> tuple[tuple[str, str], ...]:
    """Return everything the gateway told of a reply's cost and speed, each with its name."""
    return (*_token_facts(message), *_speed_facts(message), *_price_facts(message.usage, prices))


def _token_facts(message: Message) -> Iterator[tuple[str, str]]:
    usage = message.usage
    if (sent := usage.total_input) is not None:
        yield _("Read"), _read_words(sent, usage.cache_read_input_tokens or 0)
    if usage.cache_creation_input_tokens:
        yield _("Put into the cache"), tokens_in_words(usage.cache_creation_input_tokens)
    if said := cache_words(message):
        yield _("Cache"), said
    if usage.output_tokens is not None:
        yield _("Written"), _written_words(usage.output_tokens, _thinking_tokens(usage), usage.is_output_estimated)
    if searched := usage.web_searches:
        words = _("{count}, about {amount}")
        yield (
            _("Searches of the web"),
            words.format(count=number(searched), amount=dollars(searched * SEARCH_DOLLARS)),
        )


def _read_words(sent: int, cached: int) -> str:
    if not cached:
        return tokens_in_words(sent)
    words = ngettext("{count} token, {cached} from cache", "{count} tokens, {cached} from cache", sent)
    return words.format(count=number(sent), cached=number(cached))


def _written_words(written: int, thinking: int, is_estimated: bool) -> str:
    if not thinking:
        return about_tokens(written) if is_estimated else tokens_in_words(written)
    words = (
        ngettext("about {count} token, {thinking} to think", "about {count} tokens, {thinking} to think", written)
        if is_estimated
        else ngettext("{count} token, {thinking} to think", "{count} tokens, {thinking} to think", written)
    )
    return words.format(count=number(written), thinking=number(thinking))


def _speed_facts(message: Message) -> Iterator[tuple[str, str]]:
    if message.first_part_at is not None:
        yield _("First word after"), seconds_in_words(message.first_part_at - message.created_at)
    if message.finished_at is not None:
        yield _("Took"), seconds_in_words(message.finished_at - message.created_at)
    if (speed := _speed(message)) is not None:
        whole = round(speed)
        words = ngettext("{count} token a second", "{count} tokens a second", whole)
        yield _("Speed"), words.format(count=number(whole))
    if message.usage.was_asked_fast:
        yield _("Fast mode"), _fast_words(message.usage)


def _price_facts(usage: Usage, prices: Prices | None) -> Iterator[tuple[str, str]]:
    amount = cost(usage, prices)
    if amount is None or prices is None:
        return
    words = _("{amount}, at list prices")
    if prices.long != 1 and usage.longest_prompt > LONG_PROMPT:
        words = ngettext(
            "{amount}, at list prices above {count} token", "{amount}, at list prices above {count} tokens", LONG_PROMPT
        )
    said = words.format(amount=dollars(amount), count=number(LONG_PROMPT))
    # Translators: {note} is the one that begins with "assumed".
    yield _("Costs about"), _("{words}, {note}").format(words=said, note=prices.note) if prices.note else said


def _fast_words(usage: Usage) -> str:
    if not usage.is_fast:
        return _("asked for, and not given: the usual price")
    return _("the fast price") if "speed" in usage.extra else _("asked for: counted at the fast price")


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
