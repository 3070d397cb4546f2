"""Tells that chats are in memory alone, takes it back when they are on disk, and asks before they are lost."""

from __future__ import annotations

import asyncio

from PySide6.QtWidgets import QWidget

from turbodesk.app.services import Services
from turbodesk.chat.errors import FailureNote, StoreUnwritable
from turbodesk.translation import _
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.quantities import sentences
from turbodesk.ui.widgets.announcement import announce
from turbodesk.ui.widgets.raising import bring_to_front

UNSAVED = "unsaved"
"""The notice's id."""
DRAIN_LIMIT_S = 2.0
"""How long a disk that hangs may hold up the end."""
_REWRITTEN = _(
    "The folder with your chats was removed or replaced while TurboDesk is open. It was written anew; no chat is lost."
)


class UnsavedChats:
    """Speaks of one window's database; made when there is something to say of it."""

    def __init__(self, services: Services, notice: NoticeBar, window: QWidget) -> None:
        self._services = services
        self._notice = notice
        self._window = window

    def tell(self, note: FailureNote) -> bool:
        """Show a note that says so; returns whether it is one."""
        if note.kind != StoreUnwritable.kind:
            return False
        self._notice.show_notice(sentences(note.sentence, note.advice).strip(), action_id=UNSAVED, is_danger=True)
        return True

    def saved(self, *, anew: bool) -> None:
        """Take back what was told: the disk takes chats again; `anew`: into a file that had to be written anew."""
        if self._notice.has(UNSAVED):
            self._notice.withdraw(UNSAVED)
            announce(self._window, _("All chats are saved again."))
        if anew:
            self._notice.show_notice(_REWRITTEN, is_danger=True)

    async def may_close(self) -> bool:
        """Save what can be saved; where something cannot, ask whether it may be lost."""
        self._services.workspace.flush()
        try:
            unsaved = await asyncio.wait_for(self._services.database.try_again(), DRAIN_LIMIT_S)
        except TimeoutError:
            unsaved = self._services.database.unsaved
        return not unsaved or await self._ask()

    async def _ask(self) -> bool:
        from turbodesk.ui.widgets.question import Question

        question = Question(
            self._window,
            _("Not everything is saved."),
            _(
                "The file of chats cannot be written, so what came last is in memory alone, and closing TurboDesk now "
                "loses it. Make room on the disk or see to its rights; then it is saved within seconds."
            ),
        )
        lose = _("Close and lose it")
        question.answer(_("Keep open"), is_safe=True)
        question.answer(lose, kind="danger")
        answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        question.answered.connect(answered.set_result)
        bring_to_front(self._window.window())  # it may be in the tray
        question.open()
        return await answered == lose
