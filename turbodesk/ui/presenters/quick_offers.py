"""Finds what is selected or copied in other programs, to be offered for a quick question, and never a secret.

Programs that keep passwords mark what they copy, each system in its own way; what is marked so is not even read. What
is offered is asked for again when it is taken: a press takes what is there then, if it is the same kind of thing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QClipboard, QGuiApplication

from turbodesk.chat.one_line import one_line
from turbodesk.translation import _
from turbodesk.ui.attachments.clipboard_content import ClipboardContent, clipboard_content, words
from turbodesk.ui.quantities import quoted
from turbodesk.ui.quick import Offer

SELECTED, COPIED = "selected", "copied"
_MODES = {SELECTED: QClipboard.Mode.Selection, COPIED: QClipboard.Mode.Clipboard}
_SECRET = (
    "x-kde-passwordmanagerhint",  # KDE, and most programs of Linux that keep passwords
    "org.nspasteboard.concealedtype",  # nspasteboard.org
    "org.nspasteboard.transienttype",
    "excludeclipboardcontentfrommonitorprocessing",  # learn.microsoft.com, "Clipboard Formats"
    "canincludeinclipboardhistory",
    "clipboard viewer ignore",  # not for people: a format
)
_SHOWN = 48
"""Letters of a text that are shown in its offer."""


def offers() -> Iterator[Offer]:
    """Return what can be taken along now."""
    seen = ""
    for id_ in _MODES:
        mime = _mime(id_)
        if mime is None:
            continue
        content, text = clipboard_content(mime), words(mime).strip()
        if not content.is_empty:
            yield Offer(_offer_id(id_, content), _attach_words(content))
        elif text and text != seen:
            seen = text
            short = one_line(text)[:_SHOWN].rstrip()
            said = quoted(short + ("…" if len(short) < len(one_line(text)) else ""))
            yield Offer(
                _offer_id(id_, content),
                _("Add what is selected: {text}").format(text=said)
                if id_ == SELECTED
                else _("Add what is copied: {text}").format(text=said),
            )


def taken(id_: str, *, longest: int) -> tuple[ClipboardContent, str]:
    """Return what an offer is of: what is to be attached, or the text that is to be quoted; nothing of another kind.

    A text of more than `longest` letters is attached; 0: none is.
    """
    where, _kind = id_.split(".")
    mime = _mime(where)
    if mime is None:
        return ClipboardContent(), ""
    content, text = clipboard_content(mime), words(mime).strip()
    if _offer_id(where, content) != id_:
        return ClipboardContent(), ""
    if not content.is_empty:
        return content, ""
    return sorted_by_length(text, longest=longest)


def sorted_by_length(text: str, *, longest: int) -> tuple[ClipboardContent, str]:
    """Return a text as `taken` does: as what is to be attached, or quoted."""
    return (ClipboardContent(text=text), "") if longest and len(text) > longest else (ClipboardContent(), text)


def is_secret(mime: QMimeData) -> bool:
    """Whether whoever copied this says that it is a password or the like."""
    forms = [form.lower() for form in mime.formats()]
    return any(mark in form for form in forms for mark in _SECRET)


def _offer_id(where: str, content: ClipboardContent) -> str:
    kind = "picture" if content.picture is not None else "text" if content.is_empty else "files"
    return f"{where}.{kind}"


def _mime(id_: str) -> QMimeData | None:
    clipboard = QGuiApplication.clipboard()
    if id_ == SELECTED and not clipboard.supportsSelection():
        return None
    if sys.platform == "darwin" and _is_concealed_on_macos():
        return None
    mime = clipboard.mimeData(_MODES[id_])
    return None if mime is None or is_secret(mime) else mime


def _is_concealed_on_macos() -> bool:
    """Whether the pasteboard holds a secret; Qt passes on none of the types it does not know.

    Through the Objective-C runtime's own functions, as Apple documents them. Where they answer otherwise, nothing is
    offered: a secret shown is worse than an offer missed.
    """
    from turbodesk.ui.application.objective_c import pasteboard_types

    types = pasteboard_types()
    return types is None or any(mark in one.lower() for one in types for mark in _SECRET)


def _attach_words(content: ClipboardContent) -> str:
    if content.picture is not None:
        return _("Attach the picture that is copied")
    if len(content.paths) == 1:
        return _("Attach {name}").format(name=quoted(one_line(content.paths[0].name)))
    return _("Attach the files that are copied")
