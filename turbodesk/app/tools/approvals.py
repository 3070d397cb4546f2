"""Remembers which tools may always run, in every chat, and what a tool said of itself when the person allowed it.

What is allowed is bound to a fingerprint: a tool that runs something else, or says something else of itself, is another
one and asks again. So that the person can see what has changed, the words of that time are kept as well, those of tools
that are allowed in one chat alone included.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from turbodesk.app.kept_file import KeptFile
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.app.tools.tool import Tool
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.tool_server import statement_in_words as server_in_words
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MOST_SAID = 4
"""Fingerprints of one tool whose words are kept; the oldest go."""
MOST_NAMES = 2_000
_MOST_WORDS = 100_000
_RUNS, _NAME, _TAKES = "Runs: ", "Name: ", "Takes: "  # not for people: kept


def statement(tool: Tool) -> str:
    """Return all that a tool says of itself and what runs, as a person compares it with what it said before."""
    parts = (
        f"{_RUNS}{tool.runs}" if tool.runs else "",
        f"{_NAME}{tool.title}",
        tool.definition.description,
        f"{_TAKES}{json.dumps(tool.definition.input_schema, ensure_ascii=False, indent=2, default=str)}",
    )
    return "\n\n".join(part for part in parts if part)[:_MOST_WORDS]


def statement_in_words(said: str) -> str:
    """Return what `statement` gives, of now or kept from before, in the person's language.

    What is kept is English whatever the language, so that a change of language is no change of the tool. Only the
    lines that are ours are translated, where they stand: nothing a tool says of itself.
    """
    paragraphs = said.split("\n\n")
    for at, paragraph in enumerate(paragraphs):
        if at == 0 and paragraph.startswith(_RUNS):
            paragraphs[at] = _("Runs: {command}").format(command=server_in_words(paragraph.removeprefix(_RUNS)))
        elif at < 2 and paragraph.startswith(_NAME):
            paragraphs[at] = _("Name: {name}").format(name=paragraph.removeprefix(_NAME))
        elif paragraph.startswith(_TAKES + "{"):
            # Translators: {schema} says in JSON what a tool has to be given
            paragraphs[at] = _("Takes: {schema}").format(schema=paragraph.removeprefix(_TAKES))
    return "\n\n".join(paragraphs)


@dataclass(frozen=True, slots=True)
class Approval:
    """One tool that may always run."""

    name: str
    fingerprint: str
    source: str = ""
    """The id of its tool server; "" for ours."""
    title: str = ""
    """What it, and its tool server, were called when it was allowed, for one that is not there any more."""


class Approvals:
    """The file of them; without one they last as long as the program."""

    def __init__(self, path: Path | None = None, scope: Scope | None = None) -> None:
        self.changed: Signal[None] = Signal()
        """Other tools may always run now."""
        self.notice: FailureNote | None = None
        """What the person must be told of the file."""
        self._always: dict[str, Approval] = {}
        self._said: dict[str, dict[str, str]] = {}
        self._file: KeptFile | None = None
        if path is not None and scope is not None:
            self._file = KeptFile(path, scope, self._content)
            loaded = self._file.load()
            self.notice = loaded.notice
            self._read(loaded.values)

    def all(self) -> tuple[Approval, ...]:
        """Return every tool that may always run, in the order in which they were allowed."""
        return tuple(self._always.values())

    def allows(self, tool: Tool) -> bool:
        """Whether a tool may run in every chat, as it is now."""
        found = self._always.get(tool.name)
        return found is not None and (found.fingerprint, found.source) == (tool.fingerprint, tool.source)

    def allow(self, tool: Tool) -> None:
        """Let a tool run in every chat, for as long as it stays what it is."""
        title = f"{tool.source_title}: {tool.title}" if tool.source_title else tool.title
        self._always.pop(tool.name, None)
        self._always[tool.name] = Approval(tool.name, tool.fingerprint, tool.source, title)
        self.note(tool)
        self._tell()

    def take_back(self, name: str) -> None:
        """Have a tool ask again."""
        if self._always.pop(name, None) is not None:
            self._tell()

    def forget(self, source: str) -> None:
        """Have the tools of a tool server ask again, and keep no words of them: it is gone."""
        gone = [one.name for one in self._always.values() if one.source == source and source]
        for name in gone:
            del self._always[name]
            self._said.pop(name, None)
        if gone:
            self._tell()

    def note(self, tool: Tool) -> None:
        """Keep what a tool says of itself now that the person allows it; ours change with the program alone."""
        if not tool.fingerprint:
            return
        said = self._said.pop(tool.name, {})
        said.pop(tool.fingerprint, None)
        kept = dict([*said.items(), (tool.fingerprint, statement(tool))][-MOST_SAID:])
        self._said[tool.name] = kept
        while len(self._said) > MOST_NAMES:
            del self._said[next(iter(self._said))]
        if self._file is not None:
            self._file.save_soon()

    def allowed_before(self, tool: Tool) -> str:
        """Return the fingerprint under which a tool may always run, where that is not what it is now; else ""."""
        found = self._always.get(tool.name)
        return found.fingerprint if found is not None and not self.allows(tool) else ""

    def said(self, name: str, fingerprint: str) -> str:
        """Return what a tool said of itself under this fingerprint; "" where that is not known."""
        return self._said.get(name, {}).get(fingerprint, "")

    def save_now(self) -> None:
        """Write what is not written yet.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        if self._file is not None:
            self._file.save_now()

    def save_again(self) -> None:
        """Write the file whole."""
        if self._file is not None:
            self._file.save_soon()

    def _tell(self) -> None:
        if self._file is not None:
            self._file.save_soon()
        self.changed.emit(None)

    def _content(self) -> Mapping[str, object]:
        always = [[one.name, one.fingerprint, one.source, one.title] for one in self._always.values()]
        return {"always": always, "said": self._said}

    def _read(self, stored: Mapping[str, object]) -> None:
        always, said = stored.get("always"), stored.get("said")
        for entry in always if isinstance(always, list) else ():
            if isinstance(entry, list) and len(entry) == 4 and all(isinstance(one, str) for one in entry):
                self._always[entry[0]] = Approval(*entry)
        for name, words in said.items() if isinstance(said, Mapping) else ():
            known = words.items() if isinstance(words, Mapping) else ()
            self._said[str(name)] = {str(key): one for key, one in known if isinstance(one, str)}
