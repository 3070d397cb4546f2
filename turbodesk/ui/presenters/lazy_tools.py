"""The presenters about tools of other makers, each imported and made at first use."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING

from turbodesk.chat.errors import FailureNote

if TYPE_CHECKING:
    from turbodesk.app.services import Services
    from turbodesk.ui.presenters.adding_tools import AddToolsPresenter
    from turbodesk.ui.presenters.bringing_in import BringInPresenter
    from turbodesk.ui.presenters.changing_tools import ChangeToolsPresenter
    from turbodesk.ui.presenters.elicitation import ElicitationPresenter
    from turbodesk.ui.presenters.tool_servers import ToolServerPresenter
    from turbodesk.ui.presenters.views import MainWindowViews
    from turbodesk.ui.settings.tools import ToolsPage
    from turbodesk.ui.tools import AddToolsSheet


class LazyToolPresenters:
    """Those of one window."""

    def __init__(
        self,
        services: Services,
        views: MainWindowViews,
        *,
        page: Callable[[], ToolsPage],
        open_page: Callable[[], object],
        failed: Callable[[FailureNote], object],
    ) -> None:
        """`page` gives the page of the settings with the servers, `open_page` shows it."""
        self._services, self._views = services, views
        self._page, self._open_page, self._failed = page, open_page, failed
        self._bringing_in: BringInPresenter | None = None

    @cached_property
    def adding(self) -> AddToolsPresenter:
        """Adds tools."""
        from turbodesk.ui.presenters.adding_tools import AddToolsPresenter

        return AddToolsPresenter(
            self._new_sheet(),
            tool_servers=self._services.tool_servers,
            scope=self._services.scope,
            open_server=self._open_server,
        )

    @cached_property
    def servers(self) -> ToolServerPresenter:
        """Shows tool servers, in the settings and one by one."""
        from turbodesk.ui.presenters.tool_servers import ToolServerPresenter
        from turbodesk.ui.tools.server_sheet import ServerSheet

        services, views = self._services, self._views
        return ToolServerPresenter(
            self._page(),
            new_sheet=lambda: views.dressed(ServerSheet(views.window, theme=views.theme)),
            tool_servers=services.tool_servers(),
            approvals=services.toolbox().approvals,
            scope=services.scope,
            change=lambda id_: self._changing.open(id_),
            failed=self._failed,
        )

    @cached_property
    def _changing(self) -> ChangeToolsPresenter:
        from turbodesk.ui.presenters.changing_tools import ChangeToolsPresenter

        return ChangeToolsPresenter(
            self._new_sheet(),
            tool_servers=self._services.tool_servers(),
            scope=self._services.scope,
            done=self.servers.open,
        )

    def bring_in(self, attach: Callable[[Sequence[tuple[str, bytes]]], object]) -> None:
        """Show files, which `attach` takes by their names, and prompts that servers bring."""
        from turbodesk.ui.presenters.bringing_in import BringInPresenter
        from turbodesk.ui.tools.bring_sheet import BringSheet

        views = self._views
        if self._bringing_in is None:
            self._bringing_in = BringInPresenter(
                views.dressed(BringSheet(views.window, theme=views.theme)),
                tool_servers=self._services.tool_servers,
                composer=views.composer,
                attach=lambda files: attach([(one.name, one.data) for one in files]),
                scope=self._services.scope,
            )
        self._bringing_in.open()

    @cached_property
    def questions(self) -> ElicitationPresenter:
        """Asks the person what servers ask."""
        from turbodesk.ui.presenters.elicitation import ElicitationPresenter
        from turbodesk.ui.tools.elicitation_sheet import ElicitationSheet

        views = self._views
        return views.dressed(
            ElicitationPresenter(
                views.window,
                new_sheet=lambda name, words: ElicitationSheet(views.window, theme=views.theme, name=name, words=words),
                failed=self._failed,
            )
        )

    def _open_server(self, id_: str) -> None:
        """Show a tool server over the settings that list it."""
        self._open_page()
        self.servers.open(id_)

    def _new_sheet(self) -> AddToolsSheet:
        from turbodesk.ui.tools import AddToolsSheet

        return self._views.dressed(AddToolsSheet(self._views.window, theme=self._views.theme))
