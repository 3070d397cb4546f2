"""The program starts where nobody can read what it prints, as a program of Windows without a console."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_WITHOUT_STREAMS = """
import sys
sys.stdin = sys.stdout = sys.stderr = None
from turbodesk.main import main
raise SystemExit(main(sys.argv[1:]))
"""


_ALL_EXITS = """
import asyncio, contextlib, logging, sys, threading, traceback, warnings
from pathlib import Path
from turbodesk import main
from turbodesk.app.program import begun
from turbodesk.chat.keys import ApiKey
from turbodesk.store.logbook import Logbook

folder, key = Path(sys.argv[1]), ApiKey(sys.argv[2])

def said(where):
    return f"{where} says {key.reveal()}, or {key.reveal()!r}"

class Ended:
    def __del__(self):
        raise ValueError(said("destructor"))

def fail(where):
    raise ValueError(said(where))

async def run(options, application):
    with contextlib.closing(Logbook(folder)) as logbook, begun(folder, logbook):
        logbook.open()
        logging.getLogger("turbodesk").error(said("log"))
        logging.getLogger("asyncio").error("%d", said("broken line of the log"))
        thread = threading.Thread(target=fail, args=["thread"])
        thread.start()
        thread.join()
        Ended()
        asyncio.get_running_loop().call_soon(fail, "callback")
        asyncio.get_running_loop().call_exception_handler({"message": said("loop")})
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        warnings.warn(said("warning"))
        sys.excepthook(ValueError, ValueError(said("hook")), None)
        application.report("somewhere", ValueError(said("report")))
        raise ValueError(said("end"))

main._run = run
main.main([])
"""
_WHERE = (
    *("log", "broken line of the log", "thread", "destructor", "callback", "loop", "warning", "hook", "report", "end"),
)


@pytest.mark.parametrize("key", ["Zr7'odd%key-of-no/form", 'Zr7"odd\\key\\u00e4'])
def test_no_exit_for_text_lets_the_key_out(key: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _ALL_EXITS, str(tmp_path), key],
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=False,
        timeout=120,
    )
    files = {one.name: one.read_text("utf-8") for one in tmp_path.iterdir() if one.is_file()}
    written = {**files, "stderr": done.stderr.decode(), "stdout": done.stdout.decode()}
    for name, text in written.items():
        assert "odd" not in text, name
    every = "".join(written.values())
    assert [where for where in _WHERE if f"{where} says [key]" not in every] == []
    assert "end says [key]" in files["running.txt"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--self-test"], 0),
        (["--version"], 0),
        (["--help"], 0),
        (["--no-such-option"], 2),
        (["doctor", "--gateway", "http://127.0.0.1:9/"], 1),
        (["doctor", "--profile", "nobody's"], 2),
        (["doctor", "--key-file", "/nowhere"], 2),
    ],
)
def test_it_ends_as_it_should_without_any_stream(arguments: list[str], code: int, tmp_path: Path) -> None:
    home = {name: str(tmp_path) for name in ("HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_DATA_HOME", "XDG_RUNTIME_DIR")}
    nowhere = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", _WITHOUT_STREAMS, *arguments],
        env=os.environ | home | nowhere,
        capture_output=True,
        check=False,
        timeout=120,
    )
    assert (done.returncode, done.stdout, done.stderr) == (code, b"", b"")
