"""Two computers of one person, each with a screen, a key store and a data folder of its own, and storage between them.

The programs are the real ones, and so are the servers. What both have in the end is compared by content, on disk.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from itertools import cycle
from pathlib import Path

import pytest

from tests.e2e import chats_on_disk, key_store, shared_places
from tests.e2e.desktop import Desktop
from tests.e2e.gateway import Gateway
from tests.e2e.owner import Owner, at_computer
from tests.e2e.shared_places import SharedFolder, SharedPlace, SharedServer

pytestmark = pytest.mark.display

Two = tuple[Owner, Owner]
MEGABYTE = 1024 * 1024


@pytest.fixture
def two(tmp_path: Path) -> Iterator[Two]:
    with ExitStack() as opened, Gateway() as gateway:
        gateway.answer({"text": "Reef early, reef often."})
        owners = []
        for name in ("office", "laptop"):
            (tmp_path / name).mkdir()
            desktop = opened.enter_context(Desktop(tmp_path / name))
            owners.append(at_computer(desktop, gateway.url, gateway.key))
        yield owners[0], owners[1]


def test_through_a_folder(two: Two, tmp_path: Path) -> None:
    with _small_disk(tmp_path / "disk") as disk:
        (disk / "shared").mkdir()
        place = SharedFolder(disk / "shared")
        _come_together(two, place)
        with _apart(two, place, told="The folder “"):
            _at_once(two, _names_and_marks, _deletes_and_makes_a_project)
        _see_the_changes(two)
        _have_no_room(two, disk)
        _end(two)


def test_through_webdav(two: Two, tmp_path: Path) -> None:
    with shared_places.webdav(tmp_path) as place:
        _come_together(two, place)
        _talk_at_once(two)
        _have_a_locked_key_store(two)
        _settle(two)
        _end(two)


def test_through_a_bucket(two: Two, tmp_path: Path) -> None:
    with shared_places.bucket(tmp_path) as place:
        _come_together(two, place)
        with _apart(two, place, told="Waiting for the connection"):
            _at_once(two, lambda owner: owner.begins_with("Tides"), lambda owner: owner.begins_with("Winds"))
        _crash_in_a_round(two, place)
        _end(two)


def _at_once(two: Two, *acts: Callable[[Owner], object]) -> None:
    """Let both do something at the same time: the same, or each its own."""
    with ThreadPoolExecutor(len(two)) as both:
        for done in [both.submit(act, owner) for act, owner in zip(cycle(acts), two, strict=False)]:
            done.result()


def _come_together(two: Two, place: SharedPlace) -> None:
    """One makes the code, the other joins with it; the chat of each is read at the other."""
    laptop, codes = two[1], list[str]()

    def begins(owner: Owner) -> None:
        owner.starts()
        owner.begins_with("Harbours")
        codes.append(owner.begins_to_sync(place.kind, *place.fields))

    def writes(owner: Owner) -> None:
        owner.starts()
        owner.begins_with("Knots")

    _at_once(two, begins, writes)
    laptop.joins(
        codes[0],
        place.kind,
        *place.fields,
        preview=("1 computer · 1 chat", "1 chat comes to this computer.\n1 chat of this computer goes to the others."),
        told="All is there: 2 messages came",
    )

    def fetches(owner: Owner) -> None:
        owner.syncs()
        _reads(owner, "Knots")

    _at_once(two, fetches, lambda owner: _reads(owner, "Harbours"))
    _are_equal(two)


def _reads(owner: Owner, title: str) -> None:
    owner.opens(title)
    owner.desktop.wait_for(contains="Reef early", role="label")


@contextmanager
def _apart(two: Two, place: SharedPlace, *, told: str) -> Iterator[None]:
    """Take the storage away for a while, which both windows say; afterwards they find together again."""
    place.take_away()
    yield

    def hears(owner: Owner) -> None:
        owner.gives_command("Sync now")
        owner.opens_computers()
        owner.desktop.wait_for(role="label", contains=told)
        owner.leaves_settings()

    _at_once(two, hears)
    place.give_back()
    _settle(two)


def _names_and_marks(office: Owner) -> None:
    """A title, a pin and a star."""
    desktop = office.desktop
    desktop.press("F2")
    desktop.wait_for(role="text", contains="Knots", state="focused")
    desktop.type("Ropes")
    desktop.press("Return")
    desktop.wait_for("Title: Ropes", role="push button")
    desktop.press("ctrl+d")
    desktop.wait_for("Ropes, pinned", role="list item")
    desktop.press("ctrl+shift+s")
    desktop.wait_for("Remove star from reply", role="push button")


def _deletes_and_makes_a_project(laptop: Owner) -> None:
    desktop = laptop.desktop
    desktop.press("ctrl+shift+BackSpace")
    desktop.wait_until_gone("Harbours", role="list item")
    laptop.gives_command("New project")
    desktop.wait_for("Name of the project", role="text", state="focused")
    desktop.type("Sailing")
    desktop.press("Escape")
    desktop.wait_for("Sailing, project, 0 chats, unfolded", role="list item")


def _see_the_changes(two: Two) -> None:
    office, laptop = two
    laptop.desktop.wait_for("Ropes, pinned", role="list item")
    office.desktop.wait_until_gone("Harbours", role="list item")
    office.desktop.wait_for("Sailing, project, 0 chats, unfolded", role="list item")


def _talk_at_once(two: Two) -> None:
    """Both go on in the same chat before either has heard of the other; what was said is sent by itself."""

    def says(owner: Owner, question: str) -> None:
        owner.asks(question)
        owner.sees_all_sent()

    two[1].opens("Knots")
    _at_once(two, lambda owner: says(owner, "A bowline?"), lambda owner: says(owner, "A sheet bend?"))


def _have_no_room(two: Two, disk: Path) -> None:
    """The disk is full, then it takes nothing at all: the window says both, and all goes on afterwards."""
    office, laptop = two
    with _full(disk) as is_full:
        office.asks("And with no room?")
        if is_full:
            office.gives_command("Sync now")
            office.desktop.wait_for(role="push button", contains="Your storage is full: 1 chat waits here.")
    with _read_only(disk):
        office.asks("And on a disk that takes nothing?")
        office.gives_command("Sync now")
        office.desktop.wait_for(role="push button", contains="cannot be used.")
    _settle(two)
    office.desktop.wait_until_gone(role="push button", contains="cannot be used.")
    assert {"And with no room?", "And on a disk that takes nothing?"} <= chats_on_disk.texts(laptop.data)


def _crash_in_a_round(two: Two, place: SharedServer) -> None:
    """The program is killed when its file is in the storage and it has not heard of that yet."""
    office, laptop = two
    place.relay.hold("PUT")
    office.begins_with("Lights")
    office.desktop.wait_until(place.relay.has_held.is_set, "a file to be on its way")
    office.program.kill()
    place.relay.hold("")
    office.starts()
    office.begins_with("Charts")
    _settle(two)
    for title in ("Tides", "Lights", "Charts"):
        laptop.desktop.wait_for(title, role="list item")


def _have_a_locked_key_store(two: Two) -> None:
    """A program that cannot read its code says so, and goes on once it can."""
    office = two[0]
    office.quits()
    key_store.lock(office.desktop)
    office.starts()
    office.desktop.click(contains="The key store of this computer cannot be read", role="push button")
    office.desktop.wait_for("Unlock the key store", role="push button")
    key_store.unlock(office.desktop)
    office.presses("Unlock the key store")
    office.desktop.wait_for(contains="Up to date", role="label")
    office.leaves_settings()


def _end(two: Two) -> None:
    def quits(owner: Owner) -> None:
        owner.desktop.screenshot("end", window_only=True)
        owner.quits()
        assert owner.program.complaints() == []

    _at_once(two, quits)
    assert not chats_on_disk.differences(two[0].data, two[1].data)


def _settle(two: Two) -> None:
    """Let each have a round, and the first one more, after which both have everything."""
    office, laptop = two
    for owner in (office, laptop, office):
        owner.syncs()
    _are_equal(two)


def _are_equal(two: Two) -> None:
    office, laptop = two
    office.desktop.wait_until(
        lambda: chats_on_disk.hash_of(office.data) == chats_on_disk.hash_of(laptop.data), "the same chats at both"
    )


@contextmanager
def _small_disk(path: Path) -> Iterator[Path]:
    """A disk of a megabyte where this machine lets us have one, else a folder."""
    path.mkdir()
    is_disk = os.geteuid() == 0 and _mount("-t", "tmpfs", "-o", f"size={MEGABYTE}", "tmpfs", str(path))
    try:
        yield path
    finally:
        if is_disk:
            subprocess.run(["umount", "--lazy", str(path)], check=True)


@contextmanager
def _full(disk: Path) -> Iterator[bool]:
    """Leave no room on a disk; gives whether that could be done."""
    filler = disk / "filler"
    is_disk = os.path.ismount(disk)
    if is_disk:
        filler.write_bytes(bytes(shutil.disk_usage(disk).free))
    try:
        yield is_disk
    finally:
        filler.unlink(missing_ok=True)


@contextmanager
def _read_only(disk: Path) -> Iterator[None]:
    """Let nobody write on a disk or below a folder."""
    if os.path.ismount(disk):
        assert _mount("-o", "remount,ro", str(disk))
        yield
        assert _mount("-o", "remount,rw", str(disk))
        return
    folders = [disk, *(one for one in disk.rglob("*") if one.is_dir())]
    for one in folders:
        one.chmod(0o500)
    yield
    for one in folders:
        one.chmod(0o700)


def _mount(*arguments: str) -> bool:
    return subprocess.run(["mount", *arguments], check=False, capture_output=True).returncode == 0
