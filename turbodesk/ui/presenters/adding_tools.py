"""Ties the sheet for adding tools to what reads bundles and lists, keeps tool servers and starts them."""

from __future__ import annotations

import asyncio
import os
import secrets as random
import sys
from collections.abc import Callable, Coroutine, Mapping, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from shutil import rmtree
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QStandardPaths, Qt
from PySide6.QtWidgets import QFileDialog

from turbodesk.app.file_names import fit
from turbodesk.app.mcp.adding import is_there, server_at, server_of_bundle, server_of_entry, shared_folders
from turbodesk.app.mcp.bundle import ENDINGS, Bundle, BundleRefused, read_bundle
from turbodesk.app.mcp.changing import choices_of
from turbodesk.app.mcp.context import ServerFailed
from turbodesk.app.mcp.environment import environment
from turbodesk.app.mcp.filling import FilledBundle, Value, default, filled
from turbodesk.app.mcp.other_programs import KnownList, Listed, ListUnread, known_lists, read_file, read_list
from turbodesk.app.mcp.sandbox import why_not
from turbodesk.app.mcp.unpacking import unpack
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import SecretFailure
from turbodesk.chat.tool_server import ToolServer, origin_of
from turbodesk.translation import _, ngettext
from turbodesk.ui.presenters.file_kinds import file_kind, or_all_files
from turbodesk.ui.presenters.secret_question import kept_or_asked
from turbodesk.ui.presenters.tool_wording import came_words, persons_folders, what_runs
from turbodesk.ui.quantities import joined, listed, number
from turbodesk.ui.tools import AddToolsSheet
from turbodesk.ui.tools.asked_field import AskedField, asked_by_bundle
from turbodesk.ui.tools.offers import BundleOffer, ListedOffer

if TYPE_CHECKING:
    from turbodesk.app.mcp.tool_servers import ToolServers

_TASK = "add-tools"
_SHOWN = "add-tools.shown"
_FORMS = or_all_files(file_kind(_("Bundles of tools"), "*.mcpb", "*.dxt"))
_LISTS = or_all_files(file_kind(_("Lists of tools"), "*.json"))
_FIRST_START = _("The first start may take a minute: some are downloaded then.")
_SWITCHED_ON = _("They are off until you switch them on in a chat, in its “Instructions and limits”.")
_TOLD = 3
"""Names of tools that are told; more are not."""
_INSIDE = _("This did not work, for a reason inside TurboDesk.")


@dataclass(frozen=True, slots=True)
class _ShownBundle:
    """A bundle that is looked at, and where it would be unpacked."""

    bundle: Bundle
    path: Path
    folder: Path


class AddToolsPresenter(QObject):
    """Serves one sheet, to which it belongs."""

    def __init__(
        self,
        sheet: AddToolsSheet,
        *,
        tool_servers: Callable[[], ToolServers],
        scope: Scope,
        open_server: Callable[[str], object],
    ) -> None:
        """`open_server` shows a server that does not start."""
        super().__init__(sheet)
        self.sheet = sheet
        self._tool_servers, self._scope, self._open_server = tool_servers, scope, open_server
        self._lists: tuple[KnownList, ...] = ()
        self._entries: tuple[Listed, ...] = ()
        self._shown: _ShownBundle | None = None
        self._starting: tuple[str, ...] = ()
        sheet.started.connect(self.open)
        sheet.dropped.connect(self.look_into)
        sheet.confirmed.connect(self._confirmed)
        sheet.cancelled.connect(self._cancel)
        sheet.closed.connect(self._closed)
        sheet.destroyed.connect(partial(_end, scope))
        sheet.text_given.connect(lambda text: self._look(self._show_text(text)))
        sheet.bundle.changed.connect(self._show_run)
        first = sheet.first
        first.bundle_wanted.connect(lambda: self._ask(_("Open a bundle of tools"), _FORMS))
        first.file_wanted.connect(lambda: self._ask(_("Choose a list of tools"), _LISTS))
        first.program_chosen.connect(lambda at: self._look(self._show_program(self._lists[at])))
        first.address_given.connect(self._add_address)

    def open(self) -> None:
        """Ask which way."""
        self.sheet.show_first([(one.program, _short(one.path)) for one in self._lists])
        self.sheet.open()
        self._scope.start(_SHOWN, self._find_lists())

    def look_into(self, paths: Sequence[Path]) -> None:
        """Show what is in a bundle or a list."""
        if self.sheet.isHidden():
            self.open()
        if paths and not self.sheet.is_busy:
            path = paths[0]
            is_bundle = path.suffix.lower() in ENDINGS
            self._look(self._show_bundle(path) if is_bundle else self._show_program(KnownList(path.name, path)))

    # Looking

    async def _find_lists(self) -> None:
        found = await asyncio.to_thread(known_lists, Path.home(), os.environ, sys.platform)
        if found != self._lists:
            self._lists = found
            self.sheet.first.show_programs([(one.program, _short(one.path)) for one in found])

    def _look(self, work: Coroutine[Any, Any, None]) -> None:
        self._scope.start(_TASK, self._told(work))

    async def _told(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something, and say on the sheet why where it does not come to its end; who cancels it knows."""
        sentence, advice = _INSIDE, ""
        try:
            await work
            sentence = ""
        except asyncio.CancelledError:
            sentence = ""
            raise
        except (BundleRefused, ListUnread, ValueError) as refused:
            sentence = str(refused)
        except SecretFailure as failure:
            sentence, advice = failure.note.sentence, failure.note.advice
        except OSError as error:
            sentence = _("The files could not be written: {reason}.").format(reason=error.strerror or error)
        finally:
            if sentence:
                self.sheet.show_failure(sentence, advice)

    async def _show_bundle(self, path: Path) -> None:
        bundle = await asyncio.to_thread(read_bundle, path)
        why = await why_not(await environment())
        name = fit(bundle.name)[:40].replace(" ", "-") or "bundle"
        self._shown = _ShownBundle(bundle, path, self._tool_servers().files / f"{name}-{random.token_hex(4)}")
        offer = BundleOffer(
            bundle.title,
            origin_of(bundle.author, bundle.version),
            bundle.about,
            bundle.tools,
            tuple(map(asked_by_bundle, bundle.fields)),
            {one.key: default(one, persons_folders()) for one in bundle.fields},
            why,
        )
        self.sheet.show_bundle(offer)
        self._show_run()

    def _show_run(self) -> None:
        """Show what would run with what is filled in by now."""
        if self._shown is None or self.sheet.bundle.fault:
            self.sheet.bundle.show_run(None)
            return
        try:
            made = self._filled(self._shown)
        except BundleRefused as refused:
            self.sheet.bundle.show_run(None, str(refused))
        else:
            self.sheet.bundle.show_run(what_runs(self._server(self._shown, made)))

    async def _show_program(self, known: KnownList) -> None:
        self._show_entries(
            _("From {program}").format(program=known.program), await asyncio.to_thread(read_file, known.path)
        )

    async def _show_text(self, text: str) -> None:
        self._show_entries(_("What was pasted"), read_list(text))

    def _show_entries(self, title: str, entries: tuple[Listed, ...]) -> None:
        self._entries = entries
        others = tuple(source.record.server for source in self._tool_servers().all())
        self.sheet.show_list(title, [_offer(one, others) for one in entries])

    # Adding

    def _confirmed(self) -> None:
        if self._shown is not None:
            self._look(self._add_bundle(self._shown))
        else:
            chosen = [(self._entries[at], answers) for at, answers in self.sheet.list.chosen().items()]
            self._look(self._add_entries(chosen))

    async def _add_bundle(self, shown: _ShownBundle) -> None:
        made = self._filled(shown)
        server = self._server(shown, made)
        self.sheet.show_busy(_("Adding {name}…").format(name=server.name), _FIRST_START)
        with ExitStack() as undo:
            undo.callback(rmtree, shown.folder, ignore_errors=True)
            await asyncio.to_thread(unpack, shown.path, shown.folder)
            id_ = await self._kept(server, made.secrets)
            undo.pop_all()
        self._shown = None
        await self._start([id_])

    async def _add_entries(self, chosen: Sequence[tuple[Listed, Mapping[str, Value]]]) -> None:
        ids = []
        # Translators: so many tools are being added
        words = ngettext("Adding {count}…", "Adding {count}…", len(chosen)).format(count=number(len(chosen)))
        self.sheet.show_busy(words, _FIRST_START)
        for entry, answers in chosen:
            server, secrets = server_of_entry(entry, {key: str(value) for key, value in answers.items()})
            ids.append(await self._kept(server, secrets))
        await self._start(ids)

    async def _kept(self, server: ToolServer, secrets: Mapping[str, str]) -> str:
        """Keep a server and return its id."""
        servers = self._tool_servers()
        source = await kept_or_asked(
            self.sheet,
            lambda is_for_this_run: servers.add(server, secrets, is_for_this_run=is_for_this_run),
        )
        return source.id

    def _add_address(self, address: str) -> None:
        self._look(self._add_at(address))

    async def _add_at(self, address: str) -> None:
        server = server_at(address)
        others = tuple(source.record.server for source in self._tool_servers().all())
        if is_there(server, others):
            raise ValueError(_("{name} is here already.").format(name=server.name))
        self.sheet.show_busy(_("Connecting to {name}…").format(name=server.name))
        await self._start([await self._kept(server, {})])

    async def _start(self, ids: Sequence[str]) -> None:
        """Start what was added, all at once, and say what came."""
        names = [self._name(id_) for id_ in ids]
        self.sheet.show_busy(_starting(names), _FIRST_START)
        self._starting = tuple(ids)
        failed = await asyncio.gather(*(self._started(id_) for id_ in ids))
        self._starting = ()
        if len(ids) == 1 and failed[0]:
            self.sheet.dismiss()
            self._open_server(ids[0])  # where what is the matter stands with a button
            return
        came = [self._came(*one) for one in zip(ids, failed, strict=True)]
        self.sheet.show_done(_title(names), _headline(names), came if all(failed) else [*came, _SWITCHED_ON])

    async def _started(self, id_: str) -> str:
        """Start a server and return what went wrong, "" for nothing."""
        try:
            await self._tool_servers().check(id_)
        except ServerFailed as failed:
            return failed.trouble.sentence
        return ""

    def _came(self, id_: str, failed: str) -> str:
        source = self._tool_servers().get(id_)
        if failed or source is None:
            return failed
        tools = source.offered()
        return came_words(source.title, len(tools), sum(one.tokens for one in tools))

    def _name(self, id_: str) -> str:
        source = self._tool_servers().get(id_)
        return source.title if source is not None else id_

    # The rest

    def _cancel(self) -> None:
        if self._scope.cancel(_TASK):
            self.sheet.show_first([(one.program, _short(one.path)) for one in self._lists])
        for id_ in self._starting:  # who cancels did not want them
            self._scope.start(f"take-back.{id_}", self._take_back(id_))
        self._starting = ()

    async def _take_back(self, id_: str) -> None:
        with suppress(SecretFailure):  # a secret that stays in the key store is of no use to anybody
            await self._tool_servers().remove(id_)

    def _closed(self) -> None:
        self._scope.cancel(_SHOWN)
        self._shown, self._entries = None, ()

    def _filled(self, shown: _ShownBundle) -> FilledBundle:
        return filled(shown.bundle, shown.folder, self.sheet.bundle.values, persons_folders())

    def _server(self, shown: _ShownBundle, made: FilledBundle) -> ToolServer:
        page = self.sheet.bundle
        server = server_of_bundle(
            shown.bundle,
            made,
            is_fenced=page.is_fenced,
            has_network=page.has_network,
            folders=shared_folders(shown.bundle, page.values),
        )
        return replace(server, choices=choices_of(shown.bundle, page.values))

    def _ask(self, title: str, forms: str) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DownloadLocation)
        dialog = QFileDialog(self.sheet.window(), title, folder or str(Path.home()), forms)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda name: self.look_into([Path(name)]))
        dialog.open()


def _end(scope: Scope) -> None:
    """End what would still talk to a sheet that is gone with its window."""
    for name in (_TASK, _SHOWN):
        scope.cancel(name)


def _short(path: Path) -> str:
    """Return a path as people write it, from their home on."""
    home = Path.home()
    return str(Path("~") / path.relative_to(home)) if path.is_relative_to(home) else str(path)


def _offer(listed: Listed, others: tuple[ToolServer, ...]) -> ListedOffer:
    fields = tuple(AskedField(one.id, one.words, is_required=True, is_secret=one.is_secret) for one in listed.asked)
    server, _secrets = server_of_entry(listed, {one.id: f"({one.words})" for one in listed.asked})
    why_not = _("It is here already.") if is_there(server, others) else ""
    return ListedOffer(listed.name, what_runs(server), (), fields, not listed.is_off, why_not)


def _starting(names: Sequence[str]) -> str:
    if len(names) <= _TOLD:
        return _("Starting {names}…").format(names=joined(names))
    return _("Starting {names} and more…").format(names=listed(names[:_TOLD]))


def _title(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else _("Tools")


def _headline(names: Sequence[str]) -> str:
    if len(names) == 1:
        return _("{name} is ready.").format(name=names[0])
    # Translators: so many tools
    return ngettext("{count} was added.", "{count} were added.", len(names)).format(count=number(len(names)))
