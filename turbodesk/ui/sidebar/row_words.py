"""What rows of the list say: their texts, their tips, and what a screen reader is told. Most starts do without."""

from __future__ import annotations

from PySide6.QtCore import Qt

from turbodesk.chat.conversation import Unseen
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
            chats = "1 chat" if row.count == 1 else f"{row.count:,} chats"
            news = ", something new in it" if has_news else ""
            return f"{row.project.name}, project, {chats}, {'folded' if row.is_folded else 'unfolded'}{news}"
    return None


def of_hit(hit: Hit, role: int) -> str | None:
    """Return what a message that was found says."""
    match role:
        case Qt.ItemDataRole.DisplayRole:
            return hit.title
        case Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{hit.title}\n{hit.found.snippet}")
        case Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(one for one in (hit.title, hit.when, hit.found.snippet) if one)
    return None


def spoken(row: ChatItem | ChatHit, *, is_replying: bool, unseen: Unseen | None) -> str:
    """Return what a screen reader says of a chat's row."""
    conversation = row.conversation
    states = (
        (row.when if isinstance(row, ChatHit) else "", True),
        ("pinned", conversation.pinned),
        ("replying", is_replying),
        ("new reply", unseen is Unseen.REPLY),
        ("reply failed", unseen is Unseen.FAILURE),
    )
    return ", ".join((conversation.title, *(word for word, holds in states if word and holds)))
