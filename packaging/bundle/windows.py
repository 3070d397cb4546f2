"""Says what Windows asks of a program and of its installers: four numbers for a version, and a page of facts."""

from __future__ import annotations

import re
from pathlib import Path

from bundle import project
from bundle.build import Build

_FACTS = """\
VSVersionInfo(
  ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1, subtype=0),
  kids=[
    StringFileInfo([StringTable("040904B0", [{strings}])]),
    VarFileInfo([VarStruct("Translation", [0x0409, 1200])]),
  ],
)
"""


def numbers(version: str) -> tuple[int, int, int, int]:
    """Return a version as Windows compares it: "1.2.0rc1" is 1, 2, 0, 0."""
    found = re.match(r"\d+(\.\d+){0,3}", version)
    parts = [int(one) for one in found[0].split(".")] if found else []
    first, second, third, fourth = parts + [0] * (4 - len(parts))
    return first, second, third, fourth


def write_facts(build: Build) -> Path | None:
    """Write what the Explorer shows of TurboDesk.exe, as PyInstaller reads it; None on other systems."""
    if build.system != "windows":
        return None
    facts = {
        "CompanyName": project.VENDOR,
        "FileDescription": "TurboDesk",
        "FileVersion": build.version,
        "InternalName": project.NAME,
        "LegalCopyright": project.VENDOR,
        "OriginalFilename": "TurboDesk.exe",
        "ProductName": "TurboDesk",
        "ProductVersion": build.version,
    }
    strings = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in facts.items())
    path = build.fresh("facts") / "facts.txt"
    path.write_text(_FACTS.format(numbers=numbers(build.version), strings=strings), encoding="utf-8")
    return path
