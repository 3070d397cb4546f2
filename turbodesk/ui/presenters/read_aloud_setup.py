"""Puts together what reads aloud: the voice of this computer, the bar above the composer, and who ties them."""

from __future__ import annotations

from turbodesk.app.services import Services
from turbodesk.app.speech import ReadAloud, open_engine
from turbodesk.ui.main_window.reading_bar import INSET, ReadingBar
from turbodesk.ui.presenters.chat import ChatPresenter
from turbodesk.ui.presenters.read_aloud import ReadAloudPresenter
from turbodesk.ui.presenters.views import MainWindowViews


def new_read_aloud(services: Services, views: MainWindowViews, chat_presenter: ChatPresenter) -> ReadAloudPresenter:
    """Make the presenter that reads aloud; nothing is connected before it does."""
    bar = views.composer.grown(ReadingBar(views.theme))
    views.chat_area.add_card(bar, inset=INSET)
    return ReadAloudPresenter(
        bar,
        aloud=ReadAloud(open_engine(), services.scope.child("read-aloud")),
        chat_presenter=chat_presenter,
        transcript=views.transcript,
        message_views=views.message_views,
        composer=views.composer,
        preferences=services.preferences,
        tell=views.notice.show_notice,
    )
