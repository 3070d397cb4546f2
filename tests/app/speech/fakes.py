"""A voice that is heard by the test alone, sentences to be read, and a service that may answer anything."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from turbodesk.app.speech import Sentence, TextStretch
from turbodesk.chat.errors import Failure


class FakeVoice:
    """Says a sentence for as long as the test lets it."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, float]] = []
        """What was begun: words, language, speed."""
        self.silenced: list[str] = []
        self.is_closed = False
        self._over: asyncio.Future[None] | None = None

    async def say(self, words: str, *, language: str, speed: float) -> None:
        self.said.append((words, language, speed))
        over = self._over = asyncio.get_running_loop().create_future()
        try:
            await over
        except asyncio.CancelledError:
            self.silenced.append(words)
            raise
        finally:
            self._over = None if self._over is over else self._over

    def close(self) -> None:
        self.is_closed = True

    @property
    def words(self) -> list[str]:
        """The sentences that were begun."""
        return [words for words, _, _ in self.said]

    @property
    def is_speaking(self) -> bool:
        """Whether a sentence is being said."""
        return self._over is not None

    def finish(self) -> None:
        """Be through with the sentence."""
        assert self._over is not None
        over, self._over = self._over, None
        over.set_result(None)

    def fail(self, failure: Failure) -> None:
        """Break down in the middle of it."""
        assert self._over is not None
        over, self._over = self._over, None
        over.set_exception(failure)


def sentence(words: str, *, piece: int = 0) -> Sentence:
    """Return a sentence of some message."""
    return Sentence(words, "en", "message", 0, piece, (TextStretch(0, 0, len(words)),))


class FakeSentences:
    """Some sentences, to which more may come."""

    has_more = False

    def __init__(self, *words: str, is_whole: bool = True) -> None:
        self._sentences = [sentence(one) for one in words]
        self.is_whole = is_whole
        self._came = asyncio.Event()

    def at(self, number: int) -> Sentence | None:
        return self._sentences[number] if number < len(self._sentences) else None

    async def more(self) -> None:
        self._came.clear()
        await self._came.wait()

    def add(self, *words: str, is_whole: bool = False) -> None:
        """Let more come."""
        self._sentences += [sentence(one) for one in words]
        self.is_whole = is_whole
        self._came.set()


Answers = Callable[[bytes], Sequence[bytes]]
"""Takes a line and returns what is sent."""


@asynccontextmanager
async def fake_service(folder: Path, answers: Answers) -> AsyncIterator[dict[str, str]]:
    """Serve on a real socket; gives the environment that leads there. An empty answer ends the connection."""

    served: list[asyncio.Future[None]] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        served.append(asyncio.get_running_loop().create_future())
        await _answer(reader, writer)
        served[-1].set_result(None)

    async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                for answer in answers(line):
                    if not answer:
                        return
                    writer.write(answer)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()

    address = folder / "s"
    server = await asyncio.start_unix_server(serve, address)
    try:
        yield {"SPEECHD_ADDRESS": f"unix_socket:{address}"}
    finally:
        server.close()
        await asyncio.gather(*served)
