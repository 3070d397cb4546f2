"""Ties the main window to the application: its start and its end, and what leads from one part of it to another.

Each part of the window gets the smallest thing it shows and speaks by signals; here they meet. The chat in front is
`chat`'s, the list of chats `chat_list`'s, all that the first window does not wait for is made by `lazy`, and the
widgets themselves are made in `views`.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from turbodesk.app import commands
from turbodesk.app.commands import Command
from turbodesk.app.gateways import DEMO
from turbodesk.app.services import Services
from turbodesk.chat.errors import FailureNote, Remedy
from turbodesk.settings import (
    AT_LOGIN,
    DEMO_CHOSEN,
    KEY_PAGE,
    MODEL,
    QUICK_KEY_WANTED,
    READING_FACE,
    TRAY,
    WINDOW_GEOMETRY,
    WINDOW_SIDEBAR,
    WINDOW_SPLITTER,
    ReadingFace,
    Section,
    Setting,
)
from turbodesk.ui.main_window.window import NARROW
from turbodesk.ui.presenters.actions import Actions, shortcut_text
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.chat_list import ChatListPresenter
from turbodesk.ui.presenters.lazy import LazyPresenters
from turbodesk.ui.presenters.lazy_commands import bind_lazily, connect_exports
from turbodesk.ui.presenters.views import MainWindowViews
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.app.handover import Handover
    from turbodesk.app.program import Program
    from turbodesk.ui.presenters.lazy_desktop import LazyDesktopPresenters
    from turbodesk.ui.presenters.unsaved import UnsavedChats
    from turbodesk.ui.widgets.menu import Menu


class WindowPresenter(QObject):
    """Serves one window from its first moment to its last."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        *,
        demo: bool,
        handover: Handover | None = None,
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
        self._must_end = False
        self._handover = handover
        self.actions = Actions(views.window)
        self.chat_presenter = ChatPresenter(
            views.window,
            profiles=services.profiles,
            actions=views.message_actions,
            transcript=views.transcript,
            message_views=views.message_views,
            composer=views.composer,
            header=views.header,
            notice=views.notice,
            new_instructions=views.new_instructions,
        )
        self.chat_presenter.subject_changed.connect(views.window.set_subject)
        self.chat_presenter.bind(self.actions)
        self._chat_list = ChatListPresenter(
            views.sidebar,
            chat_presenter=self.chat_presenter,
            workspace=services.workspace,
            profiles=services.profiles,
            scope=services.scope,
            demo=demo or services.preferences.get(DEMO_CHOSEN),
        )
        self._chat_list.bind(self.actions)
        self._lazy = LazyPresenters(services, views, self.actions, self.chat_presenter, self._chat_list, program)
        self._lazy.listen()
        bind_lazily(self.actions, self._lazy, lambda: self.chat_presenter.chat)
        connect_exports(views, services.workspace, lambda: self._lazy.export, lambda: self.chat_presenter.chat)
        self.actions.bind(commands.QUIT, self.quit)
        self.actions.bind(commands.ASK, lambda: self._desktop.quick_question.open())
        self.actions.bind(commands.LOCK, self._lock)
        self.actions.bind(commands.SCREENSHOT, lambda: self._desktop.screenshots.take())
        views.header.set_menu(self._fill_menu)
        self._connect()

    def _connect(self) -> None:
        views, services = self._views, self._services
        views.window.close_requested.connect(self._close)
        views.window.painted.connect(self._painted)
        views.window.setFocusProxy(views.composer)  # where the focus goes when what it came from is gone
        views.window.typed.connect(views.composer.write)
        views.sidebar.settings_requested.connect(lambda: self._leave_sidebar_for(commands.SETTINGS))
        views.sidebar.usage_requested.connect(lambda: self._leave_sidebar_for(commands.USAGE))
        views.sidebar.fold_requested.connect(self.actions[commands.SIDEBAR].trigger)
        views.header.sidebar_requested.connect(self.actions[commands.SIDEBAR].trigger)
        views.header.new_chat_requested.connect(self.actions[commands.NEW_CHAT].trigger)
        self.chat_presenter.may_send = self._lazy.may_send
        self.chat_presenter.changed.connect(self._update)
        self.chat_presenter.remedy_requested.connect(self._remedy)
        self._chat_list.brought.connect(self._focus)
        self._chat_list.failed.connect(self.tell)
        self._lazy.error_occurred.connect(self.tell)
        subscribe(self, services.preferences.changed, self._setting_changed)
        subscribe(self, services.preferences.failed, self.tell)
        subscribe(self, services.later_tools.failed, self.tell)
        subscribe(self, services.profiles.failed, self.tell)
        subscribe(self, services.profiles.changed, lambda _: self._gateways_changed())
        subscribe(self, services.store_failed, self.tell)
        subscribe(self, services.store_saved, lambda anew: self._unsaved.saved(anew=anew))

    @cached_property
    def _unsaved(self) -> UnsavedChats:
        from turbodesk.ui.presenters.unsaved import UnsavedChats

        return UnsavedChats(self._services, self._views.notice, self._views.window)

    @cached_property
    def _desktop(self) -> LazyDesktopPresenters:
        from turbodesk.ui.presenters.lazy_desktop import LazyDesktopPresenters

        made = LazyDesktopPresenters(
            self._services, self._views, self._lazy, self.chat_presenter, self._chat_list, self.actions
        )
        made.unseen.connect(self.quit)
        return made

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
        has_sidebar = services.preferences.get(WINDOW_SIDEBAR) and window.width() >= NARROW
        self._views.sidebar.setVisible(has_sidebar)
        self._views.header.set_folded(folded=not has_sidebar)
        needs_key = services.gateways.wants_key(services.profiles.default)
        may_ask_for_key = needs_key and not self._chat_list.demo and not services.workspace.conversations()
        if may_ask_for_key:
            window.show_cover()
        for notice in services.notices:
            self.tell(notice)
        if services.may_be_locked:
            self._lock_at_start()
        self._chat_list.show_list()
        # The keys for it are heard from the first moment; all other commands have to know what is in front.
        self.actions[commands.NEW_CHAT].setEnabled(not may_ask_for_key and not window.is_locked)
        if self._is_shown_at_start():
            window.show()
            await self.painted
        else:
            window.winId()  # whose place on the screen others watch, seen or not
        from turbodesk.ui.presenters.background_imports import CHATS, imported

        await imported(CHATS)
        await asyncio.to_thread(services.model_registry.prepare)
        await self._connect_what_came_later()
        if may_ask_for_key:
            await self._lazy.key_setup.look_for_key()
        await self._chat_list.begin()
        if may_ask_for_key and services.keys.key is None:
            self._lazy.key_setup.ask()
        else:
            window.show_chats()
            self._views.composer.setFocus()
        if self._handover is not None:
            self.take(self._handover)
        self._update()
        self._views.listen()
        self._lazy.start()
        if self._services.preferences.get(QUICK_KEY_WANTED):
            self._desktop.shortcut.start()
        is_at_login = self._handover is not None and self._handover.at_login
        self._keep_in_tray(is_start=True, is_hidden=is_at_login)
        if sys.platform in ("win32", "darwin"):  # on Linux the desktop entry does
            self._desktop.fill_menus()

    def _lock(self) -> None:
        """Lock the window, or lead to where a passphrase is set for it."""
        if (presenter := self._lazy.attention.lock).lock.is_set:
            presenter.lock_now()
        else:
            from turbodesk.ui.settings.lock import LOCK_TITLE

            self._lazy.settings.open_settings(Section.DESKTOP, LOCK_TITLE)

    def _lock_at_start(self) -> None:
        presenter = self._lazy.attention.lock
        presenter.lock_now()
        if presenter.lock.notice is not None:
            self.tell(presenter.lock.notice)

    async def _connect_what_came_later(self) -> None:
        """Make what every chat needs and the first window did not wait for, in portions: a key is answered between."""
        from turbodesk.ui.main_window.scroll_edge import ScrollEdge
        from turbodesk.ui.widgets.exposure import Exposure
        from turbodesk.ui.widgets.window_watch import watch_windows

        watch_windows(self)
        exposure = Exposure.of(self._views.window)
        exposure.changed.connect(self._services.workspace.attention.set_window_seen)
        ScrollEdge(self._views.transcript)
        self._name_keys()
        lazy = self._lazy
        portions: tuple[Callable[[], object], ...] = (
            lambda: lazy.attach.refresh(),
            lambda: lazy.attachments_out.start(),
            lambda: lazy.models.refresh(),
            lambda: lazy.web.refresh(),
            lambda: lazy.thinking.refresh(),
            lambda: self._views.chat_area.complete(),
            lambda: lazy.side_panels.make_room(),
            lambda: self._views.transcript.set_empty_widget(lazy.empty_state),
        )
        for make in portions:
            await asyncio.sleep(0)
            make()
        lazy.key_setup.entered.connect(lambda: self._go_in(demo=False))
        lazy.key_setup.demo_chosen.connect(lambda: self._go_in(demo=True))
        lazy.application.restart_asked.connect(self.restart)
        lazy.application.started_again.connect(self.take)

    def _name_keys(self) -> None:
        """Tell the buttons of sidebar and header which keys do the same."""
        new_chat, fold = shortcut_text(commands.NEW_CHAT), shortcut_text(commands.SIDEBAR)
        self._views.sidebar.set_keys(new_chat=new_chat, search=shortcut_text(commands.SEARCH), fold=fold)
        pin, contents = shortcut_text(commands.PIN), shortcut_text(commands.OUTLINE)
        self._views.header.set_keys(sidebar=fold, new_chat=new_chat, pin=pin, contents=contents)

    def _painted(self) -> None:
        if not self.painted.done():
            self.painted.set_result(time.time())

    def finish(self) -> None:
        """Remember how everything stands, and hide the window."""
        preferences, window = self._services.preferences, self._views.window
        preferences.set(WINDOW_GEOMETRY, window.geometry_text())
        preferences.set(WINDOW_SPLITTER, window.splitter_text())
        self._chat_list.finish()
        self._lazy.finish()
        if "_desktop" in self.__dict__:
            self._desktop.finish()
        window.hide()

    def _close(self) -> None:
        """Leave the window to the tray, where the person wants that, else quit."""
        if not (self._services.preferences.get(TRAY) and self._lazy.attention.tray.keeps_running()):
            self.quit()

    def quit(self) -> None:
        """Close the window, if nothing is lost by it or the person lets it go; see `until_closed`."""
        if not self.closed.done():
            self.closed.set_result(None)

    def end(self) -> None:
        """Close the window without a question: the system wants it."""
        self._must_end = True
        self.quit()

    async def until_closed(self) -> None:
        """Return when the window is to be closed, and everything is saved or the person does without."""
        while True:
            await self.closed
            if self._views.window.is_locked:
                self._lazy.attention.lock.say_quit_waits()
            if self._must_end or (await self._unsaved.may_close() and await self._lazy.may_close()):
                return
            self.closed, self.wants_restart = asyncio.get_running_loop().create_future(), False

    def restart(self) -> None:
        """Close the window as `quit` does, and have the program started anew."""
        self.wants_restart = True
        self.quit()

    def tell(self, note: FailureNote) -> None:
        """Say at the top of the window what must be known."""
        if self._unsaved.tell(note):
            return
        from turbodesk.ui.quantities import sentences

        self._views.notice.show_notice(sentences(note.sentence, note.advice), is_danger=True)

    # What leads from one part to another

    def _go_in(self, *, demo: bool) -> None:
        """Leave the first screen, or the demo, for a chat that can be used now."""
        self._services.preferences.set(DEMO_CHOSEN, demo)
        self._views.window.show_chats()
        self._chat_list.choose_demo(demo=demo)
        self._update()

    def take(self, handover: Handover) -> None:
        """Do what a start of the program was asked for, this one's or another's; once the window is no more locked."""
        if self._views.window.is_locked:
            self._lazy.attention.lock.when_open(lambda: self.take(handover), handover.token)
            return
        if handover.demo and not self._chat_list.demo:
            self._go_in(demo=True)
        if handover.new_chat and not self._views.window.is_onboarding:
            self._chat_list.new_chat()
        if handover.files or handover.link:
            self._desktop.arrivals.take(handover)
        if handover.ask:
            self._desktop.quick_question.open(handover.token)

    def open(self, words: str) -> None:
        """Open a file or a link, as `take` does."""
        from turbodesk.app.handover import Handover, given

        files, link = given((words,))
        self.take(Handover(files=files, link=link))

    def _remedy(self, remedy: Remedy) -> None:
        chat, profiles = self.chat_presenter.chat, self._services.profiles
        profile = None if chat is None else profiles.get(chat.conversation.gateway_id)  # the demo has none
        match remedy:
            case Remedy.OPEN_GATEWAY_SETTINGS:
                self._lazy.settings.open_gateway(profile.id if profile is not None else "")
            case Remedy.CHOOSE_GATEWAY:
                self._views.header.open_gateways()
            case Remedy.CHECK_CONNECTION:
                self.actions[commands.CHECK_CONNECTION].trigger()
            case Remedy.CHOOSE_MODEL:
                self.actions[commands.MODEL].trigger()
            case Remedy.NEW_CHAT:
                self.actions[commands.NEW_CHAT].trigger()
            case Remedy.OPEN_USAGE:
                self.actions[commands.USAGE].trigger()
            case Remedy.SUMMARISE:
                self.actions[commands.MAKE_ROOM].trigger()
            case Remedy.GET_KEY:
                if profile is None:
                    self._lazy.key_steps.open_for("", "", KEY_PAGE)
                else:
                    self._lazy.key_steps.open_for(profile.id, profile.name, profiles.key_page(profile.id))
            case _:
                raise AssertionError(f"the chat serves {remedy} itself")

    def _setting_changed(self, setting: Setting[Any]) -> None:
        if setting is MODEL:
            self.chat_presenter.refresh()
        elif setting is QUICK_KEY_WANTED and "shortcut" not in self._desktop.__dict__:
            self._desktop.shortcut.start(is_asked=True)
        elif setting is TRAY:
            self._keep_in_tray(is_start=False)
        elif setting is AT_LOGIN:
            from turbodesk.ui.presenters.at_login import follow_setting

            follow_setting(self._services.preferences, self._views.notice.show_notice)

    def _is_shown_at_start(self) -> bool:
        """Whether this start is for the window, and not for a quick question or the icon in the tray alone."""
        wish = self._handover
        if wish is not None and wish.at_login and self._services.preferences.get(TRAY):
            return False
        return wish is None or not wish.ask or self._views.window.is_locked

    def _keep_in_tray(self, *, is_start: bool, is_hidden: bool = False) -> None:
        if self._services.preferences.get(TRAY):
            begin = self._lazy.attention.tray.begin(is_start=is_start, is_hidden=is_hidden)
            self._services.scope.start("tray", begin)

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
            self._lazy.key_setup.need_key(chat.conversation.gateway_id)
        self.actions.update(self.chat_presenter.command_context(ready=not self._views.window.is_onboarding))

    def _leave_sidebar_for(self, command: Command) -> None:
        """Do what a command says; a sidebar that lies over the page goes first, as what comes has the focus."""
        self._lazy.side_panels.close_drawer()
        self.actions[command].trigger()

    def _fill_menu(self, menu: Menu) -> None:
        from turbodesk.ui.presenters.menu import fill_menu, menu_groups

        views, chat = self._views, self.chat_presenter.chat
        is_serif = self._services.preferences.get(READING_FACE) is ReadingFace.SERIF
        is_for_two = chat is not None and chat.conversation.second_model is not None
        switches = {
            commands.SIDEBAR: views.sidebar.isVisible(),
            commands.SERIF: is_serif,
            commands.ASK_TWO: is_for_two,
        }
        ids = (chat.conversation.id,) if chat is not None else ()
        groups = menu_groups(
            is_pinned=chat is not None and chat.conversation.pinned,
            is_temporary=chat is not None and chat.context.is_temporary,
            fill_moves=lambda under: views.sidebar.fill_moves(under, ids),
        )
        fill_menu(menu, groups, self.actions, theme=views.theme, on=[one for one, is_on in switches.items() if is_on])

    def _focus(self) -> None:
        self._lazy.side_panels.close_drawer()
        if self._views.window.is_onboarding:
            self._lazy.key_setup.ask()
        elif not self._lazy.is_settings_open:  # a key entered there is no reason to write behind them
            self._views.composer.setFocus()
