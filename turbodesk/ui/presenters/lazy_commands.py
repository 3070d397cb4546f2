"""Binds the commands that lead to a presenter which is made at first use; the command makes it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from turbodesk.app import commands

if TYPE_CHECKING:
    from turbodesk.app.live import LiveChat
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.presenters.lazy import LazyPresenters


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
    actions.bind(commands.SAVE_PROMPT, lambda: lazy.prompts.ask_to_save())
    actions.bind(commands.ATTACH, lambda: lazy.attach.choose())
    actions.bind(commands.WEB, lambda: lazy.web.toggle())
    actions.bind(commands.WEB_SITES, lambda: lazy.web.open())
    actions.bind(commands.MAKE_ROOM, lambda: lazy.usage.open())
    actions.bind(commands.CHECK_CONNECTION, check_connection)
    actions.bind(commands.INSPECT, with_chat(lambda chat: lazy.inspector.open(chat)))
    _bind_reading(actions, lazy)
    _bind_exports(actions, lazy, with_chat)
    _bind_program(actions, lazy)


def _bind_reading(actions: Actions, lazy: LazyPresenters) -> None:
    """Bind what leads from place to place in a chat."""
    actions.bind(commands.FIND, lambda: lazy.find.open())
    actions.bind(commands.FIND_NEXT, lambda: lazy.find.step(1))
    actions.bind(commands.FIND_PREVIOUS, lambda: lazy.find.step(-1))
    actions.bind(commands.OUTLINE, lambda: lazy.outline.open())
    actions.bind(commands.NEXT_QUESTION, lambda: lazy.outline.step(1))
    actions.bind(commands.PREVIOUS_QUESTION, lambda: lazy.outline.step(-1))
    actions.bind(commands.NEXT_CITATION, lambda: lazy.citations.step(1))
    actions.bind(commands.PREVIOUS_CITATION, lambda: lazy.citations.step(-1))


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
    actions.bind(commands.SETTINGS, lambda: lazy.settings.open_settings())
    actions.bind(commands.USAGE, lambda: lazy.settings.open_usage())
    actions.bind(commands.ABOUT, lambda: lazy.about.open())
