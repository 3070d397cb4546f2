"""Fills the palette with what there is to do and to find, and does what is chosen there.

Commands, settings, models and presets are asked for when the palette is opened; what was said in chats is searched for
while somebody types, a moment after each letter, and the few best are shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial

from PySide6.QtCore import QObject

from turbodesk.app.commands import COMMANDS, PALETTE, SEARCH, Command
from turbodesk.app.live import LiveChat
from turbodesk.app.search import MessageSearch, SearchResult
from turbodesk.app.workspace import Workspace
from turbodesk.chat.found import FoundMessage
from turbodesk.chat.one_line import one_line
from turbodesk.translation import _, ngettext
from turbodesk.ui.composer import Composer
from turbodesk.ui.palette import CommandPalette, PaletteGroup, PaletteRow
from turbodesk.ui.palette.palette import USUAL
from turbodesk.ui.presenters.actions import Actions, shortcut_text
from turbodesk.ui.presenters.chat_list import ChatListPresenter
from turbodesk.ui.quantities import number
from turbodesk.ui.widgets.lifetime import subscribe

_MOST_CHATS = 5
"""The last chats that are offered while nothing is typed."""
_MOST_FOUND = 4
"""Places in chats that are shown; all of them are one press away."""
_LEAST_WORDS = 2
"""Characters from which on it is worth looking into every message."""

Choice = tuple[PaletteRow, Callable[[], object]]
"""A row, and what it does."""


class PalettePresenter(QObject):
    """Serves one palette, to which it belongs."""

    def __init__(
        self,
        palette: CommandPalette,
        *,
        actions: Actions,
        workspace: Workspace,
        chat_list: ChatListPresenter,
        composer: Composer,
        search: MessageSearch,
        front: Callable[[], LiveChat | None],
        choices: Callable[[], Iterable[Choice]],
        search_all: Callable[[str], object],
        open_found: Callable[[FoundMessage, str], object],
    ) -> None:
        """`front` gives the chat in front, `choices` more to choose from, such as the settings.

        `search_all` shows all chats with some words, `open_found` a message that was found for some words.
        """
        super().__init__(palette)
        self._palette = palette
        self._actions = actions
        self._workspace = workspace
        self._chat_list = chat_list
        self._composer = composer
        self._search = search
        self._front = front
        self._more = choices
        self._search_all = search_all
        self._open_found = open_found
        self._effects: dict[str, Callable[[], object]] = {}
        self._is_narrowed = False
        palette.chosen.connect(self._choose)
        palette.searched.connect(self._look_for)
        palette.closed.connect(lambda: search.look_for(""))
        subscribe(self, search.answered, self._show_found)

    def open(self) -> None:
        """Show the palette over what there is now."""
        self._show([*self._commands(), *self._more(), *self._chats()], USUAL, is_narrowed=False)

    def offer(self, choices: Sequence[Choice], words: str) -> None:
        """Show the palette with these choices and nothing else; `words` ask for one."""
        self._show(choices, words, is_narrowed=True)

    def _show(self, choices: Sequence[Choice], words: str, *, is_narrowed: bool) -> None:
        self._is_narrowed = is_narrowed
        self._effects = {row.id: effect for row, effect in choices}
        self._palette.open_with([row for row, _ in choices], words)

    def _commands(self) -> Iterator[Choice]:
        for command in COMMANDS:
            if command is not PALETTE:
                yield self._command(command)

    def _command(self, command: Command) -> Choice:
        action = self._actions[command]
        row = PaletteRow(
            command.id,
            command.title,
            shortcut=shortcut_text(command),
            icon=ICONS.get(command.id, ""),
            enabled=action.isEnabled(),
            is_listed=action.isEnabled(),
        )
        return row, lambda: self._actions.trigger(command.id)

    def _chats(self) -> Iterator[Choice]:
        chat = self._front()
        front = chat.conversation.id if chat is not None else ""
        last = 0
        for conversation in self._workspace.conversations():
            is_listed = conversation.id != front and last < _MOST_CHATS
            last += is_listed
            row = PaletteRow(
                conversation.id,
                one_line(conversation.title),
                group=PaletteGroup.CHATS,
                at=conversation.updated_at,
                icon="ribbon" if conversation.pinned else "chat",
                is_listed=is_listed,
            )
            yield row, partial(self._chat_list.choose, conversation.id)

    def _look_for(self, words: str) -> None:
        """Offer at once to look for these words everywhere, and soon what was found."""
        if self._is_narrowed:
            return
        self._search.look_for(words if len(words) >= _LEAST_WORDS else "")
        self._show_said(words, (), None)

    def _show_found(self, result: SearchResult) -> None:
        chats = len({found.conversation_id for found in result.found})
        self._show_said(result.words, result.found, chats)

    def _show_said(self, words: str, found: Sequence[FoundMessage], chats: int | None) -> None:
        """Offer what was found of these words in so many chats; None: that is not known yet."""
        if not words:
            self._palette.show_said(words, ())
            return
        choices = [*self._found(words, found)]
        if chats != 0:
            choices.append(self._everywhere(words, chats))
        choices.append(self._ask(words))
        self._effects.update({row.id: effect for row, effect in choices})
        self._palette.show_said(words, [row for row, _ in choices])

    def _found(self, words: str, found: Iterable[FoundMessage]) -> Iterator[Choice]:
        """Yield the best place of the first few chats, but for the words that gave a chat its title."""
        seen: set[str] = set()
        for one in found:
            if len(seen) == _MOST_FOUND or one.conversation_id in seen:
                continue
            if one.snippet.startswith(one.title.removesuffix("…")):
                continue
            seen.add(one.conversation_id)
            row = PaletteRow(
                f"found:{one.message_id}",
                one.snippet,
                one.title,
                PaletteGroup.SAID,
                icon="quote",
                found=tuple(at for start, end in one.spans for at in range(start, end)),
            )
            yield row, partial(self._open_found, one, words)

    def _everywhere(self, words: str, chats: int | None) -> Choice:
        count = "" if chats is None else ngettext("in {count} chat", "in {count} chats", chats)
        row = PaletteRow(
            "search-all",
            _("Search all chats for “{words}”").format(words=words),
            count.format(count=number(chats or 0)),
            PaletteGroup.SAID,
            shortcut=shortcut_text(SEARCH),
            icon="search",
        )
        return row, lambda: self._search_all(words)

    def _ask(self, words: str) -> Choice:
        row = PaletteRow("ask", _("Ask “{words}” in a new chat").format(words=words), icon="pen")

        def ask() -> None:
            self._chat_list.new_chat()
            self._composer.suggest(words)

        return row, ask

    def _choose(self, row_id: str) -> None:
        if (effect := self._effects.get(row_id)) is not None:
            effect()


ICONS = {
    "chat.new": "pen",
    "chat.temporary": "eye-off",
    "chat.keep": "save",
    "chat.close-temporary": "close",
    "project.chat": "pen",
    "project.new": "folder",
    "project.move": "folder",
    "project.open": "folder",
    "project.search": "search",
    "chat.search": "search",
    "chat.starred": "star-full",
    "chat.next": "chevron-down",
    "chat.previous": "chevron-up",
    "chat.rename": "pencil",
    "chat.pin": "ribbon",
    "chat.delete": "trash",
    "chat.copy": "copy",
    "chat.copy-link": "link",
    "chat.pdf": "export",
    "chat.word": "export",
    "chat.markdown": "export",
    "chat.html": "export",
    "chat.print": "print",
    "reply.send": "send",
    "reply.word": "export",
    "reply.tables": "export",
    "reply.attach": "plus",
    "reply.stop": "stop",
    "reply.again": "retry",
    "reply.two": "compare",
    "reply.compare": "compare",
    "reply.keep-left": "check",
    "reply.keep-right": "check",
    "reply.keep-both": "branch",
    "reply.branch": "branch",
    "message.star": "star",
    "message.leave-out": "out",
    "message.delete": "trash",
    "reply.quote": "quote",
    "reply.read-aloud": "speaker",
    "reply.sentence-next": "chevron-right",
    "reply.sentence-previous": "chevron-left",
    "reply.stop-reading": "close",
    "view.citation-next": "book",
    "view.citation-previous": "book",
    "view.outline": "list",
    "view.question-next": "chevron-down",
    "view.question-previous": "chevron-up",
    "reply.copy": "copy",
    "reply.copy-markdown": "copy",
    "reply.model": "spark",
    "reply.favourite": "star",
    "reply.save-preset": "instructions",
    "reply.prompts": "quote",
    "reply.screenshot": "picture",
    "reply.from-tools": "tool",
    "reply.save-prompt": "quote",
    "reply.spelling": "pencil",
    "reply.web": "globe",
    "reply.web-sites": "globe",
    "chat.room": "list",
    "reply.instructions": "instructions",
    "view.composer": "pencil",
    "view.find": "search",
    "view.find-next": "chevron-down",
    "view.find-previous": "chevron-up",
    "view.code-next": "chevron-down",
    "view.code-previous": "chevron-up",
    "view.message-top": "chevron-up",
    "view.message-end": "chevron-down",
    "view.serif": "type",
    "view.sidebar": "sidebar",
    "view.zoom-in": "type",
    "view.zoom-out": "type",
    "view.zoom-reset": "type",
    "app.shortcuts": "keyboard",
    "app.ask": "chat",
    "app.import": "folder",
    "app.add-tools": "tool",
    "app.sync": "computers",
    "app.computers": "computers",
    "app.doctor": "shield",
    "app.settings": "settings",
    "app.inspect": "tool",
    "app.usage": "chart",
    "app.about": "info",
    "app.lock": "lock",
    "app.quit": "close",
}
"""What stands before each command, by its id: so that a row is found by its look as well."""
