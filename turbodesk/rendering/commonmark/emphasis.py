"""Emphasis: runs of `*`, `_` and `~`, and which of them pair."""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from .entities import PUNCTUATION
from .events import DelimiterRun
from .scan import Scan
from .scripts import is_spaceless

_SPACE, _PUNCTUATION, _OTHER = 1, 2, 3


def scan_run(scan: Scan, at: int) -> int:
    """Read a run of marks and decide by what stands on both sides what it may do (CommonMark section 6.2)."""
    source, mark = scan.source, scan.source[at]
    end = at + 1
    while source.startswith(mark, end):
        end += 1
    if mark == "~" and end - at != 2:
        scan.add(source[at:end])
        return end
    before, after = source[at - 1 : at] if at else "", source[end : end + 1]
    left, right = _flanks(before, after, spaceless=scan.parser.lenient and mark != "_")
    can_open, can_close = left, right
    if mark == "_":
        can_open = left and (not right or _kind(before) == _PUNCTUATION)
        can_close = right and (not left or _kind(after) == _PUNCTUATION)
    scan.add_run(DelimiterRun(mark, end - at, can_open=can_open, can_close=can_close))
    return end


def pair_runs(scan: Scan, first: int) -> None:
    """Pair the runs of a text from the `first` on; what is left of them stays text."""
    pair(scan.runs[first:])
    del scan.runs[first:]


def pair(runs: list[DelimiterRun]) -> None:
    """Decide which `runs` pair, closers from left to right, each with the nearest opener that fits.

    Linear: for every sort of closer it is remembered below which opener none fits, so no opener is refused twice for
    the same reason.
    """
    openers: list[DelimiterRun] = []
    searched: dict[tuple[str, bool, int], int] = {}
    for run in runs:
        if run.can_close:
            _close(run, openers, searched)
        if run.left and run.can_open:
            openers.append(run)


def _close(run: DelimiterRun, openers: list[DelimiterRun], searched: dict[tuple[str, bool, int], int]) -> None:
    sort = (run.mark, run.can_open, run.length % 3)
    while run.left:
        index = len(openers) - 1
        lowest = searched.get(sort, 0)
        while index >= lowest and not _fit(openers[index], run):
            index -= 1
        if index < lowest:
            searched[sort] = len(openers)
            return
        opener = openers[index]
        width = 2 if opener.left >= 2 and run.left >= 2 else 1
        opener.left -= width
        run.left -= width
        opener.opened.append("del" if run.mark == "~" else "strong" if width == 2 else "em")
        run.closed += 1
        # What stood between the two can pair with nothing any more.
        del openers[index + (1 if opener.left else 0) :]
        for key, height in searched.items():
            searched[key] = min(height, len(openers))


def _fit(opener: DelimiterRun, closer: DelimiterRun) -> bool:
    """Same mark, and not forbidden by the rule of three (CommonMark section 6.2, rules 9 and 10)."""
    if opener.mark != closer.mark:
        return False
    if closer.mark == "~" or not (closer.can_open or opener.can_close):
        return True
    return (opener.length + closer.length) % 3 != 0 or (opener.length % 3 == 0 and closer.length % 3 == 0)


def _flanks(before: str, after: str, *, spaceless: bool) -> tuple[bool, bool]:
    """Whether a run between the two characters is left-flanking, and whether it is right-flanking.

    With `spaceless`, punctuation beside or of a script without spaces does not keep a run from flanking: writers of
    `**注意：**请` mean bold, though CommonMark, made for texts with spaces, asks for one after the colon.
    """
    kind_before, kind_after = _kind(before), _kind(after)
    near = spaceless and (is_spaceless(before) or is_spaceless(after))
    left = kind_after != _SPACE and (kind_after != _PUNCTUATION or kind_before != _OTHER or near)
    right = kind_before != _SPACE and (kind_before != _PUNCTUATION or kind_after != _OTHER or near)
    return left, right


@lru_cache(4096)
def _kind(character: str) -> int:
    if not character or character.isspace():
        return _SPACE
    if character in PUNCTUATION or unicodedata.category(character)[0] in "PS":
        return _PUNCTUATION
    return _OTHER
