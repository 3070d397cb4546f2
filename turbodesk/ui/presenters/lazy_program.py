"""The presenters of the program itself that the first window does not wait for: settings, keys, the connection check.

Each is imported and made at first use, with what it uses by name. Those about chats are `lazy`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app import commands
from turbodesk.chat.errors import FailureNote
from turbodesk.settings import LIVE_FOLDER
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.app.exports.formats import ExportFormat
    from turbodesk.app.live import LiveChat
    from turbodesk.app.program import Program
    from turbodesk.app.prompts import Prompts
    from turbodesk.app.services import Services
    from turbodesk.ui.main_window.drawer import Drawer
    from turbodesk.ui.main_window.shortcut_sheet import ShortcutSheet
    from turbodesk.ui.models.popup import ModelPopup
    from turbodesk.ui.onboarding import OnboardingScreen
    from turbodesk.ui.presenters.about import AboutPresenter
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.presenters.api_key import ApiKeyPresenter
    from turbodesk.ui.presenters.application import ApplicationPresenter
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.code_previews import CodePreviewPresenter
    from turbodesk.ui.presenters.connection_check import ConnectionCheckPresenter
    from turbodesk.ui.presenters.export import ExportPresenter
    from turbodesk.ui.presenters.imports import ImportPresenter
    from turbodesk.ui.presenters.inspector import InspectorPresenter
    from turbodesk.ui.presenters.models import ModelPresenter
    from turbodesk.ui.presenters.month import MonthPresenter
    from turbodesk.ui.presenters.news import NewsPresenter
    from turbodesk.ui.presenters.prompts import PromptPresenter
    from turbodesk.ui.presenters.settings import SettingsPresenter
    from turbodesk.ui.presenters.side_panels import SidePanelsPresenter
    from turbodesk.ui.presenters.temporary import TemporaryPresenter
    from turbodesk.ui.presenters.views import MainWindowViews
    from turbodesk.ui.presenters.zoom import ZoomPresenter
    from turbodesk.ui.widgets.key_steps import KeyStepsSheet
    from turbodesk.ui.widgets.toast import Toast


class LazyProgramPresenters(QObject):
    """Presenters that belong to one window, whatever chat is in front."""

    error_occurred = Signal(FailureNote)
    """Something the person must know."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        actions: Actions,
        chat_presenter: ChatPresenter,
        chat_list: ChatListPresenter,
        program: Program | None,
    ) -> None:
        super().__init__(views.window)
        self._services = services
        self._views = views
        self._actions = actions
        self._chat_presenter = chat_presenter
        self._chat_list = chat_list
        self._program = program

    def _front(self) -> LiveChat | None:
        return self._chat_presenter.chat

    @cached_property
    def temporary(self) -> TemporaryPresenter:
        """Looks after the chat of which nothing is kept."""
        from turbodesk.ui.presenters.temporary import TemporaryPresenter

        return TemporaryPresenter(
            self._views.window,
            chats=self._services.new_temporary_chats(),
            chat_list=self._chat_list,
            front=self._front,
            header=self._views.header,
            actions=self._actions,
            toast=self.toast,
        )

    async def may_close(self) -> bool:
        """Whether nothing is lost with the window that is meant to be in memory alone, or the person lets it go."""
        return "temporary" not in self.__dict__ or await self.temporary.may_close()

    @cached_property
    def application(self) -> ApplicationPresenter:
        """Is the program itself: a second start, the log, an update."""
        from turbodesk.ui.presenters.application import ApplicationPresenter

        return ApplicationPresenter(
            self._views.window,
            notice=self._views.notice,
            workspace=self._services.workspace,
            scope=self._services.scope,
            program=self._program,
        )

    @cached_property
    def about(self) -> AboutPresenter:
        """Says what the program is."""
        from turbodesk.ui.about import AboutPanel
        from turbodesk.ui.presenters.about import AboutPresenter

        panel = self._views.dressed(AboutPanel(self._views.window, theme=self._views.theme))
        log = self._program.logbook.path if self._program is not None else None
        return AboutPresenter(panel, log=log, models=lambda: self.news.told_of_models, scope=self._services.scope)

    @cached_property
    def news(self) -> NewsPresenter:
        """Tells of new versions."""
        from turbodesk.ui.presenters.news import NewsPresenter

        services = self._services
        return NewsPresenter(
            self._views.notice,
            preferences=services.preferences,
            registry=services.model_registry,
            kept=services.model_news_file,
            scope=services.scope,
        )

    @cached_property
    def key_setup(self) -> ApiKeyPresenter:
        """Asks for keys, and checks and keeps them."""
        from turbodesk.ui.presenters.api_key import ApiKeyPresenter

        return ApiKeyPresenter(
            self._views.window,
            profiles=self._services.profiles,
            gateways=self._services.gateways,
            scope=self._services.scope,
            new_screen=self._new_first_screen,
        )

    def _new_first_screen(self) -> OnboardingScreen:
        from turbodesk.ui.onboarding import OnboardingScreen

        return self._views.dressed(OnboardingScreen(self._views.theme))

    @cached_property
    def side_panels(self) -> SidePanelsPresenter:
        """Shows and hides the sidebar."""
        from turbodesk.ui.presenters.side_panels import SidePanelsPresenter

        return SidePanelsPresenter(
            self._views.window,
            sidebar=self._views.sidebar,
            header=self._views.header,
            composer=self._views.composer,
            preferences=self._services.preferences,
            new_drawer=self._new_drawer,
        )

    def _new_drawer(self) -> Drawer:
        from turbodesk.ui.main_window.drawer import Drawer

        return self._views.dressed(Drawer(self._views.window, theme=self._views.theme))

    @cached_property
    def month(self) -> MonthPresenter:
        """Says what the month has cost."""
        from turbodesk.ui.presenters.month import MonthPresenter

        workspace = self._services.workspace
        return MonthPresenter(
            self._views.sidebar,
            ledger=workspace.ledger,
            reply_ended=workspace.reply_ended,
            scope=self._services.scope,
        )

    @cached_property
    def zoom(self) -> ZoomPresenter:
        """Changes the size of the text."""
        from turbodesk.ui.presenters.zoom import ZoomPresenter

        return ZoomPresenter(self._services.preferences, self)

    @cached_property
    def key_steps(self) -> KeyStepsSheet:
        """Says where a key comes from."""
        from turbodesk.ui.widgets.key_steps import KeyStepsSheet

        sheet = self._views.dressed(KeyStepsSheet(self._views.window, theme=self._views.theme))
        sheet.paste_requested.connect(lambda gateway_id: self.settings.ask_for_key(gateway_id))
        return sheet

    @cached_property
    def doctor(self) -> ConnectionCheckPresenter:
        """Checks connections."""
        from turbodesk import __version__
        from turbodesk.app.doctor import CHECKS, COST
        from turbodesk.ui.doctor import DoctorSheet
        from turbodesk.ui.presenters.connection_check import ConnectionCheckPresenter

        views, services = self._views, self._services
        sheet = DoctorSheet(views.window, theme=views.theme, checks=CHECKS, cost=COST, version=__version__)
        presenter = ConnectionCheckPresenter(
            views.dressed(sheet),
            profiles=services.profiles,
            preferences=services.preferences,
            scope=services.scope,
        )
        presenter.settings_requested.connect(lambda: self.settings.open_gateway())
        return presenter

    @cached_property
    def imports(self) -> ImportPresenter:
        """Brings in chats of other programs."""
        from turbodesk.ui.imports import ImportSheet
        from turbodesk.ui.presenters.imports import ImportPresenter

        services = self._services
        return ImportPresenter(
            self._views.dressed(ImportSheet(self._views.window, theme=self._views.theme)),
            new_importer=services.new_importer,
            workspace=services.workspace,
            scope=services.scope,
            gateway_id=lambda: services.profiles.default_id,
            chat_presenter=self._chat_presenter,
            chat_list=self._chat_list,
        )

    @cached_property
    def kept_prompts(self) -> Prompts:
        """Are the prompts, read now; where they cannot be read or written, that is told."""
        prompts = self._services.prompts()
        subscribe(self, prompts.failed, self.error_occurred.emit)
        return prompts

    @cached_property
    def prompts(self) -> PromptPresenter:
        """Puts prompts into the message."""
        from turbodesk.ui.presenters.prompts import PromptPresenter
        from turbodesk.ui.prompts import PromptPopup, PromptSheet

        views = self._views
        presenter = PromptPresenter(
            views.composer,
            prompts=self.kept_prompts,
            new_popup=lambda: views.dressed(PromptPopup(views.window, theme=views.theme)),
            new_sheet=lambda: views.dressed(PromptSheet(views.window, theme=views.theme)),
            toast=lambda: self.toast,
            scope=self._services.scope,
        )
        presenter.failed.connect(self.error_occurred)
        return presenter

    @property
    def is_settings_open(self) -> bool:
        """Whether the settings lie over the window; asking makes nothing."""
        return "settings" in self.__dict__ and self.settings.is_open

    @cached_property
    def settings(self) -> SettingsPresenter:
        """Opens the settings, at one of their pages or controls too."""
        from turbodesk.ui.presenters.settings import SettingsPresenter
        from turbodesk.ui.presenters.settings_gateway import GatewaySettingsPresenter
        from turbodesk.ui.presenters.settings_live_folder import LiveFolderPresenter
        from turbodesk.ui.presenters.settings_models import ModelSettingsPresenter
        from turbodesk.ui.presenters.settings_storage import StorageSettingsPresenter
        from turbodesk.ui.presenters.settings_usage import UsageSettingsPresenter
        from turbodesk.ui.settings import SettingsSheet

        services, registry = self._services, self._services.model_registry
        sheet = self._views.dressed(SettingsSheet(self._views.window, theme=self._views.theme))
        gateway = GatewaySettingsPresenter(
            sheet.gateway, profiles=services.profiles, model_registry=registry, key_setup=self.key_setup
        )
        gateway.check_requested.connect(lambda profile_id: self.doctor.open(profile_id))
        models = ModelSettingsPresenter(
            sheet.models, model_registry=registry, kept_presets=services.presets, front=self._front
        )
        usage = UsageSettingsPresenter(
            sheet.usage,
            ledger=services.workspace.ledger,
            reply_ended=services.workspace.reply_ended,
            scope=services.scope,
            front=self._front,
        )
        storage = StorageSettingsPresenter(
            sheet.storage,
            folder=services.folder,
            scope=services.scope,
            trash=services.new_trash(),
            new_archive=services.new_archive,
            listed=services.workspace.listed,
            tell=self.error_occurred.emit,
        )
        sheet.storage.import_requested.connect(lambda: self.imports.open())
        LiveFolderPresenter(
            sheet.storage.live_folder,
            live_folder=services.live_folder,
            is_chosen=bool(services.preferences.get(LIVE_FOLDER)),
        )
        pages = (gateway, models, usage, storage)
        return SettingsPresenter(sheet, pages, preferences=services.preferences, model_registry=registry)

    @cached_property
    def shortcuts(self) -> ShortcutSheet:
        """Names every shortcut."""
        from turbodesk.ui.main_window.shortcut_sheet import ShortcutRow, ShortcutSheet

        sheet = self._views.dressed(ShortcutSheet(self._views.window, theme=self._views.theme))
        sheet.set_rows(
            ShortcutRow(command.title, command.shortcut, command.group.value)
            for command in commands.COMMANDS
            if command.shortcut
        )
        return sheet

    @cached_property
    def toast(self) -> Toast:
        """Tells what was done, such as a chat deleted or saved as a file, over the page."""
        from turbodesk.ui.main_window.chat_area import CLEAR
        from turbodesk.ui.widgets.toast import LIFT, Toast

        views = self._views
        page = views.transcript.viewport()  # which ends so far above the composer
        toast = views.dressed(Toast(page, theme=views.theme, parent=views.chat_area, lift=LIFT - CLEAR))
        toast.moved.connect(views.transcript.pill.set_lift)
        return toast

    @cached_property
    def code_previews(self) -> CodePreviewPresenter:
        """Shows code of replies as what it is the code of."""
        from turbodesk.ui.presenters.code_previews import CodePreviewPresenter

        return CodePreviewPresenter(self._views.window, scope=self._services.scope, tell=self.error_occurred.emit)

    @cached_property
    def inspector(self) -> InspectorPresenter:
        """Shows requests as they are sent."""
        from turbodesk.ui.inspector.panel import InspectorPanel
        from turbodesk.ui.presenters.inspector import InspectorPresenter

        panel = self._views.dressed(InspectorPanel(self._views.window, theme=self._views.theme))
        return InspectorPresenter(panel, gateways=self._services.gateways, scope=self._services.scope)

    @cached_property
    def export(self) -> ExportPresenter:
        """Prints, saves and copies chats."""
        from turbodesk.ui.presenters.export import ExportPresenter

        return ExportPresenter(
            self._views.window,
            toast=self.toast,
            model_of=self._services.workspace.model,
            attachment_service=self._services.attachment_service,
            scope=self._services.scope,
            tell=self.error_occurred.emit,
        )

    def _connect_exports(self) -> None:
        """Save chats, messages and what is selected as files."""

        def save_several(ids: Sequence[str], *format_: ExportFormat) -> None:
            self.export.save_several(ids, self._services.workspace, *format_)

        def save_message(message_id: str) -> None:
            if (chat := self._front()) is not None:
                self.export.save_message(chat, message_id)

        def save_selected() -> None:
            chat = self._front()
            markdown = "" if chat is None else self._views.message_views.selected_markdown(chat.ids())
            if chat is not None and markdown:
                self.export.save_selected(chat, markdown)

        def save_tables(message_id: str) -> None:
            if (chat := self._front()) is not None:
                self.export.save_tables(chat, message_id)

        def save_table(markdown: str) -> None:
            if (chat := self._front()) is not None:
                self.export.save_table(chat, markdown)

        self._views.message_actions.tables_save_requested.connect(save_tables)
        self._views.message_actions.table_save_requested.connect(save_table)
        self._views.sidebar.export_requested.connect(save_several)
        self._views.sidebar.export_as_requested.connect(save_several)
        self._views.message_actions.save_requested.connect(save_message)
        self._views.message_actions.selection_save_requested.connect(save_selected)

    @cached_property
    def models(self) -> ModelPresenter:
        """Offers models and presets."""
        from turbodesk.app.favourites import Favourites
        from turbodesk.ui.presenters.models import ModelPresenter

        presenter = ModelPresenter(
            self._views.header,
            notice=self._views.notice,
            chat_presenter=self._chat_presenter,
            model_registry=self._services.model_registry,
            profiles=self._services.profiles,
            presets=self._services.presets,
            favourites=Favourites(self._services.preferences),
            preferences=self._services.preferences,
            tell=lambda words, action, act: self.toast.tell(words, action, act),
            new_list=self._new_model_list,
        )
        presenter.error_occurred.connect(self.error_occurred)
        presenter.compare_requested.connect(self._views.message_actions.compare_requested)
        return presenter

    def _new_model_list(self) -> ModelPopup:
        from turbodesk.ui.models.popup import ModelPopup

        return self._views.dressed(ModelPopup(self._views.window, theme=self._views.theme))
