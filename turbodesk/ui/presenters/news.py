"""Says at the top of the window that a new version of the program is out, and leads to its page."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QObject

from turbodesk import __version__, resources
from turbodesk.app import updates
from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.widgets.external import open_address

_PAGE = "release-page"


class NewsPresenter(QObject):
    """Serves one notice bar, to which it belongs."""

    def __init__(self, notice: NoticeBar, *, preferences: Preferences, scope: Scope) -> None:
        super().__init__(notice)
        self._notice = notice
        self._preferences = preferences
        self._scope = scope
        self._page = ""
        notice.action_requested.connect(self._act)

    def start(self) -> None:
        """Look for news, some time after the start."""
        self._scope.start("news", self._look())

    async def _look(self) -> None:
        source = updates.source()
        if source is None:
            return
        await asyncio.sleep(updates.FIRST_AFTER_S)
        is_kept = updates.is_kept_up_to_date(resources.channel())
        asker = updates.Updates(self._preferences, __version__, source=source, is_kept=is_kept)
        if (release := await asker.look()) is not None:
            self._page = release.page
            self._notice.show_notice(
                f"TurboDesk {release.version} is out. You have {__version__}.", action="Read more", action_id=_PAGE
            )

    def _act(self, action: str) -> None:
        if action == _PAGE:
            open_address(self._page)
