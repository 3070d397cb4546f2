"""Makes the package for administrators of Windows, who install it for everyone on many machines at once.

For the machine, not for one person; asks nothing; a newer one takes the place of an older one. It is made with wixl on
Linux, from the program frozen on Windows, or there with WiX 3, which reads the same file.

What wixl cannot say is left to the administrator: whether TurboDesk is open, Windows asks by itself, for it finds the
files in use.
"""

from __future__ import annotations

import sys
import uuid
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element, SubElement

from bundle import icons, layout, project, windows
from bundle.build import Build

FAMILY = "8d2f1f5c-6c0e-4f6a-9a57-3b1b9f3c7e21"
"""The upgrade code: what every version ever made has in common. It never changes."""
_NAMESPACE = "http://schemas.microsoft.com/wix/2006/wi"
_NEWER = "A newer TurboDesk is installed already."


def make(build: Build) -> Path:
    """Build the package and return its path.

    Raises:
        BuildError: wixl or WiX failed.
    """
    stage = build.fresh("msi")
    layout.copy_program(build, stage / "TurboDesk", channel="msi")
    layout.settle_times(build, stage / "TurboDesk")
    (stage / "turbodesk.ico").write_bytes(icons.ico())
    source = stage / "turbodesk.wxs"
    source.write_text(text(build, stage / "TurboDesk"), encoding="utf-8", newline="\n")
    build.out.mkdir(parents=True, exist_ok=True)
    target = build.artefact(".msi")
    if sys.platform == "win32":
        build.run("candle", "-nologo", "-arch", "x64", "-out", stage / "turbodesk.wixobj", source, cwd=stage)
        build.run("light", "-nologo", "-spdb", "-out", target, stage / "turbodesk.wixobj", cwd=stage)
    else:
        build.run("wixl", "--arch", "x64", "--output", target, source, cwd=stage)
    return target


def text(build: Build, program: Path) -> str:
    """Return the package in the words of WiX 3, for the files below `program`.

    Every identifier comes from what it names, so that the same sources give the same package.
    """
    version = ".".join(map(str, windows.numbers(build.version)[:3]))
    product = Element("Product", Id=_code("product", build.version), Name="TurboDesk", Language="1033", Version=version)
    product.attrib |= {"Manufacturer": project.VENDOR, "UpgradeCode": FAMILY}
    SubElement(
        product, "Package", InstallerVersion="500", Compressed="yes", InstallScope="perMachine",
        Description=project.SUMMARY, Manufacturer=project.VENDOR,
    )  # fmt: skip
    SubElement(product, "MajorUpgrade", DowngradeErrorMessage=_NEWER)
    SubElement(product, "Media", Id="1", Cabinet="turbodesk.cab", EmbedCab="yes")
    SubElement(product, "Icon", Id="turbodesk.ico", SourceFile="turbodesk.ico")
    for name, value in {
        "ARPPRODUCTICON": "turbodesk.ico",
        "ARPURLINFOABOUT": project.HOMEPAGE,
        "ARPNOMODIFY": "1",
    }.items():
        SubElement(product, "Property", Id=name, Value=value)
    top = SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    home = SubElement(SubElement(top, "Directory", Id="ProgramFiles64Folder"), "Directory", Id="HOME", Name="TurboDesk")
    SubElement(top, "Directory", Id="ProgramMenuFolder")
    feature = SubElement(product, "Feature", Id="Whole", Level="1", Title="TurboDesk")
    for one in _fill(home, program, program):
        SubElement(feature, "ComponentRef", Id=one)
    whole = Element("Wix", xmlns=_NAMESPACE)
    whole.append(product)
    ElementTree.indent(whole)
    return f"<?xml version='1.0' encoding='utf-8'?>\n{ElementTree.tostring(whole, encoding='unicode')}\n"


def _fill(place: Element, folder: Path, program: Path) -> list[str]:
    """Say what lies in `folder`, and below it; return the names of the components."""
    found = []
    for path in sorted(folder.iterdir()):
        relative = path.relative_to(program).as_posix()
        mark = uuid.uuid5(uuid.UUID(FAMILY), relative).hex
        if path.is_dir():
            found += _fill(SubElement(place, "Directory", Id=f"d{mark}", Name=path.name), path, program)
            continue
        component = SubElement(place, "Component", Id=f"c{mark}", Guid=_code("component", relative), Win64="yes")
        file = SubElement(component, "File", Id=f"f{mark}", Name=path.name, KeyPath="yes")
        file.set("Source", f"TurboDesk/{relative}")
        if relative == "TurboDesk.exe":
            SubElement(
                file, "Shortcut", Id="StartMenu", Directory="ProgramMenuFolder", Name="TurboDesk", Advertise="yes",
                WorkingDirectory="HOME", Icon="turbodesk.ico", Description=project.SUMMARY,
            )  # fmt: skip
        found.append(f"c{mark}")
    return found


def _code(kind: str, name: str) -> str:
    return str(uuid.uuid5(uuid.UUID(FAMILY), f"{kind} {name}")).upper()
