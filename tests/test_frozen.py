"""A frozen program gives the environment back before it starts anything."""

from __future__ import annotations

import os
import sys

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


def test_from_its_source_nothing_is_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", OURS)
    frozen.begin()
    assert os.environ["LD_LIBRARY_PATH"] == OURS
