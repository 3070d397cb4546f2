"""Makes the archive for any Linux: unpack it, run its install.sh, and the program is in your menu."""

from __future__ import annotations

import shutil
from pathlib import Path

from bundle import layout, project
from bundle.build import Build

_BLOCK = "24MiB"
"""xz compresses blocks of this size side by side; fixed, or the number of cores would change the archive."""


def make(build: Build) -> Path:
    """Build the archive and return its path.

    Raises:
        BuildError: tar or xz failed.
    """
    name = f"{project.NAME}-{build.version}-linux-{build.machine}"
    folder = build.fresh("tar") / name
    lay_out(build, folder)
    layout.settle_permissions(folder)
    layout.settle_times(build, folder)
    build.out.mkdir(parents=True, exist_ok=True)
    archive = build.artefact(".tar")
    build.run(
        "tar", "--create", "--sort=name", "--format=gnu", "--owner=root:0", "--group=root:0", f"--mtime=@{build.epoch}",
        "--mode=u+rwX,go+rX,go-w", "--file", archive, "--directory", folder.parent, name,
    )  # fmt: skip
    build.run("xz", "--force", "-6", "--threads=2", f"--block-size={_BLOCK}", archive)
    return archive.with_name(f"{archive.name}.xz")


def lay_out(build: Build, folder: Path) -> None:
    """Fill `folder` with what is unpacked: the program, its place in the desktop, and install.sh."""
    layout.copy_program(build, folder / project.NAME, channel="tar")
    layout.write_share(build, folder / "share")
    installer = folder / "install.sh"
    shutil.copyfile(build.root / "packaging" / "linux" / "install.sh", installer)
    installer.chmod(0o755)
    shutil.copyfile(build.root / "LICENSE", folder / "LICENSE")
