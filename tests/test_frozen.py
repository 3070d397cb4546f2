"""A frozen program gives the environment back, reads what it was started from after an update, and starts anew."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import types
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turbodesk import frozen

OURS = "/usr/lib/turbodesk/_internal"
PLUGINS = f"{OURS}/PySide6/Qt/plugins"
NAMES = st.sampled_from(["LD_LIBRARY_PATH", "QT_PLUGIN_PATH", "PATH", "XDG_DATA_DIRS", "LANG", "SOMETHING_ORIG"])
VALUES = st.lists(st.sampled_from(["/opt/lib", "/usr/lib/turbodesk", "/usr/lib", "", "C.UTF-8"]), min_size=1).map(
    ":".join
)

posix = pytest.mark.skipif(sys.platform == "win32", reason="Windows lets nobody replace a program that runs")


def started(environment: dict[str, str]) -> dict[str, str]:
    """What the launcher makes of an environment before Python begins (PyInstaller 6.22, Linux)."""
    before = environment.get("LD_LIBRARY_PATH")
    made = environment | {"_PYI_ARCHIVE_FILE": "/usr/lib/turbodesk/turbodesk", "_PYI_PARENT_PROCESS_LEVEL": "0"}
    if before:
        made["LD_LIBRARY_PATH_ORIG"] = before
    return made | {"LD_LIBRARY_PATH": f"{OURS}:{before}" if before else OURS}


@given(st.dictionaries(NAMES, VALUES))
def test_what_it_starts_inherits_what_the_person_had(theirs: dict[str, str]) -> None:
    launched = started(theirs)
    hooked = launched | {"QT_PLUGIN_PATH": PLUGINS, "QML2_IMPORT_PATH": f"{OURS}/PySide6/Qt/qml"}
    frozen.give_back(hooked, OURS, started_with=launched, system="linux")
    expected = {name: value for name, value in theirs.items() if value or name != "LD_LIBRARY_PATH"}
    if not theirs.get("QT_PLUGIN_PATH"):
        expected.pop("QT_PLUGIN_PATH", None)
    assert hooked == expected


@pytest.mark.parametrize(
    ("name", "value", "after"),
    [
        ("DYLD_LIBRARY_PATH", f"{OURS}:/opt/lib", "/opt/lib"),
        ("GDK_PIXBUF_MODULE_FILE", f"{OURS}/lib/gdk-pixbuf/loaders.cache", None),
        ("GI_TYPELIB_PATH", f"{OURS}/gi_typelibs", None),
        ("GTK_PATH", OURS, None),
        ("SSL_CERT_FILE", f"{OURS}/certifi/cacert.pem", None),
        ("XDG_DATA_DIRS", f"{OURS}/share:/usr/share", "/usr/share"),
        ("OPENSSL_MODULES", f"{OURS}/ossl-modules", None),
        ("PYTHONPATH", f"{OURS}/python", None),
        ("PYTHONHOME", "/opt/python", "/opt/python"),
        ("PWD", OURS, OURS),
        ("LD_LIBRARY_PATH", f"{OURS}-of-another", f"{OURS}-of-another"),
    ],
)
def test_whatever_leads_to_our_files_is_taken_out(name: str, value: str, after: str | None) -> None:
    environment = {name: value}
    frozen.give_back(environment, OURS, system="linux")
    assert environment.get(name) == after


@pytest.mark.skipif(sys.platform == "win32", reason="its paths have colons in them")
def test_windows_keeps_its_path_and_loses_the_rest() -> None:
    environment = {"Path": OURS, "QT_PLUGIN_PATH": PLUGINS}
    frozen.give_back(environment, OURS, system="win32")
    assert environment == {"Path": OURS}


_ENTRY = """
import os, runpy, sys
sys.frozen, sys._MEIPASS = True, sys.argv.pop(1)
os.environ["QT_PLUGIN_PATH"] = sys._MEIPASS + "/PySide6/Qt/plugins"
try:
    runpy.run_path(sys.argv.pop(1), run_name="__main__")
except SystemExit as end:
    print(end.code, *(f"{name}={os.environ.get(name)}" for name in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH")))
    print([name for name in os.environ if name.startswith("_PYI") or name.endswith("_ORIG")])
"""


@posix
@pytest.mark.parametrize("before", [{}, {"LD_LIBRARY_PATH": "/opt/lib"}])
def test_the_environment_is_the_persons_before_anything_else_runs(tmp_path: Path, before: dict[str, str]) -> None:
    entry = Path(__file__).parents[1] / "packaging" / "pyinstaller" / "entry.py"
    clean = {name: value for name, value in os.environ.items() if name not in ("LD_LIBRARY_PATH", "QT_PLUGIN_PATH")}
    launched = {name: value.replace(OURS, str(tmp_path)) for name, value in started(clean | before).items()}
    command = [sys.executable, "-c", _ENTRY, str(tmp_path), str(entry), "--version"]
    told = subprocess.run(command, env=launched, capture_output=True, text=True, check=True).stdout.splitlines()
    assert told[0].startswith("TurboDesk ")
    assert told[1:] == [f"0 LD_LIBRARY_PATH={before.get('LD_LIBRARY_PATH')} QT_PLUGIN_PATH=None", "[]"]


def test_windows_looks_among_our_libraries_again_when_a_program_was_started(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places: list[str | None] = []
    kernel = types.SimpleNamespace(SetDllDirectoryW=places.append)
    monkeypatch.setattr(ctypes, "windll", types.SimpleNamespace(kernel32=kernel), raising=False)
    with frozen.lent_to_no_other():
        assert places == ([None] if sys.platform == "win32" else [])
    monkeypatch.setattr(sys, "platform", "win32")
    places.clear()
    with frozen.lent_to_no_other():
        assert places == [None]
    assert places == [None, str(home)]


def test_from_its_source_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", OURS)
    frozen.begin()
    frozen.hold_libraries()
    assert os.environ["LD_LIBRARY_PATH"] == OURS
    assert frozen.program() is None


@pytest.fixture
def home(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a frozen program, as this process believes to be."""
    folder = tmp_path / "lib" / "_internal"
    folder.mkdir(parents=True)
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "_MEIPASS", str(folder), raising=False)
    return folder


@posix
def test_modules_are_read_from_the_file_it_was_started_from(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = home.parent / "turbodesk"
    program.write_bytes(b"launcher, then a module")
    archive = types.ModuleType("pyimod01_archive")
    exec(  # as the launcher's module does it, with its own name for `open`
        "def extract(name):\n    with open(name, 'rb') as file:\n        file.seek(15)\n        return file.read(8)\n",
        archive.__dict__,
    )
    importers = types.ModuleType("pyimod02_importers")
    importers.pyz_archive = types.SimpleNamespace(_filename=str(program))  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pyimod01_archive", archive)
    monkeypatch.setitem(sys.modules, "pyimod02_importers", importers)
    assert frozen.shortcomings() == ["an update would take away modules that are not loaded yet"]
    frozen.hold_archives()
    assert frozen.shortcomings() == []
    _replace(program, b"a longer launcher, then quite another module")
    assert archive.extract(str(program)) == b"a module"
    program.unlink()
    assert archive.extract(str(program)) == b"a module"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="needs /proc")
def test_encodings_are_read_from_the_file_it_was_started_from(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import encodings

    library = home / "base_library.zip"
    with zipfile.ZipFile(library, "w") as file:
        file.writestr("encodings/of_ours.py", "NAME = 'ours'\n")
    monkeypatch.setattr(encodings, "__path__", [*encodings.__path__, str(library / "encodings")])
    frozen.hold_archives()
    _replace(library, b"no archive at all")
    from encodings import of_ours

    monkeypatch.delitem(sys.modules, "encodings.of_ours")
    assert of_ours.NAME == "ours"


@posix
def test_a_held_file_is_read_by_many_at_once(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(bytes(range(100)))
    with path.open("rb") as file:
        first, second = (frozen.HeldFile(file.fileno()) for _ in range(2))
        first.seek(10)
        assert second.read(2) == b"\0\1"
        assert first.read(2) == b"\x0a\x0b"
        assert (len(first.read()), first.read(5)) == (88, b"")
        with first:
            pass
        assert second.read(1) == b"\2"


def test_a_restart_starts_what_is_installed(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = str(home.parent / "turbodesk")
    monkeypatch.setattr(sys, "executable", program)
    monkeypatch.setenv("APPIMAGE", "/opt/of-another.AppImage")
    monkeypatch.setenv("APPDIR", "/tmp/.mount_another")
    assert frozen.restart_command(["--demo"]) == [program, "--demo"]
    monkeypatch.setenv("APPDIR", str(home.parent.parent))
    assert frozen.restart_command([]) == [str(Path("/opt/of-another.AppImage"))]


_TWICE = """
import os, sys
from turbodesk import frozen
print(os.getpid(), sys.argv[1:])
if sys.argv[1:] == ["first", "time"]:
    raise SystemExit(frozen.start_again(["second"]))
"""


@posix
def test_a_restart_is_the_same_process_with_the_arguments_it_is_given() -> None:
    command = [sys.executable, "-c", _TWICE, "first", "time"]
    told = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    process = told[0].split()[0]
    assert told == [f"{process} ['first', 'time']", f"{process} ['second']"]


def _replace(file: Path, content: bytes) -> None:
    """As every package manager does it: the new file is written beside the old one and takes its name."""
    new = file.with_name(f"{file.name}.dpkg-new")
    new.write_bytes(content)
    os.replace(new, file)
