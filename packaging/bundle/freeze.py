"""Freezes the program with its Python into one folder that runs where neither is installed."""

from __future__ import annotations

import os
import sys

from bundle import icons, layout, licences, news, origins, project, sbom, signing, windows
from bundle.build import Build, BuildError


def freeze(build: Build) -> None:
    """Freeze the program into `build.frozen`, and sign it where a command for that is given."""
    build.fresh("frozen")
    icon = icons.draw(build)
    os.environ["TURBODESK_ICON"] = str(icon or "")
    # Packages compress the whole far better than PyInstaller compresses each module by itself, and what is not
    # compressed need not be unpacked at each start.
    os.environ["PYINSTALLER_ZLIB_COMPRESSION_LEVEL"] = "0"
    os.environ["TURBODESK_FACTS"] = str(windows.write_facts(build) or "")
    os.environ["TURBODESK_MANIFEST"] = str(origins.manifest(build))
    build.run(
        sys.executable, "-P", "-m", "PyInstaller", "--noconfirm", "--clean", "--log-level", "WARN",
        "--distpath", build.frozen.parent, "--workpath", build.fresh("pyinstaller"),
        build.root / "packaging" / "pyinstaller" / "turbodesk.spec",
    )  # fmt: skip
    if not build.program.is_file():
        raise BuildError(f"PyInstaller made no {build.program}.")
    require_version(build)
    licences.gather(build)
    sbom.write(build, sbom.inside(build))
    news.put_source(build)
    _settle_permissions(build)
    signing.sign(build, build.program)
    if build.system == "macos":
        layout.mark(build, build.frozen, channel="dmg")  # the only kind of package there, and sealed with the rest
        signing.seal(build)


def require_version(build: Build) -> None:
    """Make sure that the program inside is of the version that the packages will be called by."""
    found = [path.name for path in build.contents.glob(f"{project.NAME}-*.dist-info")]
    if found != [f"{project.NAME}-{build.version}.dist-info"]:
        raise BuildError(f"What was frozen is {', '.join(found) or 'nothing'}, and the tree is of {build.version}.")


def _settle_permissions(build: Build) -> None:
    """Make every file readable and only the program executable, whatever this machine's umask and wheels say."""
    if os.name == "nt":
        return
    for path in [build.frozen, *build.frozen.rglob("*")]:
        if path.is_symlink():
            continue
        if path.is_dir():
            path.chmod(0o755)
        elif build.system == "linux":
            path.chmod(0o755 if path == build.program else 0o644)
