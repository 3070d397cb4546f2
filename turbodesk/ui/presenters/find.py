"""Ties the search in the chat in front to the bar one writes in and to the rows that show the matches.

The bar is one, a search belongs to one chat: another chat in front ends it. Esc and the close button both leave the
reader where the search led, and give the focus back to where it came from.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QRect, Qt
from PySide6.QtWidgets import QWidget

from turbodesk.app.find import Find, TextMatch
from turbodesk.app.live import LiveChat
from turbodesk.app.signal import Subscription
from turbodesk.app.tasks import Scope
from turbodesk.app.text_matcher import matcher_for
from turbodesk.chat.message import Message
from turbodesk.chat.turns import is_go_on
from turbodesk.ui.composer import Composer
from turbodesk.ui.document.marks import lines_of
from turbodesk.ui.main_window.find_bar import FindBar
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.message_views import MessageViewFactory
from turbodesk.ui.transcript.scroll_marks import ScrollMarks
from turbodesk.ui.transcript.view import TranscriptView
from turbodesk.ui.widgets.lifetime import is_alive, subscribe


def _read(message: Message) -> Sequence[str]:
    """Return what a person reads of a message: words that only ask to go on stand on no page."""
    return () if is_go_on(message) else lines_of(message)


class _Shown:
    """The messages of a chat that can be read: its path, and the replies that are shown beside it."""

    def __init__(self, chat: LiveChat) -> None:
        self.ids, self.fetch = chat.pairs.with_those_beside, chat.fetch


class FindPresenter(QObject):
    """Finding words in the chat in front."""

    def __init__(
        self,
        bar: FindBar,
        *,
        chat_presenter: ChatPresenter,
        transcript: TranscriptView,
        message_views: MessageViewFactory,
        composer: Composer,
        scope: Scope,
    ) -> None:
        """The presenter belongs to `bar`; `scope` is its own."""
        super().__init__(bar)
        self.bar = bar
        self._transcript = transcript
        self._message_views = message_views
        self._composer = composer
        self._chat_presenter = chat_presenter
        self._scope = scope
        self._chat: LiveChat | None = None
        self._find: Find | None = None
        self._subscriptions: list[Subscription] = []
        self._marks = ScrollMarks(transcript.verticalScrollBar(), transcript.share_of)
        self._came_from: QWidget | None = None
        self._unread: TextMatch | None = None
        chat_presenter.changed.connect(self._pane_changed)
        message_views.filled.connect(lambda message_id: self._loaded((message_id,)))
        self.bar.words_changed.connect(self._search)
        self.bar.next_requested.connect(lambda: self.step(1))
        self.bar.previous_requested.connect(lambda: self.step(-1))
        self.bar.closed.connect(self.close)

    def open(self) -> None:
        """Show the bar with the cursor in it; words that stand there from the last time are looked for at once."""
        chat = self._chat_presenter.chat
        if chat is None or not chat.ids():
            return
        if self._find is None:
            self._begin(chat)
        if not self.bar.isAncestorOf(focused := self._focused()):
            self._came_from = focused
        self.bar.open()
        self.bar.focus_field()

    def open_at(self, words: str, message_id: str) -> None:
        """Mark `words` in the chat in front, beginning with a message of it; where it has none to be read, mark none.

        The focus stays where it is.
        """
        chat = self._chat_presenter.chat
        if chat is not None and words:
            self._scope.start("open-at", self._open_at(chat, words, message_id))

    async def _open_at(self, chat: LiveChat, words: str, message_id: str) -> None:
        message = next(iter(await chat.fetch([message_id])), None)
        looked_for = matcher_for(words)
        if message is None or looked_for is None or self._chat_presenter.chat is not chat:
            return
        if not looked_for.count(_read(message)):
            return  # it stands in the address of a link, say
        if self._find is None:
            self.bar.field.clear()
            self._begin(chat)
        self.bar.open()
        self.bar.field.setText(words)
        if self._find is not None:
            self._find.search(words, message_id)

    def step(self, by: int) -> None:
        """Go to the next (1) or the previous (-1) match; without the bar, open it."""
        if self._find is None or not self.bar.words:
            self.open()
        else:
            self._find.step(by)

    def close(self) -> None:
        """End the search and stay here."""
        if self._find is None:
            return
        had_focus = self.bar.isAncestorOf(self._focused())
        self._find.close()
        for subscription in self._subscriptions:
            subscription.close()
        self._subscriptions, self._find, self._chat, self._unread = [], None, None, None
        self._message_views.set_marks(None, None)
        self._marks.mark(())
        self.bar.hide()
        if had_focus:
            self._give_focus_back()

    def _begin(self, chat: LiveChat) -> None:
        self._chat = chat
        self._find = find = Find(_Shown(chat), _read, self._scope)
        self._subscriptions = [
            subscribe(self, find.changed, lambda _: self._show()),
            subscribe(self, find.moved, self._moved),
            subscribe(self, chat.path_changed, lambda _: find.path_changed()),
            subscribe(self, chat.pairs.changed, lambda _: find.path_changed()),
            subscribe(self, chat.message_changed, find.message_changed),
            subscribe(self, chat.loaded, self._loaded),
        ]
        if self.bar.words:
            find.search(self.bar.words, self._near())

    def _focused(self) -> QWidget:
        """What has the focus in the window, or had it last."""
        return self.bar.window().focusWidget() or self.bar.window()

    def _give_focus_back(self) -> None:
        """To what had it when the bar was opened; to the composer where that is gone, or was nothing one writes in."""
        before, self._came_from = self._came_from, None
        is_there = before is not None and is_alive(before) and before.isVisible() and before.isEnabled()
        if before is not None and is_there and before.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self._composer.setFocus()

    def _search(self, words: str) -> None:
        if self._find is not None:
            match = self._find.match
            self._unread = None
            self._find.search(words, match.message_id if match else self._near())

    def _near(self) -> str | None:
        """The message at the top of the view."""
        shown = (row for row in self._transcript.living_rows if row.geometry().bottom() > 0)
        chat = self._chat
        ids = {} if chat is None else dict.fromkeys(chat.ids())
        return next((id_ for row in shown if (id_ := self._message_views.id_of(row)) in ids), None)

    def _show(self) -> None:
        find = self._find
        if find is not None:
            self.bar.show_count(find.number, find.total, is_done=find.is_done)
            if find.is_done:  # in a long chat, once all is known: the marks would be worked out for each portion
                pairs = None if self._chat is None else self._chat.pairs
                places = find.places()
                self._marks.mark(places if pairs is None else [(pairs.row_of(id_), share) for id_, share in places])
            self._message_views.set_marks(find.matcher, find.match)

    def _moved(self, match: TextMatch) -> None:
        if self._find is None:
            return
        self._message_views.set_marks(self._find.matcher, match)
        row_id = match.message_id if self._chat is None else self._chat.pairs.row_of(match.message_id)
        is_shown = self._transcript.show_in_row(row_id, lambda row: self._rect_with_room(row, match))
        self._unread = None if is_shown else match
        row = self._transcript.row(row_id)
        rect = None if row is None else self._message_views.match_rect(row, match)
        if row is not None and rect is not None:
            self.bar.keep_off(QRect(row.mapTo(self.bar.window(), rect.topLeft()), rect.size()))

    def _rect_with_room(self, row: QWidget, match: TextMatch) -> QRect | None:
        """Where a match stands in its row, with room above it for the bar."""
        rect = self._message_views.match_rect(row, match)
        return None if rect is None else rect.adjusted(0, -self.bar.reach, 0, 0)

    def _loaded(self, ids: tuple[str, ...]) -> None:
        if self._unread is not None and self._unread.message_id in ids:
            self._moved(self._unread)

    def _pane_changed(self) -> None:
        if self._chat is not None and self._chat_presenter.chat is not self._chat:
            self.close()
