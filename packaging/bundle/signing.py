"""Signs what is shipped, where the environment names a command or a key for it; without one nothing is signed.

    TURBODESK_SIGN_COMMAND         Windows: signs one file; {file} stands for it
    TURBODESK_CODESIGN_IDENTITY    macOS: the identity; the PyInstaller spec signs every library with it
    TURBODESK_NOTARY_PROFILE       macOS: the stored credentials that the disk image is notarised with
    TURBODESK_GPG_KEY              the key that signs SHA256SUMS

An absent one is never a failure, one that does not work always is.
"""

from __future__ import annotations

import os
import shlex
from pathlib import Path

from bundle.build import Build


def sign(build: Build, file: Path) -> None:
    """Sign a program or an installer of Windows."""
    command = os.environ.get("TURBODESK_SIGN_COMMAND")
    if build.system == "windows" and command:
        build.run(*(word.replace("{file}", str(file)) for word in shlex.split(command, posix=os.name != "nt")))


def seal(build: Build) -> None:
    """Close the bundle of macOS again: what was put into it since PyInstaller sealed it would count as tampering.

    The libraries inside keep the signatures that PyInstaller gave them; without an identity the seal names nobody.
    """
    if build.system != "macos":
        return
    identity = os.environ.get("TURBODESK_CODESIGN_IDENTITY")
    entitlements = build.root / "packaging" / "macos" / "entitlements.plist"
    words = ("--options", "runtime", "--timestamp", "--entitlements", entitlements) if identity else ()
    build.run("codesign", "--force", "--sign", identity or "-", *words, build.frozen)


def sign_sums(build: Build, file: Path) -> None:
    """Put a detached signature beside the list of checksums."""
    key = os.environ.get("TURBODESK_GPG_KEY")
    if key:
        build.run("gpg", "--batch", "--yes", "--local-user", key, "--armor", "--detach-sign", file)
