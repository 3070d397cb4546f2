"""Ties the tool servers to the settings that list them and to the sheet of one: checked, stopped, mended, removed."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from turbodesk.app.mcp.context import ServerFailed
from turbodesk.app.mcp.runner import ServerState
from turbodesk.app.mcp.words import ServerRemedy, ServerTrouble, older_kit
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote, SecretFailure
from turbodesk.chat.tool_server import ToolServer
from turbodesk.translation import _
from turbodesk.ui.presenters.tool_wording import about_tokens, cost_on, cost_words, what_runs
from turbodesk.ui.settings.ask_first import ask_first
from turbodesk.ui.settings.tools import ToolServerLine, ToolsPage
from turbodesk.ui.tools.server_sheet import ServerSheet
from turbodesk.ui.tools.server_state import ServerMood, ShownServer, ShownTool, ShownTrouble
from turbodesk.ui.widgets.external import open_address
from turbodesk.ui.widgets.lifetime import is_alive, subscribe

if TYPE_CHECKING:
    from turbodesk.app.mcp.server_source import ServerSource
    from turbodesk.app.mcp.tool_servers import ToolServers
    from turbodesk.app.tools import Approvals

_ACTIONS = {
    ServerRemedy.GET_NODE: _("Get Node.js"),
    ServerRemedy.GET_UV: _("Get uv"),
    ServerRemedy.GET_PYTHON: _("Get Python"),
    ServerRemedy.GET_DOCKER: _("Get Docker"),
    ServerRemedy.EDIT: _("Change…"),
    ServerRemedy.TRY_AGAIN: _("Try again"),
    ServerRemedy.SIGN_IN: _("Sign in"),
    ServerRemedy.OLDER_KIT: _("Start with the older one"),
}
_PAGES = {
    ServerRemedy.GET_NODE: "https://nodejs.org/en/download",
    ServerRemedy.GET_UV: "https://docs.astral.sh/uv/getting-started/installation/",
    ServerRemedy.GET_PYTHON: "https://www.python.org/downloads/",
    ServerRemedy.GET_DOCKER: "https://docs.docker.com/get-started/get-docker/",
}
_STATES = {
    ServerState.OFF: (_("Not running. Its first call starts it."), ServerMood.CALM),
    ServerState.STARTING: (_("Starting…"), ServerMood.CALM),
    ServerState.READY: (_("Running"), ServerMood.WELL),
    ServerState.FAILED: (_("Does not run"), ServerMood.ILL),
}
_SIGNING_IN = _("Waiting for you to sign in on the page in your browser…")


class ToolServerPresenter(QObject):
    """Serves the page of one window's settings, and the sheet that it opens."""

    def __init__(
        self,
        page: ToolsPage,
        *,
        new_sheet: Callable[[], ServerSheet],
        tool_servers: ToolServers,
        approvals: Approvals,
        scope: Scope,
        change: Callable[[str], object],
        failed: Callable[[FailureNote], object],
    ) -> None:
        """`change` lets a server be changed; `failed` is told where secrets of one that was removed are still there."""
        super().__init__(page)
        self._page, self._new_sheet, self._servers = page, new_sheet, tool_servers
        self._approvals, self._scope, self._change, self._failed = approvals, scope, change, failed
        self._followed: set[str] = set()
        self._signing_in: set[str] = set()
        self._unfinished: dict[str, ServerTrouble] = {}
        """What was the matter before a sign-in that was given up, which is still the matter."""
        page.opened.connect(self.open)
        page.switched.connect(lambda id_, is_on: self._servers.switch(id_, is_on=is_on))
        subscribe(self, tool_servers.changed, self.refresh)
        subscribe(self, approvals.changed, self._show)

    def refresh(self) -> None:
        """Show everything as it is now."""
        for source in self._servers.all():
            if source.id not in self._followed:
                self._followed.add(source.id)
                subscribe(self, source.runner.changed, self.refresh)
        self._followed &= {source.id for source in self._servers.all()}
        self._page.show_servers([self._line(source) for source in self._servers.all()])
        self._show()

    def open(self, id_: str) -> None:
        """Show one server."""
        if (source := self._servers.get(id_)) is not None:
            self.refresh()
            self.sheet.show_server(self._shown(source))
            self.sheet.open()
            if source.record.server.address:
                self._scope.start(f"tool-server.look.{id_}", self._look(id_))

    async def _look(self, id_: str) -> None:
        await self._servers.look_for_sign_in(id_)
        if is_alive(self):
            self._show()

    @cached_property
    def sheet(self) -> ServerSheet:
        """The sheet of one server, made when the first is shown."""
        sheet = self._new_sheet()
        sheet.check_wanted.connect(self._check)
        sheet.stop_wanted.connect(lambda id_: self._work(id_, self._stop))
        sheet.sign_out_wanted.connect(lambda id_: self._work(id_, self._sign_out))
        sheet.change_wanted.connect(self._change)
        sheet.remove_wanted.connect(self._ask_to_remove)
        sheet.help_wanted.connect(self._help)
        sheet.offered.connect(lambda id_, tool, is_on: self._servers.switch_tool(id_, tool, is_on=is_on))
        sheet.ask_again.connect(self._ask_again)
        return sheet

    def _show(self) -> None:
        """Show the server that the sheet has in front as it is now."""
        if "sheet" not in vars(self) or not self.sheet.server_id:
            return
        source = self._servers.get(self.sheet.server_id)
        if source is not None:
            self.sheet.show_server(self._shown(source))
        else:
            self.sheet.dismiss()

    # What is wanted of one

    def _check(self, id_: str) -> None:
        self._work(id_, self._checked)

    async def _checked(self, id_: str) -> None:
        source = self._servers.get(id_)
        if source is not None and source.runner.state is ServerState.READY:
            await source.runner.stop()
        self._unfinished.pop(id_, None)
        with suppress(ServerFailed):  # the sheet says why, as the runner keeps it
            await self._servers.check(id_)

    async def _sign_in(self, id_: str) -> None:
        source = self._servers.get(id_)
        if source is None:
            return
        if (trouble := self._trouble_of(source)) is not None:
            self._unfinished[id_] = trouble
        self._signing_in.add(id_)
        self.refresh()
        try:
            await self._servers.sign_in(id_)
            self._unfinished.pop(id_, None)
        except ServerFailed:
            pass  # the sheet says why, as the runner keeps it
        finally:
            self._signing_in.discard(id_)
            if is_alive(self):
                self.refresh()

    async def _sign_out(self, id_: str) -> None:
        self._unfinished.pop(id_, None)
        try:
            await self._servers.sign_out(id_)
        except SecretFailure as failure:
            self._failed(failure.note)
        if is_alive(self):
            self.refresh()

    async def _stop(self, id_: str) -> None:
        if (source := self._servers.get(id_)) is not None:
            await source.runner.stop()

    def _help(self, id_: str) -> None:
        source = self._servers.get(id_)
        trouble = self._trouble_of(source) if source is not None else None
        if trouble is None:
            return
        remedy = trouble.remedy
        if remedy in _PAGES:
            open_address(_PAGES[remedy])
        elif remedy is ServerRemedy.EDIT:
            self._change(id_)
        elif remedy is ServerRemedy.OLDER_KIT:
            self._work(id_, self._with_older_kit)
        elif remedy is ServerRemedy.SIGN_IN:
            self._work(id_, self._sign_in)
        else:
            self._check(id_)

    async def _with_older_kit(self, id_: str) -> None:
        source = self._servers.get(id_)
        if source is None:
            return
        server = source.record.server
        if (args := older_kit(server.command, server.args)) is not None:
            await self._servers.change(replace(server, args=args), {})
        await self._checked(id_)

    def _ask_again(self, id_: str, tool: str) -> None:
        source = self._servers.get(id_)
        offered = next((one for one in source.offered() if one.tool == tool), None) if source is not None else None
        if offered is not None:
            self._approvals.take_back(offered.definition.name)

    def _ask_to_remove(self, id_: str) -> None:
        source = self._servers.get(id_)
        if source is None:
            return
        name = source.title
        remove = partial(self._work, id_, self._remove)
        words = _("Its tools go from all chats, and its secrets from your key store. What was said with them stays.")
        ask_first(
            self.sheet,
            _("Remove {name}?").format(name=name),
            words,
            keep=_("Keep"),
            do=_("Remove"),
            agreed=remove,
        )

    async def _remove(self, id_: str) -> None:
        self.sheet.dismiss()
        self._approvals.forget(id_)
        try:
            await self._servers.remove(id_)
        except SecretFailure as failure:
            self._failed(failure.note)

    def _work(self, id_: str, work: Callable[[str], Coroutine[Any, Any, None]]) -> None:
        self._scope.start(f"tool-server.{id_}", work(id_))

    # What is shown

    def _trouble_of(self, source: ServerSource) -> ServerTrouble | None:
        is_off = source.runner.state is ServerState.OFF
        return source.runner.trouble or (self._unfinished.get(source.id) if is_off else None)

    def _shown(self, source: ServerSource) -> ShownServer:
        server, runner = source.record.server, source.runner
        is_signing_in = source.id in self._signing_in and runner.state is not ServerState.READY
        state, mood = (_SIGNING_IN, ServerMood.CALM) if is_signing_in else _STATES[runner.state]
        trouble = None if is_signing_in else self._trouble_of(source)
        offered = source.offered()
        always = {one.name for one in self._approvals.all() if one.source == server.id}
        on = [one for one in offered if one.tool not in source.record.off]
        return ShownServer(
            server.id,
            server.name,
            server.came_from,
            state,
            mood,
            what_runs(server),
            None if trouble is None else _trouble(trouble, server),
            cost_on(len(on), sum(one.tokens for one in on)),
            tuple(
                _("“{tool}” is left out: {reason}").format(tool=one.tool, reason=one.why) for one in source.left_out()
            ),
            tuple(
                ShownTool(
                    one.tool,
                    one.title,
                    one.summary,
                    about_tokens(one.tokens),
                    one.tool not in source.record.off,
                    one.definition.name in always,
                )
                for one in offered
            ),
            runner.printed,
            runner.state is ServerState.READY,
            is_signing_in or runner.state is ServerState.STARTING,
            can_sign_out=bool(server.address) and self._servers.is_signed_in(server.id),
            can_change=True,
        )

    def _line(self, source: ServerSource) -> ToolServerLine:
        trouble = self._trouble_of(source)
        offered = [one for one in source.offered() if one.tool not in source.record.off]
        if source.id in self._signing_in:
            state = _SIGNING_IN
        elif trouble is not None:
            state = trouble.sentence
        elif source.runner.state is ServerState.STARTING:
            state = _("Starting…")
        elif not offered:
            state = _("What tools it has is seen when it runs for the first time.")
        else:
            state = cost_words(len(offered), sum(one.tokens for one in offered))
        return ToolServerLine(source.id, source.title, state, source.record.is_on)


def _trouble(trouble: ServerTrouble, server: ToolServer) -> ShownTrouble:
    action = _ACTIONS.get(trouble.remedy, "")
    if trouble.remedy is ServerRemedy.OLDER_KIT and older_kit(server.command, server.args) is None:
        action = ""
    return ShownTrouble(trouble.sentence, trouble.advice, action, trouble.details)
