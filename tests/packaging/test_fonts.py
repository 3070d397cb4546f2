"""The faces that are shipped are those that the script cut, and each comes with its licence."""

from __future__ import annotations

import hashlib
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from bundle.copyright import debian_copyright

ROOT = Path(__file__).parents[2]
FACES = ROOT / "resources" / "fonts"
SUMS = {
    file: sum_ for sum_, file in map(str.split, (ROOT / "packaging/fonts/SHA256SUMS").read_text("utf-8").splitlines())
}
MOST_BYTES = 1_500_000
"""Of all faces together, which everyone downloads with every version."""


def test_every_face_is_as_it_was_cut() -> None:
    assert {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in FACES.iterdir()} == SUMS
    assert sum(file.stat().st_size for file in FACES.iterdir()) <= MOST_BYTES


def test_every_face_the_script_cuts_is_there() -> None:
    script = (ROOT / "packaging/fonts/cut.py").read_text("utf-8")
    cut = re.findall(r'Cut\("([^"]+)", "([^"]+)"', script)
    assert {f"{family}-{style}.ttf".replace(" ", "") for family, style in cut} == set(SUMS)


@pytest.mark.parametrize("name", ["Inter", "Literata", "JetBrainsMono"])
def test_the_licence_of_a_face_comes_along(name: str) -> None:
    text = (ROOT / "resources" / "licences" / f"{name}-OFL-1.1.txt").read_text("utf-8")
    assert "SIL OPEN FONT LICENSE Version 1.1" in text
    assert "Reserved Font Name" not in text.partition("SIL OPEN FONT LICENSE")[0], "then it could not be renamed so"


def test_git_leaves_the_faces_as_they_are() -> None:
    if shutil.which("git") is None:
        pytest.skip("no git")
    asked = subprocess.run(
        ["git", "check-attr", "binary", "--", "resources/fonts/TurboDeskMono-Bold.ttf"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if asked.returncode:
        pytest.skip("no checkout of git")
    assert asked.stdout.strip().endswith("binary: set")


def test_debian_is_told_whose_the_faces_are() -> None:
    told = debian_copyright(ROOT)
    paragraphs = told.split("\n\n")
    for family in ("Sans", "Serif", "Display", "Mono"):
        (stanza,) = (one for one in paragraphs if f"_resources/fonts/TurboDesk{family}-*" in one)
        assert "License: OFL-1.1" in stanza
    (licence,) = (one for one in paragraphs if one.startswith("License: OFL-1.1\n"))
    assert "SIL OPEN FONT LICENSE" in licence
    assert "THE FONT SOFTWARE IS PROVIDED" in licence
