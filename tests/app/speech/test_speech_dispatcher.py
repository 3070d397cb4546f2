"""Linux's voice: the real service with espeak-ng, and services that answer what they should not."""

from __future__ import annotations

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.app.speech.fakes import fake_service
from tests.app.speech.service import SpeechService, speech_service
from turbodesk.app.speech.speech_dispatcher import SpeechDispatcher, address_of, rate_of
from turbodesk.chat.errors import SpeechFailed, SpeechMissing

HELD = 30.0
"""Seconds a sentence takes that is not waited for."""


@pytest.fixture
def folder() -> Iterator[Path]:
    """One with a short name, for sockets."""
    with TemporaryDirectory(prefix="spd") as made:
        yield Path(made)


async def say(voice: SpeechDispatcher, words: str, language: str = "en", speed: float = 1.0) -> None:
    await voice.say(words, language=language, speed=speed)


async def begun(voice: SpeechDispatcher, words: str, service: SpeechService) -> asyncio.Task[None]:
    """Begin with a sentence; returns when the service has begun with it too."""
    task = asyncio.get_running_loop().create_task(say(voice, words))
    while not any(words in one for one in service.said):  # another program writes it down
        assert not task.done()
        await asyncio.sleep(0.01)
    return task


async def test_the_voice_of_the_desktop_says_sentences_one_after_another() -> None:
    async with speech_service() as service:
        voice = SpeechDispatcher(service.environment)
        for words in (
            "One sentence.",
            ".A dot begins it\r\n.\r\nSET all RATE 100",
            "",
            "你好，世界。",
            "\0 \u2028.",
            "A < B & C",
        ):
            await say(voice, words)
        voice.close()
        await say(voice, "And again.")
        voice.close()


async def test_what_is_said_has_its_language_and_its_speed_and_words_are_never_commands() -> None:
    async with speech_service(writes=True) as service:
        voice = SpeechDispatcher(service.environment)
        await say(voice, "It's one.")
        await say(voice, "Guten Tag.", "de", 2.0)
        await say(voice, "你好。", "zh_CN", 0.5)
        await say(voice, "SET self RATE 100\r\n.\r\nSET self RATE 100", "en")
        await say(voice, "Last.", "en\r\nSET self RATE 100")
        voice.close()
        assert service.said[:3] == ["en|0|It's one.", "de|77|Guten Tag.", "cmn|-94|你好。"]
        assert service.said[3].startswith("en|0|SET self RATE 100")
        assert service.said[-1].endswith("|0|Last.")
        assert (service.folder / "said.wav").read_bytes()[:4] == b"RIFF"


async def test_cancelled_it_is_silent_at_once_and_the_next_sentence_is_said() -> None:
    async with speech_service(writes=True) as service:
        voice = SpeechDispatcher(service.environment)
        service.take_time(HELD)
        task = await begun(voice, "A long one.", service)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        service.take_time(0)
        await say(voice, "The next.")
        for _ in range(3):  # taken back before the service has asked for the text
            task = asyncio.get_running_loop().create_task(say(voice, "Never."))
            await asyncio.sleep(0)
            task.cancel()
        await say(voice, "The last.")
        voice.close()
        words = [one.rpartition("|")[2] for one in service.said]
        assert list(filter(None, words)) == ["A long one.", "The next.", "The last."]


async def test_a_service_that_is_killed_in_the_middle_of_a_sentence_is_told() -> None:
    async with speech_service(writes=True) as service:
        voice = SpeechDispatcher(service.environment)
        service.take_time(HELD)
        task = await begun(voice, "A long one.", service)
        await service.end()
        with pytest.raises(SpeechFailed):
            await task
        service.address.unlink()
        with pytest.raises(SpeechFailed):  # it is installed, and will not start at such a place
            await say(voice, "Anybody there?")


async def test_a_voice_that_dies_in_the_middle_of_a_sentence_is_waited_for_in_vain_but_not_for_ever() -> None:
    async with speech_service(writes=True) as service:
        voice = SpeechDispatcher(service.environment, patience_s=0.2)
        service.take_time(HELD)
        task = await begun(voice, "A", service)
        service.kill_voices()
        with pytest.raises(SpeechFailed):
            await task


async def test_without_the_service_it_says_how_to_get_one(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(folder))
    with pytest.raises(SpeechMissing) as failed:
        await say(SpeechDispatcher({"XDG_RUNTIME_DIR": str(folder)}), "Hello.")
    assert "speech-dispatcher" in failed.value.note.advice


async def test_one_that_is_installed_is_started(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = folder / "speech-dispatcher"
    program.write_text(f'#!/bin/sh\necho "$@" > {folder}/asked\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    with pytest.raises(SpeechFailed):  # this one does nothing
        await say(SpeechDispatcher({"XDG_RUNTIME_DIR": str(folder)}), "Hello.")
    place = f"{folder}/speech-dispatcher/speechd.sock"
    assert (folder / "asked").read_text().split() == [
        *("--spawn", "--communication-method", "unix_socket", "--socket-path", place)
    ]


def well(line: bytes) -> list[bytes]:
    """Answer as the service does."""
    if line.startswith(b"LIST"):
        return [b"250-espeak-ng\r\n250 OK MODULE LIST SENT\r\n"]
    if line.startswith(b"SPEAK"):
        return [b"230 OK RECEIVING DATA\r\n"]
    if line == b".\r\n":
        return [b"702-1\r\n702-7\r\n702 END\r\n225-1\r\n225 OK MESSAGE QUEUED\r\n"]  # said before it is queued
    return [b"200 OK\r\n"] if line.isupper() or b" self " in line else []


async def test_a_sentence_that_is_over_before_its_number_is_known_is_over(folder: Path) -> None:
    async with fake_service(folder, well) as environment:
        voice = SpeechDispatcher(environment)
        await say(voice, "Short.")
        voice.close()


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"\0\xff\xfe garbage \r\n", id="garbage"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n", id="another-protocol"),
        pytest.param(b"x" * 100_000, id="a-line-without-end"),
        pytest.param(b"250-x\r\n" * 30_000, id="an-answer-without-end"),
        pytest.param(b"200 OK\r\n" * 50, id="answers-to-nothing"),
        pytest.param(b"", id="closed"),
    ],
)
@pytest.mark.parametrize("at", [b"SET", b"LIST", b"SPEAK", b".\r\n"])
async def test_a_service_that_talks_nonsense_is_left(folder: Path, answer: bytes, at: bytes) -> None:
    async with fake_service(folder, lambda line: [answer] if line.startswith(at) else well(line)) as environment:
        with pytest.raises(SpeechFailed):
            await say(SpeechDispatcher(environment, patience_s=0.05), "")


@pytest.mark.parametrize("at", [b"SET", b"LIST", b"SPEAK", b".\r\n"])
async def test_a_service_that_is_silent_is_left(folder: Path, at: bytes) -> None:
    async with fake_service(folder, lambda line: [] if line.startswith(at) else well(line)) as environment:
        with pytest.raises(SpeechFailed):
            await say(SpeechDispatcher(environment, patience_s=0.02), "")


@pytest.mark.parametrize("answer", [b"300 ERR\r\n", b"225 OK MESSAGE QUEUED\r\n"])
@pytest.mark.parametrize("at", [b"SPEAK", b".\r\n"])
async def test_a_service_that_takes_no_text_is_told(folder: Path, answer: bytes, at: bytes) -> None:
    async with fake_service(folder, lambda line: [answer] if line.startswith(at) else well(line)) as environment:
        with pytest.raises(SpeechFailed):
            await say(SpeechDispatcher(environment), "")


@pytest.mark.parametrize("voices", [b"250 OK\r\n", b"250-dummy\r\n250 OK\r\n"])
async def test_a_service_without_a_voice_says_how_to_get_one(folder: Path, voices: bytes) -> None:
    async with fake_service(folder, lambda line: [voices] if line.startswith(b"LIST") else well(line)) as environment:
        with pytest.raises(SpeechMissing) as failed:
            await say(SpeechDispatcher(environment), "")
    assert "sound" in failed.value.note.advice


def test_where_the_service_is_looked_for() -> None:
    assert address_of({"XDG_RUNTIME_DIR": "/run/user/1"}) == "/run/user/1/speech-dispatcher/speechd.sock"
    assert address_of({"HOME": "/home/me"}) == "/home/me/.cache/speech-dispatcher/speechd.sock"
    assert address_of({"SPEECHD_ADDRESS": "unix_socket:/a:b"}) == "/a:b"
    assert address_of({"SPEECHD_ADDRESS": "inet_socket:there:7"}) == ("there", 7)
    assert address_of({"SPEECHD_ADDRESS": "inet_socket"}) == ("127.0.0.1", 6560)
    assert address_of({"SPEECHD_ADDRESS": "inet_socket::99999"}) == ("127.0.0.1", 6560)
    assert address_of({"SPEECHD_ADDRESS": "unix_socket", "XDG_RUNTIME_DIR": "/r"}).startswith("/r/")  # type: ignore[union-attr]


def test_speeds_stay_within_what_the_service_takes() -> None:
    assert [rate_of(speed) for speed in (0.1, 0.5, 1.0, 2.0, 9.0)] == [-100, -94, 0, 77, 100]


async def test_nobody_listens_at_a_port(folder: Path) -> None:
    with pytest.raises(SpeechFailed):
        await say(SpeechDispatcher({"SPEECHD_ADDRESS": "inet_socket:127.0.0.1:1"}), "Hello.")


async def test_who_closes_it_in_the_middle_of_a_sentence_hears_no_more_of_that() -> None:
    async with speech_service(writes=True) as service:
        voice = SpeechDispatcher(service.environment)
        service.take_time(HELD)
        task = await begun(voice, "A long one.", service)
        task.cancel()
        voice.close()  # in the same turn, as where the program ends
        with pytest.raises(asyncio.CancelledError):
            await task
        service.take_time(0)
        async with asyncio.timeout(HELD / 3):  # which waits for what is being said
            await say(SpeechDispatcher(service.environment), "The next.")


async def test_a_cancel_that_comes_with_the_end_of_a_sentence_is_not_lost(folder: Path) -> None:
    def answers(line: bytes) -> list[bytes]:
        if line != b".\r\n":
            return well(line)
        return [b"225-1\r\n225 OK MESSAGE QUEUED\r\n"]

    async with fake_service(folder, answers) as environment:
        voice = SpeechDispatcher(environment)
        task = asyncio.get_running_loop().create_task(say(voice, "Short."))
        while voice._connection is None or not voice._connection._waiting:  # noqa: ASYNC110, SLF001 - of a service
            await asyncio.sleep(0.01)
        (said,) = voice._connection._waiting.values()  # noqa: SLF001
        said.set_result(None)
        task.cancel()
        await asyncio.wait([task])
        voice.close()
        assert task.cancelled()
