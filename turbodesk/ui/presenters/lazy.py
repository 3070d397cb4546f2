"""The desks a run may never need, such as printing or the connection check: each is imported and made at first use."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app.commands import COMMANDS
from turbodesk.app.gateways import DEMO
from turbodesk.chat.errors import FailureNote

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.services import Services
    from turbodesk.ui.main_window.shortcut_sheet import ShortcutSheet
    from turbodesk.ui.presenters.api_key import ApiKeyPresenter
    from turbodesk.ui.presenters.attachments import AttachmentPresenter
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.connection_check import ConnectionCheckPresenter
    from turbodesk.ui.presenters.demo import DemoPresenter
    from turbodesk.ui.presenters.export import ExportPresenter
    from turbodesk.ui.presenters.find import FindPresenter
    from turbodesk.ui.presenters.inspector import InspectorPresenter
    from turbodesk.ui.presenters.search import SearchPresenter
    from turbodesk.ui.presenters.settings import SettingsPresenter
    from turbodesk.ui.presenters.views import MainWindowViews

REMOVE_OLD_AFTER_S = 60.0
"""How long after the start: the file of conversations is written anew then, and nobody shall wait for it at a start."""


class LazyPresenters(QObject):
    """Desks that belong to one window."""

    told = Signal(FailureNote)
    """Something the person must know."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        chat_presenter: ChatPresenter,
        key_setup: ApiKeyPresenter,
        chat_list: ChatListPresenter,
    ) -> None:
        super().__init__(views.window)
        self._chat_list = chat_list
        self._services = services
        self._views = views
        self._chat_presenter = chat_presenter
        self._key_setup = key_setup
        views.header.demo_pressed.connect(lambda: self.demo.offer())

    def may_send(self, again: Callable[[], None]) -> bool:
        """Whether the chat in front may ask for a reply now; a chat of the demo may move first, once that is left.

        Where it may not, `again` is called when it may.
        """
        chat = self._chat_presenter.chat
        is_left = chat is not None and chat.conversation.gateway_id == DEMO and not self._chat_list.demo
        return not is_left or self.demo.may_send(again)

    def _front(self) -> LiveChat | None:
        return self._chat_presenter.chat

    def remove_old_soon(self) -> None:
        """Have chats that were deleted long ago removed for good, some time after the start."""
        self._services.scope.start("remove-old", self._remove_old())

    async def _remove_old(self) -> None:
        await asyncio.sleep(REMOVE_OLD_AFTER_S)
        await self._services.new_trash().remove_old()

    @cached_property
    def doctor(self) -> ConnectionCheckPresenter:
        """Checks connections."""
        from turbodesk.ui.presenters.connection_check import ConnectionCheckPresenter

        presenter = ConnectionCheckPresenter(self._services, self._views)
        presenter.settings_requested.connect(lambda: self.settings.open_gateway())
        return presenter

    @cached_property
    def settings(self) -> SettingsPresenter:
        """Opens the settings window, at the gateways too."""
        from turbodesk.ui.presenters.settings import SettingsPresenter
        from turbodesk.ui.presenters.settings_gateway import GatewaySettingsPresenter
        from turbodesk.ui.presenters.settings_models import ModelSettingsPresenter
        from turbodesk.ui.presenters.settings_storage import StorageSettingsPresenter
        from turbodesk.ui.presenters.settings_usage import UsageSettingsPresenter
        from turbodesk.ui.settings import SettingsDialog

        services, registry = self._services, self._services.model_registry
        dialog = self._views.dressed(SettingsDialog(self._views.theme, self._views.window))
        gateway = GatewaySettingsPresenter(
            dialog.gateway, profiles=services.profiles, model_registry=registry, key_setup=self._key_setup
        )
        gateway.check_requested.connect(lambda profile_id: self.doctor.open(profile_id))
        models = ModelSettingsPresenter(
            dialog.models, dialog.presets, model_registry=registry, kept_presets=services.presets, front=self._front
        )
        usage = UsageSettingsPresenter(
            dialog.usage,
            ledger=services.workspace.ledger,
            reply_ended=services.workspace.reply_ended,
            scope=services.scope,
            front=self._front,
        )
        storage = StorageSettingsPresenter(
            dialog.storage,
            folder=services.folder,
            scope=services.scope,
            trash=services.new_trash(),
            new_archive=services.new_archive,
            listed=services.workspace.listed,
            tell=self.told.emit,
        )
        pages = (gateway, models, usage, storage)
        return SettingsPresenter(dialog, pages, preferences=services.preferences, model_registry=registry)

    @cached_property
    def demo(self) -> DemoPresenter:
        """Leads out of the demo."""
        from turbodesk.ui.presenters.demo import DemoPresenter

        presenter = DemoPresenter(self._services, self._views, self._chat_presenter, self._key_setup)
        presenter.key_wanted.connect(lambda: self.settings.ask_for_key())
        presenter.left.connect(self._key_setup.entered)
        return presenter

    @cached_property
    def inspector(self) -> InspectorPresenter:
        """Shows requests as they are sent."""
        from turbodesk.ui.presenters.inspector import InspectorPresenter

        return InspectorPresenter(self._services, self._views)

    @cached_property
    def attach(self) -> AttachmentPresenter:
        """Takes in what is attached."""
        from turbodesk.ui.presenters.attachments import AttachmentPresenter

        return AttachmentPresenter(self._services, self._views, self._chat_presenter)

    @cached_property
    def export(self) -> ExportPresenter:
        """Prints, saves and copies chats."""
        from turbodesk.ui.presenters.export import ExportPresenter

        return ExportPresenter(self._services, self._views, self.told.emit)

    @cached_property
    def find(self) -> FindPresenter:
        """Finds words in the chat in front."""
        from turbodesk.ui.presenters.find import FindPresenter

        return FindPresenter(self._views, self._chat_presenter, self._services.scope.child("find"))

    @cached_property
    def search(self) -> SearchPresenter:
        """Finds words in all chats."""
        from turbodesk.ui.presenters.search import SearchPresenter

        return SearchPresenter(self._services, self._views, self._chat_list, lambda: self.find)

    @cached_property
    def shortcuts(self) -> ShortcutSheet:
        """Names every shortcut."""
        from turbodesk.ui.main_window.shortcut_sheet import ShortcutRow, ShortcutSheet

        sheet = self._views.dressed(ShortcutSheet(self._views.window, theme=self._views.theme))
        sheet.set_rows(ShortcutRow(one.title, one.shortcut, one.group.value) for one in COMMANDS if one.shortcut)
        return sheet
