"""Makes the folder an AppImage is packed from, and the AppImage where the tools for that are.

appimagetool and the runtime it puts in front are in no package registry, so neither can be locked. Where
TURBODESK_APPIMAGE_RUNTIME names the runtime's file, whose SHA-256 the caller has checked, and appimagetool is
installed, the AppImage is made; otherwise the folder is, which runs as it is: build/TurboDesk.AppDir/AppRun.
"""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bundle import layout, project
from bundle.build import Build, say

_RUN = """\
#!/bin/sh
# Starts TurboDesk from wherever this folder lies.
here=$(dirname "$(readlink -f "$0")")
exec "$here/usr/lib/turbodesk/turbodesk" "$@"
"""


def make(build: Build) -> Path | None:
    """Make the folder, and the AppImage where that can be done; its path, else None."""
    folder = lay_out(build)
    runtime, tool = os.environ.get("TURBODESK_APPIMAGE_RUNTIME"), shutil.which("appimagetool")
    if not (runtime and tool):
        say(f"{folder} is ready; no AppImage without appimagetool and TURBODESK_APPIMAGE_RUNTIME.")
        return None
    build.out.mkdir(parents=True, exist_ok=True)
    image = build.out / f"TurboDesk-{build.version}-{build.machine}.AppImage"
    build.run(tool, "--runtime-file", runtime, "--no-appstream", folder, image)
    image.chmod(0o755)
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
    layout.settle_times(build, folder)
    return folder
