"""What a connection check found, line by line, as data: the dialog shows it, the command line prints it.

No key ever stands in a line: the network layer removes it from every text first.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from enum import StrEnum

from turbodesk.quick_dataclasses import dataclass
from turbodesk.translation import _


class CheckStatus(StrEnum):
    """How one line of a check came out."""

    PASS = "pass"
    WARN = "warn"
    """It works, or may work, and is worth knowing."""
    FAIL = "fail"
    SKIP = "skip"
    """It could not be looked at, because of something before it."""


VERDICT_WORDS = {
    CheckStatus.PASS: _("Fine"),
    CheckStatus.WARN: _("Note"),
    CheckStatus.FAIL: _("Does not work"),
    CheckStatus.SKIP: _("Skipped"),
}
"""What a verdict is called beside its icon: colour alone says nothing to many people."""
WHAT_TO_DO = _("What to do: {advice}")
"""Stands before the advice of a line."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One thing that was looked at."""

    id: str
    """Stable, for programs: "address", "tls", …"""
    name: str
    verdict: CheckStatus
    words: str
    """What was found, one plain sentence or two."""
    advice: str = ""
    """What the person can do; "" where there is nothing to do."""
    details: str = ""
    """The other side's own words and numbers; "" when there are none."""

    def without(self, secret: str) -> CheckResult:
        """Return the line with `secret` cut out of every text, should it have come this far."""
        if not secret:
            return self
        texts = {name: getattr(self, name).replace(secret, "[key]") for name in ("words", "advice", "details")}
        return replace(self, **texts)

    def to_json(self) -> dict[str, str]:
        """Return it as JSON."""
        return {name: str(getattr(self, name)) for name in self.__slots__}


def is_well(lines: Iterable[CheckResult]) -> bool:
    """Whether nothing failed."""
    return all(line.verdict is not CheckStatus.FAIL for line in lines)


def summary(lines: Sequence[CheckResult]) -> str:
    """Return what the whole check comes to: where it ends, or that it does not."""
    verdicts = [line.verdict for line in lines]
    if CheckStatus.FAIL in verdicts:
        return next(line.words for line in lines if line.verdict is CheckStatus.FAIL)
    if CheckStatus.WARN in verdicts:
        return _("The connection works. What is marked as a note may matter to you.")
    return _("The connection works.")


def report(lines: Iterable[CheckResult], *, heading: str) -> str:
    """Return the check as plain text, for a mail to whoever can help."""
    written = [heading, ""]
    for line in lines:
        written.append(f"[{VERDICT_WORDS[line.verdict]}] {line.name}: {line.words}")
        if line.advice:
            written.append(f"    {WHAT_TO_DO.format(advice=line.advice)}")
        written += [f"    {one}" for one in line.details.splitlines()]
    return "\n".join(written) + "\n"
