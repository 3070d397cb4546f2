"""Has spelling checked where people write sentences, in the languages they write, unless they do not want that.

Every field that writes prose is served from its first focus on. In the demo nothing is checked: its words are no
person's. Which languages: those of the setting; without one those of the system and the window, each that the keyboard
was set to, and English from when it is written: else whoever does so in a German window sees every word marked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, cast
from weakref import WeakSet

from PySide6.QtCore import QLocale, QObject, Qt, SignalInstance
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from turbodesk.app.gateways import DEMO
from turbodesk.app.preferences import Preferences
from turbodesk.app.spelling import Spelling
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.settings import SPELLING, SPELLING_LANGUAGES, Setting
from turbodesk.translation import _, language
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.quantities import quoted
from turbodesk.ui.widgets.lifetime import is_alive, subscribe
from turbodesk.ui.widgets.spelling_marks import SpellingMarks
from turbodesk.ui.widgets.spelling_menu import go_to, open_menu
from turbodesk.ui.widgets.text_field import TextField

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.app.services import Services
    from turbodesk.ui.widgets.toast import Toast

LONGEST_WAIT_S = 1.5
"""How long a menu waits for suggestions at most; then it opens without."""


class SpellingPresenter(QObject):
    """The `Speller` of all fields of one window, and of the small one beside it."""

    def __init__(
        self,
        window: QWidget,
        spelling: Spelling,
        *,
        preferences: Preferences,
        scope: Scope,
        is_demo: Callable[[TextField], bool],
        tell: Callable[..., object],
        fail: Callable[[FailureNote], object],
    ) -> None:
        """`is_demo` knows whether a field is of the demo; `tell` says a few words, with what undoes it.

        `fail` says what must be known of a failure.
        """
        super().__init__(window)
        self._window, self._spelling, self._preferences, self._scope = window, spelling, preferences, scope
        self._is_demo, self._tell, self._fail = is_demo, tell, fail
        self._marks: WeakSet[SpellingMarks] = WeakSet()
        """Those of every field that was served, in whatever window."""
        self._typed: list[str] = []
        """The languages written in this run: those the keyboard was set to, and one told by its words."""
        subscribe(self, spelling.changed, self._refresh)
        subscribe(self, spelling.written, self._add_written)
        subscribe(self, preferences.changed, self._setting_changed)
        method = QGuiApplication.inputMethod()
        subscribe(self, method.localeChanged, self._keyboard_changed)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        subscribe(self, app.focusChanged, lambda _old, new: self._serve(new))
        self._keyboard_changed()

    def begin(self) -> None:
        """Serve the field that has the focus; others follow when they get it."""
        self._serve(QApplication.focusWidget())

    def is_on(self, field: TextField) -> bool:
        """Return whether mistakes in a field are marked now."""
        return self._preferences.get(SPELLING) and not self._is_demo(field)

    def is_wrong(self, word: str) -> bool | None:
        """Return whether a word is to be marked; None where nobody knows yet."""
        return self._spelling.is_wrong(word)

    def is_own(self, word: str) -> bool:
        """Return whether the person has added a word."""
        return self._spelling.is_own(word)

    def ask(self, words: set[str]) -> None:
        """Find out about words."""
        self._spelling.ask(words)

    def suggest(self, word: str, beside: list[str], then: Callable[[tuple[str, ...]], None]) -> None:
        """Hand what may be meant to `then`."""
        self._scope.start("suggestions", self._suggest(word, beside, then))

    def add(self, word: str) -> None:
        """Count a word as right for good; the words that say so can take it back."""
        self._try(partial(self._spelling.add, word))
        words = _("{word} is in your dictionary.").format(word=quoted(word))
        self._tell(words, _("Undo"), partial(self.remove, word))

    def remove(self, word: str) -> None:
        """Undo `add`."""
        self._try(partial(self._spelling.remove, word))

    def ignore(self, word: str) -> None:
        """Count a word as right for this run."""
        self._spelling.ignore(word)

    def go_to_next(self) -> None:
        """Select the next mistake of the field that is written in, and offer what may be meant."""
        field = QApplication.focusWidget()
        if not isinstance(field, TextField) or not field.writes_prose:
            composer = self._window.focusProxy()
            field = composer and composer.focusProxy()
        if isinstance(field, TextField):
            self._serve(field)
            field.commit()
            self._scope.start("next-mistake", self._go_to_next(field, marks_of(field)))

    def wanted(self) -> tuple[str, ...]:
        """Return the codes of the languages that are followed where none are chosen."""
        system = [one for one in QLocale.system().uiLanguages() if one != "C"]
        return tuple(dict.fromkeys([*system, language(), *self._typed]))

    async def _go_to_next(self, field: TextField, marks: SpellingMarks | None) -> None:
        if not self.is_on(field):
            is_off = not self._preferences.get(SPELLING)
            self._tell(_("Spelling is not checked: see Settings.") if is_off else _("The demo checks no spelling."))
            return
        if not await self._spelling.available():
            self._tell(_("There is no dictionary on this computer: see Settings."))
            return
        await self._spelling.learn(marks.all_words() if marks is not None else ())
        if marks is None or not is_alive(field):
            return
        if (place := marks.next_mistake()) is None:
            self._tell(_("No spelling mistakes."))
        else:
            go_to(field, marks, place)

    async def _suggest(self, word: str, beside: list[str], then: Callable[[tuple[str, ...]], None]) -> None:
        import asyncio

        try:
            found = await asyncio.wait_for(self._spelling.suggestions(word, beside), LONGEST_WAIT_S)
        except TimeoutError:
            found = ()
        then(found)

    def _serve(self, field: object) -> None:
        """Mark mistakes in a field from now on, if it is one for that."""
        if isinstance(field, TextField) and field.writes_prose and marks_of(field) is None:
            self._marks.add(SpellingMarks(field, self, open_menu))

    def _refresh(self) -> None:
        for marks in list(self._marks):
            if is_alive(marks):
                marks.refresh()

    def _keyboard_changed(self) -> None:
        self._add_written(QGuiApplication.inputMethod().locale().name())

    def _add_written(self, code: str) -> None:
        if code not in self._typed and code != "C":
            self._typed.append(code)
        self._choose()

    def _setting_changed(self, setting: Setting[Any]) -> None:
        if setting is SPELLING_LANGUAGES:
            self._choose()
        elif setting is SPELLING:
            self._refresh()

    def _choose(self) -> None:
        chosen = self._preferences.get(SPELLING_LANGUAGES).split()
        self._spelling.set_languages(chosen or self.wanted())
        self._refresh()

    def _try(self, work: Callable[[], None]) -> None:
        try:
            work()
        except StoreFailure as failure:
            self._fail(failure.note)


def marks_of(field: TextField) -> SpellingMarks | None:
    """Return what marks mistakes in a field; None: nothing yet."""
    return cast("SpellingMarks | None", field.findChild(SpellingMarks))


def new_spelling(
    services: Services,
    window: QWidget,
    front: Callable[[], LiveChat | None],
    toast: Callable[[], Toast],
    failed: SignalInstance,
) -> SpellingPresenter:
    """Make it for a window; `front` gives the chat in front, and `toast` what says a few words."""

    def is_demo(field: TextField) -> bool:
        beside = field.window().findChild(ChatPresenter, options=Qt.FindChildOption.FindDirectChildrenOnly)
        chat = front() if beside is None else beside.chat
        return chat is None or chat.conversation.gateway_id == DEMO

    return SpellingPresenter(
        window,
        services.spelling(),
        preferences=services.preferences,
        scope=services.scope,
        is_demo=is_demo,
        tell=lambda *words: toast().tell(*words),
        fail=failed.emit,
    )
