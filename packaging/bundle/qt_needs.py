"""Reads which libraries Qt leaves to the system, from the one place that lists them: the table in `./run`."""

from __future__ import annotations

import re
from pathlib import Path

from bundle import project

_TABLE = re.compile(r"^qt_libraries='\n(.*?)^'", re.MULTILINE | re.DOTALL)


def packages(root: Path = project.ROOT) -> dict[str, str]:
    """Return the soname of each library, with the name of its package on Debian.

    Raises:
        ValueError: `./run` has no such table any more.
    """
    found = _TABLE.search((root / "run").read_text(encoding="utf-8"))
    if found is None:
        raise ValueError("./run lists no qt_libraries")
    return {words[0]: words[1] for line in found[1].splitlines() if (words := line.split())}
