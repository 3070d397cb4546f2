"""Says in words what came of an import: kept with the chats, and shown again when it is asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, field, fields

from turbodesk.app.imports.findings import Unkept, counted
from turbodesk.chat.moments import is_moment
from turbodesk.quantities import listed, number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _, ngettext

KEPT = 20
"""How many reports are kept, the latest."""


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
    gateways: list[str] = field(default_factory=list)
    """Names of gateways that came, without their keys."""
    archived: int = 0
    in_folders: int = 0
    left_out: Counter[Unkept] = field(default_factory=Counter)
    troubles: list[str] = field(default_factory=list)
    """Sentences on damage."""

    def headline(self) -> str:
        """Return what came, in one sentence."""
        if not self.chats and not self.grown and not self.finished:
            return _("Nothing was new: all of it is here already.") if self.unchanged else _("No chats came.")
        if not self.chats and not self.grown:
            return ngettext(
                "{count} reply finished there is whole now.",
                "{count} replies finished there are whole now.",
                self.finished,
            ).format(count=number(self.finished))
        messages = ngettext("{count} message", "{count} messages", self.messages).format(count=number(self.messages))
        files = ngettext("{count} file", "{count} files", self.files).format(count=number(self.files))
        came = self._came()
        # Translators: {came} is such as "3 chats from ChatGPT came", {messages} such as "25 messages".
        if self.files:
            return _("{came}: {messages}, {files}.").format(came=came, messages=messages, files=files)
        return _("{came}: {messages}.").format(came=came, messages=messages)

    def _came(self) -> str:
        came = ngettext("{count} chat from {program} came", "{count} chats from {program} came", self.chats)
        came = came.format(count=number(self.chats), program=self.program)
        more = ngettext("{count} chat has more now", "{count} chats have more now", self.grown)
        more = more.format(count=number(self.grown))
        if not self.grown:
            return came
        return _("{came}, and {more}").format(came=came, more=more) if self.chats else more

    def sentences(self) -> list[str]:
        """Return what else is to be known, most important first."""
        told = list(self.troubles)
        if self.gateways:
            words = ngettext(
                "{count} gateway came along: {names}. Its key is asked for when you write in one of its chats.",
                "{count} gateways came along: {names}. Their keys are asked for when you write in one of their chats.",
                len(self.gateways),
            )
            told.append(words.format(count=number(len(self.gateways)), names=listed(self.gateways)))
        if self.projects:
            words = ngettext(
                "{count} project came with its instructions and documents.",
                "{count} projects came with their instructions and documents.",
                self.projects,
            )
            told.append(words.format(count=number(self.projects)))
        if self.missing:
            words = ngettext(
                "{count} file could not be brought; it is named in the message it belongs to.",
                "{count} files could not be brought; each is named in the message it belongs to.",
                self.missing,
            )
            told.append(words.format(count=number(self.missing)))
        if self.left_out:
            kinds = sorted(self.left_out.items(), key=lambda one: (-one[1], one[0].one))
            told.append(_("Not kept: {things}.").format(things=listed(counted(kind, count) for kind, count in kinds)))
        return told + [words.format(count=number(count)) for count, words in self._others() if count]

    def _others(self) -> tuple[tuple[int, str], ...]:
        same = self.unchanged if self.chats or self.grown else 0
        return (
            (same, ngettext("{count} chat had nothing new.", "{count} chats had nothing new.", same)),
            (
                self.deleted,
                ngettext(
                    "{count} chat you deleted here stayed deleted.",
                    "{count} chats you deleted here stayed deleted.",
                    self.deleted,
                ),
            ),
            (
                self.empty,
                ngettext(
                    "{count} chat had nothing to be seen and did not come.",
                    "{count} chats had nothing to be seen and did not come.",
                    self.empty,
                ),
            ),
            (
                self.archived,
                ngettext(
                    "{count} chat you had archived came like the others.",
                    "{count} chats you had archived came like the others.",
                    self.archived,
                ),
            ),
            (
                self.in_folders,
                ngettext(
                    "{count} chat came without the folder or assistant it was in.",
                    "{count} chats came without the folder or assistant they were in.",
                    self.in_folders,
                ),
            ),
            (
                self.unchosen,
                ngettext(
                    "{count} chat you did not choose did not come.",
                    "{count} chats you did not choose did not come.",
                    self.unchosen,
                ),
            ),
        )

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
