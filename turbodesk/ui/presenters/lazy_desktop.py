"""The presenters of what leads from the desktop into the program: files, links, a question.

Each is imported and made at first use, with what it uses by name, as those of `lazy` are.
"""

from __future__ import annotations

import sys
from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from turbodesk.ui.widgets.lifetime import owned, single_shot, subscribe

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenuBar

    from turbodesk.app.services import Services
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.presenters.arrivals import ArrivalPresenter
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.chat_list import ChatListPresenter
    from turbodesk.ui.presenters.lazy import LazyPresenters
    from turbodesk.ui.presenters.quick_question import QuickQuestionPresenter
    from turbodesk.ui.presenters.screenshots import ScreenshotPresenter
    from turbodesk.ui.presenters.shortcut import ShortcutPresenter, ShortcutService
    from turbodesk.ui.presenters.views import MainWindowViews


class LazyDesktopPresenters(QObject):
    """Presenters that belong to one window."""

    unseen = Signal()
    """The program was started for a quick question alone, which is put away, and nothing goes on any more."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        lazy: LazyPresenters,
        chat_presenter: ChatPresenter,
        chat_list: ChatListPresenter,
        actions: Actions,
    ) -> None:
        super().__init__(views.window)
        self._services, self._views = services, views
        self._lazy = lazy
        self._chat_presenter, self._chat_list = chat_presenter, chat_list
        self._actions = actions
        self._menu_bar: QMenuBar | None = None
        self._service: object = None
        """What macOS sends the texts of other programs to."""

    def finish(self) -> None:
        """Let go of what outlives the window."""
        if self._menu_bar is not None:
            self._menu_bar.deleteLater()
        if "quick_question" in self.__dict__:
            self.quick_question.finish()
        if "shortcut" in self.__dict__:
            self.shortcut.finish()

    @cached_property
    def quick_question(self) -> QuickQuestionPresenter:
        """Asks in a small window over all others."""
        from turbodesk.ui.presenters.quick_setup import new_quick_question

        presenter = new_quick_question(
            self._services, self._views, lazy=self._lazy, main=self._chat_presenter, chat_list=self._chat_list
        )
        presenter.put_away.connect(self._end_unseen)
        subscribe(presenter, self._services.workspace.replying_changed, lambda _: self._end_unseen())
        return presenter

    def ask(self, token: str) -> None:
        """Open the small window by the desktop’s `token`, once the other one is no more locked."""
        if self._views.window.is_locked:
            self._lazy.attention.lock.when_open(lambda: self.quick_question.open(), token)
        else:
            self.quick_question.open(token)

    def ask_about(self, text: str) -> None:
        """Open the small window with a text of another program, once the other one is no more locked."""
        if self._views.window.is_locked:
            self._lazy.attention.lock.when_open(lambda: self.quick_question.open_with(text))
        else:
            self.quick_question.open_with(text)

    @cached_property
    def shortcut(self) -> ShortcutPresenter:
        """Has the key that opens it from everywhere."""
        from turbodesk.ui.presenters.shortcut import ShortcutPresenter

        return ShortcutPresenter(
            self._views.window,
            service=self._shortcut_service(),
            preferences=self._services.preferences,
            scope=self._services.scope,
            pressed=self.ask,
            tell=self._views.notice.show_notice,
        )

    @cached_property
    def screenshots(self) -> ScreenshotPresenter:
        """Attaches pictures of the screen."""
        from turbodesk.ui.presenters.screenshots import ScreenshotPresenter

        return ScreenshotPresenter(
            self._views.window,
            bus=lambda: self._lazy.attention.bus,
            scope=self._services.scope,
            attach=lambda files: self._lazy.attach.take_files(files),
            tell=self._views.notice.show_notice,
        )

    def _shortcut_service(self) -> ShortcutService:
        if sys.platform == "win32":
            from turbodesk.ui.desktop.windows_shortcut import WindowsShortcut

            return WindowsShortcut()
        if sys.platform == "darwin":
            from turbodesk.ui.desktop.macos_shortcut import MacShortcut

            return MacShortcut()
        from turbodesk.ui.desktop.shortcut_portal import ShortcutPortal

        return ShortcutPortal(self._lazy.attention.bus, self._services.scope)

    def fill_menus(self) -> None:
        """Fill what Windows and macOS have around the window: the menu at the program's icon, the menu bar."""
        from turbodesk import frozen
        from turbodesk.ui.presenters.icon_entries import offer_at_icon

        offer_at_icon(self._views.window, self._services.scope, frozen.program(), self._lazy.attention.entries)
        if sys.platform == "darwin":
            from turbodesk.ui.desktop.macos_services import offer_service
            from turbodesk.ui.presenters.menu_bar import new_menu_bar

            self._menu_bar = new_menu_bar(self._views.window, self._actions)
            self._service = offer_service(owned(self, self._asked_about))

    def _asked_about(self, text: str) -> None:
        single_shot(self, 0, lambda: self.ask_about(text))  # once the program that sent it has its answer

    def _end_unseen(self) -> None:
        """End a program nobody can see; a reply that grows is waited for."""
        # Where a tray keeps the window it is hidden, and has been shown or hidden by somebody.
        was_seen = self._views.window.testAttribute(Qt.WidgetAttribute.WA_WState_ExplicitShowHide)
        is_seen = was_seen or self.quick_question.is_open
        if not is_seen and not self._services.workspace.replying():
            self.unseen.emit()

    @cached_property
    def arrivals(self) -> ArrivalPresenter:
        """Brings in files and links."""
        from turbodesk.ui.presenters.arrivals import ArrivalPresenter

        presenter = ArrivalPresenter(
            self._views.window,
            workspace=self._services.workspace,
            chat_list=self._chat_list,
            notice=self._views.notice,
            front=lambda: self._chat_presenter.chat,
            attach=lambda files: self._lazy.attach.take_dropped(files),
        )
        self._lazy.key_setup.entered.connect(presenter.go_on)
        self._lazy.key_setup.demo_chosen.connect(presenter.go_on)
        return presenter
