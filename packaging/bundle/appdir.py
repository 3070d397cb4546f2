"""Makes the folder an AppImage is packed from, and the AppImage where its runtime is at hand.

An AppImage is a small program, the runtime, with a squashfs image behind it, which it mounts. The image is made by
mksquashfs; the runtime is a download of the AppImage project that is in no package registry, so it cannot be locked as
others are, and is held to its SHA-256 here instead. `packaging/linux/get-appimage-runtime` gets it;
TURBODESK_APPIMAGE_RUNTIME says where it lies. Without, the folder is made, which runs as it is:
build/TurboDesk.AppDir/AppRun.

Why not appimagetool: it is one more program that nobody can lock, and adds nothing to these two.
"""

from __future__ import annotations

import hashlib
import os
import shutil
from pathlib import Path

from bundle import layout, project
from bundle.build import Build, BuildError, say

RUNTIME = "https://github.com/AppImage/type2-runtime/releases/download/20251108/runtime-x86_64"
RUNTIME_SHA256 = "2fca8b443c92510f1483a883f60061ad09b46b978b2631c807cd873a47ec260d"
"""As several public repositories pin it for this release; it was never compared with the file itself."""
VARIABLE = "TURBODESK_APPIMAGE_RUNTIME"

_RUN = """\
#!/bin/sh
# Starts TurboDesk from wherever this folder lies.
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/lib/turbodesk/turbodesk" "$@"
"""


def make(build: Build) -> Path | None:
    """Make the folder, and the AppImage where that can be done; its path, else None.

    Raises:
        BuildError: the runtime is not the one that is held to here, or mksquashfs failed.
    """
    folder = lay_out(build)
    place = os.environ.get(VARIABLE)
    if not place:
        say(f"{folder} is ready; no AppImage, as {VARIABLE} does not say where its runtime lies.")
        return None
    runtime = Path(place).read_bytes()
    require_runtime(runtime)
    return assemble(build, folder, runtime)


def require_runtime(content: bytes) -> None:
    """Make sure that this is the runtime to be packed.

    Raises:
        BuildError: it is another file.
    """
    found = hashlib.sha256(content).hexdigest()
    if found != RUNTIME_SHA256:
        raise BuildError(f"The runtime of AppImage has the SHA-256 {found}, and {RUNTIME_SHA256} is right.")


def assemble(build: Build, folder: Path, runtime: bytes) -> Path:
    """Pack the folder behind the runtime, and return the AppImage."""
    squashed = build.work / "appimage.squashfs"
    # SOURCE_DATE_EPOCH, which the build sets, is the time in it.
    build.run(
        "mksquashfs", folder, squashed, "-noappend", "-root-owned", "-no-xattrs", "-quiet", "-no-progress",
        "-b", "1M", "-comp", "zstd", "-Xcompression-level", "19",
    )  # fmt: skip
    build.out.mkdir(parents=True, exist_ok=True)
    image = build.artefact(".AppImage")
    with image.open("wb") as target, squashed.open("rb") as rest:
        target.write(runtime)
        shutil.copyfileobj(rest, target)
    image.chmod(0o755)
    squashed.unlink()
    return image


def lay_out(build: Build) -> Path:
    """Make the folder, and return it."""
    folder = build.fresh("TurboDesk.AppDir")
    layout.lay_out(build, folder / "usr", channel="appimage")
    identity = project.APP_ID
    share = folder / "usr" / "share"
    shutil.copyfile(share / "applications" / f"{identity}.desktop", folder / f"{identity}.desktop")
    shutil.copyfile(share / "icons" / "hicolor" / "scalable" / "apps" / f"{identity}.svg", folder / f"{identity}.svg")
    (folder / ".DirIcon").symlink_to(f"{identity}.svg")
    run = folder / "AppRun"
    run.write_text(_RUN, encoding="ascii")
    run.chmod(0o755)
    layout.settle_permissions(folder)
    layout.settle_times(build, folder)
    return folder
