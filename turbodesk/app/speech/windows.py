"""Has SAPI read (`ISpVoice`, since Windows XP), by comtypes, on a thread of its own, as COM wants it.

The interface is that of `sapi.h`, its methods in its order; those that are not called are named alone. A text goes as
SAPI's XML, in which it can name its language; where no voice has it, the one chosen in the system's settings reads.
"""

from __future__ import annotations

import asyncio
import math
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Protocol
from xml.sax.saxutils import escape

from turbodesk.chat.errors import SpeechFailed, SpeechMissing

_VOICE_CLASS = "{96749377-3391-11D2-9EE3-00C04F797396}"
_VOICE = "{6C44DF74-72B9-4992-A1EC-EF996E0422D4}"
_ASYNC, _PURGE, _IS_XML = 0x1, 0x2, 0x8
"""SPF_ASYNC, SPF_PURGEBEFORESPEAK, SPF_IS_XML."""
_LOOK_MS = 50
"""How long it may take to fall silent."""
_PATIENCE_S, _CHARACTER_S = 15.0, 0.35


class Voice(Protocol):
    """What is used of `ISpVoice`, without the pointers; what fails raises OSError."""

    def rate(self, rate: int) -> None:
        """Speak faster or slower, -10 to 10."""
        ...

    def speak(self, text: str, flags: int) -> None:
        """Begin with a text."""
        ...

    def is_done(self, within_ms: int) -> bool:
        """Whether all is said by then."""
        ...


class WindowsSpeech:
    """One voice, made at the first sentence on the thread that it stays on."""

    def __init__(self, open_voice: Any = None, language_id: Any = None) -> None:
        """`open_voice` makes a `Voice`; `language_id` gives the number of a language, 0 for one it does not know."""
        self._open_voice, self._language_id = open_voice or _open, language_id or _language_id
        self._thread: ThreadPoolExecutor | None = None
        self._voice: Voice | None = None

    async def say(self, words: str, *, language: str, speed: float) -> None:
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "speech")
        silent = threading.Event()
        limit_s = _PATIENCE_S + len(words) * _CHARACTER_S / min(speed, 1)
        try:
            await asyncio.get_running_loop().run_in_executor(
                self._thread, self._say, words, language, speed, limit_s, silent
            )
        finally:
            silent.set()

    def close(self) -> None:
        if self._thread is not None:
            self._thread.submit(self._let_go)
            self._thread.shutdown(wait=False)
        self._thread = None

    def _say(self, words: str, language: str, speed: float, limit_s: float, silent: threading.Event) -> None:
        if silent.is_set():
            return
        try:
            self._voice = self._voice or self._open_voice()
        except (OSError, ImportError, AttributeError) as error:
            raise SpeechMissing(str(error)) from None
        try:
            self._voice.rate(rate_of(speed))
            self._voice.speak(self._as_xml(words, language), _ASYNC | _PURGE | _IS_XML)
            for _ in range(math.ceil(limit_s * 1000 / _LOOK_MS)):
                if self._voice.is_done(_LOOK_MS):
                    return
                if silent.is_set():
                    self._voice.speak("", _ASYNC | _PURGE)
                    return
        except OSError as error:
            self._voice = None
            raise SpeechFailed(str(error)) from None
        self._voice = None
        # not for people: for the log
        raise SpeechFailed("it does not say when a sentence is over")

    def _as_xml(self, words: str, language: str) -> str:
        text = escape("".join(char if char >= " " else " " for char in words))
        number = self._language_id(language.replace("_", "-"))
        return f'<voice optional="Language={number:x}">{text}</voice>' if number else text

    def _let_go(self) -> None:
        self._voice = None  # on the thread it was made on


def rate_of(speed: float) -> int:
    """Return SAPI's rate for a speed: 10 is three times as fast, -10 a third (its manual, "SetRate")."""
    return max(-10, min(10, round(10 * math.log(speed, 3))))


def _language_id(name: str) -> int:
    import ctypes

    return int(ctypes.windll.kernel32.LocaleNameToLCID(name, 0))  # type: ignore[attr-defined, unused-ignore]


class _ComVoice:
    def __init__(self, voice: Any, error: type[Exception]) -> None:
        self._com, self._error = voice, error

    def rate(self, rate: int) -> None:
        self._call(self._com.SetRate, rate)

    def speak(self, text: str, flags: int) -> None:
        self._call(self._com.Speak, text, flags, None)

    def is_done(self, within_ms: int) -> bool:
        return bool(self._call(self._com.WaitUntilDone, within_ms) == 0)  # S_OK; S_FALSE: time is up

    def _call(self, method: Any, *arguments: object) -> object:
        try:
            return method(*arguments)
        except self._error as failed:  # comtypes' own error is no OSError
            raise OSError(str(failed)) from failed


def _open() -> Voice:
    # Not `comtypes.client`, which makes a folder for the code it writes.
    import comtypes

    comtypes.CoInitialize()  # done by the import on the thread that imports first, which may have been another
    try:
        made = comtypes.CoCreateInstance(comtypes.GUID(_VOICE_CLASS), interface=_interface(comtypes))
    except comtypes.COMError as failed:
        raise OSError(str(failed)) from failed
    return _ComVoice(made, comtypes.COMError)


# not for people: names of methods
def _interface(comtypes: Any) -> Any:
    """Return `ISpVoice` with what it inherits of `ISpNotifySource` and `ISpEventSource`."""
    from ctypes import c_long, c_ulong, c_void_p, c_wchar_p

    base: Any = comtypes.IUnknown
    method, hresult = comtypes.STDMETHOD, comtypes.HRESULT
    notify = ("Sink", "WindowMessage", "CallbackFunction", "CallbackInterface", "Win32Event")
    before = (
        *(f"SetNotify{one}" for one in notify),
        *("WaitForNotifyEvent", "GetNotifyEventHandle", "SetInterest", "GetEvents", "GetInfo"),
        *("SetOutput", "GetOutputObjectToken", "GetOutputStream", "Pause", "Resume", "SetVoice", "GetVoice"),
    )
    between = ("SpeakStream", "GetStatus", "Skip", "SetPriority", "GetPriority", "SetAlertBoundary", "GetAlertBoundary")

    class SpeechVoice(base):  # type: ignore[misc]
        _iid_ = comtypes.GUID(_VOICE)
        _methods_ = (
            *(method(hresult, name, []) for name in before),
            method(hresult, "Speak", [c_wchar_p, c_ulong, c_void_p]),
            *(method(hresult, name, []) for name in between),
            method(hresult, "SetRate", [c_long]),
            *(method(hresult, name, []) for name in ("GetRate", "SetVolume", "GetVolume")),
            method(hresult, "WaitUntilDone", [c_ulong]),
        )

    return SpeechVoice
