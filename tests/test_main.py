"""The program starts where nobody can read what it prints, as a program of Windows without a console."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.sentences import DOOR
from turbodesk import translation
from turbodesk.app import login_item
from turbodesk.main import AT_LOGIN, Options, options_from
from turbodesk.store.paths import DataFolder

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


@pytest.mark.parametrize(
    "rest",
    [
        ["turbodesk://chat/x"],
        ["turbodesk://chat/x", "--gateway", "http://evil.example"],
        ["--self-test"],
        ["turbodesk://x", "C:\\secret.txt"],
    ],
)
def test_a_link_of_windows_gives_no_options_and_no_files(rest: list[str]) -> None:
    options = options_from(["--link", *rest])
    assert options == Options(words=(" ".join(rest),))


def test_a_start_at_login_is_one_and_stands_alone() -> None:
    assert options_from([AT_LOGIN]) == Options(at_login=True)
    assert login_item.AT_LOGIN == AT_LOGIN
    assert not options_from(["--", AT_LOGIN]).at_login


def test_the_language_is_known_before_anything_with_sentences_is_imported(tmp_path: Path) -> None:
    """Constants of modules are translated as they are made."""
    program = f"""
import sys
from turbodesk import translation
from turbodesk.main import main
calls = []
def install(wished):
    calls.append(list(wished))
    if len(calls) == 2:
        print(*(module.__file__ for name, module in sys.modules.items() if name.startswith("turbodesk")))
        print(calls[1][0])
        raise SystemExit(0)
translation.install = install
main(["--data-dir", {str(tmp_path)!r}])
"""
    (tmp_path / DataFolder(tmp_path).settings.name).write_text('{"language": "de"}', encoding="utf-8")
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    del environment[translation.VARIABLE]
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], env=environment, capture_output=True, text=True, check=True, timeout=60
    )
    modules, language = done.stdout.splitlines()
    assert language == "de"
    assert {Path(one).name for one in modules.split() if _says_something_as_it_is_made(Path(one))} == {"display.py"}


def _says_something_as_it_is_made(module: Path) -> bool:
    """Whether a module calls the door outside of functions; the one that has no window yet speaks as the terminal."""
    return any(map(_says_something, ast.parse(module.read_text(encoding="utf-8")).body))


def _says_something(node: ast.AST) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
        return False
    is_door = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOOR
    return is_door or any(map(_says_something, ast.iter_child_nodes(node)))
