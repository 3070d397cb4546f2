"""Writes the AppStream file, from which software centres show what TurboDesk is, looks like and has new."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree as Xml

from bundle import changelog, project, words

_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_NEWEST = 5
"""How many releases are told; software centres show one."""


def text(root: Path = project.ROOT) -> str:
    """Return the file, with every release of CHANGELOG.md."""
    component = Xml.Element("component", type="desktop-application")
    _add(component, "id", project.APP_ID)
    _add(component, "metadata_license", "CC0-1.0")
    _add(component, "project_license", "MIT")
    _add(component, "name", "TurboDesk")
    _say(component, "summary", project.SUMMARY)
    developer = Xml.SubElement(component, "developer", id="io.github.turbodesk")
    _add(developer, "name", project.VENDOR)
    description = Xml.SubElement(component, "description")
    for paragraph in project.PARAGRAPHS:
        _say(description, "p", paragraph)
    _add(component, "launchable", f"{project.APP_ID}.desktop", type="desktop-id")
    _add(component, "icon", project.APP_ID, type="stock")
    categories = Xml.SubElement(component, "categories")
    for category in project.CATEGORIES:
        _add(categories, "category", category)
    _add(component, "url", project.HOMEPAGE, type="homepage")
    _add(component, "url", f"{project.HOMEPAGE}/issues", type="bugtracker")
    _add(Xml.SubElement(component, "provides"), "binary", project.NAME)
    _screenshots(component, project.version(root))
    # Replies come from a machine and are not checked by anyone: nothing in the program itself is rated.
    Xml.SubElement(component, "content_rating", type="oars-1.1")
    _releases(component, root)
    Xml.indent(component)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Xml.tostring(component, encoding="unicode")}\n'


def _screenshots(component: Xml.Element, version: str) -> None:
    screenshots = Xml.SubElement(component, "screenshots")
    for number, (file, caption) in enumerate(project.SCREENSHOTS):
        shot = Xml.SubElement(screenshots, "screenshot", {} if number else {"type": "default"})
        _say(shot, "caption", caption)
        _add(shot, "image", f"{project.HOMEPAGE}/raw/v{version}/packaging/screenshots/{file}", type="source")


def _releases(component: Xml.Element, root: Path) -> None:
    releases = Xml.SubElement(component, "releases")
    for one in changelog.releases(root)[:_NEWEST]:
        kind = "stable" if one.is_out else "development"
        release = Xml.SubElement(releases, "release", version=one.version, date=one.day.isoformat(), type=kind)
        points = Xml.SubElement(Xml.SubElement(release, "description"), "ul")
        for point in one.points:
            _add(points, "li", point)


def _say(parent: Xml.Element, name: str, sentence: str) -> None:
    """Add an element in English and, after it, in each language that has it."""
    _add(parent, name, sentence)
    for language, own in words.others(sentence).items():
        _add(parent, name, own, **{_LANGUAGE: language.replace("_", "-")})


def _add(parent: Xml.Element, name: str, words: str, **attributes: str) -> None:
    Xml.SubElement(parent, name, attributes).text = words
