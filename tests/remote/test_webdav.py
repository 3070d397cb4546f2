"""A WebDAV server may say what it likes: no password leaves, no name leads elsewhere, and no file seems to be gone."""

from __future__ import annotations

import base64
from collections.abc import AsyncIterator

import pytest

from tests.remote.answers import BROKEN_FILES, FILE, OTHER, VAULT
from tests.web_server import HttpAnswer, WebServer
from turbodesk.chat.storage_choice import NEXTCLOUD, WEBDAV, StorageChoice
from turbodesk.chat.storage_errors import (
    Missing,
    NotStorage,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
)
from turbodesk.remote.storages.webdav import WebDav

HTML = {"content-type": "text/html; charset=utf-8"}
PAGE = HttpAnswer(b"<!DOCTYPE html><html><title>Sign in to the Wi-Fi</title></html>", 200, HTML)
NOTHING = HttpAnswer(b"", 404)


@pytest.fixture
async def storage(server: WebServer) -> AsyncIterator[WebDav]:
    made = WebDav(StorageChoice(WEBDAV, f"{server.url}/dav/", "person"), "pässword", VAULT)
    yield made
    await made.close()


def listing(*entries: tuple[str, str], status: int = 207) -> HttpAnswer:
    """A listing of addresses and sizes; "" for a folder."""
    folder = "<resourcetype><collection/></resourcetype>"
    lines = (
        f"<response><href>{href}</href><propstat><prop>"
        f"{f'<getcontentlength>{size}</getcontentlength>' if size else folder}</prop></propstat></response>"
        for href, size in entries
    )
    return HttpAnswer(f'<multistatus xmlns="DAV:">{"".join(lines)}</multistatus>'.encode(), status)


LOG = f"/dav/{VAULT}/log/"


def methods(server: WebServer) -> list[str]:
    return [f"{method} {path}" for method, path, _ in server.requests]


async def test_what_is_asked_for_a_listing(server: WebServer, storage: WebDav) -> None:
    server.answers[f"PROPFIND {LOG}"] = listing((LOG, ""), (f"{LOG}{FILE}", "12"))
    assert await storage.list("log") == {FILE: 12}
    headers = server.asked[0][1]
    assert headers["depth"] == "1"
    assert headers["authorization"] == f"Basic {base64.b64encode('person:pässword'.encode()).decode()}"
    assert b"getcontentlength" in server.requests[0][2]


@pytest.mark.parametrize(
    "entry",
    [
        ("/etc/passwd", "5"),
        (f"{LOG}../../{FILE}", "5"),
        (f"{LOG}..%2f{FILE}", "5"),
        (f"{LOG}{FILE}%2f", "5"),
        (f"{LOG}%2e%2e", "5"),
        (f"{LOG}deeper/{FILE}", "5"),
        (f"/dav/other/log/{FILE}", "5"),
        (f"{LOG}{FILE}%00", "5"),
        (f"{LOG}.hidden", "5"),
        (f"{LOG}{FILE}", ""),
        (f"{LOG}{FILE}", "-5"),
        (f"{LOG}{FILE}", "9" * 30),
        (f"{LOG}{FILE}", "٣"),
        ("http://[broken", "5"),
        ("", "5"),
    ],
)
async def test_what_is_no_file_of_ours_is_passed_over(
    server: WebServer, storage: WebDav, entry: tuple[str, str]
) -> None:
    server.answers[f"PROPFIND {LOG}"] = listing((LOG, ""), entry, (f"{LOG}{OTHER}", "7"))
    assert await storage.list("log") == {OTHER: 7}


@pytest.mark.parametrize(
    ("folder", "file"),
    [
        (LOG, f"{LOG}{FILE}"),
        (f"http://inside.example:8080{LOG}", f"https://evil.example{LOG}{FILE}"),
        (LOG.upper().replace("DAV", "Dav"), f"{LOG}%61{FILE[1:]}"),
        (f"/{LOG}/".replace("//dav", "/dav"), f"/dav//{VAULT}/log/{FILE}"),
    ],
)
async def test_of_an_address_the_path_alone_counts(server: WebServer, storage: WebDav, folder: str, file: str) -> None:
    server.answers[f"PROPFIND {LOG}"] = listing((folder, ""), (file, "12"))
    assert await storage.list("log") == {FILE: 12}
    assert methods(server) == [f"PROPFIND {LOG}"]


async def test_letters_with_accents_are_the_same_in_two_spellings(server: WebServer) -> None:
    storage = WebDav(StorageChoice(WEBDAV, f"{server.url}/für mich"), "", VAULT)
    asked = f"/f%C3%BCr%20mich/{VAULT}/log/"
    server.answers[f"PROPFIND {asked}"] = listing((f"/fu%CC%88r%20mich/{VAULT}/log", ""), (f"{asked}{FILE}", "1"))
    assert await storage.list("log") == {FILE: 1}
    assert "authorization" not in server.asked[0][1]
    await storage.close()


@pytest.mark.parametrize("entries", [[], [(f"{LOG}{FILE}", "5")], [("/elsewhere/", "")]])
async def test_a_listing_of_something_else_does_not_empty_the_storage(
    server: WebServer, storage: WebDav, entries: list[tuple[str, str]]
) -> None:
    server.answers[f"PROPFIND {LOG}"] = listing(*entries)
    with pytest.raises(StorageError, match="another folder"):
        await storage.list("log")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (PAGE, NotStorage),
        (HttpAnswer(PAGE.body, 207, HTML), NotStorage),
        (HttpAnswer(b"<!DOCTYPE a [<!ENTITY b 'c'>]><multistatus>&b;</multistatus>", 207), NotStorage),
        (HttpAnswer(b"", 405), NotStorage),
        (HttpAnswer(b"", 501), NotStorage),
        (HttpAnswer(b"", 302, {"location": "https://portal.example/"}), NotStorage),
        (HttpAnswer(b"", 401), Refused),
        (HttpAnswer(b"", 403), Refused),
        (HttpAnswer(b"", 503, {"retry-after": "60"}), StorageBusy),
        (HttpAnswer(b"<error><s:exception xmlns:s='s'>BlockedTemporarily</s:exception></error>", 403), StorageBusy),
        (HttpAnswer(b"", 500), StorageError),
        (HttpAnswer(b"<multistatus><resp", 207), StorageUnreachable),
        (listing((LOG, ""), (LOG, "x" * 10_000)), NotStorage),
    ],
)
async def test_what_a_listing_may_come_to(
    server: WebServer, storage: WebDav, answer: HttpAnswer, kind: type[StorageError]
) -> None:
    server.answers[f"PROPFIND {LOG}"] = answer
    with pytest.raises(StorageError) as told:
        await storage.list("log")
    assert type(told.value) is kind


async def test_a_listing_without_end_is_given_up(server: WebServer, storage: WebDav) -> None:
    async def endless() -> AsyncIterator[bytes]:
        yield b"<multistatus>"
        while True:
            yield b"<response><href>/dav</href></response>" * 1_000

    server.answers[f"PROPFIND {LOG}"] = HttpAnswer(endless, 207)  # type: ignore[arg-type]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("turbodesk.remote.storages.webdav.MOST_LISTING", 1_000_000)
        with pytest.raises(StorageError, match="more than 1,000,000"):
            await storage.list("log")


async def test_a_vault_that_is_not_there_yet_is_empty(server: WebServer, storage: WebDav) -> None:
    server.answers["PROPFIND /dav/"] = listing(("/dav/", ""))
    assert await storage.list("log") == {}
    assert server.asked[1][1]["depth"] == "0"


async def test_a_place_that_is_not_there_is_no_storage(server: WebServer, storage: WebDav) -> None:
    with pytest.raises(NotStorage):
        await storage.list("log")
    with pytest.raises(NotStorage):
        await storage.put(f"log/{FILE}", b"words")
    assert not any(method.startswith("MKCOL") for method in methods(server))


async def test_a_file_is_read(server: WebServer, storage: WebDav) -> None:
    server.answers[f"GET {LOG}{FILE}"] = HttpAnswer(b"sealed", headers={"content-type": "application/octet-stream"})
    assert await storage.get(f"log/{FILE}") == b"sealed"
    with pytest.raises(Missing):
        await storage.get(f"log/{OTHER}")
    with pytest.raises(ValueError, match="not a name"):
        await storage.get("log/../../secret")


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (PAGE, NotStorage),
        (HttpAnswer(b"half", 206), NotStorage),
        *BROKEN_FILES,
        (HttpAnswer(b"", 401), Refused),
    ],
)
async def test_what_reading_a_file_may_come_to(
    server: WebServer, storage: WebDav, answer: HttpAnswer, kind: type[Exception]
) -> None:
    server.answers[f"GET {LOG}{FILE}"] = answer
    with pytest.raises(kind):
        await storage.get(f"log/{FILE}")


async def test_folders_are_made_once_where_they_are_missing(server: WebServer, storage: WebDav) -> None:
    server.answers["PROPFIND /dav/"] = listing(("/dav/", ""))
    for path in (f"/dav/{VAULT}/", LOG):
        server.answers[f"MKCOL {path}"] = HttpAnswer(b"", 201)
    for name in (FILE, OTHER):
        server.answers[f"PUT {LOG}{name}"] = HttpAnswer(b"<html>Created</html>", 201, HTML)
        await storage.put(f"log/{name}", b"words")
    made = [f"MKCOL /dav/{VAULT}/", f"MKCOL {LOG}"]
    looks = [f"PROPFIND {LOG}", "PROPFIND /dav/"]
    assert methods(server) == [*looks, *made, f"PUT {LOG}{FILE}", f"PUT {LOG}{OTHER}"]
    assert server.requests[-1][2] == b"words"


async def test_folders_that_went_are_made_anew(server: WebServer, storage: WebDav) -> None:
    there = listing((LOG, ""))
    server.at_first = [there, HttpAnswer(b"", 409), NOTHING, listing(("/dav/", "")), *[HttpAnswer(b"", 405)] * 2]
    server.answers[f"PUT {LOG}{FILE}"] = HttpAnswer(b"", 204)
    await storage.put(f"log/{FILE}", b"words")
    looks = [f"PROPFIND {LOG}", "PROPFIND /dav/"]
    made = [f"MKCOL /dav/{VAULT}/", f"MKCOL {LOG}"]
    assert methods(server) == [f"PROPFIND {LOG}", f"PUT {LOG}{FILE}", *looks, *made, f"PUT {LOG}{FILE}"]


async def test_after_a_connection_that_broke_the_folder_is_looked_for(server: WebServer, storage: WebDav) -> None:
    server.answers[f"PROPFIND {LOG}"] = listing((LOG, ""))
    server.answers[f"PUT {LOG}{FILE}"] = HttpAnswer(b"", headers={"content-length": "8"}, sends_length=False)
    for _attempt in range(2):
        with pytest.raises(StorageUnreachable):
            await storage.put(f"log/{FILE}", b"words")
    assert methods(server) == [f"PROPFIND {LOG}", f"PUT {LOG}{FILE}"] * 2


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (NOTHING, NotStorage),
        (HttpAnswer(b"", 409), NotStorage),
        (HttpAnswer(b"", 405), NotStorage),
        (PAGE, NotStorage),
        (HttpAnswer(b"", 507), StorageFull),
        (HttpAnswer(b"", 413), StorageFull),
        (HttpAnswer(b"<d:error xmlns:d='DAV:'><d:message>Quota exceeded</d:message></d:error>", 400), StorageFull),
        (HttpAnswer(b"", 423), StorageBusy),
        (HttpAnswer(b"", 403), Refused),
    ],
)
async def test_what_writing_may_come_to(
    server: WebServer, storage: WebDav, answer: HttpAnswer, kind: type[StorageError]
) -> None:
    server.answers[f"PROPFIND {LOG}"] = listing((LOG, ""))
    server.answers[f"PUT {LOG}{FILE}"] = answer
    with pytest.raises(StorageError) as told:
        await storage.put(f"log/{FILE}", b"words")
    assert type(told.value) is kind


async def test_a_folder_that_another_makes_at_this_moment_is_there(server: WebServer, storage: WebDav) -> None:
    missing = [NOTHING, listing(("/dav/", ""))]
    server.at_first = [*missing, HttpAnswer(b"", 500), listing((f"/dav/{VAULT}/", "")), HttpAnswer(b"", 201)]
    server.answers[f"PUT {LOG}{FILE}"] = HttpAnswer(b"", 201)
    await storage.put(f"log/{FILE}", b"words")


async def test_a_folder_that_may_not_be_made_is_told(server: WebServer, storage: WebDav) -> None:
    server.answers["PROPFIND /dav/"] = listing(("/dav/", ""))
    server.answers[f"MKCOL /dav/{VAULT}/"] = HttpAnswer(b"", 403)
    with pytest.raises(Refused):
        await storage.put(f"log/{FILE}", b"words")


@pytest.mark.parametrize("status", [200, 202, 204, 404, 410])
async def test_a_file_is_deleted(server: WebServer, storage: WebDav, status: int) -> None:
    server.answers[f"DELETE {LOG}{FILE}"] = HttpAnswer(b"", status, {})
    await storage.delete(f"log/{FILE}")


@pytest.mark.parametrize(
    ("answer", "kind"), [(HttpAnswer(b"", 403), Refused), (PAGE, NotStorage), (HttpAnswer(b"", 423), StorageBusy)]
)
async def test_what_deleting_may_come_to(
    server: WebServer, storage: WebDav, answer: HttpAnswer, kind: type[StorageError]
) -> None:
    server.answers[f"DELETE {LOG}{FILE}"] = answer
    with pytest.raises(kind):
        await storage.delete(f"log/{FILE}")


async def test_only_empty_folders_are_removed(server: WebServer, storage: WebDav) -> None:
    vault, blobs = f"/dav/{VAULT}/", f"/dav/{VAULT}/blobs/"
    server.answers[f"PROPFIND {LOG}"] = listing((LOG, ""))
    server.answers[f"PROPFIND {vault}"] = listing((vault, ""), (f"{vault}somebody%27s", "3"))
    server.answers[f"DELETE {LOG}"] = HttpAnswer(b"", 204)
    await storage.remove_empty_folders()
    assert methods(server) == [f"PROPFIND {LOG}", f"DELETE {LOG}", f"PROPFIND {blobs}", f"PROPFIND {vault}"]


async def test_a_folder_that_cannot_be_removed_is_told(server: WebServer, storage: WebDav) -> None:
    server.answers[f"PROPFIND {LOG}"] = listing((LOG, ""))
    server.answers[f"DELETE {LOG}"] = HttpAnswer(b"", 403)
    with pytest.raises(Refused):
        await storage.remove_empty_folders()


@pytest.mark.parametrize("address", ["http://cloud.example", "ftp://cloud.example", "https://cloud.example/?a"])
def test_an_address_that_is_not_safe_is_none(address: str) -> None:
    with pytest.raises(NotStorage, match=r"\.$"):
        WebDav(StorageChoice(WEBDAV, address, "person"), "password", VAULT)


class TestNextcloud:
    ROOT = "/remote.php/dav/"
    OWNER = (
        b'<d:multistatus xmlns:d="DAV:"><d:response><d:href>/remote.php/dav/</d:href><d:propstat><d:prop>'
        b"<d:current-user-principal><d:href>/remote.php/dav/principals/users/A%20person/</d:href>"
        b"</d:current-user-principal></d:prop></d:propstat></d:response></d:multistatus>"
    )
    FILES = "/remote.php/dav/files/A%20person/"

    @pytest.mark.parametrize(
        ("typed", "before"),
        [
            ("", ""),
            ("/", ""),
            ("/index.php/apps/files/?dir=/#top", ""),
            ("/apps/dashboard/", ""),
            ("/remote.php/dav/files/me/", ""),
            ("/cloud/login?user=me", "/cloud"),
            ("/my/cloud", "/my/cloud"),
        ],
    )
    async def test_the_server_says_whose_files_these_are(self, server: WebServer, typed: str, before: str) -> None:
        storage = WebDav(StorageChoice(NEXTCLOUD, server.url + typed, "me@mail.example"), "password", VAULT)
        log = f"{before}{self.FILES}TurboDesk/{VAULT}/log/"
        server.answers[f"PROPFIND {before}{self.ROOT}"] = HttpAnswer(self.OWNER, 207)
        server.answers[f"PROPFIND {log}"] = listing((log, ""), (f"{log}{FILE}", "12"))
        assert await storage.list("log") == {FILE: 12}
        assert await storage.list("log") == {FILE: 12}
        assert methods(server) == [f"PROPFIND {before}{self.ROOT}", *[f"PROPFIND {log}"] * 2]
        assert server.asked[0][1]["depth"] == "0"
        await storage.close()

    async def test_our_folder_is_made_and_removed_again(self, server: WebServer) -> None:
        storage = WebDav(StorageChoice(NEXTCLOUD, server.url, "me"), "password", VAULT)
        ours = f"{self.FILES}TurboDesk/"
        vault, log = f"{ours}{VAULT}/", f"{ours}{VAULT}/log/"
        server.answers[f"PROPFIND {self.ROOT}"] = HttpAnswer(self.OWNER, 207)
        server.answers[f"PROPFIND {self.FILES}"] = listing((self.FILES, ""))
        for place in (ours, vault, log):
            server.answers[f"MKCOL {place}"] = HttpAnswer(b"", 201)
        server.answers[f"PUT {log}{FILE}"] = HttpAnswer(b"", 201)
        await storage.put(f"log/{FILE}", b"words")
        assert [one for one in methods(server) if one[0] == "M"] == [f"MKCOL {one}" for one in (ours, vault, log)]
        for place in (ours, vault, log):
            server.answers[f"PROPFIND {place}"] = listing((place, ""))
            server.answers[f"DELETE {place}"] = HttpAnswer(b"", 204 if place != ours else 404)
        await storage.remove_empty_folders()
        assert [one for one in methods(server) if one[0] == "D"] == [f"DELETE {one}" for one in (log, vault, ours)]
        await storage.close()

    @pytest.mark.parametrize(
        ("answer", "kind"),
        [
            (NOTHING, NotStorage),
            (PAGE, NotStorage),
            (HttpAnswer(b"", 401), Refused),
            (HttpAnswer(b"", 503), StorageBusy),
            (HttpAnswer(OWNER.replace(b"/remote.php/dav/principals/users/A%20person/", b""), 207), Refused),
        ],
    )
    async def test_what_asking_may_come_to(
        self, server: WebServer, answer: HttpAnswer, kind: type[StorageError]
    ) -> None:
        storage = WebDav(StorageChoice(NEXTCLOUD, server.url, "me"), "password", VAULT)
        server.answers[f"PROPFIND {self.ROOT}"] = answer
        for call in (storage.list("log"), storage.get(f"log/{FILE}"), storage.put(f"log/{FILE}", b"")):
            with pytest.raises(kind):
                await call
        await storage.close()
