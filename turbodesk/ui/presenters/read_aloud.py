"""Has a reply or a selection read aloud, marks the sentence that is read, and keeps it in view for who follows it.

Who scrolls away is left where they are: the next sentence is brought into view only where the one before was seen.
What is read belongs to the chat in front; where that, or the message, goes, the reading ends.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtWidgets import QWidget

from turbodesk.app.live import LiveChat
from turbodesk.app.preferences import Preferences
from turbodesk.app.signal import Subscription
from turbodesk.app.speech import ReadAloud, Sentence
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.message import Message, Role
from turbodesk.chat.turns import is_results
from turbodesk.settings import READING_SPEED, Setting
from turbodesk.ui.composer import Composer
from turbodesk.ui.document.page_places import place_at
from turbodesk.ui.main_window.reading_bar import ReadingBar
from turbodesk.ui.message.body import Body
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.message_views import MessageViewFactory
from turbodesk.ui.presenters.spoken_messages import MessageStretch, SpokenMessages
from turbodesk.ui.quantities import sentences
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.lifetime import subscribe

_BELOW = 44
"""Pixels below a sentence that are in view too: at the foot of the page text fades, and "New text" stands there."""


class ReadAloudPresenter(QObject):
    """Reading aloud in the chat in front."""

    def __init__(
        self,
        bar: ReadingBar,
        *,
        aloud: ReadAloud,
        chat_presenter: ChatPresenter,
        transcript: TranscriptView,
        message_views: MessageViewFactory,
        composer: Composer,
        preferences: Preferences,
        tell: Callable[[str], object],
    ) -> None:
        """The presenter belongs to `bar`; `tell` says something to the person that should be read."""
        super().__init__(bar)
        self.bar = bar
        self._aloud, self._chat_presenter = aloud, chat_presenter
        self._transcript, self._message_views = transcript, message_views
        self._preferences, self._tell = preferences, tell
        self._chat: LiveChat | None = None
        self._source: SpokenMessages | None = None
        self._subscriptions: list[Subscription] = []
        self._shown: Sentence | None = None
        self._is_led = False
        """Whether the person asked for the sentence that comes, so that it is shown wherever they are."""
        subscribe(self, aloud.changed, lambda _: self._show())
        subscribe(self, aloud.ended, self._ended)
        subscribe(self, preferences.changed, self._preference_changed)
        chat_presenter.changed.connect(self._front_changed)
        bar.toggled.connect(self.toggle)
        bar.step_requested.connect(self.step)
        bar.stopped.connect(self.stop)
        bar.gone.connect(self.stop)
        bar.left.connect(composer.setFocus)
        bar.speed_chosen.connect(lambda speed: preferences.set(READING_SPEED, speed))
        self._take_speed()

    # What a person does

    def toggle(self) -> None:
        """Hold, or go on; where nothing is read, read what is selected, or else the newest reply."""
        if self._aloud.is_reading:
            self._is_led = self._aloud.is_held
            self._aloud.toggle()
            return
        chat = self._chat_presenter.chat
        reply = None if chat is None else chat.last_reply()
        if not self.read_selection() and reply is not None:
            self.read(reply.id)

    def read(self, message_id: str) -> None:
        """Read a reply from its beginning, with the parts of it before and behind calls of tools."""
        chat = self._chat_presenter.chat
        message = None if chat is None else chat.message(message_id)
        if chat is not None and message is not None:
            parts = [*_before(chat, message), message_id]
            self._begin(chat, [MessageStretch(one) for one in parts], goes_on=True)

    def read_from(self, message_id: str, passage: int, position: int) -> None:
        """Read a message from the sentence on in which a character of one of its texts stands; -1: what is selected."""
        if position < 0:
            self.read_selection()
            return
        chat = self._chat_presenter.chat
        body = self._body(message_id, passage)
        if chat is not None and body is not None:
            first = place_at(body.page, position)
            self._begin(chat, [MessageStretch(message_id, passage, first, is_exact=False)], goes_on=True)

    def read_selection(self) -> bool:
        """Read what is selected; returns False where nothing is."""
        chat = self._chat_presenter.chat
        ids = () if chat is None else chat.pairs.with_those_beside()
        found: list[MessageStretch] = []
        waiting: list[MessageStretch] = []
        for message_id in ids:
            view = self._message_views.view_of(message_id)
            chosen = [] if view is None else [body for body in view.bodies() if body.has_selection()]
            if chosen:
                found += [*waiting, *(_selected(message_id, body) for body in chosen)]
            if chosen or view is not None:
                waiting.clear()
            elif found:
                waiting.append(MessageStretch(message_id))  # its row is out of sight, between two that are not
        if chat is not None and found:
            self._begin(chat, found, goes_on=False)
        return bool(found)

    def step(self, by: int) -> None:
        """Go to the next (1) or the previous (-1) sentence."""
        self._is_led = True
        self._aloud.step(by)

    def stop(self) -> None:
        """Read nothing any more."""
        self._aloud.stop()

    def finish(self) -> None:
        """Be silent for good."""
        self._aloud.close()

    # What is read

    def _begin(self, chat: LiveChat, stretches: Sequence[MessageStretch], *, goes_on: bool) -> None:
        self._aloud.stop()
        self._chat = chat
        self._source = source = SpokenMessages(chat, stretches, goes_on=goes_on)
        self._subscriptions = [
            subscribe(self, chat.message_changed, lambda _: source.came()),
            subscribe(self, chat.loaded, lambda _: source.came()),
            subscribe(self, chat.reply_ended, lambda _: source.came()),
            subscribe(self, chat.calls_changed, lambda _: source.came()),
            subscribe(self, chat.path_changed, lambda _: self._path_changed()),
            subscribe(self, chat.pairs.changed, lambda _: self._path_changed()),
        ]
        self._is_led = True
        self._aloud.begin(source)

    def _path_changed(self) -> None:
        if self._chat is None or self._source is None:
            return
        there = set(self._chat.pairs.with_those_beside())
        if there.issuperset(self._source.message_ids):
            self._source.came()
        else:
            self.stop()  # it was edited, deleted, or another version is shown

    def _front_changed(self) -> None:
        if self._chat is not None and self._chat_presenter.chat is not self._chat:
            self.stop()

    def _ended(self, failure: FailureNote | None) -> None:
        if failure is not None:
            self._tell(sentences(failure.sentence, failure.advice))

    # What is shown

    def _show(self) -> None:
        aloud = self._aloud
        if aloud.is_reading:
            self.bar.show_reading(is_held=aloud.is_held, is_waiting=aloud.is_waiting)
        else:
            self._let_go()
        if aloud.sentence is not self._shown:
            self._mark(aloud.sentence)
        if self._chat_presenter.is_reading_aloud is not aloud.is_reading:
            self._chat_presenter.is_reading_aloud = aloud.is_reading
            self._chat_presenter.changed.emit()

    def _let_go(self) -> None:
        for subscription in self._subscriptions:
            subscription.close()
        self._subscriptions, self._chat, self._source = [], None, None
        self.bar.end()

    def _mark(self, sentence: Sentence | None) -> None:
        follows = self._is_led or (self._shown is not None and self._is_seen())
        self._shown, self._is_led = sentence, False
        self._message_views.set_spoken(sentence)
        if sentence is not None and follows and not self._is_seen() and self._chat is not None:
            self._transcript.show_in_row(self._chat.pairs.row_of(sentence.message_id), self._rect)

    def _rect(self, row: QWidget) -> QRect | None:
        """Return where the sentence stands in its row."""
        sentence = self._shown
        body = None if sentence is None else self._body(sentence.message_id, sentence.passage)
        rect = None if body is None else body.spoken.rect()
        if body is None or rect is None:
            return None
        return rect.toAlignedRect().adjusted(0, 0, 0, _BELOW).translated(body.mapTo(row, QPoint(0, 0)))

    def _is_seen(self) -> bool:
        """Whether the sentence is in view, the end of a long one as well."""
        page = self._transcript.viewport()
        sentence = self._shown
        body = None if sentence is None else self._body(sentence.message_id, sentence.passage)
        rect = None if body is None else body.spoken.rect()
        if body is None or rect is None or not body.isVisible():
            return False
        top = body.mapTo(page, QPoint(0, round(rect.top()))).y()
        return top >= 0 and top + min(rect.height() + _BELOW, page.height() / 2) <= page.height()

    def _body(self, message_id: str, passage: int) -> Body | None:
        view = self._message_views.view_of(message_id)
        return None if view is None else next((body for body in view.bodies() if body.passage == passage), None)

    # How fast

    def _preference_changed(self, setting: Setting[Any]) -> None:
        if setting.key == READING_SPEED.key:
            self._take_speed()

    def _take_speed(self) -> None:
        speed = self._preferences.get(READING_SPEED)
        self.bar.show_speed(speed)
        self._aloud.set_speed(speed / 100)


def _selected(message_id: str, body: Body) -> MessageStretch:
    start, end = body.rows.range(body.textCursor())
    return MessageStretch(message_id, body.passage, place_at(body.page, start), place_at(body.page, end))


def _before(chat: LiveChat, message: Message) -> list[str]:
    """Return the parts of a reply above one of them, the first first."""
    found: list[str] = []
    while (asked := chat.message(message.parent_id or "")) is not None and is_results(asked):
        above = chat.message(asked.parent_id or "")
        if above is None or above.role is not Role.ASSISTANT:
            break
        found.insert(0, above.id)
        message = above
    return found
