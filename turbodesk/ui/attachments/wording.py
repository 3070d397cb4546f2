"""Says in a few words what an attachment is: pure functions."""

from __future__ import annotations

from turbodesk.chat import encodings
from turbodesk.chat.attachments import Attachment
from turbodesk.translation import _, ngettext
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.quantities import size as size_words


def facts(attachment: Attachment) -> str:
    """Return kind and size on one line, such as "PDF, 12 pages, 340 KB"."""
    size = size_words(attachment.size)
    if attachment.is_picture:
        # Translators: width and height of a picture in pixels, and the size of its file.
        words = _("{width} × {height}, {size}")
        return words.format(width=attachment.width, height=attachment.height, size=size)
    if attachment.is_pdf:
        pages = attachment.pages
        if attachment.note:  # that no text could be read, in the language of when it was attached
            words = ngettext("PDF, {count} page without text, {size}", "PDF, {count} pages without text, {size}", pages)
        else:
            words = ngettext("PDF, {count} page, {size}", "PDF, {count} pages, {size}", pages)
        return words.format(count=number(pages), size=size)
    if not attachment.is_sendable:
        return _("File, {size}").format(size=size)
    if attachment.encoding in encodings.ENCODINGS and attachment.encoding != encodings.UTF_8:
        # Translators: {encoding} is how the letters of a text file are written, such as "Windows-1251".
        words = _("Text, {size}, {encoding}")
        return words.format(size=size, encoding=encodings.short_name(attachment.encoding))
    return _("Text, {size}").format(size=size)


def icon(attachment: Attachment) -> str:
    """Return the name of the icon that stands for it."""
    return "picture" if attachment.is_picture else "file"


def spoken(attachment: Attachment, *, is_left_out: bool = False) -> str:
    """Return what a screen reader says of it."""
    # Translators: {facts} is such as "PDF, 12 pages, 340 KB".
    told = [_("{facts}.").format(facts=facts(attachment)), attachment.note]
    if is_left_out:
        told.append(_("Left out of the next request."))
    return sentences(*told)
