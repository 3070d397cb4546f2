"""What a start of the program was asked for, beside its settings: also what a second start hands to the first.

It comes from a command line that other programs fill in, or through a socket from another process: what is wrong in it
is left out, and nothing of it is done that a person does not see. Files become attachments of a message nobody has
sent, and a link opens a chat.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import asdict

from turbodesk.chat.chat_link import LONGEST, is_link
from turbodesk.quick_dataclasses import dataclass

MOST_FILES = 51
"""One more than are attached at once, so that there is something to say about it."""


@dataclass(frozen=True, slots=True)
class Handover:
    """What a start was asked to do."""

    new_chat: bool = False
    demo: bool = False
    token: str = ""
    """What the desktop gave it so that a window may come to the front (Wayland, startup notification)."""
    files: tuple[str, ...] = ()
    """Whole paths of files to attach to a new chat."""
    link: str = ""
    """A link to open, as it came."""
    ask: bool = False
    """Whether the small window for a quick question is wanted, and nothing else."""
    at_login: bool = False
    """Whether the system started it at login, where nobody waits for a window."""

    @classmethod
    def from_line(cls, line: bytes) -> Handover:
        """Read what another process wrote.

        Raises:
            ValueError: it is not ours.
        """
        raw = json.loads(line)
        if not isinstance(raw, dict):
            raise ValueError("not a handover")
        token, files, link = raw.get("token", ""), raw.get("files"), raw.get("link", "")
        if not (isinstance(token, str) and token.isprintable()):
            token = ""  # it goes into the environment, which takes no other
        return cls(
            raw.get("new_chat") is True,
            raw.get("demo") is True,
            token,
            tuple(one for one in files if _is_path(one))[:MOST_FILES] if isinstance(files, list) else (),
            link[:LONGEST] if isinstance(link, str) and is_link(link) else "",
            raw.get("ask") is True,
            raw.get("at_login") is True,
        )

    def to_line(self) -> bytes:
        """Return it as one line of JSON."""
        return json.dumps(asdict(self)).encode() + b"\n"


def given(words: Sequence[str]) -> tuple[tuple[str, ...], str]:
    """Return the files and the link that a command line, or the system, names; paths are whole from here on."""
    link = next((one for one in words if is_link(one)), "")[:LONGEST]
    paths = [_path(one) for one in words if one and not is_link(one)]
    return tuple(path for path in paths if _is_path(path))[:MOST_FILES], link


def _path(words: str) -> str:
    if words[:5].lower() == "file:":
        from urllib.parse import urlsplit
        from urllib.request import url2pathname

        try:
            found = urlsplit(words)
            return url2pathname(found.path) if found.netloc in ("", "localhost") else ""
        except (ValueError, OSError):  # no address either, or of no file (Windows)
            return ""
    return os.path.abspath(words)


def _is_path(one: object) -> bool:
    return isinstance(one, str) and "\0" not in one and os.path.isabs(one)
