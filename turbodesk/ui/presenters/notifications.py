"""Tells outside the window what happens in chats that nobody looks at: a reply is ready, has failed, or asks something.

One notification a chat, which says the chat's name and the first words, and opens it when it is pressed. Its buttons do
what needs no look at the chat: a reply that failed is asked for again, one that is ready is copied. Whether a tool may
run is never asked there: nobody sees what it would do. It is taken back when the chat is looked at. Of many chats there
is one together: nobody reads a flood. While the window is in front the list of chats has its marks, and nothing is told
here.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import count

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from turbodesk.app.gateways import DEMO
from turbodesk.app.live import LiveChat
from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.errors import Remedy, StoreFailure
from turbodesk.chat.message import Message, Status
from turbodesk.chat.one_line import beginning, one_line
from turbodesk.chat.turns import awaits_results
from turbodesk.rendering.html import plain_text
from turbodesk.settings import NOTIFICATION_WORDS, NOTIFICATIONS, Setting
from turbodesk.translation import _, ngettext
from turbodesk.ui.desktop.notifications import Notification, NotificationAction, NotificationPress, NotificationService
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.quantities import joined, number
from turbodesk.ui.widgets.lifetime import subscribe
from turbodesk.ui.widgets.raising import bring_to_front, is_in_front

MOST_APART = 3
"""So many chats have a notification each; more of them have one together."""
MOST_NAMED = 4
_WORDS = 160
"""Letters of a reply that are shown; desktops have room for two or three lines."""
_LINES = 3
_READ = 1_200
"""Letters of its Markdown that these are sought in."""
_TOGETHER = ""
_SERVER = "server"
_PROGRAM = "program"
"""Keys of notifications that are of no single chat."""


class NotificationPresenter(QObject):
    """Serves one window; made when something happens that it does not show."""

    def __init__(
        self,
        window: QWidget,
        *,
        workspace: Workspace,
        preferences: Preferences,
        service: NotificationService | None,
        scope: Scope,
        chat_presenter: ChatPresenter,
        open_chat: Callable[[str], object],
        copy: Callable[[Message], object],
        mark: Callable[[int], object],
    ) -> None:
        """`service` is None where nobody shows any; `open_chat` brings a chat to the front by its id.

        `copy` puts a reply on the clipboard; `mark` has the program's icon say how many chats wait.
        """
        super().__init__(window)
        self._window, self._workspace, self._preferences = window, workspace, preferences
        self._service, self._scope, self._chat_presenter = service, scope, chat_presenter
        self._open_chat, self._copy, self._mark_icon = open_chat, copy, mark
        self._waiting: dict[str, Notification] = {}
        """What was told of each chat that nobody has looked at since, the newest at the end."""
        self._replies: dict[str, Message] = {}
        """The reply that each of these tells of, until its button is pressed."""
        self._temporary: set[str] = set()
        """Which of these are in no list, so that they are not missed there."""
        self._wanted: dict[str, Notification] = {}
        """What was shown and not withdrawn since; the person may have closed it."""
        self._numbers = count()
        application = QGuiApplication.instance()
        assert isinstance(application, QGuiApplication)
        self._subscriptions = [
            subscribe(self, application.focusWindowChanged, self._looked),
            subscribe(self, chat_presenter.changed, self._looked),
            subscribe(self, workspace.listed, lambda _: self._drop_deleted()),
            subscribe(self, preferences.changed, self._setting_changed),
            subscribe(self, workspace.attention.locked, self._lock_changed),
        ]
        if service is not None:
            self._subscriptions.append(subscribe(self, service.pressed, self._pressed))

    def reply_ended(self, conversation_id: str, reply: Message) -> None:
        """Tell that a reply has ended by itself; one that goes on with its tools has not."""
        if reply.status is Status.COMPLETE and not awaits_results(reply):
            first = _first_words(reply) if self._shows_words(conversation_id) else ""
            self._tell(conversation_id, first or _("The reply is ready."), reply)
        elif reply.status is Status.FAILED:
            sentence = reply.failure.sentence if reply.failure is not None else ""
            words = sentence if self._shows_words(conversation_id) else _("The reply failed.")
            self._tell(conversation_id, words, reply)

    def asked(self, conversation_id: str, _reply: Message) -> None:
        """Tell that tools of a reply wait for the person's word."""
        self._tell(conversation_id, _("A tool waits for your answer."))

    def server_asked(self, server_name: str) -> None:
        """Tell that a tool server asks the person something, which is over the window now."""
        asks = _("Asks you something.")
        name = "TurboDesk" if self._is_locked else one_line(server_name)
        self._show(Notification(_SERVER, name, asks, _("Open"), (_answer_button(),)))

    async def say(self, words: str) -> bool:
        """Say something of the program itself, until its window is looked at; returns whether anybody shows it."""
        if self._service is None or not self._preferences.get(NOTIFICATIONS):
            return False
        self._wanted[_PROGRAM] = told = Notification(_PROGRAM, "TurboDesk", words, _("Open"), category="")
        return await self._service.show(told)

    def forget(self, conversation_id: str) -> None:
        """Take back what was told of a chat that is gone."""
        self._temporary.discard(conversation_id)
        self._drop(conversation_id)

    def finish(self) -> None:
        """Take everything back: the program ends."""
        for one in self._subscriptions:
            one.close()
        if self._service is not None:
            self._service.close()
        self._waiting.clear()
        self._replies.clear()
        self._mark()

    # Telling

    def _shows_words(self, conversation_id: str) -> bool:
        is_kept = self._workspace.conversation(conversation_id) is not None
        return is_kept and self._preferences.get(NOTIFICATION_WORDS)

    def _tell(
        self, conversation_id: str, text: str, reply: Message | None = None, category: str = "im.received"
    ) -> None:
        """Tell of a chat; without a `reply`, that it asks something."""
        if conversation_id == self._workspace.attention.beside and not self._is_locked:
            return  # it is in the small window over all others
        conversation = self._workspace.conversation(conversation_id)
        title = _("Temporary chat") if conversation is None else one_line(conversation.title)
        if conversation is None:
            self._temporary.add(conversation_id)
        buttons = (_answer_button(),) if reply is None else self._buttons(conversation_id, reply)
        has_failed = reply is not None and reply.status is Status.FAILED
        category = "im.error" if has_failed else "im.received"
        told = Notification(conversation_id, title, text, _("Open the chat"), buttons, category)
        for kept in (self._waiting, self._replies):
            kept.pop(conversation_id, None)
        self._waiting[conversation_id] = told
        if reply is not None:
            self._replies[conversation_id] = reply
        self._mark()
        if len(self._waiting) <= MOST_APART and not self._is_locked:
            self._show(told)
        else:
            self._show_together()

    @property
    def _is_locked(self) -> bool:
        return self._workspace.attention.is_locked

    def _show_together(self) -> None:
        """Tell of all chats that wait in one notification, which names none while the window is locked."""
        for key in tuple(self._waiting):
            self._withdraw(key)
        newest = [one.title for one in reversed(self._waiting.values())][:MOST_NAMED]
        waiting = len(self._waiting)
        title = ngettext("{count} chat waits for you", "{count} chats wait for you", waiting)
        text = "" if self._is_locked else joined(newest)
        self._show(Notification(_TOGETHER, title.format(count=number(waiting)), text, _("Open")))

    def _buttons(self, conversation_id: str, reply: Message) -> tuple[tuple[NotificationAction, str], ...]:
        if reply.status is Status.COMPLETE:
            is_wayland = QGuiApplication.platformName().startswith("wayland")  # which wants the window in front
            can_copy = bool(reply.text.strip()) and not is_wayland
            return ((NotificationAction.COPY, _("Copy reply")),) if can_copy else ()
        conversation = self._workspace.conversation(conversation_id)
        is_kept = conversation is not None and conversation.gateway_id != DEMO  # which may be left, and then asks first
        can_again = reply.failure is not None and reply.failure.remedy is Remedy.TRY_AGAIN
        return ((NotificationAction.TRY_AGAIN, _("Try again")),) if is_kept and can_again else ()

    def _show(self, notification: Notification) -> None:
        if self._service is not None and self._preferences.get(NOTIFICATIONS) and not self._scope.is_closed:
            self._wanted[notification.key] = notification
            self._scope.start(f"notify.{next(self._numbers)}", self._shown(self._service, notification))

    async def _shown(self, service: NotificationService, notification: Notification) -> None:
        if self._wanted.get(notification.key) is notification:  # it may be withdrawn, or another in its place by now
            await service.show(notification)

    def _withdraw(self, key: str) -> None:
        if self._wanted.pop(key, None) is not None and self._service is not None:
            self._service.withdraw(key)

    def _mark(self) -> None:
        self._mark_icon(len(self._waiting))

    # Looking

    def _looked(self) -> None:
        """Take back what the person sees by now."""
        if not is_in_front(self._window) or self._is_locked:
            return
        for key in (_TOGETHER, _SERVER, _PROGRAM):
            self._withdraw(key)
        if self._waiting and (chat := self._chat_presenter.chat) is not None:
            self._drop(chat.conversation.id)

    def _lock_changed(self, is_locked: bool) -> None:
        """Name no chat that the lock hides; who opens it sees them."""
        if not is_locked:
            self._looked()
            return
        self._withdraw(_SERVER)
        if self._waiting:
            self._show_together()

    def _drop(self, conversation_id: str) -> None:
        self._replies.pop(conversation_id, None)
        if self._waiting.pop(conversation_id, None) is not None:
            self._withdraw(conversation_id)
            self._mark()

    def _drop_deleted(self) -> None:
        """Forget chats that are in the list no longer; the temporary one is not before it is kept."""
        self._temporary = {one for one in self._temporary if self._workspace.conversation(one) is None}
        for id_ in tuple(self._waiting):
            if id_ not in self._temporary and self._workspace.conversation(id_) is None:
                self._drop(id_)

    def _setting_changed(self, setting: Setting[bool]) -> None:
        if setting is NOTIFICATIONS and not self._preferences.get(NOTIFICATIONS):
            for key in (_TOGETHER, _SERVER, _PROGRAM, *self._waiting):
                self._withdraw(key)

    # Pressing

    def _pressed(self, press: NotificationPress) -> None:
        if self._is_locked:
            bring_to_front(self._window, press.token)
        elif press.action in (NotificationAction.OPEN, NotificationAction.ANSWER):
            self._open(press.key, press.token)
        elif (reply := self._replies.pop(press.key, None)) is not None:  # once; its chat may be gone
            if press.action is NotificationAction.COPY:
                self._withdraw(press.key)
                self._copy(reply)
            else:
                self._drop(press.key)
                self._scope.start(f"notify.{next(self._numbers)}", self._try_again(press.key, reply.id))

    def _open(self, key: str, token: str = "") -> None:
        bring_to_front(self._window, token)
        id_ = next(reversed(self._waiting), "") if key == _TOGETHER else key
        chat: LiveChat | None = self._chat_presenter.chat
        if id_ not in ("", _SERVER, _PROGRAM) and (chat is None or chat.conversation.id != id_):
            self._open_chat(id_)

    async def _try_again(self, conversation_id: str, reply_id: str) -> None:
        """Ask for a reply once more behind what the person does, unless something else was done about it meanwhile."""
        try:
            chat = await self._workspace.open(conversation_id)
        except StoreFailure:
            self._open(conversation_id)  # where that is said
            return
        if chat is None or chat.pairs.row_of(reply_id) not in chat.ids()[-1:]:
            return
        if chat is self._chat_presenter.chat:
            self._chat_presenter.try_again(reply_id)
        elif not chat.pairs.try_again(reply_id):
            chat.try_again()


def _answer_button() -> tuple[NotificationAction, str]:
    # Translators: a button at "A tool waits for your answer."; it opens the chat, where the question is.
    return NotificationAction.ANSWER, _("Answer…")


def _first_words(reply: Message) -> str:
    """Return how a reply begins, as a reader sees it, on a few lines."""
    lines = filter(None, map(one_line, plain_text(beginning(reply.text, _READ)).splitlines()))
    words = "\n".join(list(lines)[:_LINES])
    first = beginning(words, _WORDS)
    return first if first == words else f"{first.rstrip()}…"
