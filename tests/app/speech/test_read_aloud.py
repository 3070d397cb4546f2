"""Reading sentences one after another, by a voice that ends each when the test says so."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import pytest

from tests.app.speech.fakes import FakeSentences, FakeVoice
from turbodesk.app.speech import ReadAloud
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote, SpeechFailed


class Reading:
    """What reads, and what came of it."""

    def __init__(self) -> None:
        self.voice = FakeVoice()
        self.failures: list[object] = []
        self.scope = Scope("test", lambda _name, error: self.failures.append(error))
        self.aloud = ReadAloud(self.voice, self.scope)
        self.ends: list[FailureNote | None] = []
        self.aloud.ended.connect(self.ends.append)

    @property
    def front(self) -> str:
        """The sentence that is shown as read."""
        return "" if self.aloud.sentence is None else self.aloud.sentence.words

    async def until(self, is_so: Callable[[], bool]) -> None:
        async with asyncio.timeout(5):
            while not is_so():  # noqa: ASYNC110 - as soon as the event loop has come so far
                await asyncio.sleep(0)

    async def begun(self, count: int) -> None:
        await self.until(lambda: len(self.voice.said) == count and self.voice.is_speaking)


@pytest.fixture
async def reading() -> AsyncIterator[Reading]:
    made = Reading()
    yield made
    made.aloud.close()
    await made.scope.close()
    assert made.voice.is_closed
    assert not made.failures


async def test_sentences_are_read_in_their_order_to_the_end(reading: Reading) -> None:
    reading.aloud.begin(FakeSentences("One.", "Two."))
    await reading.begun(1)
    assert reading.front == "One."
    reading.voice.finish()
    await reading.begun(2)
    assert reading.front == "Two."
    reading.voice.finish()
    await reading.until(lambda: not reading.aloud.is_reading)
    assert (reading.front, reading.ends, reading.voice.words) == ("", [None], ["One.", "Two."])


async def test_held_it_is_silent_at_once_and_goes_on_with_the_sentence(reading: Reading) -> None:
    reading.aloud.begin(FakeSentences("One.", "Two."))
    await reading.begun(1)
    reading.aloud.toggle()
    await reading.until(lambda: not reading.voice.is_speaking)
    assert (reading.voice.silenced, reading.aloud.is_held, reading.front) == (["One."], True, "One.")
    reading.aloud.toggle()
    await reading.begun(2)
    assert (reading.voice.words, reading.aloud.is_held) == (["One.", "One."], False)


async def test_steps_lead_to_the_next_and_the_sentence_before(reading: Reading) -> None:
    reading.aloud.begin(FakeSentences("One.", "Two.", "Three."))
    await reading.begun(1)
    for by, count, front in ((1, 2, "Two."), (1, 3, "Three."), (-1, 4, "Two."), (-1, 5, "One."), (-1, 6, "One.")):
        reading.aloud.step(by)
        await reading.begun(count)
        assert reading.front == front
    for _ in range(3):
        reading.aloud.step(1)
    await reading.until(lambda: not reading.aloud.is_reading)
    assert reading.ends == [None]


async def test_steps_move_what_is_held_and_say_nothing(reading: Reading) -> None:
    reading.aloud.begin(FakeSentences("One.", "Two."))
    await reading.begun(1)
    reading.aloud.toggle()
    for by, front in ((1, "Two."), (1, "Two."), (-1, "One."), (-1, "One."), (1, "Two.")):
        reading.aloud.step(by)
        assert (reading.front, reading.aloud.is_held) == (front, True)
    reading.aloud.toggle()
    await reading.begun(2)
    assert reading.voice.words == ["One.", "Two."]


async def test_what_still_grows_is_waited_for(reading: Reading) -> None:
    source = FakeSentences("One.", is_whole=False)
    reading.aloud.begin(source)
    await reading.begun(1)
    reading.voice.finish()
    await reading.until(lambda: reading.aloud.is_waiting)
    assert reading.front == "One."
    reading.aloud.step(1)  # there is none yet
    await reading.until(lambda: reading.aloud.is_waiting)
    source.add("Two.", is_whole=True)
    await reading.begun(2)
    assert (reading.front, reading.aloud.is_waiting) == ("Two.", False)
    reading.voice.finish()
    await reading.until(lambda: bool(reading.ends))


async def test_what_waits_can_be_held_and_stopped(reading: Reading) -> None:
    source = FakeSentences(is_whole=False)
    reading.aloud.begin(source)
    await reading.until(lambda: reading.aloud.is_waiting)
    reading.aloud.toggle()
    assert (reading.aloud.is_held, reading.aloud.is_waiting) == (True, False)
    reading.aloud.step(1)
    reading.aloud.step(-1)
    source.add("One.")
    reading.aloud.toggle()
    await reading.begun(1)
    reading.aloud.stop()
    await reading.until(lambda: not reading.voice.is_speaking)
    assert (reading.ends, reading.aloud.is_reading, reading.front) == ([], False, "")


async def test_something_else_is_read_instead_of_what_is_read(reading: Reading) -> None:
    reading.aloud.begin(FakeSentences("One.", "Two."))
    await reading.begun(1)
    reading.aloud.begin(FakeSentences("Another."))
    await reading.begun(2)
    assert (reading.front, reading.voice.silenced, reading.ends) == ("Another.", ["One."], [])


async def test_another_speed_is_heard_at_once(reading: Reading) -> None:
    reading.aloud.set_speed(2.0)
    reading.aloud.begin(FakeSentences("One.", "Two."))
    await reading.begun(1)
    reading.aloud.set_speed(2.0)
    reading.aloud.set_speed(1.5)
    await reading.begun(2)
    assert [speed for _, _, speed in reading.voice.said] == [2.0, 1.5]


async def test_a_voice_that_fails_ends_it_and_says_why(reading: Reading) -> None:
    reading.aloud.begin(FakeSentences("One.", "Two."))
    await reading.begun(1)
    reading.voice.fail(SpeechFailed("gone"))
    await reading.until(lambda: bool(reading.ends))
    assert reading.ends[0] is not None
    assert reading.ends[0].kind == "speech-failed"
    assert not reading.aloud.is_reading
    reading.aloud.begin(FakeSentences("Again."))
    await reading.begun(2)


async def test_where_nothing_is_read_nothing_happens(reading: Reading) -> None:
    reading.aloud.toggle()
    reading.aloud.step(1)
    reading.aloud.stop()
    reading.aloud.begin(FakeSentences())
    await reading.until(lambda: bool(reading.ends))
    assert reading.voice.said == []
