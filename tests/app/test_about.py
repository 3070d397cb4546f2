"""What is inside is told by the installation itself, with the licences that have to come along."""

from __future__ import annotations

from turbodesk.app.about import components, own_licence, qt_folder


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


def test_our_own_licence_is_named() -> None:
    assert "MIT" in own_licence()
