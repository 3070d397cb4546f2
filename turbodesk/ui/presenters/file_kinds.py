"""Says in dialogs that ask for files which kinds are offered."""

from __future__ import annotations

from turbodesk.translation import _


def file_kind(words: str, *patterns: str) -> str:
    """Return one kind as Qt's file dialogs take it: what it is called, and the names of its files, such as "*.zip"."""
    return f"{words} ({' '.join(patterns)})"


def or_all_files(kind: str) -> str:
    """Offer all files besides, for those with another ending."""
    return ";;".join((kind, file_kind(_("All files"), "*")))
