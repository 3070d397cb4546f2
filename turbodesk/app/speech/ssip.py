"""Speaks to speech-dispatcher by SSIP, the protocol of its socket (its manual, "Speech Synthesis Interface Protocol").

Why our own and not its Python library: that is under the GPL, comes with distributions alone, and blocks; the protocol
is lines. A command is answered by lines that begin with a number, the last one with a blank behind that; numbers from
700 on are events, which come at any time. One command is on its way at a time, so that a text is never taken for
commands: it is sent when the service has said that it waits for one.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Sequence

LONGEST_LINE = 65_536
"""Bytes; its own lines have some hundred. Who sends more speaks another protocol."""
MOST_LINES = 20_000
"""Lines of one answer; a list of voices has 13,000."""
_EVENTS, _SAID = range(700, 800), (702, 703)
"""Events; among them those of a message that has been said, or was cut off by somebody."""
_WAITS_FOR_TEXT, _QUEUED = 230, 225
_CANCEL = b"CANCEL self"
_REMEMBERED = 16

Answer = Callable[[int, Sequence[str]], None]
"""Takes the number of an answer, and its lines without that; not called where the connection ends before."""


class SsipConnection(asyncio.Protocol):
    """One connection."""

    def __init__(self, ended: Callable[[], object]) -> None:
        """`ended` is called once, when the other side, or what it sends, ends the connection."""
        self._ended = ended
        self._transport: asyncio.WriteTransport | None = None
        self._received = bytearray()
        self._lines: list[str] = []
        """Of the answer or event that is arriving."""
        self._commands: deque[tuple[bytes, Answer]] = deque()
        """What is to be sent; the first has been."""
        self._is_busy = False
        """Whether the first has not been answered."""
        self._is_sent = False
        """Whether the text that was to be said last has been sent."""
        self._unsaid: set[asyncio.Future[None]] = set()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        """By the number of a message: what is done when it has been said."""
        self._said_early: deque[str] = deque(maxlen=_REMEMBERED)
        """Messages that were said before the answer with their number came."""

    # For who speaks

    def command(self, line: str, answer: Answer = lambda _number, _lines: None) -> None:
        """Send a command when those before it are answered; the line breaks in it are gone."""
        self._commands.append((" ".join(line.split()).encode() + b"\r\n", answer))
        self._go_on()

    def speak(self, words: str, said: asyncio.Future[None]) -> None:
        """Have words said; `said` is done when they are, and fails with OSError where they cannot be.

        One that is cancelled before they were sent takes them back.
        """
        self._is_sent = False

        def begin(number: int, _lines: Sequence[str]) -> None:
            if number == _WAITS_FOR_TEXT:
                self._is_sent = not said.cancelled()
                self._commands.appendleft((_as_text(words if self._is_sent else ""), queued))
            elif not said.done():
                said.set_exception(OSError(f"it takes no text: {number}"))

        def queued(number: int, lines: Sequence[str]) -> None:
            if said.done():
                return
            if number != _QUEUED or not lines:
                said.set_exception(OSError(f"the text was refused: {number}"))
            elif lines[0] in self._said_early:
                said.set_result(None)
            else:
                self._waiting[lines[0]] = said

        self._unsaid.add(said)
        said.add_done_callback(self._unsaid.discard)
        self.command("SPEAK", begin)

    def silence(self) -> None:
        """Say no more of what was sent last."""
        if self._is_sent:
            self.command(_CANCEL.decode())

    def close(self) -> None:
        """End the connection, and what it says: the service would go on with that; nothing is called any more."""
        transport, self._transport, self._ended = self._transport, None, lambda: None
        if transport is not None:
            if self._is_sent and self._unsaid:
                transport.write(_CANCEL + b"\r\n")
            transport.close()
        for said in tuple(self._unsaid):
            said.cancel()

    # For asyncio

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        self._received += data
        *lines, rest = self._received.split(b"\n")
        self._received = bytearray(rest)
        for line in lines:
            if self._transport is not None and not self._take(line):
                self._break_off()
        if len(rest) > LONGEST_LINE:
            self._break_off()

    def connection_lost(self, error: Exception | None) -> None:
        self._break_off()

    # The lines

    def _take(self, line: bytes | bytearray) -> bool:
        """Read a line; returns whether it is one of the protocol."""
        number, sign, text = line[:3], line[3:4], line[4:].decode("utf-8", "replace").strip()
        if not (number.isdigit() and sign in (b"-", b" ")) or len(self._lines) >= MOST_LINES:
            return False
        if sign == b"-":
            self._lines.append(text)
            return True
        lines, self._lines = self._lines, []
        if int(number) in _EVENTS:
            self._happened(int(number), lines)
            return True
        if not self._commands:
            return False
        _, answer = self._commands.popleft()
        answer(int(number), lines)
        self._is_busy = False
        self._go_on()
        return True

    def _happened(self, number: int, lines: Sequence[str]) -> None:
        if number in _SAID and lines:
            said = self._waiting.pop(lines[0], None)
            if said is None:
                self._said_early.append(lines[0])
            elif not said.done():
                said.set_result(None)

    def _go_on(self) -> None:
        if self._commands and not self._is_busy and self._transport is not None:
            self._is_busy = True
            self._transport.write(self._commands[0][0])

    def _break_off(self) -> None:
        if self._transport is None:
            return
        transport, self._transport = self._transport, None
        transport.abort()
        self._commands.clear()
        for said in tuple(self._unsaid):
            if not said.done():
                said.set_exception(OSError("the connection has ended"))
        self._ended()


def _as_text(words: str) -> bytes:
    """Return words as the protocol wants a text: a line that begins with a dot has another, one alone ends it."""
    lines = words.replace("\0", " ").splitlines() or [""]
    return (
        b"".join(("." * line.startswith(".") + line).encode("utf-8", "replace") + b"\r\n" for line in lines) + b".\r\n"
    )
