"""Builds everything below the interface and takes it apart in reverse order; the window only gets what it is given."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, nullcontext
from dataclasses import field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from turbodesk import __version__
from turbodesk.app.attachments import AttachmentService
from turbodesk.app.gateways import DEMO, Gateways
from turbodesk.app.keys import Keys
from turbodesk.app.model_registry import ModelRegistry
from turbodesk.app.preferences import Preferences
from turbodesk.app.presets import Presets
from turbodesk.app.profiles import Profiles
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Report, Scope
from turbodesk.app.workspace import Workspace
from turbodesk.chat.errors import FailureNote, StoreFailure
from turbodesk.quick_dataclasses import dataclass
from turbodesk.settings import GATEWAY_URL, LIVE_FOLDER, LOCKS
from turbodesk.store.attachments import AttachmentStore
from turbodesk.store.database import Database, Opened
from turbodesk.store.history import History
from turbodesk.store.journal import Journal
from turbodesk.store.paths import DataFolder
from turbodesk.store.secrets import Secrets
from turbodesk.store.spending import Spending

if TYPE_CHECKING:
    from turbodesk.app.archive import Archive
    from turbodesk.app.attachments.pictures import Pictures
    from turbodesk.app.backups import Backups
    from turbodesk.app.branching import Branching
    from turbodesk.app.exports.live_folder import LiveFolder
    from turbodesk.app.imports.importer import Importer
    from turbodesk.app.mcp.elicitation import Elicit
    from turbodesk.app.mcp.tool_servers import ToolServers
    from turbodesk.app.project_chats import ProjectChats
    from turbodesk.app.prompts import Prompts
    from turbodesk.app.search import MessageSearch
    from turbodesk.app.spelling import Spelling
    from turbodesk.app.starred import StarredMessages
    from turbodesk.app.syncing.syncing import Syncing
    from turbodesk.app.temporary_chats import TemporaryChats
    from turbodesk.app.tools import Toolbox
    from turbodesk.app.tools.kept_changes import KeptChange, KeptChanges
    from turbodesk.app.trash import DeletedChats

log = logging.getLogger("turbodesk")

QUIT_LIMIT_S = 2.0
"""How long running work may take to end when the program quits; a reply that grows is kept either way."""
SYNC_LIMIT_S = 2.0
"""How long the program sends before it quits what other computers do not have yet; else it does at the next start."""


@dataclass(frozen=True, slots=True)
class Services:
    """Everything below the interface, built and running."""

    folder: Path
    scope: Scope
    preferences: Preferences
    profiles: Profiles
    gateways: Gateways
    model_registry: ModelRegistry
    presets: Presets
    workspace: Workspace
    attachment_service: AttachmentService
    notices: tuple[FailureNote, ...]
    """What the person must be told about files that could not be used."""
    store_failed: Signal[FailureNote]
    """The conversations can no longer be written; told once."""
    store_saved: Signal[bool]
    """They are all on disk again; True: in a new file, since the old one was removed."""
    database: Database
    """Where the conversations are; for what is built at first use, below, and nobody else."""
    later_tools: LaterTools
    """What makes the tools of this computer, the person's servers, and what keeps their changes."""
    read_later: list[Prompts] = field(default_factory=list)
    """Small files that were read at first use and are written with the others at the end."""
    kept_backups: list[Backups] = field(default_factory=list)
    """What keeps backups, once it was asked for."""
    live_folders: list[LiveFolder] = field(default_factory=list)
    """The Markdown folder, once one was chosen or asked about."""
    spellings: list[Spelling] = field(default_factory=list)
    """What checks spelling, once something was written."""
    syncings: list[Syncing] = field(default_factory=list)
    """What keeps chats in step with other computers, once that was wanted or asked about."""

    @property
    def keys(self) -> Keys:
        """The key of the gateway new chats use."""
        return self.profiles.keys(self.profiles.default_id)

    @property
    def secrets(self) -> Secrets:
        """What is kept in the key store."""
        return self.later_tools.secrets

    @property
    def model_news_file(self) -> Path:
        """Where the signed news of models are kept."""
        return DataFolder(self.folder).model_news

    @property
    def may_be_locked(self) -> bool:
        """Whether the window may have a lock, which then comes before anything is shown."""
        return self.preferences.get(LOCKS) or DataFolder(self.folder).lock.exists()

    @property
    def notes_folder(self) -> Path:
        """Where the notes of models are."""
        return DataFolder(self.folder).notes

    def toolbox(self) -> Toolbox:
        """Return the tools of this computer, which are made when they are first asked for."""
        return self.workspace.context.toolbox()

    @property
    def has_tool_servers(self) -> bool:
        """Whether the person has any, without reading them where there are none."""
        return DataFolder(self.folder).tool_servers.exists() and bool(self.tool_servers().all())

    def tool_servers(self) -> ToolServers:
        """Return the person's tool servers, which are read when they are first asked for."""
        return self.later_tools.tool_servers()

    def tool_changes(self) -> KeptChanges:
        """Return what was before tools changed something, which can be undone."""
        return self.later_tools.changes()

    @property
    def tool_changed(self) -> Signal[KeptChange]:
        """A tool has changed something."""
        return self.later_tools.changed

    def backups(self) -> Backups:
        """Return what keeps backups of all chats; a start does not load it."""
        if not self.kept_backups:
            from turbodesk.app.backups import Backups

            made = Backups(self.database, self.workspace, DataFolder(self.folder).database)
            made.alone = lambda: self.syncings[0].alone() if self.syncings else nullcontext()
            self.kept_backups.append(made)
        return self.kept_backups[0]

    @property
    def has_other_computers(self) -> bool:
        """Whether chats are kept in step with other computers."""
        return DataFolder(self.folder).other_computers.exists()

    def syncing(self) -> Syncing:
        """Return what keeps chats in step with other computers; a start loads it only where that was set up."""
        if not self.syncings:
            from turbodesk.app.syncing.making import new_syncing

            self.syncings.append(new_syncing(self))
        return self.syncings[0]

    def new_search(self) -> MessageSearch:
        """Make a search in all messages; a start does not load it."""
        from turbodesk.app.search import MessageSearch

        return MessageSearch(self.database, self.scope.child("search"))

    def new_archive(self) -> Archive:
        """Make the way out and in for everything; a start does not load it."""
        from turbodesk.app.archive import Archive

        return Archive(self.database, self.workspace, self.profiles)

    def new_importer(self) -> Importer:
        """Make the way in for chats of other programs; a start does not load it."""
        from turbodesk.app.imports.importer import Importer
        from turbodesk.store.remembered import Remembered

        return Importer(self.database, self.attachment_service.taken, Remembered(self.database), self.profiles)

    def new_project_chats(self) -> ProjectChats:
        """Make what moves chats between projects; a start does not load it."""
        from turbodesk.app.project_chats import ProjectChats

        return ProjectChats(self.workspace)

    def prompts(self) -> Prompts:
        """Return the person's prompts; a start does not load them."""
        if not self.read_later:
            from turbodesk.app.prompts import Prompts

            self.read_later.append(Prompts(DataFolder(self.folder).prompts, self.scope))
        return self.read_later[0]

    def spelling(self) -> Spelling:
        """Return what checks spelling; a start does not load it."""
        if not self.spellings:
            from turbodesk.app.spelling import Spelling

            self.spellings.append(Spelling(DataFolder(self.folder).own_words, self.scope))
        return self.spellings[0]

    def live_folder(self) -> LiveFolder:
        """Return what keeps the Markdown folder; a start loads it only where one is chosen."""
        if not self.live_folders:
            from turbodesk.app.exports.live_folder import LiveFolder

            index = DataFolder(self.folder).live_folder
            made = LiveFolder(History(self.database), self.workspace, self.preferences, self.scope, index)
            self.live_folders.append(made)
        return self.live_folders[0]

    def new_branching(self) -> Branching:
        """Make what begins chats with the words of others; a start does not load it."""
        from turbodesk.app.branching import Branching

        return Branching(self.database, self.workspace)

    def new_starred(self) -> StarredMessages:
        """Make what lists starred messages; a start does not load it."""
        from turbodesk.app.starred import StarredMessages

        return StarredMessages(self.database, self.workspace)

    def new_temporary_chats(self) -> TemporaryChats:
        """Make what begins chats that are in memory alone; a start does not load it."""
        from turbodesk.app.temporary_chats import TemporaryChats

        return TemporaryChats(
            database=self.database,
            workspace=self.workspace,
            attachment_service=self.attachment_service,
            scope=self.scope.child("temporary"),
        )

    def new_trash(self) -> DeletedChats:
        """Make the door to deleted chats; a start does not load it."""
        from turbodesk.app.trash import DeletedChats

        return DeletedChats(self.database, self.workspace, self.preferences)


@asynccontextmanager
async def start_services(
    folder: Path,
    *,
    report: Report,
    gateway_url: str | None = None,
    demo_speed: float | None = None,
    secrets: Secrets | None = None,
    new_pictures: Callable[[], Pictures] | None = None,
) -> AsyncIterator[Services]:
    """Build everything below the interface on the files in `folder`, and close it in reverse order.

    `gateway_url` overrides the setting for this run; `demo_speed` is in tokens a second; `secrets`: else the system's.

    Raises:
        StoreInUse: another TurboDesk uses the folder.
    """
    async with AsyncExitStack() as stack:
        opened, store_failed, store_saved = await _opened(files := DataFolder(folder), stack)
        journal = Journal(opened.database)
        recovered_notice, cut_off = await _recovered(journal)
        secrets = secrets or Secrets()
        preferences, profiles = _preferred(files, scope := Scope("root", report), gateway_url, secrets)
        gateways = Gateways(profiles, preferences, __version__, demo_speed=demo_speed)
        stack.push_async_callback(gateways.close)
        model_registry = ModelRegistry(files.models, scope, profiles, gateways)
        presets = Presets(files.presets, scope)
        attachment_service = AttachmentService(store := AttachmentStore(opened.database), new_pictures)
        workspace = Workspace(
            history=(history := History(opened.database)),
            journal=journal,
            gateways=gateways,
            profiles=profiles,
            preferences=preferences,
            model_registry=model_registry,
            presets=presets,
            scope=scope,
            spending=Spending(opened.database, demo=DEMO),
            toolbox=(tools := LaterTools(files, Scope("tools", report), preferences, secrets)).toolbox,
            attachment_service=attachment_service,
        )
        notices = [opened.notice, recovered_notice, await _loaded(workspace, history, store, cut_off)]
        notices += [_noted(profiles), preferences.notice, profiles.notice, model_registry.notice]
        services = Services(
            folder=files.root,
            scope=scope,
            preferences=preferences,
            profiles=profiles,
            gateways=gateways,
            model_registry=model_registry,
            presets=presets,
            workspace=workspace,
            attachment_service=attachment_service,
            notices=tuple(note for note in notices if note is not None),
            store_failed=store_failed,
            store_saved=store_saved,
            database=opened.database,
            later_tools=tools,
        )
        yield _tend(services, stack)


class LaterTools:
    """Makes the tools of this computer, and the person's servers with theirs, when they are first asked for.

    They outlive the chats: a call whose server is stopped first would fail, and the model be told so at a quit.
    """

    def __init__(self, files: DataFolder, scope: Scope, preferences: Preferences, secrets: Secrets) -> None:
        """`scope` is theirs, and closed with them."""
        self._files, self._scope = files, scope
        self._preferences, self.secrets = preferences, secrets
        self.changed: Signal[KeptChange] = Signal()
        self.failed: Signal[FailureNote] = Signal()
        """One of their files could not be read or written."""
        self.services: Services | None = None
        """What they use of the program, once it is built."""
        self._elicit: Elicit | None = None
        self._open_page: Callable[[str], object] | None = None

    def serve(self, elicit: Elicit, open_page: Callable[[str], object]) -> None:
        """Have a window ask the person what tool servers ask, and open the pages where they sign in at these."""
        self._elicit, self._open_page = elicit, open_page
        if "_tool_servers" in vars(self):
            self._tool_servers.elicit, self._tool_servers.open_page = elicit, open_page

    @cached_property
    def _toolbox(self) -> Toolbox:
        from turbodesk.app.tools import Approvals, own_toolbox
        from turbodesk.app.tools.of_program import tools_of_program
        from turbodesk.app.tools_context import context_of

        approvals = Approvals(self._files.approvals, self._scope)
        self._tell(approvals.notice)
        of = self.services
        more = (
            ()
            if of is None
            else tools_of_program(
                context_of(of.folder, of.preferences, of.database, of.attachment_service, of.workspace), self.changes
            )
        )
        made = own_toolbox(approvals, more)
        if self._files.tool_servers.exists():
            self._tool_servers.offer_in(made)
        return made

    @cached_property
    def _tool_servers(self) -> ToolServers:
        from turbodesk.app.mcp.tool_servers import ToolServers

        made = ToolServers(self._files, self._scope, self.secrets.store, self._preferences, version=__version__)
        made.elicit, made.open_page = self._elicit, self._open_page
        made.failed.connect(self._tell)
        self._tell(made.notice)
        if "_toolbox" in vars(self):
            made.offer_in(self._toolbox)
        return made

    @cached_property
    def _changes(self) -> KeptChanges:
        from turbodesk.app.tools.kept_changes import KeptChanges

        return KeptChanges(self._files.tool_changes, self.changed)

    def _tell(self, note: FailureNote | None) -> None:
        if note is not None:
            self.failed.emit(note)

    def save_again(self) -> None:
        """Write the small files whole that were read."""
        if "_tool_servers" in vars(self):
            self._tool_servers.save_again()
        if "_toolbox" in vars(self):
            self._toolbox.approvals.save_again()

    async def close(self) -> None:
        """Stop the servers and write what is kept, once no chat runs any more."""
        if "_tool_servers" in vars(self):
            await self._tool_servers.close()
            _save(self._tool_servers.save_now)
        if "_toolbox" in vars(self):
            _save(self._toolbox.approvals.save_now)
        await self._scope.close()

    def changes(self) -> KeptChanges:
        return self._changes

    def toolbox(self) -> Toolbox:
        return self._toolbox

    def tool_servers(self) -> ToolServers:
        return self._tool_servers


def _save(save_now: Callable[[], None]) -> None:
    try:
        save_now()
    except StoreFailure as failure:
        log.warning("%s", failure.note.detail)


async def _recovered(journal: Journal) -> tuple[FailureNote | None, list[str]]:
    """Finish what the last run could not; returns what must be told of it, and the conversations it was cut off in."""
    try:
        return None, [conversation_id for conversation_id, _ in await journal.recover()]
    except StoreFailure as failure:
        return failure.note, []


async def _opened(files: DataFolder, stack: AsyncExitStack) -> tuple[Opened, Signal[FailureNote], Signal[bool]]:
    """Open the chats, to be closed with `stack`; the signals tell when they can no longer be written, and can again."""
    store_failed: Signal[FailureNote] = Signal()
    store_saved: Signal[bool] = Signal()
    opened = await Database.open(files.database, on_failure=store_failed.emit, on_saved=store_saved.emit)
    stack.push_async_callback(opened.database.close)
    return opened, store_failed, store_saved


def _preferred(
    files: DataFolder, scope: Scope, gateway_url: str | None, secrets: Secrets
) -> tuple[Preferences, Profiles]:
    """Read what the person has set, with the address of the command line, if one is given, for this run."""
    overrides = {GATEWAY_URL.key: gateway_url} if gateway_url else {}
    preferences = Preferences(files.settings, scope, overrides)
    return preferences, Profiles(files.gateways, scope, preferences, secrets, for_this_run=bool(gateway_url))


def _noted(profiles: Profiles) -> FailureNote | None:
    """Write down for which addresses older keys are; returns what must be told of it."""
    try:
        profiles.begin_writing()
    except StoreFailure as failure:
        return failure.note
    return None


async def _loaded(
    workspace: Workspace, history: History, attachments: AttachmentStore, cut_off: Sequence[str]
) -> FailureNote | None:
    """Read the list of chats, and let attachments of none go; returns what must be told of the list.

    `cut_off` are the conversations in which the last run's end left half a reply.
    """
    try:
        await workspace.load()
        await workspace.attention.load_unseen(cut_off)
    except StoreFailure as failure:
        return failure.note
    finally:
        attachments.sweep()
    if not history.lost:
        return None
    from turbodesk.app.lost_chats import note_of

    return note_of(history.lost)


def _tend(services: Services, stack: AsyncExitStack) -> Services:
    """Close everything with `stack`; until then see to what could not be saved, and to the Markdown folder."""
    services.later_tools.services = services
    stack.push_async_callback(_close, services)
    stack.callback(services.store_saved.connect(lambda _: _save_again(services)).close)
    if services.preferences.get(LIVE_FOLDER):
        services.live_folder().start()
    return services


def _small_files(services: Services) -> tuple[Preferences | Profiles | ModelRegistry | Presets | Prompts, ...]:
    known = services.preferences, services.profiles, services.model_registry, services.presets
    return *known, *services.read_later


def _save_again(services: Services) -> None:
    """Write the small files whole: their folder may have been removed, or their disk full."""
    for kept in _small_files(services):
        kept.save_again()
    services.later_tools.save_again()


async def _close(services: Services) -> None:
    """Write what is not written yet and end what is running."""
    services.workspace.flush()
    for kept in _small_files(services):
        _save(kept.save_now)
    for syncing in services.syncings:
        await syncing.close(SYNC_LIMIT_S)
    await services.scope.close(QUIT_LIMIT_S)
    await services.later_tools.close()
    for spelling in services.spellings:
        spelling.close()
    await asyncio.sleep(0)  # lets the ends of cancelled replies reach the database's queue
