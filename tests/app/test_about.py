"""What is inside is told by the installation itself, with the licences that have to come along."""

from __future__ import annotations

import tomllib
from pathlib import Path

from turbodesk.app.about import components, faces, own_licence, qt_folder


def test_everything_turbodesk_stands_on_is_listed() -> None:
    listed = {one.name.lower().replace("_", "-"): one for one in components()}
    assert {"pyside6-essentials", "shiboken6", "qasync", "httpx", "keyring", "markdown", "python"} <= set(listed)
    assert "pytest" not in listed
    assert all(one.version and one.licence for one in listed.values())
    names = [one.name.casefold() for one in components()]
    assert names == sorted(names)


def test_the_licence_of_qt_is_there_in_full() -> None:
    qt = next(one for one in components() if one.name.lower().startswith("pyside6"))
    assert "LGPL" in qt.licence
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in qt.text
    assert "TERMS AND CONDITIONS" in qt.text  # of the GPL, which the LGPL refers to
    assert (qt_folder() / "__init__.py").is_file()


def test_the_faces_are_listed_in_the_versions_they_are_cut_from() -> None:
    assert set(faces()) <= set(components())
    assert all("SIL OPEN FONT LICENSE" in one.text for one in faces())
    project = tomllib.loads((Path(__file__).parents[2] / "pyproject.toml").read_text("utf-8"))
    cut_from = [one for one in project["dependency-groups"]["fonts"] if one.startswith("fontpkg-")]
    told = [f"fontpkg-{one.name.partition(',')[0].lower().replace(' ', '-')}=={one.version}" for one in faces()]
    assert sorted(told) == sorted(one.partition(".post")[0] for one in cut_from)


def test_our_own_licence_is_named() -> None:
    assert "MIT" in own_licence()
