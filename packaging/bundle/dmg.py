"""Makes the disk image for macOS: open it, drag TurboDesk to Applications."""

from __future__ import annotations

from pathlib import Path

from bundle.build import Build


def make(build: Build) -> Path:
    """Build the image and return its path; packaging/macos/make-dmg does it.

    Raises:
        BuildError: it could not be made, signed or notarised, or the program in it failed its self-test.
    """
    build.out.mkdir(parents=True, exist_ok=True)
    target = build.artefact(".dmg")
    build.run(build.root / "packaging" / "macos" / "make-dmg", build.frozen, target)
    return target
