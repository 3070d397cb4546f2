"""Writes what other people's catalogues need of a release, so that updates reach whoever installed from them.

winget (Windows), Homebrew (macOS) and the AUR (Arch) each keep a small text in a repository of their own: the version,
where its files lie, and their SHA-256. The texts are made here, from the files of the release themselves, and are
handed in with each release; nothing in them is written by hand, so that none can be of another version.

Why no Flatpak: its base application of Qt for Python is of another version than ours, and nothing of it could be tried.
The repositories of apt and dnf are `linux_repository`'s.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from bundle import project
from bundle.build import BuildError
from bundle.sums import sha256

RELEASES = f"{project.HOMEPAGE}/releases"
WINGET = "TurboDesk.TurboDesk"
_WINGET_SCHEMA = "1.12.0"

_CASK = """\
cask "turbodesk" do
  arch arm: "arm64", intel: "x86_64"

  version "{version}"
  sha256 arm:   "{arm}",
         intel: "{intel}"

  url "{releases}/download/v#{{version}}/turbodesk-#{{version}}-macos-#{{arch}}.dmg"
  name "TurboDesk"
  desc "{summary}"
  homepage "{homepage}"

  livecheck do
    url :url
    strategy :github_latest
  end

  depends_on macos: ">= :ventura"

  app "TurboDesk.app"

  zap trash: "~/Library/Application Support/TurboDesk"
end
"""

_PKGBUILD = """\
# Maintainer: {maintainer}
pkgname=turbodesk-bin
pkgver={version}
pkgrel=1
pkgdesc="{summary}"
arch=('x86_64')
url="{homepage}"
license=('MIT' 'LGPL-3.0-only')
depends=({depends})
optdepends=('gnome-keyring: keeps your key between starts'
            'kwallet: keeps your key between starts'
            'noto-fonts-emoji: shows emoji in colour')
provides=('turbodesk')
conflicts=('turbodesk')
options=('!strip' '!debug')
source=("{releases}/download/v$pkgver/turbodesk-$pkgver-linux-x86_64.tar.xz")
sha256sums=('{archive}')

package() {{
  cd "turbodesk-$pkgver-linux-x86_64"
  install -d "$pkgdir/usr/lib" "$pkgdir/usr/bin"
  cp -r turbodesk "$pkgdir/usr/lib/turbodesk"
  cp -r share "$pkgdir/usr/share"
  ln -s ../lib/turbodesk/turbodesk "$pkgdir/usr/bin/turbodesk"
  # Tells the program that a package manager keeps it up to date.
  echo aur >"$pkgdir/usr/lib/turbodesk/_internal/turbodesk/_resources/channel"
  install -Dm644 LICENSE "$pkgdir/usr/share/licenses/$pkgname/LICENSE"
}}
"""

ARCH_PACKAGES = (
    "dbus",
    "fontconfig",
    "freetype2",
    "gcc-libs",
    "glibc",
    "libglvnd",
    "libx11",
    "libxcb",
    "wayland",
    "zlib",
)
"""What `host.LIBRARIES` leaves to the system, by the names of Arch."""


def artefacts(version: str) -> dict[str, str]:
    """Return the name of every file that people download of a release, by what it is."""
    return {
        "deb": f"turbodesk_{version}_amd64.deb",
        "rpm": f"turbodesk-{version}-1.x86_64.rpm",
        "archive": f"turbodesk-{version}-linux-x86_64.tar.xz",
        "appimage": f"turbodesk-{version}-linux-x86_64.AppImage",
        "setup": f"turbodesk-{version}-windows-x86_64-setup.exe",
        "msi": f"turbodesk-{version}-windows-x86_64.msi",
        "arm": f"turbodesk-{version}-macos-arm64.dmg",
        "intel": f"turbodesk-{version}-macos-x86_64.dmg",
    }


def sums_of(folder: Path, version: str) -> dict[str, str]:
    """Return the SHA-256 of each of a release's files in `folder`, by what it is.

    Raises:
        BuildError: the release is not whole.
    """
    names = artefacts(version)
    missing = sorted(name for name in names.values() if not (folder / name).is_file())
    if missing:
        raise BuildError(f"The release is not whole; in {folder} there is no {', no '.join(missing)}.")
    return {what: sha256(folder / name) for what, name in names.items()}


def texts(version: str, day: str, sums: dict[str, str]) -> dict[str, str]:
    """Return every text by its path; `day` is that of the release, as in 2026-11-28, `sums` go by `artefacts`' words.

    Raises:
        BuildError: the version is one that catalogues do not take.
    """
    if not re.fullmatch(r"\d+(\.\d+)*", version):
        raise BuildError(f"{version} is no version that catalogues take.")
    facts = {
        "version": version, "summary": project.SUMMARY, "homepage": project.HOMEPAGE, "releases": RELEASES,
        "maintainer": project.MAINTAINER, "depends": " ".join(f"'{one}'" for one in ARCH_PACKAGES),
    }  # fmt: skip
    folder = f"winget/manifests/t/{WINGET.replace('.', '/')}/{version}/{WINGET}"
    return {
        f"{folder}.yaml": _yaml(version, "version", {"DefaultLocale": "en-US"}),
        f"{folder}.installer.yaml": _yaml(version, "installer", _installer(version, day, sums)),
        f"{folder}.locale.en-US.yaml": _yaml(version, "defaultLocale", _locale(version)),
        "homebrew/Casks/t/turbodesk.rb": _CASK.format(**facts, arm=sums["arm"], intel=sums["intel"]),
        "aur/PKGBUILD": _PKGBUILD.format(**facts, archive=sums["archive"]),
        "aur/.SRCINFO": _srcinfo(version, sums["archive"]),
    }


def _installer(version: str, day: str, sums: dict[str, str]) -> dict[str, object]:
    address = f"{RELEASES}/download/v{version}/"
    return {
        "MinimumOSVersion": "10.0.17763.0", "UpgradeBehavior": "install",
        "ReleaseDate": day,
        "Installers": [
            {
                "Architecture": "x64", "InstallerType": "nullsoft", "Scope": "user", "ProductCode": "TurboDesk",
                "InstallerUrl": address + artefacts(version)["setup"], "InstallerSha256": sums["setup"].upper(),
            },
            {
                "Architecture": "x64", "InstallerType": "wix", "Scope": "machine",
                "InstallerUrl": address + artefacts(version)["msi"], "InstallerSha256": sums["msi"].upper(),
            },
        ],
    }  # fmt: skip


def _locale(version: str) -> dict[str, object]:
    return {
        "PackageLocale": "en-US", "Publisher": project.VENDOR, "PackageName": "TurboDesk",
        "PackageUrl": project.HOMEPAGE, "License": "MIT", "LicenseUrl": f"{project.HOMEPAGE}/blob/main/LICENSE",
        "ShortDescription": project.SUMMARY, "Description": "\n\n".join(project.PARAGRAPHS), "Moniker": project.NAME,
        "ReleaseNotesUrl": f"{RELEASES}/tag/v{version}",
    }  # fmt: skip


def _yaml(version: str, kind: str, rest: dict[str, object]) -> str:
    """Return a manifest of winget; JSON is YAML too, but a person reviews it, so its first level is lines."""
    first = {"PackageIdentifier": WINGET, "PackageVersion": version}
    last = {"ManifestType": kind, "ManifestVersion": _WINGET_SCHEMA}
    schema = f"# yaml-language-server: $schema=https://aka.ms/winget-manifest.{kind}.{_WINGET_SCHEMA}.schema.json\n"
    return schema + "".join(f"{name}: {json.dumps(value)}\n" for name, value in (first | rest | last).items())


def _srcinfo(version: str, archive: str) -> str:
    """Return what the AUR reads instead of running PKGBUILD, in the order that makepkg writes it."""
    optional = re.search(r"optdepends=\((.*?)\)\n", _PKGBUILD, re.DOTALL)
    assert optional is not None
    name = artefacts(version)["archive"]
    fields = [
        ("pkgdesc", project.SUMMARY), ("pkgver", version), ("pkgrel", "1"), ("url", project.HOMEPAGE),
        ("arch", "x86_64"), ("license", "MIT"), ("license", "LGPL-3.0-only"),
        *(("depends", one) for one in ARCH_PACKAGES),
        *(("optdepends", one) for one in re.findall("'(.*?)'", optional[1])),
        ("provides", "turbodesk"), ("conflicts", "turbodesk"), ("options", "!strip"), ("options", "!debug"),
        ("source", f"{RELEASES}/download/v{version}/{name}"), ("sha256sums", archive),
    ]  # fmt: skip
    lines = "".join(f"\t{field} = {value}\n" for field, value in fields)
    return f"pkgbase = turbodesk-bin\n{lines}\npkgname = turbodesk-bin\n"
