"""Writes the desktop entry: the program's place in the menus of Linux, and "New chat" on its icon there."""

from __future__ import annotations

from bundle import project

_TEXT = """\
[Desktop Entry]
Type=Application
Version=1.0
Name=TurboDesk
GenericName=Chat
Comment={summary}
Exec={command}
Icon={icon}
Terminal=false
Categories={categories};Qt;
Keywords=chat;assistant;claude;ai;
StartupNotify=true
StartupWMClass=TurboDesk
Actions=new-chat;

[Desktop Action new-chat]
Name=New chat
Exec={command} --new-chat
"""


def text(command: str = project.NAME, icon: str = project.APP_ID) -> str:
    """Return the entry of a program that `command` starts, quoted here where it has to be.

    Version 1.0 of the format, for Debian 12 knows no newer.
    """
    return _TEXT.format(
        summary=project.SUMMARY, categories=";".join(project.CATEGORIES), command=quoted(command), icon=icon
    )


def quoted(command: str) -> str:
    """Return a path as the Exec line wants it, by the desktop entry specification's "The Exec key"."""
    percent = command.replace("%", "%%")
    if all(character.isalnum() or character in "/._-%+" for character in command):
        return percent
    escaped = "".join(f"\\\\{one}" if one in '"`$\\' else one for one in percent)
    return f'"{escaped}"'
