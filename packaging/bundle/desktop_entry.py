"""Writes the desktop entry: the program's place in the menus of Linux, and what its icon there offers.

It names the files TurboDesk reads, for "Open with", and the scheme of its links. %U and not %F: a link is no file, and
an entry has one command; files come as addresses or paths, both of which the program takes.
"""

from __future__ import annotations

from bundle import file_types, project, words
from bundle.words import N_

_TEXT = """\
[Desktop Entry]
Type=Application
Version=1.0
Name=TurboDesk
{generic_name}
{comment}
Exec={command} %U
Icon={icon}
Terminal=false
Categories={categories};Qt;
MimeType={media_types};
{keywords}
StartupNotify=true
StartupWMClass=TurboDesk
Actions=new-chat;ask;

[Desktop Action new-chat]
{new_chat}
Exec={command} --new-chat

[Desktop Action ask]
{ask}
Exec={command} --ask
"""


def text(command: str = project.NAME, icon: str = project.APP_ID) -> str:
    """Return the entry of a program that `command` starts, quoted here where it has to be.

    Version 1.0 of the format, for Debian 12 knows no newer.
    """
    return _TEXT.format(
        generic_name=said("GenericName", N_("Chat")),
        comment=said("Comment", project.SUMMARY),
        # Translators: words a person may look for in the menu; each, also the last, ends with a semicolon.
        keywords=said("Keywords", N_("chat;assistant;claude;ai;")),
        new_chat=said("Name", N_("New chat")),
        ask=said("Name", N_("Quick question")),
        categories=";".join(project.CATEGORIES),
        media_types=";".join(file_types.media_types()),
        command=quoted(command),
        icon=icon,
    )


def said(key: str, sentence: str) -> str:
    """Return the lines of a key: its English value, then each language's that has one."""
    lines = [f"{key}={sentence}"]
    return "\n".join(lines + [f"{key}[{language}]={own}" for language, own in words.others(sentence).items()])


def quoted(command: str) -> str:
    """Return a path as the Exec line wants it, by the desktop entry specification's "The Exec key"."""
    percent = command.replace("%", "%%")
    if all(character.isalnum() or character in "/._-%+" for character in command):
        return percent
    escaped = "".join(f"\\\\{one}" if one in '"`$\\' else one for one in percent)
    return f'"{escaped}"'
