"""The window at work: fulfils every command and lets settings take effect.

Each part of the window gets the smallest thing it shows and speaks by signals; here they meet. The chat in front is
`chat_pane`'s, the list of chats `shelf`'s, keys are `entrance`'s, the settings window is `settings_desk`'s, and the
parts themselves are made in `parts`.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
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
from turbodesk.ui.application.application import Application
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

DEFECT = FailureNote(
    "defect", "Something went wrong inside TurboDesk.", "You can go on; if it happens again, please report it."
)


class WindowPresenter(QObject):
    """Fulfils `commands.Desk` on one window."""

    def __init__(
        self,
        house: Services,
        parts: MainWindowViews,
        *,
        demo: bool,
        new_chat: bool = False,
        program: Program | None = None,
    ) -> None:
        super().__init__(parts.window)
        loop = asyncio.get_running_loop()
        self.closed: asyncio.Future[None] = loop.create_future()
        """Done when the person has closed the window."""
        self.wants_restart = False
        """Whether the window was closed so that the program starts anew."""
        self.painted: asyncio.Future[float] = loop.create_future()
        """Done when the window has been drawn for the first time; the result is that moment, as `time.time`."""
        self._house = house
        self._default_id = house.profiles.default_id
        self._parts = parts
        self.pane = ChatPresenter(parts, house.profiles)
        self._new_chat = new_chat
        self._program_facts = program
        self._models = ModelPresenter(house, parts, self.pane)
        self.entrance = ApiKeyPresenter(house, parts)
        self._shelf = ChatListPresenter(
            house, parts.sidebar, self.pane, demo=demo or house.preferences.get(DEMO_CHOSEN)
        )
        self._late = LazyPresenters(house, parts, self.pane, self.entrance, self._shelf)
        self._late.told.connect(self.tell)
        self.actions = Actions(self, parts.window)
        parts.header.set_menu(self.actions.fill)
        self._connect()

    def _connect(self) -> None:
        parts, house = self._parts, self._house
        parts.window.close_requested.connect(self.quit)
        parts.window.painted.connect(self._painted)
        parts.window.resized.connect(self._make_room)
        parts.window.typed.connect(parts.composer.write)
        parts.sidebar.settings_requested.connect(self.open_settings)
        parts.sidebar.words_changed.connect(lambda words: self._late.search.look_for(words))
        parts.sidebar.message_chosen.connect(lambda found: self._late.search.open(found))
        parts.header.tune_requested.connect(self.tune)
        self.pane.changed.connect(self._update)
        self.pane.remedy_asked.connect(self._remedy)
        self.pane.tune_closed.connect(self._tune_closed)
        self._shelf.brought.connect(self._focus)
        self._shelf.failed.connect(self.tell)
        self._shelf.deleted_unseen.connect(lambda title: self._toast.tell(f"Deleted “{title}”", "Undo"))
        self.pane.may_send = self._late.may_send
        self.entrance.entered.connect(lambda: self._go_in(demo=False))
        self.entrance.demo_chosen.connect(lambda: self._go_in(demo=True))
        subscribe(self, house.preferences.changed, self._setting_changed)
        subscribe(self, house.preferences.failed, self.tell)
        subscribe(self, house.profiles.failed, self.tell)
        subscribe(self, house.profiles.changed, lambda _: self._gateways_changed())
        subscribe(self, house.store_failed, self.tell)
        self._models.told.connect(self.tell)

    # From the first moment to the last

    async def start(self) -> None:
        """Show the window, and in it the last conversation, or the first screen.

        The window comes first and is filled at once afterwards: what a conversation is drawn with takes longer to
        load than everything else together.
        """
        house, window = self._house, self._parts.window
        window.restore(geometry=house.preferences.get(WINDOW_GEOMETRY), splitter=house.preferences.get(WINDOW_SPLITTER))
        self._parts.sidebar.setVisible(house.preferences.get(WINDOW_SIDEBAR))
        needs_key = house.gateways.wants_key(house.profiles.default)
        may_ask_for_key = needs_key and not self._shelf.demo and not house.workspace.conversations()
        if may_ask_for_key:
            window.show_cover()
        for notice in house.notices:
            self.tell(notice)
        self._shelf.show_list()
        window.show()
        await self.painted
        self._late.attach.refresh()  # made now: whatever can be attached, it is not what the first window waits for
        if may_ask_for_key:
            await self.entrance.look_for_key()
        self._parts.transcript.set_empty_widget(self._empty_state())
        await self._shelf.begin()
        if may_ask_for_key and house.keys.key is None:
            self.entrance.ask()
        else:
            window.show_chats()
            self.focus_composer()
        if self._new_chat and not window.is_onboarding:
            self._shelf.new_chat()
        if house.preferences.get(WINDOW_TUNE):
            self._show_tune(True)
        self._update()
        self._parts.motion.listen()
        self._program.start()
        self._usage.start()
        house.scope.start("warm-up", warm_up())
        self._late.remove_old_soon()

    def _empty_state(self) -> QWidget:
        from turbodesk.ui.main_window.empty_state import EmptyState

        empty = self._parts.dressed(EmptyState(self._parts.theme))
        empty.suggested.connect(self._suggested)
        return empty

    def _painted(self) -> None:
        if not self.painted.done():
            self.painted.set_result(time.time())

    def finish(self) -> None:
        """Remember how everything stands, and hide the window."""
        preferences, window = self._house.preferences, self._parts.window
        preferences.set(WINDOW_GEOMETRY, window.geometry_text())
        preferences.set(WINDOW_SPLITTER, window.splitter_text())
        self._shelf.finish()
        self._program.finish()
        self._models.finish()
        self._usage.finish()
        window.hide()

    def tell(self, note: FailureNote) -> None:
        """Say at the top of the window what must be known."""
        self._parts.notice.show_notice(f"{note.sentence} {note.advice}".strip(), is_danger=True)

    # Commands

    def new_chat(self) -> None:
        self._shelf.new_chat()

    def send(self) -> None:
        self._parts.composer.send()

    def attach(self) -> None:
        self._late.attach.choose()

    def stop(self) -> None:
        self.pane.stop()

    def try_again(self) -> None:
        self.pane.try_again()

    def copy_reply(self) -> None:
        reply = last_reply(self.pane.chat) if self.pane.chat is not None else None
        if reply is not None:
            self._parts.rows.copy(reply)

    def copy_markdown(self) -> None:
        reply = last_reply(self.pane.chat) if self.pane.chat is not None else None
        if reply is not None:
            QGuiApplication.clipboard().setText(reply.text)

    def copy_conversation(self) -> None:
        if self.pane.chat is not None:
            self._late.export.copy_conversation(self.pane.chat)

    def save_pdf(self) -> None:
        if self.pane.chat is not None:
            self._late.export.save_pdf(self.pane.chat)

    def save_markdown(self) -> None:
        if self.pane.chat is not None:
            self._late.export.save_markdown(self.pane.chat)

    def print_chat(self) -> None:
        if self.pane.chat is not None:
            self._late.export.print_chat(self.pane.chat)

    def rename(self) -> None:
        self._parts.header.edit_title()

    def delete(self) -> None:
        self._shelf.delete_front()

    def search(self) -> None:
        self._show_sidebar(True)
        self._parts.sidebar.focus_search()

    def find(self) -> None:
        self._late.find.open()

    def find_next(self) -> None:
        self._late.find.step(1)

    def find_previous(self) -> None:
        self._late.find.step(-1)

    def next_code(self) -> None:
        self._parts.transcript.take(Step.NEXT_CODE)

    def previous_code(self) -> None:
        self._parts.transcript.take(Step.PREVIOUS_CODE)

    def message_top(self) -> None:
        self._parts.transcript.take(Step.MESSAGE_TOP)

    def message_end(self) -> None:
        self._parts.transcript.take(Step.MESSAGE_END)

    def choose_model(self) -> None:
        self._parts.header.open_models()

    def tune(self) -> None:
        tune = self.pane.tune_panel()
        self._show_tune(tune.isHidden())
        if not tune.isHidden():
            tune.focus_prompt()

    def open_settings(self) -> None:
        self._late.settings.open()

    def check_connection(self) -> None:
        chat = self.pane.chat
        self._late.doctor.open(chat.conversation.gateway_id if chat is not None else "")

    def open_palette(self) -> None:
        from turbodesk.ui.palette import PaletteRow

        commands = [
            PaletteRow(one.id, one.title, shortcut_text(one), enabled=self.actions[one].isEnabled())
            for one in COMMANDS
            if one is not PALETTE
        ]
        chats = [PaletteRow(one.id, one.title, "Chat") for one in self._house.workspace.conversations()]
        self._palette.open_with([*commands, *chats])

    def show_shortcuts(self) -> None:
        self._late.shortcuts.open()

    def toggle_sidebar(self) -> None:
        self._show_sidebar(self._parts.sidebar.isHidden())

    def focus_composer(self) -> None:
        self._parts.composer.setFocus()

    def next_chat(self) -> None:
        self._shelf.step(1)

    def previous_chat(self) -> None:
        self._shelf.step(-1)

    def zoom_in(self) -> None:
        self._zoom(self._house.preferences.get(TEXT_PERCENT) + ZOOM_STEP)

    def zoom_out(self) -> None:
        self._zoom(self._house.preferences.get(TEXT_PERCENT) - ZOOM_STEP)

    def zoom_reset(self) -> None:
        self._zoom(TEXT_PERCENT.default)

    def inspect(self) -> None:
        if self.pane.chat is not None:
            self.pane.chat.drafts.flush()
            self._late.inspector.open(self.pane.chat)

    def open_usage(self) -> None:
        self._late.settings.open_usage()

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
        self._house.preferences.set(DEMO_CHOSEN, demo)
        self._parts.window.show_chats()
        self._shelf.choose_demo(demo=demo)
        self._update()

    def _remedy(self, remedy: Remedy) -> None:
        match remedy:
            case Remedy.OPEN_GATEWAY_SETTINGS:
                self._late.settings.open_gateway()
            case Remedy.CHECK_CONNECTION:
                self.check_connection()
            case Remedy.CHOOSE_GATEWAY:
                self._parts.header.open_gateways()
            case Remedy.CHOOSE_MODEL:
                self.choose_model()
            case Remedy.NEW_CHAT:
                self.new_chat()
            case Remedy.OPEN_USAGE:
                self.open_usage()
            case _:
                raise AssertionError(f"the chat serves {remedy} itself")

    def _suggested(self, text: str) -> None:
        self._parts.composer.suggest(text)

    def _asked_by_second_start(self, handover: Handover) -> None:
        if handover.demo and not self._shelf.demo:
            self._go_in(demo=True)
        if handover.new_chat and not self._parts.window.is_onboarding:
            self.new_chat()

    @cached_property
    def _program(self) -> ApplicationPresenter:
        from turbodesk.ui.presenters.application import ApplicationPresenter

        desk = ApplicationPresenter(self._house, self._parts, self._program_facts, asked=self._asked_by_second_start)
        desk.restart_asked.connect(self.restart)
        return desk

    @cached_property
    def _usage(self) -> UsagePresenter:
        from turbodesk.ui.presenters.usage import UsagePresenter

        return UsagePresenter(self._house, self._parts, self.pane, open_usage=self.open_usage)

    @cached_property
    def _palette(self) -> CommandPalette:
        from turbodesk.ui.palette import CommandPalette

        palette = self._parts.dressed(CommandPalette(self._parts.window, theme=self._parts.theme))
        palette.chosen.connect(self._palette_chosen)
        return palette

    @cached_property
    def _toast(self) -> Toast:
        from turbodesk.ui.widgets.toast import Toast

        toast = self._parts.dressed(Toast(self._parts.transcript, theme=self._parts.theme))
        toast.acted.connect(self._shelf.undo_unseen)
        return toast

    def _palette_chosen(self, id_: str) -> None:
        if any(one.id == id_ for one in COMMANDS):
            self.actions.trigger(id_)
        else:
            self._shelf.choose(id_)

    def _tune_closed(self) -> None:
        self._show_tune(False)
        self.focus_composer()

    def _show_tune(self, shown: bool) -> None:
        self.pane.tune_panel().setVisible(shown)
        self._parts.header.set_tuning(shown)
        self._house.preferences.set(WINDOW_TUNE, shown)
        self._make_room()

    def _show_sidebar(self, shown: bool) -> None:
        self._house.preferences.set(WINDOW_SIDEBAR, shown)
        if shown and not self._has_room():
            self._show_tune(False)
        self._make_room()

    def _has_room(self) -> bool:
        """Whether the conversation stays readable with both the sidebar and the tune panel beside it."""
        beside = self._parts.window.sidebar_width + self.pane.tune_width
        return not self.pane.tune_width or self._parts.window.width() - beside >= LEAST_READING_WIDTH

    def _make_room(self) -> None:
        """Fold the sidebar while the tune panel needs its place, and unfold it when there is room again."""
        sidebar = self._parts.sidebar
        shown = self._house.preferences.get(WINDOW_SIDEBAR) and self._has_room()
        if shown == sidebar.isHidden():
            had_focus = sidebar.isAncestorOf(self._parts.window.focusWidget() or self._parts.window)
            sidebar.setVisible(shown)
            if had_focus and not shown:
                self.focus_composer()

    def _zoom(self, percent: int) -> None:
        least, most = TEXT_PERCENT.minimum or percent, TEXT_PERCENT.maximum or percent
        self._house.preferences.set(TEXT_PERCENT, max(least, min(percent, most)))

    def _setting_changed(self, setting: Setting[Any]) -> None:
        if setting is THEME:
            self._parts.apply_theme()
        elif setting is TEXT_PERCENT:
            self._parts.apply_text_percent()
        elif setting in (READING_WIDTH, LINE_NUMBERS):
            self._parts.apply_reading()
        elif setting in (SCROLLING, ENTER_SENDS):
            self._parts.apply_writing()
        elif setting is MOTION:
            self._parts.apply_motion()
        elif setting is MODEL:
            self.pane.refresh()

    def _gateways_changed(self) -> None:
        """Name the chat's gateway as it is called now; a chat not begun follows the choice for new chats."""
        profiles, chat = self._house.profiles, self.pane.chat
        before, self._default_id = self._default_id, profiles.default_id
        if chat is not None and not chat.ids() and chat.conversation.gateway_id != DEMO:
            own = chat.conversation.gateway_id
            if own != profiles.default_id and (own == before or profiles.get(own) is None):
                chat.choose_gateway(profiles.default_id)
        self.pane.refresh()

    def _update(self) -> None:
        chat = self.pane.chat
        if chat is not None and chat.conversation.gateway_id != DEMO:
            self.entrance.need_key(chat.conversation.gateway_id)
        self.actions.update(self.pane.situation(ready=not self._parts.window.is_onboarding))

    def _focus(self) -> None:
        if self._parts.window.is_onboarding:
            self.entrance.ask()
        else:
            self.focus_composer()


@asynccontextmanager
async def open_window(
    house: Services, application: Application, *, demo: bool, new_chat: bool = False, program: Program | None = None
) -> AsyncIterator[WindowPresenter]:
    """Show the window on a house, and close it again at the end. Without `program` it is nobody's first window."""
    parts = MainWindowViews(application.qt, house)
    desk = WindowPresenter(house, parts, demo=demo, new_chat=new_chat, program=program)
    application.on_defect = lambda: desk.tell(DEFECT)
    await desk.start()
    try:
        with application.ended_by_system(desk.quit):
            yield desk
    finally:
        application.on_defect = lambda: None
        desk.finish()
        parts.window.deleteLater()
