"""Real servers of storage on this computer, each in a folder of its own, none of which anybody here wrote."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

USER, PASSWORD = "person", "secret-of-the-storage"
PLACES = [f"place-{number}" for number in range(60)]
"""Folders, or buckets: each test takes one, since servers do not see what is removed behind their backs."""
_BIN = Path(sys.executable).parent
_SEEN_WITHIN_S = 60.0


@contextlib.contextmanager
def wsgidav(at: Path) -> Iterator[str]:
    """WsgiDAV, in pure Python."""
    port = _free_port()
    config = {
        "host": "127.0.0.1",
        "port": port,
        "verbose": 1,
        "provider_mapping": {"/": str(_folder(at))},
        "http_authenticator": {"accept_basic": True, "accept_digest": False, "default_to_digest": False},
        "simple_dc": {"user_mapping": {"*": {USER: {"password": PASSWORD}}}},
    }
    (at / "wsgidav.json").write_text(json.dumps(config))
    with _running([str(_BIN / "wsgidav"), "--config", str(at / "wsgidav.json")], port, at):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def rclone_webdav(at: Path) -> Iterator[str]:
    """The WebDAV of Go's own library, as rclone serves it."""
    port = _free_port()
    login = ["--user", USER, "--pass", PASSWORD]
    with _running([*_RCLONE, "webdav", "--addr", f"127.0.0.1:{port}", *login, str(_folder(at))], port, at):
        yield f"http://127.0.0.1:{port}"


@contextlib.contextmanager
def rclone_s3(at: Path) -> Iterator[str]:
    """A bucket, as rclone serves it; it checks signatures."""
    port = _free_port()
    login = ["--auth-key", f"{USER},{PASSWORD}"]
    with _running([*_RCLONE, "s3", "--addr", f"127.0.0.1:{port}", *login, str(_folder(at))], port, at):
        yield f"http://127.0.0.1:{port}"


_RCLONE = (str(_BIN / "rclone"), "--config", os.devnull, "serve")


def _folder(at: Path) -> Path:
    for name in PLACES:
        (at / "files" / name).mkdir(parents=True)
    return at / "files"


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def _running(command: list[str], port: int, at: Path) -> Iterator[None]:
    log = at / "log"
    with log.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=out, cwd=at)
    try:
        until = time.monotonic() + _SEEN_WITHIN_S
        while True:
            assert process.poll() is None, log.read_text(errors="replace")[-2000:]
            assert time.monotonic() < until, "it does not listen"
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.05)
        yield
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
