"""Says in words what came of an import: kept with the chats, and shown again when it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields

from turbodesk.app.imports.findings import Unkept, counted
from turbodesk.chat.moments import is_moment

KEPT = 20
"""How many reports are kept, the latest."""
_CHAT, _REPLY = Unkept("chat", "chats"), Unkept("reply", "replies")
_PROJECT = Unkept("project", "projects")
_MESSAGE, _FILE = Unkept("message", "messages"), Unkept("file", "files")


def _were(count: int) -> str:
    return "it was" if count == 1 else "they were"


@dataclass(slots=True)
class ImportReport:
    """What came of one import."""

    program: str = ""
    account: str = ""
    made_at: int = 0
    """Milliseconds since 1970, UTC."""
    names: list[str] = field(default_factory=list)
    """Of the files that were chosen."""
    chats: int = 0
    """New ones; so are all counts but those that say otherwise."""
    grown: int = 0
    """Chats that were here and have more now."""
    messages: int = 0
    finished: int = 0
    """Replies that were here and are whole now."""
    files: int = 0
    missing: int = 0
    """Files that are named in messages and were not in the archive, or could not be kept."""
    unchanged: int = 0
    """Chats that were here already, with nothing new."""
    deleted: int = 0
    """Chats that were deleted here and stay so."""
    empty: int = 0
    """Chats in which nothing is shown."""
    unchosen: int = 0
    projects: int = 0
    """Projects that came with their instructions and documents."""
    archived: int = 0
    in_folders: int = 0
    left_out: Counter[Unkept] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    """Sentences on damage."""

    def headline(self) -> str:
        """Return what came, in one sentence."""
        if not self.chats and not self.grown and not self.finished:
            return "Nothing was new: all of it is here already." if self.unchanged else "No chats came."
        came = f"{counted(_CHAT, self.chats)} from {self.program} came" if self.chats else ""
        more = f"{counted(_CHAT, self.grown)} {'has' if self.grown == 1 else 'have'} more now" if self.grown else ""
        whole = f"{counted(_REPLY, self.finished)} finished there {'is' if self.finished == 1 else 'are'} whole now"
        words = [one for one in (came, more, "" if came or more else whole) if one]
        counts = [counted(_MESSAGE, self.messages), *([counted(_FILE, self.files)] if self.files else [])]
        return f"{', and '.join(words)}: {', '.join(counts)}." if came or more else f"{whole}."

    def sentences(self) -> list[str]:
        """Return what else is to be known, most important first."""
        told = list(self.troubles)
        if self.projects:
            came = "came with its" if self.projects == 1 else "came with their"
            told.append(f"{counted(_PROJECT, self.projects)} {came} instructions and documents.")
        if self.missing:
            told.append(
                f"{counted(_FILE, self.missing)} could not be brought; "
                f"{'it is' if self.missing == 1 else 'each is'} named in the message it belongs to."
            )
        if self.left_out:
            kinds = sorted(self.left_out.items(), key=lambda one: (-one[1], one[0].one))
            told.append(f"Not kept: {', '.join(counted(kind, count) for kind, count in kinds)}.")
        others = (
            (self.unchanged if self.chats or self.grown else 0, "{} had nothing new."),
            (self.deleted, "{} you deleted here stayed deleted."),
            (self.empty, "{} had nothing to be seen and did not come."),
            (self.archived, "{} you had archived came like the others."),
            (self.in_folders, f"{{}} came without the folder or assistant {_were(self.in_folders)} in."),
            (self.unchosen, "{} you did not choose did not come."),
        )
        told += [words.format(counted(_CHAT, count)) for count, words in others if count]
        return told

    def to_json(self) -> dict[str, object]:
        """Return it as a value of JSON."""
        return {**asdict(self), "left_out": [[*kind, count] for kind, count in self.left_out.items()]}

    @classmethod
    def from_json(cls, stored: object) -> ImportReport | None:
        """Read what `to_json` wrote; None where it is nothing of the kind."""
        if not isinstance(stored, Mapping):
            return None
        report = cls()
        for one in fields(cls):
            value = stored.get(one.name)
            before = getattr(report, one.name)
            if isinstance(before, list) and isinstance(value, list):
                setattr(report, one.name, [words for words in value if isinstance(words, str)])
            elif not isinstance(before, Counter | list) and type(value) is type(before):
                setattr(report, one.name, value)
        left_out = stored.get("left_out")
        for row in left_out if isinstance(left_out, list) else ():
            match row:
                case [str(singular), str(plural), int(count)]:
                    report.left_out[Unkept(singular, plural)] = count
        return report if is_moment(report.made_at) and report.program else None
