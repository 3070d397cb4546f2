"""Says before sending what a model or the gateway would refuse of the attachments, in sentences: pure functions."""

from __future__ import annotations

from collections.abc import Sequence

from turbodesk.chat.attachments import PLAIN, Attachment, called, size_in_words
from turbodesk.chat.model import Model
from turbodesk.quantities import number
from turbodesk.translation import _

MOST_BODY = 18_000_000
"""Bytes of a request at most: the smallest upstream takes 20 MB (protocol, 5), and words need room as well."""
_CHARACTERS_A_TOKEN = 3.5
"""Of Latin text (protocol, 5)."""


def sent_size(attachment: Attachment) -> int:
    """Return the bytes an attachment takes in a request: base64 is a third longer than what it holds."""
    return attachment.size if attachment.media_type == PLAIN else (attachment.size + 2) // 3 * 4


def objection(attachments: Sequence[Attachment], model: Model) -> str:
    """Return why a request with these attachments would be refused, one or two sentences; "" when it would not be."""
    pictures = sum(attachment.is_picture for attachment in attachments)
    if pictures > model.images:
        return _("{model} takes at most {most} pictures at once; these are {count}.").format(
            model=model.name, most=number(model.images), count=number(pictures)
        )
    pages = sum(attachment.pages for attachment in attachments)
    if pages > model.pdf_pages:
        longest = max(attachments, key=lambda one: one.pages)
        return _(
            "{model} takes at most {most} pages of PDF at once; these are {count}. Remove “{attachment}”, "
            "or choose a model that takes more."
        ).format(model=model.name, most=number(model.pdf_pages), count=number(pages), attachment=called(longest))
    total = sum(map(sent_size, attachments))
    if total > MOST_BODY:
        largest = max(attachments, key=sent_size)
        return _(
            "These attachments come to {total} when sent; at most {most} can be. Remove “{attachment}”, "
            "which takes {size} of it."
        ).format(
            total=size_in_words(total),
            most=size_in_words(MOST_BODY),
            attachment=called(largest),
            size=size_in_words(sent_size(largest)),
        )
    for one in attachments:
        if one.media_type == PLAIN and one.size / _CHARACTERS_A_TOKEN > model.context:
            return _("“{attachment}” is longer than all that {model} can read at once.").format(
                attachment=called(one), model=model.name
            )
    return ""
