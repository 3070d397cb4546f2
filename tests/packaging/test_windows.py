"""What is made for Windows says the right version, holds every file once, and is the same from the same sources."""

from __future__ import annotations

import ast
import re
import shutil
import time
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest
from bundle import msi, project, setup_words, windows, windows_setup
from bundle.build import Build
from hypothesis import given
from hypothesis import strategies as st

from turbodesk.translation import LANGUAGES

WIX = "{http://schemas.microsoft.com/wix/2006/wi}"
SCRIPT = project.ROOT / "packaging" / "windows" / "turbodesk.nsi"


@pytest.fixture
def build(build: Build) -> Build:
    """A build that has frozen something of Windows' shape."""
    build = replace(build, system="windows", machine="x86_64")
    (build.frozen / "turbodesk").unlink(missing_ok=True)  # another system's name of the program
    build.program.write_bytes(b"MZ")
    (build.contents / "PySide6").mkdir()
    (build.contents / "PySide6" / "Qt6Core.dll").write_bytes(b"MZ")
    return build


@given(st.lists(st.integers(0, 65_535), min_size=1, max_size=4), st.sampled_from(["", "rc1", "+local", ".dev3"]))
def test_a_version_is_four_numbers(parts: list[int], ending: str) -> None:
    found = windows.numbers(".".join(map(str, parts)) + ending)
    if ending != ".dev3":
        assert found == tuple(parts + [0] * (4 - len(parts)))
    assert found[: len(parts)] == tuple(parts)


def test_the_facts_of_the_program_are_an_expression_that_names_it(build: Build) -> None:
    path = windows.write_facts(build)
    assert path is not None
    text = path.read_text(encoding="utf-8")
    ast.parse(text, mode="eval")
    assert "filevers=(1, 2, 3, 0)" in text
    assert "'1.2.3'" in text
    assert project.VENDOR in text


def test_other_systems_have_no_such_facts(build: Build) -> None:
    assert windows.write_facts(replace(build, system="linux")) is None


def test_the_package_for_administrators_holds_every_file_once(build: Build) -> None:
    text = msi.text(build, build.frozen)
    tree = ElementTree.fromstring(text)
    sources = [one.attrib["Source"].removeprefix("TurboDesk/") for one in tree.iter(f"{WIX}File")]
    files = [path.relative_to(build.frozen).as_posix() for path in build.frozen.rglob("*") if path.is_file()]
    assert sorted(sources) == sorted(files)
    identifiers = [one.attrib["Id"] for one in tree.iter() if "Id" in one.attrib and "Ref" not in one.tag]
    assert len(identifiers) == len(set(identifiers))
    codes = [one.attrib["Guid"] for one in tree.iter(f"{WIX}Component")]
    assert len(set(codes)) == len(files)
    components = {one.attrib["Id"] for one in tree.iter(f"{WIX}Component")}
    assert {one.attrib["Id"] for one in tree.iter(f"{WIX}ComponentRef")} == components


def test_a_newer_package_takes_the_place_of_an_older_one(build: Build) -> None:
    older, newer = (
        ElementTree.fromstring(msi.text(replace(build, version=version), build.frozen)).find(f"{WIX}Product")
        for version in ("1.2.3", "1.2.4")
    )
    assert older is not None
    assert newer is not None
    assert older.attrib["UpgradeCode"] == newer.attrib["UpgradeCode"] == msi.FAMILY
    assert older.attrib["Id"] != newer.attrib["Id"]
    assert newer.find(f"{WIX}MajorUpgrade") is not None


def test_the_same_sources_are_said_in_the_same_words(build: Build) -> None:
    assert msi.text(build, build.frozen) == msi.text(build, build.frozen)


def test_the_setup_knows_the_folder_and_the_key_store_entry_of_the_program() -> None:
    """They stand in another language there, so that nothing but this keeps them alike."""
    script = SCRIPT.read_text(encoding="utf-8")
    main, secrets, lock = (
        (project.ROOT / "turbodesk" / name).read_text(encoding="utf-8")
        for name in ("main.py", "store/secrets.py", "store/opening.py")
    )
    assert 'user_data_path("TurboDesk", appauthor=False, roaming=False)' in main
    assert '!define DATA "$LOCALAPPDATA\\TurboDesk"' in script
    assert 'service: str = "TurboDesk"' in secrets
    assert "as “TurboDesk”" in setup_words.SENTENCES["KEY_STAYS"]
    assert '{path.name}.lock"' in lock
    assert 'Delete "${DATA}\\turbodesk.db.lock"' in script


def test_the_setup_says_what_it_says_in_every_language() -> None:
    script, header = SCRIPT.read_text(encoding="utf-8"), setup_words.header("1.2.3")
    assert set(re.findall(r"\$\(([A-Z_]+)\)", script)) == set(setup_words.SENTENCES)
    assert set(setup_words.LANGUAGES) == set(LANGUAGES), "NSIS has a name for each"
    assert header.count("LangString ") == len(setup_words.SENTENCES) * len(LANGUAGES)
    assert "1.2.3" in header
    assert setup_words.quoted('5 $ for "it"\n') == '"5 $$ for $\\"it$\\"$\\r$\\n"'


def test_the_setup_never_removes_a_folder_that_a_person_chose() -> None:
    script = SCRIPT.read_text(encoding="utf-8")
    removed = re.findall(r"^ *RMDir /r (.*)$", script, re.MULTILINE)
    assert sorted(removed) == ['"$INSTDIR\\_internal"', '"${DATA}"']


@pytest.mark.skipif(
    shutil.which("makensis") is None or not Path("/usr/share/nsis/Stubs/lzma_solid-amd64-unicode").exists(),
    reason="needs NSIS (apt-get install nsis)",
)
def test_the_same_program_makes_the_same_setup(build: Build) -> None:
    first = windows_setup.make(build).read_bytes()
    assert first[:2] == b"MZ"
    _wait_a_second()
    second = windows_setup.make(replace(build, out=build.out / "again", work=build.work)).read_bytes()
    assert first == second


def _wait_a_second() -> None:
    """Times are kept in seconds, and only times of different seconds can tell builds apart."""
    now = int(time.time())
    while int(time.time()) == now:
        time.sleep(0.02)
