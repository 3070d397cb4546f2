"""Says what a model gets of an attachment, and what that was made of: pure functions."""

from __future__ import annotations

from turbodesk.chat import encodings
from turbodesk.chat.attachments import Attachment, size_in_words
from turbodesk.chat.estimate import factor, of_part, of_text
from turbodesk.chat.model import Model


def text_sent(attachment: Attachment, text: str, model: Model) -> str:
    """Return how long a text is for a model. Takes a while for a long one: call it on a thread."""
    if not text.strip():
        return "Nothing could be read from it: the model is told that it is empty."
    letters = "1 character" if len(text) == 1 else f"{len(text):,} characters"
    sent = f"The model gets {letters}, {_about(of_text(text) * factor(model))}."
    is_told = attachment.note or attachment.encoding not in encodings.ENCODINGS
    read = "" if is_told or attachment.encoding == encodings.UTF_8 else encodings.long_name(attachment.encoding)
    return f"{sent} Read as {read}." if read else f"{sent} {attachment.note}".strip()


def picture_sent(attachment: Attachment, *, width: int, height: int, size: int, model: Model) -> str:
    """Return what a model gets of a picture, of so many pixels and bytes, and how large the file was."""
    tokens = _about(of_part(attachment.part, model))
    sent = f"The model gets {width:,} × {height:,} pixels, {size_in_words(size)}, {tokens}."
    file = attachment.original
    if file.width and (file.width, file.height) != (width, height):
        sent += f" Your file has {file.width:,} × {file.height:,} pixels, {size_in_words(file.size)}."
    elif file.size:
        sent += f" Your file has {size_in_words(file.size)}."
    return f"{sent} {attachment.note}".strip()


def pages_sent(attachment: Attachment, model: Model) -> str:
    """Return what a model gets of a PDF."""
    pages = "1 page" if attachment.pages == 1 else f"{attachment.pages:,} pages"
    tokens = _about(of_part(attachment.part, model))
    return f"The model gets {pages}, {size_in_words(attachment.size)}, {tokens}. {attachment.note}".strip()


def _about(tokens: float) -> str:
    """Return a number of tokens as the estimate it is."""
    count = max(1, round(tokens))
    step = 1 if count < 100 else 10 if count < 1_000 else 100 if count < 10_000 else 1_000
    count = round(count / step) * step
    return "about 1 token" if count == 1 else f"about {count:,} tokens"
