"""Keeps every chat as a Markdown file in a folder of the person's choice: off until one is chosen, and never read back.

What is in front decides nothing: the chats on disk do. A chat that is another than its file shows is written again some
seconds after it came to rest; one that was deleted loses its file. One chat at a time, with a pause as long as it took,
so that ten thousand of them make nobody wait.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import time
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

from turbodesk.app.exports.folder_files import FolderFiles
from turbodesk.app.exports.markdown import to_markdown
from turbodesk.app.exports.stored import stored_transcript
from turbodesk.app.exports.transcript import Transcript
from turbodesk.app.gateways import DEMO
from turbodesk.app.preferences import Preferences
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.errors import Failure, FailureNote, StoreFailure
from turbodesk.chat.moments import local_time
from turbodesk.chat.one_line import one_line
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import LIVE_FOLDER
from turbodesk.store.history import History
from turbodesk.translation import _

START_S = 20.0
"""How long after the start of the program it is looked at first."""
SETTLE_S = 3.0
"""How long chats are let come to rest before they are written."""
CLAIMED = 50
"""Chats whose names are written down before they are written."""
_FORM = 1
"""Which form the files have; with another number all of them are written anew."""
_TASK = "live-folder"
_GONE = FailureNote(
    "folder-gone", _("The folder is not there."), _("It goes on by itself once it is back, or choose another one.")
)


@dataclass(frozen=True, slots=True)
class FolderState:
    """How the folder stands."""

    folder: Path | None = None
    """None: none is chosen."""
    written: int = 0
    """Chats that are in it."""
    waiting: int = 0
    """Chats that are still to be written."""
    failure: FailureNote | None = None


class LiveFolder:
    """The Markdown folder of one person."""

    def __init__(
        self, history: History, workspace: Workspace, preferences: Preferences, scope: Scope, index: Path
    ) -> None:
        """`index` is where to remember what was written."""
        self.changed: Signal[FolderState] = Signal()
        self.state = FolderState()
        self._history, self._workspace, self._preferences = history, workspace, preferences
        self._scope, self._index = scope, index
        self._files: FolderFiles | None = None
        self._dirty: set[str] = set()
        """The ids of chats that may be others than they were, whatever their stamp says."""
        self._is_behind = False
        for told in (workspace.listed, workspace.projects_changed):
            told.connect(lambda _: self.look())
        workspace.conversation_changed.connect(lambda one: self._touched(one.id))
        workspace.reply_ended.connect(lambda ended: self._touched(ended[0]))

    def start(self) -> None:
        """Go on where an earlier run ended, once the window has what it needs."""
        self._show(FolderState(Path(self._preferences.get(LIVE_FOLDER))))
        self._look_after(START_S)

    def choose(self, folder: Path | None) -> None:
        """Keep the chats in this folder from now on; None: in none. What was written before stays where it is."""
        self._scope.cancel(_TASK)
        self._preferences.set(LIVE_FOLDER, "" if folder is None else str(folder))
        self._files = None
        self._show(FolderState(folder))
        self.look()

    def look(self) -> None:
        """See soon whether the folder shows the chats as they are."""
        self._look_after(SETTLE_S)

    def _look_after(self, seconds: float) -> None:
        if not self._preferences.get(LIVE_FOLDER) or self._scope.is_closed:
            return
        self._is_behind = True
        if not self._scope.is_running(_TASK):
            self._scope.start(_TASK, self._follow(seconds))

    def _touched(self, chat_id: str) -> None:
        self._dirty.add(chat_id)
        self.look()

    async def _follow(self, after_s: float) -> None:
        while self._is_behind:
            await asyncio.sleep(after_s)
            self._is_behind, after_s = False, SETTLE_S
            try:
                await self._bring_up_to_date(Path(self._preferences.get(LIVE_FOLDER)))
            except (Failure, OSError) as failure:
                note = failure.note if isinstance(failure, Failure) else _unwritable(failure)
                self._show(replace(self.state, failure=note))

    async def _bring_up_to_date(self, folder: Path) -> None:
        if not await asyncio.to_thread(folder.is_dir):
            self._files = None
            self._show(FolderState(folder, failure=_GONE))
            return
        if self._files is None:
            self._files = await asyncio.to_thread(FolderFiles, folder, self._index)
        files = self._files
        replying = self._workspace.replying()  # these end soon, and tell it
        chats = [one for one in self._workspace.conversations() if one.gateway_id != DEMO]
        dirty = frozenset(self._dirty)  # who becomes so from here on is another than in this list, and is next
        for gone in files.ids() - {one.id for one in chats}:
            await asyncio.to_thread(files.remove, gone)
        stamps = await asyncio.to_thread(self._stamps, chats)
        stale = [
            one
            for one in chats
            if one.id not in replying and (one.id in dirty or files.stamp(one.id) != stamps[one.id])
        ]
        for start in range(0, len(stale), CLAIMED):
            portion = stale[start : start + CLAIMED]
            self._show(FolderState(folder, len(chats) - len(stale) + start, len(stale) - start))
            await self._write(files, portion, stamps)
        await asyncio.to_thread(files.save)
        self._show(FolderState(folder, len(files)))

    async def _write(self, files: FolderFiles, chats: Sequence[Conversation], stamps: dict[str, str]) -> None:
        names = {one.id: (one.title, self._project_name(one)) for one in chats}
        await asyncio.to_thread(files.claim, names)
        for chat in chats:
            began = time.monotonic()
            self._dirty.discard(chat.id)  # before it is read: what changes meanwhile is written with the next look
            with ExitStack() as unless_written:
                unless_written.callback(self._dirty.add, chat.id)
                transcript = await stored_transcript(chat, self._history, self._workspace.model)
                head = _front_matter(chat, self._project_name(chat))
                await asyncio.to_thread(_put, files, chat.id, head, transcript, stamps[chat.id])
                unless_written.pop_all()
            await asyncio.sleep(time.monotonic() - began)

    def _stamps(self, chats: Sequence[Conversation]) -> dict[str, str]:
        return {one.id: stamp_of(one, self._project_name(one)) for one in chats}

    def _project_name(self, chat: Conversation) -> str:
        project = self._workspace.projects.of(chat) if chat.project_id is not None else None
        return project.name if project is not None else ""

    def _show(self, state: FolderState) -> None:
        self.state = state
        self.changed.emit(state)


def stamp_of(chat: Conversation, project: str) -> str:
    """Return a short text that is another where a chat's file would be another."""
    shown = [_FORM, chat.title, project, chat.updated_at, chat.leaf_id, chat.model]
    shown += [f"{one.id}{one.is_on}{one.is_edited}" for one in chat.summaries]
    return hashlib.sha256(json.dumps(shown).encode()).hexdigest()[:16]


def _put(files: FolderFiles, chat_id: str, head: str, transcript: Transcript, stamp: str) -> None:
    files.write(chat_id, head + to_markdown(transcript), stamp)


def _front_matter(chat: Conversation, project: str) -> str:
    """Return what programs for notes read of a file: texts in quotation marks as JSON has them, which YAML takes."""
    known = {
        "title": one_line(chat.title),
        "created": _moment(chat.created_at),
        "updated": _moment(chat.updated_at),
        "model": chat.model or "",
        "project": one_line(project),
    }
    lines = [f"{name}: {json.dumps(value, ensure_ascii=False)}" for name, value in known.items() if value]
    return "\n".join(["---", *lines, "---", "", ""])


def _moment(ms: int) -> str:
    moment = local_time(ms)
    return "" if moment is None else moment.isoformat(timespec="seconds")


def _unwritable(error: OSError) -> FailureNote:
    return StoreFailure(
        str(error), sentence=_("The Markdown folder could not be written."), advice=_("See whether its disk is full.")
    ).note
