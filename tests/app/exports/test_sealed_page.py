"""A page out of a reply is shown as it is and reaches nothing, whatever it tries: a browser is asked where one is."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.app.exports.test_html import read
from turbodesk.app.exports.sealed_page import sealed_page
from turbodesk.rendering.html import clean

BROWSER = next(filter(None, map(shutil.which, ("chromium", "google-chrome", "chromium-browser"))), "")
LIMIT_S = 20
needs_browser = pytest.mark.skipif(not BROWSER, reason="asks a browser, which is not installed")

ATTACKS = {
    "a picture": '<img src="HERE">',
    "a request": '<script>fetch("HERE")</script>',
    "a beacon": '<script>navigator.sendBeacon("HERE", "x")</script>',
    "a socket": '<script>new WebSocket("HERE".replace("http", "ws"))</script>',
    "another place": '<script>location = "HERE"</script>',
    "another place for the window": '<script>top.location = "HERE"</script>',
    "another place after a while": '<meta http-equiv=refresh content="0;url=HERE">',
    "a form": '<form action="HERE" method=post id=f></form><script>f.submit()</script>',
    "a form for the window": '<form action="HERE" target=_top id=f></form><script>f.submit()</script>',
    "a link": '<a id=a href="HERE">x</a><script>a.click()</script>',
    "a link for the window": '<a id=a target=_top href="HERE">x</a><script>a.click()</script>',
    "a link that tells": '<a id=a href="#x" ping="HERE">x</a><script>a.click()</script>',
    "a download": '<a id=a download href="HERE">x</a><script>a.click()</script>',
    "a style": '<link rel=stylesheet href="HERE"><style>@import url(HERE); body { background: url(HERE) }</style>',
    "letters": '<style>@font-face { font-family: x; src: url(HERE) }</style><p style="font-family: x">a',
    "a script": '<script src="HERE"></script>',
    "a frame": '<iframe src="HERE"></iframe>',
    "a frame in a frame": "<iframe srcdoc=\"<script>location='HERE'</script>\"></iframe>",
    "a page of bytes": (
        '<script>location = URL.createObjectURL(new Blob(["<img src=HERE>"], {type: "text/html"}))</script>'
    ),
    "an object": '<object data="HERE"></object><embed src="HERE">',
    "a worker": "<script>new Worker(URL.createObjectURL(new Blob([\"fetch('HERE')\"])))</script>",
    "what comes next": (
        '<link rel=prefetch href="HERE"><link rel=preload as=image href="HERE"><link rel=icon href="HERE">'
    ),
    "what may come next": (
        '<script type="speculationrules">'
        '{"prefetch":[{"urls":["HERE"],"source":"list","eagerness":"immediate"}]}</script>'
    ),
    "a way out of the frame": '"></iframe><img src="HERE"><iframe srcdoc="',
    "a film": '<video src="HERE" autoplay></video><svg><image href="HERE"/></svg>',
    "events": '<script>new EventSource("HERE")</script>',
}


@given(st.text(max_size=200) | st.text("<>\"'&/ ={}iframescript\n", max_size=200), st.text(max_size=30))
def test_what_is_in_the_frame_is_the_page_and_nothing_gets_out_of_it(html: str, title: str) -> None:
    reader = read(sealed_page(html, title).decode("utf-8"))
    (frame,) = [attributes for tag, attributes in reader.tags if tag == "iframe"]
    assert frame == {"sandbox": "allow-scripts", "srcdoc": clean(html)}
    assert [tag for tag, _ in reader.tags] == [
        *("html", "head", "meta", "meta", "meta", "meta", "title", "style", "body", "iframe")
    ]


@pytest.fixture
def asked() -> Iterator[tuple[str, list[str]]]:
    """A server's address, and what it was asked for."""
    paths: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            paths.append(self.path)
            self.send_response(200)
            self.end_headers()

        do_POST = do_GET

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/here", paths
    server.shutdown()
    server.server_close()
    thread.join()


def shown(page: bytes, folder: Path) -> bytes:
    """Have a browser show a page; returns a picture of it."""
    path = folder / "page.html"
    path.write_bytes(page)
    picture = folder / "page.png"
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--virtual-time-budget=2000", "--window-size=300,200"]
    command = [BROWSER, *flags, f"--user-data-dir={folder / 'profile'}", f"--screenshot={picture}", path.as_uri()]
    with suppress(subprocess.TimeoutExpired):  # some pages keep a browser from ever being done, and were shown by then
        subprocess.run(command, capture_output=True, timeout=LIMIT_S, check=True)
    return picture.read_bytes() if picture.exists() else b""


@needs_browser
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_no_attack_reaches_the_network(attack: str, asked: tuple[str, list[str]], tmp_path: Path) -> None:
    address, paths = asked
    html = f"<body>{attack}".replace("HERE", address)
    shown(sealed_page(html, "Attack"), tmp_path)
    assert paths == []
    shown(html.encode(), tmp_path)
    assert paths, "it would be one, without the seal"


@needs_browser
def test_a_page_and_its_scripts_run_in_a_browser(tmp_path: Path) -> None:
    red = '<body><script>document.body.style.background = "red"</script>'
    picture = shown(sealed_page(red, "Page"), tmp_path)
    assert picture
    assert picture != shown(sealed_page("", "Page"), tmp_path)
