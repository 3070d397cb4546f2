"""Pages are fetched within bounds, as nobody, and not from the own network, whatever a server or a name does."""

from __future__ import annotations

import asyncio
import gzip
import ipaddress
import socket
import zlib
from collections.abc import AsyncGenerator
from contextlib import suppress
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.gateway.test_faults import self_signed
from tests.gateway_server.proxies import Proxy
from tests.web_server import HttpAnswer, WebServer
from turbodesk.chat.errors import PageRefused
from turbodesk.gateway import web_address, web_page
from turbodesk.gateway.web_address import read
from turbodesk.gateway.web_page import MOST_BYTES, Elsewhere, WebPage, fetch

HTML = {"content-type": "text/html"}
PUBLIC = "127.0.0.2"
"""Stands for an address of the internet in these tests: all of 127.0.0.0/8 is this computer's."""


async def page(url: str, **how: Any) -> WebPage:
    found = await fetch(read(url), may_be_own=True, **how)
    assert isinstance(found, WebPage)
    return found


async def refusal(url: str, **how: Any) -> str:
    with pytest.raises(PageRefused) as refused:
        await fetch(read(url), **how)
    sentence = refused.value.note.sentence
    assert sentence.endswith((".", "”."))
    return sentence


async def test_a_page_comes_as_it_is_and_nothing_of_the_persons_goes_out() -> None:
    async with WebServer({"/a?b=c": HttpAnswer("Grüße".encode(), headers={**HTML, "set-cookie": "a=b"})}) as server:
        found = await page(f"{server.url}/a?b=c#d")
        await page(f"{server.url}/a?b=c")
    assert found.data.decode() == "Grüße"
    assert (found.content_type, found.is_whole, found.proxy) == ("text/html", True, "")
    for _, headers in server.asked:
        assert headers["host"] == f"127.0.0.1:{server.port}"
        assert headers["user-agent"].startswith("TurboDesk/")
        assert not headers.keys() & {"cookie", "referer", "authorization", "x-api-key", "accept-language"}


async def endless() -> AsyncGenerator[bytes, None]:
    while True:
        yield b"x" * 65_536


async def test_an_endless_page_ends_at_the_bound() -> None:
    async with WebServer({"/": HttpAnswer(endless)}) as server:
        found = await page(server.url)
    assert len(found.data) == MOST_BYTES
    assert not found.is_whole
    assert server.sent < 4 * MOST_BYTES, "what the sockets hold, and no more"


async def test_a_page_of_fifty_megabytes_is_read_to_the_bound() -> None:
    async with WebServer({"/": HttpAnswer(b"y" * 50_000_000)}) as server:
        found = await page(server.url)
    assert len(found.data) == MOST_BYTES
    assert server.sent <= 50_000_000


async def packed_for_ever() -> AsyncGenerator[bytes, None]:
    pack = zlib.compressobj(wbits=31)
    while True:
        yield pack.compress(bytes(300_000)) + pack.flush(zlib.Z_FULL_FLUSH)


async def nothing_for_ever() -> AsyncGenerator[bytes, None]:
    yield zlib.compressobj(wbits=31).flush(zlib.Z_FULL_FLUSH)
    while True:
        yield b"\x00\x00\x00\xff\xff" * 10_000  # blocks that are empty, none of them the last


async def test_a_bomb_unpacks_to_the_bound_and_no_further() -> None:
    bomb = gzip.compress(bytes(30_000_000), 9)
    packed = {**HTML, "content-encoding": "gzip"}
    answers = {"/whole": HttpAnswer(bomb, headers=packed), "/endless": HttpAnswer(packed_for_ever, headers=packed)}
    async with WebServer(answers) as server:
        for path in answers:
            found = await page(f"{server.url}{path}")
            assert len(found.data) == MOST_BYTES
            assert not found.is_whole


async def test_what_unpacks_to_nothing_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_page, "LIMIT_S", 0.3)
    packed = {**HTML, "content-encoding": "gzip"}
    async with WebServer({"/": HttpAnswer(nothing_for_ever, headers=packed)}) as server:
        assert "took longer" in await refusal(server.url, may_be_own=True)


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "bare", "identity"])
async def test_bodies_are_unpacked(encoding: str) -> None:
    text = bytes(range(256)) * 4_000
    bare = zlib.compressobj(wbits=-15)
    body = {
        "gzip": gzip.compress(text),
        "deflate": zlib.compress(text),
        "bare": bare.compress(text) + bare.flush(),
    }.get(encoding, text)
    packed = {**HTML, "content-encoding": "deflate" if encoding == "bare" else encoding}
    async with WebServer({"/": HttpAnswer(body, headers=packed)}) as server:
        assert (await page(server.url)).data == text


async def test_what_cannot_be_unpacked_is_refused() -> None:
    answers = {
        "/damaged": HttpAnswer(b"this is no gzip", headers={**HTML, "content-encoding": "gzip"}),
        "/other": HttpAnswer(b"x", headers={**HTML, "content-encoding": "br"}),
        "/twice": HttpAnswer(b"x", headers={**HTML, "content-encoding": "gzip, gzip"}),
    }
    async with WebServer(answers) as server:
        for path in answers:
            assert "unpacked" in (said := await refusal(server.url + path, may_be_own=True)) or "packed" in said


async def trickle() -> AsyncGenerator[bytes, None]:
    while True:
        yield b"x"
        await asyncio.sleep(0.01)


async def test_a_page_that_trickles_for_ever_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_page, "LIMIT_S", 0.3)
    async with WebServer({"/": HttpAnswer(trickle)}) as server:
        assert "took longer" in await refusal(server.url, may_be_own=True)


async def test_a_page_that_breaks_off_or_is_none_is_a_sentence() -> None:
    async def broken() -> AsyncGenerator[bytes, None]:
        yield b"half"

    cut = HttpAnswer(broken, headers={**HTML, "content-length": "100"})
    async with WebServer({"/cut": cut, "/busy": HttpAnswer(status=503), "/odd": HttpAnswer(status=204)}) as server:
        assert "broke off" in await refusal(f"{server.url}/cut", may_be_own=True)
        assert "trouble of its own" in await refusal(f"{server.url}/busy", may_be_own=True)
        assert "no page (204)" in await refusal(f"{server.url}/odd", may_be_own=True)
        assert "no page at this address" in await refusal(f"{server.url}/nothing", may_be_own=True)
        port = server.port
    assert "could not be reached" in await refusal(f"http://127.0.0.1:{port}/", may_be_own=True)


async def test_other_services_are_no_pages() -> None:
    assert "port 25" in await refusal("http://site.ch:25/", may_be_own=True)


# The own network


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "10.0.0.1", "169.254.169.254", "[::ffff:7f00:1]"])
async def test_the_own_network_is_not_asked(host: str) -> None:
    async with WebServer({"/": HttpAnswer(b"secret")}) as server:
        assert "own network" in await refusal(f"http://{host}:{server.port}/")
        assert not server.asked


@pytest.fixture
def public(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take one address of this computer for one of the internet."""
    judged = web_address.is_own
    monkeypatch.setattr(web_address, "is_own", lambda number: str(number) != PUBLIC and judged(number))


def resolve(monkeypatch: pytest.MonkeyPatch, **names: list[str]) -> list[str]:
    """Let names, their dots as underscores, have these numbers, the next at each look-up; return those looked up."""
    looked_up: list[str] = []

    async def getaddrinfo(host: str, port: int, **_: object) -> list[tuple[Any, ...]]:
        looked_up.append(host)
        numbers = names[host.replace(".", "_")]
        now = numbers if len(numbers) < 2 or "+" in numbers else [numbers.pop(0)]
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in now if one != "+"]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", getaddrinfo)
    return looked_up


@pytest.mark.usefixtures("public")
async def test_a_name_that_leads_inside_is_not_asked_whatever_else_it_leads_to(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, evil_ch=["127.0.0.1"], mixed_ch=[PUBLIC, "192.168.0.1", "+"])
    async with WebServer({"/": HttpAnswer(b"secret")}) as server:
        for name in ("evil.ch", "mixed.ch"):
            assert "own network" in await refusal(f"http://{name}:{server.port}/")
        assert not server.asked


@pytest.mark.usefixtures("public")
async def test_a_name_that_changes_after_it_was_judged_is_not_looked_up_again(monkeypatch: pytest.MonkeyPatch) -> None:
    looked_up = resolve(monkeypatch, rebinds_ch=[PUBLIC, "127.0.0.1"])
    async with WebServer({"/": HttpAnswer(b"outside")}, host=PUBLIC) as server:
        found = await fetch(read(f"http://rebinds.ch:{server.port}/"))
    assert isinstance(found, WebPage)
    assert found.data == b"outside"
    assert looked_up == ["rebinds.ch"]
    assert server.asked[0][1]["host"] == f"rebinds.ch:{server.port}"


@pytest.mark.usefixtures("public")
async def test_a_redirect_is_judged_as_the_first_address_was(monkeypatch: pytest.MonkeyPatch) -> None:
    async with WebServer({"/": HttpAnswer(b"secret")}) as inside, WebServer(host=PUBLIC) as server:
        resolve(monkeypatch, site_ch=[PUBLIC], www_site_ch=["127.0.0.1"])
        start = f"http://site.ch:{server.port}"
        for place in (f"http://www.site.ch:{inside.port}/", f"http://[::ffff:127.0.0.1]:{inside.port}/"):
            server.answers["/"] = HttpAnswer(status=302, headers={"location": place})
            assert "own network" in await refusal(place)
            if "site.ch" in place:
                assert "own network" in await refusal(f"{start}/")
            else:
                assert isinstance(await fetch(read(f"{start}/")), Elsewhere)
        for wrong in ("file:///etc/passwd", "", "http://a b/"):
            server.answers["/"] = HttpAnswer(status=302, headers={"location": wrong})
            assert "no address" in await refusal(f"{start}/")
        assert not inside.asked


@pytest.mark.usefixtures("public")
async def test_the_same_site_is_followed_and_another_one_told(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, site_ch=[PUBLIC], www_site_ch=[PUBLIC])
    async with WebServer(host=PUBLIC) as server:
        there = f"http://www.site.ch:{server.port}/there"
        server.answers = {
            "/": HttpAnswer(status=301, headers={"location": there, "set-cookie": "a=b"}),
            "/there": HttpAnswer(b"arrived"),
            "/out": HttpAnswer(status=302, headers={"location": "https://other.example/x?secret=1"}),
            "/round": HttpAnswer(status=302, headers={"location": "/round"}),
        }
        found = await fetch(read(f"http://site.ch:{server.port}/"))
        assert isinstance(found, WebPage)
        assert (found.data, found.address.url) == (b"arrived", there)
        assert "cookie" not in server.asked[-1][1]
        out = await fetch(read(f"http://site.ch:{server.port}/out"))
        assert out == Elsewhere(read("https://other.example/x?secret=1"))
        assert "without end" in await refusal(f"http://site.ch:{server.port}/round")


async def test_the_next_number_is_tried_where_one_does_not_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    resolve(monkeypatch, two_ch=["127.0.0.9", "127.0.0.1", "+"])
    async with WebServer({"/": HttpAnswer(b"second")}) as server:
        assert (await page(f"http://two.ch:{server.port}/")).data == b"second"


async def test_a_name_that_is_none_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    async def fails(*_: object, **__: object) -> object:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", fails)
    assert "no computer called nowhere.ch" in await refusal("https://nowhere.ch/")


async def test_the_certificate_is_that_of_the_name(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    tls = self_signed(tmp_path)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "cert.pem"))
    resolve(monkeypatch, localhost=["127.0.0.1"], other_ch=["127.0.0.1"])
    async with WebServer({"/": HttpAnswer(b"safe")}, tls=tls) as server:
        assert "cannot be trusted" in await refusal(f"https://other.ch:{server.port}/", may_be_own=True)
        found = await page(f"https://localhost:{server.port}/")
    assert found.data == b"safe"


# A proxy


async def test_a_proxy_looks_the_name_up_and_is_named() -> None:
    async with WebServer({"/": HttpAnswer(b"through")}) as server, Proxy(server.port, is_socks=True) as proxy:
        found = await fetch(read(f"http://site.ch:{server.port}/"), proxy=proxy.url)
        assert isinstance(found, WebPage)
        assert (found.data, found.proxy) == (b"through", proxy.url)
        assert proxy.asked == ["site.ch"]
        for inside in ("printer", "nas.local", "10.0.0.1"):
            assert "own network" in await refusal(f"http://{inside}:{server.port}/", proxy=proxy.url)
        assert len(proxy.asked) == 1


async def test_a_proxy_that_refuses_or_is_none_is_a_sentence() -> None:
    async with Proxy(1, refuses=True) as proxy:
        assert "proxy" in await refusal("https://site.ch/", proxy=proxy.url)
    assert "proxy" in await refusal("https://site.ch/", proxy="gopher://x")


def test_this_test_stands_for_the_internet_honestly() -> None:
    assert web_address.is_own(ipaddress.ip_address(PUBLIC))


@given(
    st.text(max_size=60),
    st.sampled_from(["https://nowhere.invalid/", "https://nowhere.invalid/?q=", "http://nowhere.invalid:8080/"]),
)
@settings(max_examples=200)
def test_whatever_is_an_address_can_be_asked_for(text: str, before: str) -> None:
    with suppress(ValueError):
        address = read(before + text)
        httpx.Request("GET", httpx.URL(address.url), headers={"host": address.authority})
        web_page._at(address, "192.0.2.1")  # noqa: SLF001
