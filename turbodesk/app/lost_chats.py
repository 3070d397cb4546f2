"""Says which chats were found damaged when the list of them was read."""

from __future__ import annotations

from collections.abc import Collection

from turbodesk.chat.errors import FailureNote, StoreDamaged
from turbodesk.quantities import number
from turbodesk.translation import _, ngettext


def note_of(lost: Collection[str]) -> FailureNote:
    """Return what the person is told of these chats, which are at least one, by their ids."""
    count = len(lost)
    return StoreDamaged(
        "\n".join(sorted(lost)),
        sentence=_("A chat is damaged and cannot be shown whole.")
        if count == 1
        else ngettext(
            "{count} chat is damaged and cannot be shown whole.",
            "{count} chats are damaged and cannot be shown whole.",
            count,
        ).format(count=number(count)),
        advice=_("What can be read of it is shown, and nothing was changed in the file."),
    ).note
