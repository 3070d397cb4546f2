"""The desktop entry, the AppStream file, the manual page and the changelogs say what the program and its files say."""

from __future__ import annotations

import configparser
import os
import plistlib
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as Xml

import pytest
from bundle import (
    changelog,
    deb,
    desktop_entry,
    file_types,
    host,
    manual,
    metainfo,
    project,
    qt_needs,
    sbom,
    services,
    words,
)

from turbodesk import __version__
from turbodesk.app.commands import ASK, NEW_CHAT
from turbodesk.chat import chat_link
from turbodesk.main import command_line, options_from
from turbodesk.ui.application.application import APPLICATION_ID
from turbodesk.ui.desktop import macos_services

CHANGELOG = """\
# Changelog

## [Unreleased]

### Added

- Something **new**, with `code`
  on two lines and a [link](https://example.org).

## [0.1.0] - 2026-11-20

- The first version.
"""


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    (tmp_path / "CHANGELOG.md").write_text(CHANGELOG, encoding="utf-8")
    (tmp_path / "turbodesk").mkdir()
    (tmp_path / "turbodesk" / "__init__.py").write_text('__version__ = "0.2.0"\n', encoding="ascii")
    return tmp_path


def test_every_name_agrees() -> None:
    assert project.APP_ID == APPLICATION_ID
    assert project.version() == __version__
    assert all((project.ROOT / "packaging" / "screenshots" / file).is_file() for file, _ in project.SCREENSHOTS)


def test_the_date_can_be_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    assert project.epoch() == 1_790_000_000
    assert project.date().isoformat() == "2026-09-21T14:13:20+00:00"


def test_the_menu_offers_a_new_chat_and_a_quick_question_in_every_language() -> None:
    parser = configparser.ConfigParser(interpolation=None, delimiters="=")
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read_string(desktop_entry.text())
    main = parser["Desktop Entry"]
    assert (main["Name"], main["Exec"], main["Icon"]) == ("TurboDesk", "turbodesk %U", project.APP_ID)
    assert main["Actions"] == "new-chat;ask;"
    offered = {one: parser[f"Desktop Action {one}"] for one in ("new-chat", "ask")}
    assert {one["Name"]: one["Exec"] for one in offered.values()} == {
        NEW_CHAT.title: "turbodesk --new-chat",
        ASK.title: "turbodesk --ask",
    }
    assert all(f"Name[{language}]" in one for one in offered.values() for language in words.languages())
    assert all(options_from(one["Exec"].split()[1:]).asks for one in offered.values())


def test_links_and_files_lead_to_the_program() -> None:
    assert f"x-scheme-handler/{chat_link.SCHEME};" in desktop_entry.text()
    assert "application/pdf;" in desktop_entry.text()
    told = file_types.information_property_list()
    assert plistlib.loads(plistlib.dumps(told)) == told
    assert [scheme for one in told["CFBundleURLTypes"] for scheme in one["CFBundleURLSchemes"]] == [chat_link.SCHEME]  # type: ignore[attr-defined]


def test_what_other_programs_of_macos_send_reaches_a_method_of_ours() -> None:
    told = services.information_property_list()
    assert plistlib.loads(plistlib.dumps(told)) == told
    assert [one["NSMessage"] for one in told["NSServices"]] == [macos_services.MESSAGE]  # type: ignore[attr-defined]


@pytest.mark.skipif(
    not all(map(shutil.which, ("xdg-mime", "update-desktop-database"))), reason="needs xdg-utils and desktop-file-utils"
)
def test_a_desktop_finds_the_program_for_links_and_files(tmp_path: Path) -> None:
    applications = tmp_path / "applications"
    applications.mkdir()
    (applications / f"{project.APP_ID}.desktop").write_text(desktop_entry.text("true"), encoding="utf-8")
    subprocess.run(["update-desktop-database", str(applications)], check=True)
    nobody = {
        name: str(tmp_path / "nobody") for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CONFIG_DIRS")
    }
    for kind in (f"x-scheme-handler/{chat_link.SCHEME}", "application/pdf", "image/webp"):
        told = subprocess.run(
            ["xdg-mime", "query", "default", kind],
            env={"PATH": os.environ["PATH"], "XDG_DATA_DIRS": str(tmp_path), **nobody},
            capture_output=True,
            text=True,
            check=True,
        )
        assert told.stdout.strip() == f"{project.APP_ID}.desktop", kind


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/home/ada/.local/lib/turbodesk", "/home/ada/.local/lib/turbodesk"),
        ("/home/ada l/turbodesk", '"/home/ada l/turbodesk"'),
        ("/home/100%/turbodesk", "/home/100%%/turbodesk"),
        ('/home/a"b$c`d\\e', '"/home/a\\\\"b\\\\$c\\\\`d\\\\\\e"'),
    ],
)
def test_a_path_is_quoted_as_the_specification_says(path: str, written: str) -> None:
    assert desktop_entry.quoted(path) == written


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="needs desktop-file-utils")
@pytest.mark.parametrize("command", ["turbodesk", "/home/ada l/turbodesk"])
def test_the_desktop_entry_is_valid(tmp_path: Path, command: str) -> None:
    file = tmp_path / f"{project.APP_ID}.desktop"
    file.write_text(desktop_entry.text(command), encoding="utf-8")
    done = subprocess.run(["desktop-file-validate", str(file)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_software_centres_learn_of_every_release(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    component = Xml.fromstring(metainfo.text(checkout))
    assert component.findtext("id") == project.APP_ID
    assert component.findtext("launchable") == f"{project.APP_ID}.desktop"
    releases = [(one.get("version"), one.get("date"), one.get("type")) for one in component.iter("release")]
    assert releases == [("0.2.0", "2026-09-21", "development"), ("0.1.0", "2026-11-20", "stable")]
    assert component.findtext(".//release//li") == "Something new, with code on two lines and a link."
    assert all(one.text and one.text.startswith("https://") for one in component.iter("image"))


@pytest.mark.skipif(shutil.which("appstreamcli") is None, reason="needs appstream")
def test_the_appstream_file_is_valid(tmp_path: Path) -> None:
    file = tmp_path / f"{project.APP_ID}.metainfo.xml"
    file.write_text(metainfo.text(), encoding="utf-8")
    done = subprocess.run(
        ["appstreamcli", "validate", "--no-net", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout


def test_debian_hears_of_the_releases_too(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1790000000")
    text = deb.debian_changelog(checkout)
    assert text.startswith("turbodesk (0.2.0) stable; urgency=medium\n\n  * Something new, with code")
    assert f" -- {project.MAINTAINER}  Fri, 20 Nov 2026 00:00:00 +0000\n" in text
    assert [one.is_out for one in changelog.releases(checkout)] == [False, True]


def test_the_manual_knows_every_option() -> None:
    page = manual.page(command_line(), version="1.2.3", day="2026-11-22")
    for name in re.findall(r"--[a-z-]+", command_line().format_help()):
        assert f"\\fB{name.replace('-', chr(92) + '-')}\\fR" in page
    assert page.startswith('.TH TURBODESK 1 "2026-11-22" "TurboDesk 1.2.3"')


@pytest.mark.skipif(shutil.which("man") is None, reason="needs man-db")
def test_the_manual_has_no_mistakes(tmp_path: Path) -> None:
    file = tmp_path / "turbodesk.1"
    file.write_text(manual.page(command_line(), version="1.2.3", day="2026-11-22"), encoding="utf-8")
    command = ["man", "--warnings", "--local-file", "--encoding=UTF-8", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={"LC_ALL": "C.UTF-8", "PATH": PATH})
    assert done.stderr == ""


def test_the_table_of_run_is_read() -> None:
    packages = qt_needs.packages()
    assert packages["libxcb-cursor.so.0"] == "libxcb-cursor0"
    # Both lists name the same package where both name the library.
    assert all(host.LIBRARIES.get(soname, package) == package for soname, package in packages.items())


def test_the_lock_file_gives_the_hashes() -> None:
    found = sbom.hashes(project.ROOT)
    assert all(len(sums) >= 1 for sums in found.values())
    assert any(name == "httpx" for name, _ in found)


PATH = "/usr/local/bin:/usr/bin:/bin"
