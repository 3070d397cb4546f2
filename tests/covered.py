"""Shows which lines no test below the interface runs, and fails where a file has one that is held to all of its lines.

    .venv/bin/python -m tests.covered

The files are those of `[tool.coverage.report]` in pyproject.toml, a list that only gets longer: what they decide, such
as what goes over the wire, is told by no widget. What was measured stays in `.coverage`, and
`.venv/bin/coverage report --include='turbodesk/app/*' --fail-under=0` shows the lines of others.

A line that is run is not a line that is tested; one that is not run is surely none. So the tests take their fixed order
and ten examples for each property (or those of HYPOTHESIS_PROFILE), which run the same lines every time; lines are
counted, not branches. They have a run of their own: traced, the whole suite would take twice as long, and what a test
of the interface had left in a cache would hide a line from the test that is meant to run it.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
FOLDERS = (
    "tests/app",
    "tests/chat",
    "tests/gateway",
    "tests/network",
    "tests/remote",
    "tests/rendering",
    "tests/store",
)


def main() -> int:
    environment = {"HYPOTHESIS_PROFILE": "lines"} | os.environ
    for arguments in (("run", "-m", "pytest", "-q", "-p", "no:randomly", *FOLDERS), ("report",)):
        command = [sys.executable, "-m", "coverage", *arguments]
        if code := subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode:
            return code
    return 0


if __name__ == "__main__":
    sys.exit(main())
