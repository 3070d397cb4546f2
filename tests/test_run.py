"""Tries `./run` on machines that are not there: every package manager it knows, with and without the right to install.

A folder of stand-ins takes the place of the system's programs, so that nothing is installed. That the real thing works
on a bare machine, `packaging/bare-machine` shows.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
pytestmark = pytest.mark.skipif(os.name != "posix" or os.uname().sysname != "Linux", reason="./run's part for Linux")

TOOLS = ["sh", "awk", "cat", "cksum", "dirname", "mkdir", "mktemp", "rm", "sort", "tail", "uname"]
ASKS = {
    "apt-get": ("apt-get update && DEBIAN_FRONTEND=noninteractive apt-get install --yes ", "libxcb-cursor0", "libegl1"),
    "dnf": ("dnf install --assumeyes ", "'libxcb-cursor.so.0()(64bit)'", "'libEGL.so.1()(64bit)'"),
    "zypper": ("zypper --non-interactive install ", "'libxcb-cursor.so.0()(64bit)'", "'libEGL.so.1()(64bit)'"),
    "pacman": ("pacman --sync --needed --noconfirm ", "xcb-util-cursor", "libglvnd"),
}


class Machine:
    """A checkout at `folder`, and a search path on which only stand-ins and harmless tools lie."""

    def __init__(self, folder: Path) -> None:
        self.checkout = folder / "a checkout"
        self.checkout.mkdir()
        self.programs = folder / "bin"
        self.programs.mkdir()
        self.journal = folder / "journal"
        self.journal.touch()
        for name in ("run", "requirements.lock", "pyproject.toml"):
            shutil.copy(ROOT / name, self.checkout)
        for tool in TOOLS:
            found = shutil.which(tool)
            assert found, tool
            (self.programs / tool).symlink_to(found)
        self.has("ldconfig", "true")

    def has(self, program: str, does: str) -> None:
        """Put a stand-in on the path: a line of shell, its arguments noted in the journal."""
        path = self.programs / program
        path.write_text(f'#!/bin/sh\necho "{program} $*" >>"{self.journal}"\n{does}\n')
        path.chmod(0o755)

    def run(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [self.checkout / "run", *arguments],
            env={"PATH": str(self.programs), **environment},
            capture_output=True,
            text=True,
            check=False,
            cwd="/",
        )


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path)


@pytest.mark.parametrize("manager", ASKS)
def test_one_command_for_somebody_who_may(machine: Machine, manager: str) -> None:
    machine.has(manager, "exit 0")
    machine.has("id", "echo 1000")
    done = machine.run("--setup")
    assert done.returncode == 1
    command = done.stderr.splitlines()[-1]
    for part in ASKS[manager]:
        assert part in command
    assert "python" in command
    assert manager not in [line.split()[0] for line in machine.journal.read_text().splitlines()]
    assert not (machine.checkout / ".venv").exists()


@pytest.mark.parametrize("manager", ASKS)
def test_one_request_to_the_package_manager(machine: Machine, manager: str) -> None:
    machine.has(manager, "exit 0")
    machine.has("id", "echo 0")
    done = machine.run("--setup")
    # The stand-in installs nothing, so that there is no Python afterwards either.
    assert done.returncode == 1
    assert "Python 3.11" in done.stderr.splitlines()[-1]
    assert done.stderr.startswith("Installing these packages of the system: ")
    installs = [line for line in machine.journal.read_text().splitlines() if "install" in line or "--sync" in line]
    assert len(installs) == 1
    for part in ASKS[manager][1:]:
        assert part.strip("'") in installs[0]


def test_a_package_manager_that_fails_is_quoted(machine: Machine) -> None:
    machine.has("apt-get", 'echo "E: the disk is full"; exit 100')
    machine.has("id", "echo 0")
    done = machine.run("--setup")
    assert done.returncode == 1
    assert "E: the disk is full" in done.stderr
    assert "could not be installed" in done.stderr.splitlines()[-1]


def test_an_unknown_package_manager(machine: Machine) -> None:
    done = machine.run("--setup")
    assert done.returncode == 1
    assert done.stderr.startswith("TurboDesk needs Python 3.11 or newer")


def test_without_a_display_nothing_is_installed(machine: Machine) -> None:
    machine.has("apt-get", "exit 0")
    machine.has("id", "echo 0")
    done = machine.run()
    assert (done.returncode, done.stdout) == (1, "")
    assert len(done.stderr.splitlines()) == 1
    assert "no display" in done.stderr
    assert machine.journal.read_text() == ""


def test_two_at_once_do_not_get_into_each_others_way(machine: Machine) -> None:
    (machine.checkout / ".venv").mkdir()
    (machine.checkout / ".venv" / "unfinished").write_text(f"{os.getpid()}\n")
    done = machine.run("--setup")
    assert done.returncode == 1
    assert f"Another ./run (process {os.getpid()})" in done.stderr
    assert (machine.checkout / ".venv").exists()


def test_a_second_start_does_nothing_but_start(machine: Machine) -> None:
    python = machine.checkout / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\necho "started with $*" >>"{machine.journal}"\n')
    python.chmod(0o755)
    venv = machine.checkout / ".venv"
    texts = (machine.checkout / "requirements.lock").read_bytes() + (machine.checkout / "pyproject.toml").read_bytes()
    checksum = subprocess.run(["cksum"], input=texts, capture_output=True, check=True).stdout
    (venv / "filled-from-requirements.lock").write_bytes(checksum)
    (venv / "place").write_text(f"{machine.checkout}\n")
    done = machine.run("--demo", "--data-dir", "a folder", DISPLAY=":0")
    assert (done.returncode, done.stderr) == (0, "")
    assert machine.journal.read_text() == "started with -P -m turbodesk --demo --data-dir a folder\n"


def test_changed_dependencies_are_installed(machine: Machine) -> None:
    test_a_second_start_does_nothing_but_start(machine)
    machine.journal.write_text("")
    with (machine.checkout / "requirements.lock").open("a") as lock:
        lock.write("# changed\n")
    done = machine.run("--demo", DISPLAY=":0")
    assert done.returncode == 0
    assert "Installing the Python packages of requirements.lock" in done.stderr
    steps = machine.journal.read_text().splitlines()
    assert "download" in steps[0]
    assert "--require-hashes" in steps[1]
    assert "--editable" in steps[2]
    assert steps[3] == "started with -P -m turbodesk --demo"


def test_an_installation_that_failed_is_begun_anew(machine: Machine) -> None:
    machine.has("python3.12", f"case $* in *venv*) exec /bin/sh {machine.programs}/make-venv;; *) echo $0;; esac")
    python = machine.checkout / ".venv" / "bin" / "python"
    does = 'case $* in *"pip install"*|*" install "*) exit 1;; esac'
    (machine.programs / "make-venv").write_text(
        f"mkdir -p '{python.parent}'\ncat >'{python}' <<'END'\n#!/bin/sh\n{does}\nEND\nchmod +x '{python}'\n"
    )
    (machine.programs / "chmod").symlink_to(shutil.which("chmod") or "")
    first = machine.run("--setup")
    assert first.returncode == 1
    assert "pip says why above" in first.stderr.splitlines()[-1]
    second = machine.run("--setup")
    assert second.returncode == 1
    assert second.stderr.splitlines()[0] == "The last installation was interrupted. Starting over."


@pytest.mark.parametrize(
    ("getconf", "processor", "says"),
    [
        ("echo glibc 2.31", "x86_64", "needs glibc 2.34 or newer, and this system is older: it has 2.31."),
        ("echo glibc 2.36", "aarch64", "needs glibc 2.39 or newer, and this system is older: it has 2.36."),
        ("exit 1", "x86_64", "needs the C library glibc 2.34 or newer, and this system has another"),
        ("echo glibc 2.36", "armv7l", "64-bit processors of Intel, AMD and ARM, and this one calls itself armv7l."),
    ],
    ids=["old", "old on ARM", "musl", "32 bits"],
)
def test_a_system_that_qt_does_not_run_on_is_told_before_anything(
    machine: Machine, getconf: str, processor: str, says: str
) -> None:
    (machine.programs / "uname").unlink()
    machine.has("uname", f"case $1 in -m) echo {processor};; *) echo Linux;; esac")
    machine.has("getconf", getconf)
    machine.has("ldd", "echo 'musl libc (x86_64)' >&2; exit 1")
    machine.has("apt-get", "exit 0")
    machine.has("id", "echo 0")
    done = machine.run("--setup")
    assert done.returncode == 1
    assert len(done.stderr.splitlines()) == 1
    assert says in done.stderr
    assert "apt-get" not in machine.journal.read_text()
    assert not (machine.checkout / ".venv").exists()


def test_a_python_that_was_chosen_and_is_none_installs_no_other(machine: Machine) -> None:
    machine.has("apt-get", "exit 0")
    machine.has("id", "echo 0")
    machine.has("python3.9", "exit 1")
    done = machine.run("--setup", PYTHON="python3.9")
    assert (done.returncode, len(done.stderr.splitlines())) == (1, 1)
    assert "PYTHON is set to python3.9, which is no Python 3.11 or newer" in done.stderr
    assert "apt-get" not in machine.journal.read_text()


@pytest.mark.parametrize(
    ("manager", "told", "says"),
    [
        ("apt-get", "E: Unable to locate package python3.11", "only an older one"),
        ("dnf", "No match for argument: python3.11", "only an older one"),
        ("apt-get", "E: Failed to fetch x\nE: Unable to locate package python3.11", "does not reach the servers"),
        ("dnf", "Curl error (6): Couldn't resolve host name", "does not reach the servers"),
    ],
)  # fmt: skip
def test_what_people_meet_most_is_said_in_a_sentence(machine: Machine, manager: str, told: str, says: str) -> None:
    machine.has("python3", "exit 1")  # too old
    machine.has("id", "echo 0")
    machine.has(manager, f"cat <<'END'\n{told}\nEND\nexit 100")
    done = machine.run("--setup")
    assert done.returncode == 1
    assert says in done.stderr.splitlines()[-1]
    assert told not in done.stderr
    assert len(done.stderr.splitlines()) == 2  # and what was asked for
    assert not (machine.checkout / ".venv").exists()


@pytest.mark.parametrize("is_update", [False, True], ids=["first", "update"])
def test_without_a_network_nothing_is_installed(machine: Machine, is_update: bool) -> None:
    """pip is asked for one small package first; what was there already stays as it was."""
    python = machine.checkout / ".venv" / "bin" / "python"
    warning = "WARNING: Retrying after connection broken by 'X(<a object at 0x1>: No route to host')': /simple/"
    pip = f'echo "{warning}"; exit 1'
    make = f"mkdir -p '{python.parent}'; cp '{machine.programs}/no-pip' '{python}'"
    machine.has("no-pip", pip)
    machine.has("apt-get", "exit 0")
    machine.has("ldconfig", "echo")
    machine.has("id", "echo 0")
    (machine.programs / "cp").symlink_to(shutil.which("cp") or "")
    machine.has("python3", f"case $* in *venv*-c*|-c*) echo $0;; *) {make};; esac")
    if is_update:
        python.parent.mkdir(parents=True)
        shutil.copy(machine.programs / "no-pip", python)
    done = machine.run("--setup")
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].endswith("pip says: No route to host")
    assert "None was installed" in done.stderr
    steps = machine.journal.read_text()
    assert "apt-get" not in steps
    assert python.exists() is is_update
    assert not (machine.checkout / ".venv" / "unfinished").exists()
    assert "interrupted" not in machine.run("--setup").stderr
