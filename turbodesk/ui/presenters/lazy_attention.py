"""The presenters of what calls for attention outside the window, each imported and made at first use."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

from turbodesk.app import commands
from turbodesk.ui.widgets.raising import bring_to_front

if TYPE_CHECKING:
    from turbodesk.app.services import Services
    from turbodesk.ui.desktop.program_icon import ProgramIcon
    from turbodesk.ui.desktop.session_bus import SessionBus
    from turbodesk.ui.desktop.tray_host import TrayHost
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.icon_progress import IconProgress
    from turbodesk.ui.presenters.lock import LockPresenter
    from turbodesk.ui.presenters.notifications import NotificationPresenter
    from turbodesk.ui.presenters.settings_desktop import DesktopSettingsPresenter
    from turbodesk.ui.presenters.settings_lock import LockSettingsPresenter
    from turbodesk.ui.presenters.tray import TrayPresenter
    from turbodesk.ui.presenters.views import MainWindowViews
    from turbodesk.ui.settings.desktop import DesktopPage


class LazyAttentionPresenters:
    """Those of one window."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        *,
        chat_presenter: ChatPresenter,
        chat_list: ChatListPresenter,
        actions: Actions,
        open_temporary: Callable[[], object],
    ) -> None:
        """`open_temporary` brings the temporary chat to the front."""
        self._services, self._views = services, views
        self._chat_presenter, self._chat_list = chat_presenter, chat_list
        self._actions, self._open_temporary = actions, open_temporary

    @cached_property
    def bus(self) -> SessionBus:
        """Leads to the services of the desktop; connected when something is asked of one."""
        from turbodesk.ui.desktop.session_bus import SessionBus

        return SessionBus(self._services.scope.child("desktop"))

    @cached_property
    def notifications(self) -> NotificationPresenter:
        """Tells what happens in chats that nobody looks at."""
        from turbodesk.ui.desktop.notification_services import notification_service
        from turbodesk.ui.presenters.notifications import NotificationPresenter

        return NotificationPresenter(
            self._views.window,
            workspace=self._services.workspace,
            preferences=self._services.preferences,
            service=notification_service(self.bus),
            scope=self._services.scope,
            chat_presenter=self._chat_presenter,
            open_chat=self._open_chat,
            copy=self._views.message_views.copy,
            mark=self._mark,
        )

    def _mark(self, waiting: int) -> None:
        if self.icon is not None:
            self.icon.set_count(waiting)

    @cached_property
    def icon(self) -> ProgramIcon | None:
        """Is the program's icon in a dock or a taskbar."""
        from turbodesk.ui.desktop.program_icon import program_icon

        return program_icon(self.bus, self._services.scope, lambda: int(self._views.window.winId()))

    @cached_property
    def progress(self) -> IconProgress:
        """Shows there how far long works have come."""
        from turbodesk.ui.presenters.icon_progress import IconProgress

        return IconProgress(lambda: self.icon)

    @cached_property
    def host(self) -> TrayHost:
        """Is the desktop's tray."""
        from turbodesk.ui.desktop.tray_host import TrayHost

        return TrayHost(self.bus)

    @cached_property
    def tray(self) -> TrayPresenter:
        """Keeps the program running behind an icon."""
        from turbodesk.ui.presenters.tray import TrayPresenter

        return TrayPresenter(
            self._views.window,
            host=self.host,
            workspace=self._services.workspace,
            preferences=self._services.preferences,
            scope=self._services.scope,
            entries=self.entries,
            open_chat=self._open_chat,
            quit_=self._actions[commands.QUIT].trigger,
            told=lambda words: self._services.scope.start("tray.told", self._say(words)),
        )

    async def _say(self, words: str) -> None:
        """Say something on the desktop, or in the window when that is looked at again."""
        if not await self.notifications.say(words):
            self._views.notice.show_notice(words)

    def settings_page(self, page: DesktopPage) -> tuple[DesktopSettingsPresenter, LockSettingsPresenter]:
        """Make what shows on a page of the settings whether there is a tray, and whether there is a lock."""
        from turbodesk.ui.desktop.screen_lock import knows_screen_lock
        from turbodesk.ui.presenters.settings_desktop import DesktopSettingsPresenter
        from turbodesk.ui.presenters.settings_lock import LockSettingsPresenter

        preferences, scope = self._services.preferences, self._services.scope
        lock = LockSettingsPresenter(page, presenter=self.lock, scope=scope, knows_screen=knows_screen_lock())
        return DesktopSettingsPresenter(page, host=self.host, preferences=preferences, scope=scope), lock

    @cached_property
    def lock(self) -> LockPresenter:
        """Locks the window."""
        from turbodesk.app.lock import WindowLock
        from turbodesk.ui.desktop.macos_owner import open_owner
        from turbodesk.ui.desktop.screen_lock import screen_lock
        from turbodesk.ui.main_window.lock_page import LockPage
        from turbodesk.ui.presenters.lock import LockPresenter

        services, views = self._services, self._views
        return LockPresenter(
            views.window,
            lock=WindowLock(services.folder, services.preferences),
            page=views.dressed(LockPage(views.window, theme=views.theme)),
            actions=self._actions,
            attention=services.workspace.attention,
            preferences=services.preferences,
            scope=services.scope,
            screen=screen_lock(lambda: self.bus, services.scope),
            owner=open_owner,
        )

    def entries(self) -> tuple[tuple[str, Callable[[], object]], ...]:
        """Return what can be begun from outside the window, with what it is called."""

        def new_chat() -> None:
            bring_to_front(self._views.window)
            self._actions[commands.NEW_CHAT].trigger()

        return (commands.NEW_CHAT.title, new_chat), (commands.ASK.title, self._actions[commands.ASK].trigger)

    def forget(self, conversation_id: str) -> None:
        """Tell nothing more of a chat that is gone."""
        if "notifications" in self.__dict__:
            self.notifications.forget(conversation_id)

    def finish(self) -> None:
        """Take back what the desktop shows."""
        if "lock" in self.__dict__:
            self.lock.finish()
        if "tray" in self.__dict__:
            self.tray.finish()
        if "notifications" in self.__dict__:
            self.notifications.finish()
        if "progress" in self.__dict__:
            self.progress.close()
        if "bus" in self.__dict__:
            self.bus.close()

    def _open_chat(self, conversation_id: str) -> None:
        if self._services.workspace.conversation(conversation_id) is None:
            self._open_temporary()
        else:
            self._chat_list.choose(conversation_id)
