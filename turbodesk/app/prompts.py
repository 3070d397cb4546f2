"""The person's prompts: kept, changed, deleted and brought back. Read when they are first asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from turbodesk.app.kept_file import KeptFile
from turbodesk.app.signal import Signal
from turbodesk.app.tasks import Scope
from turbodesk.chat.errors import FailureNote
from turbodesk.chat.prompt import MOST_LETTERS, Prompt, clean_name, clean_text
from turbodesk.quantities import number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MOST = 1_000
"""Prompts that are kept; a list of more is no help to anybody."""


@dataclass(frozen=True, slots=True)
class BroughtPrompts:
    """What came of texts from elsewhere."""

    added: tuple[Prompt, ...]
    known: int
    """How many were here already."""
    left_out: int
    """How many found no room."""


class Prompts:
    """Every prompt, by name."""

    def __init__(self, path: Path, scope: Scope) -> None:
        self.changed: Signal[None] = Signal()
        """There are others than before."""
        self._file = KeptFile(path, scope, self._to_json)
        self.failed: Signal[FailureNote] = self._file.failed
        """The file could not be read or written."""
        self._prompts: dict[str, Prompt] | None = None

    def all(self) -> tuple[Prompt, ...]:
        """Return every prompt, by name."""
        return tuple(sorted(self._read().values(), key=lambda one: (one.name.casefold(), one.id)))

    def get(self, prompt_id: str) -> Prompt | None:
        """Return a prompt, or None for one that was deleted."""
        return self._read().get(prompt_id)

    def mistake(self, name: str, text: str, *, prompt_id: str = "") -> str:
        """Return why the prompt with this id, or a new one, cannot be kept like this; "" where it can."""
        name = clean_name(name)
        if not name:
            return _("A prompt needs a name.")
        if not clean_text(text):
            return _("A prompt needs a text.")
        if any(one.id != prompt_id and one.name.casefold() == name.casefold() for one in self._read().values()):
            return _("There is a prompt “{name}” already.").format(name=name)
        if prompt_id not in self._read() and len(self._read()) >= MOST:
            return _("There are {count} prompts, and no more are kept. Delete one first.").format(count=number(MOST))
        return ""

    def keep(self, name: str, text: str, *, prompt_id: str = "") -> Prompt:
        """Keep a prompt in which there is no `mistake`, instead of the one with this id if there is one."""
        name, text = clean_name(name), clean_text(text)
        prompt = Prompt(name, text, prompt_id) if prompt_id else Prompt(name, text)
        self._read()[prompt.id] = prompt
        self._tell()
        return prompt

    def delete(self, *prompt_ids: str) -> tuple[Prompt, ...]:
        """Delete prompts; returns them, for `put_back`."""
        gone = [self._read().pop(id_, None) for id_ in prompt_ids]
        if any(gone):
            self._tell()
        return tuple(one for one in gone if one is not None)

    def put_back(self, *prompts: Prompt) -> None:
        """Bring back prompts as they were before they were deleted or changed."""
        self._read().update({one.id: one for one in prompts})
        self._tell()

    def bring(self, texts: Iterable[tuple[str, str]]) -> BroughtPrompts:
        """Keep names and texts from elsewhere; what has a name that another text has gets a number behind it."""
        there = {one.name.casefold(): one.text for one in self._read().values()}
        added: list[Prompt] = []
        known = left_out = 0
        for name, text in texts:
            name, text = clean_name(name), clean_text(text)
            if not name or not text:
                continue
            if _is_known(there, name, text):
                known += 1
            elif len(there) >= MOST:
                left_out += 1
            else:
                prompt = Prompt(_free(there, name), text)
                there[prompt.name.casefold()] = text
                added.append(prompt)
        if added:
            self.put_back(*added)
        return BroughtPrompts(tuple(added), known, left_out)

    def exchange(self, prompts: Iterable[Prompt], gone: Iterable[str] = ()) -> None:
        """Keep prompts as they are, each instead of the one with its id, and delete those with the ids `gone`."""
        before = dict(self._read())
        for prompt_id in gone:
            self._read().pop(prompt_id, None)
        self._read().update({prompt.id: prompt for prompt in prompts})
        if self._read() != before:
            self._tell()

    def when_kept(self, then: Callable[[], object]) -> None:
        """Call `then` when everything done here so far is on disk; at once, if it is."""
        self._file.when_written(then)

    def save_again(self) -> None:
        """Write everything, whatever was written before."""
        if self._prompts is not None:
            self._file.save_soon()

    def save_now(self) -> None:
        """Write what is not written yet; at the end of the run.

        Raises:
            StoreUnwritable: it cannot be written.
        """
        if self._prompts is not None:
            self._file.save_now()

    def _read(self) -> dict[str, Prompt]:
        if self._prompts is None:
            loaded = self._file.load()
            raw = loaded.values.get("prompts")
            found = [Prompt.from_json(one) for one in raw] if isinstance(raw, list) else []
            self._prompts = {one.id: one for one in found if one is not None}
            if loaded.notice is not None:
                self.failed.emit(loaded.notice)
        return self._prompts

    def _tell(self) -> None:
        self._file.save_soon()
        self.changed.emit(None)

    def _to_json(self) -> dict[str, object]:
        return {"prompts": [prompt.to_json() for prompt in self._read().values()]}


def _is_known(there: dict[str, str], name: str, text: str) -> bool:
    """Whether the text is here by that name, or by the name it got when it came first."""
    numbered = name
    number = 1
    while (known := there.get(numbered.casefold())) is not None:
        if known == text:
            return True
        number += 1
        numbered = _numbered(name, number)
    return False


def _free(there: dict[str, str], name: str) -> str:
    free, number = name, 1
    while free.casefold() in there:
        number += 1
        free = _numbered(name, number)
    return free


def _numbered(name: str, number: int) -> str:
    ending = f" {number}"
    return clean_name(name[: MOST_LETTERS - len(ending)]) + ending
