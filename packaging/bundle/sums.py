"""Writes the checksums that downloads are checked with."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bundle import signing
from bundle.build import Build, say

NAME = "SHA256SUMS"


def write(build: Build) -> Path:
    """Write the SHA-256 of every file among the results, and sign the list where a key is given."""
    files = sorted(path for path in build.out.iterdir() if path.is_file() and not path.name.startswith(NAME))
    text = "".join(f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in files)
    target = build.out / NAME
    target.write_text(text, encoding="utf-8", newline="\n")
    say(text.rstrip())
    signing.sign_sums(build, target)
    return target
