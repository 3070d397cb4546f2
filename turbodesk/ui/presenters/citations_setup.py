"""Puts together what shows the sources of replies: the panel, its place beside the chat, and who fills it."""

from __future__ import annotations

from collections.abc import Callable

from turbodesk.app import commands
from turbodesk.app.services import Services
from turbodesk.translation import _
from turbodesk.ui.citations import CitationPanel
from turbodesk.ui.main_window.drawer import Drawer
from turbodesk.ui.presenters.actions import shortcut_text
from turbodesk.ui.presenters.beside import PanelPlace
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.citations import CitationPresenter
from turbodesk.ui.presenters.views import MainWindowViews

_DRAWER = 560
"""Pixels of the drawer, where the window has them."""


def new_citations(
    services: Services, views: MainWindowViews, chat_presenter: ChatPresenter, tell: Callable[[str], object]
) -> CitationPresenter:
    """Make the presenter of citations; `tell` says a few words to the person."""
    next_key, previous_key = shortcut_text(commands.NEXT_CITATION), shortcut_text(commands.PREVIOUS_CITATION)
    panel = views.dressed(
        CitationPanel(views.window.surface, theme=views.theme, next_key=next_key, previous_key=previous_key)
    )

    def new_drawer() -> Drawer:
        drawer = views.dressed(Drawer(views.window, theme=views.theme, name=_("Source"), width=_DRAWER))
        drawer.set_at_end()
        return drawer

    return CitationPresenter(
        panel,
        place=PanelPlace(views.window, new_drawer=new_drawer),
        chat_presenter=chat_presenter,
        transcript=views.transcript,
        attachment_service=services.attachment_service,
        scope=services.scope.child("citations"),
        open_attachment=views.attachment_actions.open_requested.emit,
        tell=tell,
    )
