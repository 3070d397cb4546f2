"""Says line by line how one text differs from another, as people read it: what goes, what comes, a little around it."""

from __future__ import annotations

from turbodesk.quick_dataclasses import dataclass

AROUND = 2
"""Unchanged lines that are shown before and after a change."""
MOST_LINES = 2_000
"""Of both texts together: more is not compared, which may take the square of it, but shown as all gone and all new."""
GONE, NEW, SAME, LEFT_OUT = "-", "+", " ", "…"


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """One line, and what became of it."""

    sign: str
    """`GONE`, `NEW` or `SAME`; `LEFT_OUT` for a stretch of unchanged lines that is not shown."""
    text: str = ""


def changed_lines(before: str | None, after: str | None) -> tuple[ChangedLine, ...]:
    """Return how `before` becomes `after`; None stands for no text at all. () where nothing changes."""
    old, new = (text.splitlines() if text is not None else [] for text in (before, after))
    if len(old) + len(new) > MOST_LINES or not old or not new:
        return (*(ChangedLine(GONE, line) for line in old), *(ChangedLine(NEW, line) for line in new))
    from difflib import SequenceMatcher

    found: list[ChangedLine] = []
    end = 0
    for group in SequenceMatcher(None, old, new).get_grouped_opcodes(AROUND):
        if group[0][1] > end or found:
            found.append(ChangedLine(LEFT_OUT))
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                found += [ChangedLine(SAME, line) for line in old[old_from:old_to]]
                continue
            found += [ChangedLine(GONE, line) for line in old[old_from:old_to]]
            found += [ChangedLine(NEW, line) for line in new[new_from:new_to]]
        end = group[-1][2]
    if found and end < len(old):
        found.append(ChangedLine(LEFT_OUT))
    return tuple(found)
