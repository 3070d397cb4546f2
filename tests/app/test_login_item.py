"""What the system opens at login: written where each system keeps it, read as its settings leave it."""

from __future__ import annotations

import plistlib
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from turbodesk.app import login_item
from turbodesk.app.login_item import AT_LOGIN, open_at_login, open_at_login_no_more, opens_at_login, place

COMMAND = ['/opt/A "strange" $place\\100%/turbodesk', AT_LOGIN]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    return tmp_path


@pytest.mark.parametrize("system", ["linux", "darwin"])
def test_it_opens_at_login_until_it_is_no_longer_wanted(home: Path, system: str) -> None:
    assert not opens_at_login(system)
    open_at_login_no_more(system)
    for _ in range(2):
        open_at_login(COMMAND, system=system)
        assert opens_at_login(system)
    assert [one.name for one in place(system).parent.iterdir()] == [place(system).name]
    open_at_login_no_more(system)
    assert not opens_at_login(system)


@pytest.mark.parametrize("off", ["Hidden=true", "X-GNOME-Autostart-enabled=false", "hidden = True"])
def test_what_a_desktop_has_switched_off_is_off_and_can_be_switched_on(home: Path, off: str) -> None:
    open_at_login(COMMAND, system="linux")
    with place("linux").open("a") as entry:
        entry.write(f"{off}\n")
    assert not opens_at_login("linux")
    open_at_login(COMMAND, system="linux")
    assert opens_at_login("linux")


def test_a_place_that_cannot_be_written_is_told(home: Path) -> None:
    place("linux").parent.parent.mkdir(parents=True)
    place("linux").parent.write_text("a file in its place")
    with pytest.raises(OSError, match="autostart"):
        open_at_login(COMMAND, system="linux")
    assert not opens_at_login("linux")


@pytest.mark.skipif(sys.platform != "linux", reason="asks GLib")
def test_desktops_read_the_command_as_it_was_given(home: Path) -> None:
    ask = (
        "import sys\nfrom gi.repository import Gio, GLib\n"
        "entry = Gio.DesktopAppInfo.new_from_filename(sys.argv[1])\n"
        "print(GLib.shell_parse_argv(entry.get_commandline().replace('%%', '%'))[1])"
    )
    plain = ["/bin/sh", *COMMAND]  # a program that is there, or GLib knows no such entry
    open_at_login(plain, system="linux")
    asked = subprocess.run(
        ["/usr/bin/python3", "-c", ask, str(place("linux"))], capture_output=True, text=True, check=False
    )
    if asked.returncode and "gi" in asked.stderr:
        pytest.skip("needs python3-gi")
    assert asked.stdout.strip() == str(plain)


def test_a_relative_folder_of_settings_counts_as_none() -> None:
    assert place("linux", {"XDG_CONFIG_HOME": "here"}) == place("linux", {})


def test_an_application_of_a_mac_is_opened_as_finder_does(home: Path) -> None:
    open_at_login(["/Applications/TurboDesk.app/Contents/MacOS/turbodesk", AT_LOGIN], system="darwin")
    agent = plistlib.loads(place("darwin").read_bytes())
    assert shlex.join(agent["ProgramArguments"]) == f"/usr/bin/open -g -a /Applications/TurboDesk.app --args {AT_LOGIN}"
    assert agent["RunAtLoad"] is True
    assert place("darwin").name == f"{agent['Label']}.plist"
    assert login_item.opens_at_login("darwin")
