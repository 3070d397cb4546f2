"""Proves that the ground every test stands on does notice what a test leaves behind."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent

IMPATIENT = """
import tests.conftest
tests.conftest.PATIENCE_S = 0.1
"""

TESTS = {
    "nothing": "def test_nothing(): pass",
    "task": "async def test_task():\n    kept.append(asyncio.create_task(asyncio.sleep(99), name='lost'))",
    "finished": "async def test_finished():\n    await asyncio.create_task(asyncio.sleep(0))",
    "socket": "def test_socket():\n    kept.append(socket.socket())",
    "closed": "def test_closed():\n    socket.socket().close()",
    "thread": "def test_thread():\n    threading.Thread(target=threading.Event().wait, daemon=True).start()",
    "joined": "def test_joined():\n    thread = threading.Thread(target=int)\n    thread.start()\n    thread.join()",
    "widget": "def test_widget(qapp):\n    kept.append(QWidget())",
    "deleted": "def test_deleted(qtbot):\n    widget = QWidget()\n    qtbot.addWidget(widget)\n    widget.show()",
    "warning": "def test_warning(qapp):\n    qWarning('a warning of Qt')",
    "failed": "def test_failed(qapp):\n    kept.append(QWidget())\n    assert False",
}
IMPORTS = """
import asyncio, socket, threading
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QWidget
kept = []
"""


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, set[str]]:
    """What became of each of the tests above, run under our conftest in a process of its own."""
    folder = tmp_path_factory.mktemp("suite")
    (folder / "conftest.py").write_text(IMPATIENT)
    (folder / "test_it.py").write_text(IMPORTS + "\n".join(TESTS.values()))
    settings = ["-o", "asyncio_mode=auto", "-o", "qt_log_level_fail=WARNING", "-o", "qt_api=pyside6"]
    plugins = ["-p", "tests.conftest", "-p", "no:cacheprovider", "-p", "no:randomly"]
    command = [sys.executable, "-m", "pytest", "-rA", "--rootdir", str(folder), *plugins, *settings, str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    found: dict[str, set[str]] = {name: set() for name in TESTS}
    for outcome, name in re.findall(r"^(PASSED|FAILED|ERROR) .*::test_(\w+)", done.stdout, re.MULTILINE):
        found[name].add(outcome)
    return found


@pytest.mark.parametrize("name", ["nothing", "finished", "closed", "joined", "deleted"])
def test_tidy_tests_pass(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] == {"PASSED"}


@pytest.mark.parametrize("name", ["task", "socket", "thread", "widget"])
def test_what_is_left_behind_is_an_error(outcomes: dict[str, set[str]], name: str) -> None:
    assert outcomes[name] == {"PASSED", "ERROR"}


def test_a_warning_of_qt_fails(outcomes: dict[str, set[str]]) -> None:
    assert outcomes["warning"] == {"FAILED"}


def test_a_failed_test_is_not_blamed_twice(outcomes: dict[str, set[str]]) -> None:
    assert outcomes["failed"] == {"FAILED"}
