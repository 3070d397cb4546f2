"""Remembers the last exchanges with a gateway, so that a person can see what was sent and what came back.

In memory only, without the key, and gone with the program: what people write is their own.
"""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import field, replace

from turbodesk.chat.ids import now_ms
from turbodesk.chat.traffic import Exchanged, Outgoing
from turbodesk.quick_dataclasses import dataclass

KEPT = 20
"""Exchanges; enough to see a conversation go wrong, and little to hold."""


class Record:
    """The last exchanges, oldest first."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept: deque[ExchangeEntry] = deque(maxlen=kept)
        self._count = 0

    def begin(self, request: Outgoing) -> ExchangeEntry:
        """Write down that a request goes out now."""
        self._count += 1
        line = ExchangeEntry(Exchanged(self._count, now_ms(), request))
        self._kept.append(line)
        return line

    def exchanges(self) -> tuple[Exchanged, ...]:
        """Return what is known of each, oldest first."""
        return tuple(line.so_far for line in self._kept)


@dataclass(slots=True)
class ExchangeEntry:
    """One exchange that is being written down. Each moment is noted once, the first time."""

    so_far: Exchanged
    _began: float = field(default_factory=time.perf_counter)

    async def trace(self, event: str, _: object) -> None:
        """Take what httpx tells of a connection (its "trace" extension): the end of the last step of connecting."""
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            self.so_far = replace(self.so_far, connected_s=self._now())

    def answered(self, status: int, headers: Iterable[tuple[str, str]], redact: Callable[[str], str]) -> None:
        """Note the head of the answer."""
        clean = tuple((name.lower(), redact(value)) for name, value in headers)
        self.so_far = replace(self.so_far, status=status, headers=clean, answered_s=self._now())

    def content(self) -> None:
        """Note that the reply has begun to show."""
        if self.so_far.first_content_s is None:
            self.so_far = replace(self.so_far, first_content_s=self._now())

    def failed(self, sentence: str) -> None:
        """Note what went wrong."""
        self.so_far = replace(self.so_far, failure=sentence)

    def ended(self, received: int = 0) -> None:
        """Note that nothing more comes; `received` bytes had come."""
        if self.so_far.ended_s is None:
            self.so_far = replace(self.so_far, ended_s=self._now(), received=received)

    def _now(self) -> float:
        return time.perf_counter() - self._began
