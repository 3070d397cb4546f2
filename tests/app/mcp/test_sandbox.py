"""A sandboxed server sees what it was given and no more: asked of real processes, where bubblewrap may be used."""

from __future__ import annotations

import asyncio
import functools
import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from turbodesk.app.mcp.sandbox import Sandbox, sandboxed, why_not

PYTHON = os.path.realpath(sys.executable)
NOTHING = Sandbox()


@functools.cache
def cannot() -> str:
    return asyncio.run(why_not(os.environ))


@pytest.fixture(autouse=True)
def _needs_bubblewrap(request: pytest.FixtureRequest) -> None:
    if "told" not in request.node.name and (why := cannot()):
        pytest.skip(why)


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a person's home with what is nobody else's."""
    home = tmp_path / "home"
    for name in (".ssh/id", ".local/share/keyrings/login.keyring", "Documents/letter.txt", "Shared/list.txt"):
        (home / name).parent.mkdir(parents=True, exist_ok=True)
        (home / name).write_text("private")
    return home


def run(code: str, home: Path, sandbox: Sandbox = NOTHING, own_folder: Path | None = None) -> str:
    """Return what a program prints inside, its errors included."""
    argv, env = sandboxed(
        [PYTHON, "-I", "-c", code],
        sandbox,
        environment={**os.environ, "HOME": str(home), "DISPLAY": ":9"},
        home=home,
        own_home=home.parent / "own-home",
        own_folder=own_folder,
    )
    done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=60, check=False)
    return (done.stdout.strip() or done.stderr.strip()).rpartition("\n")[2]


def test_the_persons_home_is_not_there(home: Path) -> None:
    code = "import os; print(sorted(os.listdir(os.path.expanduser('~'))), 'DISPLAY' in os.environ)"
    assert ".ssh" not in (found := run(code, home))
    assert "Documents" not in found
    assert found.endswith("False")


def test_a_chosen_folder_can_be_read_and_written_and_its_neighbours_not(home: Path) -> None:
    sandbox = Sandbox((str(home / "Shared"),))
    code = (
        f"import pathlib; here = pathlib.Path({str(home / 'Shared')!r}); "
        "(here / 'new.txt').write_text('new'); print((here / 'list.txt').read_text())"
    )
    assert run(code, home, sandbox) == "private"
    assert (home / "Shared/new.txt").read_text() == "new"
    assert "FileNotFoundError" in run(f"open({str(home / 'Documents/letter.txt')!r})", home, sandbox)
    assert "FileNotFoundError" in run(f"open({str(home / 'Shared/../.ssh/id')!r})", home, sandbox)


def test_a_link_in_a_chosen_folder_leads_nowhere(home: Path) -> None:
    (home / "Shared/link").symlink_to(home / ".ssh/id")
    assert "FileNotFoundError" in run(f"open({str(home / 'Shared/link')!r})", home, Sandbox((str(home / "Shared"),)))


def test_its_own_files_can_be_read_and_not_changed(home: Path) -> None:
    own = home / ".local/share/TurboDesk/tools/files"
    own.mkdir(parents=True)
    (own / "index.js").write_text("code")
    assert run("print(open('index.js').read())", home, own_folder=own) == "code"
    assert "OSError" in run("open('index.js', 'w')", home, own_folder=own)
    assert "OSError" in run("open('/usr/lib/x', 'w')", home)


def test_what_it_downloads_is_kept_for_itself(home: Path) -> None:
    run("import pathlib; (pathlib.Path.home() / 'a').write_text('x')", home)
    assert run("import pathlib; print((pathlib.Path.home() / 'a').read_text())", home) == "x"
    assert not (home / "a").exists()


def test_the_network_is_there_only_where_it_was_switched_on(home: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        code = f"import socket; socket.create_connection(('127.0.0.1', {server.getsockname()[1]}), 2); print('through')"
        assert run(code, home, Sandbox(has_network=True)) == "through"
        assert "refused" in run(code, home)


def test_what_leaves_its_group_ends_with_it(home: Path) -> None:
    mark = home / "Shared/alive"
    daemon = f"import time, pathlib\nwhile True: pathlib.Path({str(mark)!r}).touch(); time.sleep(0.05)"
    code = (
        "import subprocess, sys, time; "
        f"subprocess.Popen([sys.executable, '-I', '-c', {daemon!r}], start_new_session=True); time.sleep(60)"
    )
    argv, env = sandboxed(
        [PYTHON, "-I", "-c", code],
        Sandbox((str(home / "Shared"),)),
        environment=os.environ,
        home=home,
        own_home=home.parent / "own-home",
    )
    with subprocess.Popen(argv, env=env) as process:
        until = time.monotonic() + 30
        while not mark.exists():
            assert time.monotonic() < until
            time.sleep(0.02)
        process.kill()
    mark.unlink(missing_ok=True)
    time.sleep(0.3)  # what is gone makes no sign; a living one makes six in this time
    mark.unlink(missing_ok=True)
    time.sleep(0.3)
    assert not mark.exists()


def test_what_cannot_be_is_told(tmp_path: Path) -> None:
    assert "not installed" in asyncio.run(why_not({"PATH": str(tmp_path)}))
    refused = tmp_path / "bwrap"
    refused.write_text("#!/bin/sh\nexit 1\n")
    refused.chmod(0o755)
    assert "does not allow" in asyncio.run(why_not({"PATH": str(tmp_path)}))
