"""Prompts as Markdown files, a file each: its name is the prompt's, unless lines between two `---` at its top say else.

Files of other programs come in the same way; what such lines say besides the name is left.
"""

from __future__ import annotations

import codecs
import json
import os
import stat
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from turbodesk.app.file_names import fit, fitting_name
from turbodesk.app.new_file import write_new_file
from turbodesk.chat.prompt import LONGEST, Prompt, clean_name, clean_text
from turbodesk.quantities import number
from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _

MOST_FILES = 1_000
LARGEST = 4 * LONGEST
"""Bytes of a file: a character has four at most."""
_LONGEST_HEAD = 4_000
"""Characters that the lines above a text may have."""
_FENCE = "---"
_ENDING = ".md"


@dataclass(frozen=True, slots=True)
class PromptFiles:
    """What files held."""

    texts: tuple[tuple[str, str], ...]
    """Names and texts."""
    troubles: tuple[str, ...]
    """Sentences about those that held none."""


def read_prompts(paths: Sequence[Path]) -> PromptFiles:
    """Read files, a prompt each. Blocks; never raises."""
    texts: list[tuple[str, str]] = []
    troubles: list[str] = []
    for path in paths[:MOST_FILES]:
        read = _read(path)
        if isinstance(read, str):
            troubles.append(read.format(name=path.name))
        else:
            texts.append(read)
    if len(paths) > MOST_FILES:
        troubles.append(_("Only the first {count} files were read.").format(count=number(MOST_FILES)))
    return PromptFiles(tuple(texts), tuple(troubles))


def write_prompts(prompts: Iterable[Prompt], folder: Path) -> int:
    """Write each prompt into a file of its own in `folder`, each whole or not at all; return how many are there now.

    A file that is there is left as it is; one that holds the same prompt counts as written. Blocks.

    Raises:
        StoreFailure: one cannot be written; those before it are there.
    """
    count = 0
    taken: set[str] = set()
    for prompt in prompts:
        path, number = _path(folder, prompt, 1), 1
        content = _content(prompt, path)
        while path.name.casefold() in taken or (os.path.lexists(path) and not _holds(path, content)):
            number += 1
            path = _path(folder, prompt, number)
            content = _content(prompt, path)
        if not os.path.lexists(path):
            _write(path, content)
        taken.add(path.name.casefold())
        count += 1
    return count


def _write(path: Path, content: bytes) -> None:
    write_new_file(path, lambda file: file.write(content))


def _path(folder: Path, prompt: Prompt, number: int) -> Path:
    ending = _ENDING if number == 1 else f" {number}{_ENDING}"
    return folder / fitting_name(prompt.name, ending, otherwise=_("Prompt"))


def _content(prompt: Prompt, path: Path) -> bytes:
    """Return the file's bytes, with the name in it where that of the file says another."""
    text = f"{prompt.text}\n"
    if path.name.removesuffix(_ENDING) != prompt.name or prompt.text.startswith(_FENCE):
        text = f"{_FENCE}\nname: {json.dumps(prompt.name, ensure_ascii=False)}\n{_FENCE}\n\n{text}"
    return text.encode()


def _holds(path: Path, content: bytes) -> bool:
    held = b""
    with suppress(OSError):
        held = path.read_bytes() if path.is_file() and path.stat().st_size == len(content) else b""
    return held == content


def _read(path: Path) -> tuple[str, str] | str:
    """Return name and text, or why there are none, a sentence with a place for the file's name."""
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # to open a pipe would wait for whoever writes into it
            return _("“{name}” is no file.")
        with open(path, "rb") as file:
            raw = file.read(LARGEST + 1)
    except (OSError, ValueError):
        return _("“{name}” could not be read.")
    if len(raw) > LARGEST:
        return _("“{name}” is too long for a prompt.")
    encoding = "utf-16" if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)) else "utf-8-sig"
    try:
        whole = raw.decode(encoding)
    except UnicodeDecodeError:
        return _("“{name}” holds no text.")
    if "\0" in whole:
        return _("“{name}” holds no text.")
    told, text = _parted(whole.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text.strip("\n")) > LONGEST:
        return _("“{name}” is too long for a prompt.")
    name, text = clean_name(told) or clean_name(fit(path.stem)), clean_text(text)
    return (name or _("Prompt"), text) if text else _("“{name}” is empty.")


def _parted(whole: str) -> tuple[str, str]:
    """Return the name that the lines above a text give, "" for none, and the text."""
    if not whole.startswith(f"{_FENCE}\n"):
        return "", whole
    end = whole.find(f"\n{_FENCE}", len(_FENCE), _LONGEST_HEAD)
    after = end + 1 + len(_FENCE)
    if end < 0 or whole[after : after + 1] not in ("", "\n"):
        return "", whole
    said: dict[str, str] = {}
    for line in whole[len(_FENCE) : end].splitlines():
        key, colon, value = line.partition(":")
        if colon and key == key.strip():
            said.setdefault(key.casefold(), _unquoted(value.strip()))
    return said.get("name") or said.get("title") or "", whole[after:]


def _unquoted(value: str) -> str:
    if value.startswith('"'):
        try:
            read = json.loads(value)
        except (ValueError, RecursionError):
            return value.strip('"')
        return read if isinstance(read, str) else value
    return value.strip("'")
