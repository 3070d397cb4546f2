"""Photographs the connection check: where all is well, at a wrong key, an unknown name and a strange issuer."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.app.doctor.test_check import authority
from tests.e2e.studio import Studio


def doctor(studio: Studio) -> None:
    """Take them all."""
    folder = studio.desktop.root / "certificates"
    folder.mkdir()
    person, desktop = studio.person, studio.desktop
    right, here = person.environment["TURBODESK_API_KEY"], person.url
    with untrusted(folder) as strange:
        for scene, key, url, words in (
            ("passing", right, here, "The connection works"),
            ("key", "sk-ant-wrong", here, "does not accept this key"),
            ("name", right, "https://gateway.invalid", "could not be found"),
            ("certificate", right, strange, "Inspection"),
        ):
            person.environment["TURBODESK_API_KEY"], person.url = key, url
            person.starts()
            desktop.wait_for("Message", role="text")
            studio.command("Check connection")
            desktop.wait_for("Run again", role="push button")
            desktop.wait_for(contains=words)
            studio.picture(f"doctor-{scene}")
            desktop.press("Escape")
            person.quits()
    person.environment["TURBODESK_API_KEY"], person.url = right, here


@contextmanager
def untrusted(folder: Path) -> Iterator[str]:
    """A server whose certificate nobody vouches for; yields its address."""

    class Quiet(ThreadingHTTPServer):
        def handle_error(self, request: Any, client_address: Any) -> None:
            """A client that goes away at the sight of the certificate is what this is for."""

    server = Quiet(("127.0.0.1", 0), BaseHTTPRequestHandler)
    server.socket = authority(folder, "localhost").wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
