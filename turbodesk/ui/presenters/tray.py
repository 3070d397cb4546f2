"""Keeps the program running behind an icon in the tray when its window is closed, where the person wants that.

The window is only hidden, so replies go on. A tray that goes, as when the desktop's panel ends for good, would leave a
program that nobody reaches: the window comes back then.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt
from PySide6.QtWidgets import QMenu, QWidget

from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.settings import TRAY, TRAY_TOLD, Setting
from turbodesk.translation import _
from turbodesk.ui.desktop.tray_host import TrayHost
from turbodesk.ui.desktop.tray_icon import PlainTrayIcon
from turbodesk.ui.widgets.lifetime import single_shot, subscribe
from turbodesk.ui.widgets.plain import button_text
from turbodesk.ui.widgets.raising import bring_to_front

PANEL_STARTS_MS = 20_000
"""How long a panel that starts with the session may take before an older kind of tray is looked for."""
PANEL_RESTARTS_MS = 5_000
"""How long a panel may be away before the window comes back."""
_LONGEST = 60
"""Letters of a chat's name in the menu."""


class TrayPresenter(QObject):
    """Serves one window; made when the tray is wanted."""

    def __init__(
        self,
        window: QWidget,
        *,
        host: TrayHost,
        workspace: Workspace,
        preferences: Preferences,
        scope: Scope,
        entries: Callable[[], tuple[tuple[str, Callable[[], object]], ...]],
        open_chat: Callable[[str], object],
        quit_: Callable[[], object],
        told: Callable[[str], object],
    ) -> None:
        """`entries` are those of the menu beside chats, with what they do. `told` says something once."""
        super().__init__(window)
        self._window, self._host, self._workspace = window, host, workspace
        self._preferences, self._scope = preferences, scope
        self._entries, self._open_chat, self._quit, self._told = entries, open_chat, quit_, told
        self._icon: PlainTrayIcon | None = None
        self._menu: QMenu | None = None
        self._is_hosted = self._is_on_bus = False
        """Whether there is a tray; whether the one that has the icon was found on the session bus."""
        self._may_come = False
        """Whether the desktop's panel may still be starting."""
        self._is_kept = False
        """Whether the window was hidden here; one that never was shown, as for a quick question alone, stays so."""
        self._replying: frozenset[str] = frozenset()
        self._subscriptions = [
            subscribe(self, host.changed, lambda _: self._look()),
            subscribe(self, preferences.changed, self._setting_changed),
            subscribe(self, workspace.replying_changed, self._replies_changed),
            subscribe(self, workspace.attention.locked, lambda _: self._fill_again()),
        ]

    async def begin(self, *, is_start: bool, is_hidden: bool = False) -> None:
        """Show the icon, now or when the desktop's panel is there, which may start together with the program.

        A window that is hidden from the start comes where no panel does.
        """
        # All of it first: a panel that comes while it is looked for has it looked for anew, and ends this.
        if is_hidden:
            self._window.hide()  # so that it counts as put away, and not as one that nobody wanted
            self._is_kept = True
        if is_start:
            self._may_come = True
            single_shot(self, PANEL_STARTS_MS, self._has_started)
        await self._host.listen()
        await self._look_for_host(may_ask_qt=not is_start)

    def keeps_running(self) -> bool:
        """Hide the window in place of closing it; False where it is to be closed, and the program with it."""
        if self._icon is None or not self._is_hosted or not self._preferences.get(TRAY):
            return False
        self._window.hide()
        self._is_kept = True
        if not self._preferences.get(TRAY_TOLD):
            self._preferences.set(TRAY_TOLD, True)
            self._told(_("TurboDesk keeps running: its icon in the tray brings the window back and has Quit."))
        return True

    def finish(self) -> None:
        """Take the icon away: the program ends."""
        for one in self._subscriptions:
            one.close()
        self._put_away()

    # Whether there is a tray

    def _look(self) -> None:
        if not self._scope.is_closed and self._preferences.get(TRAY):
            self._scope.start("tray", self._look_for_host(may_ask_qt=True))

    def _has_started(self) -> None:
        self._may_come = False
        if not self._is_hosted:
            self._look()

    async def _look_for_host(self, *, may_ask_qt: bool) -> None:
        is_on_bus = await self._host.look(may_ask_qt=False)
        may_ask_qt = may_ask_qt and not self._is_on_bus  # which says of those on the bus what it found first
        self._is_hosted = is_on_bus or (may_ask_qt and await self._host.look())
        if not self._preferences.get(TRAY):
            return
        if self._is_hosted and self._icon is None:
            self._is_on_bus = is_on_bus
            self._show()
        elif not self._is_hosted and self._is_kept and not self._may_come:
            single_shot(self, PANEL_RESTARTS_MS, self._come_back)

    def _come_back(self) -> None:
        """Show the window again, behind what the person does, if nothing else leads to it."""
        if not self._is_hosted and self._is_kept and self._window.isHidden():
            self._window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, True)
            self._window.show()
            self._window.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating, False)

    def _setting_changed(self, setting: Setting[bool]) -> None:
        if setting is TRAY and not self._preferences.get(TRAY):
            self._put_away()
            if self._is_kept and self._window.isHidden():
                bring_to_front(self._window)

    # The icon

    def _show(self) -> None:
        self._menu = QMenu()
        self._icon = PlainTrayIcon(self)
        self._icon.activated.connect(self._activated)
        self._fill()
        self._icon.setContextMenu(self._menu)
        self._icon.show()

    def _put_away(self) -> None:
        icon, menu = self._icon, self._menu
        self._icon = self._menu = None
        if icon is not None and menu is not None:
            icon.hide()
            icon.deleteLater()
            menu.deleteLater()

    def _activated(self, reason: PlainTrayIcon.ActivationReason) -> None:
        if reason in (PlainTrayIcon.ActivationReason.Trigger, PlainTrayIcon.ActivationReason.DoubleClick):
            bring_to_front(self._window)

    def _replies_changed(self, replying: frozenset[str]) -> None:
        if replying != self._replying:
            self._fill_again()

    def _fill_again(self) -> None:
        if self._menu is not None:
            self._fill()

    def _fill(self) -> None:
        """Offer everything anew: desktops show the menu themselves, and not all say when. Locked: no chat."""
        menu = self._menu
        assert menu is not None
        menu.clear()
        menu.addAction(_("Open TurboDesk")).triggered.connect(lambda: bring_to_front(self._window))
        is_locked = self._workspace.attention.is_locked
        for title, do in () if is_locked else self._entries():
            menu.addAction(button_text(title)).triggered.connect(lambda _=False, do=do: do())
        self._replying = self._workspace.replying()
        if self._replying and not is_locked:
            menu.addSeparator()
            menu.addAction(_("Being answered:")).setEnabled(False)
            for id_ in sorted(self._replying):
                title = beginning(one_line(self._workspace.title_of(id_)), _LONGEST) or _("Chat")
                entry = menu.addAction(button_text(title))
                entry.triggered.connect(lambda _=False, id_=id_: self._open(id_))
        menu.addSeparator()
        menu.addAction(_("Quit")).triggered.connect(lambda: self._quit())

    def _open(self, conversation_id: str) -> None:
        bring_to_front(self._window)
        self._open_chat(conversation_id)
