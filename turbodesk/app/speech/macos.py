"""Has AVSpeechSynthesizer read, by rubicon-objc; it belongs to the thread of the window, with whose events it ends."""

from __future__ import annotations

import asyncio
from functools import cache
from typing import Any

from turbodesk.chat.errors import SpeechFailed, SpeechMissing

_AT_ONCE = 0
"""AVSpeechBoundaryImmediate."""
_USUAL, _FASTER, _SLOWER = 0.5, 0.1, 0.3
"""AVSpeechUtteranceDefaultSpeechRate, and what it rises and falls by; 0 is the slowest and 1 the fastest."""
_PATIENCE_S, _CHARACTER_S = 15.0, 0.35


class MacSpeech:
    """The synthesizer, made at the first sentence."""

    def __init__(self, frameworks: Any = None) -> None:
        """`frameworks` has the classes that `_load` gives."""
        self._frameworks = frameworks
        self._synthesizer: Any = None
        self._listener: Any = None
        self._said: asyncio.Future[None] | None = None

    async def say(self, words: str, *, language: str, speed: float) -> None:
        self._open()
        said = self._said = asyncio.get_running_loop().create_future()
        utterance = self._frameworks.utterance.speechUtteranceWithString(words)
        utterance.rate = rate_of(speed)
        voice = self._frameworks.voice.voiceWithLanguage(language.replace("_", "-"))
        if voice is not None:  # else the one chosen in the system's settings
            utterance.voice = voice
        self._synthesizer.speakUtterance(utterance)
        try:
            async with asyncio.timeout(_PATIENCE_S + len(words) * _CHARACTER_S / min(speed, 1)):
                await said  # no `wait_for`: that of Python 3.11 loses a cancel that comes with the end
        except TimeoutError:
            self.close()
            # not for people: for the log
            raise SpeechFailed("it does not say when a sentence is over") from None
        except asyncio.CancelledError:
            self._synthesizer.stopSpeakingAtBoundary(_AT_ONCE)
            raise

    def close(self) -> None:
        if self._synthesizer is not None:
            self._synthesizer.stopSpeakingAtBoundary(_AT_ONCE)
        self._synthesizer = self._said = None

    def _open(self) -> None:
        if self._synthesizer is not None:
            return
        try:
            self._frameworks = self._frameworks or _load()
        except (ImportError, OSError, AttributeError, NameError, ValueError) as error:
            raise SpeechMissing(str(error)) from None
        self._synthesizer = self._frameworks.synthesizer.alloc().init()
        self._listener = self._listener or self._frameworks.new_listener(self._over)
        self._synthesizer.delegate = self._listener  # which it does not keep alive

    def _over(self) -> None:
        if self._said is not None and not self._said.done():
            self._said.set_result(None)


def rate_of(speed: float) -> float:
    """Return the synthesizer's rate for a speed."""
    return max(0.1, min(0.9, _USUAL + (speed - 1) * (_FASTER if speed > 1 else _SLOWER)))


class _Frameworks:
    """What is used of AVFoundation."""

    def __init__(self) -> None:
        from rubicon.objc import NSObject, ObjCClass, objc_method
        from rubicon.objc.runtime import load_library

        load_library("AVFoundation")
        self.synthesizer = ObjCClass("AVSpeechSynthesizer")
        self.utterance = ObjCClass("AVSpeechUtterance")
        self.voice = ObjCClass("AVSpeechSynthesisVoice")

        class TurboDeskSpeechListener(NSObject):  # type: ignore[misc, unused-ignore]
            """A delegate (AVSpeechSynthesizerDelegate). For rubicon what has no type is an object; it knows no Any."""

            @objc_method  # type: ignore[untyped-decorator, unused-ignore]
            def speechSynthesizer_didFinishSpeechUtterance_(self, synthesizer, utterance) -> None:  # type: ignore[no-untyped-def]
                self.over()

        self._listener = TurboDeskSpeechListener

    def new_listener(self, over: Any) -> Any:
        """Return what the synthesizer tells that an utterance is over."""
        made = self._listener.alloc().init()
        made.over = over
        return made


@cache
def _load() -> _Frameworks:
    return _Frameworks()  # once: a class of Objective-C has its name for good
