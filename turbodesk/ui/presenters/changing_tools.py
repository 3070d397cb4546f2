"""Ties the form in which a tool server is changed to what keeps the servers."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from turbodesk.app.mcp.bundle import Bundle, BundleRefused, read_unpacked
from turbodesk.app.mcp.changing import changed, fields_of, values_of
from turbodesk.app.mcp.context import ServerFailed
from turbodesk.app.mcp.environment import environment
from turbodesk.app.mcp.sandbox import why_not
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import SecretFailure
from turbodesk.chat.tool_server import ToolServer
from turbodesk.translation import _
from turbodesk.ui.presenters.secret_question import kept_or_asked
from turbodesk.ui.presenters.tool_wording import persons_folders, what_runs
from turbodesk.ui.quantities import sentences
from turbodesk.ui.tools import AddToolsSheet
from turbodesk.ui.tools.asked_field import asked_by_bundle
from turbodesk.ui.tools.offers import BundleOffer

if TYPE_CHECKING:
    from turbodesk.app.mcp.tool_servers import ToolServers

_TASK = "change-tools"
_REMOTE = _("It runs on the computer of whoever offers it.")


class ChangeToolsPresenter(QObject):
    """Serves one sheet, to which it belongs."""

    def __init__(
        self, sheet: AddToolsSheet, *, tool_servers: ToolServers, scope: Scope, done: Callable[[str], object]
    ) -> None:
        """`done` is told the id of a server that was changed."""
        super().__init__(sheet)
        self.sheet = sheet
        self._servers, self._scope, self._done = tool_servers, scope, done
        self._server: ToolServer | None = None
        self._bundle: Bundle | None = None
        sheet.started.connect(sheet.dismiss)
        sheet.confirmed.connect(lambda: self._start(self._save()))
        sheet.cancelled.connect(lambda: scope.cancel(_TASK))
        sheet.bundle.changed.connect(self._show_run)
        sheet.destroyed.connect(lambda: scope.cancel(_TASK))

    def open(self, id_: str) -> None:
        """Let a server be changed."""
        if (source := self._servers.get(id_)) is not None:
            self._start(self._show(source.record.server))

    def _start(self, work: Coroutine[Any, Any, None]) -> None:
        self._scope.start(_TASK, work)

    async def _show(self, server: ToolServer) -> None:
        self._server, self._bundle = server, None
        if server.own_folder:
            with suppress(BundleRefused):  # without its manifest it is changed as any other
                self._bundle = await asyncio.to_thread(read_unpacked, Path(server.own_folder))
        why = _REMOTE if server.address else await why_not(await environment())
        offer = BundleOffer(
            server.name,
            server.came_from,
            "" if self._bundle is None else self._bundle.about,
            fields=tuple(map(asked_by_bundle, fields_of(server, self._bundle))),
            defaults=values_of(server, self._bundle, persons_folders()),
            why_no_sandbox=why,
            is_remote=bool(server.address),
            is_fenced=server.is_fenced,
            has_network=server.has_network,
            action=_("Save"),
        )
        self.sheet.show_bundle(offer)
        self.sheet.open()
        self._show_run()

    def _changed(self) -> tuple[ToolServer, dict[str, str]]:
        assert self._server is not None
        page = self.sheet.bundle
        return changed(
            self._server,
            self._bundle,
            page.values,
            persons_folders(),
            is_fenced=page.is_fenced,
            has_network=page.has_network,
        )

    def _show_run(self) -> None:
        if self._server is None or self.sheet.bundle.fault:
            self.sheet.bundle.show_run(None)
            return
        try:
            server, _ = self._changed()
        except (BundleRefused, ValueError) as refused:
            self.sheet.bundle.show_run(None, str(refused))
        else:
            self.sheet.bundle.show_run(what_runs(server))

    async def _save(self) -> None:
        try:
            server, secrets = self._changed()
            await kept_or_asked(
                self.sheet,
                lambda is_for_this_run: self._servers.change(server, secrets, is_for_this_run=is_for_this_run),
            )
        except (BundleRefused, ValueError) as refused:
            self.sheet.bundle.show_mistake(str(refused))
            return
        except SecretFailure as failure:
            self.sheet.bundle.show_mistake(sentences(failure.note.sentence, failure.note.advice))
            return
        self._server = None
        self.sheet.dismiss()
        self._done(server.id)
        with suppress(ServerFailed):  # its sheet says why
            await self._servers.check(server.id)
