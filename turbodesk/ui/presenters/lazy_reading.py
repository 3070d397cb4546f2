"""The presenters of what helps to read a chat: finding words, sources, reading aloud.

Each is imported and made at first use, with what it uses by name, as those of `lazy` are.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from turbodesk.app.services import Services
    from turbodesk.ui.presenters.chat import ChatPresenter
    from turbodesk.ui.presenters.citations import CitationPresenter
    from turbodesk.ui.presenters.find import FindPresenter
    from turbodesk.ui.presenters.read_aloud import ReadAloudPresenter
    from turbodesk.ui.presenters.views import MainWindowViews


class LazyReadingPresenters:
    """Those of one window, about the chat in front."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        *,
        chat_presenter: ChatPresenter,
        tell: Callable[[str], object],
    ) -> None:
        """`tell` says a few words to the person."""
        self._services, self._views = services, views
        self._chat_presenter, self._tell = chat_presenter, tell

    def finish(self) -> None:
        """Let go of what outlives the window."""
        if "aloud" in self.__dict__:
            self.aloud.finish()

    @cached_property
    def aloud(self) -> ReadAloudPresenter:
        """Reads replies aloud."""
        from turbodesk.ui.presenters.read_aloud_setup import new_read_aloud

        return new_read_aloud(self._services, self._views, self._chat_presenter)

    @cached_property
    def find(self) -> FindPresenter:
        """Finds words in the chat in front."""
        from turbodesk.ui.main_window.find_bar import FindBar
        from turbodesk.ui.presenters.find import FindPresenter

        return FindPresenter(
            self._views.dressed(FindBar(self._views.theme, self._views.transcript)),
            chat_presenter=self._chat_presenter,
            transcript=self._views.transcript,
            message_views=self._views.message_views,
            composer=self._views.composer,
            scope=self._services.scope.child("find"),
        )

    @cached_property
    def citations(self) -> CitationPresenter:
        """Shows what replies have their words from."""
        from turbodesk.ui.presenters.citations_setup import new_citations

        return new_citations(self._services, self._views, self._chat_presenter, self._tell)
