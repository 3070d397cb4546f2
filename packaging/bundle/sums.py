"""Writes the checksums that downloads are checked with."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

from bundle import signing
from bundle.build import Build, say

NAME = "SHA256SUMS"


def write(build: Build) -> Path:
    """Write the SHA-256 of every result of this version, and sign the list where a key is given.

    Results of other versions may lie there too, as for the proof of an upgrade; they are no part of this release.
    """
    made = re.compile(rf"(?:^|[-_]){re.escape(build.version)}(?![0-9.]*[0-9])")
    files = sorted(path for path in build.out.iterdir() if path.is_file() and made.search(path.name))
    text = "".join(f"{sha256(path)}  {path.name}\n" for path in files)
    target = build.out / NAME
    target.write_text(text, encoding="utf-8", newline="\n")
    say(text.rstrip())
    signing.sign_sums(build, target)
    return target


def sha256(file: Path) -> str:
    """Return the SHA-256 of a file, as `sha256sum` writes it."""
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()
