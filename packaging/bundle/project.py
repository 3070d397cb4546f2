"""Knows what every package says of TurboDesk: its names, its version, its date, and where its files lie."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from bundle.words import N_

ROOT = Path(__file__).resolve().parents[2]
"""The checkout, or the unpacked source archive."""
AFTER_REMOVAL = ROOT / "packaging" / "linux" / "after-removal"
"""The script that the packages of Linux run when they are removed."""

APP_ID = "io.github.turbodesk.TurboDesk"
"""Names desktop entry, AppStream file, icons and macOS bundle; `ui/application/application.py` says it to Qt."""

NAME = "turbodesk"
"""The program and the package."""

SUMMARY = N_("Chat with Claude in a fast native window")
PARAGRAPHS = (
    N_(
        "You type, Claude answers through TheTurbo's AI gateway, and everything you both wrote is still there "
        "tomorrow, on your own disk."
    ),
    N_(
        "It is a native program: it opens at once, keeps up with the fastest reply, says in plain words what went "
        "wrong when something does, and leaves your key where your system keeps its secrets."
    ),
)
CATEGORIES = ("Network", "Chat")
"""Where menus and software centres put it; names of the desktop menu specification."""

HOMEPAGE = "https://github.com/turbodesk/turbodesk"
VENDOR = "The TurboDesk developers"
MAINTAINER = f"{VENDOR} <turbodesk@users.noreply.github.com>"
"""An address that packages must name; nobody is written to without going through the home page."""

SCREENSHOTS = (
    ("light.png", N_("A reply with a list, a table and code")),
    ("dark.png", N_("The same in dark colours")),
    ("first-start.png", N_("The first start: your key, or a demo without one")),
)
"""Files of packaging/screenshots with what they show; the first is the one that shops show first."""


def version(root: Path = ROOT) -> str:
    """Return the version that the program says of itself, read without importing it."""
    text = (root / "turbodesk" / "__init__.py").read_text(encoding="utf-8")
    found = re.search(r'^__version__ = "([0-9][^"]*)"', text, re.MULTILINE)
    if found is None:
        raise ValueError("turbodesk/__init__.py names no __version__")
    return found[1]


def epoch(root: Path = ROOT) -> int:
    """Return the date of every file made here, in seconds since 1970.

    Same sources, same bytes: SOURCE_DATE_EPOCH when it is set, else the time of the last commit, else, in an unpacked
    archive, the time its version was written.
    """
    if given := os.environ.get("SOURCE_DATE_EPOCH"):
        return int(given)
    if shutil.which("git"):
        # The folder may belong to somebody else, as in a container; nothing is run from it.
        asked = subprocess.run(
            ["git", "-c", "safe.directory=*", "log", "-1", "--format=%ct"],
            cwd=root, capture_output=True, text=True, check=False,
        )  # fmt: skip
        if asked.returncode == 0 and asked.stdout.strip():
            return int(asked.stdout)
    return int((root / "turbodesk" / "__init__.py").stat().st_mtime)


def date(root: Path = ROOT) -> datetime:
    """Return `epoch` as a date in UTC."""
    return datetime.fromtimestamp(epoch(root), UTC)


def system() -> str:
    """Return the system the packages are made on and for: "linux", "windows" or "macos"."""
    return {"linux": "linux", "win32": "windows", "darwin": "macos"}[sys.platform]


def machine() -> str:
    """Return the processor as file names say it: "x86_64" or "aarch64" ("arm64" on macOS)."""
    name = platform.machine()
    return {"AMD64": "x86_64", "ARM64": "aarch64"}.get(name, name)


def icon(root: Path = ROOT) -> Path:
    """Return the drawing that every icon is made from."""
    return root / "resources" / "icons" / "turbodesk.svg"
