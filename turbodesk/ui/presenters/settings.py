"""Ties the settings window to the settings, the key and the files; the window is made when it is first asked for."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from turbodesk.app.gateways import Gateways
from turbodesk.app.services import Services
from turbodesk.chat import left_out
from turbodesk.chat.errors import FailureNote
from turbodesk.settings import ALL, Section, Setting
from turbodesk.ui.presenters.api_key import ApiKeyPresenter
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.widgets.external import show_file
from turbodesk.ui.widgets.lifetime import is_alive, owned, subscribe

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.signal import Subscription
    from turbodesk.ui.presenters.settings_models import ModelSettingsPresenter
    from turbodesk.ui.presenters.settings_storage import StorageSettingsPresenter
    from turbodesk.ui.settings import SettingsDialog


class SettingsPresenter(QObject):
    """Opens the settings window and lets it act."""

    check_requested = Signal(str)
    """The connection to the gateway with this id shall be checked."""
    told = Signal(FailureNote)
    """Something the person must know."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        key_setup: ApiKeyPresenter,
        front: Callable[[], LiveChat | None] = lambda: None,
    ) -> None:
        """`front` gives the chat in front."""
        super().__init__(views.window)
        self._services = services
        self._views = views
        self._key_setup = key_setup
        self._front = front
        self._dialog: SettingsDialog | None = None
        self._models: ModelSettingsPresenter | None = None
        self._storage: StorageSettingsPresenter | None = None
        self._profiles = services.profiles
        self._looked_at = self._profiles.default_id
        self._subscriptions: Subscription | None = None

    def open(self, section: Section | None = None) -> None:
        """Show the settings window, at one of its pages if asked, or bring it to the front."""
        if self._dialog is None:
            self._dialog = self._made()
        dialog = self._dialog
        if not dialog.isVisible():
            self._looked_at = self._profiles.default_id
        self._look()
        settings: tuple[Setting[Any], ...] = ALL
        dialog.set_values({one.key: self._services.preferences.get(one) for one in settings})
        dialog.set_models(self._services.model_registry.models, dt.date.today())
        if self._models is not None:
            self._models.show_all()
        if self._storage is not None:
            self._storage.look()
        self._count()
        if section is not None:
            dialog.show_section(section)
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def open_usage(self) -> None:
        """Show what replies cost."""
        self.open(Section.USAGE)

    def open_gateway(self) -> None:
        """Show where the address and the key are set."""
        self.open(Section.GATEWAY)

    def ask_for_key(self) -> None:
        """Show where the key of the gateway for new chats goes."""
        self.open_gateway()
        if self._dialog is not None:
            self._dialog.ask_for_key()

    def _made(self) -> SettingsDialog:
        from turbodesk.ui.presenters.settings_models import ModelSettingsPresenter
        from turbodesk.ui.presenters.settings_storage import StorageSettingsPresenter
        from turbodesk.ui.settings import SettingsDialog

        dialog = self._views.dressed(SettingsDialog(self._views.theme, self._views.window))
        dialog.set_resolver(Gateways.resolved, Gateways.is_here)
        self._storage = StorageSettingsPresenter(self._services, dialog.storage, self.told.emit)
        self._models = ModelSettingsPresenter(self._services, dialog.models, dialog.presets, self._front)
        dialog.setting_changed.connect(self._change)
        subscribe(dialog, self._services.workspace.reply_ended, lambda _: self._count_again())
        subscribe(dialog, self._profiles.changed, lambda _: self._look())
        dialog.gateway_chosen.connect(self._choose)
        dialog.gateway_added.connect(self._add)
        dialog.gateway_renamed.connect(lambda name: self._profiles.rename(self._looked_at, name))
        dialog.gateway_removed.connect(lambda: self._profiles.remove(self._looked_at))
        dialog.default_chosen.connect(self._use)
        dialog.address_changed.connect(lambda url: self._profiles.change_url(self._looked_at, url))
        dialog.needs_key_changed.connect(lambda needed: self._profiles.set_needs_key(self._looked_at, needed))
        dialog.key_replaced.connect(self._replace)
        dialog.key_kept.connect(self._keep)
        dialog.refusals_forgotten.connect(lambda: self._profiles.forget_refusals(self._looked_at))
        subscribe(dialog, self._profiles.learned, lambda _: self._look_at_refusals())
        dialog.key_removed.connect(lambda: self._key_setup.forget(self._looked_at))
        dialog.check_requested.connect(lambda: self.check_requested.emit(self._looked_at))
        dialog.cancel_requested.connect(self._cancel)
        dialog.open_folder_requested.connect(self._open_folder)
        return dialog

    def _count_again(self) -> None:
        if self._dialog is not None and self._dialog.isVisible():
            self._count()

    def _count(self) -> None:
        self._services.scope.start("account", self._show_account())

    async def _show_account(self) -> None:
        chat = self._front()
        account = await self._services.workspace.ledger.account(None if chat is None else chat.conversation.id)
        if self._dialog is not None and is_alive(self._dialog):
            self._dialog.set_account(account)

    def _change(self, setting: Setting[Any], value: Any) -> None:
        self._services.preferences.set(setting, value)

    def _look(self) -> None:
        """Show the gateway looked at as it is now; the default one instead of one that is gone."""
        if self._dialog is None:
            return
        if self._profiles.get(self._looked_at) is None:
            self._looked_at = self._profiles.default_id
        default = self._profiles.default_id
        self._dialog.set_gateways(self._profiles.all(), looked_at=self._looked_at, for_new_chats=default)
        if self._subscriptions is not None:
            self._subscriptions.close()
        keys = self._profiles.keys(self._looked_at)
        self._subscriptions = subscribe(self._dialog, keys.changed, self._dialog.set_key_state)
        self._dialog.set_key_state(keys.state)
        self._key_setup.need_key(self._looked_at)
        self._look_at_refusals()

    def _look_at_refusals(self) -> None:
        if self._dialog is not None:
            names = {model.id: model.name for model in self._services.model_registry.models}
            self._dialog.set_left_out(left_out.lines(self._profiles.facts(self._looked_at), names))

    def _choose(self, profile_id: str) -> None:
        self._cancel()
        self._looked_at = profile_id
        self._look()

    def _use(self) -> None:
        self._profiles.choose_default(self._looked_at)
        self._key_setup.entered.emit()

    def _add(self, name: str, url: str, needs_key: bool) -> None:
        self._cancel()
        self._looked_at = ""  # nothing is shown until there is what to show
        self._looked_at = self._profiles.add(name, url, needs_key=needs_key).id
        self._look()

    def _replace(self, text: str, this_run_only: bool) -> None:
        if self._dialog is not None:
            self._dialog.show_checking()
            profile = self._profiles.get(self._looked_at) or self._profiles.default
            told = owned(self._dialog, self._dialog.show_checked)
            self._key_setup.submit(profile.url, text, told, this_run_only=this_run_only, profile_id=profile.id)

    def _keep(self, text: str, this_run_only: bool) -> None:
        dialog = self._dialog
        if dialog is not None:
            profile = self._profiles.get(self._looked_at) or self._profiles.default

            def told(failure: FailureNote | None) -> None:
                if failure is None:
                    dialog.show_kept()
                else:
                    dialog.show_checked(failure)

            self._key_setup.keep(profile.url, text, told, this_run_only=this_run_only, profile_id=profile.id)

    def _cancel(self) -> None:
        self._key_setup.cancel()
        if self._dialog is not None:
            self._dialog.show_idle()

    def _open_folder(self) -> None:
        show_file(self._services.folder)
