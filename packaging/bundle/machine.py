"""Lends a bare Debian for a while: a tree made by debootstrap, on which everything done is forgotten afterwards.

The minimal tree of each release is made once and kept; a machine is an overlay on it, or a copy where the kernel
refuses an overlay, as it does in most containers. It shares /tmp with this one, so that a screen, a session bus and
folders below it are the same inside. Names are found there as they are here, and pip trusts whom it was told to trust
here. Nothing else is shared, and no user's files.
"""

from __future__ import annotations

import argparse
import configparser
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from bundle.build import BuildError, say

_SEARCH_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_CHROOT = "/usr/sbin/chroot"
_KEYRING = "/usr/share/keyrings/debian-archive-keyring.gpg"


@dataclass(frozen=True, slots=True)
class Machine:
    """A running tree; gone with the context that lent it."""

    release: str
    tree: Path
    """Where it lies on this machine."""

    def command(self, *words: str) -> tuple[str, ...]:
        """Return what runs a command inside as root, in the environment it is started with."""
        return (_CHROOT, str(self.tree), *words)

    def run(self, *words: str, **environment: str) -> str:
        """Run a command inside to its end, in an environment of its own; what it wrote.

        Raises:
            BuildError: it failed; the message ends with what it wrote.
        """
        bare = {"PATH": _SEARCH_PATH, "HOME": "/root", "LANG": "C.UTF-8", "DEBIAN_FRONTEND": "noninteractive"}
        done = subprocess.run(
            self.command(*words), env=bare | environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
            check=False,
        )  # fmt: skip
        if done.returncode:
            raise BuildError(
                f"In {self.release}: {' '.join(words)} failed with {done.returncode}:\n{done.stdout[-4000:]}"
            )
        return done.stdout

    def put(self, file: Path, folder: str = "/root") -> str:
        """Copy a file inside, and return where it lies there."""
        shutil.copy(file, self.tree / folder.lstrip("/"))
        return f"{folder}/{file.name}"

    def files(self) -> set[str]:
        """Return every path of the tree but those that are lent, and the package manager's own records."""
        lent = ("proc", "dev", "tmp", "sys")
        records = (
            "/var/lib/apt/",
            "/var/cache/",
            "/var/log/",
            "/var/lib/dpkg/",
            "/var/lib/systemd/",
            "/etc/ld.so.cache",
        )
        found = set()
        for top in self.tree.iterdir():
            if top.name in lent or top.is_symlink():
                continue
            for folder, folders, files in os.walk(top):
                place = f"/{Path(folder).relative_to(self.tree)}"
                found |= {f"{place}/{name}" for name in [*folders, *files]}
        return {path for path in found if not path.startswith(records)}


@contextmanager
def machine(release: str, work: Path, *, mirror: str | None = None, extras: Path | None = None) -> Iterator[Machine]:
    """Lend a bare Debian of this release.

    `work` keeps the minimal trees. `mirror` is where Debian is taken from, its usual place if None; `extras`, a folder
    that is copied over the tree, as in certificates and package settings that this network needs.

    Raises:
        BuildError: debootstrap failed, or this is not root.
    """
    if os.geteuid() != 0:
        raise BuildError("A bare machine can be made by root alone: debootstrap and mount ask for that.")
    base = _base(release, work, mirror)
    with ExitStack() as undo:
        folder = Path(tempfile.mkdtemp(prefix=f"{release}-", dir=work))
        # Of one file system, so that what could not be unmounted, such as /tmp, is left alone.
        undo.callback(subprocess.run, ["rm", "--recursive", "--force", "--one-file-system", str(folder)], check=False)
        tree = _fresh_tree(undo, base, folder)
        _mount(undo, tree / "proc", "-t", "proc", "proc")
        _mount(undo, tree / "dev", "--rbind", "/dev")
        subprocess.run(["mount", "--make-rslave", str(tree / "dev")], check=True)
        _mount(undo, tree / "tmp", "--bind", "/tmp")
        _lend_network(tree)
        if extras is not None:
            shutil.copytree(extras, tree, dirs_exist_ok=True, symlinks=True)
        yield Machine(release, tree)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Let a command line say which machine, and what its network needs."""
    parser.add_argument("--release", default=os.environ.get("BARE_MACHINE_RELEASE", "bookworm"))
    parser.add_argument("--work", type=Path, default=Path("/tmp/turbodesk-machines"))
    parser.add_argument("--mirror", default=os.environ.get("BARE_MACHINE_MIRROR"))
    extras = os.environ.get("BARE_MACHINE_EXTRAS")
    parser.add_argument("--extras", type=Path, default=Path(extras) if extras else None)


def _fresh_tree(undo: ExitStack, base: Path, folder: Path) -> Path:
    tree = folder / "tree"
    for name in ("tree", "upper", "overlay"):
        (folder / name).mkdir()
    layers = f"lowerdir={base},upperdir={folder}/upper,workdir={folder}/overlay"
    try:
        _mount(undo, tree, "-t", "overlay", "overlay", "-o", layers)
    except BuildError as refusal:
        say(f"Copying the tree: {refusal}")
        subprocess.run(["cp", "--archive", "--reflink=auto", f"{base}/.", str(tree)], check=True)
    return tree


def _lend_network(tree: Path) -> None:
    """Let the tree find names as this machine does, and pip there trust the authority of a network that has its own."""
    for name in ("resolv.conf", "hosts"):
        shutil.copy(f"/etc/{name}", tree / "etc" / name)
    settings = configparser.ConfigParser(interpolation=None)
    settings.read("/etc/pip.conf")
    if certificates := os.environ.get("PIP_CERT") or settings.get("global", "cert", fallback=None):
        shutil.copy(certificates, tree / "etc" / "lent-certificates.pem")
        (tree / "etc" / "pip.conf").write_text("[global]\ncert = /etc/lent-certificates.pem\n", encoding="utf-8")


def _base(release: str, work: Path, mirror: str | None) -> Path:
    base = work / f"base-{release}"
    if base.is_dir():
        return base
    if shutil.which("debootstrap") is None:
        raise BuildError("debootstrap is not installed.")
    work.mkdir(parents=True, exist_ok=True)
    say(f"debootstrap --variant=minbase {release}")
    begun = work / f"base-{release}.begun"
    shutil.rmtree(begun, ignore_errors=True)
    command = [
        "debootstrap",
        "--variant=minbase",
        f"--keyring={_KEYRING}",
        release,
        str(begun),
        *([mirror] if mirror else []),
    ]
    with (work / f"debootstrap-{release}.log").open("wb") as log:
        code = subprocess.run(command, stdout=log, stderr=log, check=False).returncode
    if code:
        raise BuildError(f"debootstrap failed with {code}; {log.name} says why.")
    return begun.rename(base)


def _mount(undo: ExitStack, target: Path, *arguments: str) -> None:
    target.mkdir(exist_ok=True)
    done = subprocess.run(["mount", *arguments, str(target)], stderr=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise BuildError(done.stderr.strip().splitlines()[0])
    undo.callback(subprocess.run, ["umount", "--lazy", str(target)], check=False)
