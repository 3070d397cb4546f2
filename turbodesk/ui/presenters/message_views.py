"""Makes the transcript's rows for the chat in front, and tells those that exist how the chat stands.

The transcript asks for rows when they come into view; every row is dressed the same way here, so that neither the
transcript nor a message needs to know a chat. What is asked of a message is said by `MessageActions`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QObject, QRect, Signal
from PySide6.QtWidgets import QApplication, QWidget

from turbodesk.app.gateways import DEMO
from turbodesk.chat.errors import Remedy
from turbodesk.chat.message import Message, Role
from turbodesk.ui.theme import Theme

if TYPE_CHECKING:
    from turbodesk.app.find import TextMatch
    from turbodesk.app.live import LiveChat
    from turbodesk.app.speech import Sentence
    from turbodesk.app.text_matcher import TextMatcher
    from turbodesk.chat.model import Model, Prices
    from turbodesk.ui.attachments.actions import AttachmentActions
    from turbodesk.ui.message.actions import MessageActions
    from turbodesk.ui.message.message import MessageView
    from turbodesk.ui.message.pair_view import PairView
    from turbodesk.ui.message.part_widgets import OpenPanels
    from turbodesk.ui.message.rest import Allowance

    V = TypeVar("V", bound=MessageView)

_OVER = ("over",)
"""What a question is whose replies are shown side by side."""


class MessageViewFactory(QObject):
    """The rows of one chat at a time."""

    filled = Signal(str)
    """All that may be shown of a long message, given by its id, is shown now."""

    def __init__(
        self,
        *,
        actions: MessageActions,
        attachment_actions: Callable[[], AttachmentActions],
        theme: Theme,
        text_percent: int,
        model_of: Callable[[str], Model],
        title_of: Callable[[str], str],
        gives_keys: Callable[[str], bool],
    ) -> None:
        """`attachment_actions` is asked for with the first message: the first window shows none.

        `title_of` gives the title of a chat by its id, "" for one that is gone.
        `gives_keys` says of a gateway's id whether it is known where its keys are given.
        """
        super().__init__()
        self._actions, self._attachment_actions = actions, attachment_actions
        self._theme = theme
        self._percent = text_percent
        self._model_of, self._title_of, self._gives_keys = model_of, title_of, gives_keys
        self._chat: LiveChat | None = None
        self._alive: Callable[[], list[QWidget]] = list
        self._matcher: TextMatcher | None = None
        self._match: TextMatch | None = None
        self._spoken: Sentence | None = None
        self._numbers = False
        self._open_panels: dict[str, OpenPanels] = {}
        self._opened_runs: set[str] = set()
        """The messages in which runs of calls begin that are unfolded."""
        actions.run_toggled.connect(self._toggle_run)
        self._allowances: dict[str, Allowance] = {}
        self._made_as: dict[str, tuple[str, ...]] = {}
        """What `_kind` said of each row when it was made."""

    def show_chat(self, chat: LiveChat | None) -> None:
        """Make rows for this chat from now on."""
        self._chat = chat

    def watch(self, alive: Callable[[], list[QWidget]]) -> None:
        """Learn from whoever owns the rows which exist."""
        self._alive = alive

    def make(self, message: Message) -> MessageView | PairView:
        """Make the row of a message; it belongs to the caller. A pair of replies is one row."""
        kind = self._made_as[message.id] = self._kind(message.id)
        if not kind:
            from turbodesk.ui.message.message import MessageView

            return self.make_view(message, MessageView)
        if kind == _OVER:
            from turbodesk.ui.message.paired_views import PairedQuestionView

            return self.make_view(message, PairedQuestionView)
        from turbodesk.ui.presenters.pair_rows import new_pair_row

        return new_pair_row(
            self._both(*kind),
            front=message.id,
            make_view=self.make_view,
            facts_of=self._model_facts,
            actions=self._actions,
            theme=self._theme,
            percent=self._percent,
        )

    def make_view(self, message: Message, kind: type[V]) -> V:
        """Make what shows one message, of a `kind` of its own where it does not stand alone."""
        from turbodesk.ui.message.rest import Allowance

        name, prices = self._model_facts(message)
        view = kind(
            message,
            actions=self._actions,
            theme=self._theme,
            text_percent=self._percent,
            model_name=name,
            prices=prices,
            line_numbers=self._numbers,
            open_panels=self._open_panels.setdefault(message.id, {}),
            allowance=self._allowances.setdefault(message.id, Allowance()),
            attachment_actions=self._attachment_actions(),
        )
        view.filled.connect(lambda: self.filled.emit(message.id))
        self._place(view)
        self._mark(view)
        edit = None if self._chat is None else self._chat.conversation.edit
        if edit is not None and edit.message_id == message.id and view.foot is not None:
            view.foot.begin_edit(edit.text)
        if self._chat is not None and not message.is_final:
            self._tell_waiting(view)
        return view

    def _model_facts(self, message: Message) -> tuple[str, Prices | None]:
        """Return the name of the model that wrote a message, "" for a person's, and its prices where it is paid for."""
        if message.role is Role.USER:
            return "", None
        model = self._model_of(message.model or "")
        is_paid = self._chat is None or not (message.is_demo or self._chat.conversation.gateway_id == DEMO)
        return model.name, model.prices if is_paid else None

    def _kind(self, message_id: str) -> tuple[str, ...]:
        """Return the ids of the pair a message is in, `_OVER` for the question over one, and else nothing."""
        chat = self._chat
        if chat is None or not chat.conversation.pairs:
            return ()
        if (pair := chat.pairs.of(message_id)) is not None:
            missing = [id_ for id_ in (pair.left, pair.right) if chat.message(id_) is None]
            chat.request(missing)
            return () if missing else (pair.left, pair.right)
        ids = chat.ids()
        at = ids.index(message_id) + 1 if message_id in ids else len(ids)
        return _OVER if at < len(ids) and self._kind(ids[at]) not in ((), _OVER) else ()

    def _both(self, *ids: str) -> list[Message]:
        found = (None if self._chat is None else self._chat.message(id_) for id_ in ids)
        return [message for message in found if message is not None]

    def outdated(self) -> list[str]:
        """Return the ids of rows that show side by side what stands alone now, or the other way round."""
        return [id_ for id_ in map(self.id_of, self._alive()) if self._made_as.get(id_, ()) != self._kind(id_)]

    def copy_as_one(self, rows: Sequence[Any]) -> None:
        """Put what is selected in several messages on the clipboard as one text."""
        from turbodesk.ui.message.selection import copy_as_one

        copy_as_one(rows)

    def marks_changed(self) -> None:
        """Messages of the chat are marked otherwise now."""
        self.path_changed()

    def path_changed(self) -> None:
        """The path has other messages now: the last one may be another, and versions may have been added."""
        for view in self._views():
            self._place(view)

    def message_ended(self, message: Message) -> None:
        """A reply is final now; its row gets what only a finished one has."""
        for view in self._views():
            if view.message.id == message.id:
                view.set_message(message)
            self._place(view)

    def calls_changed(self, message_id: str) -> None:
        """Calls of tools in a message stand differently now."""
        for view in self._views():
            if view.message.id == message_id:
                self._place(view)

    def loaded(self, message_ids: Sequence[str]) -> None:
        """Messages have been read: results of calls in rows that are there may be among them."""
        from turbodesk.chat.turns import is_results

        if self._chat is not None and any(is_results(one) for one in map(self._chat.message, message_ids) if one):
            self.path_changed()

    def begin_edit(self, message_id: str, text: str) -> None:
        """Let a message be a field with `text`, if its row is there; one that is made later becomes it by itself."""
        for view in self._views():
            if view.message.id == message_id and view.foot is not None:
                view.foot.begin_edit(text)

    def end_edit(self) -> None:
        """Let the message that was a field be itself again."""
        for view in self._views():
            if view.foot is not None:
                view.foot.end_edit()

    def focus_edit(self, message_id: str, *, is_field: bool) -> None:
        """Give the focus to the field a message has become, or to the button it came from."""
        for view in self._views():
            if view.message.id == message_id and view.foot is not None:
                view.foot.focus_edit(is_field=is_field)

    def commit_edit(self) -> None:
        """Have what is being composed in such a field count as written."""
        for view in self._views():
            if view.editor is not None:
                view.editor.commit()

    def focus_question(self, message_id: str) -> bool:
        """Give the focus to a tool that asks in a message; returns False when there is none in sight."""
        return any(view.focus_question() for view in self._views() if view.message.id == message_id)

    def waiting_changed(self) -> None:
        """Tell growing replies what they wait for."""
        for view in self._views():
            if not view.message.is_final:
                self._tell_waiting(view)

    def _tell_waiting(self, view: MessageView) -> None:
        growing = None if self._chat is None else self._chat.replies.get(view.message.id)
        if growing is not None:
            view.set_waiting(growing.waiting)
            view.set_heard(growing.heard_ms)

    def set_marks(self, matcher: TextMatcher | None, match: TextMatch | None) -> None:
        """Mark the words looked for in every row, and in those to come; `match` is the one in front."""
        self._matcher, self._match = matcher, match
        for view in self._views():
            self._mark(view)

    def set_spoken(self, sentence: Sentence | None) -> None:
        """Mark the sentence that is read aloud, in its row or when that is made; None: none is."""
        self._spoken = sentence
        for view in self._views():
            self._mark(view)

    def view_of(self, message_id: str) -> MessageView | None:
        """Return what shows a message, where its row is there."""
        return next((view for view in self._views() if view.message.id == message_id), None)

    def match_rect(self, row: QWidget, match: TextMatch) -> QRect | None:
        """Return where a match stands in a row that `make` made."""
        if hasattr(row, "views"):
            return cast("PairView", row).match_rect(match.message_id, match.number)
        return cast("MessageView", row).match_rect(match.number)

    def id_of(self, row: QWidget) -> str:
        """Return the id of the message of the path in a row that `make` made."""
        return cast("PairView", row).front if hasattr(row, "views") else cast("MessageView", row).message.id

    def selected_texts(self, order: Sequence[str]) -> str:
        """Return what is selected in the messages, in their `order` of ids, "" where nothing is."""
        texts = {view.message.id: view.selected_text() for view in self._views()}
        return "\n\n".join(texts[id_] for id_ in order if texts.get(id_))

    def selected_markdown(self, order: Sequence[str]) -> str:
        """Return the Markdown of what is selected in the messages, in their `order` of ids; "" where nothing is."""
        from turbodesk.ui.message.selection import copied_of

        rows = {view.message.id: view for view in self._views()}
        chosen = [at for at, id_ in enumerate(order) if id_ in rows and rows[id_].selected_text()]
        span = order[chosen[0] : chosen[-1] + 1] if chosen else ()
        messages = [None if self._chat is None or id_ in rows else self._chat.message(id_) for id_ in span]
        found = [rows.get(id_) or message for id_, message in zip(span, messages, strict=True)]
        return "\n\n".join(text.source() for one in found if one is not None for text in copied_of(one))

    def focused_id(self) -> str:
        """Return the id of the message the keyboard is in, "" where it is elsewhere."""
        focus = QApplication.focusWidget()
        views = (view for view in self._views() if focus is not None and view.isAncestorOf(focus))
        return next((view.message.id for view in views), "")

    def copy(self, message: Message) -> None:
        """Put a message on the clipboard, whether its row exists or not."""
        for view in self._views():
            if view.message.id == message.id:
                view.copy_message()
                return
        from turbodesk.ui.message.message import MessageView

        made = self.make_view(message, MessageView)
        made.copy_message()
        made.deleteLater()

    def apply_theme(self, theme: Theme) -> None:
        """Dress every row, and those to come, in `theme`."""
        self._theme = theme
        for view in self._views():
            view.apply_theme(theme)
        self._restyle_pairs()

    def set_text_percent(self, percent: int) -> None:
        """Set the text of every row, and of those to come, at `percent` of the system's size."""
        self._percent = percent
        for view in self._views():
            view.set_text_percent(percent)
        self._restyle_pairs()

    def _restyle_pairs(self) -> None:
        for row in self._alive():
            if hasattr(row, "views"):
                cast("PairView", row).restyle(self._theme, self._percent)

    def set_line_numbers(self, *, are_shown: bool) -> None:
        """Number the lines of code in every row, and in those to come."""
        self._numbers = are_shown
        for view in self._views():
            view.set_line_numbers(are_shown=are_shown)

    def _views(self) -> list[MessageView]:
        rows = cast("list[MessageView | PairView]", self._alive())  # `make` made them all
        return [view for row in rows for view in cast("Sequence[MessageView]", getattr(row, "views", (row,)))]

    def _mark(self, view: MessageView) -> None:
        from turbodesk.ui.document.marks import PageMarks

        match, spoken, id_ = self._match, self._spoken, view.message.id
        number = match.number if match is not None and match.message_id == id_ else None
        view.set_marks(PageMarks(self._matcher, number, spoken if spoken and spoken.message_id == id_ else None))

    @staticmethod
    def _says_model(chat: LiveChat, message: Message) -> bool:
        """Whether a reply says which model wrote it: where the one above is by another, or nobody knows of it."""
        from turbodesk.chat.turns import is_results

        parent = chat.message(message.parent_id or "")
        if parent is not None and is_results(parent):
            return False  # it goes on with what stands above, whoever wrote it
        above = None if parent is None else chat.message(parent.parent_id or "")
        return above is None or above.role is not Role.ASSISTANT or above.model != message.model

    @staticmethod
    def _earlier(chat: LiveChat, message: Message) -> tuple[Message, ...]:
        """Return the parts of a reply above `message`, as far as they are read, the oldest first."""
        from turbodesk.chat.turns import is_results

        found: list[Message] = []
        while (asked := chat.message(message.parent_id or "")) is not None and is_results(asked):
            above = chat.message(asked.parent_id or "")
            if above is None:
                break
            found.append(message := above)
        return tuple(reversed(found))

    def _place(self, view: MessageView) -> None:
        from turbodesk.app.remedies import senseless
        from turbodesk.chat.turns import calls, is_results

        chat = self._chat
        if chat is None or not chat.has(view.message.id):
            return
        message_id, ids = view.message.id, chat.ids()
        is_last = ids[-1] == chat.pairs.row_of(message_id)
        view.set_is_last(is_last=is_last)
        view.set_siblings(*chat.siblings(message_id))
        view.set_starred(is_starred=chat.marks.is_starred(message_id))
        is_unsent = chat.marks.is_unsent(message_id)
        is_first_part = is_unsent and not self._earlier(chat, view.message)
        view.set_unsent(is_unsent=is_unsent, says_so=is_first_part and not view.is_silent)
        view.set_can_delete(can_delete=not chat.summaries.at_work)
        view.set_left_out(chat.attached.left_out(message_id))
        state = chat.summaries.at(message_id)
        view.set_is_cut(is_cut=chat.conversation.sent_from == message_id and state is None)
        view.set_summary(state)
        fork = chat.conversation.fork
        is_first = fork is not None and view.message.parent_id == fork.message_id
        view.set_forked_from(self._title_of(fork.conversation_id) if fork is not None and is_first else None)
        if view.message.role is Role.USER:
            self._place_results(chat, view)
            if view.foot is not None:
                view.foot.set_can_edit(can_edit=not chat.is_busy)
            return
        view.set_says_model(says_model=self._says_model(chat, view.message))
        view.set_earlier(self._earlier(chat, view.message))
        if is_last:
            instead = chat.successor
            gateway_id = chat.conversation.gateway_id
            is_known = gateway_id == DEMO or self._gives_keys(gateway_id)
            no_key = frozenset[Remedy]() if is_known else frozenset({Remedy.GET_KEY})
            view.set_unavailable(senseless(chat) | no_key, successor=self._model_of(instead).name if instead else "")
        if calls(view.message):
            following = None if is_last or message_id not in ids else chat.message(ids[ids.index(message_id) + 1])
            is_passed = following is not None and is_results(following)
            from turbodesk.ui.presenters.call_runs import run_of

            run = run_of(chat, message_id, self._opened_runs) if is_passed else None
            view.set_calls(chat.calls(message_id), is_passed=is_passed, run=run)

    def _place_results(self, chat: LiveChat, view: MessageView) -> None:
        """Keep no room below results within a run of calls that is folded to one line."""
        if not view.is_silent:
            return
        from turbodesk.ui.message.message import SILENT_GAP
        from turbodesk.ui.presenters.call_runs import run_of

        ids, run = chat.ids(), run_of(chat, view.message.id, self._opened_runs)
        at = ids.index(view.message.id) + 1 if run is not None else len(ids)
        after = run_of(chat, ids[at], self._opened_runs) if at < len(ids) else None
        is_within = run is not None and after is not None and after.first_id == run.first_id
        gap = 0 if is_within and run is not None and not run.is_open else SILENT_GAP
        if gap != view.gap_below:
            view.gap_below = gap
            view.height_may_differ()

    def _toggle_run(self, first_id: str) -> None:
        self._opened_runs ^= {first_id}
        self.path_changed()
