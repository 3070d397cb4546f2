"""Reads CHANGELOG.md, the one place where releases are told, for the formats that packages want them in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

from bundle import project
from bundle.build import BuildError

_HEADING = re.compile(r"^## \[([^\]]+)\](?:\s*-\s*(\d{4}-\d\d-\d\d))?\s*$", re.MULTILINE)
_POINT = re.compile(r"^- (.+(?:\n  .+)*)", re.MULTILINE)
_MARKUP = re.compile(r"[`*]|\[([^\]]*)\]\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Release:
    """One version and what changed in it."""

    version: str
    day: date
    points: tuple[str, ...]
    """Sentences without markup."""
    is_out: bool
    """False for the version that is still being worked on."""


def releases(root: Path = project.ROOT) -> list[Release]:
    """Return every release, the newest first; what is not released yet counts as the version being built."""
    text = (root / "CHANGELOG.md").read_text(encoding="utf-8")
    headings = list(_HEADING.finditer(text))
    ends = [one.start() for one in headings[1:]] + [len(text)]
    found = []
    for heading, end in zip(headings, ends, strict=True):
        points = tuple(_plain(one) for one in _POINT.findall(text[heading.end() : end]))
        if heading[2]:
            found.append(Release(heading[1], date.fromisoformat(heading[2]), points, is_out=True))
        elif points:
            day = datetime.fromtimestamp(project.epoch(root), UTC).date()
            found.append(Release(project.version(root), day, points, is_out=False))
    return found


def _plain(text: str) -> str:
    return " ".join(_MARKUP.sub(lambda found: found[1] or "", text).split())


def of_tag(tag: str, root: Path = project.ROOT) -> Release:
    """Return the release that a tag names.

    Raises:
        BuildError: the program or the changelog names another version.
    """
    version = tag.removeprefix("v")
    if tag == version or version != project.version(root):
        raise BuildError(f"The tag is {tag}; turbodesk/__init__.py asks for v{project.version(root)}.")
    for release in releases(root):
        if release.version == version and release.is_out:
            return release
    raise BuildError(f"CHANGELOG.md has no dated heading for {version}.")
