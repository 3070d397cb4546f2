"""What is made for macOS can only run there; here its scripts are followed, with stand-ins that note what was asked."""

from __future__ import annotations

import os
import plistlib
import stat
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from bundle import dmg, project, signing
from bundle.build import Build, BuildError

pytestmark = pytest.mark.skipif(os.name != "posix", reason="scripts of a POSIX shell")

MACOS = project.ROOT / "packaging" / "macos"
IDENTITY = "Developer ID Application: The TurboDesk developers (ABCDE12345)"
_TOOL = """#!/bin/sh
echo "$(basename "$0") $*" >>"{log}"
case "$(basename "$0") $1" in
    "ditto "*) cp -R "$1" "$2" ;;
    "hdiutil create") [ ! -e "{busy}" ] || { rm "{busy}"; exit 1; }
        for last; do :; done
        echo image >"$last" ;;
    "hdiutil attach") for last; do [ "${before:-}" = -mountpoint ] && place=$last; before=$last; done
        cp -R "{app}" "$place/TurboDesk.app" ;;
esac
"""


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which the stand-ins for macOS' tools note how they were called."""
    log, busy, tools = tmp_path / "asked", tmp_path / "busy", tmp_path / "tools"
    tools.mkdir()
    text = _TOOL.replace("{log}", str(log)).replace("{busy}", str(busy))
    for name in ("codesign", "ditto", "hdiutil", "xcrun", "spctl", "sleep"):
        tool = tools / name
        app = tmp_path / "work" / "frozen" / "TurboDesk.app"
        tool.write_text(text.replace("{app}", str(app)), encoding="utf-8")
        tool.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tools}:{os.environ['PATH']}")
    for name in ("TURBODESK_CODESIGN_IDENTITY", "TURBODESK_NOTARY_PROFILE", "TURBODESK_NOTARY_KEYCHAIN"):
        monkeypatch.delenv(name, raising=False)
    return log


@pytest.fixture
def bundle(build: Build) -> Build:
    """A build that has frozen something of a bundle's shape, whose program notes what it was asked."""
    build = replace(build, system="macos", machine="arm64")
    build.program.parent.mkdir(parents=True)
    build.program.write_text(f'#!/bin/sh\necho "program $*" >>"{build.work.parent}/asked"\n', encoding="utf-8")
    build.program.chmod(build.program.stat().st_mode | stat.S_IXUSR)
    return build


def calls(log: Path) -> list[str]:
    return log.read_text(encoding="utf-8").splitlines()


def test_without_an_identity_an_unsigned_image_is_made_and_tried(bundle: Build, asked: Path) -> None:
    signing.seal(bundle)
    image = dmg.make(bundle)
    assert image.is_file()
    said = calls(asked)
    assert said[0] == f"codesign --force --sign - {bundle.frozen}"
    assert said[1].startswith("codesign --verify --deep --strict")
    assert not any(one.startswith(("xcrun", "spctl")) for one in said)
    assert said.index("program --self-test") > [one.split()[1] for one in said].index("attach")
    assert said[-1].startswith("hdiutil detach")


def test_with_an_identity_and_a_profile_it_is_signed_notarised_and_stapled(
    bundle: Build, asked: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TURBODESK_CODESIGN_IDENTITY", IDENTITY)
    monkeypatch.setenv("TURBODESK_NOTARY_PROFILE", "turbodesk")
    monkeypatch.setenv("TURBODESK_NOTARY_KEYCHAIN", "/key chains/build")
    signing.seal(bundle)
    image = dmg.make(bundle)
    said = calls(asked)
    assert IDENTITY in said[0]
    assert "--options runtime" in said[0]
    assert str(MACOS / "entitlements.plist") in said[0]
    wanted = [f"codesign --sign {IDENTITY}", "xcrun notarytool submit", "xcrun stapler staple", "spctl --assess"]
    places = [next(place for place, one in enumerate(said) if one.startswith(start)) for start in wanted]
    assert places == sorted(places)
    assert said[places[1]].endswith("--keychain-profile turbodesk --keychain /key chains/build --wait --timeout 30m")
    assert all(str(image) in said[place] for place in places)


def test_a_busy_disk_is_tried_again(bundle: Build, asked: Path) -> None:
    (asked.parent / "busy").touch()
    dmg.make(bundle)
    assert sum(one.startswith("hdiutil create") for one in calls(asked)) == 2


def test_an_image_whose_program_fails_is_not_shipped(bundle: Build, asked: Path) -> None:
    bundle.program.write_text("#!/bin/sh\nexit 1\n", encoding="utf-8")
    with pytest.raises(BuildError, match="make-dmg failed"):
        dmg.make(bundle)
    assert calls(asked)[-1].startswith("hdiutil detach")


def test_nothing_is_asked_of_macos_but_what_callbacks_need() -> None:
    entitlements = plistlib.loads((MACOS / "entitlements.plist").read_bytes())
    assert entitlements == {"com.apple.security.cs.allow-unsigned-executable-memory": True}


@pytest.mark.parametrize("script", ["make-dmg", "fill-keychain"])
def test_its_scripts_are_scripts_of_any_shell(script: str) -> None:
    path = MACOS / script
    assert path.stat().st_mode & stat.S_IXUSR
    checked = subprocess.run(["/bin/sh", "-n", str(path)], capture_output=True, text=True, check=False)
    assert (checked.returncode, checked.stderr) == (0, "")
