"""Ties the main window to the application: start and end, the window's own commands, and settings taking effect.

Each part of the window gets the smallest thing it shows and speaks by signals; here they meet. The chat in front is
`chat`'s, the list of chats `chat_list`'s, keys are `api_key`'s, the settings window is `settings`'s, and the widgets
themselves are made in `views`.
"""

from __future__ import annotations

import asyncio
import time
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from turbodesk.app.commands import COMMANDS, PALETTE
from turbodesk.app.gateways import DEMO
from turbodesk.app.services import Services
from turbodesk.app.warm_up import warm_up
from turbodesk.chat.errors import FailureNote, Remedy
from turbodesk.settings import (
    DEMO_CHOSEN,
    ENTER_SENDS,
    LINE_NUMBERS,
    MODEL,
    MOTION,
    READING_WIDTH,
    SCROLLING,
    TEXT_PERCENT,
    THEME,
    WINDOW_GEOMETRY,
    WINDOW_SIDEBAR,
    WINDOW_SPLITTER,
    WINDOW_TUNE,
    Setting,
)
from turbodesk.ui.presenters.actions import Actions, shortcut_text
from turbodesk.ui.presenters.api_key import ApiKeyPresenter
from turbodesk.ui.presenters.chat import ChatPresenter, last_reply
from turbodesk.ui.presenters.chat_list import ChatListPresenter
from turbodesk.ui.presenters.lazy import LazyPresenters
from turbodesk.ui.presenters.models import ModelPresenter
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.widgets.lifetime import subscribe
from turbodesk.ui.widgets.scroll_keys import Step

if TYPE_CHECKING:
    from turbodesk.app.program import Program
    from turbodesk.ui.application.single_instance import Handover
    from turbodesk.ui.palette import CommandPalette
    from turbodesk.ui.presenters.application import ApplicationPresenter
    from turbodesk.ui.presenters.usage import UsagePresenter
    from turbodesk.ui.widgets.toast import Toast

ZOOM_STEP = 10
"""Percent of text size for one press of Ctrl and plus."""

LEAST_READING_WIDTH = 420
"""Device-independent pixels the conversation keeps beside sidebar and tune panel: about 50 letters a line."""


class WindowPresenter(QObject):
    """Fulfils `commands.Desk` on one window."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        *,
        demo: bool,
        new_chat: bool = False,
        program: Program | None = None,
    ) -> None:
        super().__init__(views.window)
        loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[None] = loop.create_future()
        """Done when the person has closed the window."""
        self.wants_restart = False
        """Whether the window was closed so that the program starts anew."""
        self.painted: asyncio.Future[float] = loop.create_future()
        """Done when the window has been drawn for the first time; the result is that moment, as `time.time`."""
        self._services = services
        self._default_id = services.profiles.default_id
        self._views = views
        self.chat_presenter = ChatPresenter(
            views.window,
            profiles=services.profiles,
            actions=views.message_actions,
            transcript=views.transcript,
            message_views=views.rows,
            composer=views.composer,
            header=views.header,
            notice=views.notice,
            new_tune_panel=views.new_tune_panel,
        )
        self.chat_presenter.subject_changed.connect(views.window.set_subject)
        self._new_chat = new_chat
        self._program_facts = program
        self._models = ModelPresenter(services, views, self.chat_presenter)
        self.key_setup = ApiKeyPresenter(services, views)
        self._chat_list = ChatListPresenter(
            services, views.sidebar, self.chat_presenter, demo=demo or services.preferences.get(DEMO_CHOSEN)
        )
        self._lazy = LazyPresenters(services, views, self.chat_presenter, self.key_setup, self._chat_list)
        self._lazy.told.connect(self.tell)
        self.actions = Actions(self, views.window)
        views.header.set_menu(self.actions.fill)
        self._connect()

    def _connect(self) -> None:
        views, services = self._views, self._services
        views.window.close_requested.connect(self.quit)
        views.window.painted.connect(self._painted)
        views.window.resized.connect(self._make_room)
        views.window.typed.connect(views.composer.write)
        views.sidebar.settings_requested.connect(self.open_settings)
        views.sidebar.words_changed.connect(lambda words: self._lazy.search.look_for(words))
        views.sidebar.message_chosen.connect(lambda found: self._lazy.search.open(found))
        views.header.tune_requested.connect(self.tune)
        self.chat_presenter.changed.connect(self._update)
        self.chat_presenter.remedy_requested.connect(self._remedy)
        self.chat_presenter.tune_made.connect(lambda panel: panel.closed.connect(self._tune_closed))
        self._chat_list.brought.connect(self._focus)
        self._chat_list.failed.connect(self.tell)
        self._chat_list.deleted_unseen.connect(lambda title: self._toast.tell(f"Deleted “{title}”", "Undo"))
        self.chat_presenter.may_send = self._lazy.may_send
        self.key_setup.entered.connect(lambda: self._go_in(demo=False))
        self.key_setup.demo_chosen.connect(lambda: self._go_in(demo=True))
        subscribe(self, services.preferences.changed, self._setting_changed)
        subscribe(self, services.preferences.failed, self.tell)
        subscribe(self, services.profiles.failed, self.tell)
        subscribe(self, services.profiles.changed, lambda _: self._gateways_changed())
        subscribe(self, services.store_failed, self.tell)
        self._models.told.connect(self.tell)

    # From the first moment to the last

    async def start(self) -> None:
        """Show the window, and in it the last conversation, or the first screen.

        The window comes first and is filled at once afterwards: what a conversation is drawn with takes longer to
        load than everything else together.
        """
        services, window = self._services, self._views.window
        window.restore(
            geometry=services.preferences.get(WINDOW_GEOMETRY), splitter=services.preferences.get(WINDOW_SPLITTER)
        )
        self._views.sidebar.setVisible(services.preferences.get(WINDOW_SIDEBAR))
        needs_key = services.gateways.wants_key(services.profiles.default)
        may_ask_for_key = needs_key and not self._chat_list.demo and not services.workspace.conversations()
        if may_ask_for_key:
            window.show_cover()
        for notice in services.notices:
            self.tell(notice)
        self._chat_list.show_list()
        window.show()
        await self.painted
        self._lazy.attach.refresh()  # made now: whatever can be attached, it is not what the first window waits for
        if may_ask_for_key:
            await self.key_setup.look_for_key()
        self._views.transcript.set_empty_widget(self._empty_state())
        await self._chat_list.begin()
        if may_ask_for_key and services.keys.key is None:
            self.key_setup.ask()
        else:
            window.show_chats()
            self.focus_composer()
        if self._new_chat and not window.is_onboarding:
            self._chat_list.new_chat()
        if services.preferences.get(WINDOW_TUNE):
            self._show_tune(True)
        self._update()
        self._views.motion.listen()
        self._program.start()
        self._usage.start()
        services.scope.start("warm-up", warm_up())
        self._lazy.remove_old_soon()

    def _empty_state(self) -> QWidget:
        from turbodesk.ui.main_window.empty_state import EmptyState

        empty = self._views.dressed(EmptyState(self._views.theme))
        empty.suggested.connect(self._suggested)
        return empty

    def _painted(self) -> None:
        if not self.painted.done():
            self.painted.set_result(time.time())

    def finish(self) -> None:
        """Remember how everything stands, and hide the window."""
        preferences, window = self._services.preferences, self._views.window
        preferences.set(WINDOW_GEOMETRY, window.geometry_text())
        preferences.set(WINDOW_SPLITTER, window.splitter_text())
        self._chat_list.finish()
        self._program.finish()
        self._models.finish()
        self._usage.finish()
        window.hide()

    def tell(self, note: FailureNote) -> None:
        """Say at the top of the window what must be known."""
        self._views.notice.show_notice(f"{note.sentence} {note.advice}".strip(), is_danger=True)

    # Commands

    def new_chat(self) -> None:
        self._chat_list.new_chat()

    def send(self) -> None:
        self._views.composer.send()

    def attach(self) -> None:
        self._lazy.attach.choose()

    def stop(self) -> None:
        self.chat_presenter.stop()

    def try_again(self) -> None:
        self.chat_presenter.try_again()

    def copy_reply(self) -> None:
        reply = last_reply(self.chat_presenter.chat) if self.chat_presenter.chat is not None else None
        if reply is not None:
            self._views.rows.copy(reply)

    def copy_markdown(self) -> None:
        reply = last_reply(self.chat_presenter.chat) if self.chat_presenter.chat is not None else None
        if reply is not None:
            QGuiApplication.clipboard().setText(reply.text)

    def copy_conversation(self) -> None:
        if self.chat_presenter.chat is not None:
            self._lazy.export.copy_conversation(self.chat_presenter.chat)

    def save_pdf(self) -> None:
        if self.chat_presenter.chat is not None:
            self._lazy.export.save_pdf(self.chat_presenter.chat)

    def save_markdown(self) -> None:
        if self.chat_presenter.chat is not None:
            self._lazy.export.save_markdown(self.chat_presenter.chat)

    def print_chat(self) -> None:
        if self.chat_presenter.chat is not None:
            self._lazy.export.print_chat(self.chat_presenter.chat)

    def rename(self) -> None:
        self._views.header.edit_title()

    def delete(self) -> None:
        self._chat_list.delete_front()

    def search(self) -> None:
        self._show_sidebar(True)
        self._views.sidebar.focus_search()

    def find(self) -> None:
        self._lazy.find.open()

    def find_next(self) -> None:
        self._lazy.find.step(1)

    def find_previous(self) -> None:
        self._lazy.find.step(-1)

    def next_code(self) -> None:
        self._views.transcript.take(Step.NEXT_CODE)

    def previous_code(self) -> None:
        self._views.transcript.take(Step.PREVIOUS_CODE)

    def message_top(self) -> None:
        self._views.transcript.take(Step.MESSAGE_TOP)

    def message_end(self) -> None:
        self._views.transcript.take(Step.MESSAGE_END)

    def choose_model(self) -> None:
        self._views.header.open_models()

    def tune(self) -> None:
        tune = self.chat_presenter.tune_panel()
        self._show_tune(tune.isHidden())
        if not tune.isHidden():
            tune.focus_prompt()

    def open_settings(self) -> None:
        self._lazy.settings.open()

    def check_connection(self) -> None:
        chat = self.chat_presenter.chat
        self._lazy.doctor.open(chat.conversation.gateway_id if chat is not None else "")

    def open_palette(self) -> None:
        from turbodesk.ui.palette import PaletteRow

        commands = [
            PaletteRow(one.id, one.title, shortcut_text(one), enabled=self.actions[one].isEnabled())
            for one in COMMANDS
            if one is not PALETTE
        ]
        chats = [PaletteRow(one.id, one.title, "Chat") for one in self._services.workspace.conversations()]
        self._palette.open_with([*commands, *chats])

    def show_shortcuts(self) -> None:
        self._lazy.shortcuts.open()

    def toggle_sidebar(self) -> None:
        self._show_sidebar(self._views.sidebar.isHidden())

    def focus_composer(self) -> None:
        self._views.composer.setFocus()

    def next_chat(self) -> None:
        self._chat_list.step(1)

    def previous_chat(self) -> None:
        self._chat_list.step(-1)

    def zoom_in(self) -> None:
        self._zoom(self._services.preferences.get(TEXT_PERCENT) + ZOOM_STEP)

    def zoom_out(self) -> None:
        self._zoom(self._services.preferences.get(TEXT_PERCENT) - ZOOM_STEP)

    def zoom_reset(self) -> None:
        self._zoom(TEXT_PERCENT.default)

    def inspect(self) -> None:
        if self.chat_presenter.chat is not None:
            self.chat_presenter.chat.drafts.flush()
            self._lazy.inspector.open(self.chat_presenter.chat)

    def open_usage(self) -> None:
        self._lazy.settings.open_usage()

    def open_about(self) -> None:
        self._program.open_about()

    def quit(self) -> None:
        if not self.closed.done():
            self.closed.set_result(None)

    def restart(self) -> None:
        """Close the window as `quit` does, and have the program started anew."""
        self.wants_restart = True
        self.quit()

    # What the parts ask for

    def _go_in(self, *, demo: bool) -> None:
        """Leave the first screen, or the demo, for a chat that can be used now."""
        self._services.preferences.set(DEMO_CHOSEN, demo)
        self._views.window.show_chats()
        self._chat_list.choose_demo(demo=demo)
        self._update()

    def _remedy(self, remedy: Remedy) -> None:
        match remedy:
            case Remedy.OPEN_GATEWAY_SETTINGS:
                self._lazy.settings.open_gateway()
            case Remedy.CHECK_CONNECTION:
                self.check_connection()
            case Remedy.CHOOSE_GATEWAY:
                self._views.header.open_gateways()
            case Remedy.CHOOSE_MODEL:
                self.choose_model()
            case Remedy.NEW_CHAT:
                self.new_chat()
            case Remedy.OPEN_USAGE:
                self.open_usage()
            case _:
                raise AssertionError(f"the chat serves {remedy} itself")

    def _suggested(self, text: str) -> None:
        self._views.composer.suggest(text)

    def _asked_by_second_start(self, handover: Handover) -> None:
        if handover.demo and not self._chat_list.demo:
            self._go_in(demo=True)
        if handover.new_chat and not self._views.window.is_onboarding:
            self.new_chat()

    @cached_property
    def _program(self) -> ApplicationPresenter:
        from turbodesk.ui.presenters.application import ApplicationPresenter

        presenter = ApplicationPresenter(
            self._services, self._views, self._program_facts, asked=self._asked_by_second_start
        )
        presenter.restart_asked.connect(self.restart)
        return presenter

    @cached_property
    def _usage(self) -> UsagePresenter:
        from turbodesk.ui.presenters.usage import UsagePresenter

        return UsagePresenter(self._services, self._views, self.chat_presenter, open_usage=self.open_usage)

    @cached_property
    def _palette(self) -> CommandPalette:
        from turbodesk.ui.palette import CommandPalette

        palette = self._views.dressed(CommandPalette(self._views.window, theme=self._views.theme))
        palette.chosen.connect(self._palette_chosen)
        return palette

    @cached_property
    def _toast(self) -> Toast:
        from turbodesk.ui.widgets.toast import Toast

        toast = self._views.dressed(Toast(self._views.transcript, theme=self._views.theme))
        toast.acted.connect(self._chat_list.undo_unseen)
        return toast

    def _palette_chosen(self, id_: str) -> None:
        if any(one.id == id_ for one in COMMANDS):
            self.actions.trigger(id_)
        else:
            self._chat_list.choose(id_)

    def _tune_closed(self) -> None:
        self._show_tune(False)
        self.focus_composer()

    def _show_tune(self, shown: bool) -> None:
        self.chat_presenter.tune_panel().setVisible(shown)
        self._views.header.set_tuning(shown)
        self._services.preferences.set(WINDOW_TUNE, shown)
        self._make_room()

    def _show_sidebar(self, shown: bool) -> None:
        self._services.preferences.set(WINDOW_SIDEBAR, shown)
        if shown and not self._has_room():
            self._show_tune(False)
        self._make_room()

    def _has_room(self) -> bool:
        """Whether the conversation stays readable with both the sidebar and the tune panel beside it."""
        beside = self._views.window.sidebar_width + self.chat_presenter.tune_width
        return not self.chat_presenter.tune_width or self._views.window.width() - beside >= LEAST_READING_WIDTH

    def _make_room(self) -> None:
        """Fold the sidebar while the tune panel needs its place, and unfold it when there is room again."""
        sidebar = self._views.sidebar
        shown = self._services.preferences.get(WINDOW_SIDEBAR) and self._has_room()
        if shown == sidebar.isHidden():
            had_focus = sidebar.isAncestorOf(self._views.window.focusWidget() or self._views.window)
            sidebar.setVisible(shown)
            if had_focus and not shown:
                self.focus_composer()

    def _zoom(self, percent: int) -> None:
        least, most = TEXT_PERCENT.minimum or percent, TEXT_PERCENT.maximum or percent
        self._services.preferences.set(TEXT_PERCENT, max(least, min(percent, most)))

    def _setting_changed(self, setting: Setting[Any]) -> None:
        if setting is THEME:
            self._views.apply_theme()
        elif setting is TEXT_PERCENT:
            self._views.apply_text_percent()
        elif setting in (READING_WIDTH, LINE_NUMBERS):
            self._views.apply_reading()
        elif setting in (SCROLLING, ENTER_SENDS):
            self._views.apply_writing()
        elif setting is MOTION:
            self._views.apply_motion()
        elif setting is MODEL:
            self.chat_presenter.refresh()

    def _gateways_changed(self) -> None:
        """Name the chat's gateway as it is called now; a chat not begun follows the choice for new chats."""
        profiles, chat = self._services.profiles, self.chat_presenter.chat
        before, self._default_id = self._default_id, profiles.default_id
        if chat is not None and not chat.ids() and chat.conversation.gateway_id != DEMO:
            own = chat.conversation.gateway_id
            if own != profiles.default_id and (own == before or profiles.get(own) is None):
                chat.choose_gateway(profiles.default_id)
        self.chat_presenter.refresh()

    def _update(self) -> None:
        chat = self.chat_presenter.chat
        if chat is not None and chat.conversation.gateway_id != DEMO:
            self.key_setup.need_key(chat.conversation.gateway_id)
        self.actions.update(self.chat_presenter.situation(ready=not self._views.window.is_onboarding))

    def _focus(self) -> None:
        if self._views.window.is_onboarding:
            self.key_setup.ask()
        else:
            self.focus_composer()
