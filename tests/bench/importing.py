"""Measures an import of 10,000 chats in the window, and what the window does with so many afterwards.

    python -m tests.bench.importing

The archive is one of Open WebUI, of 110,000 messages and 100 MB, made here. It is looked into and imported by the
window's own presenter, as a person does it: seconds, the process's peak in MB, and the longest turn of the event loop
by what its thread computed. Then, in the same window, what is done to one chat and to 3,000 chosen ones.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import random
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from tests.bench.send import Turns
from turbodesk.app.commands import NEXT_CHAT
from turbodesk.app.project_chats import ProjectChats
from turbodesk.app.services import Services, start_services
from turbodesk.ui.application.application import Application
from turbodesk.ui.imports import ImportSheet
from turbodesk.ui.presenters.session import open_window
from turbodesk.ui.presenters.window import WindowPresenter
from turbodesk.ui.sidebar import Sidebar

CHATS, CHOSEN = 10_000, 3_000
SPREAD_S = 2 * 365 * 86_400
"""Over how long the chats are spread."""


def write_archive(path: Path) -> None:
    """Write an export of Open WebUI with chats of two to twenty messages of about a kilobyte."""
    numbers, began = random.Random(5), 1_770_000_000
    words = [f"word{number}" for number in range(4_000)]
    with path.open("w", encoding="utf-8") as file:
        file.write("[")
        for number in range(CHATS):
            at = began - SPREAD_S * number // CHATS
            messages: dict[str, dict[str, object]] = {}
            last: str | None = None
            for place in range(2 * numbers.randrange(1, 11)):
                id_ = f"{number}-{place}"
                role = ("user", "assistant")[place % 2]
                content = " ".join(numbers.choices(words, k=100 if place % 2 else 60))
                messages[id_] = {
                    "id": id_,
                    "parentId": last,
                    "childrenIds": [],
                    "role": role,
                    "content": content,
                    "timestamp": at + place,
                }
                if last is not None:
                    messages[last]["childrenIds"] = [id_]
                last = id_
            history = {"messages": messages, "currentId": last}
            chat = {"title": f"Chat {number} about {numbers.choice(words)}", "history": history, "models": ["a-model"]}
            one = {"id": f"chat-{number}", "title": chat["title"], "chat": chat, "created_at": at, "updated_at": at}
            file.write(("," if number else "") + json.dumps(one))
        file.write("]")


async def until(is_so: Callable[[], object]) -> None:
    """Wait."""
    while not is_so():  # noqa: ASYNC110 -- of a window that tells nobody
        await asyncio.sleep(0.01)


def peak_mb() -> int:
    """Return the most memory the process has had."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def told(**measured: object) -> None:
    """Print one object."""
    sys.stdout.write(json.dumps(measured) + "\n")
    sys.stdout.flush()


async def imported(presenter: WindowPresenter, archive: Path) -> None:
    """Bring the archive in, and tell what that took."""
    presenter._lazy.imports.open()  # noqa: SLF001 - what a first opening reads is not the import's
    sheet = presenter._views.window.findChildren(ImportSheet)[0]  # noqa: SLF001 - as a person finds it
    await asyncio.sleep(1)
    gc.collect()
    gc.freeze()
    megabytes = round((await asyncio.to_thread(archive.stat)).st_size / 1e6)
    base, turns, began, spent = peak_mb(), Turns(), time.monotonic(), time.process_time()
    sheet.dropped.emit([archive])
    await until(lambda: sheet.is_busy)
    await until(lambda: not sheet.is_busy)
    looked_s = time.monotonic() - began
    sheet.confirmed.emit()
    await until(lambda: sheet.is_busy)
    await until(lambda: not sheet.is_busy)
    import_s = time.monotonic() - began
    await asyncio.sleep(0.5)
    told(
        case="import",
        chats=CHATS,
        megabytes=megabytes,
        look_s=round(looked_s, 1),
        import_s=round(import_s, 1),
        cpu_s=round(time.process_time() - spent, 1),
        memory_before_mb=base,
        peak_mb=peak_mb(),
        longest_turn_ms=round(turns.stop(), 1),
        load=round(os.getloadavg()[0], 1),
        aims={"import_s": 60, "peak_mb": 300, "longest_turn_ms": 16},
    )
    sheet.dismiss()


async def used(services: Services, presenter: WindowPresenter) -> None:
    """Do things to the list as it is now, and tell what each took."""
    workspace, sidebar = services.workspace, presenter._views.window.findChildren(Sidebar)[0]  # noqa: SLF001
    ids = [one.id for one in workspace.conversations()]
    some, doors = tuple(ids[1_000 : 1_000 + CHOSEN]), ProjectChats(workspace)
    project = await doors.create("Project")
    chat_list = presenter._chat_list  # noqa: SLF001

    def is_gone(id_: str) -> bool:
        return not workspace.title_of(id_)

    def is_called(id_: str, title: str) -> bool:
        return workspace.title_of(id_) == title

    def is_pinned(id_: str) -> bool:
        one = workspace.conversation(id_)
        return one is not None and one.pinned

    def home(id_: str) -> str | None:
        one = workspace.conversation(id_)
        return None if one is None else one.project_id

    async def measured(case: str, act: Callable[[], object], is_done: Callable[[], bool]) -> None:
        await asyncio.sleep(0.3)
        turns, began = Turns(), time.monotonic()
        act()
        await until(is_done)
        took = time.monotonic() - began
        await asyncio.sleep(0.3)
        longest = round(turns.stop(), 1)
        told(case=case, chats=CHATS, took_ms=round(took * 1000), longest_turn_ms=longest, aims={"longest_turn_ms": 16})

    delete, undo = sidebar.delete_requested.emit, chat_list.undo_delete
    pin, move = sidebar.several_pin_requested.emit, sidebar.project_actions.moved.emit
    rename = sidebar.rename_requested.emit
    for round_ in range(2):  # the first brings in what is read at first use
        say = measured if round_ else _quietly
        await say("next chat", presenter.actions[NEXT_CHAT].trigger, lambda: True)
        name = f"New {round_}"
        await say("rename", partial(rename, ids[9], name), partial(is_called, ids[9], name))
        await say("delete one", lambda: delete((ids[7],)), lambda: is_gone(ids[7]))
        await say("bring one back", undo, lambda: not is_gone(ids[7]))
        await say("move one", lambda: move((ids[8],), project.id), lambda: home(ids[8]) == project.id)
        await say("move one out", lambda: move((ids[8],), None), lambda: home(ids[8]) is None)
    await measured(f"pin {CHOSEN}", lambda: pin(some, True), lambda: is_pinned(some[-1]))
    await measured(f"unpin {CHOSEN}", lambda: pin(some, False), lambda: not is_pinned(some[-1]))
    await measured(f"move {CHOSEN}", lambda: move(some, project.id), lambda: home(some[-1]) == project.id)
    await measured(f"move {CHOSEN} out", lambda: move(some, None), lambda: home(some[-1]) is None)
    await measured(f"delete {CHOSEN}", lambda: delete(some), lambda: is_gone(some[-1]))
    await measured(f"bring {CHOSEN} back", undo, lambda: not is_gone(some[-1]))


async def _quietly(case: str, act: Callable[[], object], is_done: Callable[[], bool]) -> None:
    act()
    await until(is_done)
    await asyncio.sleep(0.3)


async def measure(application: Application) -> None:
    """Measure in a folder of its own."""
    with tempfile.TemporaryDirectory() as name:
        archive = Path(name) / "chats.json"
        write_archive(archive)
        async with (
            start_services(Path(name) / "turbodesk", report=application.report) as services,
            open_window(services, application, demo=True) as presenter,
        ):
            await imported(presenter, archive)
            await used(services, presenter)


def main() -> None:
    """Measure and print, one JSON object a line."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = Application(["bench"])

    async def run() -> int:
        await measure(application)
        return 0

    raise SystemExit(application.run(run))


if __name__ == "__main__":
    main()
