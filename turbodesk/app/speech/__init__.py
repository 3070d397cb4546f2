"""Reads texts aloud, sentence by sentence, with the voice of this computer."""

from turbodesk.app.speech.engine import SpeechEngine, open_engine
from turbodesk.app.speech.read_aloud import ReadAloud, Sentence, SentenceSource, TextStretch

__all__ = ["ReadAloud", "Sentence", "SentenceSource", "SpeechEngine", "TextStretch", "open_engine"]
