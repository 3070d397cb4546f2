"""What becomes of an open conversation of which the database holds another state by now: nothing of either is undone.

A fact that was changed in one place alone is what that place says. One that was changed in both is what the window
says: it is written after what was read, so it is the later.
"""

from __future__ import annotations

from dataclasses import fields, replace

from turbodesk.chat.conversation import Conversation

_TOGETHER = (("title", "titled_by_hand"),)
"""Fields of which one says nothing without the other."""


def with_changes(here: Conversation, before: Conversation, on_disk: Conversation) -> Conversation:
    """Return `here` with what `on_disk` has otherwise than `before`, in all that `here` still has as `before`."""
    ours, theirs = _differing(before, here), _differing(before, on_disk)
    for group in _TOGETHER:
        for names in (ours, theirs):
            if names.intersection(group):
                names.update(group)
    changes = {name: getattr(on_disk, name) for name in theirs - ours}
    return replace(here, **changes) if changes else here


def taken_over(here: Conversation, before: Conversation, on_disk: Conversation) -> Conversation:
    """Return what `with_changes` does, but for what the person is in the midst of: writing and reading."""
    after = replace(with_changes(here, before, on_disk), place=here.place)
    if here.draft.strip() or here.draft_parts:
        after = replace(after, draft=here.draft, draft_parts=here.draft_parts)
    return after if here.edit is None else replace(after, edit=here.edit)


def _differing(one: Conversation, other: Conversation) -> set[str]:
    names = (field.name for field in fields(Conversation))
    return {name for name in names if getattr(one, name) != getattr(other, name)}
