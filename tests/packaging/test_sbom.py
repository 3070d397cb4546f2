"""The bill of materials lists what is inside, in the shape CycloneDX 1.6 asks for, the same each time."""

from __future__ import annotations

import json
import re
import sys
from importlib.metadata import distributions
from pathlib import Path

import PySide6
import pytest
from bundle import origins, sbom, shipped
from bundle.build import Build
from bundle.copyright import licence_of

from turbodesk import __version__

PYSIDE = Path(PySide6.__file__).parent


@pytest.fixture
def bill(build: Build) -> dict[str, object]:
    library = next(path for path in Path("/usr/lib").rglob("libz.so.1") if path.exists())
    binaries = [
        ("libz.so.1", str(library), "BINARY"),
        ("PySide6/QtCore.abi3.so", str(PYSIDE / "QtCore.abi3.so"), "EXTENSION"),
    ]
    origins.manifest(build).parent.mkdir(parents=True, exist_ok=True)
    origins.manifest(build).write_text(json.dumps(binaries), encoding="utf-8")
    return sbom.bill(build)


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names a library of Linux")
def test_it_lists_packages_python_qt_and_libraries(bill: dict[str, object]) -> None:
    components = bill["components"]
    assert isinstance(components, list)
    names = {one["name"] for one in components}
    assert {"httpx", "Markdown", "keyring", "CPython", "Qt", "libz.so.1"} <= names
    assert any(name.startswith("Literata") for name in names), "typefaces have a licence too"
    assert not {"pytest", "ruff", "mypy", "hypothesis"} & names, "a tool of the developers is no part of it"
    (library,) = [one for one in components if one["name"] == "libz.so.1"]
    assert re.fullmatch(r"[0-9a-f]{64}", library["hashes"][0]["content"])
    assert "QtCore.abi3.so" not in names


def test_it_has_the_shape_of_the_specification(bill: dict[str, object], build: Build) -> None:
    assert (bill["bomFormat"], bill["specVersion"], bill["version"]) == ("CycloneDX", "1.6", 1)
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", str(bill["serialNumber"]))
    components = bill["components"]
    assert isinstance(components, list)
    references = [one["bom-ref"] for one in components]
    assert len(references) == len(set(references))
    for one in components:
        assert one["type"] in ("library", "framework")
        for licence in one.get("licenses", []):
            assert licence.keys() <= {"license", "expression"}
    assert json.loads(json.dumps(bill)) == bill
    assert sbom.bill(build) == bill


def test_the_programs_own_requirements_are_followed_to_their_end() -> None:
    ours, *others = shipped.requirements()
    assert (ours.metadata["Name"], ours.version) == ("turbodesk", __version__)
    names = {one.metadata["Name"].lower() for one in others}
    # httpx[socks] asks for socksio, and httpx for httpcore.
    assert {"httpx", "httpcore", "h11", "socksio"} <= names
    assert len(names) < len({one.metadata["Name"] for one in distributions()})
    assert all(shipped.import_names(one) for one in others if "backports" not in one.metadata["Name"])


@pytest.mark.parametrize(
    ("file", "is_wanted"),
    [
        ("httpx-0.28.1.dist-info/METADATA", True),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("ziafont/fonts/DejaVuSans.ttf", True),
        ("httpx-0.28.1.dist-info/RECORD", False),
        ("turbodesk-0.1.0.dist-info/direct_url.json", False),
        ("httpx-0.28.1.dist-info/licenses/LICENSE.md", True),
        ("platformdirs-4.14.7.dist-info/sboms/platformdirs.cdx.json", False),
        ("cffi/py.typed", False),
        ("turbodesk/_resources/translations/de/turbodesk.mo", True),
        ("turbodesk/_resources/translations/de/demo/intro.md", True),
        ("turbodesk/_resources/translations/de/turbodesk.po", False),
        ("turbodesk/_resources/translations/de/glossary.toml", False),
    ],
)
def test_how_a_package_was_installed_is_left_out(file: str, is_wanted: bool) -> None:
    assert shipped.is_wanted(file) is is_wanted


def test_every_package_that_goes_in_has_a_licence_by_name() -> None:
    assert [one.metadata["Name"] for one in shipped.requirements() if licence_of(one) == "unknown"] == []
