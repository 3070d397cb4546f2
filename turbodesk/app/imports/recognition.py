"""Says which program a person's files are from, by what is inside them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import suppress
from importlib import import_module
from typing import TYPE_CHECKING, ClassVar, Protocol

from turbodesk.app.imports.container import Container
from turbodesk.chat.errors import ImportRefused
from turbodesk.translation import _

if TYPE_CHECKING:
    from turbodesk.app.imports.chats import SourceChat, SourceProject
    from turbodesk.app.imports.findings import Findings

READERS: tuple[str, ...] = (
    "chatgpt",
    "claude",
    "cherry",
    "chatbox",
    "librechat",
    "open_webui",
    "plain_json",
    "markdown",
)
"""Modules of `readers`, asked in this order: the first that recognises the files reads them. One that would take
anything, such as plain text, comes last."""


_ANYBODYS = ("plain_json", "markdown")


class SourceArchive(ABC):
    """The files of one program, recognised. It reads them as often as it is asked to, each time from the beginning."""

    program: ClassVar[str]
    """As people call it: "ChatGPT"."""
    key: ClassVar[str]
    """In the table that knows where messages came from; never changes, the same for all layouts of one program, and
    only shared where ids of chats and messages are the same on both sides."""
    account: str | None = None
    """Whose it is, where the files say so in a word: an address of mail or a name."""
    beside: tuple[str, ...] = ()
    """Other programs whose exports are among the same files: people put all of them into one folder."""
    size: int = 0
    """Bytes that `chats` reads through `Container.rows` and `json`, about: what progress is measured by."""

    @abstractmethod
    def chats(self, found: Findings) -> Iterator[SourceChat]:
        """Yield the chats as they are read, and tell in `found` what cannot be brought.

        Called on a thread. What is wrong with one chat costs that chat, and is counted. One chat may come twice; it
        is one then, with the messages of both. A chat in which nothing is shown is yielded like others.

        Raises:
            ImportRefused: nothing of the files can be read after all.
        """

    def projects(self, found: Findings) -> Iterator[SourceProject]:
        """Yield the projects."""
        return iter(())


class Reader(Protocol):
    """A module of `readers`."""

    def recognise(self, container: Container) -> SourceArchive | None:
        """Return what reads these files; None where they are not this program's.

        Cheap: looks at names and `Container.shape`. Raises `ImportRefused` where they are this program's and it is
        known already that no chat can come of them; the sentence says what to do instead.
        """


def recognise(container: Container) -> SourceArchive:
    """Return what reads the files of a container.

    Raises:
        ImportRefused: no reader knows them.
    """
    for index, name in enumerate(READERS):
        if (archive := _reader(name).recognise(container)) is not None:
            archive.beside = tuple(_programs(container, READERS[index + 1 :]))
            return archive
    if damaged := container.named("conversations.json"):
        raise ImportRefused(
            sentence=_("“{name}” in it is damaged, or from a program that is not known here.").format(
                name=damaged[0].name
            ),
            advice=_("Download the export once more. Nothing that was here has changed."),
        )
    raise ImportRefused


def _reader(name: str) -> Reader:
    reader: Reader = import_module(f"turbodesk.app.imports.readers.{name}")
    return reader


def _programs(container: Container, names: Sequence[str]) -> Iterator[str]:
    """Yield the programs whose exports these readers find; not who takes what has no marks of a program."""
    for name in names:
        if name not in _ANYBODYS:
            with suppress(ImportRefused):
                if (archive := _reader(name).recognise(container)) is not None:
                    yield archive.program
