"""The system's wish for less motion is heard from a real portal, and the person's own choice goes before it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.store.keyring_session import Session, missing, session
from turbodesk.settings import Motion
from turbodesk.ui.theme.motion import KEYS, SystemMotion, is_motion_reduced

SYSTEM_PYTHON = "/usr/bin/python3"
STANDARD = "org.freedesktop.appearance reduced-motion"
GNOME = "org.gnome.desktop.interface enable-animations"
KDE = "org.kde.kdeglobals.KDE AnimationDurationFactor"
LISTENER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from turbodesk.ui.theme.motion import SystemMotion
application = QApplication([])
motion = SystemMotion(application)
def told():
    print(motion.is_reduced, flush=True)
motion.changed.connect(told)
motion.listen()
QTimer.singleShot(20_000, application, application.quit)
application.exec()
"""


def has_bus() -> bool:
    if sys.platform != "linux" or missing():
        return False
    asked = subprocess.run([SYSTEM_PYTHON, "-c", "from gi.repository import Gio"], capture_output=True, check=False)
    return asked.returncode == 0


@contextmanager
def listening(
    private: Session, values: dict[str, object], listener: str = LISTENER
) -> Iterator[tuple[subprocess.Popen[str], subprocess.Popen[str]]]:
    """A portal with `values`, and a program that prints whenever what it heard of it changes."""
    environment = {**private.environment, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
    portal = [SYSTEM_PYTHON, str(Path(__file__).with_name("portal.py")), json.dumps(values)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    with subprocess.Popen(portal, env=private.environment, **pipes) as desktop:  # type: ignore[call-overload]
        try:
            assert desktop.stdout.readline() == "ready\n"
            with subprocess.Popen([sys.executable, "-P", "-c", listener], env=environment, **pipes) as program:  # type: ignore[call-overload]
                try:
                    yield desktop, program
                finally:
                    program.kill()
        finally:
            desktop.kill()


@pytest.mark.skipif(not has_bus(), reason="needs a session bus and the system's python3-gi")
@pytest.mark.parametrize(
    ("values", "changes"),
    [
        ({STANDARD: 1}, [({STANDARD: 0}, False), ({STANDARD: 1}, True)]),
        ({GNOME: False}, [({GNOME: True}, False)]),
        ({KDE: "0"}, [({KDE: "1"}, False)]),
        ({STANDARD: 1, GNOME: False}, [({STANDARD: 0, GNOME: True}, False)]),
    ],
    ids=["standard", "gnome", "kde", "both"],
)
def test_a_desktop_is_heard_at_the_start_and_when_it_changes(
    tmp_path: Path, values: dict[str, object], changes: list[tuple[dict[str, object], bool]]
) -> None:
    with session(tmp_path / "home") as private, listening(private, values) as (desktop, program):
        assert program.stdout is not None
        assert desktop.stdin is not None
        assert program.stdout.readline() == "True\n"
        for change, expected in changes:
            desktop.stdin.write(json.dumps(change) + "\n")
            desktop.stdin.flush()
            assert program.stdout.readline() == f"{expected}\n"


@given(
    st.sampled_from(list(KEYS)),
    st.none() | st.booleans() | st.integers(0, 3) | st.text(max_size=3),
)
def test_what_no_portal_should_say_asks_for_nothing(qapp: QApplication, key: tuple[str, str], value: object) -> None:
    motion = SystemMotion(qapp)
    motion.take(*key, value)
    asks = type(value) is type(KEYS[key]) and value == KEYS[key]
    assert motion.is_reduced == asks
    motion.take("org.example", "reduced-motion", 1)
    assert motion.is_reduced == asks
    motion.deleteLater()


@pytest.mark.parametrize(
    ("choice", "system", "expected"),
    [
        (Motion.SYSTEM, False, False),
        (Motion.SYSTEM, True, True),
        (Motion.FULL, True, False),
        (Motion.REDUCED, False, True),
    ],
)
def test_the_person_goes_before_the_system(
    qapp: QApplication, qtbot: QtBot, choice: Motion, system: bool, expected: bool
) -> None:
    motion = SystemMotion(qapp)
    if system:
        with qtbot.waitSignal(motion.changed):
            motion.take("org.freedesktop.appearance", "reduced-motion", 1)
    assert is_motion_reduced(choice, motion) is expected
    motion.deleteLater()
