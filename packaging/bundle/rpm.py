"""Makes the package for Fedora and openSUSE, with nfpm, which needs no rpm on the machine that builds."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bundle import depends, layout, project
from bundle.build import Build

_ARCHITECTURES = {"x86_64": "amd64", "aarch64": "arm64"}


def make(build: Build) -> Path:
    """Build the package and return its path.

    Raises:
        BuildError: a library is not known, or nfpm failed.
    """
    stage = build.fresh("rpm")
    layout.lay_out(build, stage / "usr", channel="rpm")
    licence = stage / "usr" / "share" / "licenses" / project.NAME / "LICENSE"
    licence.parent.mkdir(parents=True)
    licence.write_bytes((build.root / "LICENSE").read_bytes())
    layout.settle_permissions(stage)
    layout.settle_times(build, stage)
    needed = depends.of(stage / "usr" / "lib" / project.NAME)
    settings = build.work / "nfpm.json"
    settings.write_text(json.dumps(configuration(build, stage, needed), indent=1), encoding="utf-8")
    build.out.mkdir(parents=True, exist_ok=True)
    package = build.out / f"{project.NAME}-{build.version}-1.{build.machine}.rpm"
    nfpm = Path(sys.executable).parent / "nfpm"
    build.run(nfpm, "package", "--config", settings, "--packager", "rpm", "--target", package)
    return package


def configuration(build: Build, stage: Path, needed: depends.Depends) -> dict[str, Any]:
    """Return what nfpm is told; JSON is YAML too."""
    return {
        "name": project.NAME,
        "arch": _ARCHITECTURES[build.machine],
        "platform": "linux",
        "version": build.version,
        "release": "1",
        "section": "net",
        "maintainer": project.MAINTAINER,
        "vendor": project.VENDOR,
        "homepage": project.HOMEPAGE,
        "license": "MIT AND LGPL-3.0-only",
        "description": "\n\n".join((project.SUMMARY, *project.PARAGRAPHS)),
        "mtime": project.date(build.root).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "depends": needed.rpm(),
        "recommends": ["xdg-desktop-portal", *needed.rpm_recommends()],
        "contents": contents(stage),
        "scripts": {"postremove": str(project.AFTER_REMOVAL)},
        "rpm": {
            "compression": "zstd:19",
            "group": "Applications/Internet",
            "summary": project.SUMMARY,
            # Else nfpm names this machine, and each makes another package.
            "buildhost": "localhost",
        },
    }


def contents(stage: Path) -> list[dict[str, str]]:
    """Return what is installed where: our own folder whole, and else files alone, whose folders are the system's."""
    home = stage / "usr" / "lib" / project.NAME
    found = [{"src": str(home), "dst": f"/usr/lib/{project.NAME}", "type": "tree"}]
    for path in sorted((stage / "usr").rglob("*")):
        target = f"/{path.relative_to(stage)}"
        if path.is_symlink() and not path.is_relative_to(home):
            found.append({"src": str(path.readlink()), "dst": target, "type": "symlink"})
        elif path.is_file() and not path.is_relative_to(home):
            found.append({"src": str(path), "dst": target})
    return found
