"""Makes what serves the pages of the settings that show more than settings."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services
from turbodesk.chat.errors import FailureNote
from turbodesk.ui.presenters.settings import SettingsPresenter
from turbodesk.ui.presenters.settings_backups import Replacing
from turbodesk.ui.presenters.settings_data import data_presenters
from turbodesk.ui.presenters.settings_gateway import GatewaySettingsPresenter
from turbodesk.ui.presenters.settings_language import new_language_setting
from turbodesk.ui.presenters.settings_models import ModelSettingsPresenter
from turbodesk.ui.presenters.settings_spelling import new_spelling_settings
from turbodesk.ui.presenters.settings_tools import ToolSettingsPresenter
from turbodesk.ui.presenters.settings_usage import UsageSettingsPresenter
from turbodesk.ui.settings import SettingsSheet

if TYPE_CHECKING:
    from turbodesk.ui.presenters.api_key import ApiKeyPresenter
    from turbodesk.ui.presenters.application import ApplicationPresenter
    from turbodesk.ui.presenters.connection_check import ConnectionCheckPresenter
    from turbodesk.ui.presenters.imports import ImportPresenter
    from turbodesk.ui.presenters.lazy_attention import LazyAttentionPresenters
    from turbodesk.ui.presenters.lazy_syncing import LazySyncPresenters
    from turbodesk.ui.presenters.lazy_tools import LazyToolPresenters
    from turbodesk.ui.presenters.spelling import SpellingPresenter


class SettingsContext(Protocol):
    """Where pages of the settings lead to; each is made when it is first asked for."""

    @property
    def key_setup(self) -> ApiKeyPresenter:
        """Asks for keys."""

    @property
    def doctor(self) -> ConnectionCheckPresenter:
        """Checks connections."""

    @property
    def imports(self) -> ImportPresenter:
        """Brings in chats of other programs."""

    @property
    def tools(self) -> LazyToolPresenters:
        """Are those about tools of other makers."""

    @property
    def spelling(self) -> SpellingPresenter:
        """Marks mistakes where people write."""

    @property
    def application(self) -> ApplicationPresenter:
        """Is the program itself."""

    @property
    def attention(self) -> LazyAttentionPresenters:
        """Are those of what calls for attention outside the window."""

    @property
    def other_computers(self) -> LazySyncPresenters:
        """Are those about the chats on a person's other computers."""


def new_settings(
    sheet: SettingsSheet,
    services: Services,
    lazy: SettingsContext,
    *,
    front: Callable[[], LiveChat | None],
    replacing: Replacing,
    tell: Callable[[FailureNote], None],
) -> SettingsPresenter:
    """Serve `sheet`; `front` gives the chat in front, `tell` is told what must be known of a failure.

    `replacing` does what replaces all chats. What of `lazy` a page leads to is made when it does.
    """
    registry = services.model_registry
    gateway = GatewaySettingsPresenter(
        sheet.gateway, profiles=services.profiles, model_registry=registry, key_setup=lazy.key_setup
    )
    gateway.check_requested.connect(lambda profile_id: lazy.doctor.open(profile_id))
    models = ModelSettingsPresenter(sheet.models, model_registry=registry, kept_presets=services.presets, front=front)
    usage = UsageSettingsPresenter(
        sheet.usage,
        ledger=services.workspace.ledger,
        reply_ended=services.workspace.reply_ended,
        scope=services.scope,
        front=front,
    )
    data = data_presenters(sheet.storage, services, replacing=replacing, tell=tell)
    sheet.storage.import_requested.connect(lambda: lazy.imports.open())
    sheet.tools.add_requested.connect(lambda: lazy.tools.adding.open())
    tools = ToolSettingsPresenter(
        sheet.tools,
        preferences=services.preferences,
        changes=services.tool_changes,
        changed=services.tool_changed,
        notes=services.notes_folder,
        scope=services.scope,
    )
    spelling = new_spelling_settings(sheet, services, lambda: lazy.spelling.wanted())
    language = new_language_setting(sheet, services, lazy.application.restart_asked.emit)
    pages = (gateway, language, models, tools, lazy.tools.servers, usage, spelling, *data, lazy.other_computers.page)
    desktop = lazy.attention.settings_page(sheet.desktop)
    return SettingsPresenter(sheet, (*pages, *desktop), preferences=services.preferences, model_registry=registry)
