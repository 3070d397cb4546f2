"""What every voice can do, and which one there is on this system.

Linux has speech-dispatcher (`speech_dispatcher.py`), Windows SAPI (`windows.py`), macOS AVSpeechSynthesizer
(`macos.py`): what people have chosen in the settings of their desktop is what reads.

Why not QtTextToSpeech, which has all three: it comes in PySide6-Addons alone, 175 MB to fetch and 439 MB unpacked
(6.11.3 for Linux) for the 0.4 MB that would be used; on Linux its plugin loads a library of the system that not every
desktop has, where a socket is enough; and it does not tell that the service has died in the middle of a sentence.

Why pausing is not asked of an engine: speech-dispatcher's holds at the next mark, which may be the end, and some of its
voices have none. To be silent at once and to begin the sentence anew is what all of them can do.
"""

from __future__ import annotations

import sys
from typing import Protocol


class SpeechEngine(Protocol):
    """Says one sentence at a time."""

    async def say(self, words: str, *, language: str, speed: float) -> None:
        """Say words of a language, such as "de" or "pt_BR", `speed` times as fast as usual; return when they are said.

        Cancelled, it is silent at once.

        Raises:
            SpeechMissing: there is no voice.
            SpeechFailed: it has gone, or does not answer.
        """
        ...

    def close(self) -> None:
        """Be silent, and let the voice go; it may be used again."""
        ...


def open_engine() -> SpeechEngine:
    """Return this system's voice; nothing is connected or started before it says something."""
    match sys.platform:
        case "win32":
            from turbodesk.app.speech.windows import WindowsSpeech

            return WindowsSpeech()
        case "darwin":
            from turbodesk.app.speech.macos import MacSpeech

            return MacSpeech()
        case _:
            from turbodesk.app.speech.speech_dispatcher import SpeechDispatcher

            return SpeechDispatcher()
