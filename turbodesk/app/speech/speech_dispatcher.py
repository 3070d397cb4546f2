"""Has speech-dispatcher read, the voice of Linux desktops; it is started where it is installed and does not run yet.

A sentence is one message of the service. Its languages are those of its voices; where it has none for a language, its
usual voice reads.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path

from turbodesk.app.speech.ssip import SsipConnection
from turbodesk.chat.errors import SpeechFailed, SpeechMissing
from turbodesk.translation import _

PATIENCE_S = 15.0
"""How long an answer may take, and a voice to begin."""
_START_S = 10.0
_PORT = 6560
_CHARACTER_S = 0.35
"""What a character takes at most, at the usual speed: of Chinese, in which it is a word. A voice that has died tells
nobody, so a sentence that lasts much longer than it can has not been said."""
_FASTER, _SLOWER = 77, 188
"""What the rate rises and falls by for each time as fast or as slow: by those of espeak-ng, whose usual 170 words a
minute go up to 390 and down to 80."""
_NO_VOICE = frozenset(("dummy",))
"""What has a recorded voice say that there is none."""

Address = str | tuple[str, int]
"""The file of a socket; or a host and a port."""


class SpeechDispatcher:
    """One client of the service; connected at the first sentence."""

    def __init__(self, environment: Mapping[str, str] = os.environ, *, patience_s: float = PATIENCE_S) -> None:
        self._environment = environment
        self._patience_s = patience_s
        self._connection: SsipConnection | None = None
        self._as_set: dict[str, str] = {}
        self._one_at_a_time = asyncio.Lock()

    async def say(self, words: str, *, language: str, speed: float) -> None:
        async with self._one_at_a_time:  # what is silenced must be before the next begins
            connection = await self._connected()
            self._set(connection, "LANGUAGE", language.replace("_", "-"))
            self._set(connection, "RATE", str(rate_of(speed)))
            await self._heard(connection, words, self._patience_s + len(words) * _CHARACTER_S / min(speed, 1))

    async def _heard(self, connection: SsipConnection, words: str, limit_s: float) -> None:
        said = asyncio.get_running_loop().create_future()
        connection.speak(words, said)
        try:
            async with asyncio.timeout(limit_s):  # `wait_for` of Python 3.11 loses a cancel that comes with the end
                await said
        except asyncio.CancelledError:
            connection.silence()
            raise
        except TimeoutError:
            self.close()
            # not for people: for the log
            raise SpeechFailed("it does not say when a sentence is over") from None
        except OSError as error:
            self.close()
            raise SpeechFailed(str(error)) from None

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    async def _connected(self) -> SsipConnection:
        if self._connection is None:
            connection = await self._connect()
            with ExitStack() as undo:
                undo.callback(connection.close)
                try:
                    async with asyncio.timeout(self._patience_s):
                        voices = await _greeted(connection)
                except TimeoutError:
                    # not for people: for the log
                    raise SpeechFailed("it does not answer") from None
                if not set(voices) - _NO_VOICE:
                    raise SpeechMissing(advice=_HOW_A_VOICE)
                undo.pop_all()
            self._connection = connection
        return self._connection

    async def _connect(self) -> SsipConnection:
        address = address_of(self._environment)
        try:
            return await self._open(address)
        except OSError as error:
            if not isinstance(address, str):
                raise SpeechFailed(str(error)) from None
        await asyncio.to_thread(_start, address)
        try:
            return await self._open(address)
        except OSError as error:
            # not for people: for the log
            raise SpeechFailed(f"it was started, and does not answer: {error}") from None

    async def _open(self, address: Address) -> SsipConnection:
        self._as_set.clear()
        loop, new = asyncio.get_running_loop(), partial(SsipConnection, self._lost)
        if isinstance(address, str):
            return (await loop.create_unix_connection(new, address))[1]
        return (await loop.create_connection(new, *address))[1]

    def _lost(self) -> None:
        self._connection = None

    def _set(self, connection: SsipConnection, name: str, value: str) -> None:
        if self._as_set.get(name) != value:
            self._as_set[name] = value
            connection.command(f"SET self {name} {value}")


_HOW = _("Install speech-dispatcher and a voice for it, such as speech-dispatcher-espeak-ng, and try again.")
_HOW_A_VOICE = _(
    "Install one for speech-dispatcher, such as speech-dispatcher-espeak-ng, and see that sound can be heard."
)


async def _greeted(connection: SsipConnection) -> Sequence[str]:
    """Say who we are and what we want to hear of; return the voices there are, by their names."""
    voices: asyncio.Future[Sequence[str]] = asyncio.get_running_loop().create_future()

    def listed(_number: int, lines: Sequence[str]) -> None:
        if not voices.done():
            voices.set_result(lines)

    for line in ("CLIENT_NAME user:turbodesk:reading", "PRIORITY MESSAGE", "NOTIFICATION END on"):
        connection.command(f"SET self {line}")
    connection.command("SET self NOTIFICATION CANCEL on")
    connection.command("LIST OUTPUT_MODULES", listed)
    return await voices


def address_of(environment: Mapping[str, str]) -> Address:
    """Return where the service is: as `SPEECHD_ADDRESS` says, or in the usual place (its manual, "Specifying …")."""
    method, *place = environment.get("SPEECHD_ADDRESS", "").split(":")
    if method == "inet_socket":
        host, port = (*place, "", "")[:2]
        return host or "127.0.0.1", int(port) if port.isdecimal() and int(port) < 2**16 else _PORT
    if method == "unix_socket" and place and place[0]:
        return ":".join(place)
    runtime = environment.get("XDG_RUNTIME_DIR") or environment.get("XDG_CACHE_HOME")
    folder = Path(runtime) if runtime else Path(environment.get("HOME", "/nonexistent"), ".cache")
    return str(folder / "speech-dispatcher" / "speechd.sock")


def rate_of(speed: float) -> int:
    """Return the service's rate, -100 to 100, for a speed."""
    return max(-100, min(100, round((speed - 1) * (_FASTER if speed > 1 else _SLOWER))))


def _start(socket: str) -> None:
    """Start the service as its own library does, and wait until it has started. Blocks.

    Raises:
        SpeechMissing: it is not installed.
        SpeechFailed: it does not start.
    """
    command = ["speech-dispatcher", "--spawn", "--communication-method", "unix_socket", "--socket-path", socket]
    quiet = subprocess.DEVNULL
    try:
        subprocess.run(command, stdin=quiet, stdout=quiet, stderr=quiet, timeout=_START_S, check=True, cwd="/")
    except FileNotFoundError:
        raise SpeechMissing(advice=_HOW) from None
    except (OSError, subprocess.SubprocessError) as error:
        raise SpeechFailed(str(error)) from None
