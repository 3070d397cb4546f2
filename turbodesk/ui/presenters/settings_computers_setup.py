"""Leads through the sheet in which a computer begins to sync, gets another storage, signs in again or a new code."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import aclosing
from enum import Enum, auto
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from turbodesk.app.tasks import Scope
from turbodesk.chat.storage_choice import FOLDER, StorageChoice
from turbodesk.chat.sync_status import Arrived, RenewalStep, SyncState, SyncStatus
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext, pgettext
from turbodesk.ui.presenters.attempts import attempt
from turbodesk.ui.presenters.sync_wording import (
    FAILURES,
    STEP_NAMES,
    failure_words,
    preview_words,
    shown_state,
)
from turbodesk.ui.quantities import number, sentences
from turbodesk.ui.settings.computers_sheet import SyncSetupSheet
from turbodesk.ui.widgets.lifetime import is_alive, subscribe
from turbodesk.ui.widgets.question import tell

if TYPE_CHECKING:
    import datetime as dt

    from turbodesk.app.syncing.syncing import Syncing
    from turbodesk.ui.presenters.sync_code import CodeCopies
    from turbodesk.ui.widgets.toast import Toast

_TASK = "syncing.setup"
_MEANWHILE = _("Chats can be used meanwhile, and this goes on when the sheet is closed.")
_NO_CODE_THERE = _("Nothing lies under this code in this storage.")
_HOLDS = _("The new code holds already.")
_HOLDS_ADVICE = _("What is left is done by itself. Note the code: it stands under “Recovery code”.")
_NO_CODE_ADVICE = _("See whether the code is right, and the storage the one your other computer uses.")


class _Purpose(Enum):
    """What the sheet was opened for."""

    BEGIN = auto()
    """No code is known yet."""
    JOIN = auto()
    """The code of another computer is known."""
    CHANGE = auto()
    """Another storage."""
    SIGN_IN = auto()
    """Another password."""
    NEW_CODE = auto()
    """To make one."""
    TYPE_CODE = auto()
    """To type the one that was made at another computer."""


_TITLES = {
    _Purpose.BEGIN: _("Sync with your other computers"),
    _Purpose.JOIN: _("Join your other computers"),
    _Purpose.CHANGE: _("Change storage"),
    _Purpose.SIGN_IN: _("Sign in again"),
    _Purpose.NEW_CODE: _("New code"),
    _Purpose.TYPE_CODE: _("New code"),
}


_RENEWAL = {
    RenewalStep.FETCH: (_("Reading what your other computers have sent…"), ""),
    RenewalStep.KEEP: (_("Keeping the new code…"), ""),
    RenewalStep.SEND: (_("Sending everything again under the new code…"), _("Chats can be used meanwhile.")),
    RenewalStep.DELETE: (_("Deleting what lies under the old code…"), ""),
}
"""What is being done, and what else there is to know, for each step of making a new code."""


@dataclass(frozen=True, slots=True)
class _TriedStorage:
    """Storage that does what is needed."""

    choice: StorageChoice
    secret: str


class SyncSetupPresenter(QObject):
    """Serves one sheet, to which it belongs."""

    def __init__(
        self,
        sheet: SyncSetupSheet,
        *,
        syncing: Callable[[], Syncing],
        copies: Callable[[], CodeCopies],
        scope: Scope,
        toast: Callable[[], Toast],
        now: Callable[[], dt.datetime],
    ) -> None:
        """`copies` takes the code out of the program."""
        super().__init__(sheet)
        self._sheet, self._syncing, self._copies, self._scope = sheet, syncing, copies, scope
        self._toast, self._now = toast, now
        self._purpose = _Purpose.BEGIN
        self._place: _TriedStorage | None = None
        self._code = ""
        self._is_followed = False
        self._is_shown = False
        """Whether the first round runs, which is told of."""
        self._came = 0
        """Messages that it brought."""
        sheet.went_on.connect(self._go_on)
        sheet.went_back.connect(self._go_back)
        sheet.cancelled.connect(lambda: scope.cancel(_TASK))
        sheet.closed.connect(self._forget)
        sheet.destroyed.connect(lambda: scope.cancel(_TASK))
        sheet.way.new_wanted.connect(self._make_code)
        sheet.way.code_known.connect(self._show_typed_code)
        made = sheet.new_code
        made.save_requested.connect(lambda: self._copies().save(made.code, made.tell, made.mark_kept))
        made.print_requested.connect(lambda: self._copies().print_code(made.code, made.tell, made.mark_kept))

    # Beginning

    def begin(self, kind: str) -> None:
        """Begin to sync through storage of this kind."""
        self._open(_Purpose.BEGIN, kind)

    def join(self) -> None:
        """Begin to sync with the code of another computer."""
        self._open(_Purpose.JOIN, FOLDER)

    def change_storage(self) -> None:
        """Sync through other storage, or by another address of it."""
        choice = self._syncing().status.choice
        self._open(_Purpose.CHANGE, FOLDER if choice is None else choice.kind, choice)

    def sign_in_again(self) -> None:
        """Ask for the password of the storage anew."""
        choice = self._syncing().status.choice
        if choice is None or choice.kind == FOLDER:
            self.change_storage()
        else:
            self._open(_Purpose.SIGN_IN, choice.kind, choice)

    def change_code(self) -> None:
        """Make a new code, send everything under it, and show it."""
        self._purpose = _Purpose.NEW_CODE
        self._sheet.open()
        self._sheet.title.setText(_TITLES[self._purpose])
        self._look(lambda: self._change_code())

    def type_new_code(self) -> None:
        """Ask for the code that was made at another computer, and go on under it."""
        self._purpose, self._place = _Purpose.TYPE_CODE, None
        self._show_typed_code()
        self._sheet.open()

    def _open(self, purpose: _Purpose, kind: str, choice: StorageChoice | None = None) -> None:
        self._purpose, self._place = purpose, None
        self._sheet.place_page.ask(kind, choice, is_only_secret=purpose is _Purpose.SIGN_IN)
        self._show_place()
        self._sheet.open()

    # From step to step

    def _go_on(self) -> None:
        sheet, step = self._sheet, self._sheet.step
        if step is sheet.place_page:
            self._try_out()
        elif step is sheet.trial:
            self._leave_trial()
        elif step is sheet.new_code:
            self._leave_new_code()
        elif step is sheet.typed_code:
            code = sheet.typed_code.code
            is_new = self._purpose is _Purpose.TYPE_CODE
            self._look(lambda: self._use_code(code) if is_new else self._find(code))
        elif step is sheet.preview:
            self._look(lambda: self._begin(self._code))

    def _go_back(self) -> None:
        sheet, step = self._sheet, self._sheet.step
        self._scope.cancel(_TASK)
        if step is sheet.trial or step is sheet.way or (step is sheet.typed_code and self._purpose is _Purpose.JOIN):
            self._show_place()
        elif step is sheet.preview:
            self._show_typed_code()
        else:
            sheet.new_code.forget()
            self._show_way()

    def _show_place(self) -> None:
        self._sheet.show_step(self._sheet.place_page, _TITLES[self._purpose], _("Check"), can_go_back=False)

    def _try_out(self) -> None:
        page = self._sheet.place_page
        missing = page.missing()
        if not missing and not page.choice().is_whole:
            missing = _("The address has to begin with https://, and no user name stands in it.")
        if missing:
            page.show_failure(missing)
            page.focus_first()
            return
        self._place = place = _TriedStorage(page.choice(), page.secret())
        self._sheet.trial.begin({step.value: words for step, words in STEP_NAMES.items()})
        self._sheet.show_step(self._sheet.trial, _("Does this storage work?"), pgettext("step", "Next"))
        self._scope.start(
            _TASK,
            attempt(
                lambda: self._try(place), failures=FAILURES, tell=lambda error: self._tell_trial_failed(place, error)
            ),
        )

    async def _try(self, place: _TriedStorage) -> None:
        sheet = self._sheet
        async with aclosing(self._syncing().try_out(place.choice, place.secret)) as results:
            async for result in results:
                sheet.trial.show_step(result.step.value, is_well=result.error is None)
                if result.error is not None:
                    raise result.error
        sheet.trial.show_well(_("This storage does all that is needed."))
        sheet.set_next(is_enabled=True, words=self._words_after_trial())

    def _tell_trial_failed(self, place: _TriedStorage, error: Exception | None) -> None:
        if is_alive(self._sheet):
            self._sheet.trial.show_failure(*failure_words(error, place.choice))
            self._place = None
            self._sheet.set_next(is_enabled=True, words=_("Try again"))

    def _words_after_trial(self) -> str:
        if self._purpose is _Purpose.CHANGE:
            return _("Use this storage")
        return _("Sign in") if self._purpose is _Purpose.SIGN_IN else pgettext("step", "Next")

    def _leave_trial(self) -> None:
        place = self._place
        if place is None:
            self._try_out()
        elif self._purpose is _Purpose.CHANGE:
            self._look(lambda: self._change(place))
        elif self._purpose is _Purpose.SIGN_IN:
            self._look(lambda: self._sign_in(place))
        elif self._purpose is _Purpose.JOIN:
            self._show_typed_code()
        else:
            self._show_way()

    def _show_way(self) -> None:
        self._sheet.show_step(self._sheet.way, _("Is this the first computer?"))

    def _make_code(self) -> None:
        self._sheet.new_code.show_code(self._syncing().new_code())
        self._show_new_code()

    def _show_new_code(self) -> None:
        self._sheet.show_step(self._sheet.new_code, _("Your recovery code"), _("Start syncing"))

    def _show_typed_code(self) -> None:
        can_go_back = self._purpose is not _Purpose.TYPE_CODE
        title = _("The code of your computers")
        self._sheet.show_step(self._sheet.typed_code, title, pgettext("step", "Next"), can_go_back=can_go_back)

    def _leave_new_code(self) -> None:
        if self._purpose is _Purpose.NEW_CODE:
            self._sheet.dismiss()
        else:
            self._look(lambda: self._begin(self._sheet.new_code.code))

    # What takes a while

    def _look(self, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
        self._scope.start(_TASK, attempt(work, failures=FAILURES, tell=self._tell_failure))

    def _tell_failure(self, error: Exception | None) -> None:
        if is_alive(self._sheet):
            sentence, advice = failure_words(error, None if self._place is None else self._place.choice)
            self._show_failure(sentence, advice, getattr(error, "group", None))  # a `WrongCode` has one

    def _show_failure(self, sentence: str, advice: str, group: int | None) -> None:
        """Say why it did not go on, at the step where another try begins; a code that was noted stays the code."""
        sheet = self._sheet
        if sheet.new_code.code:
            self._show_new_code()
            sheet.new_code.show_failure(sentences(sentence, advice))
        elif sheet.typed_code.code:
            self._show_typed_code()
            sheet.typed_code.show_failure(sentences(sentence, advice), group)
        elif self._purpose is _Purpose.NEW_CODE:
            sheet.show_done(_TITLES[self._purpose], sentence, advice)
        else:
            self._show_place()
            sheet.place_page.show_failure(sentence, advice)

    async def _find(self, code: str) -> None:
        place = self._place
        if place is None:
            return
        self._sheet.show_busy(_("Looking at what is in the storage…"))
        found = await self._syncing().find(place.choice, place.secret, code)
        if found.is_new:
            raise ValueError(sentences(_NO_CODE_THERE, _NO_CODE_ADVICE))
        self._code = code
        self._sheet.preview.show_preview(*preview_words(found))
        self._sheet.show_step(self._sheet.preview, _("What comes together"), _("Join"))

    async def _begin(self, code: str) -> None:
        place = self._place
        if place is None:
            return
        self._sheet.show_busy(_("Beginning…"))
        await self._syncing().begin(place.choice, place.secret, code)
        self._sheet.forget()
        self._follow()

    async def _use_code(self, code: str) -> None:
        self._sheet.show_busy(_("Looking at what is in the storage…"))
        if not await self._syncing().use_code(code):
            raise ValueError(sentences(_NO_CODE_THERE, _NO_CODE_ADVICE))
        self._sheet.forget()
        self._follow()

    async def _change(self, place: _TriedStorage) -> None:
        self._sheet.show_busy(_("Changing the storage…"))
        await self._syncing().change_storage(place.choice, place.secret)
        self._sheet.forget()
        self._follow()

    async def _sign_in(self, place: _TriedStorage) -> None:
        self._sheet.show_busy(_("Signing in…"))
        await self._syncing().sign_in_again(place.secret)
        self._sheet.dismiss()

    async def _change_code(self) -> None:
        reached = set[RenewalStep]()

        def show(step: RenewalStep) -> None:
            reached.add(step)
            self._sheet.show_busy(*_RENEWAL[step])

        try:
            code = await self._syncing().change_code(show)
        except asyncio.CancelledError:
            if RenewalStep.SEND in reached and not self._scope.is_closed and is_alive(self._sheet):
                tell(self._sheet.window(), _HOLDS, _HOLDS_ADVICE)
            raise
        self._sheet.new_code.show_code(code)
        self._sheet.show_step(self._sheet.new_code, _("Your new recovery code"), _("Done"), can_go_back=False)

    # How far the first round has come

    def _follow(self) -> None:
        if not self._is_followed:
            self._is_followed = True
            subscribe(self, self._syncing().changed, self._show_round)
            subscribe(self, self._syncing().arrived, self._count)
        self._place, self._code, self._came = None, "", 0
        self._is_shown = True
        self._show_round(self._syncing().status)

    def _show_round(self, status: SyncStatus) -> None:
        if not self._is_shown:
            return
        if self._sheet.isHidden():
            self._tell_closed(status)
            return
        title = _("Your computers come together")
        state = shown_state(status, self._now())
        if status.state in (SyncState.STARTING, SyncState.SYNCING):
            more = "\n".join(filter(None, (state.progress, _MEANWHILE)))
            self._sheet.show_under_way(title, _("Syncing…"), more, state.share)
        elif status.state is SyncState.UP_TO_DATE:
            self._is_shown = False
            self._sheet.show_done(title, self._done_words(), _("From now on this goes on by itself."))
        else:
            self._is_shown = False
            self._sheet.show_done(title, state.line, state.detail)

    def _tell_closed(self, status: SyncStatus) -> None:
        """Tell over the page that the first round is over; what is wrong the mark in the sidebar says."""
        if status.state not in (SyncState.STARTING, SyncState.SYNCING):
            self._is_shown = False
        if status.state is SyncState.UP_TO_DATE and self._came:
            self._toast().tell(self._done_words())

    def _count(self, arrived: Arrived) -> None:
        self._came += arrived.messages if self._is_shown else 0

    def _done_words(self) -> str:
        if not self._came:
            return _("All is there.")
        words = ngettext(
            "All is there: {count} message came from your other computers.",
            "All is there: {count} messages came from your other computers.",
            self._came,
        )
        return words.format(count=number(self._came))

    def _forget(self) -> None:
        self._place, self._code = None, ""
