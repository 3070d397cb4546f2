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
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar
from uuid import uuid4

from turbodesk.app.imports.chats import SourceChat, SourceFile
from turbodesk.app.imports.container import UNREADABLE, Container
from turbodesk.app.imports.findings import DAMAGED, PROJECT_DOCUMENTS, PROJECTS, Findings
from turbodesk.app.imports.messages import Made, MessageMaker, without_odd
from turbodesk.app.imports.recognition import SourceArchive, recognise
from turbodesk.app.imports.report import KEPT, ImportReport
from turbodesk.app.imports.tree import Plan, PlannedMessage, planned, with_sound_ids
from turbodesk.app.titles import title_from
from turbodesk.chat.conversation import Conversation
from turbodesk.chat.errors import ImportRefused
from turbodesk.chat.ids import now_ms
from turbodesk.chat.message import Message, Role, Status
from turbodesk.chat.one_line import one_line
from turbodesk.chat.parameters import Parameters
from turbodesk.chat.parts import Text
from turbodesk.store.archive import ABOUT
from turbodesk.store.archive_reading import look_into, take_in
from turbodesk.store.imported_chats import GROWING, ChatRows
from turbodesk.store.importing import MOST_CHATS, MOST_MESSAGES, bring_in_chats, see_room, too_much
from turbodesk.store.origins import KnownChat, KnownMessage, count_known, known_chats
from turbodesk.store.row_mapping import conversation_row, message_row

if TYPE_CHECKING:
    from turbodesk.app.attachments.intake import Taken
    from turbodesk.store.database import Database
    from turbodesk.store.remembered import Remembered

T = TypeVar("T")
NODES, ROWS, ROW_BYTES = 400, 200, 4 * 1024 * 1024
"""Nodes that are read at a time; rows written in one transaction, and about how many bytes of them."""
_LONGEST_TITLE = 200
Progress = Callable[[int, int], object]
"""Is told how many bytes of how many are read."""


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

    @property
    def count(self) -> int:
        """How many chats there are."""
        return self.own_chats if self.is_own else len(self.chats)


@dataclass(frozen=True, slots=True)
class ImportPlace:
    """Where imported chats go and what they go on with."""

    gateway_id: str
    project_id: str | None = None
    has_model: Callable[[str], bool] = lambda _: False
    """Whether the gateway has a model, by its id."""


class Importer:
    """The way in for chats of other programs."""

    def __init__(self, database: Database, take: Callable[[bytes, str], Taken], remembered: Remembered) -> None:
        """`take` says what is kept of a file, on a thread, or raises `AttachmentRefused`."""
        self._database, self._take, self._remembered = database, take, remembered

    async def look(self, paths: Sequence[Path], progress: Progress = lambda *_: None) -> ImportPreview:
        """Return what is in these files, which changes nothing.

        Raises:
            ImportRefused: nothing that could be brought; its sentence says why.
            StoreFailure: far more than chats can be.
        """
        if (own := await asyncio.to_thread(_own, paths)) is not None:
            return own
        async with _opened(paths) as (container, archive, work):
            preview = ImportPreview(tuple(paths), archive.program, archive.account or "", findings=_findings(archive))
            chats = map(with_sound_ids, archive.chats(preview.findings))
            while portion := await work(lambda: _portion(chats)):
                await work(partial(_look_at, preview, archive.key, portion))
                progress(min(container.told, archive.size), archive.size)
                if len(preview.chats) > MOST_CHATS or preview.messages > MOST_MESSAGES:
                    raise too_much(f"more than {MOST_CHATS} chats or {MOST_MESSAGES} messages")
            _merge_twins(preview)
            ids = [one.id for one in preview.chats]
            preview.known = await self._database.read(partial(count_known, program=archive.key, ids=ids))
        if not preview.chats:
            raise ImportRefused(
                sentence=f"There are no chats in this export of {preview.program}.",
                advice=" ".join([*preview.findings.troubles, "Nothing that was here has changed."]),
            )
        return preview

    async def bring(
        self,
        preview: ImportPreview,
        place: ImportPlace,
        *,
        chosen: Collection[str] | None = None,
        progress: Progress = lambda *_: None,
    ) -> tuple[ImportReport, list[str]]:
        """Bring the chosen chats (None: all), and return what came and the ids of conversations that grew.

        Cancelled or failed, everything is as it was.

        Raises:
            ImportRefused, StoreFailure: it cannot be brought; the sentence says why.
        """
        if preview.is_own:
            return await self._bring_own(preview)
        async with _opened(preview.paths) as (container, archive, work):
            see_room(self._database.path, archive.size)
            report = ImportReport(archive.program, archive.account or "", now_ms())
            report.names = [path.name for path in preview.paths]
            making = _Making(archive, MessageMaker(archive.program, container, self._take), place, report)
            found = _findings(archive)
            chats = _chosen(map(with_sound_ids, archive.chats(found)), chosen, report)

            async def portions() -> AsyncIterator[Sequence[ChatRows]]:
                while portion := await work(lambda: _portion(chats)):
                    ids = [one.id for one in portion]
                    known = await self._database.read(partial(known_chats, program=archive.key, ids=ids))
                    for rows in await work(partial(making.rows, portion, known)):
                        yield rows
                    progress(min(container.told, archive.size), archive.size)

            await bring_in_chats(self._database, archive.key, portions())
            await work(partial(_tell_projects, archive, found))
        report.left_out += found.left_out
        report.troubles += found.troubles
        await self._keep(report)
        return report, making.grown

    async def _bring_own(self, preview: ImportPreview) -> tuple[ImportReport, list[str]]:
        taken = await take_in(self._database, preview.paths[0])
        report = ImportReport(preview.program, made_at=now_ms(), names=[path.name for path in preview.paths])
        report.chats, report.messages = taken.conversations, taken.messages
        report.unchanged = max(0, preview.count - taken.conversations)
        if taken.left_out:
            report.left_out[DAMAGED] = taken.left_out
        await self._keep(report)
        return report, []

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
                sentence="The files could not be read to their end: they are damaged.",
                advice="Download them once more. Nothing that was here has changed.",
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
        chats, messages, first, last = look_into(paths[0])
        return ImportPreview(
            tuple(paths), "TurboDesk", messages=messages, first_at=first, last_at=last, is_own=True, own_chats=chats
        )
    return None


def _findings(archive: SourceArchive) -> Findings:
    found = Findings()
    for program in archive.beside:
        found.trouble(f"There is an export of {program} among the files as well. Import it by itself.")
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
        preview.chats.append(ChatSummary(chat.id, _title(chat, plan), plan.updated_at, len(plan.turns)))
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


def _title(chat: SourceChat, plan: Plan) -> str:
    if title := one_line(chat.title or "")[:_LONGEST_TITLE]:
        return title
    words = (
        part.text
        for turn in plan.turns
        if turn.role is Role.USER
        for node in turn.nodes
        for part in node.parts
        if isinstance(part, Text)
    )
    sound = (without_odd(text).replace("\ufffd", "") for text in words)
    return next((title for text in sound if (title := title_from(text))), "Imported chat")


def _tell_projects(archive: SourceArchive, found: Findings) -> None:
    """Count what is not made yet of an archive's projects."""
    for project in archive.projects(found):
        found.leave_out(PROJECTS)
        found.leave_out(PROJECT_DOCUMENTS, len(project.files))


class _Making:
    """Makes rows of chats. Everything but what it is made with belongs to the import's thread."""

    def __init__(
        self, archive: SourceArchive, messages: MessageMaker, place: ImportPlace, report: ImportReport
    ) -> None:
        self._archive, self._messages, self._place, self._report = archive, messages, place, report
        self._new: set[str] = set()
        """Chats that this import brought first: what a second copy of one adds is no growth."""
        self._told: set[str] = set()
        """Chats that are counted."""
        self.grown: list[str] = []

    def rows(self, chats: Sequence[SourceChat], known: dict[str, KnownChat]) -> list[list[ChatRows]]:
        """Return the rows of chats in portions, each small enough for one transaction."""
        portions: list[list[ChatRows]] = [[]]
        count = size = 0
        for chat in chats:
            time.sleep(0)  # as above
            for piece in self._pieces(chat, known.get(chat.id)):
                if portions[-1] and (count + piece.count > ROWS or size > ROW_BYTES):
                    portions.append([])
                    count = size = 0
                portions[-1].append(piece)
                count += piece.count
                size += sum(len(str(row["text"])) for row in piece.messages)
                size += sum(len(content) for *_, content, _, _ in piece.attachments if isinstance(content, bytes))
        return [portion for portion in portions if portion]

    def _pieces(self, chat: SourceChat, known: KnownChat | None) -> Iterator[ChatRows]:
        if known is not None and known.is_deleted:
            self._count(chat, "deleted")
            return
        plan = planned(self._archive.key, chat, known, now=now_ms())
        if plan is None:
            self._count(chat, "empty")
            return
        made = Made()
        rows = ChatRows(chat.id, plan.conversation_id, plan.updated_at)
        for turn in plan.turns:
            self._put_turn(turn, rows, known, made)
        rows.attachments = made.files
        rows.origins = plan.origins
        if known is None:
            rows.conversation = self._conversation(chat, plan)
        else:
            rows.told_before = known.told_at
            rows.origins_before = {id_: known.nodes.get(id_) for id_ in plan.origins}
            if plan.updated_at > known.told_at or rows.messages:
                rows.changes = _changes(chat, plan, known)
        self._report_on(chat, plan, rows, made, is_new=known is None)
        if known is None or rows.count or rows.origins or plan.updated_at > known.told_at:
            yield from _cut(rows)

    def _put_turn(self, turn: PlannedMessage, rows: ChatRows, known: KnownChat | None, made: Made) -> None:
        message = self._messages.message(turn, made)
        row = message_row(rows.conversation_id, message)
        if turn.adds == "all":
            rows.messages.append(row)
        elif turn.adds == "more":
            rows.grown.append({name: row[name] for name in (*GROWING, "id", "updated_at")} | {"goes_on": 1})
        elif known is not None and _says_more(message, row, known.messages[turn.id]):
            rows.grown.append({name: row[name] for name in (*GROWING, "id", "updated_at")})

    def _conversation(self, chat: SourceChat, plan: Plan) -> dict[str, str | int | None]:
        model = one_line(chat.model or "")
        return conversation_row(
            Conversation(
                plan.conversation_id,
                title=_title(chat, plan),
                pinned=chat.pinned,
                project_id=self._place.project_id,
                model=model if model and self._place.has_model(model) else None,
                parameters=Parameters(system=without_odd(chat.system or "").strip()),
                gateway_id=self._place.gateway_id,
                wire_id=str(uuid4()),  # random and nothing else: it must tell nobody anything
                leaf_id=plan.leaf_id,
                created_at=plan.created_at,
                updated_at=plan.updated_at,
            )
        )

    def _count(self, chat: SourceChat, name: str) -> None:
        if chat.id not in self._told:
            self._told.add(chat.id)
            setattr(self._report, name, getattr(self._report, name) + 1)

    def _report_on(self, chat: SourceChat, plan: Plan, rows: ChatRows, made: Made, *, is_new: bool) -> None:
        report = self._report
        report.messages += len(rows.messages)
        report.finished += len(rows.grown)
        report.files += made.kept
        report.missing += made.missing
        report.left_out.update(plan.left_out)
        if is_new:
            self._new.add(chat.id)
            self._count(chat, "chats")
            report.archived += chat.archived
            report.in_folders += bool(chat.folder) and self._place.project_id is None
        elif rows.messages or rows.grown:
            self.grown.append(rows.conversation_id)
            if rows.messages and chat.id not in self._new:
                self._count(chat, "grown")
        else:
            self._count(chat, "unchanged")


def _says_more(message: Message, row: dict[str, str | int | None], here: KnownMessage) -> bool:
    """Whether a reply that was not finished is longer now, or finished without being shorter."""
    chars = row["chars"]
    assert isinstance(chars, int)
    is_finished = message.status is Status.COMPLETE and here.status is not Status.COMPLETE
    return chars > here.chars or (is_finished and chars == here.chars)


def _changes(chat: SourceChat, plan: Plan, known: KnownChat) -> dict[str, str | int | None]:
    """Return what of a known conversation follows the source, where the person did not touch it."""
    is_newer = plan.updated_at > known.told_at
    title = one_line(chat.title or "")[:_LONGEST_TITLE] or None
    return {
        "title": title if is_newer else None,
        "leaf_id": plan.leaf_id if is_newer and not known.is_continued else None,
        "leaf_before": known.leaf_id,
        "active_at": plan.updated_at,
    }


def _cut(rows: ChatRows) -> Iterator[ChatRows]:
    """Yield a chat in pieces of `ROWS` messages; files come with the first, what is remembered with the last."""
    if len(rows.messages) <= ROWS:
        yield rows
        return
    for at in range(0, len(rows.messages), ROWS):
        is_first, is_last = at == 0, at + ROWS >= len(rows.messages)
        yield ChatRows(
            rows.chat_id,
            rows.conversation_id,
            rows.told_at,
            conversation=rows.conversation if is_first else None,
            changes=rows.changes if is_last else None,
            messages=rows.messages[at : at + ROWS],
            grown=rows.grown if is_last else [],
            attachments=rows.attachments if is_first else [],
            origins=rows.origins if is_last else {},
            origins_before=rows.origins_before if is_last else {},
            told_before=rows.told_before,
        )
