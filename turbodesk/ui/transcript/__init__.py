"""The transcript: a conversation as a column of messages to read, made of few widgets however long it is."""

from turbodesk.ui.transcript.source import MessageRow, MessageSource
from turbodesk.ui.transcript.view import TranscriptView

__all__ = ["MessageRow", "MessageSource", "TranscriptView"]
