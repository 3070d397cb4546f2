"""Ties one live chat to the widgets that show it: transcript, composer, header, instructions and limits.

The widgets stay; the chat behind them changes. Everything a chat says is heard through subscriptions that end when
another chat comes in front, so that a reply growing elsewhere costs nothing here.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property, partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from turbodesk.app import commands
from turbodesk.app.commands import CommandContext
from turbodesk.app.gateways import DEMO
from turbodesk.app.profiles import Profiles
from turbodesk.app.signal import Subscription
from turbodesk.chat.conversation import Conversation, Queued
from turbodesk.chat.errors import Remedy
from turbodesk.chat.message import Message, Role
from turbodesk.chat.parameters import Parameters
from turbodesk.translation import _
from turbodesk.ui.presenters.path_changes import PathChanges
from turbodesk.ui.widgets.lifetime import single_shot, subscribe
from turbodesk.ui.widgets.scroll_keys import Step

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.chat.model import Model
    from turbodesk.ui.composer import Composer
    from turbodesk.ui.instructions import InstructionsSheet
    from turbodesk.ui.main_window.notice_bar import NoticeBar
    from turbodesk.ui.message.actions import MessageActions
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.presenters.chat_header import ChatHeader
    from turbodesk.ui.presenters.edits import EditPresenter
    from turbodesk.ui.presenters.message_views import MessageViewFactory
    from turbodesk.ui.presenters.tools import ToolsPresenter
    from turbodesk.ui.transcript.view import TranscriptView

PLACE_DELAY_MS = 400
"""How long the view must rest before the reader's place is remembered."""


class ChatPresenter(QObject):
    """The chat in front."""

    changed = Signal()
    """What can be done now may have changed."""
    remedy_requested = Signal(Remedy)
    """An error card's button that the chat cannot serve by itself."""
    sent = Signal()
    """The draft is on its way."""
    subject_changed = Signal(str)
    """The title of the chat in front, "" while nothing of it is on disk."""
    queue_changed = Signal(object)
    """The `Conversation` in front, where other messages are in line in it than before."""
    instructions_made = Signal(object)
    """The `InstructionsSheet` exists from now on."""

    def __init__(
        self,
        owner: QObject,
        *,
        profiles: Profiles,
        actions: MessageActions,
        transcript: TranscriptView,
        message_views: MessageViewFactory,
        composer: Composer,
        header: ChatHeader,
        notice: NoticeBar,
        new_instructions: Callable[[], InstructionsSheet],
    ) -> None:
        super().__init__(owner)
        self.may_send: Callable[[Callable[[], None]], bool] = lambda _: True
        """Asked before a reply is asked for; False: not now, and what it was given is called when it may be."""
        self.queue_up: Callable[[LiveChat, str], bool] = lambda _, __: False
        """Puts what is written in line while a reply grows; False: there is no room."""
        self.chat: LiveChat | None = None
        self._is_first = True
        """Whether no chat was in front yet."""
        self._profiles = profiles
        self._transcript, self._message_views = transcript, message_views
        self._composer, self._header, self._notice = composer, header, notice
        self._new_instructions = new_instructions
        self._instructions: InstructionsSheet | None = None
        self._ribbon = ("", False)
        """The chat of which the header shows whether it is pinned, and that."""
        self._queue: tuple[Queued, ...] = ()
        """What was in line when that was told last."""
        self._subscriptions: list[Subscription] = []
        self._is_summing = self.is_reading_aloud = False
        self._restarts = ""
        """The reply that is asked for again as soon as it has ended."""
        self._path = PathChanges(self, transcript, message_views)
        self._place_timer = QTimer(self, singleShot=True, interval=PLACE_DELAY_MS)
        self._place_timer.timeout.connect(self.remember_place)
        transcript.verticalScrollBar().valueChanged.connect(self._scrolled)
        composer.send_requested.connect(self._send)
        composer.stop_requested.connect(lambda: self.stop())
        composer.draft_changed.connect(self._draft_changed)
        composer.composing_changed.connect(self.changed)
        composer.edit_last_requested.connect(lambda: self.edits.begin_last())
        header.title_edited.connect(self.rename)
        header.pin_pressed.connect(self.pin)
        header.model_chosen.connect(self._choose_model)
        header.gateway_chosen.connect(self._choose_gateway)
        self._listen(actions)

    def _listen(self, actions: MessageActions) -> None:
        """Do what is asked of a message."""
        actions.try_again_requested.connect(self.try_again)
        actions.stop_requested.connect(self.stop)
        actions.restart_requested.connect(self.restart)
        actions.sibling_requested.connect(self._show_sibling)
        actions.remedy_requested.connect(self._remedy)
        actions.tool_answered.connect(lambda id_, answer: self.tools.answer(id_, answer))
        actions.tools_answered.connect(lambda is_allowed: self.tools.answer_all(is_allowed=is_allowed))
        actions.edit_requested.connect(lambda id_: self.edits.begin(id_))
        actions.edit_changed.connect(lambda id_, text: self.edits.changed(id_, text))
        actions.edit_sent.connect(lambda id_, text: self.edits.send(id_, text))
        actions.edit_cancelled.connect(lambda id_, is_by_key: self.edits.cancel(id_, is_by_key))
        actions.send_all_requested.connect(self._send_all)
        actions.quote_requested.connect(self.quote)

    @cached_property
    def edits(self) -> EditPresenter:
        """Says earlier messages differently."""
        from turbodesk.ui.presenters.edits import EditPresenter

        return EditPresenter(
            self,
            front=lambda: self.chat,
            may_send=lambda again: self.may_send(again),
            path=self._path,
            transcript=self._transcript,
            message_views=self._message_views,
            composer=self._composer,
            notice=self._notice,
        )

    @cached_property
    def tools(self) -> ToolsPresenter:
        """What tools ask, and how they stand."""
        from turbodesk.ui.presenters.tools import ToolsPresenter

        return ToolsPresenter(
            self,
            front=lambda: self.chat,
            show_path=self._path.show_now,
            tell_state=self._tell_state,
            transcript=self._transcript,
            message_views=self._message_views,
            composer=self._composer,
        )

    def bind(self, actions: Actions) -> None:
        """Do what the commands about the chat in front say."""
        actions.bind(commands.SEND, self._composer.send)
        actions.bind(commands.STOP, lambda: self.stop())
        actions.bind(commands.TRY_AGAIN, lambda: self.try_again())
        actions.bind(commands.QUOTE, self.quote_selected)
        actions.bind(commands.COPY_REPLY, self.copy_reply)
        actions.bind(commands.COPY_MARKDOWN, self.copy_markdown)
        actions.bind(commands.RENAME, self._header.edit_title)
        actions.bind(commands.PIN, self.pin)
        actions.bind(commands.MODEL, self._header.open_models)
        actions.bind(commands.INSTRUCTIONS, self.toggle_instructions)
        actions.bind(commands.COMPOSER, self._composer.setFocus)
        actions.bind(commands.NEXT_CODE, partial(self._transcript.take, Step.NEXT_CODE))
        actions.bind(commands.PREVIOUS_CODE, partial(self._transcript.take, Step.PREVIOUS_CODE))
        actions.bind(commands.MESSAGE_TOP, partial(self._transcript.take, Step.MESSAGE_TOP))
        actions.bind(commands.MESSAGE_END, partial(self._transcript.take, Step.MESSAGE_END))

    # Which chat

    def show_chat(self, chat: LiveChat) -> None:
        """Put another chat in front, where its reader left it, with its draft."""
        if chat is self.chat:
            return
        is_first, self._is_first = self._is_first, False
        self._composer.commit()
        self.leave()
        self.chat = chat
        self._notice.set_front(chat.conversation.id)
        self._message_views.show_chat(chat)
        self._transcript.set_source(chat, chat.conversation.place)
        # Somebody quick may have begun to write before the first chat was there.
        typed = self._composer.text() if is_first else ""
        self._composer.set_draft(chat.conversation.draft + typed)
        chat.drafts.write(chat.conversation.draft + typed)
        self._subscriptions = [
            subscribe(self, chat.conversation_changed, self._conversation_changed),
            subscribe(self, chat.conversation_kept, lambda _: self._show_title(chat)),
            subscribe(self, chat.path_changed, self._path_changed),
            subscribe(self, chat.pairs.changed, lambda _: self._path.pairs_changed()),
            subscribe(self, chat.message_changed, self._message_changed),
            subscribe(self, chat.loaded, self._loaded),
            subscribe(self, chat.calls_changed, lambda id_: self.tools.changed(id_)),
            subscribe(self, chat.progress_told, self._message_views.calls_changed),
            subscribe(self, chat.reply_began, self._reply_began),
            subscribe(self, chat.reply_ended, self._reply_ended),
            subscribe(self, chat.waiting_changed, lambda _: self._message_views.waiting_changed()),
            subscribe(self, chat.summaries.changed, lambda _: self._summaries_changed()),
            subscribe(self, chat.drafts.came, lambda _: self._composer.follow_draft(chat.conversation.draft)),
        ]
        self._conversation_changed(chat.conversation)
        self._tell_state()

    def leave(self) -> None:
        """Remember place and draft of the chat in front and let go of it."""
        if self.chat is None:
            return
        if self._instructions is not None:
            self._instructions.flush()
        self._header.finish_title()
        self._composer.commit()
        self._message_views.commit_edit()
        self._path.show_now()
        self._is_summing, self._restarts = False, ""
        self.remember_place()
        for subscription in self._subscriptions:
            subscription.close()
        self._subscriptions = []
        self.chat = None

    def remember_place(self) -> None:
        """Write down where the reader is."""
        self._place_timer.stop()
        if self.chat is not None and self.chat.ids():
            self.chat.set_place(self._transcript.place())

    def toggle_instructions(self) -> None:
        """Open the sheet with the chat's instructions and limits, made when it is first asked for, or close it."""
        if self._instructions is None:
            sheet = self._instructions = self._new_instructions()
            sheet.parameters_changed.connect(self._tuned)
            sheet.ask_each_time_requested.connect(lambda: self.tools.ask_each_time())
            self.instructions_made.emit(sheet)
            self.refresh()
        if self._instructions.isHidden():
            self._instructions.open()
        else:
            self._instructions.dismiss()

    def command_context(self, *, ready: bool) -> CommandContext:
        """Say what is in front, for the commands."""
        chat = self.chat
        if chat is None:
            return CommandContext(ready=ready)
        last = chat.ids()[-1] if chat.ids() else None
        return CommandContext(
            ready=ready,
            saved=bool(chat.ids()),
            in_project=chat.project is not None,
            temporary=chat.context.is_temporary,
            replying=chat.is_busy,
            has_reply=last is not None and chat.node(last).role is Role.ASSISTANT,
            can_send=ready and self._composer.can_send(),
            has_pair=chat.pairs.newest() is not None,
            is_reading=self.is_reading_aloud,
            has_web=chat.conversation.gateway_id != DEMO and chat.model.web_search,
        )

    def refresh(self) -> None:
        """Show the chat's model anew: the default may be another one now."""
        if self.chat is not None:
            self._conversation_changed(self.chat.conversation)

    def draft_changed(self) -> None:
        """Take note that something was attached to the draft, or taken away again."""
        self.changed.emit()

    # What a person does

    def stop(self, message_id: str = "") -> None:
        """End a reply, or all that are growing."""
        if self.chat is not None:
            self.chat.stop(message_id)

    def restart(self, message_id: str = "") -> None:
        """End a reply of which nothing more comes, "" for the one of the path, and ask for it once more."""
        if self.chat is not None and self.chat.is_replying:
            self._restarts = message_id or self.chat.ids()[-1]
            self.chat.stop(self._restarts)

    def try_again(self, message_id: str = "") -> None:
        """Ask for a reply once more, "" for the last."""
        self.try_again_with(None, message_id)

    def try_again_with(self, model: Model | None, message_id: str = "") -> None:
        """Ask for a reply once more, of another model where one is given; the chat keeps its own."""
        if self.chat is not None and self.may_send(lambda: self.try_again_with(model, message_id)):
            with self._path.sending():
                if not self.chat.pairs.try_again(message_id or self.chat.ids()[-1], model):
                    self.chat.try_again(model)
            self._composer.setFocus()  # the button that asked for it goes, and would take the focus along

    def compare(self, message_id: str, model: Model) -> None:
        """Show a reply beside that of another model, which is asked now."""
        if self.chat is not None and self.may_send(lambda: self.compare(message_id, model)):
            with self._path.sending():
                self.chat.pairs.compare(message_id, model)
            self._composer.setFocus()

    def quote(self, words: str) -> None:
        """Put words into the next message as a quotation, which undo takes out again."""
        self._composer.commit()
        before = self._composer.text().rstrip()
        quotation = "\n".join(f"> {line}".rstrip() for line in words.strip().splitlines())
        self._composer.suggest("\n\n".join(filter(None, (before, quotation))) + "\n\n")

    def quote_selected(self) -> None:
        """Quote what is selected, or all of the newest reply where nothing is."""
        if self.chat is not None:
            reply = self._last_reply()
            words = self._message_views.selected_texts(self.chat.ids()) or ("" if reply is None else reply.text)
            if words:
                self.quote(words)

    def copy_reply(self) -> None:
        """Put the newest reply on the clipboard, as its own button does."""
        if (reply := self._last_reply()) is not None:
            self._message_views.copy(reply)

    def copy_markdown(self) -> None:
        """Put the newest reply on the clipboard as the model wrote it."""
        if (reply := self._last_reply()) is not None:
            QGuiApplication.clipboard().setText(reply.text)

    def rename(self, title: str) -> None:
        """Give the chat a title by hand."""
        if self.chat is not None:
            self.chat.rename(title)

    def pin(self) -> None:
        """Keep the chat at the top of the list, or no longer."""
        if self.chat is not None and self.chat.is_saved and not self.chat.context.is_temporary:
            self.chat.pin(pinned=not self.chat.conversation.pinned)

    def _send(self, text: str) -> None:
        if self.chat is not None and self.chat.is_busy:
            if self.queue_up(self.chat, text):
                self._composer.clear()
                self.sent.emit()
        elif self.chat is not None and self.may_send(self._composer.send):
            if self._instructions is not None:
                self._instructions.flush()
            with self._path.sending():
                self.chat.send(text, self.chat.conversation.draft_parts)
            self._composer.clear()
            self.sent.emit()

    def _draft_changed(self, text: str) -> None:
        if self.chat is not None:
            self.chat.drafts.write(text)
        self.changed.emit()

    def _choose_model(self, model_id: str) -> None:
        if self.chat is not None:
            self.chat.choose_model(model_id)

    def _choose_gateway(self, gateway_id: str) -> None:
        if self.chat is not None:
            self.chat.choose_gateway(gateway_id)

    def _tuned(self, parameters: Parameters) -> None:
        if self.chat is not None and parameters != self.chat.conversation.parameters:
            self.chat.tune(parameters)

    def _show_sibling(self, message_id: str, step: int) -> None:
        if self.chat is not None:
            self.chat.show_sibling(message_id, step)

    def _remedy(self, message_id: str, remedy: Remedy) -> None:
        from turbodesk.ui.presenters.remedy_effects import apply_remedy, question_behind

        if remedy is Remedy.TRY_AGAIN:
            self.try_again(message_id)
        elif remedy is Remedy.EDIT and self.chat is not None:
            self.edits.begin(question_behind(self.chat, message_id))
        elif self.chat is None or not apply_remedy(self.chat, message_id, remedy):
            self.remedy_requested.emit(remedy)
        elif remedy is Remedy.CONTINUE:
            self._composer.setFocus()
        elif remedy is Remedy.LEAVE_OUT:
            self._message_views.path_changed()

    def _send_all(self) -> None:
        if self.chat is not None:
            self.chat.summaries.send_all_again()
            self._message_views.path_changed()

    # What the chat says

    def _loaded(self, message_ids: tuple[str, ...]) -> None:
        self._path.show_now()
        self._transcript.loaded(message_ids)
        self._message_views.loaded(message_ids)
        if outdated := self._message_views.outdated():
            self._transcript.make_again(outdated)

    def _conversation_changed(self, conversation: Conversation) -> None:
        if self.chat is None:
            return
        model = self.chat.model
        if conversation.queue != self._queue:
            self._queue = conversation.queue
            self.queue_changed.emit(conversation)
        self._show_title(self.chat)
        is_temporary = self.chat.context.is_temporary
        self._header.set_demo(demo=conversation.gateway_id == DEMO)
        self._header.set_temporary(is_temporary=is_temporary)
        self._show_gateway(conversation.gateway_id)
        self._header.set_model(model)
        asks_both = conversation.second_model is not None
        self._composer.set_model_name(model.name, is_temporary=is_temporary, asks_both=asks_both)
        if self._instructions is not None:
            self._instructions.set_model(model)
            self._instructions.set_parameters(conversation.parameters)
            self._instructions.set_allowed(conversation.allowed_tools)
        self.changed.emit()

    def _show_title(self, chat: LiveChat) -> None:
        title = chat.title_on_disk if chat.is_saved else chat.conversation.title
        project = chat.project
        self._header.set_project(project.name if project is not None else "")
        self._header.set_title(title)
        self._show_pinned(chat)
        is_named = chat.is_saved and not chat.context.is_temporary  # desktops write down the names of windows
        self.subject_changed.emit(title if is_named else "")

    def _show_pinned(self, chat: LiveChat) -> None:
        before, self._ribbon = self._ribbon, (chat.conversation.id, chat.conversation.pinned)
        pinned = chat.conversation.pinned if chat.is_saved and not chat.context.is_temporary else None
        self._header.set_pinned(pinned, drops=before[0] == chat.conversation.id)

    def _show_gateway(self, gateway_id: str) -> None:
        names = {profile.id: profile.name for profile in self._profiles.all()}
        self._header.set_gateways(names, "" if gateway_id == DEMO else gateway_id)

    def _path_changed(self, position: int) -> None:
        self._path.path_changed(position)
        self.changed.emit()

    def _message_changed(self, message: Message) -> None:
        self._path.show_now()
        row_id = message.id if self.chat is None else self.chat.pairs.row_of(message.id)
        self._transcript.message_changed(message, row_id)

    def _reply_began(self, ids: tuple[str, str]) -> None:
        from turbodesk.chat.turns import is_results

        question = None if self.chat is None else self.chat.message(ids[0])
        is_resuming = self.chat is not None and self.chat.is_resuming
        if not is_resuming and (question is None or not is_results(question)):
            self._path.reply_began(ids)
        self._tell_state()

    def _reply_ended(self, reply: Message) -> None:
        self._path.show_now()
        self._message_views.message_ended(reply)
        self._tell_state()
        if reply.id == self._restarts:
            self._restarts = ""
            single_shot(self, 0, lambda: self.try_again(reply.id))  # the chat has to be done with this one first

    def _summaries_changed(self) -> None:
        self._message_views.path_changed()
        self.changed.emit()
        was_summing, self._is_summing = self._is_summing, self.chat is not None and self.chat.summaries.is_running
        if was_summing and not self._is_summing:
            from turbodesk.ui.widgets.announcement import announce

            announce(self._transcript, _("Summing up has ended"))

    def _tell_state(self) -> None:
        self._composer.set_replying(self.chat is not None and self.chat.is_busy)
        self.changed.emit()

    def _scrolled(self) -> None:
        self._place_timer.start()

    def _last_reply(self) -> Message | None:
        """Return the newest reply of the path that is in memory, the growing one included."""
        if self.chat is None:
            return None
        for message_id in reversed(self.chat.ids()):
            message = self.chat.message(message_id)
            if message is not None and message.role is Role.ASSISTANT:
                return message
        return None
