"""The presenters the first window does not wait for, such as printing or the connection check.

Each is imported and made at first use, with what it uses by name: here is where the presenters are put together.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from turbodesk.app import commands
from turbodesk.app.gateways import DEMO
from turbodesk.translation import _
from turbodesk.ui.presenters.lazy_program import LazyProgramPresenters
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.chat.model import Model
    from turbodesk.ui.attachments.viewer import Viewer
    from turbodesk.ui.main_window.empty_state import EmptyState
    from turbodesk.ui.outline.popup import OutlinePopup
    from turbodesk.ui.presenters.attachments import AttachmentPresenter
    from turbodesk.ui.presenters.attachments_out import AttachmentsOutPresenter
    from turbodesk.ui.presenters.branches import BranchPresenter
    from turbodesk.ui.presenters.demo import DemoPresenter
    from turbodesk.ui.presenters.lazy_reading import LazyReadingPresenters
    from turbodesk.ui.presenters.left_out import LeftOutPresenter
    from turbodesk.ui.presenters.outline import OutlinePresenter
    from turbodesk.ui.presenters.palette import PalettePresenter
    from turbodesk.ui.presenters.project_chip import ProjectChipPresenter
    from turbodesk.ui.presenters.project_page import ProjectPagePresenter
    from turbodesk.ui.presenters.projects import ProjectsPresenter
    from turbodesk.ui.presenters.queue import QueuePresenter
    from turbodesk.ui.presenters.removals import RemovalPresenter
    from turbodesk.ui.presenters.reply_pairs import ReplyPairPresenter
    from turbodesk.ui.presenters.search import SearchPresenter
    from turbodesk.ui.presenters.stars import StarPresenter
    from turbodesk.ui.presenters.summaries import SummaryPresenter
    from turbodesk.ui.presenters.thinking import ThinkingPresenter
    from turbodesk.ui.presenters.usage import UsagePresenter
    from turbodesk.ui.presenters.web import WebPresenter

REMOVE_OLD_AFTER_S = 60.0
"""How long after the start: the file of conversations is written anew then, and nobody shall wait for it at a start."""


class LazyPresenters(LazyProgramPresenters):
    """Presenters that belong to one window; those about chats are made here."""

    def listen(self) -> None:
        """Do from now on what is asked of chats; each presenter is made when something is asked of it."""
        views, chat_presenter, chat_list = self._views, self._chat_presenter, self._chat_list
        views.message_actions.retry_menu_requested.connect(lambda id_, anchor: self.models.offer_again(id_, anchor))
        self._listen_for_pairs()
        views.message_actions.star_requested.connect(lambda id_: self.stars.toggle(id_))
        views.message_actions.leave_out_requested.connect(lambda id_: self.left_out.toggle(id_))
        views.message_actions.delete_requested.connect(lambda id_: self.removals.remove(id_))
        views.message_actions.branch_requested.connect(lambda id_: self.branches.branch(id_))
        views.message_actions.origin_requested.connect(lambda id_: self.branches.open_origin(id_))
        views.message_actions.citation_requested.connect(lambda id_, at: self.reading.citations.open(id_, at))
        views.message_actions.read_requested.connect(lambda id_: self.reading.aloud.read(id_))
        views.message_actions.read_from_requested.connect(lambda *place: self.reading.aloud.read_from(*place))
        views.message_actions.prompt_requested.connect(lambda text: self.prompts.ask_to_save(text))
        views.message_actions.preview_requested.connect(lambda kind, code: self.code_previews.show(kind, code))
        views.composer.prompts_wanted.connect(lambda: self.prompts.call())
        chat_presenter.queue_changed.connect(lambda conversation: self.queue.show(conversation))
        chat_presenter.queue_up = lambda chat, text: self.queue.add(chat, text)
        self._listen_for_summaries()
        views.header.demo_pressed.connect(lambda: self.demo.offer())
        views.header.temporary_pressed.connect(lambda: self.temporary.offer())
        chat_list.temporary_left.connect(lambda chat: self.temporary.left(chat))
        views.sidebar.words_changed.connect(lambda words: self.search.look_for(words))
        views.sidebar.message_chosen.connect(lambda found: self.search.open(found))
        self._connect_projects()
        chat_list.pinned.connect(lambda words: self.toast.tell(words, _("Undo"), chat_list.undo_pin))
        chat_list.deleted.connect(lambda words: self.toast.tell(words, _("Undo"), chat_list.undo_delete))

    def _connect_projects(self) -> None:
        subscribe(self, self._services.workspace.projects_changed, lambda _: self._chat_presenter.refresh())
        self._chat_presenter.changed.connect(self._show_project)
        self._views.header.project_pressed.connect(lambda: self.projects.open_front_page())
        asked = self._views.sidebar.project_actions
        asked.fold_toggled.connect(lambda id_: self.projects.fold(id_))
        asked.renamed.connect(lambda id_, name: self.projects.rename(id_, name))
        asked.opened.connect(lambda id_: self.project_page.open(id_))
        asked.chat_requested.connect(lambda id_: self.projects.new_chat(id_))
        asked.deleted.connect(lambda id_: self.projects.delete(id_))
        asked.moved.connect(lambda ids, project_id: self.projects.move(ids, project_id))
        asked.new_requested.connect(lambda ids: self.projects.new_with(ids))
        asked.choice_requested.connect(lambda ids: self.projects.choose_for(ids))

    def _show_project(self) -> None:
        """Make the chips of projects and of a second model with the first chat that has one."""
        chat = self._front()
        if chat is not None and chat.project is not None:
            self.project_chip.refresh()
        if chat is not None and chat.conversation.second_model is not None:
            self.pairs.refresh()

    def _listen_for_pairs(self) -> None:
        asked = self._views.message_actions
        asked.compare_requested.connect(lambda id_, anchor: self.pairs.choose_to_compare(id_, anchor))
        asked.stop_one_requested.connect(lambda id_: self.pairs.stop(id_))
        asked.show_requested.connect(lambda id_: self.pairs.show(id_))
        asked.keep_requested.connect(lambda id_: self.pairs.keep(id_))
        asked.keep_both_requested.connect(lambda id_: self.pairs.keep_both(id_))

    def _listen_for_summaries(self) -> None:
        asked = self._views.message_actions
        asked.summary_stopped.connect(lambda: self.summaries.stop())
        asked.summary_retried.connect(lambda: self.summaries.begin())
        asked.summary_dismissed.connect(lambda: self.summaries.dismiss())
        asked.summary_edited.connect(lambda id_, text: self.summaries.edit(id_, text))
        asked.summary_undone.connect(lambda id_: self.summaries.undo(id_))

    def start(self) -> None:
        """Begin what goes on beside the chats, once these are there."""
        from turbodesk.ui.presenters.background_imports import begin_spelling, begin_syncing
        from turbodesk.ui.presenters.daily_backups import keep_backups
        from turbodesk.ui.presenters.rehearsal import warm_up

        self.application.start()
        if self._program is not None:
            self.news.start()
        self.usage.start()
        self.outline.refresh()
        self.month.refresh()
        self._services.scope.start("warm-up", warm_up(self._views, self._services))
        self._services.scope.start("spelling-begins", begin_spelling(lambda: self.spelling))
        self._services.scope.start("remove-old", self._remove_old())
        self._services.scope.start("backups", keep_backups(self._services))
        self._services.scope.start(
            "syncing-begins", begin_syncing(self._services, lambda: self.other_computers.syncing)
        )

    def finish(self) -> None:
        """Let go of what outlives the window."""
        self.application.finish()
        self.attachments_out.finish()
        if "reading" in self.__dict__:
            self.reading.finish()
        if "code_previews" in self.__dict__:
            self.code_previews.finish()
        if "attention" in self.__dict__:
            self.attention.finish()
        self.models.finish()
        self.usage.finish()
        self.month.finish()
        if "removals" in self.__dict__:
            self.removals.finish()

    def may_send(self, again: Callable[[], None]) -> bool:
        """Whether the chat in front may ask for a reply now; a chat of the demo may move first, once that is left.

        Where it may not, `again` is called when it may.
        """
        chat = self._chat_presenter.chat
        is_left = chat is not None and chat.conversation.gateway_id == DEMO and not self._chat_list.demo
        return not is_left or self.demo.may_send(again)

    async def _remove_old(self) -> None:
        """Have messages removed for good that an earlier run began to, and chats that were deleted long ago."""
        trash = self._services.new_trash()
        await trash.end_removals()
        await asyncio.sleep(REMOVE_OLD_AFTER_S)
        await trash.remove_old()

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
            summarise=lambda: self.summaries.begin(),
        )

    @cached_property
    def summaries(self) -> SummaryPresenter:
        """Looks after what is sent instead of the oldest turns."""
        from turbodesk.ui.presenters.summaries import SummaryPresenter

        return SummaryPresenter(
            self._views.header,
            front=lambda: self._chat_presenter.chat,
            tell=lambda words, action, act: self.toast.tell(words, action, act),
        )

    @cached_property
    def web(self) -> WebPresenter:
        """Chooses whether the web is searched, and within what."""
        from turbodesk.ui.presenters.web_setup import new_web

        return new_web(self._services, self._views, self._chat_presenter)

    @cached_property
    def thinking(self) -> ThinkingPresenter:
        """Chooses whether a model thinks first."""
        from turbodesk.ui.composer.thinking import ThinkingChip
        from turbodesk.ui.presenters.thinking import ThinkingPresenter

        chip = ThinkingChip(self._views.theme)
        self._views.composer.add_chip(chip)
        return ThinkingPresenter(chip, chat_presenter=self._chat_presenter)

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
            open_project=lambda id_: self.project_page.open(id_),
            prompts=lambda: self.kept_prompts.all(),
            use_prompt=lambda id_: self.prompts.use(id_),
        )

    @cached_property
    def demo(self) -> DemoPresenter:
        """Leads out of the demo."""
        from turbodesk.ui.presenters.demo_setup import new_demo

        presenter = new_demo(self._views, self._services, chat_presenter=self._chat_presenter, key_setup=self.key_setup)
        presenter.key_wanted.connect(lambda: self.settings.ask_for_key())
        presenter.left.connect(self.key_setup.entered)
        return presenter

    @cached_property
    def attach(self) -> AttachmentPresenter:
        """Takes in what is attached."""
        from turbodesk.ui.presenters.attach_setup import new_attach

        return new_attach(
            self._views,
            self._services,
            chat_presenter=self._chat_presenter,
            toast=lambda: self.toast,
            look_into=lambda paths: self.imports.look_into(paths),
            look_into_tools=lambda paths: self.tools.adding.look_into(paths),
        )

    @cached_property
    def attachments_out(self) -> AttachmentsOutPresenter:
        """Shows, saves and copies attachments."""
        from turbodesk.ui.presenters.attachments_out import AttachmentsOutPresenter

        return AttachmentsOutPresenter(
            self._views.window,
            actions=self._views.attachment_actions,
            new_viewer=self._new_viewer,
            attachment_service=self._services.attachment_service,
            model=self._model_in_front,
            scope=self._services.scope,
            tell=self.error_occurred.emit,
        )

    def _model_in_front(self) -> Model:
        from turbodesk.settings import MODEL

        chat, services = self._chat_presenter.chat, self._services
        return services.workspace.model(services.preferences.get(MODEL)) if chat is None else chat.model

    def _new_viewer(self) -> Viewer:
        from turbodesk.ui.attachments.viewer import Viewer

        views = self._views
        return views.dressed(Viewer(views.window, theme=views.theme, actions=views.attachment_actions))

    @cached_property
    def branches(self) -> BranchPresenter:
        """Begins chats with what was said in others."""
        from turbodesk.ui.presenters.branches import BranchPresenter

        presenter = BranchPresenter(
            self._views.window,
            front=self._front,
            chat_list=self._chat_list,
            branching=self._services.new_branching(),
            toast=self.toast,
            scope=self._services.scope,
        )
        presenter.failed.connect(self.error_occurred)
        return presenter

    @cached_property
    def pairs(self) -> ReplyPairPresenter:
        """Has two models answer one question."""
        from turbodesk.ui.presenters.pair_setup import new_reply_pairs

        return new_reply_pairs(
            self._views,
            chat_presenter=self._chat_presenter,
            models=lambda: self.models,
            branches=lambda: self.branches,
            preferences=self._services.preferences,
            tell=lambda words, action, act: self.toast.tell(words, action, act),
        )

    @cached_property
    def stars(self) -> StarPresenter:
        """Stars messages, and leads back to them."""
        from turbodesk.ui.presenters.stars import StarPresenter

        presenter = StarPresenter(
            self._views.window,
            front=self._front,
            starred=self._services.new_starred(),
            chat_list=self._chat_list,
            message_views=self._views.message_views,
            transcript=self._views.transcript,
            palette=lambda: self.palette,
            toast=self.toast,
            scope=self._services.scope,
        )
        presenter.failed.connect(self.error_occurred)
        return presenter

    @cached_property
    def reading(self) -> LazyReadingPresenters:
        """Are those of what helps to read a chat."""
        from turbodesk.ui.presenters.lazy_reading import LazyReadingPresenters

        return LazyReadingPresenters(
            self._services, self._views, chat_presenter=self._chat_presenter, tell=lambda words: self.toast.tell(words)
        )

    @cached_property
    def left_out(self) -> LeftOutPresenter:
        """Leaves messages out of requests."""
        from turbodesk.ui.presenters.left_out import LeftOutPresenter

        presenter = LeftOutPresenter(
            self._views.window,
            front=self._front,
            message_views=self._views.message_views,
            tell=lambda words, action, act: self.toast.tell(words, action, act),
            scope=self._services.scope,
        )
        presenter.failed.connect(self.error_occurred)
        return presenter

    @cached_property
    def removals(self) -> RemovalPresenter:
        """Deletes messages for good."""
        from turbodesk.ui.presenters.removals import RemovalPresenter

        presenter = RemovalPresenter(
            self._views, self._services, front=self._front, chat_list=self._chat_list, toast=self.toast
        )
        presenter.failed.connect(self.error_occurred)
        return presenter

    @cached_property
    def outline(self) -> OutlinePresenter:
        """Leads through a long chat."""
        from turbodesk.ui.outline.ticks import OutlineTicks
        from turbodesk.ui.presenters.actions import shortcut_text
        from turbodesk.ui.presenters.outline import OutlinePresenter

        views = self._views
        ticks = views.dressed(OutlineTicks(views.theme, key=shortcut_text(commands.OUTLINE)))
        views.chat_area.set_ticks(ticks)
        return OutlinePresenter(
            ticks,
            chat_presenter=self._chat_presenter,
            transcript=views.transcript,
            header=views.header,
            branching=self._services.new_branching(),
            scope=self._services.scope,
            new_popup=self._new_outline_popup,
        )

    def _new_outline_popup(self) -> OutlinePopup:
        from turbodesk.ui.outline.popup import OutlinePopup

        return self._views.dressed(OutlinePopup(self._views.window, theme=self._views.theme))

    @cached_property
    def queue(self) -> QueuePresenter:
        """Keeps what is sent next."""
        from turbodesk.ui.composer.queue_list import INSET, QueueList
        from turbodesk.ui.presenters.queue import QueuePresenter

        views = self._views
        lines = views.composer.grown(QueueList(views.theme))
        views.chat_area.add_card(lines, inset=INSET)
        return QueuePresenter(
            lines, chat_presenter=self._chat_presenter, composer=views.composer, toast=lambda: self.toast
        )

    @cached_property
    def projects(self) -> ProjectsPresenter:
        """Moves chats between projects, and makes and deletes these."""
        from turbodesk.ui.presenters.projects import ProjectsPresenter

        presenter = ProjectsPresenter(
            self._views.window,
            sidebar=self._views.sidebar,
            chat_list=self._chat_list,
            workspace=self._services.workspace,
            doors=self._services.new_project_chats(),
            front=self._front,
            palette=lambda: self.palette,
            open_page=lambda id_, is_new: self.project_page.open(id_, is_new=is_new),
            close_page=lambda: self.project_page.close() if "project_page" in self.__dict__ else None,
            toast=self.toast,
            scope=self._services.scope,
        )
        presenter.failed.connect(self.error_occurred)
        return presenter

    @cached_property
    def project_chip(self) -> ProjectChipPresenter:
        """Says beneath the message what a project sends."""
        from turbodesk.ui.presenters.project_chip import new_project_chip

        return new_project_chip(self._views, self._chat_presenter, lambda: self.projects.open_front_page())

    @cached_property
    def project_page(self) -> ProjectPagePresenter:
        """Shows what a project is."""
        from turbodesk.settings import MODEL
        from turbodesk.ui.presenters.project_page import ProjectPagePresenter
        from turbodesk.ui.projects import ProjectSheet

        services, views = self._services, self._views
        presenter = ProjectPagePresenter(
            views.dressed(ProjectSheet(views.window, theme=views.theme)),
            workspace=services.workspace,
            presets=services.presets,
            attachment_service=services.attachment_service,
            attachment_actions=views.attachment_actions,
            default_model=lambda: services.workspace.model(services.preferences.get(MODEL)),
            scope=services.scope,
        )
        presenter.delete_requested.connect(lambda id_: self.projects.delete(id_))
        presenter.new_chat_requested.connect(lambda id_: self.projects.new_chat(id_))
        return presenter

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
            find=lambda: self.reading.find,
        )

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
        empty.import_requested.connect(lambda: self.imports.open())
        return empty
