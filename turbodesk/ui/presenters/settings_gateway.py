"""Ties the page for gateways in the settings to the gateways there are and to their keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app.gateways import Gateways
from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.profiles import Profiles
from turbodesk.chat import left_out
from turbodesk.chat.errors import FailureNote
from turbodesk.ui.presenters.api_key import ApiKeyPresenter
from turbodesk.ui.settings.gateway import GatewayPage
from turbodesk.ui.widgets.lifetime import owned, subscribe

if TYPE_CHECKING:
    from turbodesk.app.signal import Subscription


class GatewaySettingsPresenter(QObject):
    """Lets the page act on the gateway looked at."""

    check_requested = Signal(str)
    """The connection to the gateway with this id shall be checked."""

    def __init__(
        self, page: GatewayPage, *, profiles: Profiles, model_registry: ModelRegistry, key_setup: ApiKeyPresenter
    ) -> None:
        super().__init__(page)
        self._page = page
        self._profiles = profiles
        self._model_registry = model_registry
        self._key_setup = key_setup
        self._looked_at = profiles.default_id
        self._key_subscription: Subscription | None = None
        page.set_resolver(Gateways.resolved, Gateways.is_here)
        subscribe(page, profiles.changed, lambda _: self._look())
        subscribe(page, profiles.learned, lambda _: self._look_at_refusals())
        page.gateway_chosen.connect(self._choose)
        page.gateway_added.connect(self._add)
        page.gateway_renamed.connect(lambda name: profiles.rename(self._looked_at, name))
        page.gateway_removed.connect(lambda: profiles.remove(self._looked_at))
        page.default_chosen.connect(lambda: key_setup.use(self._looked_at))
        page.address_changed.connect(lambda url: profiles.change_url(self._looked_at, url))
        page.needs_key_changed.connect(lambda needed: profiles.set_needs_key(self._looked_at, needed))
        page.key_replaced.connect(self._replace)
        page.key_kept.connect(self._keep)
        page.key_removed.connect(lambda: key_setup.forget(self._looked_at))
        page.refusals_forgotten.connect(lambda: profiles.forget_refusals(self._looked_at))
        page.key_page_named.connect(lambda address: profiles.set_key_page(self._looked_at, address))
        page.headers_saved.connect(lambda headers: profiles.set_headers(self._looked_at, headers))
        page.check_requested.connect(lambda: self.check_requested.emit(self._looked_at))
        page.cancel_requested.connect(self._cancel)

    def refresh(self) -> None:
        """Look at the gateway new chats use, unless the settings are open at another one."""
        if not self._page.is_open:
            self._looked_at = self._profiles.default_id
        self._look()

    def _look(self) -> None:
        """Show the gateway looked at as it is now; the default one instead of one that is gone."""
        page, profiles = self._page, self._profiles
        if profiles.get(self._looked_at) is None:
            self._looked_at = profiles.default_id
        page.set_gateways(profiles.all(), looked_at=self._looked_at, for_new_chats=profiles.default_id)
        if self._key_subscription is not None:
            self._key_subscription.close()
        keys = profiles.keys(self._looked_at)
        self._key_subscription = subscribe(page, keys.changed, page.set_key_state)
        page.set_key_state(keys.state)
        page.set_own_headers(profiles.headers(self._looked_at))
        self._key_setup.need_key(self._looked_at)
        self._look_at_refusals()

    def _look_at_refusals(self) -> None:
        names = {model.id: model.name for model in self._model_registry.models}
        self._page.set_left_out(left_out.lines(self._profiles.facts(self._looked_at), names))

    def _choose(self, profile_id: str) -> None:
        self._cancel()
        self._looked_at = profile_id
        self._look()

    def _add(self, name: str, url: str, needs_key: bool) -> None:
        self._cancel()
        self._looked_at = ""  # nothing is shown until there is what to show
        self._looked_at = self._profiles.add(name, url, needs_key=needs_key).id
        self._look()

    def _replace(self, text: str, this_run_only: bool) -> None:
        self._page.show_checking()
        profile = self._profiles.get(self._looked_at) or self._profiles.default
        on_result = owned(self._page, self._page.show_checked)
        self._key_setup.submit(profile.url, text, on_result, this_run_only=this_run_only, profile_id=profile.id)

    def _keep(self, text: str, this_run_only: bool) -> None:
        page = self._page
        profile = self._profiles.get(self._looked_at) or self._profiles.default

        def on_result(failure: FailureNote | None) -> None:
            if failure is None:
                page.show_kept()
            else:
                page.show_checked(failure)

        self._key_setup.keep(
            profile.url, text, owned(page, on_result), this_run_only=this_run_only, profile_id=profile.id
        )

    def _cancel(self) -> None:
        self._key_setup.cancel()
        self._page.show_idle()
