"""Says what a model gets of an attachment, and what that was made of: pure functions."""

from __future__ import annotations

from turbodesk.chat import encodings
from turbodesk.chat.attachments import Attachment
from turbodesk.chat.estimate import factor, of_part, of_text
from turbodesk.chat.model import Model
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.quantities import size as size_words


def text_sent(attachment: Attachment, text: str, model: Model) -> str:
    """Return how long a text is for a model. Takes a while for a long one: call it on a thread."""
    if not text.strip():
        return _("Nothing could be read from it: the model is told that it is empty.")
    # Translators: {tokens} is such as "about 1,600 tokens".
    sent = ngettext(
        "The model gets {count} character, {tokens}.", "The model gets {count} characters, {tokens}.", len(text)
    )
    sent = sent.format(count=number(len(text)), tokens=_about(of_text(text) * factor(model)))
    is_told = attachment.note or attachment.encoding not in encodings.ENCODINGS
    read = "" if is_told or attachment.encoding == encodings.UTF_8 else encodings.long_name(attachment.encoding)
    # Translators: {encoding} is how the letters of a text file are written, such as "Cyrillic (KOI8-R)".
    return sentences(sent, _("Read as {encoding}.").format(encoding=read) if read else attachment.note)


def picture_sent(attachment: Attachment, *, width: int, height: int, size: int, model: Model) -> str:
    """Return what a model gets of a picture, of so many pixels and bytes, and how large the file was."""
    tokens = _about(of_part(attachment.part, model))
    # Translators: {tokens} is such as "about 1,600 tokens", {size} the size of the file.
    sent = _("The model gets {width} × {height} pixels, {size}, {tokens}.")
    told = [sent.format(width=number(width), height=number(height), size=size_words(size), tokens=tokens)]
    file = attachment.original
    if file.width and (file.width, file.height) != (width, height):
        own = _("Your file has {width} × {height} pixels, {size}.")
        told.append(own.format(width=number(file.width), height=number(file.height), size=size_words(file.size)))
    elif file.size:
        told.append(_("Your file has {size}.").format(size=size_words(file.size)))
    return sentences(*told, attachment.note)


def pages_sent(attachment: Attachment, model: Model) -> str:
    """Return what a model gets of a PDF."""
    count, tokens = attachment.pages, _about(of_part(attachment.part, model))
    # Translators: {tokens} is such as "about 1,600 tokens", {size} the size of the file.
    sent = ngettext(
        "The model gets {count} page, {size}, {tokens}.", "The model gets {count} pages, {size}, {tokens}.", count
    )
    told = sent.format(count=number(count), size=size_words(attachment.size), tokens=tokens)
    return sentences(told, attachment.note)


def _about(tokens: float) -> str:
    """Return a number of tokens as the estimate it is."""
    count = max(1, round(tokens))
    step = 1 if count < 100 else 10 if count < 1_000 else 100 if count < 10_000 else 1_000
    count = round(count / step) * step
    return ngettext("about {count} token", "about {count} tokens", count).format(count=number(count))
