"""Adds up what replies have used, day by day and model by model, on the database's own thread.

Replies of deleted conversations count: they were paid for. Those of the demo do not,
also where the chat has gone on at a gateway since. A reply that was copied into another conversation counts once.
"""

from __future__ import annotations

import asyncio
import datetime as dt
import sqlite3
from collections.abc import Mapping
from typing import TYPE_CHECKING

from turbodesk.chat.message import ASKED_FAST, DEMO_ID, ESTIMATED, FAST, LONGEST, MOST_TOKENS, Usage
from turbodesk.chat.model import LONG_PROMPT
from turbodesk.chat.moments import LATEST_MS
from turbodesk.store.database import Database

if TYPE_CHECKING:
    from turbodesk.chat.spending import Used

_DAY = "date(message.created_at / 1000, 'unixepoch', 'localtime')"
_COUNTS = ("input_tokens", "output_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
_LONG_LIVED = "cache_creation.ephemeral_1h_input_tokens"
_SEARCHES = "server_tool_use.web_search_requests"
# A damaged row counts for nothing and spoils nothing: json_extract of text that is no JSON would fail the whole query.
# A number beyond all counts counts for nothing either: it would take the sums out of the range of numbers.
_SUMS = ", ".join(
    f"sum(CASE WHEN json_valid(usage) AND json_type(usage, '$.{name}') = 'integer'"
    f" AND json_extract(usage, '$.{name}') BETWEEN 0 AND {MOST_TOKENS} THEN json_extract(usage, '$.{name}') END)"
    for name in (*_COUNTS, _LONG_LIVED, _SEARCHES)
)
_ESTIMATES = f"sum(CASE WHEN json_valid(usage) THEN coalesce(json_type(usage, '$.{ESTIMATED}') = 'true', 0) ELSE 0 END)"
_MODEL = "CASE typeof(message.model) WHEN 'text' THEN message.model ELSE '' END"
_IS_FAST = (
    "CASE WHEN json_valid(usage) THEN CASE json_type(usage, '$.speed')"
    f" WHEN 'text' THEN json_extract(usage, '$.speed') = '{FAST}'"
    f" ELSE coalesce(json_type(usage, '$.{ASKED_FAST}') = 'true', 0) END ELSE 0 END"
)
# Some models charge more for the whole of a long request, so those are added up for themselves.
_IS_LONG = (
    "CASE WHEN json_valid(usage) THEN "
    + " + ".join(
        f"CASE WHEN json_type(usage, '$.{name}') = 'integer'"
        f" AND json_extract(usage, '$.{name}') BETWEEN 0 AND {MOST_TOKENS}"
        f" THEN json_extract(usage, '$.{name}') ELSE 0 END"
        for name in ("input_tokens", "cache_creation_input_tokens", "cache_read_input_tokens")
    )
    + f" > {LONG_PROMPT} ELSE 0 END"
)
_QUERY = f"""SELECT {_DAY} AS day, {_MODEL}, count(*), {_IS_FAST}, {_IS_LONG}, {_ESTIMATES}, {_SUMS}
    FROM message JOIN conversation ON conversation.id = message.conversation_id
    WHERE message.role = 'assistant' AND usage <> '{{}}' AND conversation.gateway_id <> :demo
        AND coalesce(message.wire_id, '') NOT GLOB :of_demo
        AND message.copied_from IS NULL AND typeof(message.created_at) = 'integer'
        AND message.created_at BETWEEN 0 AND {LATEST_MS} AND [chosen]
    GROUP BY 1, 2, 4, 5 ORDER BY 1, 2, 4, 5"""


class Spending:
    """What the messages of one database used."""

    def __init__(self, database: Database, *, demo: str) -> None:
        """`demo` is the gateway id whose replies cost nothing."""
        self._database = database
        self._demo = demo

    async def since(self, day: dt.date) -> list[Used]:
        """Return what was used from `day` on, by the clock of this computer."""
        from turbodesk.store import own_requests  # the first window counts nothing

        midnight = dt.datetime.combine(day, dt.time.min).astimezone()

        replies = await self._read("message.created_at >= :since", since=int(midnight.timestamp() * 1000))
        return [*replies, *await self._database.read(lambda connection: own_requests.since(connection, day))]

    def add_own(self, day: dt.date, model: str, usage: Usage, *, sign: int = 1, chat: str = "") -> asyncio.Future[None]:
        """Queue what a small request of the program's own used; with -1 as `sign` it is counted no longer.

        `chat` is the id of the one it was asked for, with which it is counted as well.
        """
        from turbodesk.store import own_requests

        return self._database.write(lambda connection: own_requests.add(connection, day, model, usage, sign, chat=chat))

    async def of(self, conversation_id: str) -> list[Used]:
        """Return what one conversation used: every try of every reply, and what the program asked because of it."""
        from turbodesk.store import own_requests

        replies = await self._read("message.conversation_id = :id", id=conversation_id)
        own = await self._database.read(lambda connection: own_requests.since(connection, chat=conversation_id))
        return [*replies, *own]

    async def _read(self, chosen: str, **values: object) -> list[Used]:
        return await self._database.read(lambda connection: _all(connection, chosen, {**values, "demo": self._demo}))


def used_by(connection: sqlite3.Connection, message_id: str, *, demo: str) -> list[Used]:
    """Return what one message used."""
    return _all(connection, "message.id = :id", {"id": message_id, "demo": demo})


def _all(connection: sqlite3.Connection, chosen: str, values: Mapping[str, object]) -> list[Used]:
    query = _QUERY.replace("[chosen]", chosen)
    return [_used(row) for row in connection.execute(query, {**values, "of_demo": f"{DEMO_ID}*"})]


def _used(row: tuple[object, ...]) -> Used:
    from turbodesk.chat.spending import Used

    day, model, replies, is_fast, is_long, estimated, *sums = row
    counts = {name: _count(value) for name, value in zip(_COUNTS, sums, strict=False)}
    long_lived, searches = (_count(value) for value in sums[-2:])
    extra: dict[str, object] = {LONGEST: LONG_PROMPT + 1 if is_long else 0}
    if long_lived is not None:
        extra["cache_creation"] = {"ephemeral_1h_input_tokens": long_lived}
    usage = Usage(**counts, extra={**extra, "speed": FAST} if is_fast else extra).with_web_searches(searches or 0)
    return Used(dt.date.fromisoformat(str(day)), str(model), int(str(replies)), usage, _count(estimated) or 0)


def _count(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) and value >= 0 else None
