"""The presenters of the program itself that the first window does not wait for: settings, keys, the connection check.

Each is imported and made at first use, with what it uses by name. Those about chats are `lazy`'s.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app import commands
from turbodesk.chat.errors import FailureNote
from turbodesk.settings import Section
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.mcp.elicitation import ElicitationAnswer, ElicitationQuestion
    from turbodesk.app.program import Program
    from turbodesk.app.prompts import Prompts
    from turbodesk.app.services import Services
    from turbodesk.app.tools.kept_changes import KeptChange
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
    from turbodesk.ui.presenters.lazy_attention import LazyAttentionPresenters
    from turbodesk.ui.presenters.lazy_syncing import LazySyncPresenters
    from turbodesk.ui.presenters.lazy_tools import LazyToolPresenters
    from turbodesk.ui.presenters.models import ModelPresenter
    from turbodesk.ui.presenters.month import MonthPresenter
    from turbodesk.ui.presenters.news import NewsPresenter
    from turbodesk.ui.presenters.notifications import NotificationPresenter
    from turbodesk.ui.presenters.prompts import PromptPresenter
    from turbodesk.ui.presenters.settings import SettingsPresenter
    from turbodesk.ui.presenters.side_panels import SidePanelsPresenter
    from turbodesk.ui.presenters.spelling import SpellingPresenter
    from turbodesk.ui.presenters.temporary import TemporaryPresenter
    from turbodesk.ui.presenters.views import MainWindowViews
    from turbodesk.ui.presenters.zoom import ZoomPresenter
    from turbodesk.ui.settings import SettingsSheet
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
        subscribe(self, services.tool_changed, self._tell_change)
        services.later_tools.serve(self._elicit, self._open_address)
        away, workspace = self._if_away, services.workspace
        subscribe(self, workspace.reply_ended, lambda ended: away(lambda told: told.reply_ended(*ended)))
        subscribe(self, workspace.attention.asked, lambda asked: away(lambda told: told.asked(*asked)))

    def _if_away(self, tell: Callable[[NotificationPresenter], object]) -> None:
        """Tell something outside the window, unless that is in front of the person."""
        from turbodesk.ui.widgets.raising import is_in_front

        if self._views.window.is_locked or not is_in_front(self._views.window):
            tell(self.attention.notifications)

    async def _elicit(self, question: ElicitationQuestion) -> ElicitationAnswer:
        self._if_away(lambda told: told.server_asked(question.server_name))
        return await self.tools.questions.ask(question)

    def _open_address(self, address: str) -> bool:
        return self.tools.questions.open_page(address)

    def _tell_change(self, change: KeptChange) -> None:
        from turbodesk.ui.presenters.tool_changes import tell_change

        tell_change(change, toast=self.toast, changes=self._services.tool_changes, scope=self._services.scope)

    def _front(self) -> LiveChat | None:
        return self._chat_presenter.chat

    @cached_property
    def temporary(self) -> TemporaryPresenter:
        """Looks after the chat of which nothing is kept."""
        from turbodesk.ui.presenters.temporary import TemporaryPresenter

        chats = self._services.new_temporary_chats()
        presenter = TemporaryPresenter(
            self._views.window,
            chats=chats,
            chat_list=self._chat_list,
            front=self._front,
            header=self._views.header,
            actions=self._actions,
            toast=self.toast,
        )
        subscribe(presenter, chats.forgotten, self._temporary_closed)
        return presenter

    def _temporary_closed(self, conversation_id: str) -> None:
        if "attention" in self.__dict__:
            self.attention.forget(conversation_id)

    @cached_property
    def attention(self) -> LazyAttentionPresenters:
        """Are those of what calls for attention outside the window."""
        from turbodesk.ui.presenters.lazy_attention import LazyAttentionPresenters

        return LazyAttentionPresenters(
            self._services,
            self._views,
            chat_presenter=self._chat_presenter,
            chat_list=self._chat_list,
            actions=self._actions,
            open_temporary=lambda: self.temporary.begin(),
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
            look_at_disk=self._services.database.try_again,
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
            at_icon=lambda share: self.attention.progress.show("import", share),
        )

    @cached_property
    def tools(self) -> LazyToolPresenters:
        """Are those about tools of other makers."""
        from turbodesk.ui.presenters.lazy_tools import LazyToolPresenters

        return LazyToolPresenters(
            self._services,
            self._views,
            page=lambda: self._settings_sheet.tools,
            open_page=lambda: self.settings.open_settings(Section.TOOLS),
            failed=self.error_occurred.emit,
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
            from_tools=lambda: self._actions[commands.FROM_TOOLS].trigger if self._services.has_tool_servers else None,
        )
        presenter.failed.connect(self.error_occurred)
        return presenter

    @property
    def is_settings_open(self) -> bool:
        """Whether the settings lie over the window; asking makes nothing."""
        return "settings" in self.__dict__ and self.settings.is_open

    @cached_property
    def _settings_sheet(self) -> SettingsSheet:
        from turbodesk.ui.settings import SettingsSheet

        return self._views.dressed(SettingsSheet(self._views.window, theme=self._views.theme))

    @cached_property
    def spelling(self) -> SpellingPresenter:
        """Marks mistakes where people write."""
        from turbodesk.ui.presenters.spelling import new_spelling

        return new_spelling(self._services, self._views.window, self._front, lambda: self.toast, self.error_occurred)

    @cached_property
    def settings(self) -> SettingsPresenter:
        """Opens the settings, at one of their pages or controls too."""
        from turbodesk.ui.presenters.settings_setup import new_settings

        return new_settings(
            self._settings_sheet,
            self._services,
            self,
            front=self._front,
            replacing=self._chat_list.replacing,
            tell=self.error_occurred.emit,
        )

    @cached_property
    def other_computers(self) -> LazySyncPresenters:
        """Are those about the chats on a person's other computers."""
        from turbodesk.ui.presenters.lazy_syncing import LazySyncPresenters

        return LazySyncPresenters(
            self._services,
            self._views,
            chat_presenter=self._chat_presenter,
            page=lambda: self._settings_sheet.computers,
            open_settings=lambda: self.settings.open_settings(Section.COMPUTERS),
            toast=lambda: self.toast,
            get_update=lambda: self.about.open(),
        )

    @cached_property
    def shortcuts(self) -> ShortcutSheet:
        """Names every shortcut."""
        from turbodesk.app.commands import GROUP_TITLES
        from turbodesk.ui.main_window.shortcut_sheet import ShortcutRow, ShortcutSheet

        sheet = self._views.dressed(ShortcutSheet(self._views.window, theme=self._views.theme))
        sheet.set_rows(
            ShortcutRow(command.title, command.shortcut, GROUP_TITLES[command.group])
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
            at_icon=lambda share: self.attention.progress.show("export", share),
        )

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
