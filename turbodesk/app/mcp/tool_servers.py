"""Every tool server of the person's: kept in a file, offered as sources of tools, run when they are called.

The file holds how each is started and what it said last, so that tools are offered with nothing running. Values that
are secret are in the key store alone, under the server's id; they go when the server goes.
"""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk.app.kept_file import KeptFile
from turbodesk.app.mcp.server_records import ServerRecord, clean_name, from_json, to_json, with_facts
from turbodesk.app.mcp.server_source import ServerSource
from turbodesk.app.preferences import Preferences
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote, SecretFailure
from turbodesk.chat.tool_server import ServerFacts, ToolServer, server_id
from turbodesk.settings import GATEWAY_PROXY
from turbodesk.store.paths import DataFolder
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.mcp.context import ServerContext
    from turbodesk.app.mcp.elicitation import Elicit
    from turbodesk.app.mcp.leftovers import Leftovers
    from turbodesk.app.mcp.runner import ServerRunner
    from turbodesk.app.mcp.sign_in import SignIn
    from turbodesk.app.tools import Toolbox
    from turbodesk.store.secret_store import SecretStore

MOST_SERVERS = 200
STOP_LIMIT_S = 1.9
"""For all servers together: below the limit of a quit."""


class ToolServers:
    """The servers, whether they run or not, in the order in which they were added."""

    def __init__(
        self, files: DataFolder, scope: Scope, secret_store: SecretStore, preferences: Preferences, *, version: str
    ) -> None:
        """Read the file of servers; nothing is started. `version` is TurboDesk's."""
        self.changed: Signal[None] = Signal()
        """There are others, or something of one is another."""
        self.elicit: Elicit | None = None
        """Who asks the person what a server asks in the middle of a call; the window's, once there is one."""
        self.open_page: Callable[[str], object] | None = None
        """What opens an address in the person's browser; the window's, once there is one."""
        self._file = KeptFile(files.tool_servers, scope, self._to_json)
        self.failed: Signal[FailureNote] = self._file.failed
        """The file could not be written."""
        self.files = files.tool_server_files
        """Where bundles are unpacked, a folder each; what lies in it goes with its server."""
        self._scope = scope.child("tool-servers")
        self._secret_store = secret_store
        self._this_run: dict[str, str] = {}
        """Secrets by their entries that no key store would take."""
        self._toolbox: Toolbox | None = None
        self._sign_ins: dict[tuple[str, str], SignIn] = {}
        self._environment: asyncio.Task[dict[str, str]] | None = None
        self._data, self._preferences, self._version = files, preferences, version
        loaded = self._file.load()
        self.notice = loaded.notice
        """What the person must be told about the file, if anything."""
        self._sources: dict[str, ServerSource] = {}
        listed = loaded.values.get("servers")
        for record in map(from_json, listed if isinstance(listed, list) else []):
            if record is not None and record.server.id not in self._sources and len(self._sources) < MOST_SERVERS:
                self._take(record)
        if files.running_tool_servers.exists():
            self._scope.start("leftovers", asyncio.to_thread(self._leftovers.end_old))

    # What there is

    def all(self) -> tuple[ServerSource, ...]:
        """Return each server with its tools."""
        return tuple(self._sources.values())

    def get(self, id_: str) -> ServerSource | None:
        """Return a server, or None for one that is gone."""
        return self._sources.get(id_)

    def offer_in(self, toolbox: Toolbox) -> None:
        """Have the tools of all servers in a toolbox from now on."""
        self._toolbox = toolbox
        for source in self._sources.values():
            toolbox.add(source)

    # What is done with them

    async def add(
        self, server: ToolServer, secrets: Mapping[str, str], *, is_for_this_run: bool = False
    ) -> ServerSource:
        """Keep a new server; its id is made here. Nothing is started.

        `is_for_this_run`: its secrets are in memory alone, as where there is no key store.

        Raises:
            SecretFailure: the key store would not take its secrets; nothing is kept.
            ValueError: there are too many of them already; a sentence.
        """
        if len(self._sources) >= MOST_SERVERS:
            raise ValueError(_("There are {count} already. Remove one first.").format(count=MOST_SERVERS))
        id_ = server_id(server.name, frozenset(self._sources))
        server = replace(server, id=id_, name=clean_name(server.name) or id_, secrets=tuple(secrets))
        await self._save_secrets(server, secrets, is_for_this_run=is_for_this_run)
        source = self._take(ServerRecord(server))
        if self._toolbox is not None:
            self._toolbox.add(source)
        self._tell()
        return source

    async def change(self, server: ToolServer, secrets: Mapping[str, str], *, is_for_this_run: bool = False) -> None:
        """Keep another definition of a server that there is; `secrets` are the values that are new.

        What ran by the old one is stopped, and whatever the person allowed is asked anew, since other things run.

        Raises:
            SecretFailure: the key store would not take its secrets; nothing is changed.
        """
        source = self._sources[server.id]
        before = source.record.server
        await self._save_secrets(server, secrets, is_for_this_run=is_for_this_run)
        with suppress(SecretFailure):
            await self._secret_store.forget(*_entries(server.id, set(before.secrets) - set(server.secrets)))
        self._update(source, replace(source.record, server=replace(server, name=clean_name(server.name) or server.id)))
        if (runner := source.known_runner) is not None:
            runner.server = source.record.server
        if before.run_fingerprint != server.run_fingerprint:
            self._update(source, replace(source.record, facts=replace(source.record.facts, era="")))
            if runner is not None:
                runner.facts = source.record.facts
                await runner.stop()

    async def remove(self, id_: str) -> None:
        """Stop a server and remove all that there is of it; secrets that cannot be removed now stay in the key store.

        Raises:
            SecretFailure: the key store could not be read; the server is gone, its secrets are not.
        """
        source = self._sources.pop(id_)
        if self._toolbox is not None:
            self._toolbox.remove(id_)
            self._toolbox.approvals.forget(id_)
        self._tell()
        await source.end()
        await asyncio.to_thread(self._remove_folders, source.record.server)
        entries = _entries(id_, source.record.server.secrets)
        for entry in entries:
            self._this_run.pop(entry, None)
        if source.record.server.address:
            entries.append(_sign_in_entry(id_))
        if entries:  # else the key store need not be opened
            await self._secret_store.forget(*entries)

    def switch(self, id_: str, *, is_on: bool) -> None:
        """Offer the tools of a server, or none of them; one that is switched off is stopped."""
        source = self._sources[id_]
        self._update(source, replace(source.record, is_on=is_on))
        if not is_on and source.known_runner is not None:
            self._scope.start(f"stop.{id_}", source.known_runner.stop())

    def switch_tool(self, id_: str, tool: str, *, is_on: bool) -> None:
        """Offer one tool of a server, by the server's own name for it, or not."""
        source = self._sources[id_]
        off = source.record.off - {tool} if is_on else source.record.off | {tool}
        self._update(source, replace(source.record, off=off))

    async def check(self, id_: str) -> None:
        """Start a server to see whether it works and what it brings. Cancelling ends the start.

        Raises:
            ServerFailed: it did not come up.
        """
        from turbodesk.app.mcp.runner import ServerState

        self._environment = None  # something may have been installed
        runner = self._sources[id_].runner
        try:
            await runner.start(by_hand=True)
        finally:
            if runner.state is ServerState.STARTING:
                await runner.stop()

    async def sign_in(self, id_: str) -> None:
        """Let the person sign in at a server in their browser, and start it. Cancelling waits for them no longer.

        Whom it knew them as before is forgotten: it refused that one.

        Raises:
            ServerFailed: they did not, or it did not come up.
        """
        from turbodesk.app.mcp.runner import ServerState

        source = self._sources[id_]
        sign_in = self._sign_in_at(source.record.server)
        await source.runner.stop()
        if sign_in.is_signed_in:
            with suppress(SecretFailure):  # what is new takes its place
                await sign_in.forget()
        sign_in.is_by_hand = True
        try:
            await source.runner.start(by_hand=True)
        finally:
            sign_in.is_by_hand = False
            if source.runner.state is ServerState.STARTING:
                await source.runner.stop()

    async def sign_out(self, id_: str) -> None:
        """Forget the person's sign-in at a server, and stop it.

        Raises:
            SecretFailure: the key store could not be read.
        """
        source = self._sources[id_]
        await source.runner.stop()
        await self._sign_in_at(source.record.server).forget()

    async def look_for_sign_in(self, id_: str) -> None:
        """Look in the key store whether the person has signed in at a server in an earlier run."""
        await self._sign_in_at(self._sources[id_].record.server).look()

    def is_signed_in(self, id_: str) -> bool:
        """Whether the person is known to have signed in at a server."""
        return self._sign_in_at(self._sources[id_].record.server).is_signed_in

    async def close(self) -> None:
        """Stop all servers together; what does not end by then is killed."""
        runners = [runner for source in self._sources.values() if (runner := source.known_runner) is not None]
        with suppress(TimeoutError):
            await asyncio.wait_for(asyncio.gather(*(source.end() for source in self._sources.values())), STOP_LIMIT_S)
        for runner in runners:
            runner.kill()

    def save_again(self) -> None:
        """Write everything, whatever was written before."""
        self._file.save_soon()

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        self._file.save_now()

    # The rest

    def _take(self, record: ServerRecord) -> ServerSource:
        source = self._sources[record.server.id] = ServerSource(record, self._new_runner)
        return source

    def _new_runner(self, source: ServerSource) -> ServerRunner:
        from turbodesk.app.mcp.runner import ServerRunner

        runner = ServerRunner(source.record.server, source.record.facts, self._context)
        runner.learned.connect(partial(self._learned, source))
        return runner

    @cached_property
    def _leftovers(self) -> Leftovers:
        from turbodesk.app.mcp.leftovers import Leftovers

        return Leftovers(self._data.running_tool_servers)

    @cached_property
    def _context(self) -> ServerContext:
        from turbodesk.app.mcp.context import ServerContext

        return ServerContext(
            self._scope,
            self._given_environment,
            self._values,
            self._version,
            self.files / "homes",
            proxy=lambda: self._preferences.get(GATEWAY_PROXY),
            elicit=lambda: self.elicit,
            sign_in=self._sign_in_at,
            leftovers=self._leftovers,
        )

    def _learned(self, source: ServerSource, facts: ServerFacts) -> None:
        if self._sources.get(source.id) is source:
            self._update(source, with_facts(source.record, facts))

    def _update(self, source: ServerSource, record: ServerRecord) -> None:
        if record != source.record:
            source.update(record)
            self._tell()

    def _tell(self) -> None:
        self._file.save_soon()
        self.changed.emit(None)

    def _to_json(self) -> dict[str, object]:
        return {"servers": [to_json(source.record) for source in self._sources.values()]}

    def _sign_in_at(self, server: ToolServer) -> SignIn:
        from turbodesk.app.mcp.sign_in import SignIn

        key = (server.id, server.address)
        if key not in self._sign_ins:
            made = SignIn(server.address, _sign_in_entry(server.id), self._secret_store, lambda: self.open_page)
            self._sign_ins[key] = made
        return self._sign_ins[key]

    async def _given_environment(self) -> Mapping[str, str]:
        """What every server is started with; the shell is asked once, however many start at the same time."""
        from turbodesk.app.mcp.environment import environment

        if self._environment is None:
            self._environment = self._scope.start("environment", environment())
        asked = self._environment
        try:
            return await asyncio.shield(asked)
        finally:
            if self._environment is asked and asked.done() and (asked.cancelled() or asked.exception() is not None):
                self._environment = None  # the next one asks anew

    async def _values(self, server: ToolServer) -> dict[str, str]:
        """The values of a server's secrets.

        Raises:
            ServerFailed: the key store could not be read, or has not got one of them.
        """
        from turbodesk.app.mcp.context import ServerFailed
        from turbodesk.app.mcp.words import ServerRemedy, ServerTrouble

        if not server.secrets:
            return {}
        by_entry = dict(zip(_entries(server.id, server.secrets), server.secrets, strict=True))
        found = {entry: self._this_run[entry] for entry in by_entry if entry in self._this_run}
        try:
            if asked := by_entry.keys() - found.keys():
                found |= await self._secret_store.load(*sorted(asked))
        except SecretFailure as failure:
            trouble = ServerTrouble(failure.note.sentence, failure.note.advice, ServerRemedy.TRY_AGAIN)
            raise ServerFailed(trouble) from None
        values = {by_entry[entry]: text for entry, text in found.items()}
        if gone := [name for name in server.secrets if name not in values]:
            sentence = _("{name} asks for {secret}, which is not in the key store.").format(
                name=server.name, secret=gone[0]
            )
            raise ServerFailed(ServerTrouble(sentence, _("Fill it in again."), ServerRemedy.EDIT))
        return values

    async def _save_secrets(self, server: ToolServer, secrets: Mapping[str, str], *, is_for_this_run: bool) -> None:
        from turbodesk.store.secret_store import SecretText

        for entry, text in zip(_entries(server.id, secrets), secrets.values(), strict=True):
            if is_for_this_run:
                self._this_run[entry] = text
            else:
                await self._secret_store.save(entry, SecretText(text))
                self._this_run.pop(entry, None)

    def _remove_folders(self, server: ToolServer) -> None:
        """Remove a server's home and, where it came with files of its own, these; nothing that lies elsewhere."""
        for folder in (self._context.homes / server.id, Path(server.own_folder) if server.own_folder else None):
            if folder is not None and folder.resolve().is_relative_to(self.files.resolve()):
                shutil.rmtree(folder, ignore_errors=True)


def _entries(id_: str, names: Iterable[str]) -> list[str]:
    """Return the names under which a server's secrets are in the key store, in their order."""
    return [f"toolserver/{id_}/{name}" for name in names]


def _sign_in_entry(id_: str) -> str:
    return f"toolserver/{id_}/(sign-in)"
