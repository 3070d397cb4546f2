"""The menu of the chat in front: the few commands people look for there. Everything else is found in the palette."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from typing import TYPE_CHECKING

from turbodesk.app import commands
from turbodesk.app.commands import Command
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.ui.presenters.actions import Actions
    from turbodesk.ui.theme import Theme
    from turbodesk.ui.widgets.menu import Menu


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One entry that gives a command."""

    command: Command
    words: str
    icon: str = ""
    is_danger: bool = False
    """Whether it takes away what one may want back."""
    has_key: bool = True
    """Whether its shortcut is named."""
    is_switch: bool = False
    """Whether a tick says that it is on."""


@dataclass(frozen=True, slots=True)
class Submenu:
    """An entry that opens others."""

    words: str
    icon: str
    groups: Sequence[Sequence[MenuItem]]


@dataclass(frozen=True, slots=True)
class FilledSubmenu:
    """An entry that opens others, which depend on what there is."""

    command: Command
    """What does the same; where it makes no sense the entry is greyed."""
    words: str
    icon: str
    fill: Callable[[Menu], object]


def menu_groups(
    *, is_pinned: bool, is_temporary: bool, fill_moves: Callable[[Menu], object]
) -> Sequence[Sequence[MenuItem | Submenu | FilledSubmenu]]:
    """Return the menu's entries; a line stands between the groups. `fill_moves` offers the projects."""
    view = (
        (
            MenuItem(commands.SIDEBAR, _("Sidebar"), is_switch=True),
            MenuItem(commands.OUTLINE, _("Contents")),
            MenuItem(commands.NEXT_CITATION, _("Next citation")),
            MenuItem(commands.PREVIOUS_CITATION, _("Previous citation")),
            MenuItem(commands.STARRED, _("Starred messages")),
            MenuItem(commands.SERIF, _("Serif"), is_switch=True),
        ),
        (
            MenuItem(commands.ZOOM_IN, _("Zoom in")),
            MenuItem(commands.ZOOM_OUT, _("Zoom out")),
            MenuItem(commands.ZOOM_RESET, _("Reset zoom")),
        ),
    )
    help_ = (
        (
            MenuItem(commands.SHORTCUTS, _("Keyboard shortcuts")),
            MenuItem(commands.CHECK_CONNECTION, _("Check connection")),
            MenuItem(commands.INSPECT, _("Inspect requests")),
            MenuItem(commands.ABOUT, _("About TurboDesk")),
        ),
    )
    begin = MenuItem(commands.TEMPORARY, _("Temporary chat"), "eye-off")
    end = MenuItem(commands.DELETE, _("Delete chat"), "trash", is_danger=True, has_key=False)
    if is_temporary:
        begin = MenuItem(commands.KEEP_TEMPORARY, _("Keep this chat"), "save")
        end = MenuItem(commands.CLOSE_TEMPORARY, _("Close temporary chat"), "close", is_danger=True, has_key=False)
    return (
        (begin,),
        (
            MenuItem(commands.RENAME, _("Rename"), "pencil"),
            MenuItem(commands.PIN, _("Unpin") if is_pinned else _("Pin"), "ribbon"),
            FilledSubmenu(commands.MOVE, _("Move to project"), "folder", fill_moves),
        ),
        (
            MenuItem(commands.FIND, _("Find in chat"), "search"),
            MenuItem(commands.COPY_CONVERSATION, _("Copy whole chat"), "copy"),
            Submenu(_("Export, print, import"), "export", _exports()),
        ),
        (
            MenuItem(commands.INSTRUCTIONS, _("Instructions and limits"), "instructions"),
            MenuItem(commands.ASK_TWO, _("Ask two models"), "compare", is_switch=True),
            MenuItem(commands.PROMPTS, _("Prompts"), "quote"),
            Submenu(_("View"), "type", view),
            Submenu(_("Help"), "info", help_),
        ),
        (end,),
    )


def _exports() -> Sequence[Sequence[MenuItem]]:
    return (
        (
            MenuItem(commands.SAVE_PDF, _("PDF…")),
            MenuItem(commands.SAVE_WORD, _("Word…")),
            MenuItem(commands.SAVE_MARKDOWN, _("Markdown…")),
            MenuItem(commands.SAVE_HTML, _("HTML…")),
        ),
        (MenuItem(commands.PRINT, _("Print…")),),
        (MenuItem(commands.IMPORT, _("Import chats…")),),
    )


def fill_menu(
    menu: Menu,
    groups: Sequence[Sequence[MenuItem | Submenu | FilledSubmenu]],
    actions: Actions,
    *,
    theme: Theme,
    on: Collection[Command] = (),
) -> None:
    """Put the entries into `menu`; those of `on` are ticked. What makes no sense now is greyed."""
    from turbodesk.ui.presenters.actions import shortcut_text
    from turbodesk.ui.widgets.menu import mark_danger

    for number, group in enumerate(groups):
        if number:
            menu.addSeparator()
        for item in group:
            if isinstance(item, FilledSubmenu):
                under = menu.add_submenu(item.words, theme.icon(item.icon))
                item.fill(under)
                under.menuAction().setEnabled(actions[item.command].isEnabled())
                continue
            if isinstance(item, Submenu):
                under = menu.add_submenu(item.words, theme.icon(item.icon))
                fill_menu(under, item.groups, actions, theme=theme, on=on)
                continue
            keys = shortcut_text(item.command) if item.has_key else ""
            entry = menu.addAction(f"{item.words}\t{keys}" if keys else item.words)
            entry.setObjectName(item.command.id)
            entry.setEnabled(actions[item.command].isEnabled())
            entry.triggered.connect(actions[item.command].trigger)
            if item.icon:
                entry.setIcon(theme.icon(item.icon, "danger" if item.is_danger else "text-muted"))
            if item.is_danger:
                mark_danger(entry)
            if item.is_switch:
                entry.setCheckable(True)
                entry.setChecked(item.command in on)
