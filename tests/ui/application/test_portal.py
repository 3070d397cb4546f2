"""What the desktop's portal says holds before the first window: dark or light, and the font."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.store.keyring_session import session
from tests.ui.theme.test_motion import SYSTEM_PYTHON, has_bus
from turbodesk.ui.application.portal import VARIABLE, Portal, family_and_size, followed, may_have_one

COLOURS = "org.freedesktop.appearance color-scheme"
FONT = "org.gnome.desktop.interface font-name"
CONTRAST = "org.freedesktop.appearance contrast"
START = """
import os
from turbodesk.ui.application import portal
portal.may_have_one = lambda: True  # what is seen offscreen is seen on a screen too
from PySide6.QtWidgets import QApplication
from turbodesk.settings import ThemeChoice
from turbodesk.ui.application.application import Application
from turbodesk.ui.theme import style_application, theme_in_force
app = Application(["turbodesk"]).qt
theme = theme_in_force(app, ThemeChoice.SYSTEM)
style_application(app, theme)
fonts = {(font.family(), font.pixelSize()) for font in map(QApplication.font, ("QWidget", "QPushButton"))}
print(theme.name, *fonts, os.environ.get("QT_QPA_PLATFORMTHEME"))
"""


@pytest.mark.skipif(not has_bus(), reason="needs a session bus and the system's python3-gi")
@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({COLOURS: 1, FONT: "DejaVu Serif Bold 14"}, "dark ('DejaVu Serif', 18) None"),
        ({COLOURS: 2, FONT: "DejaVu Serif 9"}, "light ('DejaVu Serif', 13) None"),
        ({COLOURS: 1, CONTRAST: 1, FONT: "DejaVu Serif 9"}, "high-contrast-dark ('DejaVu Serif', 13) None"),
        ({COLOURS: 2, CONTRAST: 0, FONT: "DejaVu Serif 9"}, "light ('DejaVu Serif', 13) None"),
    ],
    ids=["dark", "light", "high contrast", "no contrast"],
)
def test_colours_and_font_are_the_desktops_from_the_first_moment(
    tmp_path: Path, values: dict[str, object], expected: str
) -> None:
    program = Path(__file__).parents[1] / "theme" / "portal.py"
    with session(tmp_path / "home") as private:
        environment = private.environment | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(
            [SYSTEM_PYTHON, str(program), json.dumps(values)],
            env=private.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as desktop:
            try:
                assert desktop.stdout is not None
                assert desktop.stdout.readline() == "ready\n"
                started = subprocess.run(
                    [sys.executable, "-P", "-c", START],
                    env=environment,
                    capture_output=True,
                    text=True,
                    timeout=60,
                    check=True,
                )
            finally:
                desktop.kill()
    assert started.stdout.strip() == expected


@pytest.mark.skipif(not has_bus(), reason="needs a session bus and the system's python3-gi")
def test_without_a_portal_nothing_is_said_and_qt_is_left_alone(tmp_path: Path) -> None:
    with session(tmp_path / "home") as private:
        environment = private.environment | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": os.pathsep.join(sys.path)}
        command = [sys.executable, "-P", "-c", "from turbodesk.ui.application import portal; print(portal.ask())"]
        asked = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
        environment["DBUS_SESSION_BUS_ADDRESS"] = "unix:path=/nowhere/bus"
        in_vain = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=True)
    assert (asked.stdout, asked.stderr) == (in_vain.stdout, in_vain.stderr) == ("None\n", "")


@pytest.mark.parametrize("chosen", [None, "", "gtk3"])
def test_the_portals_theme_is_asked_for_while_qt_starts_and_no_longer(chosen: str | None) -> None:
    before = {} if chosen is None else {VARIABLE: chosen}
    environment = dict(before)
    with followed(Portal(), environment):
        assert environment[VARIABLE] == (chosen or "xdgdesktopportal")
    assert environment == before
    with followed(None, environment):
        assert environment == before


@pytest.mark.parametrize(("platform", "expected"), [("", True), ("xcb", True), ("wayland", True), ("offscreen", False)])
def test_only_a_window_that_is_seen_asks(platform: str, expected: bool) -> None:
    environment = {"QT_QPA_PLATFORM": platform, "DBUS_SESSION_BUS_ADDRESS": "unix:path=/run/user/1000/bus"}
    assert may_have_one(environment) is (expected and sys.platform == "linux")
    assert not may_have_one({"QT_QPA_PLATFORM": platform})


@pytest.mark.parametrize(
    ("font", "expected"),
    [
        ("Cantarell 11", ("Cantarell", 11.0)),
        ("Noto Sans Semi-Bold Italic 10.5", ("Noto Sans", 10.5)),
        ("Source Sans 3, 12", ("Source Sans 3", 12.0)),
        ("Book Antiqua 12", ("Book Antiqua", 12.0)),
        ("Cantarell", None),
        ("11", None),
        ("Cantarell 1000", None),
        ("", None),
    ],
)
def test_a_font_is_read_as_gnome_writes_it(font: str, expected: tuple[str, float] | None) -> None:
    assert family_and_size(font) == expected


@given(st.text(max_size=30))
def test_whatever_stands_for_a_font_is_one_or_none(font: str) -> None:
    found = family_and_size(font)
    assert found is None or (found[0] and 4 <= found[1] <= 100)
