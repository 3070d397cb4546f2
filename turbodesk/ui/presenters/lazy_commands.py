"""Binds the commands that lead to a presenter which is made at first use; the command makes it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app import commands
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.exports.formats import ExportFormat
    from turbodesk.app.live import LiveChat
    from turbodesk.app.workspace import Workspace
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.presenters.export import ExportPresenter
    from turbodesk.ui.presenters.lazy import LazyPresenters
    from turbodesk.ui.presenters.views import MainWindowViews


def bind_lazily(actions: Actions, lazy: LazyPresenters, front: Callable[[], LiveChat | None]) -> None:
    """Bind everything that `lazy` has a presenter for; `front` gives the chat in front."""

    def with_chat(work: Callable[[LiveChat], None]) -> Callable[[], None]:
        def handler() -> None:
            if (chat := front()) is not None:
                work(chat)

        return handler

    def check_connection() -> None:
        chat = front()
        if chat is None:
            lazy.doctor.open("")
        else:
            lazy.doctor.open(chat.conversation.gateway_id, model=chat.model.id)

    actions.bind(commands.TEMPORARY, lambda: lazy.temporary.begin())
    actions.bind(commands.KEEP_TEMPORARY, lambda: lazy.temporary.keep())
    actions.bind(commands.CLOSE_TEMPORARY, lambda: lazy.temporary.close())
    actions.bind(commands.NEW_IN_PROJECT, lambda: lazy.projects.new_chat_beside())
    actions.bind(commands.NEW_PROJECT, lambda: lazy.projects.new())
    actions.bind(commands.MOVE, lambda: lazy.projects.choose_for_front())
    actions.bind(commands.PROJECT, lambda: lazy.projects.open_front_page())
    actions.bind(commands.SEARCH_PROJECT, with_chat(lambda chat: lazy.side_panels.search(chat.conversation.project_id)))
    actions.bind(commands.SEARCH, lambda: lazy.side_panels.search())
    actions.bind(commands.SIDEBAR, lambda: lazy.side_panels.toggle_sidebar())
    actions.bind(commands.STAR, lambda: lazy.stars.toggle())
    actions.bind(commands.STARRED, lambda: lazy.stars.open())
    actions.bind(commands.LEAVE_OUT, lambda: lazy.left_out.toggle())
    actions.bind(commands.DELETE_MESSAGE, lambda: lazy.removals.remove())
    actions.bind(commands.ASK_TWO, lambda: lazy.pairs.toggle())
    actions.bind(commands.COMPARE, lambda: lazy.pairs.choose_to_compare())
    actions.bind(commands.KEEP_LEFT, lambda: lazy.pairs.keep_side(is_left=True))
    actions.bind(commands.KEEP_RIGHT, lambda: lazy.pairs.keep_side(is_left=False))
    actions.bind(commands.KEEP_BOTH, lambda: lazy.pairs.keep_both())
    actions.bind(commands.BRANCH, lambda: lazy.branches.branch())
    actions.bind(commands.FAVOURITE, lambda: lazy.models.toggle_favourite())
    actions.bind(commands.SAVE_PRESET, lambda: lazy.models.presets.ask_to_save())
    actions.bind(commands.PROMPTS, lambda: lazy.prompts.open())
    actions.bind(commands.FROM_TOOLS, lambda: lazy.tools.bring_in(lambda files: lazy.attach.take_files(files)))
    actions.bind(commands.SAVE_PROMPT, lambda: lazy.prompts.ask_to_save())
    actions.bind(commands.SPELLING, lambda: lazy.spelling.go_to_next())
    actions.bind(commands.ATTACH, lambda: lazy.attach.choose())
    actions.bind(commands.WEB, lambda: lazy.web.toggle())
    actions.bind(commands.WEB_SITES, lambda: lazy.web.open())
    actions.bind(commands.MAKE_ROOM, lambda: lazy.usage.open())
    actions.bind(commands.COPY_LINK, with_chat(lambda chat: _copy_link(lazy, chat)))
    actions.bind(commands.CHECK_CONNECTION, check_connection)
    actions.bind(commands.INSPECT, with_chat(lambda chat: lazy.inspector.open(chat)))
    _bind_reading(actions, lazy)
    _bind_exports(actions, lazy, with_chat)
    _bind_program(actions, lazy)


def _copy_link(lazy: LazyPresenters, chat: LiveChat) -> None:
    """Put what opens this chat from any other program on the clipboard."""
    from PySide6.QtGui import QGuiApplication

    from turbodesk.chat.chat_link import link_to

    QGuiApplication.clipboard().setText(link_to(chat.conversation.id))
    lazy.toast.tell(_("Copied the link to this chat"))


def _bind_reading(actions: Actions, lazy: LazyPresenters) -> None:
    """Bind what leads from place to place in a chat."""
    actions.bind(commands.FIND, lambda: lazy.reading.find.open())
    actions.bind(commands.FIND_NEXT, lambda: lazy.reading.find.step(1))
    actions.bind(commands.FIND_PREVIOUS, lambda: lazy.reading.find.step(-1))
    actions.bind(commands.OUTLINE, lambda: lazy.outline.open())
    actions.bind(commands.NEXT_QUESTION, lambda: lazy.outline.step(1))
    actions.bind(commands.PREVIOUS_QUESTION, lambda: lazy.outline.step(-1))
    actions.bind(commands.READ_ALOUD, lambda: lazy.reading.aloud.toggle())
    actions.bind(commands.NEXT_SENTENCE, lambda: lazy.reading.aloud.step(1))
    actions.bind(commands.PREVIOUS_SENTENCE, lambda: lazy.reading.aloud.step(-1))
    actions.bind(commands.STOP_READING, lambda: lazy.reading.aloud.stop())
    actions.bind(commands.NEXT_CITATION, lambda: lazy.reading.citations.step(1))
    actions.bind(commands.PREVIOUS_CITATION, lambda: lazy.reading.citations.step(-1))


def _bind_exports(
    actions: Actions,
    lazy: LazyPresenters,
    with_chat: Callable[[Callable[[LiveChat], None]], Callable[[], None]],
) -> None:
    """Bind what takes chats and replies out of the program."""

    def save_reply(chat: LiveChat) -> None:
        if (reply := chat.last_reply()) is not None:
            lazy.export.save_message(chat, reply.id)

    def save_tables(chat: LiveChat) -> None:
        if (reply := chat.last_reply()) is not None:
            lazy.export.save_tables(chat, reply.id)

    actions.bind(commands.SAVE_TABLES, with_chat(save_tables))
    actions.bind(commands.COPY_CONVERSATION, with_chat(lambda chat: lazy.export.copy_conversation(chat)))
    for command in commands.SAVES:
        actions.bind(command, with_chat(partial(lambda command, chat: lazy.export.save_as(command, chat), command)))
    actions.bind(commands.SAVE_REPLY, with_chat(save_reply))
    actions.bind(commands.PRINT, with_chat(lambda chat: lazy.export.print_chat(chat)))


def _bind_program(actions: Actions, lazy: LazyPresenters) -> None:
    """Bind what has nothing to do with chats."""
    actions.bind(commands.SERIF, lambda: lazy.zoom.toggle_serif())
    actions.bind(commands.ZOOM_IN, lambda: lazy.zoom.zoom_in())
    actions.bind(commands.ZOOM_OUT, lambda: lazy.zoom.zoom_out())
    actions.bind(commands.ZOOM_RESET, lambda: lazy.zoom.reset())
    actions.bind(commands.PALETTE, lambda: lazy.palette.open())
    actions.bind(commands.SHORTCUTS, lambda: lazy.shortcuts.open())
    actions.bind(commands.IMPORT, lambda: lazy.imports.open())
    actions.bind(commands.ADD_TOOLS, lambda: lazy.tools.adding.open())
    actions.bind(commands.SYNC_NOW, lambda: lazy.other_computers.sync_now())
    actions.bind(commands.COMPUTERS, lambda: lazy.other_computers.open_page())
    actions.bind(commands.SETTINGS, lambda: lazy.settings.open_settings())
    actions.bind(commands.USAGE, lambda: lazy.settings.open_usage())
    actions.bind(commands.ABOUT, lambda: lazy.about.open())


def connect_exports(
    views: MainWindowViews,
    workspace: Workspace,
    export: Callable[[], ExportPresenter],
    front: Callable[[], LiveChat | None],
) -> None:
    """Save chats, messages and what is selected as files; `export` is made at first use, `front` is the chat shown."""

    def save_several(ids: Sequence[str], *format_: ExportFormat) -> None:
        export().save_several(ids, workspace, *format_)

    def save_message(message_id: str) -> None:
        if (chat := front()) is not None:
            export().save_message(chat, message_id)

    def save_selected() -> None:
        chat = front()
        markdown = "" if chat is None else views.message_views.selected_markdown(chat.ids())
        if chat is not None and markdown:
            export().save_selected(chat, markdown)

    def save_tables(message_id: str) -> None:
        if (chat := front()) is not None:
            export().save_tables(chat, message_id)

    def save_table(markdown: str) -> None:
        if (chat := front()) is not None:
            export().save_table(chat, markdown)

    views.message_actions.tables_save_requested.connect(save_tables)
    views.message_actions.table_save_requested.connect(save_table)
    views.sidebar.export_requested.connect(save_several)
    views.sidebar.export_as_requested.connect(save_several)
    views.message_actions.save_requested.connect(save_message)
    views.message_actions.selection_save_requested.connect(save_selected)
