"""Writes the manual page from what the program's own command line says, so that the two cannot disagree."""

from __future__ import annotations

import argparse

from bundle import project

_FILES = """\
.SH ENVIRONMENT
.TP
.B TURBODESK_API_KEY
The key for the gateway. It goes before the stored one and is never written anywhere. It is for TheTurbo's address,
and sent to no other, unless the next variable says so.
.TP
.B TURBODESK_API_KEY_FOR
The address the key in TURBODESK_API_KEY is for.
.SH FILES
.TP
.I ~/.local/share/TurboDesk
Conversations and settings. Removing the package leaves them.
.PP
The key lies in the key store of the desktop, GNOME Keyring or KWallet, and never in a file of ours.
.SH EXIT STATUS
0 when all went well, 1 when the program could not start or its self-test found something wrong, 2 when the command
line was not understood.
"""


def page(parser: argparse.ArgumentParser, *, version: str, day: str) -> str:
    """Return the page in troff; `day` as 2026-11-22."""
    options = [action for action in parser._actions if action.help is not argparse.SUPPRESS]  # noqa: SLF001
    lines = [
        f'.TH TURBODESK 1 "{day}" "TurboDesk {version}" "User Commands"',
        ".SH NAME",
        f"turbodesk \\- {project.SUMMARY[0].lower()}{_escaped(project.SUMMARY[1:])}",
        ".SH SYNOPSIS",
        ".B turbodesk",
        "[\\fIoptions\\fR]",
        ".SH DESCRIPTION",
        *(line for paragraph in project.PARAGRAPHS for line in (_escaped(paragraph), ".PP")),
        "Without options the program opens its window.",
        ".SH OPTIONS",
    ]
    for action in options:
        lines += [".TP", _names(action), _escaped(_sentence(action.help or ""))]
    return "\n".join(lines) + "\n" + _FILES


def _names(action: argparse.Action) -> str:
    names = ", ".join(f"\\fB{_escaped(name)}\\fR" for name in action.option_strings)
    if action.nargs == 0:
        return names
    return f"{names} \\fI{_escaped(str(action.metavar or action.dest.upper()))}\\fR"


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _escaped(words: str) -> str:
    escaped = words.replace("\\", "\\e").replace("-", "\\-")
    return f"\\&{escaped}" if escaped[:1] in ".'" else escaped
