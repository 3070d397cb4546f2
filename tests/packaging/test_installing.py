"""The archive's install.sh puts the program into one person's menu, brings it up to date, and takes it out again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from bundle import appdir, layout, project, tar
from bundle.build import Build

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of Linux")

ENTRY = f"share/applications/{project.APP_ID}.desktop"


@pytest.fixture
def unpacked(build: Build, tmp_path: Path, qapp: object) -> Path:
    folder = tmp_path / "Downloads" / "turbodesk 1.2.3"
    tar.lay_out(build, folder)
    return folder


def run(folder: Path, home: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    home.mkdir(parents=True, exist_ok=True)
    environment = {"HOME": str(home), "PATH": "/usr/bin:/bin"} | settings
    command = ["sh", str(folder / "install.sh"), *arguments]
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("name", ["ada", "ada lovelace", "100% ada"])
def test_it_installs_and_removes_itself_without_a_trace(unpacked: Path, tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    theirs = home / ".local" / "share" / "TurboDesk" / "turbodesk.db"
    theirs.parent.mkdir(parents=True)
    theirs.write_text("conversations", encoding="ascii")
    done = run(unpacked, home)
    assert done.returncode == 0, done.stderr
    local = home / ".local"
    entry = (local / ENTRY).read_text(encoding="utf-8")
    assert f"Exec={_quoted(local)} %U\n" in entry
    for option in ("--new-chat", "--ask"):
        assert f"Exec={_quoted(local)} {option}\n" in entry
    started = subprocess.run([str(local / "bin" / "turbodesk"), "hello"], capture_output=True, text=True, check=True)
    assert started.stdout == "TurboDesk 1.2.3 hello\n"
    installer = local / "lib" / "turbodesk"
    removed = run(installer, home, "--remove")
    assert removed.returncode == 0, removed.stderr
    assert "Your chats and settings are still in" in removed.stdout
    left = [path for path in home.rglob("*") if path.is_file() or path.is_symlink()]
    assert left == [theirs]


def _quoted(local: Path) -> str:
    program = str(local / "lib" / "turbodesk" / "turbodesk").replace("%", "%%")
    return f'"{program}"' if " " in program else program


def test_a_second_installation_replaces_the_first(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(unpacked, home).returncode == 0
    stale = home / ".local" / "lib" / "turbodesk" / "_internal" / "of an older version"
    stale.touch()
    assert run(unpacked, home).returncode == 0
    assert not stale.exists()


def test_whoever_looks_while_it_is_replaced_finds_all_of_one_version(unpacked: Path, tmp_path: Path) -> None:
    """A stand-in for mv looks before and after every step: the folder is whole, or for one moment not there."""
    home, tools = tmp_path / "home", tmp_path / "tools"
    assert run(unpacked, home).returncode == 0
    program, seen = home / ".local" / "lib" / "turbodesk", tmp_path / "seen"
    (unpacked / "turbodesk" / "_internal" / "of the newer version").touch()
    (program / "_internal" / "of the older version").touch()
    tools.mkdir()
    look = f"ls '{program}/_internal' 2>&1 | tr '\\n' ' ' >>'{seen}'; echo >>'{seen}'"
    _script(tools / "mv", f'{look}\n/bin/mv "$@"; code=$?\n{look}\nexit $code')
    environment = {"HOME": str(home), "PATH": f"{tools}:/usr/bin:/bin"}
    subprocess.run(["sh", str(unpacked / "install.sh")], env=environment, check=True, capture_output=True)
    looks = seen.read_text(encoding="utf-8").splitlines()
    assert not [one for one in looks if "older" in one and "newer" in one]
    assert sum("older" not in one and "newer" not in one for one in looks) <= 2  # before and after the same moment
    assert "newer" in looks[-1]


def test_an_installation_that_fails_half_way_leaves_the_old_program(unpacked: Path, tmp_path: Path) -> None:
    home, tools = tmp_path / "home", tmp_path / "tools"
    assert run(unpacked, home).returncode == 0
    program = home / ".local" / "lib" / "turbodesk"
    (program / "_internal" / "of the older version").touch()
    tools.mkdir()
    _script(tools / "mv", f'case $* in --exchange*|"{program}.new {program}") exit 1 ;; esac\n/bin/mv "$@"')
    environment = {"HOME": str(home), "PATH": f"{tools}:/usr/bin:/bin"}
    failed = subprocess.run(["sh", str(unpacked / "install.sh")], env=environment, check=False, capture_output=True)
    assert failed.returncode == 1
    assert (program / "_internal" / "of the older version").exists()


def test_one_that_was_ended_between_both_names_is_taken_up_again(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(unpacked, home).returncode == 0
    program = home / ".local" / "lib" / "turbodesk"
    program.rename(program.with_name("turbodesk.old"))
    _script(unpacked / "turbodesk" / "turbodesk", "exit 1")
    assert run(unpacked, home).returncode == 1
    assert "TurboDesk 1.2.3" in subprocess.check_output([str(home / ".local" / "bin" / "turbodesk")], text=True)


def _script(path: Path, lines: str) -> None:
    path.write_text(f"#!/bin/sh\n{lines}\n", encoding="utf-8")
    path.chmod(0o755)


def test_a_program_that_does_not_start_here_changes_nothing(unpacked: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assert run(unpacked, home).returncode == 0
    (unpacked / "turbodesk" / "turbodesk").write_text("#!/bin/sh\necho 'no such libc' >&2; exit 1\n", encoding="ascii")
    done = run(unpacked, home)
    assert done.returncode == 1
    assert "Nothing was changed." in done.stderr
    assert "TurboDesk 1.2.3" in subprocess.check_output([str(home / ".local" / "bin" / "turbodesk")], text=True)
    assert not list((home / ".local" / "lib").glob("turbodesk.*"))


@pytest.mark.parametrize("is_update", [False, True], ids=["first", "update"])
def test_a_program_that_tells_its_version_but_cannot_open_its_window_is_not_installed(
    unpacked: Path, tmp_path: Path, is_update: bool
) -> None:
    """Its version needs nothing of Qt; what it was asked to check knows neither the person's folders nor the bus."""
    home = tmp_path / "home"
    if is_update:
        assert run(unpacked, home).returncode == 0
    seen = tmp_path / "seen"
    lines = (
        f"""case $1 in --self-test) env >{seen}; echo 'libEGL.so.1: cannot open' >&2; exit 1;; *) echo 1.2.3;; esac"""
    )
    _script(unpacked / "turbodesk" / "turbodesk", lines)
    done = run(unpacked, home, XDG_DATA_HOME=str(home), DBUS_SESSION_BUS_ADDRESS="unix:path=/nowhere")
    assert done.returncode == 1
    assert "libEGL.so.1: cannot open" in done.stderr
    assert "Nothing was changed." in done.stderr
    assert "is installed" not in done.stdout
    lent = dict(line.split("=", 1) for line in seen.read_text(encoding="utf-8").splitlines())
    assert lent["QT_QPA_PLATFORM"] == "offscreen"
    assert lent["HOME"] == lent["XDG_RUNTIME_DIR"] != str(home)
    assert not {"XDG_DATA_HOME", "DBUS_SESSION_BUS_ADDRESS"} & lent.keys()
    assert not Path(lent["HOME"]).exists()
    _is_as_before(home, is_update=is_update)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (
            "Traceback (most recent call last):\n  File x\nImportError: libGL.so.1: cannot open shared object file: No",
            "TurboDesk needs the library libGL.so.1, which this system does not have.",
        ),
        (
            "x: /lib/libc.so.6: version `GLIBC_2.35' not found (required by y)",
            "TurboDesk needs a newer system: one with glibc 2.35, as Debian 12 and Ubuntu 22.04 have.",
        ),
        ("Something else.", "Something else."),
    ],
)
def test_what_a_system_lacks_is_said_in_a_sentence(unpacked: Path, tmp_path: Path, told: str, said: str) -> None:
    _script(unpacked / "turbodesk" / "turbodesk", f"cat >&2 <<'END'\n{told}\nEND\nexit 1")
    done = run(unpacked, tmp_path / "home")
    assert done.stderr.splitlines() == [
        said,
        "TurboDesk does not start on this system; the reason stands above. Nothing was changed.",
    ]


@pytest.mark.parametrize(
    ("session", "absent", "is_good"),
    [
        ({"DISPLAY": ":0"}, {"libqxcb.so"}, False),
        ({"DISPLAY": ":0"}, {"libqwayland.so"}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"libqxcb.so"}, True),
        ({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, {"libqxcb.so", "libqwayland.so"}, False),
        ({}, {"libqxcb.so"}, True),
        ({}, {"libqxcb.so", "libqwayland.so"}, False),
    ],
)
def test_a_system_without_what_its_screen_takes_is_told_which_libraries(
    unpacked: Path, tmp_path: Path, session: dict[str, str], absent: set[str], is_good: bool
) -> None:
    home, tools = tmp_path / "home", tmp_path / "tools"
    tools.mkdir()
    cases = "".join(f"*/{name}) echo '\tlib-of-{name} => not found';; " for name in absent)
    _script(tools / "ldd", f"case $1 in {cases} esac")
    done = run(unpacked, home, PATH=f"{tools}:/usr/bin:/bin", **session)
    assert (done.returncode == 0) is is_good, done.stderr
    if not is_good:
        assert "needs these libraries of the system: lib-of-libqxcb.so\n" in done.stderr
        _is_as_before(home, is_update=False)


def _is_as_before(home: Path, *, is_update: bool) -> None:
    assert not list((home / ".local" / "lib").glob("turbodesk.*"))
    program = home / ".local" / "bin" / "turbodesk"
    if is_update:
        assert "TurboDesk 1.2.3" in subprocess.check_output([str(program)], text=True)
    else:
        assert not program.is_symlink()
        assert not (home / ".local" / ENTRY).exists()


def test_a_disk_that_is_full_leaves_nothing_half_copied(unpacked: Path, tmp_path: Path) -> None:
    home, tools = tmp_path / "home", tmp_path / "tools"
    tools.mkdir()
    _script(tools / "cp", '/bin/cp "$@"; echo "No space left on device" >&2; exit 1')
    done = run(unpacked, home, PATH=f"{tools}:/usr/bin:/bin")
    assert done.returncode == 1
    assert "is installed" not in done.stdout
    _is_as_before(home, is_update=False)


def test_a_word_it_does_not_know_installs_nothing(unpacked: Path, tmp_path: Path) -> None:
    done = run(unpacked, tmp_path / "home", "--uninstall")
    assert done.returncode == 2
    assert "./install.sh --remove" in done.stdout
    assert not (tmp_path / "home" / ".local").exists()


def test_each_kind_of_package_says_which_it_is(build: Build, tmp_path: Path, qapp: object) -> None:
    layout.lay_out(build, tmp_path / "usr", channel="deb")
    place = "lib/turbodesk/_internal/turbodesk/_resources"
    assert (tmp_path / "usr" / place / layout.CHANNEL).read_text(encoding="ascii") == "deb\n"
    folder = appdir.lay_out(build)
    assert (folder / "usr" / place / layout.CHANNEL).read_text(encoding="ascii") == "appimage\n"
    assert not (build.contents / "turbodesk" / "_resources" / layout.CHANNEL).exists()
    started = subprocess.run([str(folder / "AppRun"), "there"], capture_output=True, text=True, check=True)
    assert started.stdout == "TurboDesk 1.2.3 there\n"
    assert {path.name for path in folder.iterdir()} >= {"AppRun", ".DirIcon", f"{project.APP_ID}.desktop"}


def test_every_file_is_given_the_builds_date(build: Build, tmp_path: Path, qapp: object) -> None:
    layout.lay_out(build, tmp_path / "usr", channel="deb")
    layout.settle_times(build, tmp_path / "usr")
    assert {int(path.lstat().st_mtime) for path in (tmp_path / "usr").rglob("*")} == {build.epoch}


@pytest.mark.parametrize(
    ("said", "is_end"), [("remove", True), ("0", True), ("upgrade", False), ("1", False), ("purge", False)]
)
def test_a_removed_package_says_what_stays_and_an_update_says_nothing(said: str, is_end: bool) -> None:
    done = subprocess.run(["sh", str(project.AFTER_REMOVAL), said], capture_output=True, text=True, check=True)
    assert ("~/.local/share/TurboDesk" in done.stdout) is is_end
    assert ("key store" in done.stdout) is is_end
