"""Whatever answers in a storage's place is told as what it is, and gets no password that is not for it."""

from __future__ import annotations

import asyncio
import datetime as dt
import email.utils
import shutil
import socket
import ssl
import subprocess
from collections.abc import AsyncGenerator, AsyncIterator
from pathlib import Path

import pytest

from tests.web_server import HttpAnswer, WebServer
from turbodesk.chat.storage_errors import (
    Missing,
    NotStorage,
    Refused,
    StorageBusy,
    StorageError,
    StorageFull,
    StorageUnreachable,
)
from turbodesk.remote.server_address import read_address
from turbodesk.remote.web_requests import LONGEST_WAIT_S, MOST_COMPLAINT, LongAnswer, StorageAnswer, WebRequests

SECRET = "secret-of-the-storage"
LOGIN = {"authorization": f"Basic {SECRET}"}


@pytest.fixture
async def requests(server: WebServer) -> AsyncIterator[WebRequests]:
    made = requests_to(server.url)
    yield made
    await made.close()


def requests_to(url: str, *, proxy: str = "", patience_s: float = 60) -> WebRequests:
    return WebRequests(read_address(url), headers=LOGIN, secrets=("", SECRET), proxy=proxy, patience_s=patience_s)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        *((200, NotStorage), (204, NotStorage), (304, NotStorage), (400, StorageError), (401, Refused)),
        *((403, Refused), (404, Missing), (405, NotStorage), (407, StorageUnreachable), (408, StorageUnreachable)),
        *((409, StorageError), (410, Missing), (413, StorageFull), (423, StorageBusy), (429, StorageBusy)),
        *((500, StorageError), (501, NotStorage), (502, StorageUnreachable), (503, StorageBusy)),
        *((504, StorageUnreachable), (507, StorageFull), (511, StorageUnreachable), (522, StorageUnreachable)),
        (799, StorageError),
    ],
)
async def test_what_a_status_means(requests: WebRequests, status: int, kind: type[StorageError]) -> None:
    failure = requests.failure(StorageAnswer(status, {}, b"a body is never shown"))
    assert type(failure) is kind
    assert failure.detail.startswith(f"HTTP {status}")
    assert "body" not in failure.detail


@pytest.mark.parametrize(
    ("status", "code", "says", "kind"),
    [
        (403, "BlockedTemporarily", "too many requests", StorageBusy),
        (400, "SlowDown", "Please reduce your request rate.", StorageBusy),
        (403, "Forbidden", "Quota exceeded", StorageFull),
        (400, "InsufficientStorage", "", StorageFull),
        (403, "AccessDenied", "Storage cap exceeded", StorageFull),
        (403, "AccessDenied", "No", Refused),
    ],
)
async def test_words_say_more_than_a_status(
    requests: WebRequests, status: int, code: str, says: str, kind: type[StorageError]
) -> None:
    assert type(requests.failure(StorageAnswer(status, {}, b""), code=code, says=says)) is kind


async def test_no_detail_holds_a_secret_or_a_second_line(requests: WebRequests) -> None:
    failure = requests.failure(StorageAnswer(403, {}, b""), code="No", says=f"{SECRET}\n\x1b[31m{'x' * 9_000}")
    assert failure.detail.startswith("HTTP 403 Forbidden: No [secret]  [31mxxx")
    assert len(failure.detail) == 500


@pytest.mark.parametrize(("asked", "waits"), [("120", 120), ("99999999", LONGEST_WAIT_S), ("soon", None), ("", None)])
async def test_a_wait_asked_for_is_kept_within_bounds(requests: WebRequests, asked: str, waits: float | None) -> None:
    failure = requests.failure(StorageAnswer(429, {"retry-after": asked}, b""))
    assert isinstance(failure, StorageBusy)
    assert failure.wait_s == waits


async def test_a_wait_may_be_a_date(requests: WebRequests) -> None:
    then = email.utils.format_datetime(dt.datetime.now(dt.UTC) + dt.timedelta(minutes=30), usegmt=False)
    failure = requests.failure(StorageAnswer(503, {"retry-after": then}, b""))
    assert isinstance(failure, StorageBusy)
    assert failure.wait_s == pytest.approx(1_800, abs=60)


async def test_content_and_headers_arrive(server: WebServer, requests: WebRequests) -> None:
    content = bytes(range(256)) * 4_000
    server.answers["PUT /a%20b"] = HttpAnswer(b"", 201)
    answer = await requests.ask("PUT", f"{server.url}/a%20b", fine=(201,), headers={"depth": "1"}, content=content)
    assert (answer.status, answer.body) == (201, b"")
    assert server.requests == [("PUT", "/a%20b", content)]
    headers = server.asked[0][1]
    assert (headers["depth"], headers["authorization"]) == ("1", LOGIN["authorization"])
    assert headers["content-length"] == str(len(content))
    assert headers["accept-encoding"] == "identity"
    assert "transfer-encoding" not in headers


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_within_the_place_is_followed(server: WebServer, requests: WebRequests, status: int) -> None:
    server.answers["PUT /a"] = HttpAnswer(status=status, headers={"location": "/b/c"})
    server.answers["PUT /b/c"] = HttpAnswer(b"there")
    answer = await requests.ask("PUT", f"{server.url}/a", fine=(200,), content=b"words")
    assert answer.body == b"there"
    assert answer.address == f"{server.url}/b/c"
    assert server.requests == [("PUT", "/a", b"words"), ("PUT", "/b/c", b"words")]


async def test_a_redirect_to_another_place_gets_nothing(server: WebServer, requests: WebRequests) -> None:
    async with WebServer() as other:
        for location in (
            other.url,
            f"//127.0.0.1:{other.port}/a",
            f"http://localhost:{server.port}/",
            "https://x.example",
        ):
            server.answers["/a"] = HttpAnswer(status=307, headers={"location": location})
            with pytest.raises(NotStorage, match="a redirect to"):
                await requests.ask("PUT", f"{server.url}/a", fine=(200,), content=b"words")
        assert other.asked == []


@pytest.mark.parametrize("location", ["http://me:pass@127.0.0.1:{port}/", "/a", ""])
async def test_a_redirect_to_nowhere_is_no_storage(server: WebServer, requests: WebRequests, location: str) -> None:
    server.answers["/a"] = HttpAnswer(status=302, headers={"location": location.format(port=server.port)})
    with pytest.raises(NotStorage):
        await requests.ask("GET", f"{server.url}/a", fine=(200,))
    assert len(server.asked) <= 4


async def test_a_redirect_to_what_is_no_address_is_no_answer(server: WebServer, requests: WebRequests) -> None:
    server.answers["/a"] = HttpAnswer(status=302, headers={"location": "http://here:there/"})
    with pytest.raises(StorageUnreachable):
        await requests.ask("GET", f"{server.url}/a", fine=(200,))


async def test_a_redirect_is_an_answer_where_it_is_not_followed(server: WebServer, requests: WebRequests) -> None:
    server.answers["/a"] = HttpAnswer(status=301, headers={"location": "/b"})
    assert (await requests.ask("GET", f"{server.url}/a", fine=(200,), follows=False)).status == 301
    assert len(server.asked) == 1


async def test_a_body_is_handed_over_as_it_comes(server: WebServer, requests: WebRequests) -> None:
    server.answers["/a"] = HttpAnswer(b"x" * 300_000)
    pieces: list[bytes] = []
    answer = await requests.ask("GET", f"{server.url}/a", fine=(200,), most=300_000, feed=pieces.append)
    assert b"".join(pieces) == b"x" * 300_000
    assert answer.body == b""


async def endless() -> AsyncGenerator[bytes, None]:
    while True:
        yield b"x" * 65_536


async def test_an_answer_without_end_is_given_up(server: WebServer, requests: WebRequests) -> None:
    server.answers["/a"] = HttpAnswer(endless)
    with pytest.raises(LongAnswer):
        await requests.ask("GET", f"{server.url}/a", fine=(200,), most=1_000_000)
    assert server.sent < 20_000_000
    assert len((await requests.ask("GET", f"{server.url}/a", fine=())).body) <= MOST_COMPLAINT


async def test_of_an_answer_that_says_it_is_too_long_nothing_is_read(server: WebServer, requests: WebRequests) -> None:
    server.answers["/a"] = HttpAnswer(b"xx", headers={"content-length": "1000000000000"}, sends_length=False)
    with pytest.raises(LongAnswer, match="1,000,000,000,000"):
        await requests.ask("GET", f"{server.url}/a", fine=(200,), most=1_000_000)


async def test_what_is_cut_off_is_never_the_whole(server: WebServer, requests: WebRequests) -> None:
    server.answers["/a"] = HttpAnswer(b"half", headers={"content-length": "8"}, sends_length=False)
    with pytest.raises(StorageUnreachable):
        await requests.ask("GET", f"{server.url}/a", fine=(200,))


async def test_what_is_packed_is_not_unpacked(server: WebServer, requests: WebRequests) -> None:
    server.answers["/a"] = HttpAnswer(b"\x1f\x8b", headers={"content-encoding": "gzip"})
    with pytest.raises(StorageError, match="packed"):
        await requests.ask("GET", f"{server.url}/a", fine=(200,))
    assert (await requests.ask("GET", f"{server.url}/a", fine=(204,))).body == b""


async def trickling() -> AsyncGenerator[bytes, None]:
    while True:
        yield b"x"
        await asyncio.sleep(0.02)


async def silent() -> AsyncGenerator[bytes, None]:
    yield b"x"
    await asyncio.sleep(3_600)


@pytest.mark.parametrize("body", [silent, trickling])
async def test_who_is_slow_is_given_up(server: WebServer, body: object) -> None:
    server.answers["/a"] = HttpAnswer(body)  # type: ignore[arg-type]
    slow = requests_to(server.url, patience_s=0.05)
    with pytest.raises(StorageUnreachable, match=r"^$"):
        await slow.ask("GET", f"{server.url}/a", fine=(200,), most=10**9)
    await slow.close()


async def test_nobody_there_is_unreachable() -> None:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{one.getsockname()[1]}"
        alone = requests_to(url)
        with pytest.raises(StorageUnreachable, match=r"^$"):
            await alone.ask("GET", url, fine=(200,))
        await alone.close()


async def test_a_proxy_that_is_none_is_told() -> None:
    behind = requests_to("https://cloud.example", proxy="nonsense://here")
    with pytest.raises(StorageUnreachable, match="proxy"):
        await behind.ask("GET", "https://cloud.example", fine=(200,))
    await behind.close()


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes a certificate")
async def test_a_certificate_of_nobody_gets_no_password(tmp_path: Path) -> None:
    key, certificate = tmp_path / "key", tmp_path / "certificate"
    command = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=localhost", "-days", "2"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", str(key), "-out", str(certificate)]
    await asyncio.to_thread(subprocess.run, command, check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    async with WebServer(tls=tls) as server:
        url = f"https://localhost:{server.port}"
        made = requests_to(url)
        with pytest.raises(StorageUnreachable, match="CERTIFICATE"):
            await made.ask("GET", url, fine=(200,))
        assert server.asked == []
        await made.close()


async def test_nothing_asked_leaves_nothing_to_close() -> None:
    await requests_to("https://cloud.example").close()


@pytest.mark.parametrize(("kind", "is_page"), [("Text/HTML; charset=utf-8", True), ("text/plain", False), ("", False)])
def test_a_page_is_told_by_its_type(kind: str, is_page: bool) -> None:
    assert StorageAnswer(200, {"content-type": kind}, b"x").is_page is is_page
    assert not StorageAnswer(200, {"content-type": kind}, b"").is_page
