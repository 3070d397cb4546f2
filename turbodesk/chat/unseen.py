"""Notices by the count of input tokens that an attachment has not reached the model.

Some gateways drop what the provider behind them does not take, without a word, and the model answers as if nothing had
been attached. What they count gives it away: less than half of what the attachments alone have at the very least.
"""

from __future__ import annotations

from collections.abc import Sequence

from turbodesk.chat.attachments import Attachment, called
from turbodesk.chat.cost import tokens_in_words
from turbodesk.chat.message import Usage
from turbodesk.quantities import number
from turbodesk.translation import _, ngettext

UNSEEN = "attachments"
"""The `Adjusted.parameter` of it; nothing is left out because of it."""

TEXT_DOCUMENTS = "documents.text"
"""The `Adjusted.parameter` of texts that are no longer sent as documents: they are words of the message then."""

_LEAST_PICTURE = 85
"""Tokens of the smallest form in which any provider counts a picture."""
_LEAST_PAGE = 200
"""Tokens of a page of a PDF; one with words has 500 and more, shown as a picture as well 1,500 (protocol, 5)."""
_MOST_BYTES_PER_TOKEN = 8
"""Of text; English has four."""


def least_tokens(attachment: Attachment) -> int:
    """Return what an attachment has at the very least, as input of any model."""
    if attachment.is_picture:
        return _LEAST_PICTURE
    if attachment.is_pdf:
        return _LEAST_PAGE * max(attachment.pages, 1)
    return attachment.size // _MOST_BYTES_PER_TOKEN


def why_unseen(attached: Sequence[Attachment], usage: Usage) -> str:
    """Return why what was attached to a question may not have reached the model; "" where nothing says so."""
    counted = usage.total_input
    least = sum(least_tokens(one) for one in attached)
    if not counted or 2 * counted >= least:
        return ""
    counts = {"counted": tokens_in_words(counted), "least": number(least)}
    if len(attached) == 1:
        # Translators: {counted} is such as "12 tokens", {least} a number of them
        return _("The gateway counted {counted} for a question with “{attachment}”, which has {least} or more.").format(
            attachment=called(attached[0]), **counts
        )
    return ngettext(
        "The gateway counted {counted} for a question with {count} attachment, which has {least} or more.",
        "The gateway counted {counted} for a question with {count} attachments, which have {least} or more.",
        len(attached),
    ).format(count=number(len(attached)), **counts)
