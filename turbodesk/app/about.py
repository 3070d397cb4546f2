"""Lists what TurboDesk is made of, with versions and licences, as far as the installation itself can tell.

The list is not written by hand: it is what the package metadata beside the program says, followed from TurboDesk's own
requirements, so it is right in a checkout, in a wheel and in a frozen program alike. Qt and PySide6 carry no licence
text in theirs; the LGPL asks for it, so it lies in `resources/licences`, as do those of the typefaces, which are cut
from fonts that nothing requires at run time.
"""

from __future__ import annotations

import platform
import re
import sqlite3
import ssl
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from turbodesk import resources
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_NAME = re.compile(r"[\w.-]+")
_LICENCE_FILE = re.compile(r"(?i)(licen[cs]e|copying|notice)[^/]*$")
_QT = ("pyside6-essentials", "shiboken6")
_FACES = (
    ("Inter", "TurboDesk Sans", "4.1", "Inter-OFL-1.1.txt"),  # not for people
    ("Literata", _("TurboDesk Serif and TurboDesk Display"), "3.103", "Literata-OFL-1.1.txt"),  # not for people
    ("JetBrains Mono", "TurboDesk Mono", "2.211", "JetBrainsMono-OFL-1.1.txt"),  # not for people
)
_UNNAMED = ("", "UNKNOWN")
_LONGEST_NAME = 60
"""Some packages put the whole text where the licence's name belongs."""


@dataclass(frozen=True, slots=True)
class Component:
    """One package inside."""

    name: str
    version: str
    licence: str
    """Its name, such as "MIT"; "see its text" where the package gives none."""
    text: str
    """The licence itself; "" where the package brings none."""


def components() -> tuple[Component, ...]:
    """Return everything inside, by name. Reads some hundred small files: call it in a thread."""
    found: dict[str, Distribution] = {}
    _follow("turbodesk", found)
    listed = [_component(one) for name, one in found.items() if name != "turbodesk"]
    listed += faces()
    listed.append(Component("Python", platform.python_version(), "PSF-2.0", ""))  # not for people
    listed.append(Component("SQLite", sqlite3.sqlite_version, _("Public domain"), ""))
    listed.append(Component("OpenSSL", ssl.OPENSSL_VERSION.split()[1], "Apache-2.0", ""))
    return tuple(sorted(listed, key=lambda one: one.name.casefold()))


def faces() -> list[Component]:
    """Return the typefaces we bring, by the names of the fonts they are cut from."""
    return [
        Component(
            _("{name}, as {cut}").format(name=name, cut=cut),
            number,
            "OFL-1.1",
            resources.path("licences", file).read_text("utf-8"),
        )
        for name, cut, number, file in _FACES
    ]


def own_licence() -> str:
    """Return TurboDesk's own licence, as far as the installation brings it."""
    try:
        text = _text(distribution("turbodesk"))
    except PackageNotFoundError:
        text = ""
    return text or _("TurboDesk is free software under the MIT licence.")


def qt_folder() -> Path:
    """Return the folder whose libraries a person may replace by their own build of Qt (LGPL 3, section 4 d)."""
    from importlib.util import find_spec

    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        return Path()
    return Path(spec.origin).parent


def _follow(name: str, found: dict[str, Distribution]) -> None:
    key = name.lower().replace("_", "-")
    if key in found:
        return
    try:
        found[key] = one = distribution(name)
    except PackageNotFoundError:
        return  # meant for another system, or for an extra nobody asked for
    for requirement in one.requires or ():
        if (match := _NAME.match(requirement)) is not None and "extra ==" not in requirement:
            _follow(match.group(), found)


def _component(one: Distribution) -> Component:
    name = one.metadata["Name"]  # not for people
    text = _text(one)
    if name.lower().replace("_", "-") in _QT:
        text = "\n\n".join(
            resources.path("licences", file).read_text("utf-8") for file in ("LGPL-3.0.txt", "GPL-3.0.txt")
        )
    return Component(name, one.version, _licence(one), text)


def _licence(one: Distribution) -> str:
    metadata = one.metadata
    for field in ("License-Expression", "License"):  # not for people
        if field in metadata:
            value = " ".join(str(metadata[field]).split())
            if value not in _UNNAMED and len(value) <= _LONGEST_NAME:
                return value
    for classifier in metadata.get_all("Classifier") or ():  # not for people
        if classifier.startswith("License ::"):
            return str(classifier).rpartition(" :: ")[2]
    return _("see its text")


def _text(one: Distribution) -> str:
    texts = [
        file.read_text(encoding="utf-8")
        for file in one.files or ()
        if _LICENCE_FILE.search(str(file)) and ".dist-info/" in file.as_posix() and Path(str(file.locate())).is_file()
    ]
    return "\n\n".join(text.strip() for text in texts if text)
