"""Makes the Python environment a package is built in: exactly the locked packages, and TurboDesk as its own wheel.

Why not the developer's .venv: it holds tests and tools, and an editable TurboDesk that leads back to the checkout.
What is frozen should be what `requirements.lock` names, byte for byte, whoever builds it.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bundle.build import Build, BuildError, say

LOCKS = ("requirements.lock", "packaging/requirements.lock")
"""What is shipped, and what ships it."""

INSIDE = "TURBODESK_BUILD_ENVIRONMENT"
"""Set for the build that runs in the environment; keeps a broken one from starting itself for ever."""


def python_of(folder: Path) -> Path:
    """Return the interpreter of the environment in `folder`."""
    return folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def enter(build: Build, arguments: list[str]) -> int | None:
    """Run this build again inside its environment, made first if need be; None when this is inside already.

    Returns:
        The exit code of the build inside.
    """
    folder = build.work / "python"
    if os.environ.get(INSIDE) == str(folder):
        return None
    fill(build, folder)
    command = [str(python_of(folder)), "-P", str(build.root / "packaging" / "build.py"), *arguments]
    return subprocess.run(command, env=build.environment | {INSIDE: str(folder)}, check=False).returncode


def fill(build: Build, folder: Path) -> None:
    """Bring the environment in `folder` up to the lock files; costs nothing when it already is."""
    stamp = folder / "filled-from"
    sum_ = _sum_of(build.root)
    if not (stamp.is_file() and stamp.read_text(encoding="ascii") == sum_):
        say("Making the environment to build in, from the lock files")
        _make(build, folder)
        stamp.write_text(sum_, encoding="ascii")
    _install_ourselves(build, folder)


def _make(build: Build, folder: Path) -> None:
    # Without pip's own copy of the launcher scripts nothing here depends on where the folder lies.
    build.run(sys.executable, "-m", "venv", "--clear", folder)
    requirements = [word for lock in LOCKS for word in ("--requirement", str(build.root / lock))]
    _pip(build, folder, "install", "--no-deps", "--require-hashes", *requirements)


def _install_ourselves(build: Build, folder: Path) -> None:
    """Build our wheel and install it, so that what is frozen is what the wheel holds and nothing else."""
    wheels = build.fresh("wheel")
    _pip(build, folder, "wheel", "--no-deps", "--no-build-isolation", "--wheel-dir", str(wheels), str(build.root))
    (wheel,) = wheels.glob("turbodesk-*.whl")
    _pip(build, folder, "install", "--no-deps", "--no-index", "--force-reinstall", str(wheel))


def _pip(build: Build, folder: Path, *arguments: str) -> None:
    build.run(python_of(folder), "-m", "pip", "--disable-pip-version-check", "--no-input", "--quiet", *arguments)


def _sum_of(root: Path) -> str:
    digest = hashlib.sha256(sys.version.encode())
    for lock in LOCKS:
        try:
            digest.update((root / lock).read_bytes())
        except FileNotFoundError:
            raise BuildError(f"{lock} is missing; packaging/lock writes it.") from None
    return digest.hexdigest()
