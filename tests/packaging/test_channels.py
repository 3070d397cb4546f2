"""What catalogues and package managers are handed is of this version, of these files, and of these bytes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from bundle import appdir, channels, host, linux_repository, project, tar
from bundle.build import Build, BuildError
from ruamel.yaml import YAML

from turbodesk.app.updates import REPOSITORIES

VERSION = "1.2.3"
SUMS = {what: f"{number:064x}" for number, what in enumerate(channels.artefacts(VERSION), 0xABC)}


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return channels.texts(VERSION, "2026-11-28", SUMS)


def ending(texts: dict[str, str], end: str) -> str:
    (found,) = (text for path, text in texts.items() if path.endswith(end))
    return found


def test_every_text_is_of_this_version_and_no_other(texts: dict[str, str]) -> None:
    newer = channels.texts("1.3.0", "2026-12-24", SUMS)
    for (path, text), (newer_path, newer_text) in zip(texts.items(), newer.items(), strict=True):
        assert VERSION in text
        assert newer_path == path.replace(VERSION, "1.3.0")
        assert VERSION not in newer_text
        assert project.HOMEPAGE in text or "winget" in path


@pytest.mark.parametrize("version", ["1.2.3rc1", "1.2; rm -rf /", ""])
def test_only_a_plain_version_is_handed_in(version: str) -> None:
    with pytest.raises(BuildError):
        channels.texts(version, "2026-11-28", SUMS)


def test_winget_is_told_of_both_ways_to_install(texts: dict[str, str]) -> None:
    yaml = YAML(typ="safe", pure=True)
    found = [yaml.load(text) for path, text in texts.items() if path.startswith("winget/")]
    assert {one["ManifestType"] for one in found} == {"version", "installer", "defaultLocale"}
    assert {one["PackageIdentifier"] for one in found} == {channels.WINGET}
    assert {one["PackageVersion"] for one in found} == {VERSION}
    (installer,) = (one for one in found if one["ManifestType"] == "installer")
    names = channels.artefacts(VERSION)
    assert {(one["InstallerUrl"], one["InstallerSha256"]) for one in installer["Installers"]} == {
        (f"{channels.RELEASES}/download/v{VERSION}/{names[what]}", SUMS[what].upper()) for what in ("setup", "msi")
    }
    # Windows finds the program by the name that the setup registers.
    setup = (project.ROOT / "packaging" / "windows" / "turbodesk.nsi").read_text(encoding="utf-8")
    assert '!define NAME "TurboDesk"' in setup
    assert installer["Installers"][0]["ProductCode"] == "TurboDesk"


def test_homebrew_is_told_of_both_processors(texts: dict[str, str]) -> None:
    cask = ending(texts, "turbodesk.rb")
    assert f'version "{VERSION}"' in cask
    assert f'sha256 arm:   "{SUMS["arm"]}",\n         intel: "{SUMS["intel"]}"' in cask
    (address,) = re.findall(r'url "(.*)"', cask)
    for processor, what in (("arm64", "arm"), ("x86_64", "intel")):
        name = address.replace("#{version}", VERSION).replace("#{arch}", processor).rpartition("/")[2]
        assert name == channels.artefacts(VERSION)[what]


@pytest.mark.skipif(shutil.which("bash") is None, reason="PKGBUILD is bash")
def test_what_the_aur_reads_is_what_its_script_says(texts: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "PKGBUILD").write_text(ending(texts, "PKGBUILD"), encoding="utf-8")
    single, several = ("pkgdesc", "pkgver", "pkgrel", "url"), (
        "arch", "license", "depends", "optdepends", "provides", "conflicts", "options", "source", "sha256sums",
    )  # fmt: skip
    script = "set -eu; . ./PKGBUILD\n"
    script += "".join(f'printf "\\t{name} = %s\\n" "${name}"\n' for name in single)
    script += "".join(f'printf "\\t{name} = %s\\n" "${{{name}[@]}}"\n' for name in several)
    told = subprocess.check_output(["bash", "-c", script], cwd=tmp_path, text=True)
    assert ending(texts, ".SRCINFO") == f"pkgbase = turbodesk-bin\n{told}\npkgname = turbodesk-bin\n"


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="packages of Linux")
def test_the_aurs_script_installs_what_the_archive_holds(
    texts: dict[str, str], build: Build, tmp_path: Path, qapp: object
) -> None:
    tar.lay_out(build, tmp_path / "src" / f"turbodesk-{VERSION}-linux-x86_64")
    (tmp_path / "PKGBUILD").write_text(ending(texts, "PKGBUILD"), encoding="utf-8")
    script = f"set -eu; . ./PKGBUILD; pkgdir={tmp_path}/pkg; cd src; package"
    subprocess.run(["bash", "-c", script], cwd=tmp_path, check=True)
    installed = tmp_path / "pkg" / "usr"
    told = subprocess.check_output([str(installed / "bin" / "turbodesk"), "there"], text=True)
    assert told == "TurboDesk 1.2.3 there\n"
    assert (installed / "lib/turbodesk/_internal/turbodesk/_resources/channel").read_text(encoding="ascii") == "aur\n"
    assert (installed / "share" / "applications" / f"{project.APP_ID}.desktop").is_file()
    assert (installed / "share" / "licenses" / "turbodesk-bin" / "LICENSE").is_file()


def test_the_files_are_called_as_they_are_made(build: Build) -> None:
    names = channels.artefacts(build.version)
    endings = {"archive": ".tar.xz", "appimage": ".AppImage"}
    assert {names[what] for what in endings} == {
        f"{project.NAME}-{build.version}-linux-x86_64{one}" for one in endings.values()
    }
    windows = Build(build.out, build.work, version=build.version, epoch=0, system="windows", machine="x86_64")
    macos = {
        what: Build(build.out, build.work, version=build.version, epoch=0, system="macos", machine=machine)
        for what, machine in (("arm", "arm64"), ("intel", "x86_64"))
    }
    assert names["setup"] == windows.artefact("-setup.exe").name
    assert names["msi"] == windows.artefact(".msi").name
    assert {what: names[what] for what in macos} == {what: one.artefact(".dmg").name for what, one in macos.items()}
    assert appdir.RUNTIME.endswith("x86_64")


def test_a_release_that_is_not_whole_is_told(tmp_path: Path) -> None:
    names = list(channels.artefacts(VERSION).values())
    for name in names[1:]:
        (tmp_path / name).touch()
    with pytest.raises(BuildError, match=re.escape(names[0])):
        channels.sums_of(tmp_path, VERSION)
    (tmp_path / names[0]).touch()
    assert len(channels.sums_of(tmp_path, VERSION)) == len(names)


def test_arch_has_a_package_for_every_library_that_stays_the_systems() -> None:
    """Its names cannot be looked up here; but a library that is newly left to the system is noticed."""
    owners = {
        "libstdc++6": "gcc-libs", "libgcc-s1": "gcc-libs", "libegl1": "libglvnd", "libgl1": "libglvnd",
        "libglx0": "libglvnd", "libopengl0": "libglvnd", "libx11-6": "libx11", "libx11-xcb1": "libx11",
        "libxcb1": "libxcb", "libwayland-client0": "wayland", "libwayland-cursor0": "wayland",
        "libwayland-egl1": "wayland", "libfontconfig1": "fontconfig", "libfreetype6": "freetype2",
        "libdbus-1-3": "dbus", "zlib1g": "zlib",
    }  # fmt: skip
    brought_along = {"libdrm2", "libgbm1", "libexpat1", "libcom-err2", "libgpg-error0", "libcups2"}
    assert set(host.LIBRARIES.values()) == owners.keys() | brought_along
    assert {*owners.values(), "glibc"} == set(channels.ARCH_PACKAGES)


PUBLIC = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\nmDMEabc=\n=7axw\n-----END PGP PUBLIC KEY BLOCK-----\n"


def test_people_put_one_file_on_their_machine_and_it_holds_the_key() -> None:
    text = linux_repository.sources("https://example.org/x", PUBLIC)
    fields = dict(line.split(": ", 1) for line in text.splitlines() if re.match(r"\w[\w-]*: ", line))
    assert fields == {
        "Types": "deb", "URIs": "https://example.org/x/apt", "Suites": "stable", "Components": "main",
        "Architectures": "amd64",
    }  # fmt: skip
    _, _, key = text.partition("Signed-By:\n")
    assert [line.removeprefix(" ").replace(".", "", 1) if line == " ." else line[1:] for line in key.splitlines()] == (
        PUBLIC.splitlines()
    )
    repo = linux_repository.repo("https://example.org/x")
    assert "repo_gpgcheck=1\n" in repo
    assert "gpgkey=https://example.org/x/key.asc\n" in repo


TOOLS = [*linux_repository.TOOLS, "dpkg-deb"]


@pytest.mark.skipif(any(shutil.which(tool) is None for tool in TOOLS), reason="its tools are not installed")
def test_the_lists_of_a_repository_hold_the_packages_and_are_signed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names, dist, home = channels.artefacts(VERSION), tmp_path / "dist", tmp_path / "gpg"
    (tmp_path / "deb" / "DEBIAN").mkdir(parents=True)
    control = f"Package: turbodesk\nVersion: {VERSION}\nArchitecture: amd64\nMaintainer: a <a@b>\nDescription: b\n"
    (tmp_path / "deb" / "DEBIAN" / "control").write_text(control, encoding="ascii")
    dist.mkdir()
    subprocess.run(["dpkg-deb", "--build", tmp_path / "deb", dist / names["deb"]], check=True, capture_output=True)
    home.mkdir(mode=0o700)
    monkeypatch.setenv("GNUPGHOME", str(home))
    make = ["gpg", "--batch", "--quiet", "--passphrase", "", "--quick-gen-key", "test", "ed25519", "sign", "never"]
    subprocess.run(make, check=True, capture_output=True)
    with pytest.raises(BuildError, match=r"\.rpm"):
        linux_repository.make(dist, tmp_path / "out", version=VERSION, key="test")
    monkeypatch.setattr(linux_repository, "_rpm", lambda *_: None)  # no rpm can be made here
    (dist / names["rpm"]).touch()
    linux_repository.make(dist, tmp_path / "out", version=VERSION, key="test")
    # By these names the program knows that the system brings newer versions, and asks for news no more.
    for files in REPOSITORIES.values():
        assert (tmp_path / "out" / Path(files[0]).name).is_file()
    lists = tmp_path / "out" / "apt" / "dists" / "stable"
    subprocess.run(["gpg", "--verify", lists / "InRelease"], check=True, capture_output=True)
    packages = (lists / "main" / "binary-amd64" / "Packages").read_text(encoding="utf-8")
    assert f"Version: {VERSION}\n" in packages
    (place,) = re.findall(r"^Filename: (.*)$", packages, re.MULTILINE)
    assert (tmp_path / "out" / "apt" / place).read_bytes() == (dist / names["deb"]).read_bytes()
    subprocess.run(["gpgconf", "--kill", "all"], check=True, capture_output=True)
