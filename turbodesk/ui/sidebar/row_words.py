"""What rows of the list say: their texts, their tips, and what a screen reader is told. Most starts do without."""

from __future__ import annotations

from PySide6.QtCore import Qt

from turbodesk.chat.conversation import Unseen
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.quantities import listed, number
from turbodesk.ui.sidebar.grouping import ChatHit, ChatItem, Hit, ProjectItem
from turbodesk.ui.widgets.plain import plain_tip


def of_project(row: ProjectItem, role: int, has_news: bool) -> str | None:
    """Return what a project's row says; None for a role it has nothing for."""
    match role:
        case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.EditRole:
            return row.project.name
        case Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.project.name)
        case Qt.ItemDataRole.AccessibleTextRole:
            chats = ngettext("{count} chat", "{count} chats", row.count).format(count=number(row.count))
            state = _("folded") if row.is_folded else _("unfolded")
            news = _("something new in it") if has_news else ""
            return listed([row.project.name, pgettext("kind of row", "project"), chats, state, news])
    return None


def of_hit(hit: Hit, role: int) -> str | None:
    """Return what a message that was found says."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return hit.title
        case Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{hit.title}\n{hit.found.snippet}")
        case Qt.ItemDataRole.AccessibleTextRole:
            return listed([hit.title, hit.when, hit.found.snippet])
    return None


def spoken(row: ChatItem | ChatHit, *, is_replying: bool, unseen: Unseen | None) -> str:
    """Return what a screen reader says of a chat's row."""
    conversation = row.conversation
    states = (
        (row.when if isinstance(row, ChatHit) else "", True),
        (_("pinned"), conversation.pinned),
        (_("replying"), is_replying),
        (_("new reply"), unseen is Unseen.REPLY),
        (_("reply failed"), unseen is Unseen.FAILURE),
    )
    return listed([conversation.title, *(word for word, holds in states if holds)])
