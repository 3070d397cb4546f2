"""High contrast is put on where the system asks for it, by Qt or by the desktop's portal, and taken off again."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.store.keyring_session import session
from tests.ui.theme.test_motion import has_bus, listening
from turbodesk.settings import ThemeChoice
from turbodesk.ui.theme import DESKTOP_CONTRAST, theme_in_force
from turbodesk.ui.theme.contrast import KEY, SystemContrast

LISTENER = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from turbodesk.settings import ThemeChoice
from turbodesk.ui.theme import theme_in_force
from turbodesk.ui.theme.contrast import SystemContrast
application = QApplication([])
contrast = SystemContrast(application)
def told():
    print(theme_in_force(application, ThemeChoice.DARK).name, flush=True)
contrast.changed.connect(told)
contrast.listen()
QTimer.singleShot(20_000, application, application.quit)
application.exec()
"""


@pytest.fixture
def contrast(qapp: QApplication) -> Iterator[SystemContrast]:
    made = SystemContrast(qapp)
    yield made
    made.deleteLater()
    qapp.setProperty(DESKTOP_CONTRAST, None)
    qapp.styleHints().unsetColorScheme()


@pytest.mark.skipif(not has_bus(), reason="needs a session bus and the system's python3-gi")
def test_a_desktop_is_heard_when_it_asks_and_when_it_no_longer_does(tmp_path: Path) -> None:
    key = " ".join(KEY)
    with session(tmp_path / "home") as private, listening(private, {key: 1}, LISTENER) as (desktop, program):
        assert program.stdout is not None
        assert desktop.stdin is not None
        assert program.stdout.readline() == "high-contrast-dark\n"
        for value, expected in ((0, "dark"), (1, "high-contrast-dark")):
            desktop.stdin.write(json.dumps({key: value}) + "\n")
            desktop.stdin.flush()
            assert program.stdout.readline() == f"{expected}\n"


@pytest.mark.parametrize(("value", "expected"), [(1, True), (0, False), (2, False), (True, False), ("1", False)])
def test_only_the_standards_value_asks(
    qapp: QApplication, contrast: SystemContrast, value: object, expected: bool
) -> None:
    told: list[bool] = []
    contrast.changed.connect(lambda: told.append(True))
    contrast.take(*KEY, value)
    contrast.take(*KEY, value)
    contrast.take("org.example", "contrast", 1 - expected)
    assert theme_in_force(qapp, ThemeChoice.LIGHT).is_contrast is expected
    assert len(told) == expected, "said once, and only where something changed"


def test_what_qt_learns_is_passed_on(qapp: QApplication, qtbot: QtBot, contrast: SystemContrast) -> None:
    hints = qapp.styleHints()
    with qtbot.waitSignal(contrast.changed):
        hints.accessibility().contrastPreferenceChanged.emit(Qt.ContrastPreference.HighContrast)
