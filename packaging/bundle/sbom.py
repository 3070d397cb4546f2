"""Writes the software bill of materials, in CycloneDX 1.6: what is really inside, for those who must know.

It lists the Python packages the frozen program holds, with the hashes the lock file took them by; Python; Qt; and the
libraries that came from the machine it was built on, each with the hash of the file and the Debian package it was in.

Why not a list exported from the lock file: that names packages for other systems, and neither Python nor Qt nor any of
those libraries, which are where security updates are mostly about.
"""

from __future__ import annotations

import hashlib
import json
import platform
import re
import shutil
import uuid
from importlib.metadata import Distribution
from pathlib import Path
from typing import Any

from bundle import origins, project, shipped
from bundle.build import Build
from bundle.copyright import licence_of

_LOCKED = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)[^\n]*((?:\n\s+--hash=sha256:[0-9a-f]{64}[ \\]*)*)", re.MULTILINE)
_SPDX = re.compile(r"^[A-Za-z0-9.+-]+( (OR|AND|WITH) [A-Za-z0-9.+-]+)*$")


def inside(build: Build) -> Path:
    """Return where the bill lies in the frozen program."""
    return build.contents / project.NAME / "_resources" / "sbom.cdx.json"


def make(build: Build) -> Path:
    """Put the bill that was frozen in among the results, and return its path."""
    build.out.mkdir(parents=True, exist_ok=True)
    target = build.artefact(".cdx.json")
    shutil.copyfile(inside(build), target)
    return target


def write(build: Build, target: Path) -> None:
    """Write the bill of what was just frozen."""
    target.write_text(json.dumps(bill(build), indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def bill(build: Build) -> dict[str, Any]:
    """Return the bill as the specification's JSON object. The same build gives the same bill."""
    others = shipped.requirements()[1:]
    locked = hashes(build.root)
    components = [_package(one, locked) for one in others]
    components += [_python(), _qt(), *_faces()]
    components += [_library(one) for one in origins.system_libraries(build)]
    root = f"pkg:pypi/{project.NAME}@{build.version}"
    first = {
        "type": "application", "bom-ref": root, "name": "TurboDesk", "version": build.version, "purl": root,
        "licenses": [{"license": {"id": "MIT"}}],
    }  # fmt: skip
    content = json.dumps(components, sort_keys=True)
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        # Named by what is in it, so that two builds of the same sources agree.
        "serialNumber": f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, f'{root}#{build.system}#{content}')}",
        "version": 1,
        "metadata": {"timestamp": project.date(build.root).strftime("%Y-%m-%dT%H:%M:%SZ"), "component": first},
        "components": components,
        "dependencies": [{"ref": root, "dependsOn": [one["bom-ref"] for one in components]}],
    }


def hashes(root: Path) -> dict[tuple[str, str], list[str]]:
    """Return the SHA-256 sums the lock file allows for each package, by its normalised name and version."""
    text = (root / "requirements.lock").read_text(encoding="utf-8")
    return {(name, version): re.findall(r"[0-9a-f]{64}", sums) for name, version, sums in _LOCKED.findall(text)}


def _package(one: Distribution, locked: dict[tuple[str, str], list[str]]) -> dict[str, Any]:
    name = re.sub(r"[-_.]+", "-", one.metadata["Name"]).lower()
    purl = f"pkg:pypi/{name}@{one.version}"
    return {
        "type": "library", "bom-ref": purl, "name": one.metadata["Name"], "version": one.version, "purl": purl,
        "licenses": [_licence(licence_of(one))],
        # Which of these archives it was, depends on the system; all are of this version.
        "properties": [
            {"name": "turbodesk:locked-sha256", "value": sum_} for sum_ in locked.get((name, one.version), [])
        ] if len(locked.get((name, one.version), [])) <= 8 else [],
    }  # fmt: skip


def _licence(text: str) -> dict[str, Any]:
    if _SPDX.match(text) and any(mark in text for mark in ("-", " OR ", " AND ", "MIT", "PSF")):
        return {"expression": text}
    return {"license": {"name": text}}


def _python() -> dict[str, Any]:
    version = platform.python_version()
    purl = f"pkg:generic/cpython@{version}"
    return {
        "type": "framework", "bom-ref": purl, "name": "CPython", "version": version, "purl": purl,
        "cpe": f"cpe:2.3:a:python:python:{version}:*:*:*:*:*:*:*", "licenses": [{"license": {"id": "PSF-2.0"}}],
    }  # fmt: skip


def _qt() -> dict[str, Any]:
    from PySide6.QtCore import qVersion

    version = qVersion()
    purl = f"pkg:generic/qt@{version}"
    return {
        "type": "framework", "bom-ref": purl, "name": "Qt", "version": version, "purl": purl,
        "cpe": f"cpe:2.3:a:qt:qt:{version}:*:*:*:*:*:*:*", "licenses": [{"license": {"id": "LGPL-3.0-only"}}],
    }  # fmt: skip


def _faces() -> list[dict[str, Any]]:
    from turbodesk.app.about import faces

    return [
        {
            "type": "library", "bom-ref": f"font:{one.name}", "name": one.name, "version": one.version,
            "licenses": [{"license": {"id": one.licence}}],
        }
        for one in faces()
    ]  # fmt: skip


def _library(one: origins.SystemLibrary) -> dict[str, Any]:
    sum_ = hashlib.sha256(one.source.read_bytes()).hexdigest()
    found: dict[str, Any] = {"type": "library", "bom-ref": f"file:{one.name}", "name": one.name}
    if one.package:
        purl = f"pkg:deb/debian/{one.package}@{one.version}"
        found |= {"version": one.version, "purl": purl}
    # The hash is that of the file it was taken from; the one inside is stripped of symbols.
    return found | {"hashes": [{"alg": "SHA-256", "content": sum_}]}
