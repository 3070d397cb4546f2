"""Says at the top of the window that a new version of the program is out, and has what came with it of models used."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from turbodesk import __version__, resources
from turbodesk.app import updates
from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.preferences import Preferences
from turbodesk.app.tasks import Scope
from turbodesk.settings import NEWS, Setting
from turbodesk.translation import _
from turbodesk.ui.main_window.notice_bar import NoticeBar
from turbodesk.ui.widgets.external import open_address
from turbodesk.ui.widgets.lifetime import subscribe

if TYPE_CHECKING:
    from turbodesk.app.model_news import ModelNewsStore

_PAGE = "release-page"


class NewsPresenter(QObject):
    """Serves one notice bar, to which it belongs."""

    def __init__(
        self, notice: NoticeBar, *, preferences: Preferences, registry: ModelRegistry, kept: Path, scope: Scope
    ) -> None:
        """`kept` is the file with the news of models."""
        super().__init__(notice)
        self._notice = notice
        self._preferences = preferences
        self._registry = registry
        self._kept = kept
        self._scope = scope
        self._page = ""
        self._models: ModelNewsStore | None = None
        notice.action_requested.connect(self._act)

    @property
    def told_of_models(self) -> str:
        """In a few words, where what is known of models comes from."""
        from turbodesk.app.model_news import AS_SHIPPED

        return self._models.told if self._models is not None else AS_SHIPPED

    def start(self) -> None:
        """Use the news of models that are kept, and look for news some time after the start."""
        self._scope.start("news", self._look())

    async def _look(self) -> None:
        source = updates.source()
        if source is None:
            return
        # Imported late, and verified on a thread: the first window does not wait for either.
        from turbodesk.app.model_news import ModelNewsStore

        asker = updates.Updates(
            self._preferences,
            __version__,
            source=source,
            is_kept=updates.is_kept_up_to_date(resources.channel()),
            take=lambda content, signature: models.take(content, signature),
        )
        self._models = models = ModelNewsStore(
            self._kept,
            source=source,
            registry=self._registry,
            preferences=self._preferences,
            version=__version__,
            is_wanted=lambda: asker.is_on,
        )
        subscribe(self, self._preferences.changed, self._preference_changed)
        await models.renew()
        await asyncio.sleep(updates.FIRST_AFTER_S)
        if (release := await asker.look()) is not None:
            self._page = release.page
            self._notice.show_notice(
                _("TurboDesk {version} is out. You have {own}.").format(version=release.version, own=__version__),
                action=_("Read more"),
                action_id=_PAGE,
            )

    def _preference_changed(self, setting: Setting[Any]) -> None:
        if setting is NEWS and self._models is not None:
            self._scope.start("model-news", self._models.renew())

    def _act(self, action: str) -> None:
        if action == _PAGE:
            open_address(self._page)
