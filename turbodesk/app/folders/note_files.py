"""Does what a model asks of its notes: the six commands of the provider's own tool, on files in one folder.

The sentences are nearly those its models have been taught with (protocol, 1.7). A change is worked out first, as files
with what was and what is to be in them, so that it can be kept before it is made and undone afterwards.
"""

from __future__ import annotations

from turbodesk.app.folders.change_result import ChangeKind, ChangeResult
from turbodesk.app.folders.confined import ConfinedFolder, FolderEntry, FolderMissing, FolderRefused
from turbodesk.app.folders.names import parts_of
from turbodesk.chat.attachments import size_for_model
from turbodesk.quick_dataclasses import dataclass

ROOT = "/memories"
MOST_BYTES = 100_000
"""Of a note."""
MOST_NOTES = 200
MOST_DEEP = 4
_SHOWN_DEEP = 2


@dataclass(frozen=True, slots=True)
class NoteChange:
    """What is to be done to the files."""

    result: ChangeResult
    """What is told to the person."""
    told: str
    """What is told to the model."""
    files: tuple[tuple[tuple[str, ...], str | None, str | None], ...]
    """Of each file its names, what is in it, and what shall be; None: there is none."""


def note_parts(path: str) -> tuple[str, ...]:
    """Return the names of a path under `ROOT`; () for that itself.

    Raises:
        FolderRefused: it is none.
    """
    if path != ROOT and not path.startswith(f"{ROOT}/"):
        raise FolderRefused(f"A path begins with {ROOT}, which this one does not: {path[:200]}")
    try:
        parts = parts_of(path[len(ROOT) :])
    except ValueError as error:
        raise FolderRefused(str(error)) from None
    if len(parts) > MOST_DEEP:
        raise FolderRefused(f"Notes lie in at most {MOST_DEEP - 1} folders within one another.")
    return parts


def view(folder: ConfinedFolder, path: str, lines: tuple[int, int] | None = None) -> str:
    """Return what is in a folder, or in a note with its lines numbered. Raises `FolderRefused`."""
    parts = note_parts(path)
    entry = _entry(folder, parts, path)
    if entry is None or entry.is_folder:
        head = f"Here're the files and directories up to 2 levels deep in {path}, excluding hidden items:"
        return "\n".join((head, f"4.0K\t{path}", *_tree(folder, parts, path.rstrip("/"), 1)))
    numbered = list(enumerate(_text(folder, parts, path).split("\n"), 1))
    if lines is not None:
        first, last = lines
        numbered = numbered[max(0, first - 1) : None if last < 0 else last]
    return "\n".join((f"Here's the content of {path} with line numbers:", *(f"{n:6}\t{line}" for n, line in numbered)))


def create(folder: ConfinedFolder, path: str, text: str) -> NoteChange:
    """Return what makes a note, or puts another text into it. Raises `FolderRefused`."""
    parts = note_parts(path)
    if not parts:
        raise FolderRefused(f"{path} is the folder of the notes. Give the name of a note as well.")
    before = _text(folder, parts, path) if folder.has(parts) else None
    if before is None and count(folder) >= MOST_NOTES:
        raise FolderRefused(f"There are {MOST_NOTES} notes already. Put some together, or delete some.")
    told = f"File created successfully at: {path}" if before is None else f"The file {path} has been overwritten."
    return _changed(parts, before, text, told)


def replace(folder: ConfinedFolder, path: str, old: str, new: str) -> NoteChange:
    """Return what replaces a text that stands in a note once. Raises `FolderRefused`."""
    parts = note_parts(path)
    before = _text(folder, parts, path)
    found = before.count(old) if old else 0
    if not found:
        raise FolderRefused(f"No replacement was performed, old_str did not appear verbatim in {path}.")
    if found > 1:
        at = [str(number) for number, line in enumerate(before.split("\n"), 1) if old.split("\n")[0] in line]
        raise FolderRefused(
            f"No replacement was performed. Multiple occurrences of old_str in lines: {', '.join(at[:50])}. "
            "Please ensure it is unique."
        )
    return _changed(parts, before, before.replace(old, new), "The memory file has been edited.")


def insert(folder: ConfinedFolder, path: str, line: int, text: str) -> NoteChange:
    """Return what puts lines behind a line of a note, 0 for its beginning. Raises `FolderRefused`."""
    parts = note_parts(path)
    before = _text(folder, parts, path)
    lines = before.split("\n")
    most = len(lines) - (not lines[-1])
    if line > most:
        raise FolderRefused(f"Invalid insert_line: {line}. It should be within the range [0, {most}].")
    after = "\n".join([*lines[:line], *text.removesuffix("\n").split("\n"), *lines[line:]])
    return _changed(parts, before, after, f"The file {path} has been edited.")


def delete(folder: ConfinedFolder, path: str) -> NoteChange:
    """Return what removes a note, or all notes of a folder. Raises `FolderRefused`."""
    parts = note_parts(path)
    if not parts:
        raise FolderRefused(f"{path} itself is not deleted.")
    files = tuple((one, _text(folder, one, path), None) for one in _notes_in(folder, parts, path))
    return NoteChange(
        ChangeResult(ChangeKind.NOTE_DELETED, parts[-1], len(files)), f"Successfully deleted {path}", files
    )


def rename(folder: ConfinedFolder, old_path: str, new_path: str) -> NoteChange:
    """Return what gives a note, or a folder of notes, another name. Raises `FolderRefused`."""
    old, new = note_parts(old_path), note_parts(new_path)
    if not old or not new:
        raise FolderRefused(f"{ROOT} itself is not renamed.")
    if new[: len(old)] == old:
        raise FolderRefused("A folder is not put into itself.")
    if folder.has(new):
        raise FolderRefused(f"The destination {new_path} already exists.")
    files: list[tuple[tuple[str, ...], str | None, str | None]] = []
    for one in _notes_in(folder, old, old_path):
        text = _text(folder, one, old_path)
        there = (*new, *one[len(old) :])
        if len(there) > MOST_DEEP:
            raise FolderRefused(f"Notes lie in at most {MOST_DEEP - 1} folders within one another.")
        files += [(there, None, text), (one, text, None)]
    told = f"Successfully renamed {old_path} to {new_path}"
    return NoteChange(ChangeResult(ChangeKind.NOTE_RENAMED, old[-1], len(files) // 2), told, tuple(files))


def apply(folder: ConfinedFolder, change: NoteChange) -> None:
    """Make a change. Raises `FolderRefused`."""
    for parts, _, after in change.files:
        if after is not None:
            folder.write(parts, after.encode())
        else:
            folder.remove(parts)
            for depth in range(len(parts) - 1, 0, -1):
                folder.remove_empty(parts[:depth])


def count(folder: ConfinedFolder) -> int:
    """Return how many notes there are."""
    return len(_notes_in(folder, (), ROOT))


def _changed(parts: tuple[str, ...], before: str | None, after: str, told: str) -> NoteChange:
    after = after.encode("utf-8", "replace").decode()  # halves of letters are no text
    if len(after.encode()) > MOST_BYTES:
        raise FolderRefused(f"A note has at most {MOST_BYTES:,} bytes. Write a shorter one, or several.")
    kind = ChangeKind.NOTE_MADE if before is None else ChangeKind.NOTE_CHANGED
    return NoteChange(ChangeResult(kind, parts[-1]), told, ((parts, before, after),))


def _entry(folder: ConfinedFolder, parts: tuple[str, ...], path: str) -> FolderEntry | None:
    """Return what is at a path; None for the root."""
    if not parts:
        return None
    try:
        found = next((one for one in folder.entries(parts[:-1]).entries if one.name == parts[-1]), None)
    except FolderMissing:
        found = None
    if found is None:
        raise FolderRefused(f"The path {path} does not exist. Please provide a valid path.")
    return found


def _text(folder: ConfinedFolder, parts: tuple[str, ...], path: str) -> str:
    try:
        data = folder.read(parts, MOST_BYTES)
        text = data.decode()
    except FolderMissing:
        raise FolderRefused(f"The path {path} does not exist. Please provide a valid path.") from None
    except UnicodeDecodeError:
        raise FolderRefused(f"{path} is no text.") from None
    if len(data) > MOST_BYTES:
        raise FolderRefused(f"{path} is longer than a note may be.")
    return text


def _notes_in(folder: ConfinedFolder, parts: tuple[str, ...], path: str) -> list[tuple[str, ...]]:
    """Return the names of every note at or under a path."""
    entry = _entry(folder, parts, path)
    if entry is not None and not entry.is_folder:
        return [parts]
    found: list[tuple[str, ...]] = []
    waiting = [parts]
    while waiting and len(found) <= MOST_NOTES:
        here = waiting.pop()
        for one in folder.entries(here).entries:
            if one.is_folder and len(here) < MOST_DEEP:
                waiting.append((*here, one.name))
            elif not one.is_folder:
                found.append((*here, one.name))
    return found


def _tree(folder: ConfinedFolder, parts: tuple[str, ...], path: str, depth: int) -> list[str]:
    lines: list[str] = []
    for one in folder.entries(parts).entries[:MOST_NOTES]:
        lines.append(f"{size_for_model(one.size)}\t{path}/{one.name}{'/' if one.is_folder else ''}")
        if one.is_folder and depth < _SHOWN_DEEP:
            lines += _tree(folder, (*parts, one.name), f"{path}/{one.name}", depth + 1)
    return lines
