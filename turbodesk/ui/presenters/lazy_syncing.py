"""The presenters about a person's other computers, each imported and made at first use.

Where nobody syncs, nothing of it is made before the page of the settings about it is seen.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.app.services import Services
    from turbodesk.app.syncing.syncing import Syncing
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.offered_drafts import OfferedDraftPresenter
    from turbodesk.ui.presenters.settings_computers import ComputersPresenter
    from turbodesk.ui.presenters.settings_computers_setup import SyncSetupPresenter
    from turbodesk.ui.presenters.sync_code import CodeCopies
    from turbodesk.ui.presenters.views import MainWindowViews
    from turbodesk.ui.settings.computers import ComputersPage
    from turbodesk.ui.widgets.toast import Toast


class LazySyncPresenters(QObject):
    """Those of one window."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        *,
        chat_presenter: ChatPresenter,
        page: Callable[[], ComputersPage],
        open_settings: Callable[[], object],
        toast: Callable[[], Toast],
        get_update: Callable[[], object],
    ) -> None:
        """`page` gives the page of the settings about it, `open_settings` shows it."""
        super().__init__(views.window)
        self._services, self._views, self._chat_presenter = services, views, chat_presenter
        self._page, self._open_settings = page, open_settings
        self._toast, self._get_update = toast, get_update
        self._has_started = self._is_wished = False

    def open_page(self) -> None:
        """Show the page of the settings."""
        self._open_settings()

    def sync_now(self) -> None:
        """Begin a round, and where nobody syncs yet show how that begins, as soon as that is known."""
        if self.syncing.is_on:
            self.syncing.sync_now()
        elif self._has_started:
            self.open_page()
        else:
            self._is_wished = True

    @cached_property
    def syncing(self) -> Syncing:
        """Syncing itself, with what the window tells it, and what it tells the window."""
        from turbodesk.ui.presenters.sync_signs import SyncSigns

        syncing = self._services.syncing()
        SyncSigns(self._views.window, sidebar=self._views.sidebar, syncing=syncing)
        self._views.sidebar.sync_pressed.connect(self.open_page)
        subscribe(self, syncing.drafts_changed, self._show_drafts_of)
        self._chat_presenter.changed.connect(self._show_drafts)
        self._services.scope.start("syncing.start", self._start(syncing))
        return syncing

    async def _start(self, syncing: Syncing) -> None:
        await syncing.start()
        self._has_started = True
        if self._is_wished:
            self.sync_now()
        self._show_drafts()

    def _show_drafts(self) -> None:
        """Show what was typed at other computers for the chat in front; the lines are made with the first of them."""
        chat = self._chat_presenter.chat
        if "drafts" in self.__dict__ or (chat is not None and self.syncing.offered(chat.conversation.id)):
            self.drafts.refresh()

    def _show_drafts_of(self, chat_id: str) -> None:
        chat = self._chat_presenter.chat
        if chat is not None and chat.conversation.id == chat_id:
            self._show_drafts()

    @cached_property
    def drafts(self) -> OfferedDraftPresenter:
        """Offers what was typed at other computers."""
        from turbodesk.ui.composer.draft_offers import INSET, DraftOffers
        from turbodesk.ui.presenters.offered_drafts import OfferedDraftPresenter

        views = self._views
        lines = views.composer.grown(DraftOffers(views.theme))
        views.chat_area.add_card(lines, inset=INSET)
        return OfferedDraftPresenter(
            lines, syncing=self.syncing, chat_presenter=self._chat_presenter, composer=views.composer
        )

    @cached_property
    def page(self) -> ComputersPresenter:
        """Shows on its page how it stands."""
        from turbodesk.ui.presenters.settings_computers import ComputersPresenter

        return ComputersPresenter(
            self._page(),
            syncing=lambda: self.syncing,
            setup=lambda: self.setup,
            copies=lambda: self.copies,
            ask_name=self._ask_name,
            get_update=self._get_update,
            scope=self._services.scope,
        )

    @cached_property
    def setup(self) -> SyncSetupPresenter:
        """Sets it up."""
        from turbodesk.ui.presenters.settings_computers_setup import SyncSetupPresenter
        from turbodesk.ui.settings.computers_sheet import SyncSetupSheet

        views = self._views
        return SyncSetupPresenter(
            views.dressed(SyncSetupSheet(views.window, theme=views.theme)),
            syncing=lambda: self.syncing,
            copies=lambda: self.copies,
            scope=self._services.scope,
            toast=self._toast,
            now=dt.datetime.now,
        )

    @cached_property
    def copies(self) -> CodeCopies:
        """Takes the recovery code out of the program."""
        from turbodesk.ui.presenters.sync_code import CodeCopies

        return CodeCopies(self._views.window, scope=self._services.scope)

    def _ask_name(self, name: str, named: Callable[[str], object]) -> None:
        from turbodesk.ui.settings.name_sheet import NameSheet

        views = self._views
        sheet = views.dressed(NameSheet(views.window, theme=views.theme))
        sheet.named.connect(named)
        sheet.ask(name)
