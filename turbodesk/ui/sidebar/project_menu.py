"""The menus with which chats are moved into projects, and that of a project's own row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from turbodesk.chat.project import Project
from turbodesk.translation import _
from turbodesk.ui.theme import Theme
from turbodesk.ui.theme.sign_colours import SIGN_COLOURS
from turbodesk.ui.widgets.menu import Menu, mark_danger
from turbodesk.ui.widgets.plain import button_text

MOST = 15
"""Projects that are listed; all of them are found by typing."""


def fill_moves(
    menu: Menu,
    projects: Sequence[Project],
    current: str | None,
    *,
    theme: Theme,
    move: Callable[[str | None], object],
    new: Callable[[], object],
    choose: Callable[[], object],
) -> None:
    """Offer to move into each project but the `current` one, into a new one, or out.

    `choose` is for the person to find one of many by typing.
    """
    there = [project for project in projects if project.id == current]
    others = [project for project in projects if project.id != current]
    for project in there:
        entry = menu.addAction(theme.icon("check"), button_text(project.name))
        entry.setEnabled(False)
    for project in others[:MOST]:
        icon = theme.icon(project.picture, SIGN_COLOURS[project.colour])
        menu.addAction(icon, button_text(project.name)).triggered.connect(partial(_call, move, project.id))
    if len(others) > MOST:
        menu.addAction(theme.icon("search"), _("All projects…")).triggered.connect(partial(_call, choose))
    if projects:
        menu.addSeparator()
    menu.addAction(theme.icon("plus"), _("New project…")).triggered.connect(partial(_call, new))
    if there:
        menu.addAction(theme.icon("close"), _("Take out of the project")).triggered.connect(partial(_call, move, None))


def _call(work: Callable[..., object], *values: object) -> None:
    """Leave out what the signal says of a tick."""
    work(*[value for value in values if not isinstance(value, bool)])


def project_menu(
    menu: Menu,
    *,
    theme: Theme,
    new_chat: Callable[[], object],
    open_page: Callable[[], object],
    rename: Callable[[], object],
    search: Callable[[], object],
    delete: Callable[[], object],
) -> None:
    """Fill the menu of a project's row."""
    icon = theme.icon
    for sign, words, work in (
        ("pen", _("New chat in this project"), new_chat),
        ("instructions", _("Instructions and files…"), open_page),
    ):
        menu.addAction(icon(sign), words).triggered.connect(partial(_call, work))
    menu.addSeparator()
    menu.addAction(icon("pencil"), f"{_('Rename')}\tF2").triggered.connect(partial(_call, rename))
    menu.addAction(icon("search"), _("Search in this project")).triggered.connect(partial(_call, search))
    menu.addSeparator()
    words = f"{_('Delete project…')}\tDel"  # not for people: a key
    entry = menu.addAction(icon("trash", "danger"), words)
    entry.triggered.connect(partial(_call, delete))
    mark_danger(entry)
