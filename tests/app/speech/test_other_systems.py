"""The voices of Windows and macOS, by stand-ins of their interfaces: neither has been run on its system."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from types import SimpleNamespace

import pytest

from turbodesk.app.speech import macos, windows
from turbodesk.app.speech.macos import MacSpeech
from turbodesk.app.speech.windows import WindowsSpeech
from turbodesk.chat.errors import SpeechFailed, SpeechMissing


class SapiVoice:
    """Stands for `ISpVoice`."""

    def __init__(self, *, fails: bool = False, is_endless: bool = False) -> None:
        self.calls: list[object] = []
        self.threads: set[int] = set()
        self.began = threading.Event()
        self._fails, self._is_endless = fails, is_endless

    def rate(self, rate: int) -> None:
        self.threads.add(threading.get_ident())
        self.calls.append(rate)

    def speak(self, text: str, flags: int) -> None:
        if self._fails:
            raise OSError("no device")
        self.calls.append((text, flags))
        self.began.set()

    def is_done(self, within_ms: int) -> bool:
        return not self._is_endless or threading.Event().wait(within_ms / 1000)


def sapi(voice: SapiVoice) -> WindowsSpeech:
    return WindowsSpeech(lambda: voice, {"de": 0x407, "zh-CN": 0x804}.get)


async def test_windows_reads_as_xml_in_its_language_on_one_thread() -> None:
    voice = SapiVoice()
    speech = sapi(voice)
    await speech.say("A < B & C\0", language="de", speed=1.0)
    await speech.say("你好", language="zh_CN", speed=3.0)
    await speech.say("Hej", language="sv", speed=0.5)
    speech.close()
    assert voice.calls == [
        *(0, ('<voice optional="Language=407">A &lt; B &amp; C </voice>', 11)),
        *(10, ('<voice optional="Language=804">你好</voice>', 11)),
        *(-6, ("Hej", 11)),
    ]
    assert len(voice.threads) == 1


async def test_windows_is_silent_when_it_is_cancelled() -> None:
    voice = SapiVoice(is_endless=True)
    speech = sapi(voice)
    task = asyncio.get_running_loop().create_task(speech.say("Long.", language="sv", speed=1.0))
    await asyncio.to_thread(voice.began.wait, 5)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert speech._thread is not None  # noqa: SLF001 - what it does comes after what was asked of it before
    await asyncio.get_running_loop().run_in_executor(speech._thread, lambda: None)  # noqa: SLF001
    speech.close()
    assert voice.calls[-1] == ("", 3)


async def test_windows_tells_what_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SpeechFailed):
        await spoken(sapi(SapiVoice(fails=True)))
    monkeypatch.setattr(windows, "_PATIENCE_S", 0.0)
    with pytest.raises(SpeechFailed):
        await spoken(sapi(SapiVoice(is_endless=True)))
    with pytest.raises(SpeechMissing):
        await spoken(WindowsSpeech())  # there is no comtypes here


async def spoken(speech: WindowsSpeech | MacSpeech) -> None:
    """Say a word, and let the voice go."""
    try:
        await speech.say("A", language="en", speed=1.0)
    finally:
        speech.close()


class Synthesizer:
    """Stands for `AVSpeechSynthesizer`, `alloc` and `init` included."""

    def __init__(self, *, ends: bool) -> None:
        self.calls: list[object] = []
        self.delegate: Callable[[], None] = lambda: None
        self._ends = ends

    def alloc(self) -> Synthesizer:
        return self

    init = alloc

    def speakUtterance(self, utterance: object) -> None:
        self.calls.append(utterance)
        if self._ends:
            asyncio.get_running_loop().call_soon(self.delegate)

    def stopSpeakingAtBoundary(self, boundary: int) -> None:
        self.calls.append(boundary)


def mac(synthesizer: Synthesizer) -> MacSpeech:
    return MacSpeech(
        SimpleNamespace(
            synthesizer=synthesizer,
            utterance=SimpleNamespace(speechUtteranceWithString=lambda words: SimpleNamespace(words=words, voice=None)),
            voice=SimpleNamespace(voiceWithLanguage={"de": "Anna", "zh-TW": "Meijia"}.get),
            new_listener=lambda over: over,
        )
    )


async def test_macos_reads_in_its_language() -> None:
    synthesizer = Synthesizer(ends=True)
    speech = mac(synthesizer)
    for words, language, speed in (("Hallo", "de", 1.0), ("你好", "zh_TW", 2.0), ("Hej", "sv", 0.5)):
        await speech.say(words, language=language, speed=speed)
    speech.close()
    spoken_ = [(one.words, one.voice, one.rate) for one in synthesizer.calls if isinstance(one, SimpleNamespace)]
    assert spoken_ == [("Hallo", "Anna", 0.5), ("你好", "Meijia", 0.6), ("Hej", None, 0.35)]


async def test_macos_is_silent_when_it_is_cancelled_and_tells_what_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    synthesizer = Synthesizer(ends=False)
    speech = mac(synthesizer)
    task = asyncio.get_running_loop().create_task(speech.say("Long.", language="sv", speed=1.0))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert synthesizer.calls[-1] == 0
    monkeypatch.setattr(macos, "_PATIENCE_S", 0.0)
    monkeypatch.setattr(macos, "_CHARACTER_S", 0.0)
    with pytest.raises(SpeechFailed):
        await spoken(speech)
    with pytest.raises(SpeechMissing):
        await spoken(MacSpeech())  # there is no AVFoundation here
