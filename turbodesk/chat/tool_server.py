"""What is known of a tool server before it runs: how it is started or where it is, and what it said the last time."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import field
from types import MappingProxyType

from turbodesk.chat.parts import JsonObject
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

_NO_VALUES: Mapping[str, str] = MappingProxyType({})
LONGEST_ID = 20
"""Characters: it stands before the name of each of its tools, which has 64 in all."""
_SAFE_WORD = re.compile(r"[\w@%+=:,./\\-]+")


@dataclass(frozen=True, slots=True)
class ToolServer:
    """One tool server of the person's: a command, or an address. Values that are secret are not in here."""

    id: str
    """Made once and never changed: 1 to 20 of a-z, 0-9 and hyphens."""
    name: str
    """What the person calls it."""
    command: str = ""
    args: tuple[str, ...] = ()
    env: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)
    folder: str | None = None
    """Where it is started; None: in the person's own folder."""
    address: str = ""
    """Its https address; "" where it is started by a command."""
    headers: Mapping[str, str] = field(default_factory=lambda: _NO_VALUES)
    secrets: tuple[str, ...] = ()
    """Names of variables, of headers for an address, or of the places `${secret:NAME}` in `args`, whose values are in
    the key store."""
    own_folder: str = ""
    """Where its own files are, if it came with some."""
    is_fenced: bool = False
    """Whether it is started so that it sees only what it was given: its own files, and the two below."""
    shared_folders: tuple[str, ...] = ()
    has_network: bool = False
    origin: str = ""
    """Where it came from, as an earlier version wrote it in the language of that time; now these two:"""
    choices: Mapping[str, object] = field(default_factory=lambda: _NO_VALUES)
    """What the person filled in for its bundle, as JSON has it; secrets left out."""
    author: str = ""
    """Who made its bundle."""
    version: str = ""
    """That of its bundle."""

    @property
    def came_from(self) -> str:
        """Who made its bundle and which version it is, in a line for the person."""
        return origin_of(self.author, self.version) or self.origin

    @property
    def run_fingerprint(self) -> str:
        """Stands for what is run: what the person allowed holds for this and nothing else."""
        run = (
            self.command, self.args, sorted(self.env.items()), self.folder, self.address,
            sorted(self.headers.items()), sorted(self.secrets), self.own_folder, self.is_fenced,
            self.shared_folders, self.has_network,
        )  # fmt: skip
        return hashlib.sha256(json.dumps(run).encode()).hexdigest()[:32]

    @property
    def shown(self) -> str:
        """The whole command or the address, as a person sees it before it runs for the first time."""
        return self.address or " ".join(_quoted(one) for one in (self.command, *self.args))

    @property
    def statement(self) -> str:
        """All that `run_fingerprint` stands for, in lines, so that a person can see what is another."""
        lines = [
            self.shown,
            f"in {self.folder}" if self.folder else "",
            f"with its files in {self.own_folder}" if self.own_folder else "",
            *(f"{name}={value}" for name, value in sorted(self.env.items())),
            *(f"{name}: {value}" for name, value in sorted(self.headers.items())),
            f"with the secrets {', '.join(sorted(self.secrets))}" if self.secrets else "",
        ]
        if self.is_fenced:
            folders = ", ".join(self.shared_folders) or "no folder"
            lines.append(f"fenced in, with {folders} and {'the' if self.has_network else 'no'} network")
        return "\n".join(filter(None, lines))


@dataclass(frozen=True, slots=True)
class ServerFacts:
    """What a server said when it ran last."""

    era: str = ""
    """"legacy": it speaks a version before 2026-07-28, and is not asked again which; else that version, "" unknown."""
    tools: tuple[JsonObject, ...] = ()
    """The list of its tools as it came."""
    instructions: str = ""
    """Its words on how to use it; a stranger's, for the model alone."""


def origin_of(author: str, version: str) -> str:
    """Return who made a bundle of tools and which version it is, in a line."""
    if author and version:
        return _("By {author} · version {version}").format(author=author, version=version)
    if author:
        return _("By {author}").format(author=author)
    # Translators: of a bundle of tools whose author is not known; it stands alone in its line.
    return _("version {version}").format(version=version) if version else ""


def statement_in_words(statement: str) -> str:
    """Return a `ToolServer.statement`, of now or kept from before, in the person's language."""
    return "\n".join(map(_line_in_words, statement.split("\n")))


def _line_in_words(line: str) -> str:
    told = {
        "with its files in ": _("with its files in {folder}"),
        "with the secrets ": _("with the secrets {names}"),
        "in ": _("in {folder}"),
    }
    for beginning, words in told.items():
        if line.startswith(beginning):
            return words.format(folder=(rest := line.removeprefix(beginning)), names=rest)
    if (fenced := re.fullmatch(r"fenced in, with (.*) and (the|no) network", line)) is None:
        return line
    # Translators: of a program that is started so that it sees nothing but these folders.
    words = (
        _("fenced in, with {folders} and the network")
        if fenced[2] == "the"
        else _("fenced in, with {folders} and no network")
    )
    return words.format(folders=_("no folder") if fenced[1] == "no folder" else fenced[1])


def _quoted(word: str) -> str:
    return word if _SAFE_WORD.fullmatch(word) else json.dumps(word, ensure_ascii=False)


def server_id(name: str, taken: frozenset[str] = frozenset()) -> str:
    """Make a short id of a name, unlike all those that are taken."""
    base = re.sub(r"[^a-z0-9]+", "-", name.lower().removeprefix("@modelcontextprotocol/"))
    base = base.strip("-")[:LONGEST_ID].strip("-") or "server"
    found, number = base, 2
    while found in taken:
        found = f"{base[: LONGEST_ID - 1 - len(str(number))].strip('-')}-{number}"
        number += 1
    return found
