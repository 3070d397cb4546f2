"""Fills the page of contents that an empty chat shows: what to begin with, and the last chats to go on with."""

from __future__ import annotations

import datetime as dt

from PySide6.QtCore import QObject

from turbodesk.app.gateways import DEMO
from turbodesk.app.workspace import Workspace
from turbodesk.ui.composer import Composer
from turbodesk.ui.main_window.empty_state import EmptyState, RecentChat
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.chat_list import ChatListPresenter
from turbodesk.ui.widgets.lifetime import subscribe
from turbodesk.ui.widgets.moment_wording import when_words

_MOST = 3


class EmptyPagePresenter(QObject):
    """Serves one page, to which it belongs. Nothing is looked up while the page is out of sight."""

    def __init__(
        self,
        page: EmptyState,
        *,
        chat_presenter: ChatPresenter,
        workspace: Workspace,
        chat_list: ChatListPresenter,
        composer: Composer,
    ) -> None:
        super().__init__(page)
        self.page = page
        self._chat_presenter = chat_presenter
        self._workspace = workspace
        page.suggested.connect(composer.suggest)
        page.chat_chosen.connect(chat_list.choose)
        page.shown.connect(self._fill)
        chat_presenter.changed.connect(self._fill_if_seen)
        subscribe(self, workspace.listed, lambda _: self._fill_if_seen())
        subscribe(self, workspace.conversation_changed, lambda _: self._fill_if_seen())

    def _fill_if_seen(self) -> None:
        if self.page.isVisible():
            self._fill()

    def _fill(self) -> None:
        chat = self._chat_presenter.chat
        front = chat.conversation if chat is not None else None
        self.page.set_demo(is_demo=front is not None and front.gateway_id == DEMO)
        self.page.set_temporary(is_temporary=chat is not None and chat.context.is_temporary)
        now = dt.datetime.now().astimezone()
        latest = self._workspace.latest(_MOST + 1)
        last = [one for one in latest if front is None or one.id != front.id][:_MOST]
        self.page.set_recent([RecentChat(one.id, one.title, when_words(one.updated_at, now)) for one in last])
