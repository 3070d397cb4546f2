"""The tool that writes a text file into a chosen folder: asked about each time, with old and new beside each other.

What was in the file is kept first (`kept_changes`). It is written only where the file is still what the person saw when
they allowed it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from contextlib import ExitStack
from threading import Event
from typing import TYPE_CHECKING

from turbodesk.app.tools import arguments
from turbodesk.app.tools.look_into_folders import on_thread, place
from turbodesk.app.tools.tool import Tool, ToolCall, ToolOutcome, ToolPreview, ToolReference, ToolRefused
from turbodesk.chat.parts import JsonObject
from turbodesk.chat.tools import ToolDefinition
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.folders import ConfinedFolder
    from turbodesk.app.tools.context import OwnToolsContext
    from turbodesk.app.tools.kept_changes import KeptChanges

MOST_TEXT = 1_000_000
"""Characters of a file that is written."""
_SEEN = 100
"""Previews that are remembered."""

_DEFINITION = ToolDefinition(
    "write_file",
    "Writes a text file into a folder the user has chosen, in place of what is there. The user sees the change "
    "and is asked each time. Read a file before you change it, and give its whole new text.",
    {
        "type": "object",
        "properties": {
            "path": {"type": "string", "description": "Begins with the name of a chosen folder"},
            "text": {"type": "string", "description": "The whole text of the file"},
        },
        "required": ["path", "text"],
        "additionalProperties": False,
    },
)


def write_file_tool(context: OwnToolsContext, changes: Callable[[], KeptChanges]) -> Tool:
    """Return the tool."""
    seen: dict[str, str] = {}
    """By call, the hash of what the person saw the file hold, "" for none."""

    async def preview(given: JsonObject, call: ToolCall) -> ToolPreview:
        path, text = _given(given)
        folder, parts, name = place(context, path)
        before = await on_thread(lambda _: _old(folder, parts))
        while len(seen) >= _SEEN:
            seen.pop(next(iter(seen)))
        seen[call.call_id] = _hash(before)
        return ToolPreview("/".join((name, *parts)), None if before is None else _text(before, parts[-1]), text)

    async def run(given: JsonObject, call: ToolCall) -> ToolOutcome:
        from turbodesk.app.folders.change_result import ChangeKind, ChangeResult
        from turbodesk.app.tools.kept_changes import ChangedFile, KeptChange

        path, text = _given(given)
        folder, parts, name = place(context, path)
        shown, kept = "/".join((name, *parts)), changes()

        def work(_: Event) -> KeptChange:
            before = _old(folder, parts)
            if seen.get(call.call_id, _hash(before)) != _hash(before):
                raise ToolRefused(f"“{shown}” has changed since it was shown, so it was not written.")
            data = _as_before(text, before)
            result = ChangeResult(ChangeKind.FILE_MADE if before is None else ChangeKind.FILE_CHANGED, parts[-1])
            change = kept.keep(result, folder.root, ChangedFile(parts, before, data))
            with ExitStack() as undo:
                undo.callback(kept.forget, change)
                folder.write(parts, data)
                undo.pop_all()
            return change

        kept.made.emit(await on_thread(work))
        seen.pop(call.call_id, None)
        return ToolOutcome(f"“{shown}” was written.", references=(ToolReference(shown),))

    return Tool(
        _DEFINITION,
        _("Write into my folders"),
        _("Writes text files into the chosen folders. You see each change first, and can undo it."),
        describe=lambda given: arguments.rows(given, path=_("File")),
        run=run,
        preview=preview,
        may_change=True,
        asks_always=True,
        icon="pen",
        # Translators: {tool} is the name of a tool, which is shown in bold.
        wish=_("{tool} wants to write a file"),
    )


def _given(given: JsonObject) -> tuple[str, str]:
    path = arguments.text(given, "path", most=4_000)
    text = arguments.text(given, "text", most=MOST_TEXT, may_be_empty=True)
    return path, text.encode("utf-8", "replace").decode()  # halves of letters are no text


def _old(folder: ConfinedFolder, parts: tuple[str, ...]) -> bytes | None:
    """Return what a file holds, None where there is none.

    Raises:
        ToolRefused: it is one that is not written.
        FolderRefused: it cannot be read.
    """
    from turbodesk.app.tools.kept_changes import MOST_BYTES

    if not parts:
        raise ToolRefused("This is a folder. Give the name of the file as well.")
    if not folder.has(parts):
        return None
    data = folder.read(parts, MOST_BYTES)
    if len(data) > MOST_BYTES:
        raise ToolRefused(f"“{parts[-1]}” is too large to be changed.")
    _text(data, parts[-1])
    return data


def _text(data: bytes, name: str) -> str:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = "\0"
    if "\0" in text:
        raise ToolRefused(f"“{name}” is no text in UTF-8, so it is not changed.")
    return text.replace("\r\n", "\n")


def _as_before(text: str, before: bytes | None) -> bytes:
    """Return the text's bytes, with the mark and the ends of lines the file had."""
    text = text.replace("\r\n", "\n")
    if before is not None and before.count(b"\r\n") * 2 > before.count(b"\n"):
        text = text.replace("\n", "\r\n")
    return (b"\xef\xbb\xbf" if before is not None and before.startswith(b"\xef\xbb\xbf") else b"") + text.encode()


def _hash(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()
