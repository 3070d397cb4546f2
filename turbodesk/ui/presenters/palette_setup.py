"""Puts the palette together from what the window has: where each of its rows comes from, and what it leads to."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QLineEdit

from turbodesk.app.live import LiveChat
from turbodesk.app.services import Services
from turbodesk.chat.found import FoundMessage
from turbodesk.settings import Section
from turbodesk.ui.palette import CommandPalette
from turbodesk.ui.presenters.actions import Actions
from turbodesk.ui.presenters.chat_list import ChatListPresenter
from turbodesk.ui.presenters.palette import Choice, PalettePresenter
from turbodesk.ui.presenters.palette_choices import (
    model_choices,
    project_choices,
    prompt_choices,
    setting_choices,
    thinking_choices,
)
from turbodesk.ui.presenters.views import MainWindowViews

if TYPE_CHECKING:
    from turbodesk.chat.prompt import Prompt
    from turbodesk.ui.presenters.models import ModelPresenter


def new_palette(
    *,
    services: Services,
    views: MainWindowViews,
    actions: Actions,
    chat_list: ChatListPresenter,
    front: Callable[[], LiveChat | None],
    models: Callable[[], ModelPresenter],
    open_settings: Callable[[Section, str], object],
    open_search: Callable[[], object],
    open_found: Callable[[FoundMessage, str], object],
    open_project: Callable[[str], object],
    prompts: Callable[[], Sequence[Prompt]],
    use_prompt: Callable[[str], object],
) -> PalettePresenter:
    """Make the palette. Whatever is given as a callable is asked only when something of it is chosen.

    `open_search` puts the cursor where words are looked for in all chats.
    """

    def choices() -> Iterator[Choice]:
        yield from project_choices(services.workspace.known_projects(), open_project)
        yield from prompt_choices(prompts(), use_prompt)
        yield from setting_choices(services.preferences, open_settings)
        if (chat := front()) is not None:
            yield from model_choices(
                models().offering(),
                chat.model.id,
                choose_model=chat.choose_model,
                presets=models().presets,
                rename_preset=views.header.picker.rename_preset,
            )
            yield from thinking_choices(chat)

    def search_all(words: str) -> None:
        open_search()
        field = views.window.focusWidget()
        if isinstance(field, QLineEdit):
            field.setText(words)

    return PalettePresenter(
        views.dressed(CommandPalette(views.window, theme=views.theme)),
        actions=actions,
        workspace=services.workspace,
        chat_list=chat_list,
        composer=views.composer,
        search=services.new_search(),
        front=front,
        choices=choices,
        search_all=search_all,
        open_found=open_found,
    )
