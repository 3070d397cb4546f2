"""The presenters the first window does not wait for, such as printing or the connection check.

Each is imported and made at first use, with what it uses by name: here is where the presenters are put together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from turbodesk.app import commands
from turbodesk.app.gateways import DEMO
from turbodesk.chat.errors import FailureNote

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.program import Program
    from turbodesk.app.services import Services
    from turbodesk.ui.attachments.viewer import Viewer
    from turbodesk.ui.main_window.drawer import Drawer
    from turbodesk.ui.main_window.empty_state import EmptyState
    from turbodesk.ui.main_window.shortcut_sheet import ShortcutSheet
    from turbodesk.ui.onboarding import OnboardingScreen
    from turbodesk.ui.presenters.about import AboutPresenter
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.presenters.api_key import ApiKeyPresenter
    from turbodesk.ui.presenters.application import ApplicationPresenter
    from turbodesk.ui.presenters.attachments import AttachmentPresenter
    from turbodesk.ui.presenters.attachments_out import AttachmentsOutPresenter
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.connection_check import ConnectionCheckPresenter
    from turbodesk.ui.presenters.demo import DemoPresenter
    from turbodesk.ui.presenters.export import ExportPresenter
    from turbodesk.ui.presenters.find import FindPresenter
    from turbodesk.ui.presenters.inspector import InspectorPresenter
    from turbodesk.ui.presenters.models import ModelPresenter
    from turbodesk.ui.presenters.month import MonthPresenter
    from turbodesk.ui.presenters.news import NewsPresenter
    from turbodesk.ui.presenters.palette import PalettePresenter
    from turbodesk.ui.presenters.search import SearchPresenter
    from turbodesk.ui.presenters.settings import SettingsPresenter
    from turbodesk.ui.presenters.side_panels import SidePanelsPresenter
    from turbodesk.ui.presenters.thinking import ThinkingPresenter
    from turbodesk.ui.presenters.usage import UsagePresenter
    from turbodesk.ui.presenters.views import MainWindowViews
    from turbodesk.ui.presenters.zoom import ZoomPresenter
    from turbodesk.ui.widgets.key_steps import KeyStepsSheet
    from turbodesk.ui.widgets.toast import Toast

REMOVE_OLD_AFTER_S = 60.0
"""How long after the start: the file of conversations is written anew then, and nobody shall wait for it at a start."""


class LazyPresenters(QObject):
    """Presenters that belong to one window."""

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
        views.message_actions.retry_menu_requested.connect(lambda _, anchor: self.models.offer_again(anchor))
        views.header.demo_pressed.connect(lambda: self.demo.offer())
        views.sidebar.words_changed.connect(lambda words: self.search.look_for(words))
        views.sidebar.export_requested.connect(lambda ids: self.export.save_several(ids, self._services.workspace.open))
        views.sidebar.message_chosen.connect(lambda found: self.search.open(found))
        chat_list.deleted.connect(lambda words: self.toast.tell(words, "Undo", chat_list.undo_delete))

    def start(self) -> None:
        """Begin what goes on beside the chats, once these are there."""
        from turbodesk.app.warm_up import warm_up

        self.application.start()
        if self._program is not None:
            self.news.start()
        self.usage.start()
        self.month.refresh()
        self._services.scope.start("warm-up", warm_up())
        self._services.scope.start("remove-old", self._remove_old())

    def finish(self) -> None:
        """Let go of what outlives the window."""
        self.application.finish()
        self.models.finish()
        self.usage.finish()
        self.month.finish()

    def may_send(self, again: Callable[[], None]) -> bool:
        """Whether the chat in front may ask for a reply now; a chat of the demo may move first, once that is left.

        Where it may not, `again` is called when it may.
        """
        chat = self._chat_presenter.chat
        is_left = chat is not None and chat.conversation.gateway_id == DEMO and not self._chat_list.demo
        return not is_left or self.demo.may_send(again)

    def _front(self) -> LiveChat | None:
        return self._chat_presenter.chat

    async def _remove_old(self) -> None:
        """Have chats that were deleted long ago removed for good."""
        await asyncio.sleep(REMOVE_OLD_AFTER_S)
        await self._services.new_trash().remove_old()

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
        return AboutPresenter(panel, log=log, scope=self._services.scope)

    @cached_property
    def news(self) -> NewsPresenter:
        """Tells of new versions."""
        from turbodesk.ui.presenters.news import NewsPresenter

        services = self._services
        return NewsPresenter(self._views.notice, preferences=services.preferences, scope=services.scope)

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
    def models(self) -> ModelPresenter:
        """Offers models and presets."""
        from turbodesk.ui.presenters.models import ModelPresenter

        presenter = ModelPresenter(
            self._views.header,
            notice=self._views.notice,
            chat_presenter=self._chat_presenter,
            model_registry=self._services.model_registry,
            profiles=self._services.profiles,
            presets=self._services.presets,
        )
        presenter.error_occurred.connect(self.error_occurred)
        return presenter

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
    def usage(self) -> UsagePresenter:
        """Says what is used up."""
        from turbodesk.app.exact import PAUSE_S, ExactCounts
        from turbodesk.ui.presenters.usage import PAUSE_MS, UsagePresenter
        from turbodesk.ui.usage.meter import ContextMeter

        views, services = self._views, self._services
        meter = views.composer.grown(ContextMeter(views.theme))
        views.composer.set_meter(meter)
        scope = services.scope.child("meter")
        return UsagePresenter(
            meter,
            notice=views.notice,
            chat_presenter=self._chat_presenter,
            exact=ExactCounts(services.gateways, services.profiles, scope, pause_s=PAUSE_S - PAUSE_MS / 1000),
            warned=services.workspace.ledger.warned,
            open_usage=self._actions[commands.USAGE].trigger,
            new_chat=self._actions[commands.NEW_CHAT].trigger,
        )

    @cached_property
    def thinking(self) -> ThinkingPresenter:
        """Chooses whether a model thinks first."""
        from turbodesk.ui.composer.thinking import ThinkingChip
        from turbodesk.ui.presenters.thinking import ThinkingPresenter

        chip = ThinkingChip(self._views.theme)
        self._views.composer.add_chip(chip)
        return ThinkingPresenter(chip, chat_presenter=self._chat_presenter)

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
    def palette(self) -> PalettePresenter:
        """Finds commands and chats."""
        from turbodesk.ui.presenters.palette_setup import new_palette

        return new_palette(
            services=self._services,
            views=self._views,
            actions=self._actions,
            chat_list=self._chat_list,
            front=self._front,
            models=lambda: self.models,
            open_settings=lambda section, title: self.settings.open_settings(section, title),
            open_search=lambda: self.side_panels.search(),
            open_found=lambda found, words: self.search.open(found, words),
        )

    @cached_property
    def key_steps(self) -> KeyStepsSheet:
        """Says where a key comes from."""
        from turbodesk.ui.widgets.key_steps import KeyStepsSheet

        sheet = self._views.dressed(KeyStepsSheet(self._views.window, theme=self._views.theme))
        sheet.paste_requested.connect(lambda: self.settings.ask_for_key())
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
    def settings(self) -> SettingsPresenter:
        """Opens the settings, at one of their pages or controls too."""
        from turbodesk.ui.presenters.settings import SettingsPresenter
        from turbodesk.ui.presenters.settings_gateway import GatewaySettingsPresenter
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
        pages = (gateway, models, usage, storage)
        return SettingsPresenter(sheet, pages, preferences=services.preferences, model_registry=registry)

    @cached_property
    def demo(self) -> DemoPresenter:
        """Leads out of the demo."""
        from turbodesk.app.leaving_demo import LeavingDemo
        from turbodesk.ui.composer.demo_question import DemoQuestion
        from turbodesk.ui.presenters.demo import DemoPresenter

        views, services = self._views, self._services
        question = views.dressed(DemoQuestion(views.theme))
        views.chat_area.set_card(question)
        presenter = DemoPresenter(
            question,
            chat_presenter=self._chat_presenter,
            key_setup=self.key_setup,
            composer=views.composer,
            leaving=LeavingDemo(services.preferences),
            profiles=services.profiles,
            scope=services.scope,
        )
        presenter.key_wanted.connect(lambda: self.settings.ask_for_key())
        presenter.left.connect(self.key_setup.entered)
        return presenter

    @cached_property
    def inspector(self) -> InspectorPresenter:
        """Shows requests as they are sent."""
        from turbodesk.ui.inspector.panel import InspectorPanel
        from turbodesk.ui.presenters.inspector import InspectorPresenter

        panel = self._views.dressed(InspectorPanel(self._views.window, theme=self._views.theme))
        return InspectorPresenter(panel, gateways=self._services.gateways, scope=self._services.scope)

    @cached_property
    def attach(self) -> AttachmentPresenter:
        """Takes in what is attached."""
        from turbodesk.ui.attachments.drop import DropOverlay
        from turbodesk.ui.attachments.strip import TileStrip
        from turbodesk.ui.presenters.attachments import AttachmentPresenter

        views, window = self._views, self._views.window
        strip = views.composer.grown(TileStrip(views.theme, views.attachment_actions))
        views.composer.set_strip(strip)
        presenter = AttachmentPresenter(
            strip,
            composer=views.composer,
            notice=views.notice,
            message_views=views.message_views,
            chat_presenter=self._chat_presenter,
            attachment_service=self._services.attachment_service,
            scope=self._services.scope,
        )
        drop = views.dressed(DropOverlay(window, theme=views.theme, is_open=lambda: not window.is_onboarding))
        drop.dropped.connect(presenter.take)
        return presenter

    @cached_property
    def attachments_out(self) -> AttachmentsOutPresenter:
        """Shows, saves and copies attachments."""
        from turbodesk.ui.presenters.attachments_out import AttachmentsOutPresenter

        return AttachmentsOutPresenter(
            self._views.window,
            actions=self._views.attachment_actions,
            new_viewer=self._new_viewer,
            attachment_service=self._services.attachment_service,
            scope=self._services.scope,
            tell=self.error_occurred.emit,
        )

    def _new_viewer(self) -> Viewer:
        from turbodesk.ui.attachments.viewer import Viewer

        views = self._views
        return views.dressed(Viewer(views.window, theme=views.theme, actions=views.attachment_actions))

    @cached_property
    def export(self) -> ExportPresenter:
        """Prints, saves and copies chats."""
        from turbodesk.ui.presenters.export import ExportPresenter

        return ExportPresenter(
            self._views.window,
            toast=self.toast,
            model_of=self._services.workspace.model,
            scope=self._services.scope,
            tell=self.error_occurred.emit,
        )

    @cached_property
    def find(self) -> FindPresenter:
        """Finds words in the chat in front."""
        from turbodesk.ui.main_window.find_bar import FindBar
        from turbodesk.ui.presenters.find import FindPresenter

        return FindPresenter(
            self._views.dressed(FindBar(self._views.theme, self._views.transcript)),
            chat_presenter=self._chat_presenter,
            transcript=self._views.transcript,
            message_views=self._views.message_views,
            composer=self._views.composer,
            scope=self._services.scope.child("find"),
        )

    @cached_property
    def search(self) -> SearchPresenter:
        """Finds words in all chats."""
        from turbodesk.ui.presenters.search import SearchPresenter

        return SearchPresenter(
            self._views.sidebar,
            transcript=self._views.transcript,
            chat_list=self._chat_list,
            search=self._services.new_search(),
            scope=self._services.scope,
            find=lambda: self.find,
        )

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
    def empty_state(self) -> EmptyState:
        """Stands where a chat without messages has none."""
        from turbodesk.ui.main_window.empty_state import EmptyState
        from turbodesk.ui.presenters.empty_page import EmptyPagePresenter

        views = self._views
        empty = views.in_column(views.dressed(EmptyState(views.theme)))
        EmptyPagePresenter(
            empty,
            chat_presenter=self._chat_presenter,
            workspace=self._services.workspace,
            chat_list=self._chat_list,
            composer=views.composer,
        )
        return empty

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
