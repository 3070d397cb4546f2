"""Makes the repository that apt, dnf and zypper take updates from: a folder of plain files for any web server.

    turbodesk.sources, turbodesk.repo      what people put on their machine once; key and address are in it
    apt/    dists/stable/…, pool/…         for Debian and Ubuntu
    rpm/    repodata/…, the packages       for Fedora and openSUSE

What is signed are the lists, apt's InRelease and dnf's repomd.xml, and they hold the SHA-256 of every package: so each
package is known to be ours, and the private key is needed for no more than these two files. Only the newest packages
are in it. Without a key nothing is made: an unsigned repository would ask people to trust whoever answers.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from bundle import channels, project
from bundle.build import BuildError

ADDRESS = "https://turbodesk.github.io/turbodesk"
"""Where it lies: the pages of the project's own repository."""

TOOLS = {"apt-ftparchive": "apt-utils", "createrepo_c": "createrepo-c", "gpg": "gnupg"}
"""What it runs, and Debian's package of each."""

_RELEASE = {
    "Origin": "TurboDesk", "Label": "TurboDesk", "Suite": "stable", "Codename": "stable", "Architectures": "amd64",
    "Components": "main", "Description": "TurboDesk, from its developers",
}  # fmt: skip


def make(dist: Path, out: Path, *, version: str, key: str, address: str = ADDRESS) -> None:
    """Fill `out` with the repository of the packages of `version` in `dist`, signed by `key`, an id that gpg knows.

    Raises:
        BuildError: a package or a tool is missing, or a tool failed.
    """
    missing = sorted(package for tool, package in TOOLS.items() if shutil.which(tool) is None)
    if missing:
        raise BuildError(f"Not installed: {', '.join(missing)}.")
    names = channels.artefacts(version)
    for what in ("deb", "rpm"):
        if not (dist / names[what]).is_file():
            raise BuildError(f"There is no {dist / names[what]}.")
    public = _run("gpg", "--batch", "--armor", "--export", key)
    if not public:
        raise BuildError(f"gpg knows no key {key}.")
    shutil.rmtree(out, ignore_errors=True)
    _apt(dist / names["deb"], out / "apt", key)
    _rpm(dist / names["rpm"], out / "rpm", key)
    (out / "key.asc").write_text(public, encoding="ascii")
    (out / "turbodesk.sources").write_text(sources(address, public), encoding="ascii")
    (out / "turbodesk.repo").write_text(repo(address), encoding="ascii")


def sources(address: str, public: str) -> str:
    """Return the file for /etc/apt/sources.list.d, which holds the key itself: one file, and none for other lists."""
    lines = (f" {line}" if line else " ." for line in public.splitlines())
    return (
        f"Types: deb\nURIs: {address}/apt\nSuites: stable\nComponents: main\nArchitectures: amd64\n"
        f"Signed-By:\n{chr(10).join(lines)}\n"
    )


def repo(address: str) -> str:
    """Return the file for /etc/yum.repos.d; the packages are held to the signed list."""
    return (
        f"[turbodesk]\nname=TurboDesk\nbaseurl={address}/rpm\nenabled=1\nrepo_gpgcheck=1\ngpgcheck=0\n"
        f"gpgkey={address}/key.asc\n"
    )


def _apt(package: Path, folder: Path, key: str) -> None:
    pool, lists = folder / "pool" / "main", folder / "dists" / "stable"
    index = lists / "main" / "binary-amd64"
    pool.mkdir(parents=True)
    index.mkdir(parents=True)
    shutil.copyfile(package, pool / package.name)
    (index / "Packages").write_text(_run("apt-ftparchive", "packages", "pool", cwd=folder), encoding="utf-8")
    options = [word for name, value in _RELEASE.items() for word in ("-o", f"APT::FTPArchive::Release::{name}={value}")]
    told = _run("apt-ftparchive", *options, "release", str(lists))
    (lists / "Release").write_text(told, encoding="utf-8")
    _sign(key, "--clearsign", lists / "Release", lists / "InRelease")
    _sign(key, "--detach-sign", lists / "Release", lists / "Release.gpg")


def _rpm(package: Path, folder: Path, key: str) -> None:
    folder.mkdir(parents=True)
    shutil.copyfile(package, folder / package.name)
    _run("createrepo_c", "--quiet", "--no-database", "--set-timestamp-to-revision", "--revision", str(project.epoch()),
         str(folder))  # fmt: skip
    listed = folder / "repodata" / "repomd.xml"
    _sign(key, "--detach-sign", listed, listed.with_name("repomd.xml.asc"))


def _sign(key: str, way: str, file: Path, target: Path) -> None:
    _run("gpg", "--batch", "--yes", "--local-user", key, "--armor", way, "--output", str(target), str(file))


def _run(*words: str, cwd: Path | None = None) -> str:
    environment = os.environ | {"LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": str(project.epoch())}
    done = subprocess.run(words, cwd=cwd, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        raise BuildError(f"{words[0]} failed with {done.returncode}: {done.stderr.strip()}")
    return done.stdout
