"""Locks the window and opens it again: hides what there is, asks for the passphrase, and leads back to where one was.

While it is locked everything goes on behind it: replies grow, tools run, what is asked waits in its sheet. What would
show something of a chat elsewhere, such as a notification or the tray, hears of it by `Attention`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QWidget

from turbodesk.app.chat_context import Attention
from turbodesk.app.lock import WindowLock
from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.settings import LOCK_MINUTES, Setting
from turbodesk.translation import _, ngettext
from turbodesk.ui.main_window.lock_page import LockPage
from turbodesk.ui.main_window.window import Window
from turbodesk.ui.presenters.actions import Actions
from turbodesk.ui.quantities import number
from turbodesk.ui.widgets.composition import commit_composition
from turbodesk.ui.widgets.focus import focus_first, give_focus_back
from turbodesk.ui.widgets.idle_watch import IdleWatch
from turbodesk.ui.widgets.lifetime import is_alive, single_shot, subscribe
from turbodesk.ui.widgets.other_windows import OtherWindows
from turbodesk.ui.widgets.raising import bring_to_front
from turbodesk.ui.widgets.sheet import Sheet

if TYPE_CHECKING:
    from turbodesk.ui.desktop.macos_owner import MacOwner
    from turbodesk.ui.desktop.screen_lock import ScreenLock


_LOOK_MS = 300
"""How often it is seen whether Quit asks something."""


def wrong_passphrase(wait_s: int) -> str:
    """Say that a passphrase is wrong, and how long it takes until another can be tried."""
    words = ngettext(
        "That is not the passphrase. Wait {count} second before you try again.",
        "That is not the passphrase. Wait {count} seconds before you try again.",
        wait_s,
    )
    return words.format(count=number(wait_s))


class LockPresenter(QObject):
    """Serves one window; made where there is a lock, or somebody wants one."""

    changed = Signal()
    """A passphrase was set or removed."""

    def __init__(
        self,
        window: Window,
        *,
        lock: WindowLock,
        page: LockPage,
        actions: Actions,
        attention: Attention,
        preferences: Preferences,
        scope: Scope,
        screen: ScreenLock | None,
        owner: Callable[[], MacOwner | None],
    ) -> None:
        """`screen` tells when the desktop locks its own; `owner` gives the system's check, where it has one."""
        super().__init__(window)
        self._window, self._page, self.lock = window, page, lock
        self._actions, self._attention, self._scope = actions, attention, scope
        self._preferences, self._screen, self._owner = preferences, screen, owner
        self._others = OtherWindows(window)
        self._idle = IdleWatch(self)
        self._focus_before: QWidget | None = None
        self._then: list[Callable[[], object]] = []
        self._has_finished = False
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.timeout.connect(self._may_try_again)
        page.submitted.connect(self._try)
        page.system_asked.connect(lambda: self._scope.start("lock.system", self._ask_system()))
        self._idle.idle.connect(self.lock_now)
        subscribe(self, preferences.changed, self._setting_changed)
        if screen is not None:
            subscribe(self, screen.locked, self._screen_locked)

    # Locking

    def lock_now(self) -> None:
        """Show nothing but the question for the passphrase; nothing where there is none."""
        if not self.lock.is_set or self._attention.is_locked:
            return
        commit_composition()
        self._idle.end()
        self._focus_before = self._window.focusWidget()
        self._attention.lock(is_locked=True)
        self._actions.lock(is_locked=True)
        self._others.hide_all()
        self._page.clear()
        if self._owner() is not None:
            self._page.offer_system()
        self._window.lock(self._page)
        self._page.setFocus()

    def when_open(self, then: Callable[[], object], token: str = "") -> None:
        """Call `then` now, or when the window is open again; it is brought to the front to be unlocked until then."""
        if not self._attention.is_locked:
            then()
            return
        self._then.append(then)
        bring_to_front(self._window, token)

    def say_quit_waits(self) -> None:
        """Say that Quit waits for an answer, as soon as it asks for one."""
        single_shot(self, _LOOK_MS, self._say_quit_waits)

    def _say_quit_waits(self) -> None:
        from turbodesk.ui.widgets.question import Question

        if self._has_finished or not self._attention.is_locked:
            return
        if any(not one.isHidden() for one in self._window.surface.findChildren(Question)):
            self._page.say(_("TurboDesk asks something before it quits. Unlock it to answer."))
        else:
            self.say_quit_waits()

    def finish(self) -> None:
        """Let go of what outlives the window."""
        self._has_finished = True
        self._idle.end()
        if self._screen is not None:
            self._screen.follow(is_wanted=False)

    # Opening

    def _try(self, text: str) -> None:
        if self.lock.wait_s == 0:
            self._page.show_checking()
            self._scope.start("lock.try", self._check(text))

    async def _check(self, text: str) -> None:
        with ExitStack() as unless_known:
            unless_known.callback(self._page.say, "")  # or a check that failed would shut the person out
            is_right = await self.lock.matches(text)
            unless_known.pop_all()
        if not self._attention.is_locked:  # the system's check was quicker
            return
        if is_right:
            self._scope.cancel("lock.system")
            self._open()
            return
        self._page.let_type_again()
        wait_s = self.lock.wait_s
        self._page.say(wrong_passphrase(wait_s))
        self._wait.start(wait_s * 1000)

    async def _ask_system(self) -> None:
        # Translators: of a dialog of macOS, behind "TurboDesk is trying to"
        reason = _("show your chats")
        if (owner := self._owner()) is not None and await owner.is_there(reason) and self._attention.is_locked:
            self._open()

    def _may_try_again(self) -> None:
        if wait_s := self.lock.wait_s:  # Qt's timers of some seconds may be up to 5 % early
            self._wait.start(wait_s * 1000)
        else:
            self._page.say(_("That is not the passphrase."))

    def _open(self) -> None:
        self._wait.stop()
        self._page.clear()
        self._window.unlock()
        self._others.show_again()
        self._actions.lock(is_locked=False)
        self._attention.lock(is_locked=False)
        self._give_focus_back()
        self._watch()
        then, self._then = self._then, []
        for call in then:
            call()

    def _give_focus_back(self) -> None:
        """Put the focus where it was, or into what has come over that meanwhile."""
        before, self._focus_before = self._focus_before, None
        sheets = [one for one in self._window.surface.children() if isinstance(one, Sheet) and one.isVisible()]
        is_there = before is not None and is_alive(before) and before.isVisible() and before.isEnabled()
        if sheets and not (is_there and before is not None and sheets[-1].isAncestorOf(before)):
            sheets[-1].focus_first()
        elif self._window.is_onboarding and before is None:
            focus_first(self._window.surface)
        else:
            give_focus_back(before, self._window)

    # When

    def set_changed(self) -> None:
        """Begin or end to watch: a passphrase was set or removed."""
        self._watch()
        self.changed.emit()

    def _watch(self) -> None:
        minutes = self._preferences.get(LOCK_MINUTES)
        if self.lock.is_set and minutes and not self._attention.is_locked:
            self._idle.begin(minutes * 60)
        else:
            self._idle.end()
        if self._screen is not None:
            self._screen.follow(is_wanted=self.lock.is_set)

    def _setting_changed(self, setting: Setting[int]) -> None:
        if setting is LOCK_MINUTES:
            self._watch()

    def _screen_locked(self) -> None:
        from turbodesk.settings import LOCK_WITH_SCREEN

        if self._preferences.get(LOCK_WITH_SCREEN):
            self.lock_now()
