"""Says under which licences the parts of the program stand, in the form that Debian wants it in a package."""

from __future__ import annotations

from importlib.metadata import Distribution
from pathlib import Path

from bundle import project, shipped

_QT = """\
Files: usr/lib/turbodesk/_internal/PySide6/* usr/lib/turbodesk/_internal/shiboken6/*
Copyright: The Qt Company Ltd. and other contributors
License: LGPL-3
Comment: Qt and its Python bindings, unchanged, as published on the Python Package Index. They are separate files: you
 may replace them by your own builds. Their source is to be had from The Qt Company.
"""
_HEIC = """\
Files: usr/lib/turbodesk/_internal/pi_heif.libs/*
Copyright: Dirk Farin, struktur AG and other contributors
License: LGPL-3
Comment: libheif and libde265, unchanged, as published on the Python Package Index. They are separate files: you may
 replace them by your own builds. Their source is to be had from https://github.com/strukturag.
"""
_FACES = """\
Files: usr/lib/turbodesk/_internal/turbodesk/_resources/fonts/TurboDeskSans-*
Copyright: 2016-2020 The Inter Project Authors (https://github.com/rsms/inter)
License: OFL-1.1
Comment: Cut from Inter 4.1, whose licence reserves no name.

Files: usr/lib/turbodesk/_internal/turbodesk/_resources/fonts/TurboDeskSerif-*
 usr/lib/turbodesk/_internal/turbodesk/_resources/fonts/TurboDeskDisplay-*
Copyright: 2017 The Literata Project Authors (https://github.com/googlefonts/literata)
License: OFL-1.1
Comment: Cut from Literata 3.103, whose licence reserves no name.

Files: usr/lib/turbodesk/_internal/turbodesk/_resources/fonts/TurboDeskMono-*
Copyright: 2020 The JetBrains Mono Project Authors (https://github.com/JetBrains/JetBrainsMono)
License: OFL-1.1
Comment: Cut from JetBrains Mono 2.211, whose licence reserves no name.
"""
_QT_PACKAGES = frozenset({"pyside6_essentials", "pyside6-essentials", "shiboken6"})
_PLACE = "usr/lib/turbodesk/_internal"
_LGPL = """\
License: LGPL-3
 On Debian systems the full text of the GNU Lesser General Public License, version 3, is in
 /usr/share/common-licenses/LGPL-3.
"""


_TOLD_BY_TEXT = {"resvg_py": "MIT"}
"""The licences of packages that bring the text alone, and name it nowhere."""


def licence_of(one: Distribution) -> str:
    """Return the licence that a package names in its metadata: an SPDX expression where it gives one."""
    metadata = one.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classes = [
        entry.rpartition(" :: ")[2] for entry in metadata.get_all("Classifier") or () if entry.startswith("License")
    ]
    first_line = metadata["License"].strip().partition("\n")[0] if "License" in metadata else ""
    named = first_line if first_line and len(first_line) < 60 else ", ".join(classes)
    return named or _TOLD_BY_TEXT.get(metadata["Name"], "unknown")


def debian_copyright(root: Path = project.ROOT) -> str:
    """Return the file of usr/share/doc/turbodesk/copyright."""
    head = (
        "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n"
        f"Upstream-Name: TurboDesk\nUpstream-Contact: {project.HOMEPAGE}/issues\nSource: {project.HOMEPAGE}\n"
        f"Comment: The licences of Python and of the libraries lie in\n {_PLACE}/turbodesk/_resources/licences.\n"
    )
    ours = f"Files: *\nCopyright: {project.date(root).year} {project.VENDOR}\nLicense: Expat\n"
    others = [one for one in shipped.requirements()[1:] if one.metadata["Name"].lower() not in _QT_PACKAGES]
    files = [
        f"Files: {_folder(one)}/*\nCopyright: the authors of {one.metadata['Name']}\nLicense: {_short(one)}\n"
        for one in others
    ]
    texts = {_short(one): f"License: {_short(one)}\n The text lies in\n {_folder(one)}.\n" for one in others}
    licences = [_expat(root), _LGPL, _ofl(root), *(texts[name] for name in sorted(texts))]
    return "\n".join([head, ours, _QT, _HEIC, _FACES, *files, *licences])


def _folder(one: Distribution) -> str:
    """Where the package's metadata and licence are installed."""
    files = one.files or ()
    return f"{_PLACE}/{next(file.parts[0] for file in files if file.parts[0].endswith('.dist-info'))}"


def _short(one: Distribution) -> str:
    return "-".join(licence_of(one).replace(",", "").split())


def _expat(root: Path) -> str:
    return _licence("Expat", (root / "LICENSE").read_text(encoding="utf-8").split("\n\n", 2)[2])


def _ofl(root: Path) -> str:
    text = (root / "resources" / "licences" / "Inter-OFL-1.1.txt").read_text(encoding="utf-8")
    return _licence("OFL-1.1", text[text.index("SIL OPEN FONT LICENSE") :])


def _licence(name: str, text: str) -> str:
    lines = text.strip().splitlines()
    return f"License: {name}\n" + "\n".join(f" {line}" if line.strip() else " ." for line in lines) + "\n"
