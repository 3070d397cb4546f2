"""Brings chats of other programs in: looks first, then brings what was chosen, and keeps what came of it.

Reading and building happen on one thread of their own, a portion at a time, so that a cancel is heard soon and the
window stays free; rows are written on the database's. Each portion is built on what is known here after the one before
it was written: a chat that stands twice in an archive is one, and so is one that was brought last year.
"""

from __future__ import annotations

import asyncio
import time
import zipfile
from collections.abc import AsyncIterator, Callable, Collection, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from turbodesk.app.imports.chats import SourceChat, SourceFile, SourceProject
from turbodesk.app.imports.container import Container
from turbodesk.app.imports.findings import DAMAGED, Findings
from turbodesk.app.imports.making import ChatRowMaker, ImportPlace, title_of
from turbodesk.app.imports.messages import MessageMaker
from turbodesk.app.imports.projects import origin_id
from turbodesk.app.imports.recognition import SourceArchive, recognise
from turbodesk.app.imports.report import KEPT, ImportReport
from turbodesk.app.imports.tree import planned, with_sound_ids
from turbodesk.app.profile_joining import joined
from turbodesk.chat.errors import ImportRefused
from turbodesk.chat.ids import now_ms
from turbodesk.quick_dataclasses import dataclass
from turbodesk.store.archive import ABOUT
from turbodesk.store.archive_reading import UNREADABLE, look_into, take_in
from turbodesk.store.imported_chats import ChatRows
from turbodesk.store.importing import MOST_CHATS, MOST_MESSAGES, Touched, bring_in_chats, see_room, too_much
from turbodesk.store.origins import count_known, known_chats
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.attachments.intake import Taken
    from turbodesk.chat.profile import Profile
    from turbodesk.store.database import Database
    from turbodesk.store.remembered import Remembered

T = TypeVar("T")
NODES = 400
"""Nodes that are read at a time."""
Progress = Callable[[int, int], object]
"""Is told how many bytes of how many are read."""


class KnownProfiles(Protocol):
    """The gateways there are here."""

    def all(self) -> Sequence[Profile]:
        """Return every one."""

    def adopt(self, profile: Profile) -> None:
        """Add one of another computer."""


@dataclass(frozen=True, slots=True)
class ChatSummary:
    """A chat that can be brought."""

    id: str
    title: str
    updated_at: int
    messages: int


@dataclass(slots=True)
class ImportPreview:
    """What is in the files a person chose."""

    paths: tuple[Path, ...]
    program: str
    account: str = ""
    chats: list[ChatSummary] = field(default_factory=list)
    messages: int = 0
    files: int = 0
    """Those whose bytes are there."""
    missing: int = 0
    empty: int = 0
    known: int = 0
    """How many of the chats were brought before."""
    first_at: int = 0
    """Milliseconds since 1970: of the oldest message and the newest."""
    last_at: int = 0
    findings: Findings = field(default_factory=Findings)
    is_own: bool = False
    """An export of TurboDesk: it comes whole, with all that is in it."""
    own_chats: int = 0
    gateways: list[Profile] = field(default_factory=list)
    """Those that its chats talk to there."""
    new_gateways: list[Profile] = field(default_factory=list)
    """Those of them that are not here."""

    @property
    def count(self) -> int:
        """How many chats there are."""
        return self.own_chats if self.is_own else len(self.chats)


class Importer:
    """The way in for chats of other programs."""

    def __init__(
        self, database: Database, take: Callable[[bytes, str], Taken], remembered: Remembered, profiles: KnownProfiles
    ) -> None:
        """`take` says what is kept of a file, on a thread, or raises `AttachmentRefused`."""
        self._database, self._take, self._remembered, self._profiles = database, take, remembered, profiles

    async def look(self, paths: Sequence[Path], progress: Progress = lambda *_told: None) -> ImportPreview:
        """Return what is in these files, which changes nothing.

        Raises:
            ImportRefused: nothing that could be brought; its sentence says why.
            StoreFailure: far more than chats can be.
        """
        if (own := await asyncio.to_thread(_own, paths)) is not None:
            own.new_gateways = list(joined(self._profiles.all(), own.gateways).new)
            return own
        async with _opened(paths) as (container, archive, work):
            preview = ImportPreview(tuple(paths), archive.program, archive.account or "", findings=_findings(archive))
            chats = map(with_sound_ids, archive.chats(preview.findings))
            while portion := await work(lambda: _portion(chats)):
                await work(partial(_look_at, preview, archive.key, portion))
                progress(min(container.told, archive.size), archive.size)
                if len(preview.chats) > MOST_CHATS or preview.messages > MOST_MESSAGES:
                    raise too_much(f"more than {MOST_CHATS} chats or {MOST_MESSAGES} messages")  # not for people
            await work(partial(_merge_twins, preview))
            ids = [one.id for one in preview.chats]
            for at in range(0, len(ids), NODES):  # others wait for the database meanwhile
                some = ids[at : at + NODES]
                preview.known += await self._database.read(partial(count_known, program=archive.key, ids=some))
        if not preview.chats:
            raise ImportRefused(
                sentence=_("There are no chats in this export of {program}.").format(program=preview.program),
                advice=" ".join([*preview.findings.troubles, _("Nothing that was here has changed.")]),
            )
        return preview

    async def bring(
        self,
        preview: ImportPreview,
        place: ImportPlace,
        *,
        chosen: Collection[str] | None = None,
        progress: Progress = lambda *_told: None,
        touched: Touched = lambda _ids: None,
    ) -> ImportReport:
        """Bring the chosen chats (None: all), and return what came.

        Cancelled or failed, everything is as it was. `touched` is told the ids of conversations that were changed
        meanwhile in the database, for whoever has read them.

        Raises:
            ImportRefused, StoreFailure: it cannot be brought; the sentence says why.
        """
        if preview.is_own:
            return await self._bring_own(preview, touched)
        async with _opened(preview.paths) as (container, archive, work):
            see_room(self._database.path, archive.size)
            report = ImportReport(archive.program, archive.account or "", now_ms())
            report.names = [path.name for path in preview.paths]
            making = ChatRowMaker(archive, MessageMaker(archive.program, container, self._take), place, report)
            found = _findings(archive)
            chats = _chosen(map(with_sound_ids, archive.chats(found)), chosen, report)

            async def portions() -> AsyncIterator[Sequence[ChatRows]]:
                if chosen is None:
                    for project in await self._projects(archive, found, making, work):
                        yield [project]
                while portion := await work(lambda: _portion(chats)):
                    ids = [one.id for one in portion]
                    known = await self._database.read(partial(known_chats, program=archive.key, ids=ids))
                    for rows in await work(partial(making.rows, portion, known)):
                        yield rows
                    progress(min(container.told, archive.size), archive.size)

            await bring_in_chats(self._database, archive.key, portions(), touched)
        report.left_out += found.left_out
        report.troubles += found.troubles
        await self._keep(report)
        return report

    async def _projects(
        self,
        archive: SourceArchive,
        found: Findings,
        making: ChatRowMaker,
        work: Callable[[Callable[[], Any]], asyncio.Future[Any]],
    ) -> list[ChatRows]:
        """Return the rows of the archive's projects that were never brought."""
        projects: list[SourceProject] = await work(lambda: list(archive.projects(found)))
        ids = [origin_id(one.id) for one in projects]
        known = await self._database.read(partial(known_chats, program=archive.key, ids=ids))
        made: list[ChatRows] = await work(partial(making.projects, projects, known))
        return made

    async def _bring_own(self, preview: ImportPreview, touched: Touched) -> ImportReport:
        gateways = joined(self._profiles.all(), preview.gateways)
        taken = await take_in(self._database, preview.paths[0], touched, gateways.ids)
        for profile in gateways.new:
            self._profiles.adopt(profile)
        report = ImportReport(preview.program, made_at=now_ms(), names=[path.name for path in preview.paths])
        report.chats, report.messages = taken.conversations, taken.messages
        report.unchanged = max(0, preview.count - taken.conversations)
        report.gateways = [profile.name for profile in gateways.new]
        if taken.left_out:
            report.left_out[DAMAGED] = taken.left_out
        await self._keep(report)
        return report

    async def reports(self) -> list[ImportReport]:
        """Return what came of the latest imports, the latest first."""
        stored = await self._remembered.imports()
        return [report for one in stored if (report := ImportReport.from_json(one)) is not None]

    async def _keep(self, report: ImportReport) -> None:
        kept = [report, *await self.reports()][:KEPT]
        await self._remembered.save_imports([one.to_json() for one in kept])


@asynccontextmanager
async def _opened(
    paths: Sequence[Path],
) -> AsyncIterator[tuple[Container, SourceArchive, Callable[[Callable[[], T]], asyncio.Future[T]]]]:
    """Open files on a thread of their own, and give what does work there; it ends with the block.

    Raises:
        ImportRefused: they are nobody's, or cannot be read.
    """
    loop = asyncio.get_running_loop()
    thread = ThreadPoolExecutor(1, "import")
    containers: list[Container] = []

    def open_() -> SourceArchive:
        containers.append(Container(paths))
        containers[0].begin()
        return recognise(containers[0])

    def close() -> None:
        for container in containers:
            container.close()

    def work(job: Callable[[], T]) -> asyncio.Future[T]:
        return loop.run_in_executor(thread, job)

    try:
        try:
            archive = await work(open_)
            await work(containers[0].begin)
            yield containers[0], archive, work
        except UNREADABLE as error:
            raise ImportRefused(
                str(error),
                sentence=_("The files could not be read to their end: they are damaged."),
                advice=_("Download them once more. Nothing that was here has changed."),
            ) from error
        finally:
            await asyncio.shield(work(close))
    finally:
        thread.shutdown(wait=False)


def _own(paths: Sequence[Path]) -> ImportPreview | None:
    """Return what is in an export of TurboDesk; None where these are none. Raises `StoreFailure`."""
    with suppress(*UNREADABLE), zipfile.ZipFile(paths[0]) as archive:
        if len(paths) != 1 or ABOUT not in archive.namelist():
            return None
        chats, messages, first, last, gateways = look_into(paths[0])
        preview = ImportPreview(tuple(paths), "TurboDesk", messages=messages, first_at=first, last_at=last)
        preview.is_own, preview.own_chats, preview.gateways = True, chats, gateways
        return preview
    return None


def _findings(archive: SourceArchive) -> Findings:
    found = Findings()
    for program in archive.beside:
        found.trouble(
            _("There is an export of {program} among the files as well. Import it by itself.").format(program=program)
        )
    return found


def _portion(chats: Iterator[SourceChat]) -> list[SourceChat]:
    taken: list[SourceChat] = []
    nodes = 0
    for chat in chats:
        time.sleep(0)  # lets the window's thread go on at once, where it waits for its turn
        taken.append(chat)
        nodes += len(chat.nodes)
        if nodes >= NODES:
            break
    return taken


def _chosen(chats: Iterator[SourceChat], chosen: Collection[str] | None, report: ImportReport) -> Iterator[SourceChat]:
    wanted = None if chosen is None else frozenset(chosen)
    for chat in chats:
        if wanted is None or chat.id in wanted:
            yield chat
        else:
            report.unchosen += 1


def _look_at(preview: ImportPreview, program: str, chats: Sequence[SourceChat]) -> None:
    now = now_ms()
    for chat in chats:
        time.sleep(0)  # as above
        plan = planned(program, chat, None, now=now)
        if plan is None:
            preview.empty += 1
            continue
        preview.chats.append(ChatSummary(chat.id, title_of(chat, plan), plan.updated_at, len(plan.turns)))
        preview.messages += len(plan.turns)
        times = [turn.created_at for turn in plan.turns]
        preview.first_at = min(*times, preview.first_at or times[0])
        preview.last_at = max(*times, preview.last_at)
        for turn in plan.turns:
            for node in turn.nodes:
                files = [part for part in node.parts if isinstance(part, SourceFile)]
                preview.files += sum(file.content is not None for file in files)
                preview.missing += sum(file.content is None for file in files)


def _merge_twins(preview: ImportPreview) -> None:
    """Let a chat that stands twice in an archive be one."""
    found: dict[str, ChatSummary] = {}
    for one in preview.chats:
        twin = found.get(one.id)
        if twin is None or one.messages > twin.messages:
            found[one.id] = one
    preview.chats = sorted(found.values(), key=lambda one: (-one.updated_at, one.id))
