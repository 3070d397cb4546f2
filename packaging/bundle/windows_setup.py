"""Makes the setup for Windows, with NSIS: one file, one person, no administrator."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from bundle import file_types, icons, layout, project, setup_picture, setup_words, windows
from bundle.build import Build


def make(build: Build) -> Path:
    """Build the setup and return its path. Works on Linux too, on a program that was frozen for Windows.

    Raises:
        BuildError: makensis failed.
    """
    stage = build.fresh("setup")
    program = stage / "TurboDesk"
    layout.copy_program(build, program, channel="setup")
    icon = stage / "turbodesk.ico"
    icon.write_bytes(icons.ico())
    picture = stage / "side.bmp"
    picture.write_bytes(setup_picture.bmp())
    words = stage / "words.nsh"
    words.write_text(setup_words.header(build.version), encoding="utf-8-sig")  # NSIS takes others for the code page's
    endings = stage / "endings.nsh"
    endings.write_text(file_types.windows_endings(), encoding="ascii")
    layout.settle_times(build, stage)  # NSIS keeps the time of everything it packs, the picture too
    build.out.mkdir(parents=True, exist_ok=True)
    target = build.artefact("-setup.exe")
    defined = {
        "VERSION": build.version,
        "FILE_VERSION": ".".join(map(str, windows.numbers(build.version))),
        "PROGRAM": program,
        "OUT": target,
        "ICON": icon,
        "PICTURE": picture,
        "WORDS": words,
        "ENDINGS": endings,
        "HOMEPAGE": project.HOMEPAGE,
        "VENDOR": project.VENDOR,
        # Debian's NSIS alone can make a setup of 64 bit, which a wine without 32 bit runs.
        "TARGET": "amd64-unicode" if sys.platform.startswith("linux") else "x86-unicode",
    }
    if command := os.environ.get("TURBODESK_SIGN_COMMAND"):
        # NSIS signs the uninstaller that is inside, and then the whole.
        defined["SIGN_COMMAND"] = command.replace("{file}", "%1")
    definitions = [f"-D{name}={value}" for name, value in defined.items()]
    build.run("makensis", "-V2", "-WX", *definitions, build.root / "packaging" / "windows" / "turbodesk.nsi")
    return target
